# Messages of the page
archive-too-large = the archive has too many files or unpacks to too much, which no pack and no data do; check the file
web-no-parent = { $pack } extends no other pack, so there is nothing to compare with
