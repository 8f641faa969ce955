# 核查与标注
annotate-title = 标注了问题的数据
annotate-severity = 级别
annotate-code = 代码
annotate-file = 位置
annotate-sheet = 本工作簿的表
annotate-row = 行
annotate-column = 列
annotate-value = 填的是
annotate-message = 问题和应填的内容
cli-eval-annotate = 另写一份标出问题的工作簿（.xlsx）：有问题的格子着色，原因写在批注里
cli-eval-previous = 上一年的数据：与它相比变化过大的，给出警告
cli-eval-no-audit = 不核查数据（名册与总数、重复、离群、与上年相比）
cli-annotated = 标注好的数据：{ $path }
cli-annotate-format = `{ $path }` 要以 .xlsx 结尾
cli-annotate-own-data = `{ $path }` 就是给出的数据；请换一个名字，以免盖掉它
