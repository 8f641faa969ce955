report-measures = 工作措施
report-measure = → { $title }
report-measure-lead = 。责任单位：{ $units }
report-measure-support = ；配合单位：{ $units }
report-measure-id = 编号
report-measure-title = 措施
report-lead = 责任单位
report-failing = 未达到的项目
