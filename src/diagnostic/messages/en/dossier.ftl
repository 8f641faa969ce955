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
 }; click a heading to sort, type into the box to search
dossier-missing-note = these data would decide the rules at the right
dossier-data = problems of the data
dossier-sources = clauses relied on
page-search = search: names, numbers, separated by blanks
page-no-rows = none
dossier-version = version
