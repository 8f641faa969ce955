cli-compare = what differs between two sets of data of the same counties, which outcomes turned, and the smallest sets of changes that turn them
    .example = example: junheng compare self/990103 review/990103 --pack national@2017 --out compared.html
cli-compare-a = A: a folder or workbook
cli-compare-b = B: a folder or workbook
cli-compare-pack = the pack by which A is judged, and B where --pack-b is not given
cli-compare-pack-b = the pack by which B is judged
cli-compare-as-of = evaluation date of A, and of B where --as-of-b is not given (default today)
cli-compare-as-of-b = evaluation date of B
cli-compare-renamed = a file of rows that have another key in B (YAML: "key in A": "key in B")
cli-compare-set = try a number without editing the pack: ID.at_least.KIND=NUMBER, more than once if need be; both are judged by it
guard-renamed = the file of renamed rows
compare-renamed-large = `{ $path }` is too large for a file of renamed rows
renamed-shape = a file of renamed rows cannot have `{ $found }`
    .title = a file of renamed rows in another shape
    .explain = The file maps the key that a row has in A to the key that it has in B, once each: `"99010304": "99010314"`. A key of several parts is written with `/` between them, as outputs write it. Numbers with leading zeros need quotation marks.
compare-renamed-unknown = the renamed row `{ $code }` is not in { $side }
help-compare-renamed = write keys as outputs do, the parts joined by `/`: first as in A, then as in B
compare-renamed-taken = `{ $code }` cannot be a renamed row: A has a row of that key, too
compare-no-county = A and B have no county in common: A has { $a }, B has { $b }
help-compare-no-county = give two sets of data of the same counties; see whether the two were mixed up
compare-no-rules = the packs `{ $a }` and `{ $b }` have no rule in common
compare-no-table = { $without } has no table `{ $table }`, { $with } has one
help-compare-no-table = give both the same tables; a table without rows is one, too
compare-sort = Comparison of two sets of data
compare-title = { $of }: A and B
compare-title-counties = { $count ->
    [one] one county
   *[other] { $count } counties
 }: A and B
compare-side = { $pack }, { $day }
compare-overview = overview
compare-same = nothing differs: no cell, no row, no outcome
compare-cells = cells: { $changed } of { $compared } changed; rows only in A: { $a }, only in B: { $b }; changes that decide an outcome: { $deciding }
compare-outcomes = outcomes: { $turned } of { $compared } turned; { $for } now met from the county's side, { $against } now anything else
compare-due = due to the data: { $data }, to the rules: { $rules }, to both: { $both }
compare-smallest-note = because of: the smallest sets of changes such that B with them undone comes out as A, and A with them alone made comes out as B; C1 + C2 together
compare-not-proven-note = { $count ->
    [one] one turn has
   *[other] { $count } turns have
 } no set proven to be the least: all sets up to { $cells } changes are gone through as long as that takes no more than { $judgings } judgings; beyond, one set is shown of which no change can be left out
compare-counties-only-a = counties only in A: { $list }
compare-counties-only-b = counties only in B: { $list }
compare-rules-only-a = rules only in A's pack, not compared: { $list }
compare-rules-only-b = rules only in B's pack, not compared: { $list }
compare-county = county
compare-conclusion = conclusion
compare-outcome = outcome
compare-because = because of
compare-rule = rule
compare-subject = subject
compare-value = value
compare-limit = limit
compare-unit = unit
compare-number = no.
compare-table = table
compare-row = row
compare-column = column
compare-in-a = A
compare-in-b = B
compare-assessor-a = found by (A)
compare-assessor-b = found by (B)
compare-only = only in
compare-only-a = A
compare-only-b = B
compare-below = rows below
compare-turned = outcomes that turned
compare-changed = cells that changed
compare-findings = findings that differ
compare-rows = rows only in one
compare-rest = what turned nothing
compare-turned-nothing = { $count ->
    [one] one change is
   *[other] { $count } changes are
 } in no smallest set: { $list }
compare-outcomes-only-a = outcomes about rows only in A: { $count }
compare-outcomes-only-b = outcomes about rows only in B: { $count }
compare-by-rules = the rules (pack or day)
compare-by-both = the rules, and
compare-no-set = no set of changes explains it alone
compare-or = {" "}or{" "}
compare-not-proven = {" "}(not proven least)
compare-blank = blank
compare-withheld = personal
compare-no-finding = none
page-more-rows = { $more } more; see Markdown, HTML or JSON
