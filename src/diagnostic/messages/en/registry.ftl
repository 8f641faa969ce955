load-no-header = the `pack.yaml` of `{ $path }` names no pack, or no version of three numbers
help-pack-unread = { $known }; these could not be read: { $folders }
help-pack-check-folder = see `junheng check { $path }`
packs-place = place
packs-errors = { $errors } errors, so no digest; see `junheng check { $pack }`
packs-none = no packs were found
packs-conflict = two places, two contents: no digest
