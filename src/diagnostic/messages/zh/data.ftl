# 单元格
bad-cell = `{ $value }` 不符合要求，应填{ $expected }
    .title = 单元格内容不符合要求
    .explain = 单元格里的内容不符合这一列的类型。这一格按“未知”处理，其余数据照常读取，报告仍然完整。请改正这一格；确实不掌握的，留空即可。
bad-cell-advice = `{ $value }` 不符合要求，应填{ $expected }；{ $advice }
expected-number = 数值
expected-count = 不小于 0 的整数
expected-share = 带 % 的数，或 0 到 1 之间的数
expected-flag = “是”或“否”
expected-date = 日期，如 2026-01-31
expected-code = 代码
expected-kind = { $values } 之一
advice-blank-or-zero = 不掌握请留空，确实没有请填 0
advice-blank = 不掌握请留空
advice-formula-error = 这是电子表格的公式错误，请改正公式，或者留空
advice-scientific = 数字被电子表格改成了科学记数法，请把该列设为“数值”格式，写出全部数字
advice-code-changed = 代码被电子表格当成了数字，请把该列设为“文本”格式后重新填写代码
advice-code-needed = 每一行都要有代码
advice-total = 合计行请删去
advice-number-alone = 请只写数字
advice-number-in-unit = 请只写数字，单位为{ $unit }
advice-percent = 如果是百分数，请写成 `{ $value }`，或在这一列的表头后注明（%）
advice-thousands = 千分位逗号每三位一个，如 1,234,567
advice-day-number = 这是电子表格内部的日期序号，请把该列设为“日期”格式
out-of-range = `{ $value }` 小于最小值 { $bound }
    .title = 数值超出范围
    .explain = 数值超出了标准包为这一列规定的范围，这一格按“未知”处理。请核对是否填错，或者单位不对。
above-range = `{ $value }` 大于最大值 { $bound }
bad-pattern = `{ $value }` 不符合这一列的格式：{ $asked }
    .title = 不符合格式
    .explain = 标准包规定了这一列的写法，这一格不符合，按“未知”处理。请照说明改正。
required-blank = `{ $column }` 不能留空
    .title = 必填项留空
    .explain = 标准包规定这一列必填：缺了它，这一行无法评估，甚至无法辨认。请补填。其他列可以留空，留空即为未知。

# 文件
unreadable-data = 文件打不开：{ $reason }
    .title = 文件打不开
    .explain = 操作系统不允许读取这个文件。请看它是否正被其他程序打开，以及是否有读取权限。这个文件涉及的县本次不评估。
not-a-file = 这是管道或设备，不是文件；请先存成文件
bad-encoding = 从这里起的文字既不是 UTF-8 也不是 GB18030 编码；请另存为“CSV UTF-8”
    .title = 编码不明或文件损坏
    .explain = CSV 文件可以是 UTF-8（有无标记均可）、GB18030 或 UTF-16 编码。这个文件里有哪种编码都读不出的内容，可能已经损坏，或者由使用其他编码的程序保存。请用电子表格软件打开，另存为“CSV UTF-8”。
bad-encoding-cell = 这一格里有不是文字的内容，可能在传输中损坏了：请重新填写
unclosed-quote-row = 这一行有一个引号没有配对，这一行填的内容当作“不知道”；请补上另一个引号
not-csv = 这是工作簿，不是 CSV 文件；请把每个工作表另存为“CSV UTF-8”
    .title = 工作簿改了扩展名
    .explain = 把工作簿改名并不会变成 CSV 文件。请用电子表格软件打开，把每个工作表另存为“CSV UTF-8”。
unclosed-quote = 这一行有一个引号没有成对，后面的内容无法分辨；请补上另一个引号
    .title = 引号没有成对
    .explain = 以引号开头的单元格一直延续到下一个引号，中间的逗号和换行都算内容。缺了后一个引号，文件其余部分就成了一个单元格。请补上后一个引号，或去掉前一个。
data-too-large = 文件超过 { $most } GiB
    .title = 数据超过限额
    .explain = 文件大小、行数、列数和单元格长度都有宽松的限额，以免损坏的文件占满内存。请把文件分开（例如按县），或检查是否混入了别的内容。
too-many-columns = 列数超过 { $most }
too-many-rows = 行数超过 { $most }
cell-too-long = 有单元格超过 { $most } 字节
two-files = `{ $first }` 和 `{ $second }` 都是{ $table }表，请只保留一个
    .title = 同一张表有两个文件
    .explain = 表可以用编号或名称作文件名，这个文件夹里两种都有，无法判断以哪个为准，所以都不读取，文件夹所涉及的县本次不评估。请只保留一个；几个县的数据可以放在同一个文件里，也可以各放一个文件夹。
unknown-file = `{ $name }` 不是标准包里的表，没有读取；表有{ $tables }
    .title = 文件名不是表名
    .explain = 文件名是某张表的编号或名称时才会读取，如“学校.csv”。这个文件没有读取。如果它是数据，请改名。
unknown-file-near = `{ $name }` 不是标准包里的表，没有读取；是否应为 `{ $near }`
unread-file = 这种格式不读取；请另存为 .xlsx，或另存为以表名命名的 CSV 文件
    .title = 没有读取的文件
    .explain = 文件夹里有一个文件可能是数据，但格式不在读取范围。请另存为 .xlsx，或以表名命名的“CSV UTF-8”；文件夹里已有 CSV 文件的，工作簿要单独给出。
unread-text = 只把扩展名为 .csv、.parquet 的文件当作表读取；如果它是数据，请改名
empty-file = 文件是空的；第一行应为{ $table }表的表头
    .title = 文件没有表头
    .explain = 表里即使没有数据行，也要有表头。没有这个文件，则按未提供这张表处理。

# 表头
missing-key-column = { $table }表的表头缺少 { $columns }
    .title = 缺少代码列
    .explain = 缺了本行代码或上级代码所在的列，就不知道每一行是谁的数据。这张表无法使用，所涉及的县本次不评估。第一行应为表头，写列的名称或编号。
missing-key-column-near = { $table }表的表头缺少 { $columns }；如果 `{ $near }` 列就是，请改名
header-below = 这一行不是{ $table }表的表头，表头似乎在第 { $row } 行；请删去它上面的各行
header-none = 以 `{ $first }` 开头的这一行不是{ $table }表的表头；第一行应写各列的名称，其中须有 { $columns }
unknown-column = { $table }表没有 `{ $name }` 这一列，没有读取
    .title = 没有这一列
    .explain = 表头应为列的名称或编号，单位不同时在括号里注明。这个表头两者都不是，所以没有读取。如果它本来就不是标准包要的数据，不影响评估。
unknown-column-near = { $table }表没有 `{ $name }` 这一列；是否应为 `{ $near }`
duplicate-column = `{ $name }` 和 `{ $first }` 都是“{ $column }”列，请只保留一列
    .title = 同一列出现两次
    .explain = 两个表头指的是同一列，可能一个用名称、一个用编号。无法判断以哪个为准，所以在只剩一列之前按“未知”处理。
header-unit = 单位“{ $unit }”不能换算为{ $declared }；这一列可用的单位有 { $units }
    .title = 表头里的单位不对
    .explain = 表头后括号里写的是这一列数值的单位，必须是标准包里的单位，并且能与这一列自己的单位换算。改正之前，这一列按“未知”处理。
header-unit-unknown = 不认识单位“{ $unit }”；这一列可用的单位有 { $units }
header-unit-none = 这一列没有单位，不能写“{ $unit }”；括号里可以写 { $units }
missing-column = { $table }表缺少必填的列 `{ $column }`
    .title = 缺少必填的列
    .explain = 标准包规定这一列必填，而表头里没有。请补上。其他列可以不提供，不提供即为未知。
unnamed-column = 第 { $position } 列有数据但没有表头，没有读取
    .title = 列没有表头
    .explain = 空白表头下面有数据，不知道是什么。请补上列名，或清空这一列。
row-length = 这一行有 { $cells } 格，表头有 { $columns } 格；请补上缺少的逗号
    .title = 行的格数不对
    .explain = 每一行的格数应与表头相同。数值中间的逗号（如 1,200）会把一格变成两格，除非用引号括起来；其后的内容随之错位，所以这一行的数值都按“未知”处理。
row-too-long = 这一行有 { $cells } 格，表头只有 { $columns } 格；内容里有逗号的，请用引号括起来

# 代码
blank-key = `{ $column }` 不能留空，要靠它辨认这一行；合计行、备注行请删去
    .title = 代码留空
    .explain = 本行代码和上级代码说明这是谁的数据。缺了它，这一行无法使用；知道属于哪个县的，该县本次不评估。请补填代码；如果是合计行或备注行，请删去。
duplicate-row = `{ $value }` 在第 { $first } 行已经有了；{ $table }表的代码不能重复
    .title = 代码重复
    .explain = 两行的代码相同，无法判断以哪一行为准。在改正或删去其中一行之前，该县不评估。
duplicate-row-elsewhere = `{ $value }` 在 { $file } 第 { $first } 行已经有了；{ $table }表的代码不能重复
unknown-parent-row = `{ $value }` 在{ $parent }表里查不到
    .title = 上级查不到
    .explain = 这一行写的学校、县或其他上级没有自己的一行，所以不知道归到哪里。请改正代码，或补上上级那一行。知道属于哪个县的，该县数据不全，本次不评估。
unknown-parent-row-near = `{ $value }` 在{ $parent }表里查不到；是否应为 `{ $near }`
and-rows = { $what }（另有 { $count } 行相同，直到第 { $last } 行）
unlinked-table = 没有{ $parent }表，{ $table }表无法使用：各行属于哪个县要看{ $parent }表；请补上
    .title = 缺少上级的表
    .explain = 各行通过上级的表找到所属的县。上级的表没有提供，各行自己又不写明属于哪个县。请补上这张表。
county-left-out = 由于这个文件里的错误，县 { $county } 本次不评估
    .title = 县未评估
    .explain = 这个文件里的一处错误涉及几个县，改正之前都无法评估。
data-without-county = 所有的表都没有写明是哪个县
    .title = 没有县
    .explain = 各文件只有表头，没有任何一行写明属于哪个县，所以没有可评估的对象。请填写县表。

# 自动计算
derive-differs = `{ $column }` 填写的是 { $given }，按公式自动计算是 { $computed }
    .title = 填写值与自动计算值不一致
    .explain = 这一列可以由其他数据自动计算，填写的数与计算结果不同。评估采用填写的数。请核对填写值和计算所用的各项数据；若填写值没有依据，把这一格留空，由系统计算。

# 评定记录
finding-item = 没有名为 `{ $item }` 的评定项
    .title = 评定项不存在
    .explain = 评定项应为某条规则的编号或名称。请改正；`junheng show` 可列出全部规则。这条评定没有采用。
finding-item-near = 没有名为 `{ $item }` 的评定项；是否应为 `{ $near }`
finding-not-judged = `{ $item }`（{ $title }）由数据计算，不由评定人评定；请删去这一行
    .title = 该项不需评定
    .explain = 只有写明“评定”的规则才接受评定结果。这一项由数据计算，评定结果改变不了它。请删去这一行，或改正评定项。
finding-subject = `{ $subject }` 在{ $entity }表里查不到，而 `{ $item }` 是按{ $entity }评定的
    .title = 评定对象不存在
    .explain = 对象应为规则所评对象的代码，由几部分组成的用 / 连接，如 9900010001/小学。请改正代码。这条评定没有采用。
finding-subject-near = `{ $subject }` 在{ $entity }表里查不到，而 `{ $item }` 是按{ $entity }评定的；是否应为 `{ $near }`
finding-other-subject = `{ $subject }` 是{ $other }表里的代码，而 `{ $item }` 是按{ $entity }评定的；请写{ $entity }表里的代码
finding-subject-parts = `{ $subject }` 没有写明是哪个{ $entity }；应写成 { $parts }
finding-incomplete = 评定记录缺少{ $columns }
    .title = 评定记录不完整
    .explain = 评定不只是打勾：佐证、评定人和日期是复核时必查的内容。评定结果照常采用，但请补全。
finding-columns-absent = 评定记录没有{ $columns }列
finding-after = 评定日期 { $date } 晚于评估日期 { $as_of }
    .title = 评定晚于评估日期
    .explain = 评定是在评估日期之后作出的。结果照常采用。请核对评定日期，以及 --as-of 给出的评估日期。
findings-disagree = `{ $item }` 对 `{ $subject }` 的另一个结果在 { $file } 第 { $first } 行；请只留有效的一条
    .title = 评定结果互相矛盾
    .explain = 对同一规则、同一对象有两个不同的结果。在只留下有效的一个之前，这一项按“数据不足”处理。
finding-repeated = `{ $item }` 对 `{ $subject }` 的评定在 { $file } 第 { $first } 行已经有了
    .title = 评定重复
    .explain = 同一评定出现两次，结果并不矛盾。请删去一条。

# 过多
more-errors = 另有 { $count } 处错误；只列出前 { $shown } 处
    .title = 还有更多错误
    .explain = 错误多于列出的数量。请先改正已列出的再运行；往往是同一个原因造成的，例如某一列错位。
more-warnings = 另有 { $count } 处提醒；只列出前 { $shown } 处
    .title = 还有更多提醒
    .explain = 提醒多于列出的数量，往往是同一个原因造成的。

# 没有可读的数据
data-unreadable = `{ $path }` 打不开：{ $reason }
data-not-found = 找不到 `{ $path }`，请核对路径
data-empty = 文件夹 `{ $path }` 里没有工作簿，也没有 CSV 或 Parquet 文件
data-empty-inside = 文件夹 `{ $path }` 里没有工作簿，也没有 CSV 或 Parquet 文件，但其中的文件夹里有；请给出 { $inside }
data-not-csv = `{ $path }` 不是能读的数据；请给出工作簿（.xlsx、.xls、.ods）、CSV 文件所在的文件夹，或扩展名为 .csv、.parquet 的文件
data-nothing = 没有给出数据；请给出工作簿，或 CSV 文件所在的文件夹

# 工作簿
workbook-damaged = 工作簿读不出来：文件没有传完、已经损坏，或者不是工作簿；请重新传送，或用电子表格软件打开后另存为 .xlsx
    .title = 工作簿损坏
    .explain = 文件的内容不是完整的工作簿，常见的原因是没有传完，或把别的文件改成了这个扩展名。请重新取得文件；能用电子表格软件打开的，另存为 .xlsx 即可。
workbook-locked = 工作簿设了打开密码；请在电子表格软件里去掉密码后保存
    .title = 工作簿有密码
    .explain = 设了打开密码的工作簿是加密的，程序读不了，也不会询问密码。请打开它，去掉密码后另存。
workbook-too-large = 工作簿展开后超过 { $most } MiB，不像是数据；请检查文件，或按县分开
hidden-sheet = 工作表 `{ $sheet }` 是隐藏的，没有读取；如果它是数据，请取消隐藏
    .title = 隐藏的工作表
    .explain = 隐藏的工作表填报人看不见，里面可能是旧数据，所以不读取。确实是数据的，请取消隐藏；不是的，可以删去。
formula-uncomputed = 这个公式没有计算结果；请用电子表格软件打开工作簿，重新保存
    .title = 公式没有结果
    .explain = 工作簿里的公式要由电子表格软件算出结果，存在文件里。这个文件由别的程序生成，没有存结果，这一格按“未知”处理。用电子表格软件打开再保存一次即可。
unread-beside = 文件夹里有 CSV 或 Parquet 文件，工作簿没有读取；要读工作簿，请单独给出它
workbook-not-built = 这个程序没有带上读工作簿的功能（xlsx）；请另存为 CSV，或使用带这项功能的程序

# Parquet
parquet-damaged = 文件读不出来：没有传完、已经损坏，或者不是 Parquet 文件；请重新传送，或重新生成
    .title = Parquet 文件损坏
    .explain = 文件里不是一个完整的 Parquet 文件，或者它对自己的说明与内容不符。多半是没有传完，或者别的文件用了这个名字。请重新取得文件，或由数据重新生成。
parquet-unread = `{ $column }` 是列表或一组列，读不了；请写成普通的一列
    .title = 不读取这种形式的 Parquet 文件
    .explain = 能读取的列是数、小数、日期、是否和文字，可以不压缩，也可以用 Snappy、Zstandard 或 LZ4 压缩。标准包里没有的列是什么都可以。这个文件一点也没有读取。请按能读取的形式重新生成；提示里写明了是哪里不行。
parquet-encrypted = 文件加了密；请不加密重新生成
parquet-type = `{ $column }` 的类型是 { $what }，读不了；请写成文字或数
parquet-codec = `{ $column }` 用 { $what } 压缩，读不了；请用 Snappy、Zstandard 或 LZ4 压缩，或不压缩
parquet-encoding = 有一列的值用了不读取的编码方式；请用普通编码或字典编码重新生成
parquet-bytes = `{ $column }` 这里的内容不是 UTF-8 文字；请把这一列写成文字
parquet-too-many-rows = 文件说自己有 { $rows } 行，这样大小的文件最多可以有 { $most } 行；请分成几个文件，或检查它是否损坏
parquet-description-too-large = 文件末尾的说明超过 { $most } MiB；请减少列数，或加大行组
parquet-page-too-large = 文件的各页展开后一共超过 { $most } MiB；请用较小的页或行组重新生成
parquet-not-built = 这个程序没有带上读 Parquet 文件的功能（parquet）；请另存为 CSV，或使用带这项功能的程序

# 应有的行
bad-count = `{ $value }` 不能是行数；应为不小于 0 的整数
    .title = 行数填得不对
    .explain = 标准包用这个数说明应有多少行，它必须是不小于 0 的整数。改正之前，不知道名单全不全。
surplus-rows = { $table }有 { $there } 行，多于填报的 { $declared }
    .title = 行数比填报的多
    .explain = 名单的行数多于填报的数。两个数至少有一个不对，请核对。结论按名单测算，并标明数据存疑。
surplus-total = { $table }各行“{ $column }”合计 { $there }，多于填报的 { $declared }
    .title = 合计比填报的大
    .explain = 各行的合计大于填报的数。两个数至少有一个不对，请核对。结论按名单测算，并标明数据存疑。
