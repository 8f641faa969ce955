dossier-sort = Computed assessment of compulsory education
dossier-counties = Results of { $count ->
    [one] one county
   *[other] { $count } counties
 }
dossier-pack = standard
dossier-trial = trial
dossier-pack-digest = digest of the standard
dossier-day = as of
dossier-data-digest = digest of the data
dossier-overview = counties
dossier-county = county
dossier-failing = failing
dossier-derivation = derivation
dossier-id = no.
dossier-part = part
dossier-rule = rule
dossier-define = name
dossier-check = check
dossier-indicator = indicator
dossier-result = result
dossier-passed = passed
dossier-failed = failed
dossier-by-rule = by rule (number of subjects)
dossier-pictures = charts
dossier-pictures-key = Dots and ✓ are met, crosses and ✗ are not; the upright line is what is required. Point at a mark to see which subject it is and its value.
dossier-coefficient = coefficient
dossier-share = of limit
dossier-why = why
dossier-support = supporting units
dossier-failing-count = { $count ->
    [one] one does not pass
   *[other] { $count } do not pass
 }
dossier-missing-note = these data would decide the rules at the right
dossier-data = problems of the data
dossier-sources = clauses relied on
page-search = search: names, numbers, separated by blanks
page-no-rows = none
dossier-version = version
ledger-cover = Cover
ledger-sheet = Ledger
ledger-coefficients = Coefficients
ledger-points = Coefficient data
ledger-above = row above
ledger-key = subject's number
ledger-sign = relation
ledger-unit = unit
ledger-weight = weight
ledger-again-value = value again
ledger-again-outcome = result again
ledger-agrees = agrees
ledger-due = due
ledger-progress = progress
ledger-rows = rows of the ledger
ledger-rechecked = of these, rechecked by formulas
ledger-differing = of these, not in agreement
ledger-note-again = Value and result were computed by the program; value again and result again are formulas of this workbook over the sheets behind, and follow the data when these are changed. Where a rule cannot be said as a formula, result again repeats the program's (grey) and agrees is empty.
ledger-note-floats = Spreadsheet programs use binary floating point: nearer to a limit than a thousand-millionth of it, the program's result holds.
ledger-note-carry-on = Due and progress are for those who carry on with this sheet; the filter buttons pick out a school, a unit or what is not met; filter, but do not sort, because formulas refer to one another.
cli-ledger-needs-out = --format xlsx needs a file: --out FILE
cli-ledger-too-large = too much for one workbook; write it by county with --county
