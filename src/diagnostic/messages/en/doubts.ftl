report-claim = { $outcome } ({ $count } { $count ->
    [one] place
   *[other] places
 } in doubt, not verified)
report-doubts = Data in doubt
report-doubts-sorts = { $sorts }; until they are verified the conclusion is not settled
doubts-audit = { $count } found by audits
doubts-surplus = { $count } more than declared
doubts-error = { $count } { $count ->
    [one] data error
   *[other] data errors
 }
report-doubt-sort = sort
report-doubt-place = where
report-doubt-what = what
doubt-audit = audit
doubt-surplus = more than declared
doubt-error = data error
report-errors-elsewhere = Data errors (not of the counties above)
ledger-missing = Missing data
ledger-doubts = Data in doubt
ledger-verified = verified
ledger-verified-by = verified by
cli-arg-accept-doubts = with --require-met: data in doubt are no reason to fail
cli-not-met = not every conclusion of every county is met: { $counties }
cli-in-doubt = every conclusion is met, but { $count } { $count ->
    [one] place of the data is
   *[other] places of the data are
 } in doubt, not verified: { $counties }
help-in-doubt = what is in doubt is listed in the report under “Data in doubt”: verify it, mend the data and evaluate again; if it was verified and can be accepted, add --accept-doubts
cli-county-doubts = { $county } ({ $sorts })
cli-and-more = { $list } and others, { $count } counties
guard-data = data
guard-costs = the prices
guard-pack = a file of the pack
guard-cases = a case of the pack
guard-read = `{ $path }` is read ({ $what }) and would be overwritten
guard-twice = two results would be written to `{ $path }`
help-guard = give another file name or another folder
cli-no-format = the name of `{ $path }` does not tell the format: there is none that ends in `.{ $ending }`
help-no-format = end the name in one of { $endings }, or say --format
cli-doubts-accepted = every conclusion is met; { $count } { $count ->
    [one] place
   *[other] places
 } in doubt, accepted by --accept-doubts: { $counties }
verify-other-engine = another program: { $reported } (format { $format }) made the report, this is { $found } (format { $own })
verify-other-day = another day: the report is for { $reported }, not for { $found }
verify-else-same = all else comes out as the report says
cli-verify-as-of = the day that the report should be for (default: the one that it names)
doubt-missing = missing
annotate-missing = { $reason }; decides: { $rules }
