impact-title = impact: { $from } → { $to }
impact-because-note = because of C1 / C2: the result would be as before if either were; C1 + C2: only if both were
impact-others = { $count ->
    [one] one other difference has
   *[other] { $count } other differences have
 } no effect on these data: { $changes }
impact-missing = undetermined now, for want of: { $data }
impact-alike = the two packs judge alike: nothing that they judge by differs
impact-none = { $counties ->
    [one] one county
   *[other] { $counties } counties
 }, no result changes; the packs differ in { $changes ->
    [one] one place
   *[other] { $changes } places
 }, without effect on these data
impact-totals = total: { $changed } of { $counties } { $counties ->
    [one] county
   *[other] counties
 } changed; conclusions changed: { $conclusions }, outcomes changed: { $outcomes } (conclusions included), values changed: { $values }
impact-conclusions = conclusions that change
impact-rules = by rule
impact-changes = changes of the pack, and how much each decides
impact-decides-note = decides: how many results would be as before if only this place were
impact-decides-note-shared = decides: how many results would be as before if only this place were; in brackets, those that need other places too
impact-number = limit
impact-numbers = limits
impact-subject = judged for
impact-threshold = comparison
impact-added = added
impact-removed = removed
impact-column = the column's type, unit, bounds or whether it is required
impact-table = the table's parent, key or expected rows
impact-kind = choices
impact-target = target year
impact-not-judged = not judged
impact-among = among { $changes }
impact-county = county
impact-rule = rule
impact-define = value
impact-outcome = change
impact-because = because of
impact-subjects = subjects
impact-subject-of = subject
impact-value = value
impact-limit = limit
impact-number-of = no.
impact-change = change
impact-sides = before → after
impact-decides = decides
impact-more = { $more } more; see --format md or json
report-set = trial with { $set }; not a published standard
cli-impact = what comes out otherwise by another pack, or with a number changed, and because of which change
    .example = example: junheng impact examples/county-990002 --from national@2017 --to yinchuan@2021, junheng impact examples/county-990002 --from national@2017 --set R5.at_least.primary=8, junheng impact examples/county-990002 --from national@2017 --sweep R5.at_least.primary=7..9:0.1
cli-impact-from = the old pack
cli-impact-to = the new pack (default: the old one, with the numbers of --set)
set-no-number = `{ $asked }` does not say which number becomes what
help-set-form = write `id of an indicator or limit.limit=number`, such as R5.at_least.primary=8, required_met=7; a target year as schedule.640181=2024
set-not-a-number = `{ $number }` in `{ $asked }` is no number
help-set-number = a number stands behind the equals sign, such as 8, 0.45, 85%; its unit is the pack's and is not written
set-unknown = the pack has no indicator or limit called `{ $name }`
set-unknown-county = the pack has no target year for `{ $name }`
set-other-comparison = `{ $name }` does not use `{ $given }`
set-by-limit = the limit of `{ $name }` is taken from `{ $limit }`
set-no-table = `{ $name }` has no number that can be set; numbers are in indicators and limits
set-not-in-force = `{ $name }` has no number in force on { $date } yet
set-which = `{ $path }` does not say which number
help-set-which = write one of: { $paths }
set-twice = `{ $path }` is set twice
cli-impact-sweep = vary a number: ID.at_least.KIND=FROM..TO:STEP, more than once if need be, each by itself; how many pass at each setting
cli-impact-threads = how many threads work (default: as many as the machine has)
impact-no-html = HTML is for --sweep; use text, md or json here
sweep-form = `{ $asked }` does not say from where to where a number goes
help-sweep-form = write `id.limit=from..to:step`, such as R5.at_least.primary=7..9:0.1
sweep-signs = `{ $asked }` has % or ‰ at some of its numbers only
sweep-downwards = `{ $asked }` does not go upwards: the step is above 0 and the last number not below the first
sweep-many = `{ $asked }` has more than { $most } settings
set-no-limit = `{ $asked }` is no number of an indicator or limit
sweep-sort = How many pass at each number
sweep-title = { $counties ->
    [one] one county
   *[other] { $counties } counties
 } at many numbers
sweep-own = the pack's own number: { $own }
sweep-no-own = the pack has no number of its own there
sweep-caption = share of subjects that pass, of those to which the rule applies; dashed upright: the pack's own number
sweep-picture = share that passes, over { $number }
sweep-number = number
sweep-subjects = subjects
sweep-note = passing / applying; of rows of the tables above (schools, counties) those pass of which all subjects pass. Rules that do not depend on the number are left out, and in a long table the settings at which nothing changes.
cli-arg-set = try a number without editing the pack: ID.at_least.KIND=NUMBER, more than once if need be
