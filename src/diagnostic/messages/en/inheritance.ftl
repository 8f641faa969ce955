# JH0340
unit-too-far = the unit `{ $name }` is a product of too many units
    .title = unit out of all measure
    .explain = A unit is a product or quotient of a few base units. One built from units of units grows to factors without any meaning.
help-unit-too-far = write it with base units
# JH0501
redefined = the pack that this one extends has `{ $name }` already
    .title = name of the parent's
    .explain = A pack that this one extends has declared this id or label. To change it, write it under `override` with only what changes; to add something new, choose another id or label.
# JH0502
defined-twice = `{ $name }` is declared twice in this pack
    .title = declared twice
    .explain = Within one pack the ids and labels of limits, indicators, rules and defines must all differ, or a formula that names one could mean either. Delete one of them, or choose another id.
# JH0503
override-unknown = the pack that this one extends has no `{ $name }` to override
    .title = nothing to override
    .explain = `override` changes only what a pack that this one extends has declared, named by id or label. Check the spelling; something new does not stand under `override`.
# JH0504
override-own = `{ $name }` is declared in this pack and needs no override
    .title = override of the pack's own
    .explain = `override` is for what was inherited. What this pack declares itself is changed where it is declared.
# JH0505
override-twice = `{ $name }` is overridden twice in this pack
    .title = overridden twice
    .explain = One pack overrides an entry once, or it would not be clear which has the last word. Join the two.
# JH0506
override-sort = `{ $name }` is { $is } and cannot be overridden as { $given }
    .title = override of another sort
    .explain = An override names the sort of what it changes: limits and indicators under `override` in YAML, rules, vetoes, conclusions, audits and defines in a `.rules` file.
# JH0507
no-parent = this pack extends no other, so there is no `{ $name }` to override or remove
    .title = no pack to change
    .explain = `override` and `remove` are for what was inherited, and `pack.yaml` says nothing under `extends`.
# JH0508
override-subject = an override cannot change whom `{ $name }` is for
    .title = subject changed
    .explain = Other rules name it as one for the subjects it had, so `for … by …` stays. Write a rule of its own for other subjects.
# JH0509
override-fixed = an override cannot change the { $what } of `{ $name }`
    .title = type, unit or key changed
    .explain = Counties have recorded their data by the type, unit and key that the column had, and would be read wrongly. Add a column for anything else.
# JH0510
unit-without-numbers = the unit of `{ $name }` changes, but its numbers do not
    .title = unit without numbers
    .explain = The inherited numbers were written in the inherited unit and would mean something else in another. Give the numbers in the new unit too, or leave the unit.
# JH0511
remove-unknown = the pack that this one extends has no `{ $name }` to remove
    .title = nothing to remove
    .explain = `remove` takes away what a pack that this one extends has declared, named by id or label. Check the spelling.
# JH0512
remove-own = `{ $name }` is declared in this pack and cannot be removed by `remove`
    .title = remove of the pack's own
    .explain = `remove` is for what was inherited. What this pack declares itself is deleted where it is declared.
# JH0513
remove-twice = `{ $name }` has been removed already
    .title = removed twice
    .explain = One `remove` is enough.
# JH0514
still-named = `{ $name }` is removed, but something still names it
    .title = removed but named
    .explain = Before an entry is removed, every formula and rule that names it has to be overridden. The two ends of a range such as `R1..R7` count as named, those between do not.
# JH0515
range-gap = there is no `{ $names }` in this range
    .title = range with a gap
    .explain = `R1..R7` stands for every id from R1 to R7, and each of them has to exist, unless a `remove` took it away.
# JH0516
range-ends = `{ $from }..{ $to }` is no range
    .title = ends of a range
    .explain = Both ends of a range have the same prefix and then ascending numbers, as in `R1..R7`.
# JH0517
later-date-dropped = this list ends before the parent's: its number for `{ $name }` from { $date } is no longer in force
    .title = a later date of the parent dropped
    .explain = A list of dates in an override is the whole list: none of the parent's entries stays in force beside it. Where the parent has a number for a later date, it is easily forgotten.
# JH0518
replaces = `{ $name }` is no veto of the packs that this one extends, so `{ $by }` cannot replace it
    .title = replaced what cannot be replaced
    .explain = A veto may replace vetoes of the packs that its pack extends: findings that they exist count as its own, and they need no line of their own any more. So they must be for the same subjects, and both must rest on the assessors' finding.
replaces-other-subject = `{ $name }` is for other subjects than `{ $by }`
replaces-computed = `{ $name }` is computed, not assessed: `{ $by }` would take no finding of it over
replaces-not-judged = `{ $by }` replaces other vetoes but does not rest on a finding
help-replaces-what = name vetoes of the parent that say `require judged` and are for the same subjects; to drop anything else write `remove … because "…"`
help-replaces-judged = write `require judged`
# JH0519
percent-forgotten = the parent wrote percentages for `{ $name }`, but this is the plain number { $number }
    .title = percent sign forgotten
    .explain = 90 is a hundred times 90%. Where the parent has percentages and the entry has no unit, a plain number above 1 is a slip.
# JH0842
number-without-cite = `{ $name }` changes from `{ $old }` to `{ $new }` and cites nothing of its own
    .title = changed number without a citation
    .explain = Reports would quote the parent's clause for a number that it does not hold. An override that changes a number says on what authority: `cite: [source, place]`, or `also_cite` to keep the old one beside it.
# JH0843
rule-without-cite = `{ $name }` is new in this pack and cites nothing
    .title = new rule without a citation
    .explain = Whoever is judged by a rule asks where it stands. A rule or indicator that a pack adds to its parent's says so: `cite SOURCE "place"`.
# JH0844
unknown-clause = `{ $source }` has no clause `{ $name }`
    .title = clause that the source does not hold
    .explain = The clauses that a source quotes stand under its `clauses`; what is cited and not among them cannot be quoted in an explanation.
# JH0840
name-needs-ticks = formulas cannot write the name `{ $name }` as it stands
    .title = name that needs backticks
    .explain = A name in formulas is made of letters and digits, begins with a letter and is no keyword; any other stands in backticks. A name that formulas never use may be left as it is.
# JH0520
loosened = `{ $name }` may only become stricter: it was `{ $old }` and cannot become `{ $new }`
    .title = loosened
    .explain = The pack says `tighten_only`: numbers of `at_least` and `above` may only rise, those of `at_most` and `below` only fall, and a limit moves only the way its `stricter` says; for every kind's value and at every date.
# JH0521
no-direction = the limit `{ $name }` does not say which way is stricter, so it cannot change
    .title = limit without a direction
    .explain = The pack says `tighten_only`. A limit says `stricter: higher` or `stricter: lower` where it is declared, and packs that extend it may move it only that way.
# JH0522
only-tighten = under `tighten_only` the { $what } of `{ $name }` cannot change
    .title = change under tighten_only
    .explain = The pack says `tighten_only`: rules may be added, may gain requirements, and thresholds may become stricter; titles, citations, notes and labels may change. All else stays.
# JH0523
tighten-removed = under `tighten_only` `{ $name }` cannot be removed
    .title = remove under tighten_only
    .explain = The pack says `tighten_only`: what was inherited may become stricter, but cannot be taken away.

help-override-unit = to change it, write `override: { "{" }units: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another symbol
help-override-kind = to change it, write `override: { "{" }kinds: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-entity = to change it, write `override: { "{" }entities: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-limit = to change it, write `override: { "{" }limits: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-indicator = to change it, write `override: { "{" }indicators: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-source = to change it, write `override: { "{" }sources: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-measure = to change it, write `override: { "{" }measures: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-rule = to change it, write `override rule { $name } …` in a `.rules` file; to add one, choose another id
help-override-veto = to change it, write `override veto { $name } …` in a `.rules` file; to add one, choose another id
help-override-conclusion = to change it, write `override conclusion { $name } …` in a `.rules` file; to add one, choose another id
help-override-audit = to change it, write `override audit { $name } …` in a `.rules` file; to add one, choose another id
help-override-define = to change it, write `override define { $name } …` in a `.rules` file; to add one, choose another id
help-keep-one = delete one of them, or choose another id or label if both are meant
help-other-name = { $sort } has this name, choose another
help-override-own = change it where it is declared
help-later-date-dropped = where it is to stay, write it here too: `- {"{"}from: { $date }, value: { $value }{"}"}`
help-name-needs-ticks = where a formula uses it, write it with the backticks, { $written }; or choose another name
help-override-twice = join the two
help-override-removed = this pack or one that it extends removes it; drop the `remove` or this override
help-override-unknown = `junheng show` lists all ids of the pack that this one extends
help-no-parent = write `extends: national@2017` in `pack.yaml`; if it is this pack's own, drop `override` or `remove`
help-override-subject = leave out `for …` and keep the rest
help-fixed = leave it out; for anything else add a column
help-unit-without-numbers = give the numbers in the new unit, or leave out the unit
help-remove-own = delete the lines that declare it
help-remove-twice = leave this one out
help-still-named = first override what names it, then remove it
help-range-gap = check the ids, or write it in parts, as `{ "{" }R1..R3, R5{ "}" }`
help-range-ends = write it as `{ "{" }R1..R7{ "}" }`: the lesser first, with the same prefix
help-loosened-up = write at least `{ $old }`, or drop this override
help-loosened-down = write at most `{ $old }`, or drop this override
help-loosened-over = write more than `{ $old }`, or drop this override
help-loosened-under = write less than `{ $old }`, or drop this override
help-loosened-date = let there be a number from { $date } on: add an entry with `{ $old }` or a stricter one, or drop this override
help-loosened-any-date = add a first entry with the number `{ $old }` as it was, from the day on which the pack takes effect, or drop this override
help-no-direction = drop this override, or have the pack that declares the limit say `stricter`
help-only-tighten = drop this change; to be stricter, move a threshold or add a requirement with `also require`
help-tighten-removed = leave this out

loosened-comparison = `{ $name }` may only become stricter: it was { $was } `{ $old }` and cannot become { $is } `{ $new }`
comparison-at-least = at least
comparison-at-most = at most
comparison-above = above
comparison-below = below

related-first-defined = declared here first
related-parent-defines = the inherited pack declares it here
related-parent-says = the inherited pack says this
related-own = this pack declares it here
related-first-override = overridden here first
related-removed = removed here
related-still-named = still named here
related-tighten-only = `tighten_only` is said here

what-key = key
what-type = type
what-unit = unit
what-when = `when`
what-require = requirements
what-value = formula
what-subject = subject
what-comparison = direction of comparison
what-by = division (`by`)
what-stricter = `stricter`
what-values = values
what-ordered = order
what-within = parent (`within`)
what-expect = `expect`
what-required = `required`
what-bounds = `min` and `max`
what-derive = `derive`
what-pattern = `pattern`
what-step = `step`
what-aliases = `aliases`
what-personal = `personal`
what-shown = `shown`
what-factor = factor
what-year = target year
what-name = meaning (in formulas, `{ $name }` would become the new column)

sort-unit = a unit
sort-kind = a kind
sort-entity = a table
sort-limit = a limit
sort-indicator = an indicator
sort-source = a source
sort-measure = a measure
sort-rule = a rule
sort-veto = a veto
sort-conclusion = a conclusion
sort-audit = an audit
sort-define = a define

# JH0802
constant-condition = this condition { $truth }, whatever the data
    .title = condition without data
    .explain = The condition is made of constants only and always comes out the same. Probably a column is missing, or something was left from a trial.
# JH0803
always-holds = this comparison always holds
    .title = comparison that always holds
    .explain = Given the types of the columns and their `min` and `max` (a count is at least 0, a share lies in 0..1), all data satisfies this comparison, so it says nothing. Check the number, the unit and the direction.
# JH0804
never-holds = this comparison never holds
    .title = comparison that never holds
    .explain = Given the types of the columns and their `min` and `max` (a count is at least 0, a share lies in 0..1), no data satisfies this comparison. Check the number, the unit and the direction.
# JH0805
count-above-set = the set has only { $size }, so { $n } of them can never be met
    .title = more than the set has
    .explain = The N of `at least N of` is above the number of members, so it can never be reached.
# JH0814
veto-required = `{ $name }` is a veto, and is required to exist here
    .title = veto required to exist
    .explain = A veto says what bars recognition; it is met when that exists. A conclusion that asks for it by `all of`, or by its id alone, turns it around: recognised only if it exists.
# JH0813
exempt-not-counted = { $names } may be exempt, and counts as not met here
    .title = exempt members are not counted
    .explain = `count of` counts what is met; what is not applicable is not. `at least N of` counts it as met, because an exempt requirement cannot be failed.
# JH0806
count-beside-shrunk = { $names } was removed from this range, but the number beside it stayed
    .title = fixed number beside a shrunk range
    .explain = After a `remove`, a range such as `R1..R7` has fewer members, while the N of `at least N of` is what it was, so that the share asked for has changed. Make sure that it is meant.
# JH0807
threshold-out-of-range = the threshold `{ $number }` of `{ $name }` { $truth }
    .title = threshold outside the range
    .explain = Given the types of the columns in the formula and their `min` and `max`, the indicator's value can never pass (or never fail) this threshold. Check the number, the unit and the direction.
# JH0808
date-gap = `{ $name }` has a number only from { $first }, but the pack is in force from { $begin }
    .title = days without a number
    .explain = For an evaluation before the first date there is no number to compare with, and the outcome is undetermined.
# JH0809
unused-limit = the limit `{ $name }` is not used
    .title = unused limit
    .explain = No indicator, rule or define names this limit, so that changing it changes nothing.
# JH0810
unused-define = the define `{ $name }` is not used
    .title = unused define
    .explain = No formula names this define, and without a title it is not shown among the results.
# JH0811
unused-column = `{ $name }` of `{ $entity }` is not used
    .title = unused column
    .explain = No formula uses this column, yet counties are asked for it. Keys, text and columns that are `shown` are left aside.
# JH0812
unreached-rule = no conclusion depends on `{ $name }`
    .title = unreached rule
    .explain = No conclusion names it, directly or through other rules, so that it makes no difference whether it is met.
# JH0841
pattern-without-note = `{ $name }` has a pattern that no note says in words
    .title = pattern without words
    .explain = When a cell does not fit `pattern`, the column's `note` is quoted. Without it, whoever fills in the form sees only a regular expression.
    .help = add a `note` that says the form in words, such as 六位数字

help-constant-condition = leave it out, or name the data that it should check
help-bounds = check the number, the unit and the direction of the comparison
help-count-above-set = write at most { $size }, or add to the set what is missing
help-count-zero = write 1 or more, or leave the requirement out
help-veto-required = write `none of {"{"}{ $name }{"}"}`
help-exempt-not-counted = write `at least N of`, which counts what is exempt as met; or leave it, if exempt members are to count against it
help-count-whole = drop it: the set has no more
help-count-beside-shrunk = override this rule (or the limit it uses) in this pack with the number that is meant now
help-threshold = check the number, the unit and the direction of the comparison
help-date-gap = let the first date be { $begin } or earlier, or add the number before it
help-unused = delete it, or use it in a rule
help-unused-define = delete it, or give it a title so that it is shown among the results
help-unused-column = delete it, or write `shown: true`
help-unreached-rule = name `{ $name }` in a conclusion or in a rule that one names, or delete it

truth-always = always holds
truth-never = never holds
threshold-always = is met by all data
threshold-never = can be met by no data
range-only = `{ $what }` is always { $low }
range-between = `{ $what }` lies between { $low } and { $high }
range-from = `{ $what }` is at least { $low }
range-to = `{ $what }` is at most { $high }
related-compared-here = it is compared here
label-ranges = { $ranges }
label-all-values = these are all the values there are
label-fixed-count = this number is fixed
related-shrunk = this range lost a member
sort-stage = a stage of the procedure
sort-deadline = a deadline
sort-monitoring = the monitoring
sort-warning = the warning
help-override-stage = to change it, write `override: { "{" }procedure: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-deadline = to change it, write `override: { "{" }deadlines: { "{" }{ $name }: …{ "}" }{ "}" }`; to add one, choose another id
help-override-monitoring = to change it, write `override: { "{" }monitoring: { "{" }every: …{ "}" }{ "}" }`
help-override-warning = to change it, write `override: { "{" }warning: { "{" }margin_below: …{ "}" }{ "}" }`
help-number-without-cite = add `cite: [SOURCE, place]`; without it reports quote `{ $cite }` for this number
help-rule-without-cite = add a citation: `cite SOURCE "place"`, in YAML `cite: [SOURCE, place]`
help-clauses = its clauses are { $names }; add the text under `clauses`, or cite one of these
help-adds-to-parent = what is new says `{ $plain }`; `{ $key }` belongs under `override`
