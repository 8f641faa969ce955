# Cells
bad-cell = `{ $value }` is not { $expected }
    .title = cell that cannot be read
    .explain = What stands in the cell is not of the column's type. The cell counts as unknown, everything else is read and the report is still complete. Correct the cell; leave it empty if the value is not known.
bad-cell-advice = `{ $value }` is not { $expected }; { $advice }
expected-number = a number
expected-count = a whole number from 0
expected-share = a share with % or from 0 to 1
expected-flag = 是 or 否
expected-date = a date such as 2026-01-31
expected-code = a code
expected-kind = one of { $values }
advice-blank-or-zero = leave the cell empty if the value is not known, write 0 if it is zero
advice-blank = leave the cell empty if it is not known
advice-formula-error = this is a spreadsheet's error: mend the formula there, or leave the cell empty
advice-scientific = a spreadsheet has shortened the number: format the column as a number and write all digits
advice-code-changed = a spreadsheet has taken the code for a number: format the column as text and enter the code again
advice-code-needed = every row needs its code
advice-number-alone = write the number alone
advice-number-in-unit = write the number alone, in { $unit }
advice-percent = if it is a percentage, write `{ $value }`, or put (%) behind the heading for the whole column
advice-which = write which of `{ $names }` is meant
advice-thousands = thousands commas stand before groups of three digits, as in 1,234,567
advice-day-number = a spreadsheet has written the day's number: format the column as a date
out-of-range = `{ $value }` is below the least value { $bound }
    .title = value out of bounds
    .explain = The value lies outside the bounds that the pack sets for the column. The cell counts as unknown. See whether it was mistyped or given in another unit.
above-range = `{ $value }` is above the greatest value { $bound }
bad-pattern = `{ $value }` is not of the form that the column asks for: { $asked }
    .title = text of another form
    .explain = The pack says what form the column's texts have. The cell does not fit it and counts as unknown. Correct it as the column's note says.
required-blank = `{ $column }` must not be empty
    .title = required cell is empty
    .explain = The pack requires this column: without it a row cannot be judged or even recognised. Fill in the cell. Any other cell may stay empty and then counts as unknown.

# Files
unreadable-data = the file cannot be read: { $reason }
    .title = unreadable file
    .explain = The operating system does not let the file be read. See whether another program has it open, and whether you may read it. Counties that it speaks of are left out.
not-a-file = it is a pipe or a device; save it as a file first
bad-encoding = the text is neither UTF-8 nor GB18030 from here on; save the file as “CSV UTF-8”
    .title = unknown or damaged encoding
    .explain = CSV files are read as UTF-8 (with or without a mark), GB18030 or UTF-16. This one holds bytes that none of them has, so it was damaged or saved by a program that uses another encoding. Open it in a spreadsheet program and save it as “CSV UTF-8”.
bad-encoding-cell = this cell holds bytes that are no text; it was damaged on its way: type it again
unclosed-quote-row = a quotation mark opens in this row and is never closed; what stands in the row counts as unknown; add the other one
not-csv = this is a workbook, not a CSV file; save each sheet as “CSV UTF-8”
    .title = workbook under a CSV name
    .explain = Renaming a workbook does not make it a CSV file. Open it in a spreadsheet program and save each sheet as “CSV UTF-8”.
unclosed-quote = a quotation mark opens in this row and is never closed; what follows cannot be told apart; add the other one
    .title = quotation mark not closed
    .explain = A cell that begins with a quotation mark goes on until the next one, over commas and lines. Without the second one the rest of the file is a single cell. Add it, or remove the first.
data-too-large = the file is larger than { $most } GiB
    .title = data past a limit
    .explain = Files, rows, columns and cells have generous limits, so that a broken file does not fill the machine's memory. Split the file, for example by county, or see whether something other than data got into it.
too-many-columns = there are more than { $most } columns
too-many-rows = there are more than { $most } rows
cell-too-long = a cell is longer than { $most } bytes
two-files = `{ $first }` and `{ $second }` are both the table { $table }; keep one of them
    .title = two files for one table
    .explain = A table is named by its id or its label, and this folder has a file of each name. Nobody can tell which one counts, so neither is read and the folder's counties are left out. Keep one; data of several counties go into one file or into a folder each.
unknown-file = `{ $name }` is no table of the pack and is not read; the tables are { $tables }
    .title = file of no table
    .explain = A CSV or Parquet file is read when its name is the id or the label of a table, such as school.csv. This one is not read. Rename it if it holds data.
unknown-file-near = `{ $name }` is no table of the pack and is not read; did you mean `{ $near }`
unread-file = this format is not read; save it as .xlsx, or as a CSV file named after its table
    .title = file that is not read
    .explain = The folder holds a file that may well be data but has a format that is not read. Save it as .xlsx, or as “CSV UTF-8” under the table's name; where the folder holds CSV files, give the workbook by itself.
unread-folder = this is a folder under the name of a file of data, and was not read; take its files out, or rename it
unread-inner-folder = this is a folder in the folder, and its data were not read; give its path, or name it as a table (`school/`) or as `column=value` (`county=990001/`)
unread-beside-parts = this folder is a table of CSV or Parquet files; this file is neither, and was not read
unknown-folder-key = `{ $key }` in a folder's name is a column of no table, and says nothing
empty-file = the file is empty; its first row must be the header of the table { $table }
    .title = file without a header
    .explain = Even a table without rows needs its header. Without the file the table counts as not supplied.

# Headers
missing-key-column = the header of the table { $table } lacks { $columns }
    .title = code column missing
    .explain = Without the columns that hold a row's own code and its parent's nobody can tell whose data a row has. The table cannot be used, and the counties it speaks of are left out. The first row must be the header, with labels or ids.
missing-key-column-near = the header of the table { $table } lacks { $columns }; if `{ $near }` is that column, rename it
header-none = `{ $first }` … is not the header of the table { $table }: the first row must name its columns, { $columns } among them
unknown-column = the table { $table } has no column `{ $name }`; it is not read
    .title = unknown column
    .explain = A heading is the label or the id of a column, with a unit in brackets where it differs. This one is neither, so the column is not read. That does no harm unless the column was meant to be one of the pack's.
unknown-column-near = the table { $table } has no column `{ $name }`; did you mean `{ $near }`
duplicate-column = `{ $name }` and `{ $first }` are both the column { $column }; keep one of them
    .title = column given twice
    .explain = Two headings name the same column, perhaps one by its label and one by its id. Nobody can tell which counts, so the column is unknown until one of them goes.
header-unit = `{ $unit }` cannot be converted to { $declared }; the column can be in { $units }
    .title = unit of a heading
    .explain = The unit in brackets behind a heading says in which unit the column's values are. It must be one of the pack's units and of the same sort as the column's own. The column counts as unknown until it is.
header-unit-unknown = nothing is known of the unit `{ $unit }`; the column can be in { $units }
header-unit-none = the column is a plain number and cannot be in `{ $unit }`; the brackets can hold { $units }
missing-column = the table { $table } lacks the required column `{ $column }`
    .title = required column missing
    .explain = The pack requires this column, and the header does not have it. Add it. Other columns may be left out and then count as unknown.
unnamed-column = column { $position } has values but no heading; it is not read
    .title = column without a heading
    .explain = Values stand under an empty heading, so nobody can tell what they are. Give the column its label, or empty it.
row-length = the row has { $cells } cells, the header { $columns }; add the missing commas
    .title = row of the wrong length
    .explain = A row must have as many cells as the header. A comma inside a value, as in 1,200, makes two cells of it unless the value stands in quotation marks; then all that follows is shifted, so the row's values count as unknown.
row-too-long = the row has { $cells } cells, the header { $columns }; put a value that holds a comma into quotation marks
row-passed = { $count ->
    [one] this row is a total, a note or a signature, not data, and was not read
   *[other] from this row on { $count } rows are totals, notes or signatures, not data, and were not read
    }
    .title = totals, notes and signatures were not read
    .explain = Below a table there often are totals, notes and signatures. They are no data and are passed over. If one of these rows is data, correct its code.
percent-fractions = the header says percentage ({ $symbol }), so `{ $value }` here is { $value }{ $symbol }; if { $whole }{ $symbol } is meant, write { $whole }, or take ({ $symbol }) out of the header
    .title = fractions in a column of percentages
    .explain = A column whose header says (%) is read as percentages: 0.12 is 0.12%. Where all numbers are fractions below 1, someone probably wrote 0.12 for 12%. The numbers are used as they were given; please check them.
percent-mixed = the header says percentage ({ $symbol }) and other numbers of the column are above 1, but here stands `{ $value }`: it may be { $value }{ $symbol } or { $whole }{ $symbol }; write `{ $value }{ $symbol }` or `{ $whole }{ $symbol }`
    .title = fractions among percentages
    .explain = In a column whose header says (%) some cells say 12 and some 0.12, so that 0.12 may be 0.12% or 12%. These fractions become unknown. Write all numbers with their %.
percent-hidden = the header says percentage ({ $symbol }), and a file of this format does not tell whether the cell shows `{ $value }` or `{ $whole }{ $symbol }`; save it as .xlsx, or write `{ $value }{ $symbol }` or `{ $whole }{ $symbol }`

# Codes
blank-key = `{ $column }` must not be empty: it tells which row this is; delete rows of totals or remarks
    .title = empty code
    .explain = A row's own code and its parent's say whose data it has. Without them the row cannot be used, and the county, where it is known, is left out. Fill in the code, or delete the row if it is a total or a remark.
duplicate-row = `{ $value }` stands in row { $first } already; codes of the table { $table } are unique
    .title = two rows with the same code
    .explain = Two rows have the same code, so nobody can tell which counts. The county is left out until one of them is corrected or deleted.
duplicate-row-elsewhere = `{ $value }` stands in { $file }, row { $first } already; codes of the table { $table } are unique
unknown-parent-row = `{ $value }` is not in the table { $parent }
    .title = row without a parent
    .explain = The row names a school, county or other parent that has no row of its own, so it cannot be placed. Correct the code or add the parent's row. The county, where it is known, is left out, since something of it is missing.
unknown-parent-row-near = `{ $value }` is not in the table { $parent }; did you mean `{ $near }`
and-rows = { $what } (and { $count } more { $count ->
        [one] row
       *[other] rows
    } up to row { $last })
and-followers = { $what } ({ $count ->
    [one] one more row cannot be placed because of this
   *[other] { $count } more rows cannot be placed because of this
    })
name-for-code = `{ $value }` is the name of a row of { $parent }, whose code `{ $code }` should stand here
unlinked-table = the table { $table } cannot be used without the table { $parent }, which tells the county of each row; supply it
    .title = table without the one above it
    .explain = Rows find their county through the table above. That table was not supplied, and the rows themselves do not tell the county. Supply it.
county-left-out = county { $county } is left out because of an error in this file
    .title = county left out
    .explain = An error in this file concerns several counties. None of them can be judged until it is corrected.
example-used = this row still says (example) and was not taken for data, but { $count ->
    [one] a row of another table uses
   *[other] { $count } rows of other tables use
    } `{ $value }`; if these are your data, delete the mark
    .title = data that still bear the mark of an example
    .explain = The second row of a form is an example, which its first cell says, and is passed over. This row still bears the mark, while other tables use its code: probably data were written over the example. Delete the mark; if it is an example, delete the row and correct the codes in the other tables.
parts-exceed = `{ $whole_name }` is { $whole }, but the `{ $part_name }` given in { $table } add up to { $sum }, which is more; the given parts were used, please check
    .title = parts add up to more than the whole
    .explain = Both the whole and its parts were given, and the parts add up to more than the whole, so one of them must be wrong. The given parts were used. Please check: what is shared is given only as a whole, what is not only in parts.
data-without-county = no table names a county
    .title = no county
    .explain = The files have headers but no rows that name a county, so there is nothing to judge. Fill in the county table.

# Derived columns
derive-differs = `{ $column }` was given as { $given }, but its formula computes { $computed }
    .title = given value differs from the computed one
    .explain = This column can be computed from other data, and the value given differs from the result. The evaluation uses the value given. Check it and the data that the formula reads; if there is no ground for the value given, leave the cell empty and it will be computed.

# Findings
finding-item = no rule is named `{ $item }`
    .title = finding about no rule
    .explain = The item of a finding is the id or the label of a rule. Correct it; `junheng show` lists all rules. The finding is not used.
finding-item-near = no rule is named `{ $item }`; did you mean `{ $near }`
finding-item-removed = `{ $item }` was removed from this standard, because “{ $because }”; delete the row
finding-item-gone = `{ $item }` was removed from this standard; delete the row
finding-not-judged = `{ $item }` ({ $title }) is computed from data and not judged by assessors; delete the row
    .title = finding about a computed rule
    .explain = Only rules that say `judged` take a finding. This one is computed, and a finding cannot change it. Delete the row, or correct its item.
finding-subject = `{ $subject }` is not in the table { $entity }, by which `{ $item }` is judged
    .title = finding about no subject
    .explain = The subject of a finding is the code of what the rule is judged by, its parts joined by / where there are several, as in 9900010001/小学. Correct the code. The finding is not used.
finding-subject-near = `{ $subject }` is not in the table { $entity }, by which `{ $item }` is judged; did you mean `{ $near }`
finding-other-subject = `{ $subject }` is in the table { $other }, but `{ $item }` is judged by { $entity }; write the code of a row there
finding-subject-parts = `{ $subject }` does not say which { $entity } is meant; write { $parts }
finding-incomplete = the finding lacks { $columns }
    .title = incomplete finding
    .explain = A finding is more than a check mark: its evidence, the assessor and the date are what a reviewer asks for. The result is used, but fill in the rest.
finding-columns-absent = the findings have no column { $columns }
finding-after = the finding's date { $date } is after the evaluation's date { $as_of }
    .title = finding dated after the evaluation
    .explain = The finding was made after the day for which the evaluation is computed. The result is used. Check the finding's date, and the date given with --as-of.
finding-of-replaced = `{ $item }` counts as `{ $by }`, which replaces it: it exists here, though its own line says that it does not
    .title = a replaced veto exists
    .explain = Where a veto replaces others, each finding that one of those exists counts as its own. Check both lines.
findings-disagree = another result of `{ $item }` for `{ $subject }` stands in { $file }, row { $first }; keep only the valid one
    .title = findings that disagree
    .explain = Two findings about the same rule and subject have different results. The outcome is undetermined until only the valid one is left.
finding-repeated = a finding of `{ $item }` for `{ $subject }` stands in { $file }, row { $first } already
    .title = finding given twice
    .explain = The same finding stands twice, and the two do not disagree. Delete one.

# Many
more-errors = and { $count } more errors; only the first { $shown } are listed
    .title = more errors
    .explain = There are more errors than are listed. Correct those that are and run it again; often one cause, such as a shifted column, is behind all of them.
more-warnings = and { $count } more warnings; only the first { $shown } are listed
    .title = more warnings
    .explain = There are more warnings than are listed. Often one cause is behind all of them.

# Nothing to read
data-unreadable = `{ $path }` cannot be read: { $reason }
data-not-found = there is nothing at `{ $path }`; check the path
data-empty = the folder `{ $path }` holds no workbook and no CSV or Parquet file
data-empty-inside = the folder `{ $path }` holds no workbook and no CSV or Parquet file, but folders in it do; give { $inside }
data-other-format = `{ $path }` is in a program's own format, which is not read; open it and save it as .xlsx
data-not-csv = `{ $path }` is no data that can be read; give a workbook (.xlsx, .xls, .ods), a folder of CSV files, or a file whose name ends in .csv or .parquet
data-nothing = no data was given; give a workbook or a folder of CSV files

# Workbooks
workbook-damaged = the workbook cannot be read: it is cut off, damaged or no workbook; send it again, or open it in a spreadsheet program and save it as .xlsx
    .title = damaged workbook
    .explain = What the file holds is no whole workbook. Often it was not sent to its end, or some other file was given this name. Get the file again; if a spreadsheet program can open it, save it as .xlsx.
workbook-html = this is a web page (HTML) under the name of a workbook; open it with a spreadsheet program and save it as .xlsx
workbook-xml = this is an XML spreadsheet (2003) under the name of a workbook; open it with a spreadsheet program and save it as .xlsx
workbook-text = this is text (such as CSV) under the name of a workbook; name it as its table with the extension .csv, or open it with a spreadsheet program and save it as .xlsx
workbook-locked = the workbook has a password; open it, remove the password and save it
    .title = workbook with a password
    .explain = A workbook that asks for a password is encrypted and cannot be read; the program does not ask for passwords. Open it, remove the password and save it.
workbook-too-large = the workbook unpacks to more than { $most } MiB, which no data does; check the file, or split it by county
hidden-sheet = the sheet `{ $sheet }` is hidden and is not read; show it if it holds data
    .title = hidden sheet
    .explain = Nobody who fills in the workbook sees a hidden sheet, and it may hold old data, so it is not read. Show it if it holds data; delete it if not.
formula-uncomputed = this formula has no result; open the workbook in a spreadsheet program and save it
    .title = formula without a result
    .explain = Spreadsheet programs compute formulas and keep the results in the file. Another program made this file and kept none, so the cell counts as unknown. Open it in a spreadsheet program and save it once.
unread-beside = the folder holds CSV or Parquet files, so the workbook is not read; give it by itself if it is the data
workbook-not-built = this build reads no workbooks (feature `xlsx`); save it as CSV, or use a build that has it

# Parquet
parquet-damaged = the file cannot be read: it is cut off, damaged or no Parquet file; send or write it again
    .title = damaged Parquet file
    .explain = What the file holds is no whole Parquet file, or what it says of itself does not agree with what is in it. Often it was not sent to its end, or some other file was given this name. Get the file again, or write it again from the data.
parquet-unread = `{ $column }` is a list or a group of columns and cannot be read; write it as a plain column
    .title = Parquet file or Arrow table in a form that is not read
    .explain = Columns of numbers, decimals, dates, truth values and text are read, uncompressed or compressed by Snappy, Zstandard or LZ4. Columns that the pack does not have may be anything. A moment in a named time zone is of no certain day: give the day itself. Nothing of the file or table was read. Write it again in such a form; the message says what is in the way.
parquet-encrypted = the file is encrypted; write it without encryption
parquet-type = `{ $column }` is of the type { $what }, which is not read; write it as text or as a number
parquet-codec = `{ $column }` is compressed by { $what }, which is not read; write the file with Snappy, Zstandard or LZ4, or uncompressed
parquet-encoding = a column's values are in an encoding that is not read; write the file with plain or dictionary encoding
parquet-bytes = what stands in `{ $column }` here is no text in UTF-8; write the column as text
parquet-too-many-rows = the file says that it has { $rows } rows, which is more than the { $most } that a file of its size may have; split it, or see whether it is damaged
parquet-description-too-large = the description at the end of the file is larger than { $most } MiB; write the file with fewer columns or larger row groups
parquet-page-too-large = pages of the file unpack to more than { $most } MiB together; write it with smaller pages or row groups
parquet-not-built = this build reads no Parquet files; save it as CSV, or build it with `--features parquet`

# Rows that there must be
too-many-steps = `{ $name }` takes more steps than the { $steps } that one county's evaluation has; it and what comes after it are undetermined; write what is nested in it as a define that is computed first
    .title = more steps than an evaluation has
    .explain = The formula goes over rows within rows, so that its steps grow with the square or the cube of their number and it would not end in any time that one can wait. The evaluation stops at the bound; what was not finished is undetermined and never decided by a part. Write what is nested as a define, which is computed once for each subject.
bad-count = `{ $value }` cannot be a number of rows; it is a whole number from 0
    .title = impossible number of rows
    .explain = The pack takes this figure to say how many rows there must be; that is a whole number from 0. Until it is corrected nobody knows whether the list is complete.
surplus-rows = { $table } has { $there } rows, more than the { $declared } that were declared
    .title = more rows than declared
    .explain = The list has more rows than the figure says. One of the two is wrong; check them. The evaluation goes by the list and marks the conclusion as in doubt.
surplus-total = the `{ $column }` of { $table } sums to { $there }, more than the { $declared } that was declared
    .title = sum larger than declared
    .explain = The sum over the rows is larger than the figure. One of the two is wrong; check them. The evaluation goes by the list and marks the conclusion as in doubt.
