sum-conclusion = { $title }: { $said }
sum-part = { $name }: { $outcome }. { $said }.
sum-part-only = { $name }: { $outcome }.
sum-full-stop = {". "}
sum-of = { $all }: { $said }
sum-whole = { $all }: { $said }
sum-inner = { $all } ({ $inner })
sum-failing = { $count }{ $unit ->
   *[other] {" "}
 }do not pass: { $names }
sum-open = { $count }{ $unit ->
   *[other] {" "}
 }undetermined: { $names }
sum-unmet = { $count }{ $unit ->
   *[other] {" "}
 }unmet: { $names }
sum-none = { $count }{ $unit ->
   *[other] {" "}
 }not applicable: { $names }
sum-exists = { $count }{ $unit ->
   *[other] {" "}
 }exist: { $names }
sum-pending = { $count }{ $unit ->
   *[other] {" "}
 }pending: { $names }
sum-passing = { $count }{ $unit ->
   *[other] {" "}
 }pass{ $names }
sum-all-pass = all pass{ $names }
sum-excused = {" "}({ $count }{ $unit ->
   *[other] {" "}
 }with an excused indicator)
sum-met = { $count }{ $unit ->
   *[other] {" "}
 }met{ $names }
sum-all-met = all met{ $names }
sum-absent = { $count }{ $unit ->
   *[other] {" "}
 }do not exist{ $names }
sum-all-absent = none exists{ $names }
sum-and-others = { $names } and others, { $count } in all
sum-coefficients = { $count } coefficients of variation
sum-items = { $count } items
sum-item = {""}
sum-vetoes = { $count } grounds for refusal
sum-veto = { $all }: { $said }.
sum-single = { $now } (required { $required })
sum-now = { $now }
sum-missing = { $count } data are missing; the result is complete only with them, see Missing data.
report-excused = Excused (allowed to schools that pass, within what is required of the others)
report-basis = Basis
report-matrix = Schools by indicators
report-coefficients = Coefficients of variation
report-places = ({ $count })
report-trial = Trial: { $set }
say-exceeds-plain = { $what } { $now }, { $apart } over { $limit }
say-over = { $what } { $now }, above { $limit }
draft-title = { $county }: self-evaluation of quality and balanced compulsory education (draft)
draft-general = General
draft-parts = Where each part stands
draft-variation = Coefficients of variation between schools
draft-problems = Problems
draft-remedies = What is to be done
draft-next = Next steps
draft-open = Data missing or in doubt
draft-blank-general = [to be written by the county: the county, its schools, what was done]
draft-blank-part = [to be written by the county: what was done, and the evidence]
draft-blank-next = [to be written by the county: work to come, who answers, by when]
draft-blank = [fill in]
draft-schools-all = There are { $count }, of these: { $kinds }.
draft-no-problems = By the data supplied nothing fails.
draft-footer = Draft · a computed result, not a recognition
cli-docx-needs-out = --format docx needs a file: --out FILE
cli-parquet-needs-out = --format parquet needs a folder: --out FOLDER
cli-parquet-not-built = this build writes no Parquet files; build it with --features parquet
cli-parquet-folder-not-empty = the folder `{ $path }` holds files already, or is a file; name a new or an empty one
