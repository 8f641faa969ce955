# JH0340
unit-too-far = 单位 `{ $name }` 由太多单位相乘而成
    .title = 单位过于复杂
    .explain = 单位由几个基本单位相乘、相除而成即可；层层相乘的单位换算起来数字大得没有意义。
help-unit-too-far = 用基本单位直接写出它
# JH0501
redefined = 沿用的标准包已有 `{ $name }`
    .title = 与沿用的标准包重名
    .explain = 本包沿用的标准包已经声明过这个编号或名称。要修改它，请写在 `调整`下，只写要改的内容；要新增一项，请换一个编号或名称。
# JH0502
defined-twice = `{ $name }` 在本包里声明了两次
    .title = 重复声明
    .explain = 同一个标准包里，限值、指标、规则、定义的编号和名称都不能重复，否则公式里写出来不知道指哪一个。请删去多余的一处，或换一个编号。
# JH0503
override-unknown = 沿用的标准包里没有 `{ $name }`，无法调整
    .title = 调整的对象不存在
    .explain = `调整`只能修改沿用的标准包里已有的编号或名称。请检查错别字；要新增一项，请不要写在“调整”下。
# JH0504
override-own = `{ $name }` 是本包自己声明的，不用调整
    .title = 调整了本包自己的声明
    .explain = “调整”只用来修改沿用的标准包。本包自己声明的内容，直接在声明处修改即可。
# JH0505
override-twice = `{ $name }` 在本包里调整了两次
    .title = 重复调整
    .explain = 同一项在一个标准包里只能调整一次，否则不知道以哪一处为准。请把两处合成一处。
# JH0506
override-sort = `{ $name }` 是{ $is }，不能当作{ $given }来调整
    .title = 调整的类别不符
    .explain = 调整时要写明原来的类别：限值、指标写在 YAML 的“调整”下，规则、否决、结论、核查、定义写在 `.rules` 文件里。
# JH0507
no-parent = 本包没有沿用别的标准包，`{ $name }` 没有可调整或删除的内容
    .title = 没有沿用的标准包
    .explain = “调整”和“删除”只用于沿用的标准包里的内容，本包的 `pack.yaml` 没有写 `沿用`（extends）。
# JH0508
override-subject = 调整不能改变 `{ $name }` 的适用对象
    .title = 改变了适用对象
    .explain = 别的规则按原来的适用对象引用它，所以调整时“适用 … 分 …”不能变。要换对象，请另写一条规则。
# JH0509
override-fixed = 调整不能改变 `{ $name }` 的{ $what }
    .title = 改变了列的类型、单位或识别列
    .explain = 各地的数据是按原来的类型、单位和识别列填报的，改了就会读错。需要别的口径时，请新增一列。
# JH0510
unit-without-numbers = 只改了 `{ $name }` 的单位，没有写新的数值
    .title = 只改单位不改数值
    .explain = 沿用的数值是按原来的单位写的，单位变了，数值的意思也就变了。请连同新的数值一起写，或不改单位。
# JH0511
remove-unknown = 沿用的标准包里没有 `{ $name }`，无法删除
    .title = 删除的对象不存在
    .explain = “删除”只能写沿用的标准包里已有的编号或名称。请检查错别字。
# JH0512
remove-own = `{ $name }` 是本包自己声明的，不能用“删除”
    .title = 删除了本包自己的声明
    .explain = “删除”只用于沿用的标准包里的内容。本包自己声明的内容不要时，直接删去那几行即可。
# JH0513
remove-twice = `{ $name }` 已经删除过了
    .title = 重复删除
    .explain = 同一项只需删除一次。
# JH0514
still-named = 删除了 `{ $name }`，但别处还在引用它
    .title = 删除的内容仍被引用
    .explain = 删除一项之前，要先调整所有引用它的公式和规则；范围（如 `R1..R7`）的首尾两项也算引用，中间的不算。
# JH0515
range-gap = 这个范围里没有 `{ $names }`
    .title = 范围不连续
    .explain = `R1..R7` 表示 R1 到 R7 的每一项，中间的每一项都要存在（已写明“删除”的除外）。
# JH0516
range-ends = `{ $from }..{ $to }` 不是一个范围
    .title = 范围的首尾不对
    .explain = 范围的首尾要有相同的前缀，后面是从小到大的数字，如 `R1..R7`。
# JH0517
later-date-dropped = 这里的日期比沿用的标准包少：`{ $name }` 从 { $date } 起的数值不再有效
    .title = 少了沿用的标准包后来的日期
    .explain = 调整里按日期列出的数值就是全部，原来的各项都不再有效。原来还有更晚日期的数值时，容易漏掉。
# JH0518
replaces = `{ $name }` 不是沿用的标准包里的否决，`{ $by }` 不能并入它
    .title = 并入了不能并入的
    .explain = 否决可以并入沿用的标准包里的否决：评定它们存在，就是评定这一条存在，它们不用再单独评定。所以它们要适用同样的对象，双方都要由人评定。
replaces-other-subject = `{ $name }` 与 `{ $by }` 适用的对象不同
replaces-computed = `{ $name }` 是算出来的，不是评定的，没有评定可并入 `{ $by }`
replaces-not-judged = `{ $by }` 并入了别的否决，自己却不由人评定
help-replaces-what = 写沿用的标准包里适用同样对象、写 `情形 评定存在` 的否决；要去掉别的，请写 `删除 … 因为 "…"`
help-replaces-judged = 写上 `情形 评定存在`
# JH0519
percent-forgotten = `{ $name }` 原来写的是百分数，这里是 { $number }，没有百分号
    .title = 漏了百分号
    .explain = 90 是 90% 的一百倍。原来写的是百分数、这一条又没有单位时，大于 1 的数多半是漏了百分号。
# JH0842
number-without-cite = `{ $name }` 从 `{ $old }` 改成了 `{ $new }`，却没有自己的依据
    .title = 改了数没有写依据
    .explain = 不写依据，报告会引用上级的条文，而那条文里不是这个数。改数的要写明依据：`依据: [来源, 位置]`；要保留原来的，写 `另依据`。
# JH0843
rule-without-cite = `{ $name }` 是本标准包新增的，却没有依据
    .title = 新增规则没有写依据
    .explain = 被评的一方会问规则出自哪里。在上级之外新增的规则和指标要写明：`依据 来源 "位置"`。
# JH0844
unknown-clause = `{ $source }` 里没有条文 `{ $name }`
    .title = 来源里没有的条文
    .explain = 来源的条文写在它的 `条文` 下；引用了却不在其中的，解释时无法引出原文。
# JH0840
name-needs-ticks = 名称 `{ $name }` 不能直接写在算式里
    .title = 名称要加反引号
    .explain = 算式里的名称由文字和数字组成，以文字开头，不能是关键词；别的要放在反引号里。算式里从来不用的名称，可以不管。
# JH0520
loosened = `{ $name }` 只能从严：原来是 `{ $old }`，不能改为 `{ $new }`
    .title = 放宽了要求
    .explain = 标准包写明“只严不宽”：不低于、高于的数值只能提高，不超过、低于的数值只能降低，限值只能朝 `从严`的方向改，每个选项、每个日期都是如此。
# JH0521
no-direction = 限值 `{ $name }` 没有写明哪个方向更严，不能修改
    .title = 限值没有从严方向
    .explain = 标准包写明“只严不宽”。限值要在声明处写 `从严: 更高` 或 `从严: 更低`，沿用它的标准包才能朝那个方向修改。
# JH0522
only-tighten = 只严不宽：不能改变 `{ $name }` 的{ $what }
    .title = 只严不宽时的修改
    .explain = 标准包写明“只严不宽”：只能新增规则、给规则增加要求、提高门槛；标题、依据、说明和名称可以修改，其他都不能动。
# JH0523
tighten-removed = 只严不宽：不能删除 `{ $name }`
    .title = 只严不宽时的删除
    .explain = 标准包写明“只严不宽”，沿用的内容只能加严，不能删除。

help-override-unit = 要修改它，写成 `调整: { "{" }单位表: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个符号
help-override-kind = 要修改它，写成 `调整: { "{" }选项表: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-entity = 要修改它，写成 `调整: { "{" }数据表: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-limit = 要修改它，写成 `调整: { "{" }限值: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-indicator = 要修改它，写成 `调整: { "{" }指标: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-source = 要修改它，写成 `调整: { "{" }来源: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-measure = 要修改它，写成 `调整: { "{" }工作措施: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-rule = 要修改它，在 `.rules` 里写 `调整 规则 { $name } …`；要新增，请换一个编号
help-override-veto = 要修改它，在 `.rules` 里写 `调整 否决 { $name } …`；要新增，请换一个编号
help-override-conclusion = 要修改它，在 `.rules` 里写 `调整 结论 { $name } …`；要新增，请换一个编号
help-override-audit = 要修改它，在 `.rules` 里写 `调整 核查 { $name } …`；要新增，请换一个编号
help-override-define = 要修改它，在 `.rules` 里写 `调整 定义 { $name } …`；要新增，请换一个编号
help-keep-one = 删去其中一处；如果是两项不同的内容，请换一个编号或名称
help-other-name = 这是{ $sort }已用的名称，请换一个
help-override-own = 直接在声明处修改
help-later-date-dropped = 要保留，就在这里也写上：`- {"{"}起: { $date }, 取值: { $value }{"}"}`
help-name-needs-ticks = 算式里要用时，连同反引号写成 { $written }；或者换一个名称
help-override-twice = 把两处调整合成一处
help-override-removed = 本包或沿用的标准包已删除它；请去掉“删除”或这处调整
help-override-unknown = `junheng show` 可列出沿用的标准包的全部编号
help-no-parent = 在 `pack.yaml` 里写 `沿用: national@2017`；如果是本包自己的内容，请去掉“调整”或“删除”
help-override-subject = 去掉“适用 …”，其余照写
help-fixed = 去掉这一项；需要别的口径时，另加一列
help-unit-without-numbers = 按新的单位写出数值，或去掉单位
help-remove-own = 直接删去声明它的那几行
help-remove-twice = 去掉这一条
help-still-named = 先调整引用它的地方，再删除
help-range-gap = 请检查编号，或分段写，如 `{ "{" }R1..R3, R5{ "}" }`
help-range-ends = 写成 `{ "{" }R1..R7{ "}" }`，小的在前，前缀相同
help-loosened-up = 写不小于 `{ $old }` 的数值，或去掉这处调整
help-loosened-down = 写不大于 `{ $old }` 的数值，或去掉这处调整
help-loosened-over = 写大于 `{ $old }` 的数值，或去掉这处调整
help-loosened-under = 写小于 `{ $old }` 的数值，或去掉这处调整
help-loosened-date = 从 { $date } 起也要有数值：在列表里补上一条，写 `{ $old }` 或更严的，或去掉这处调整
help-loosened-any-date = 列表最前面补上一条，写明原来的数值 `{ $old }`，`起`写标准包开始生效的日期，或去掉这处调整
help-no-direction = 去掉这处调整；或请原标准包给它写上 `从严`
help-only-tighten = 去掉这处修改；要加严，可提高门槛，或用 `另要求` 增加要求
help-tighten-removed = 去掉这一条；不适用的对象，原标准包会写明“当 …”

loosened-comparison = `{ $name }` 只能从严：原来是{ $was } `{ $old }`，不能改为{ $is } `{ $new }`
comparison-at-least = 不低于
comparison-at-most = 不超过
comparison-above = 高于
comparison-below = 低于

related-first-defined = 先在这里声明
related-parent-defines = 沿用的标准包在这里声明
related-parent-says = 沿用的标准包这样写
related-own = 本包在这里声明
related-first-override = 先在这里调整
related-removed = 在这里删除
related-still-named = 这里还在引用
related-tighten-only = 这里写明只严不宽

what-key = 识别列
what-type = 类型
what-unit = 单位
what-when = 适用条件
what-require = 要求
what-value = 算法
what-subject = 适用对象
what-comparison = 比较方向
what-by = 分项
what-stricter = 从严方向
what-values = 可选值
what-ordered = 有序
what-within = 上级
what-expect = 应有
what-required = 必填
what-bounds = 最小值和最大值
what-derive = 自动计算
what-pattern = 格式
what-step = 步长
what-aliases = 别名
what-personal = 个人信息
what-shown = 仅展示
what-factor = 换算
what-year = 目标年度
what-name = 含义：公式里的 `{ $name }` 会变成新加的列

sort-unit = 单位
sort-kind = 选项表
sort-entity = 数据表
sort-limit = 限值
sort-indicator = 指标
sort-source = 来源
sort-measure = 工作措施
sort-rule = 规则
sort-veto = 否决
sort-conclusion = 结论
sort-audit = 核查
sort-define = 定义

# JH0802
constant-condition = 这个条件{ $truth }，与数据无关
    .title = 条件与数据无关
    .explain = 条件里只有常数，结果永远一样，多半是漏写了数据列，或留下了试写的内容。
# JH0803
always-holds = 这个比较永远成立
    .title = 比较永远成立
    .explain = 按列的类型和最小值、最大值（计数不小于 0，比例在 0 到 1 之间），任何数据都满足这个比较，写了等于没写。请检查数字、单位或方向。
# JH0804
never-holds = 这个比较永远不成立
    .title = 比较永远不成立
    .explain = 按列的类型和最小值、最大值（计数不小于 0，比例在 0 到 1 之间），没有数据能满足这个比较。请检查数字、单位或方向。
# JH0805
count-above-set = 花括号里只有 { $size } 项，不可能达到 { $n } 项
    .title = 项数超过总数
    .explain = “中至少 N 项”的 N 大于花括号里的项数，永远达不到。
# JH0814
veto-required = `{ $name }` 是否决，这里要求它存在
    .title = 要求否决存在
    .explain = 否决写的是不予认定的情形，“达到”就是情形存在。结论要求它“均达到”，或者只写它的编号，意思就反了：情形存在才认定。
# JH0813
exempt-not-counted = { $names } 可能不适用，不适用的在这里算没有达到
    .title = 不适用的项没有算进去
    .explain = “达到项数”只数达到的项，不适用的不算；“中至少 N 项”把不适用的算作达到，因为豁免的要求不会达不到。
# JH0806
count-beside-shrunk = 范围里的 { $names } 已删除，这里的项数没有跟着改
    .title = 范围变小而项数没变
    .explain = 删除一项后，`R1..R7` 这样的范围会少一项，“中至少 N 项”的 N 却还是原来的数，要求的比例就变了。请确认 N 是否也要改。
# JH0807
threshold-out-of-range = `{ $name }` 的门槛 `{ $number }` { $truth }
    .title = 门槛超出取值范围
    .explain = 按公式里各列的类型和 最小值、最大值，这个指标的值不可能越过（或不可能达到）这个门槛。请检查数字、单位或比较方向。
# JH0808
date-gap = `{ $name }` 从 { $first } 起才有数值，标准包从 { $begin } 起生效
    .title = 有效期内没有数值
    .explain = 评估日期早于第一个数值的起始日期时，没有数值可用，结果会是“数据不足”。
# JH0809
unused-limit = 限值 `{ $name }` 没有用到
    .title = 没有用到的限值
    .explain = 没有指标、规则或定义引用这个限值，改它不会影响任何结果。
# JH0810
unused-define = 定义 `{ $name }` 没有用到
    .title = 没有用到的定义
    .explain = 没有公式引用这个定义，它也没有名称（标题），不会出现在结果里。
# JH0811
unused-column = “{ $entity }”的 `{ $name }` 没有用到
    .title = 没有用到的列
    .explain = 没有公式用到这一列，却要各地填报。识别列、文本列和写明“仅展示”的列不在此列。
# JH0812
unreached-rule = `{ $name }` 不影响任何结论
    .title = 不影响结论的规则
    .explain = 没有一条结论直接或间接地引用它，达不达到都不影响认定。
# JH0841
pattern-without-note = `{ $name }` 有格式要求，但没有用文字说明
    .title = 格式没有说明
    .explain = 单元格不符合 `格式` 时，报告会引用这一列的 `说明`。没有说明，填表的人只能看到正则表达式。
    .help = 加上 `说明`，用文字写明格式，例如“六位数字”

help-constant-condition = 去掉它，或写上要检查的数据
help-bounds = 检查数字、单位和比较的方向
help-count-above-set = 最多写 { $size }，或在花括号里补上缺的项
help-count-zero = 项数写 1 或更大的数，或去掉这条要求
help-veto-required = 写成 `{"{"}{ $name }{"}"} 均不存在`
help-exempt-not-counted = 改写成“中至少 N 项”，不适用的就算达到；如果本来就不该算，可以不改
help-count-whole = 去掉它：这一组里没有更多项
help-count-beside-shrunk = 在本包里调整这条规则（或它用的限值），写明删除后的项数
help-threshold = 检查数字、单位和比较的方向
help-date-gap = 把第一个日期改为 { $begin } 或更早，或补上之前的数值
help-unused = 删去它，或在规则里用上它
help-unused-define = 删去它，或给它写上名称，让它出现在结果里
help-unused-column = 删去它，或写上 `仅展示: 是`
help-unreached-rule = 在结论（或它引用的规则）里加上 `{ $name }`，或删去它

truth-always = 永远成立
truth-never = 永远不成立
threshold-always = 任何数据都能达到
threshold-never = 任何数据都达不到
range-only = `{ $what }` 总是 { $low }
range-between = `{ $what }` 在 { $low } 到 { $high } 之间
range-from = `{ $what }` 不小于 { $low }
range-to = `{ $what }` 不大于 { $high }
related-compared-here = 在这里比较
label-ranges = { $ranges }
label-all-values = 花括号里列出了全部选项
label-fixed-count = 项数是固定的
related-shrunk = 这个范围少了一项
sort-stage = 工作程序的阶段
sort-deadline = 时限
sort-monitoring = 监测
sort-warning = 预警
help-override-stage = 要修改它，写成 `调整: { "{" }工作程序: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-deadline = 要修改它，写成 `调整: { "{" }时限: { "{" }{ $name }: …{ "}" }{ "}" }`；要新增，请换一个编号
help-override-monitoring = 要修改它，写成 `调整: { "{" }监测: { "{" }每年: …{ "}" }{ "}" }`
help-override-warning = 要修改它，写成 `调整: { "{" }预警: { "{" }余量低于: …{ "}" }{ "}" }`
help-number-without-cite = 加上 `依据: [来源, 位置]`；不写时报告会为这个数引用 `{ $cite }`
help-rule-without-cite = 加上依据：`依据 来源 "位置"`，YAML 里写 `依据: [来源, 位置]`
help-clauses = 它的条文有 { $names }；把原文加到 `条文` 下，或改引其中一条
help-adds-to-parent = 新写的条目写 `{ $plain }`；`{ $key }` 只在 `调整` 里用
