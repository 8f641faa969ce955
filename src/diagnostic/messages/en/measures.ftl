report-measures = Measures
report-measure = → { $title }
report-measure-lead = . Lead: { $units }
report-measure-support = ; support: { $units }
report-measure-id = id
report-measure-title = measure
report-lead = lead units
report-failing = not met
