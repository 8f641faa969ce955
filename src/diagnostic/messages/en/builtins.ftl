# Builtins, by their English spelling: how one is written (help-call), what it computes (meaning), what a document says of it (phrase, with a unit or a weight phrase-…-with),
# and what a report calls its result (named).

help-call-abs = write `abs(x)`
meaning-abs = without its sign
phrase-abs = the absolute value of { $a }

help-call-round = write `round(x, places)`, or with the unit to count in `round(x, places, 元)`
meaning-round = rounded to n decimals of the unit that it counts in, a half away from zero; nothing is rounded unless a pack says so
phrase-round = { $a } rounded to { $b } decimals
phrase-round-with = { $a } in { $unit }, rounded to { $b } decimals

help-call-ceil = write `ceil(x)`, or with the unit to count in `ceil(x, 间)`
meaning-ceil = up to a whole number of the unit that it counts in
phrase-ceil = “{ $a }” rounded up
phrase-ceil-with = “{ $a }” rounded up to whole { $unit }

help-call-floor = write `floor(x)`, or with the unit to count in `floor(x, 元)`
meaning-floor = down to a whole number of the unit that it counts in
phrase-floor = “{ $a }” rounded down
phrase-floor-with = “{ $a }” rounded down to whole { $unit }

help-call-least = write `least(a, b, …)`
meaning-least = the least of them
phrase-least = the least of { $all }

help-call-greatest = write `greatest(a, b, …)`
meaning-greatest = the greatest of them
phrase-greatest = the greatest of { $all }

help-call-year = write `year(date)`
meaning-year = the year of a date
phrase-year = the year of { $a }

help-call-years = write `years(from, to)` with two dates
meaning-years = whole anniversaries passed; before 0 where the second date is the earlier. Dates are not subtracted
phrase-years = the full years from { $a } to { $b }

help-call-known = write `known(x)`
meaning-known = whether there is a value
phrase-known = { $a } is filled in

help-call-value_or = write `value_or(x, default)`
meaning-value_or = the value, or the default where there is none
phrase-value_or = { $a } ({ $b } where it is not filled in)

help-call-count = write `count(table)` or `count(table where condition)`
meaning-count = how many rows; over no rows 0
phrase-count = the number of { $rows }

help-call-sum = write `sum(table: column)`
meaning-sum = the sum; over no rows 0
phrase-sum = the sum of { $body } over { $rows }
named-sum = total { $what }

help-call-avg = write `avg(table: column)`
meaning-avg = the mean; over no rows unknown
phrase-avg = the mean of { $body } over { $rows }
named-avg = average { $what }

help-call-min = write `min(table: column)`
meaning-min = the least; over no rows unknown
phrase-min = the least { $body } over { $rows }
named-min = least { $what }

help-call-max = write `max(table: column)`
meaning-max = the greatest; over no rows unknown
phrase-max = the greatest { $body } over { $rows }
named-max = greatest { $what }

help-call-share = write `share(table: condition)`
meaning-share = the share of rows for which the condition holds; over no rows unknown
phrase-share = the share of { $rows } with { $body }
named-share = share of { $what } as required

help-call-the = write `the(table where condition: column)`
meaning-the = the value in the one row that the condition asks for, of any type; unknown if there are none or several
phrase-the = the { $body } of the one row of { $rows }

help-call-cv = write `cv(table: column weighted by column)`
meaning-cv = the standard’s difference coefficient, compared by squares; over no rows unknown
phrase-cv = the difference coefficient of { $body } between { $rows }
phrase-cv-with = the difference coefficient of { $body } between { $rows }, weighted by { $weight }
named-cv = coefficient of variation of { $what }

help-call-median = write `median(table: column)`
meaning-median = the middle value, of an even number of rows the mean of the two in the middle; over no rows unknown
phrase-median = the median of { $body } over { $rows }
named-median = median { $what }

help-call-stdev = write `stdev(table: column weighted by column)`
meaning-stdev = the standard deviation √( Σ (wᵢ / W) (xᵢ − X̄)² ), compared by squares; without weights all are 1; over no rows unknown
phrase-stdev = the standard deviation of { $body } between { $rows }
phrase-stdev-with = the standard deviation of { $body } between { $rows }, weighted by { $weight }
named-stdev = standard deviation of { $what }

help-call-distinct = write `distinct(table: column)`
meaning-distinct = how many different values there are, of any type; over no rows 0
phrase-distinct = the number of different { $body } over { $rows }
named-distinct = number of different { $what }

help-call-months = write `months(from, to)` with two dates
meaning-months = whole months passed; before 0 where the second date is the earlier
phrase-months = the full months from { $a } to { $b }

help-call-days = write `days(from, to)` with two dates
meaning-days = days passed; before 0 where the second date is the earlier
phrase-days = the days from { $a } to { $b }

help-call-contains = write `contains(text, "…")`
meaning-contains = whether these characters stand somewhere in a text, letter by letter
phrase-contains = { $a } contains { $b }

help-call-starts_with = write `starts_with(text, "…")`
meaning-starts_with = whether a text begins with these characters, letter by letter
phrase-starts_with = { $a } begins with { $b }
