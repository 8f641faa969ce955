# Audit and remarks
annotate-title = the data with its problems marked
annotate-severity = severity
annotate-code = code
annotate-file = place
annotate-sheet = sheet here
annotate-row = row
annotate-column = column
annotate-value = value
annotate-message = what is wrong and what was expected
cli-eval-annotate = also write a workbook (.xlsx) with the problems marked: cells coloured, reasons as comments
cli-eval-previous = last year's data: changes that are too large give warnings
cli-eval-no-audit = do not audit the data (rosters and totals, duplicates, outliers, last year)
cli-annotated = the data with remarks: { $path }
cli-annotate-format = `{ $path }` must end in .xlsx
cli-annotate-own-data = `{ $path }` is the data itself; give another name, so that it is not overwritten
