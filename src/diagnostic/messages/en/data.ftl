# JH0901
bad-cell = `{ $value }` cannot be read: { $expected }
    .title = bad cell
    .explain = The cell counts as unknown and the rest of the report is whole. Mend it as the message says.
# JH0902
required-cell = `{ $name }` must be filled in
    .title = required cell is blank
    .explain = Codes, kinds and names cannot be blank.
# JH0903
required-column = { $entity } lacks the required column `{ $name }`
    .title = required column missing
    .explain = Add the column to the header.
# JH0904
table-unusable = the header of { $entity } lacks `{ $columns }`: the table cannot be used
    .title = unusable table
    .explain = Without its key and its parent's key nobody knows whose row it is. The first row is the header with labels or ids.
# JH0905
unknown-table = the file `{ $name }` is no table of the pack; { $hint }
    .title = unknown file
    .explain = A file is named by a table's label or id, such as school.csv.
# JH0906
unknown-column = { $entity } has no column `{ $name }`; { $hint }
    .title = unknown column
    .explain = A header holds labels or ids. Further columns do no harm.
# JH0907
repeated-column = the column `{ $name }` stands twice
    .title = repeated column
    .explain = A column stands once; id and label name the same one.
# JH0908
header-unit = the unit `{ $found }` of `{ $name }` cannot be converted to `{ $unit }`
    .title = unit of a header
    .explain = In brackets stands a declared unit of the same kind. The column counts as unknown.
# JH0909
row-too-long = the row has { $cells } cells, the header { $header }
    .title = row longer than the header
    .explain = Usually a comma in a number without quotes has moved what follows.
# JH0910
duplicate-row = `{ $value }` stands already in { $file }, row { $row }
    .title = duplicate key
    .explain = Keys are unique. The county is left out until it is mended.
# JH0911
unknown-parent-row = there is no { $entity } `{ $value }`; { $hint }
    .title = unknown parent
    .explain = The row has no parent. The county is left out until it is mended.
# JH0912
second-file = the folder has this table already in { $other }
    .title = second file of a table
    .explain = A folder holds one file for a table.
# JH0913
bad-encoding = the file is neither UTF-8 nor GB18030
    .title = unknown encoding
    .explain = Save it as “CSV UTF-8”.
# JH0914
bad-row = the row cannot be read, nor what follows
    .title = broken row
    .explain = See whether quotes are paired.
# JH0915
empty-file = the file is empty
    .title = empty file
    .explain = At least the header is needed; leave the file out if there is no data.
# JH0920
finding-item = `{ $name }` is no rule that is judged; { $hint }
    .title = finding for no judged rule
    .explain = A finding's item is the id of a rule that says `judged`.
# JH0921
finding-subject-unknown = the subject `{ $value }` is wrong; { $hint }
    .title = finding for an unknown subject
    .explain = The subject is the code of what the rule is for.
# JH0922
finding-incomplete = the finding on `{ $name }` lacks { $lacks }
    .title = incomplete finding
    .explain = A finding needs evidence, an assessor and a date to stand scrutiny.
# JH0923
finding-later = the finding's date { $date } is after the evaluation's date { $as_of }
    .title = finding dated later
    .explain = See whether the date is right.
# JH0924
finding-repeated = the finding on `{ $name }` stands already in { $file }, row { $row }
    .title = repeated finding
    .explain = The same finding stands twice with the same result.
# JH0925
finding-disagrees = the finding on `{ $name }` contradicts { $file }, row { $row }
    .title = contradicting findings
    .explain = Two findings disagree: the outcome is undetermined until one is left.
# JH0940
derive-differs = `{ $column }` is given as { $given } but computes to { $computed }
    .title = given and computed differ
    .explain = What was given differs from what follows from other data. The given value is used; check it.
cell-placeholder = leave it blank if it is not known, write 0 if there is none
cell-flag = write 是 or 否
cell-date = write a date such as 2026-01-31
cell-kind = write one of { $values }
cell-grade = write one of 优秀, 良好, 合格, 不合格
cell-number = write a number
cell-count = write a whole number from 0
cell-share = write a percentage such as 85% or a number from 0 to 1; if the whole column is in percent, put (%) into the header
cell-scientific = scientific notation, perhaps made by a spreadsheet; set the column to text or number and enter it again
cell-unit-inside = leave `{ $unit }` out; the unit belongs into the header
cell-separators = the thousands separators are not where they should be
cell-below = it must be at least { $bound }
cell-above = it must be at most { $bound }
cell-too-long = it is too long
data-did-you-mean = did you mean `{ $name }`
data-column-ignored = the column is not used
data-file-ignored = it is not used
data-add-parent = check the code, or add the row to { $entity }
data-too-many-columns = too many columns; { $most } at most
data-too-many-rows = too many rows; { $most } at most
data-judged-items = judged are { $names }
finding-evidence = evidence
finding-assessor = an assessor
finding-date = a date
finding-subject = write the code of a { $entity }
finding-other-subject = this is a { $found }; the rule is for a { $entity }
read-not-found = `{ $path }` does not exist
read-empty = `{ $path }` holds no CSV file
read-too-large = `{ $path }` is too large
read-io = `{ $path }` cannot be read: { $cause }
