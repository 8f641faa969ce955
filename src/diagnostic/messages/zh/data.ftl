# JH0901
bad-cell = `{ $value }` 读不懂：{ $expected }
    .title = 单元格读不懂
    .explain = 这个单元格按缺数据处理，报告其余部分照常。请按提示改正。
# JH0902
required-cell = `{ $name }` 必须填写
    .title = 必填项为空
    .explain = 代码、类别和名称不能空着。
# JH0903
required-column = “{ $entity }”缺少必填的列 `{ $name }`
    .title = 缺少必填列
    .explain = 请在表头加上这一列。
# JH0904
table-unusable = “{ $entity }”的表头缺少 `{ $columns }`，整张表无法使用
    .title = 整张表无法使用
    .explain = 没有识别列或上级的列，就不知道每一行属于谁。第一行应是表头，写列的名称或编号。
# JH0905
unknown-table = 文件 `{ $name }` 不是任何数据表；{ $hint }
    .title = 文件名不认识
    .explain = 文件名应是数据表的名称或编号，如 `学校.csv`、`school.csv`。
# JH0906
unknown-column = “{ $entity }”没有列 `{ $name }`；{ $hint }
    .title = 列名不认识
    .explain = 表头应写列的名称或编号。多出的列不影响结果。
# JH0907
repeated-column = 列 `{ $name }` 出现了两次
    .title = 列重复
    .explain = 同一列只写一次（编号和名称指同一列）。
# JH0908
header-unit = `{ $name }` 的单位 `{ $found }` 不能换算成 `{ $unit }`
    .title = 表头单位不对
    .explain = 表头括号里写标准包声明过的同类单位，如 元、万元。整列按缺数据处理。
# JH0909
row-too-long = 这一行有 { $cells } 格，表头只有 { $header } 格
    .title = 多出的单元格
    .explain = 多半是数字里的逗号没有加引号，后面的数都错位了。
# JH0910
duplicate-row = `{ $value }` 与 { $file } 第 { $row } 行重复
    .title = 识别码重复
    .explain = 每一行的代码（识别列）不能重复。所在的县不参加测算，直到改正。
# JH0911
unknown-parent-row = 没有代码为 `{ $value }` 的{ $entity }；{ $hint }
    .title = 上级不存在
    .explain = 这一行挂不到任何上级。所在的县不参加测算，直到改正。
# JH0912
second-file = 这张表在同一文件夹里已有 { $other }
    .title = 表重复
    .explain = 一个文件夹里每张表只放一个文件。
# JH0913
bad-encoding = 文件编码既不是 UTF-8，也不是 GB18030
    .title = 编码读不懂
    .explain = 请另存为 “CSV UTF-8”。
# JH0914
bad-row = 这一行的格式读不懂，其后的内容没有读
    .title = 行格式不对
    .explain = 请检查引号是否成对。
# JH0915
empty-file = 文件是空的
    .title = 空文件
    .explain = 至少要有表头；没有数据的表请删去文件。
# JH0920
finding-item = `{ $name }` 不是需要评定的规则；{ $hint }
    .title = 评定项不对
    .explain = 评定项写规则的编号，且该规则的要求里有“评定”。
# JH0921
finding-subject-unknown = 对象 `{ $value }` 不对；{ $hint }
    .title = 评定对象不对
    .explain = 对象写县或学校的代码，与规则评的对象一致。
# JH0922
finding-incomplete = `{ $name }` 的评定缺少：{ $lacks }
    .title = 评定不完整
    .explain = 评定要有佐证、评定人和日期，才经得起查考。
# JH0923
finding-later = 评定日期 { $date } 晚于评估日期 { $as_of }
    .title = 评定日期在后
    .explain = 评估日期之后的评定，请确认日期是否写错。
# JH0924
finding-repeated = `{ $name }` 的评定与 { $file } 第 { $row } 行重复
    .title = 评定重复
    .explain = 同一对象同一项评定写了两次，结果相同。
# JH0925
finding-disagrees = `{ $name }` 的评定与 { $file } 第 { $row } 行相反
    .title = 评定矛盾
    .explain = 两次评定结果不同，按数据不足处理，请查明后只留一条。
# JH0940
derive-differs = `{ $column }` 填的是 { $given }，自动计算是 { $computed }
    .title = 填报与计算不一致
    .explain = 填报数与按其他数据算出的数不一致。测算用填报数，请核对。
cell-placeholder = 不知道就空着，没有就写 0
cell-flag = 要写“是”或“否”
cell-date = 要写日期，如 2026-01-31
cell-kind = 要写其中之一：{ $values }
cell-grade = 要写 优秀、良好、合格、不合格 之一
cell-number = 要写一个数
cell-count = 要写不小于 0 的整数
cell-share = 要写百分数（如 85%）或 0 到 1 之间的小数；整列都是百分数时，表头写（%）
cell-scientific = 科学记数法，可能被表格软件改过；请把该列设为文本或数值后重新填写
cell-unit-inside = 数字后面不写 `{ $unit }`，单位写在表头
cell-separators = 千分位逗号的位置不对
cell-below = 不能小于 { $bound }
cell-above = 不能大于 { $bound }
cell-too-long = 内容太长
data-did-you-mean = 是不是 `{ $name }`
data-column-ignored = 这一列没有使用
data-file-ignored = 没有使用
data-add-parent = 请核对代码，或在“{ $entity }”表里补上这一行
data-too-many-columns = 列太多，最多 { $most } 列
data-too-many-rows = 行太多，最多 { $most } 行
data-judged-items = 需要评定的有：{ $names }
finding-evidence = 佐证
finding-assessor = 评定人
finding-date = 日期
finding-subject = 请写{ $entity }的代码
finding-other-subject = 这是{ $found }的代码，该规则评的是{ $entity }
read-not-found = 找不到 `{ $path }`
read-empty = `{ $path }` 里没有 CSV 文件
read-too-large = `{ $path }` 太大
read-io = 读不了 `{ $path }`：{ $cause }
