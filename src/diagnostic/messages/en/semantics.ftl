# JH0201
unknown-name = nothing here is named `{ $name }`
    .title = unknown name
    .explain = A name in a formula must be a column of facts.yaml, a limit, or the id or label of an indicator, rule or define. Look for a typing mistake, or declare it first.
# JH0202
unknown-entity = there is no table named `{ $name }`
    .title = unknown table
    .explain = After `for`, `every`, `count(…)` and the like stands a table that `entities` declares.
# JH0203
unknown-kind = there is no kind named `{ $name }`
    .title = unknown kind
    .explain = After `by` stands a kind that `kinds` declares, such as `stage`.
# JH0204
unknown-value = `{ $name }` is not a value of { $kind }
    .title = unknown value of a kind
    .explain = Only the values that the kind lists, by id or label, can stand here.
# JH0205
unknown-item = no indicator or rule is named `{ $name }`
    .title = unknown item
    .explain = In braces stand ids or labels of indicators, rules or vetoes of this pack or of one that it extends.
# JH0206
unknown-member = `{ $base }` has no `{ $name }`
    .title = unknown member
    .explain = Behind the point stands a column of the table, a value of the kind, or `value` or `limit` of the indicator before it.
# JH0207
unknown-base = `{ $name }` before the point is no table, kind or indicator
    .title = unknown name before a point
    .explain = Before a point stands a table, a kind, an indicator or a loop variable.
# JH0208
unknown-limit = there is no limit named `{ $name }`
    .title = unknown limit
    .explain = An indicator's threshold is a number or the name of a limit that `limits` declares.
# JH0209
unknown-key-column = the key column `{ $name }` of { $entity } is not declared
    .title = unknown key column
    .explain = A column that `key` names stands in `columns` or is a key of the parent.
# JH0210
unknown-type = there is no type `{ $name }`
    .title = unknown type
    .explain = A column's type is number, count, share, flag, text, date or a kind's name.
# JH0211
column-out-of-scope = `{ $name }` of { $entity } cannot be read here
    .title = column out of scope
    .explain = A rule reads the columns of its subject and of its ancestors. Columns below have many rows: sum them, or say `every`. Columns aside cannot be read.
# JH0212
rows-not-below = { $name } is not below { $subject }
    .title = rows that are not below
    .explain = Aggregates and quantifiers go over tables below the present row or subject.
# JH0213
ambiguous = `{ $name }` could mean two things here
    .title = ambiguous name
    .explain = The name is both a column and a value, or a table and a kind. Write it in full.
# JH0214
entity-as-value = the table `{ $name }` is not a value by itself
    .title = table used as a value
    .explain = A table's name stands after `for`, before the colon of an aggregate or quantifier, or before a point.
# JH0215
value-out-of-place = `{ $name }` is a value of { $kind }, but nothing of that kind stands opposite it
    .title = kind value out of place
    .explain = A kind's value can only stand opposite that kind.
# JH0216
kind-as-value = the kind `{ $name }` has no value here
    .title = kind used as a value
    .explain = A kind's name stands after `by`, before a point, or in a limit's brackets where the subject or group has a value of it.
# JH0217
item-outside-loop = `item` stands only inside `each … in`
    .title = item outside a loop
    .explain = `item` is the member of `each in {"{"}…{"}"}: …`.
# JH0218
item-not-related = `{ $name }` is judged for { $entity }, which is neither above nor below { $subject }
    .title = item of an unrelated table
    .explain = A rule can name items of the same table, of one above or of one below.
    .help = name a rule for the same table, one above or one below; or judge this rule for a table above both
# JH0219
no-single-value = `{ $name }` is computed for each { $entity } and is not one number here
    .title = no single value here
    .explain = An indicator of a table below, or by groups, has many values: aggregate them first.
    .help = aggregate it first, such as `avg({ $entity }: …)`
# JH0220
not-an-indicator = `{ $name }` is no indicator and has no value or limit
    .title = not an indicator
    .explain = Only indicators have `.value` and `.limit`; a rule is met or not.
# JH0221
not-a-rule = `{ $name }` is a define, not an indicator or rule
    .title = not a rule
    .explain = A set lists things that can be met; a define is only a value.
# JH0222
audit-named = the audit `{ $name }` cannot be a condition
    .title = audit named as a condition
    .explain = An audit warns about data and decides nothing.
# JH0223
duplicate-name = the name `{ $name }` is taken
    .title = duplicate name
    .explain = Ids and labels at one place are unique, or nobody could tell which is meant.
    .help = choose another id or label
# JH0224
duplicate-value = the value `{ $name }` stands twice
    .title = duplicate value
    .explain = Ids and labels of a kind's values are unique.
    .help = choose another id or label, or leave one of them out
# JH0225
empty-kind = the kind `{ $name }` has no values
    .title = empty kind
    .explain = List the values under `values`.
    .help = add `values: { "{" }id: label, …{ "}" }`
# JH0226
no-county = the pack declares no table for the county
    .title = no county table
    .explain = Every pack declares the county under `entities`; all other tables are below it.
    .help = declare `county: { "{" }key: code, …{ "}" }` under `entities`
# JH0227
second-root = the table `{ $name }` has no parent
    .title = table without a parent
    .explain = Only the county has no parent; every other table says `within`.
# JH0228
entity-cycle = the parents of the table `{ $name }` lead back to itself
    .title = circle of parents
    .explain = Parents lead from every table to the county.
    .help = check `within`: every table leads up to the county
# JH0229
no-key = the table { $name } has no key
    .title = table without a key
    .explain = A key tells rows apart, such as a school's code.
    .help = name the columns that tell rows apart, such as `key: code`
# JH0230
cycle = computing `{ $name }` needs itself: { $way }
    .title = circle
    .explain = A formula cannot use itself, directly or through others.
# JH0231
no-subject = `{ $name }` does not say whom it is for
    .title = item without a subject
    .explain = Every indicator, rule and define says whether it is for counties, schools or divisions.
# JH0232
no-requirement = `{ $name }` requires nothing
    .title = rule without a requirement
    .explain = A rule has at least one `require`; one that assessors judge says `require judged`.
# JH0233
empty-set = there is nothing in the braces
    .title = empty set
    .explain = Name at least one indicator or rule.
    .help = name indicators or rules, such as `{ "{" }R1..R7{ "}" }`
# JH0234
repeated-member = `{ $name }` stands twice in the braces
    .title = repeated member
    .explain = An item counts once.
    .help = leave one of them out
# JH0235
repeated-kind = `{ $name }` stands twice
    .title = repeated kind
    .explain = Each kind after `by` stands once.
    .help = leave one of them out
# JH0237
unknown-display-column = `{ $entity }` has no column `{ $name }`
    .title = unknown display column
    .explain = `display` says which column names a row in reports; it is one of the table's own. Without it, the column with the id `name` does.
# JH0238
display-column = `{ $name }` cannot name rows
    .title = column that cannot name rows
    .explain = The column that names rows holds text and is not personal: it stands in every report.
    .help = name a text column, or leave `display` out if rows should have no name in reports
related-column = the column is here
# JH0301
not-a-condition = a condition is needed here, but this is { $found }
    .title = not a condition
    .explain = Where a condition is needed, something that is true or false must stand, such as a comparison.
# JH0302
not-a-number = a number is needed here, but this is { $found }
    .title = not a number
    .explain = Arithmetic and aggregates work on numbers.
    .help = write a number, or turn a condition into one with `count(…)` or `share(…)`
# JH0303
not-a-date = a date is needed here, but this is { $found }
    .title = not a date
    .explain = `year`, `years`, `months` and `days` work on dates.
# JH0354
not-a-text = a text is needed here, but this is { $found }
    .title = not a text
    .explain = `starts_with` and `contains` work on texts.
# JH0304
types-differ = the left side is { $left }, the right side { $right }: they cannot be compared
    .title = types differ
    .explain = Both sides must be of one type.
    .help = check both sides: a kind goes with its values, a number with a number, a date with a date
# JH0305
not-ordered = { $found } has no order
    .title = no order
    .explain = Only numbers, dates and ordered kinds compare; for others write ==, != or in.
# JH0306
bare-number = this number lacks the unit `{ $unit }`
    .title = number without a unit
    .explain = A number opposite a quantity needs its unit, so that nobody takes 万元 for 元.
# JH0307
units-differ = the units differ: { $left } on the left, { $right } on the right
    .title = units differ
    .explain = Quantities of different kinds cannot be added or compared. Usually something is missing in the formula.
# JH0308
unit-disagrees = the declared unit `{ $declared }` does not fit the formula, whose result has { $found }
    .title = unit disagrees with the formula
    .explain = A formula's unit follows from its columns and must be of the same kind as the declared one.
# JH0309
unit-on-other-type = `{ $name }` is not a number and has no unit
    .title = unit on something that is no number
    .explain = Only numbers, counts and shares have units.
    .help = leave the unit out; if the column holds numbers, make its type number, count or share
# JH0310
date-arithmetic = dates cannot be added or subtracted
    .title = arithmetic on dates
    .explain = For whole years between two dates write `years(from, to)`.
# JH0311
division-by-zero = the divisor is always zero
    .title = division by zero
    .explain = Nothing can be divided by zero.
# JH0312
coefficient-added = a coefficient or standard deviation cannot be added to other numbers or aggregated
    .title = coefficient in a sum
    .explain = A coefficient is a root; it is exact only when compared on its own. Compare it directly, or `round` it first.
# JH0313
argument-count = { $found } things in the brackets where { $expected } are needed
    .title = wrong number of arguments
    .explain = Each function takes a fixed number of arguments.
# JH0314
rounding-without-unit = this rounds a quantity in `{ $unit }` without saying what it counts in
    .title = rounding without a unit
    .explain = The same quantity is 12 or 120000, as its unit is: so a rounding inside a formula says what it counts in. One that is the whole formula of an entry counts in that entry's unit, and a number without a unit in 1.

counted-in-other-unit = this counts in { $given }, but what it rounds is in { $found }
    .title = rounding in a unit of something else
    .explain = The unit that a rounding counts in is one of what it rounds: money in 元 or 万元, not in rooms.

unit-not-counted = this function does not round, so it counts in no unit
    .title = unit in a call that does not round
    .explain = Only `round`, `ceil` and `floor` name the unit that they count in.

judged-twice = a rule has one finding for a subject, and two requirements of `{ $name }` rest on it
    .title = two requirements on one finding
    .explain = The assessors' finding is recorded by the rule's id and the subject, so one result cannot answer two questions. Requirements inherited from the parent count too.

builtin-kind = the kind `{ $name }` is built in
    .title = built-in kind
    .explain = `grade` 等级 (fail 不合格 < pass 合格 < good 良好 < excellent 优秀) is there in every pack: `type: grade` uses it as it is. A kind of other values needs another id and label.

option-twice = `{ $name }` stands twice among the options
    .title = option twice
    .explain = An option's id and its label name the same; write it once.

round-places = the places to round to must be a whole number
    .title = places of round
    .explain = Write a whole number from -30 to 30; 2 keeps two decimals.
# JH0315
weight-outside-cv = `weighted by` belongs to `cv` only
    .title = weight outside cv
    .explain = Only the coefficient of variation takes weights.
# JH0316
count-with-body = nothing stands behind the colon of `count`
    .title = count with a body
    .explain = `count(table)` counts rows; for those that satisfy a condition write `count(table where …)`.
# JH0317
aggregate-without-body = it does not say what to aggregate
    .title = aggregate without a body
    .explain = Except for `count`, an aggregate says what it aggregates behind a colon.
# JH0318
quantifier-without-body = it does not say what rows must satisfy
    .title = quantifier without a body
    .explain = `every table: condition`; `some` and `no` may have `where` instead.
# JH0319
judged-outside-rule = `judged` stands only in a rule's requirement
    .title = judged outside a requirement
    .explain = A finding is the assessors' word on a rule and a subject; only a rule's `require` uses it.
# JH0320
judged-mixed = one rule uses `judged` both as yes/no and as a grade
    .title = judged used in two ways
    .explain = A rule's finding is either yes/no or a grade.
# JH0321
count-of-units = the number in `at least N of` has the unit `{ $unit }`
    .title = count with a unit
    .explain = It is a plain whole number.
# JH0322
not-a-count = `at least N of` needs a whole number from 0
    .title = not a count
    .explain = Write 0 or a positive whole number.
    .help = write a whole number, such as `at least 6 of`
# JH0323
derive-type = `derive` of `{ $name }` gives { $found }, which is not its type
    .title = derive of another type
    .explain = The formula must give what the column holds.
    .help = change the formula or the type of the column
# JH0324
too-deep = the formula is nested too deeply
    .title = nested too deeply
    .explain = Split the formula into defines.
    .help = write the inner part as a `define` and name it
# JH0325
bound-of-other-type = the bound is not of the column's type
    .title = bound of another type
    .explain = Number columns have numbers as bounds, date columns dates, others none.
    .help = write a number for a number column, a date for a date column, and none for others
# JH0326
bounds-crossed = the greatest value is below the least
    .title = bounds crossed
    .explain = No value could satisfy both.
    .help = check whether the two are swapped
# JH0351
pattern-form = `{ $pattern }` is no regular expression
    .title = broken pattern
    .explain = `pattern` is a regular expression that a whole cell must fit: `[0-9]{"{"}6{"}"}` is six digits, `[A-Z][0-9]+` a capital letter and digits. It cannot look ahead or back, nor refer to what stood before.
    .help = write a regular expression, such as `"[0-9]{"{"}6{"}"}"`, or leave `pattern` out and say in `note` what is asked
pattern-unclosed = a bracket is not closed
pattern-unopened = a bracket is closed that was not opened
pattern-repetition = what is repeated here, and how often?
pattern-too-large = too complex
pattern-unsupported = looking ahead or back and references are not supported
pattern-other = not understood here
# JH0352
key-of-other-type = `{ $name }` is no { $of } and has no { $key }
    .title = pattern or step on another column
    .explain = `pattern` is for text columns only, `step` for number, count and share columns.
    .help = leave it out; if the column's type is wrong, correct `type`
type-of-text = text column
type-of-number = number, count or share column
# JH0353
step-form = a step is above 0, and whole for a count
    .title = step that cannot be gone by
    .explain = `step` is by how much plans move a cell: rooms come one by one, so 1. It cannot be 0 or below, and that of a count is whole.
    .help = write a number above 0, such as `1`
# JH0601
missing-entry = `{ $name }` has no number for { $kind } { $values }
    .title = entry missing for a value
    .explain = A limit by a kind gives a number for every value, or has `else`.
# JH0602
duplicate-entry = the number for `{ $name }` stands twice
    .title = duplicate entry
    .explain = Id and label name the same value; write it once.
    .help = leave one of them out
# JH0603
map-without-by = `{ $name }` lists numbers by value but has no `by`
    .title = map without by
    .explain = A limit with a map says with `by` which kind it goes by.
# JH0604
threshold-tie = the values of `{ $name }` fit several kinds that are equally near: { $names }
    .title = threshold by one of several kinds
    .explain = A map is read by the kind of the nearest column that has all its words as values. Where two are equally near, it must be said which is meant.

threshold-keys = it is not clear what the threshold of `{ $name }` goes by
    .title = threshold by an unknown kind
    .explain = The keys are values of a kind that the subject or an ancestor has a column of.
# JH0605
name-in-table = `{ $name }` is not a number
    .title = name where a number is needed
    .explain = A number is needed here. A limit's name stands only as the whole threshold of an indicator.
    .help = write a number
# JH0606
limit-not-indexed = the limit `{ $name }` needs an index
    .title = limit without index
    .explain = A limit by a kind is read with the kind in brackets.
# JH0607
index-count = `{ $name }` has the wrong number of things in brackets
    .title = wrong number of indexes
    .explain = Write one thing for each kind of the limit's `by`.
# JH0608
index-kind = `{ $name }` is indexed by { $want }, but this is { $found }
    .title = index of another kind
    .explain = The index is of the kind that the limit goes by.
    .help = write { $want } in the brackets, or a column that holds one
# JH0609
not-indexable = `{ $name }` is no limit and takes no brackets
    .title = not a limit
    .explain = Only a limit by a kind takes brackets.
    .help = leave the brackets out; for numbers that differ by kind, declare a limit in limits.yaml
# JH0610
kind-not-here = there is no { $name } to read here
    .title = no value of the kind here
    .explain = Neither the subject nor an ancestor has one column of that kind, and there is no group by it.
# JH0611
limit-without-value = the limit `{ $name }` has no value
    .title = limit without a value
    .explain = Write `value`.
    .help = add its number, such as `value: 45`
# JH0612
equal-dates = the date { $date } stands twice
    .title = equal dates
    .explain = One value is in force from one day.
    .help = change one of the dates, or leave one entry out
# JH0613
dates-out-of-order = the date { $date } is earlier than the one before it
    .title = dates out of order
    .explain = Write them from the earliest to the latest.
    .help = check the date; entries go from the earliest to the latest
# JH0614
indicator-without-value = the indicator `{ $name }` has no formula
    .title = indicator without a formula
    .explain = Write `value`.
# JH0615
indicator-without-threshold = the indicator `{ $name }` has no threshold
    .title = indicator without a threshold
    .explain = Write one of at_least, at_most, above, below.
# JH0616
indicator-without-unit = the result of `{ $name }` has the unit `{ $unit }`, but none is declared
    .title = indicator without a unit
    .explain = Say with `unit` which unit the threshold's numbers are in.
# JH0327
unknown-unit = there is no unit `{ $name }`
    .title = unknown unit
    .explain = Units are declared under `units`; `%` and `‰` are built in.
# JH0328
unit-cycle = the unit `{ $name }` is defined by itself
    .title = circle of units
    .explain = A multiple leads to a base unit in the end.
    .help = make one of them `base`
# JH0329
unit-factor = the factor of the unit `{ $name }` must be above zero
    .title = factor of a unit
    .explain = For example `万元: 10000 元`.
    .help = write a factor above zero, such as `万元: 10000 元`
# JH0330
builtin-unit = `{ $name }` is built in
    .title = built-in unit
    .explain = `%` and `‰` work everywhere and mean what they always mean.
    .help = leave this line out
# JH0331
unit-without-brackets = the unit `{ $name }` stands in the formula as if it were a name
    .title = unit without brackets
    .explain = A unit with a slash stands in square brackets right behind its number, or the slash would divide.
# JH0617
too-many-entries = `{ $name }` has too many combinations
    .title = too many combinations
    .explain = The kinds' values multiply to at most a hundred thousand combinations.
    .help = name fewer kinds after `by`
# JH0236
builtin-table = the table `{ $name }` is built in
    .title = built-in table
    .explain = The table of findings is the same for all packs.
    .help = leave it out; `require judged` uses it
# JH0701
undeclared-source = the source `{ $name }` is not declared
    .title = undeclared source
    .explain = A document that is cited stands under `sources`.
# JH0702
unreached-veto = no conclusion names the veto `{ $name }`
    .title = unreached veto
    .explain = A veto that no conclusion names has no effect, which is hardly meant.
# JH0703
no-conclusion = the pack has no conclusion
    .title = no conclusion
    .explain = A pack has at least one conclusion, its headline.
help-units = the units are { $names }; declare a new one under `units`
help-did-you-mean = did you mean `{ $name }`
help-entities = there are the tables { $names }
help-kinds = there are the kinds { $names }
help-kind-values = its values are { $values }
help-types = write number, count, share, flag, text, date or a kind's name
help-declare-column = declare `{ $name }` under `columns`, or name a column that is there
help-declare-source = add `{ $name }` under `sources`, or name one that is declared
help-second-root = add `within: { $root }`
help-unknown-name = look for a typing mistake; if it is new data, declare the column in facts.yaml first
help-unknown-item = check the id; `junheng show` lists all of them
help-unknown-limit = declare it under `limits`, or write the number
help-unknown-base = before the point write a table, a kind, an indicator or a loop variable
help-members = there are { $names }
help-item-members = behind an indicator stand only `{ $base }.value` or `{ $base }.limit`
help-item-value = the indicator's number is `{ $name }.value`
help-item-outside-loop = write `each in {"{"}R1..R7{"}"}: item.value …`
help-entity-as-value = to count rows write `count({ $name })`, to ask something of each write `every { $name }: …`
help-value-out-of-place = compare it with a column of that kind, or write it in full: `{ $written }`
help-kind-as-value = judge by this kind (`by`), or use a subject that has a column of it
help-ambiguous-value = for the value write `{ $value }`, for the column `{ $column }`
help-ambiguous-value-only = for the value write `{ $value }`; to mean the other, give that another name
help-ambiguous-member = give the table or the kind another name
help-column-below = aggregate it, such as `sum({ $entity }: { $column })`, or ask it of each row: `every { $entity }: …`
help-column-aside = { $entity } is neither above nor below { $subject }; judge another subject, or aggregate from a common ancestor
help-rows-not-below = only tables below { $subject } can be used here
help-no-single-value = aggregate it, such as `avg({ $entity }: { $number })`, or ask it of each: `every { $entity }: …`
help-no-single-group = judge by { $kinds } as well
help-not-an-indicator = for a number make it an indicator or a define
help-not-a-rule = compare the define's value, such as `name >= 1`
help-audit-named = if it should decide something, make it a `rule`
help-cycle = let one of them use the data instead
help-no-subject = say for whom: `for county`, `for school` … in a rule, `for: division` in an indicator
help-no-requirement = add `require …`; if assessors judge it, `require judged`
help-condition = write a comparison, such as `… at least …`
help-units-differ = see whether the formula lacks a division or has one too many, or a unit is wrong
help-add-unit = write the unit `{ $add }` behind the number
help-unit-disagrees = write `{ $unit }` (or a multiple of it), or check the formula
help-unit-disagrees-none = the result has no unit: leave the unit out (or write `%`), or check the formula
help-years = for whole years between two dates write `years(from, to)`
help-date-arithmetic = write `year(date)` or `years(from, to)`
help-not-ordered = use ==, != or in
help-not-ordered-kind = if it has an order, say `ordered: true` in `kinds`; else use == or in
help-division-by-zero = change the divisor
help-coefficient-added = compare it with the limit directly, or `round(cv(…), 3)` first
help-count-where = for rows that satisfy a condition write `count(table where condition)`
help-quantifier-body = add `: condition`
help-judged-outside-rule = put it into a rule's `require` and name that rule
help-judged-mixed = split the rule in two, or use one way only
help-count-of-units = leave the unit out
help-limit-index = write `{ $written }`
help-no-index = leave the brackets out: `{ $name }`
help-kind-not-here = judge by it (`by`), or use a subject that has such a column ({ $name })
help-missing-entry = add for example `{ $example }: number`, or `else: number`
help-map-without-by = add a line `by: { $kind }`
help-map-without-kind = add `by` with the kind
help-threshold-tie = write the numbers as a limit that says which is meant, such as `by: { $name }`, and write that limit's name here
help-threshold-kinds = the keys are values of one of { $names }
help-threshold-no-kind = this subject has no kind to go by: write one number
help-indicator-without-value = add `value`
help-indicator-without-threshold = add at_least, at_most, above or below
help-indicator-without-unit = add `unit: { $unit }`
help-no-conclusion = add one, such as `conclusion recognition "recognition" for county require …`
help-unreached-veto = add `require none of {"{"}{ $name }{"}"}` to the conclusion `{ $conclusion }`
help-rounding-without-unit = write the unit as the last thing in the brackets, `…, { $unit })`; or make this the whole formula of an entry that has a `unit`
help-counted-in = write a unit of the same sort, such as `{ $unit }`
help-counted-in-none = leave the unit out: what is rounded has none
related-judged-first = this one rests on it already
help-judged-twice = keep one of them, or make the other a rule of its own, with its own finding
help-builtin-kind = give this kind another id and label, or use the built-in one
help-unit-brackets = a unit with a stroke stands whole in brackets, such as `4.2 [人/百人]`
label-unit = { $unit }
unit-none = no unit
unit-named = the unit `{ $unit }`
unit-on-other-formula = the formula's result is no number and has no unit
related-date-before = the one before it is { $date }
related-declared = declared here
related-formula = the formula is here
related-operand = one side of the comparison
related-type = this side is { $type }
related-unit = this side's unit is `{ $unit }`
type-bool = a condition
type-date = a date
type-kind = a value of { $kind }
type-number = a number ({ $unit })
type-plain-number = a plain number
type-text = text
# JH0241
expect-not-above = `{ $name }` is not above { $entity }
    .title = expected of what is not above
    .explain = `each` in `expect` names a table above this one: only there do rows belong to a row that can say how many there must be.
help-expect-each = these are above it: { $names }
# JH0242
expect-column = { $entity } has no column `{ $name }`
    .title = unknown column
    .explain = `total` and `values` in `expect` name columns of the table itself.
# JH0361
expect-total = `{ $name }` is not a number and cannot be summed
    .title = total of what is no number
    .explain = `total` in `expect` compares the sum of a column with a figure; the column is a number, a count or a share.
# JH0362
expect-values = `{ $name }` is not a kind and cannot stand in `values`
    .title = values of what is no kind
    .explain = `values` in `expect` asks for a row for each value of a kind; texts, numbers and dates have no closed list of values.
help-expect-values = give the column a kind as its `type`, or say `count` instead
# JH0363
expect-unit = the unit of `{ $name }` is { $wanted }, but this is { $found }
    .title = expected number in another unit
    .explain = A figure that says how many rows there must be has the table's unit; a total has the unit of the column that is summed.
help-expect-unit = take a column of the same unit, or correct the `unit` of the table or the column
# JH0364
expect-count = the number of rows is a whole number from 0
    .title = impossible number of rows
    .explain = The number of a table's rows is always a whole number from 0.
help-expect-count = write a whole number such as `count: 2`, or a column of the table above where it differs
help-expect-total = name a number column of this table; to count the rows, say `count`
# JH0851
open-list = nothing says how many rows of { $entity } there must be, so rows that are left out go unnoticed
    .title = open list
    .explain = This holds for every row, or holds a sum or a maximum down; but nothing says how many rows there must be, so that deleting the rows that fail makes it met.
help-open-list = say `expect: [{"{"}each: { $each }, count: …{"}"}]` at { $entity }, with a column of the table above; for kinds also `values`
procedure-lacks = this lacks `{ $en }` ({ $zh })
    .title = the procedure lacks a key
    .explain = Every stage says whose work it is (`level`); monitoring says on which day of the year (`every`); a warning says at least one of `margin_below` and `falls`.
unknown-stage = the procedure has no stage `{ $name }`
    .title = no such stage
    .explain = `after` is the id of the stage before.
stage-fork = `{ $first }` and `{ $second }` both come after `{ $name }`
    .title = two stages after the same one
    .explain = The stages follow one another; after each there is at most one.
stage-cycle = the stages go round in a circle: { $names }
    .title = a circle of stages
    .explain = The first stage has no `after`; each other one has the one before it.
stage-gap = `{ $name }` does not say which stage it comes after
    .title = a stage that follows nothing
    .explain = Only the first stage has no `after`.
unyielded-document = no stage and no deadline yields `{ $name }`
    .title = counted from a document that nothing yields
    .explain = `counted_from` is the title of a document that stands under `yields` of some stage or deadline, or `objection`, which counts from the day of an objection.
deadline-term = the deadline `{ $name }` does not say when it ends
    .title = a deadline that does not say when
    .explain = Either a fixed day (`by`), or so many days after a document's date (`counted_from` and `days`). Days are calendar days. A window (`window: true`) can only be the latter.
related-first-stage = the first stage is here
related-follows-already = this comes after it already
help-stage-gap = add `after:` with the id of the stage before
help-stage-fork = let the second come after the first: the stages are one line
help-stage-cycle = take `after` away from the first stage
help-stages = the stages are { $names }
help-documents = the documents are { $names }; `objection` may stand here too
help-deadline-both = keep one: a fixed day as `by`, or `counted_from` with `days`
help-deadline-from = add what it is counted from: `counted_from: 反馈意见`
help-deadline-days = add how many calendar days: `days: 30`
help-deadline-none = write `by: 2021-12-31`, or `counted_from: 反馈意见, days: 30`
help-deadline-window = a window is counted from a document or an objection: write `counted_from` and `days`
help-compare-each = each comparison is written out: `a == x and b == y`
help-judged-grades = assessors give grades, from lowest to highest { $values }: write `judged at least good`; a score is a column of its own
help-number-only = write `{ $written }`; the comparison before it says which way
related-on-the-way = the way leads over this
