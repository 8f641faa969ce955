# JH0101
unexpected = `{ $found }` cannot stand here
    .title = something that cannot stand here
    .explain = What stands here does not fit what came before. Compare with the form in the help.
# JH0102
unclosed-string = the quote is not closed
    .title = unclosed quote
    .explain = A string ends on its own line with the quote that matches its beginning.
# JH0103
unclosed-bracket = the bracket `{ $open }` is not closed
    .title = unclosed bracket
    .explain = Every opening bracket needs its closing one.
# JH0104
wrong-bracket = `{ $found }` does not match the opening bracket
    .title = mismatched bracket
    .explain = Round, square and curly brackets pair with their own kind.
# JH0105
stray-bracket = there is one `{ $found }` too many
    .title = stray closing bracket
    .explain = No opening bracket stands before it.
# JH0106
nested-too-deep = nested too deeply
    .title = nested too deeply
    .explain = Brackets, negations and quantifiers nest at most 128 deep. Split the formula into defines.
# JH0107
glued = a keyword is glued to a name in `{ $found }`
    .title = keyword glued to a name
    .explain = Keywords and names are set apart by a space or a mark.
# JH0108
traditional = `{ $found }` is in traditional script
    .title = keyword in traditional script
    .explain = Keywords are written in simplified script.
# JH0109
misspelt = `{ $found }` is not understood here
    .title = misspelt keyword
    .explain = A keyword is expected here; this may be a typing mistake.
# JH0110
ends-early = something is missing behind `{ $last }`
    .title = something missing
    .explain = The clause ends before it is complete.
# JH0111
empty-clause = nothing stands behind `{ $clause }`
    .title = empty clause
    .explain = Write a condition or leave the keyword out.
# JH0112
empty-formula = the formula is empty
    .title = empty formula
    .explain = Write a formula or leave the line out.
    .help = write a formula, such as `teachers / students`
# JH0113
ratio-to-zero = nothing can be a ratio to zero
    .title = ratio to zero
    .explain = `1:19` is 1 divided by 19, exactly.
chained-comparison = a condition compares only once
    .title = chained comparison
    .explain = Write `a <= b and b <= c`.
# JH0114
other-operator = `{ $found }` is not written like that here
    .title = operator of another language
    .explain = Comparisons are >= <= > < == !=; conditions are joined by and, or, not.
# JH0115
no-operator = an operator is missing between `{ $left }` and `{ $right }`
    .title = missing operator
    .explain = Between two values stands an operator.
# JH0116
trailing-mark = no `{ $found }` stands at the end
    .title = mark at the end
    .explain = Clauses end without a mark.
# JH0117
outside-items = `{ $found }` belongs to no item
    .title = text outside items
    .explain = Every item begins with rule, veto, conclusion, audit, define, override or remove; comments begin with #.
# JH0118
keyword-here = the keyword `{ $found }` cannot stand here
    .title = keyword in a wrong place
    .explain = To use it as a name put it in backticks; otherwise something before it is missing.
# JH0119
clause-not-here = `{ $clause }` does not belong here
    .title = clause in a wrong place
    .explain = A define has no when or require; also require belongs to override; for stands once.
# JH0120
unit-not-here = a rule has no unit
    .title = unit in a wrong place
    .explain = Only a define has a unit behind its subject.
# JH0121
no-formula = the define `{ $name }` has no formula
    .title = define without a formula
    .explain = A define is `define NAME for TABLE = FORMULA`.
# JH0122
no-reason = removing `{ $name }` gives no reason
    .title = remove without a reason
    .explain = Removing a parent's item needs a reason that can be looked up later.
# JH0123
no-such-day = there is no day { $date }
    .title = no such day
    .explain = A date is year-month-day, such as 2025-01-31.
# JH0124
number-too-long = the number is too long
    .title = number too long
    .explain = A number has at most 200 digits.
    .help = check the number; for large amounts use a larger unit
# JH0125
unclosed-tick = the backtick is not closed
    .title = unclosed backtick
    .explain = A name in backticks ends on its own line with a backtick.
# JH0131
set-form = `{ $found }` is not how a set is written
    .title = set written in another form
    .explain = Items and options stand in braces, with commas between them; `R1..R7` is every item from R1 to R7.
# JH0132
override-without-define = behind `{ $found }` stands a formula, but it does not say `define`
    .title = override of a define without the word
    .explain = What has a formula is a define: `override define NAME = FORMULA`.
# JH0141
unknown-finding-cell = a finding has no `{ $name }` to ask for
    .title = unknown cell of a finding
    .explain = Behind `judged` may stand `.evidence`, `.assessor` and `.date`, to see whether they are filled in: `known(judged.evidence)`. The result itself is `judged` alone.
help-finding-cell = write `judged.evidence`, `judged.assessor` or `judged.date`
# JH0801
swallowed = what stands behind this `and`/`or` belongs to the condition behind the colon
    .title = condition that runs on
    .explain = What follows a quantifier's colon runs to the end of the clause. Put brackets round the quantifier or round its whole condition to say which is meant.
help-write = write `{ $written }`
help-head = an item begins `rule ID LABEL "title" for TABLE`; label and title may be left out
help-remove = write `remove ID because "…"`
help-subject = write `for TABLE` or `for TABLE by KIND`
help-formula = a condition or formula is needed, such as `students <= 2000 人`
help-cite = write `cite SOURCE "place"`
help-note = write `note "…"`
help-unit = write a unit as `人`, `平方米/人`, `人/百人` or `%`
help-keyword-as-name = `{ $name }` is a keyword; as a name it stands in backticks
help-outside-items = see whether the line lacks `rule` or the like; comments begin with #
help-empty-clause = add a condition or leave the keyword out
help-no-operator = write + - * /, a comparison or and, or between them; a colon stands before what `every`, `each` and aggregates ask
help-trailing-mark = leave it out
help-chained-comparison = write two comparisons joined by `and`
related-first-comparison = the first comparison
help-unclosed-string = add `{ $close }` before the end of the line
help-unclosed-tick = add a backtick behind the name
help-unclosed-bracket = add `{ $close }`
help-wrong-bracket = write `{ $close }`
help-stray-bracket = leave it out, or add the opening bracket
related-opener = the opening bracket
help-too-deep = write the inner part as a `define` and name it
help-also-cite = what is new says `cite`; `also cite` belongs to an override
help-also-require = a new rule says `require`; `also require` belongs to `override rule …`
help-second-for = `for` stands once
help-clause-in-define = a define has only `= formula`; write conditions as `if … then … else …`
help-replaces = `replaces` stands in a veto only; to take something away write `remove … because "…"`
help-replaces-form = write `replaces V1, V2`
help-ratio-to-zero = write a number above 0 behind the colon
help-unit-not-here = leave the unit out; to compute a quantity use `define`
help-no-formula = add `= formula`
help-no-reason = add `because "…"`
help-no-such-day = check the month and the day
help-swallowed = say with brackets which is meant: `(every …: …) and …` or `every …: (… and …)`
unknown-function = there is no function `{ $found }`
help-functions = there are { $names }
help-if = write it whole: `if CONDITION then A else B`
help-set-words = say what is asked of the set: `all of`, `none of` or `at least N of` before it
help-set-count = write it whole: `at least N of` and the set
help-weight = write it whole: `weighted by …`, or `按 … 加权`
help-set-braces = items and options stand in braces: `{"{"}R1..R7{"}"}`, `{"{"}Q1, Q9{"}"}`
help-compared-with = write what it is compared with: a number with its unit, a limit or a formula
