# JH0201
unknown-name = 没有名为 `{ $name }` 的数据列、限值或规则
    .title = 名称不存在
    .explain = 公式里用的名称必须是 `facts.yaml` 里的列、`limits.yaml` 里的限值，或某条指标、规则、定义的编号或名称。请检查错别字，或先声明它。
# JH0202
unknown-entity = 没有名为 `{ $name }` 的数据表
    .title = 数据表不存在
    .explain = `适用`、`每个`、`数量(…)` 等后面要写 `facts.yaml` 的 `数据表` 里声明过的数据表。
# JH0203
unknown-kind = 没有名为 `{ $name }` 的选项表
    .title = 选项表不存在
    .explain = `分` 后面要写 `选项表` 里声明过的选项表，如“学段”。
# JH0204
unknown-value = “{ $kind }”没有 `{ $name }` 这个选项
    .title = 选项不存在
    .explain = 与某个选项表的列比较、或按它列出数值时，只能用该选项表列出的选项（编号或名称均可）。
# JH0205
unknown-item = 没有编号或名称为 `{ $name }` 的指标或规则
    .title = 指标或规则不存在
    .explain = 花括号里要写本标准包（或它沿用的标准包）里有的指标、规则或否决的编号或名称。
# JH0206
unknown-member = `{ $base }` 没有 `{ $name }`
    .title = 点号后的名称不存在
    .explain = 点号前是数据表时，后面要写它的列；是选项表时，写它的选项；是指标时，写 `值` 或 `限值`。
# JH0207
unknown-base = 点号前的 `{ $name }` 不是数据表、选项表或指标
    .title = 点号前的名称不存在
    .explain = 点号前只能写数据表、选项表、指标或循环变量的名称。
# JH0208
unknown-limit = 没有名为 `{ $name }` 的限值
    .title = 限值不存在
    .explain = 指标的要求可以写数字，也可以写 `限值` 里声明过的限值名称。
# JH0209
unknown-key-column = “{ $entity }”的识别列 `{ $name }` 没有声明
    .title = 识别列不存在
    .explain = `识别列`列出的列，要在 `列` 里声明，或者是上级的识别列。
# JH0210
unknown-type = 没有 `{ $name }` 这种类型
    .title = 类型不存在
    .explain = 列的类型是：数值、计数、比例、是否、文本、日期，或一个选项表的名称。
# JH0211
column-out-of-scope = 这里读不到“{ $entity }”的 `{ $name }`
    .title = 列不在范围内
    .explain = 规则只能直接读自己的对象及其上级的列。下级的列有许多行，要先用 合计、平均、每个 等汇总；旁支的列读不到。
# JH0212
rows-not-below = “{ $name }”不在“{ $subject }”之下
    .title = 数据表不在下级
    .explain = 汇总和“每个”只能用于当前对象的下级数据表。
# JH0213
ambiguous = `{ $name }` 在这里可以指两样东西
    .title = 名称有歧义
    .explain = 同一个名称既是列又是选项，或既是数据表又是选项表。请写全名以示区别。
# JH0214
entity-as-value = 数据表 `{ $name }` 不能单独当作一个值
    .title = 数据表当作值
    .explain = 数据表的名称只能写在 `适用` 之后、汇总和“每个”的冒号之前，或点号之前。
# JH0215
value-out-of-place = `{ $name }` 是“{ $kind }”的选项，对面没有“{ $kind }”可比
    .title = 选项用错位置
    .explain = 选项只能与同一选项表的列比较。
# JH0216
kind-as-value = 选项表 `{ $name }` 在这里没有值
    .title = 选项表当作值
    .explain = 选项表的名称只能写在 `分` 之后、点号之前或限值的方括号里；对象没有这种列，也没有按它分组时，它没有值。
# JH0217
item-outside-loop = `本项` 只能写在“中每项：”之后
    .title = 本项用错位置
    .explain = `本项` 指“{ "{" }…{ "}" } 中每项: …”里的那一项。
# JH0218
item-not-related = `{ $name }` 是按“{ $entity }”评的，与“{ $subject }”没有上下级关系
    .title = 规则对象不相关
    .explain = 规则只能引用对象相同、在上级或在下级的规则。
    .help = 引用对象相同、在上级或在下级的规则；或把这条规则的 `适用` 改为它们共同的上级
# JH0219
no-single-value = `{ $name }` 按“{ $entity }”计算，在这里不是一个数
    .title = 不是一个数
    .explain = 按下级对象或按组计算的指标有许多个值，要先汇总再使用。
    .help = 先汇总，如 `平均({ $entity }: …)`
# JH0220
not-an-indicator = `{ $name }` 不是指标，没有值和限值
    .title = 不是指标
    .explain = `.值` 和 `.限值` 只用于指标；规则只有达到与否。
# JH0221
not-a-rule = `{ $name }` 是定义，不是指标或规则
    .title = 不是规则
    .explain = 花括号里列的是可以“达到”的指标、规则或否决；定义只是一个数。
# JH0222
audit-named = 核查 `{ $name }` 不能作为条件
    .title = 引用了核查
    .explain = 核查只提示数据可疑，不决定任何结论。
# JH0223
duplicate-name = 名称 `{ $name }` 已经用过
    .title = 名称重复
    .explain = 同一处的编号和名称都不能重复，否则写出来就不知道指谁。
    .help = 换一个编号或标签
# JH0224
duplicate-value = 选项 `{ $name }` 重复
    .title = 选项重复
    .explain = 一个选项表的编号和名称都不能重复。
    .help = 换一个编号或名称，或删去其中一个
# JH0225
empty-kind = 选项表 `{ $name }` 没有选项
    .title = 选项表为空
    .explain = 请在 `可选值`（values）下列出选项。
    .help = 写上 `可选值: { "{" }编号: 名称, …{ "}" }`
# JH0226
no-county = 标准包没有声明数据表“县”
    .title = 没有县表
    .explain = 每个标准包都要在 `数据表` 里声明县，其他数据表都在县之下。
    .help = 在 `数据表` 里写上 `county: { "{" }标签: 县, 识别列: code, …{ "}" }`
# JH0227
second-root = 数据表 `{ $name }` 没有写上级
    .title = 缺少上级
    .explain = 只有县没有上级；其他数据表都要写 `上级`。
# JH0228
entity-cycle = 数据表 `{ $name }` 的上级绕了一圈又回到自己
    .title = 上级循环
    .explain = 上级关系应从每个数据表通到县。
    .help = 检查 `上级`：每张表往上都要通到县
# JH0229
no-key = 数据表“{ $name }”没有识别列
    .title = 缺少识别列
    .explain = 识别列（key）用来认出每一行，如学校代码。
    .help = 写上认出每一行的列，如 `识别列: code`
# JH0230
cycle = `{ $name }` 的计算绕了一圈又用到自己：{ $way }
    .title = 循环引用
    .explain = 一个公式不能直接或间接地用到自己。
# JH0231
no-subject = `{ $name }` 没有写适用对象
    .title = 缺少适用对象
    .explain = 每条指标、规则和定义都要写明评的是县、学校还是学部。
# JH0232
no-requirement = `{ $name }` 没有写要求
    .title = 缺少要求
    .explain = 规则要有至少一条 `要求`；由评定人判断的写 `要求 评定`。
# JH0233
empty-set = 花括号里没有任何一项
    .title = 空集合
    .explain = 请写出至少一项指标或规则。
    .help = 写上指标或规则，如 `{ "{" }R1..R7{ "}" }`
# JH0234
repeated-member = `{ $name }` 在花括号里出现了两次
    .title = 重复的项
    .explain = 同一项只能数一次。
    .help = 删去其中一个
# JH0235
repeated-kind = `{ $name }` 写了两次
    .title = 重复的选项表
    .explain = `分` 后面的每个选项表只写一次。
    .help = 删去其中一个
# JH0237
unknown-display-column = `{ $entity }` 没有 `{ $name }` 这一列
    .title = 名称列不存在
    .explain = `名称列` 是报告里用来称呼一行的列，必须是这张表自己的列。不写时用编号为 `name` 的列。
# JH0238
display-column = `{ $name }` 不能用作名称列
    .title = 名称列不能用
    .explain = 名称列必须是文本列，也不能是个人信息：它会出现在报告里。
    .help = 换一个文本列；报告里不该出现名称的，去掉 `名称列`
related-column = 这一列在这里
# JH0301
not-a-condition = 这里要写条件，却是{ $found }
    .title = 不是条件
    .explain = `要求`、`当`、`且`、`或` 的两边要写能判断真假的条件，如比较。
# JH0302
not-a-number = 这里要写数，却是{ $found }
    .title = 不是数
    .explain = 加减乘除和汇总只能用于数。
    .help = 写一个数，或用 `数量(…)`、`比例(…)` 把条件变成数
# JH0303
not-a-date = 这里要写日期，却是{ $found }
    .title = 不是日期
    .explain = `年份`、`满年数`、`满月数`、`天数` 只能用于日期。
# JH0354
not-a-text = 这里要写文本，却是{ $found }
    .title = 不是文本
    .explain = `开头是`、`含有` 只能用于文本。
# JH0304
types-differ = 左边是{ $left }，右边是{ $right }，不能相比
    .title = 类型不同
    .explain = 相比或二选一的两边要是同一种数据。
    .help = 检查两边：选项表的列与它的选项比，数与数比，日期与日期比
# JH0305
not-ordered = { $found }没有高低之分
    .title = 不能比大小
    .explain = 只有数、日期和声明为有序的选项表能比高低；其他只能用 等于、不等于、属于。
# JH0306
bare-number = 这个数缺少单位 `{ $unit }`
    .title = 数字缺少单位
    .explain = 与有单位的量相比或相加时，数字也要写单位，这样就不会把万元当成元。
# JH0307
units-differ = 单位不同：左边{ $left }，右边{ $right }
    .title = 单位不同
    .explain = 不同种类的量（如人与平方米）不能相加或比较。多半是公式少除或多除了一项。
# JH0308
unit-disagrees = 声明的单位 `{ $declared }` 与公式不符：公式的结果{ $found }
    .title = 单位与公式不符
    .explain = 公式算出来的单位由所用的列决定，与 `单位`声明的必须是同一种量。
# JH0309
unit-on-other-type = `{ $name }` 不是数，不能有单位
    .title = 单位多余
    .explain = 只有数值、计数、比例有单位。
    .help = 去掉单位；如果这一列是数，请把 `类型` 改为 数值、计数 或 比例
# JH0310
date-arithmetic = 日期不能加减
    .title = 日期不能加减
    .explain = 两个日期之间满几年，用 `满年数(从, 到)`。
# JH0311
division-by-zero = 除数恒为零
    .title = 除以零
    .explain = 除以零没有结果。
# JH0312
coefficient-added = 差异系数、标准差不能与别的数相加减或再汇总
    .title = 差异系数相加
    .explain = 差异系数带根号，只有单独比较时才是精确的。请直接与限值比较，或先用 四舍五入(…, 位数)。
# JH0313
argument-count = 括号里写了 { $found } 项，应为 { $expected } 项
    .title = 参数个数不对
    .explain = 每个函数括号里的项数是固定的。
# JH0314
rounding-without-unit = 取整的数以 `{ $unit }` 计，没有写明按什么单位取整
    .title = 取整没有写单位
    .explain = 同一个量，按元取整和按万元取整结果不同，所以算式中间的取整要写明单位。整条算法就是取整的，按这一条的单位；没有单位的数，按 1。

counted-in-other-unit = 按{ $given }取整，但被取整的数是{ $found }
    .title = 取整的单位不对
    .explain = 取整的单位要与被取整的数相配：钱数按元或万元，不能按间。

unit-not-counted = 这个函数不取整，不能写单位
    .title = 不取整的函数写了单位
    .explain = 只有 `四舍五入`、`向上取整`、`向下取整` 要写明按什么单位。

judged-twice = 一条规则对一个对象只有一个评定，`{ $name }` 却有两项要求都看它
    .title = 两项要求看同一个评定
    .explain = 评定按规则的编号和对象记录，一个结果不能回答两个问题。从沿用的标准包继承来的要求也算。

builtin-kind = 选项表 `{ $name }` 是内置的
    .title = 内置的选项表
    .explain = 每个标准包都有 `grade` 等级（不合格 fail < 合格 pass < 良好 good < 优秀 excellent），写 `类型: 等级` 就可用。选项不同的，要另起编号和标签。

option-twice = 选项 `{ $name }` 写了两次
    .title = 选项重复
    .explain = 编号和标签指同一个选项，写一次即可。

round-places = 四舍五入的位数要写一个整数
    .title = 位数不对
    .explain = 位数写 -30 到 30 之间的整数，如 2 表示保留两位小数。
# JH0315
weight-outside-cv = `按 … 加权` 只用于差异系数
    .title = 加权用错位置
    .explain = 只有差异系数可以加权。
# JH0316
count-with-body = 数量的冒号后面不写东西
    .title = 数量多写了内容
    .explain = `数量(表)` 数行数；要数满足条件的行，写 `数量(表 其中 条件)`。
# JH0317
aggregate-without-body = 没有写汇总什么
    .title = 汇总缺少内容
    .explain = 除了数量，汇总都要在冒号后写明汇总什么。
# JH0318
quantifier-without-body = 没有写每一行要满足什么
    .title = 缺少条件
    .explain = `每个 表: 条件`；`存在`、`没有` 也可写 `其中 条件`。
# JH0319
judged-outside-rule = `评定` 只能写在规则的要求里
    .title = 评定用错位置
    .explain = 评定是评定人对某条规则、某个对象的结论，只有规则的 `要求` 能用它。
# JH0320
judged-mixed = 同一条规则里，`评定` 一处当作是否、一处当作等级
    .title = 评定用法不一
    .explain = 一条规则的评定结果要么是“是/否”，要么是等级。
# JH0321
count-of-units = “至少几项”的数不能带单位 `{ $unit }`
    .title = 项数带了单位
    .explain = 项数是一个不带单位的整数。
# JH0322
not-a-count = “至少几项”要写不小于 0 的整数
    .title = 项数不是整数
    .explain = 项数写 0 或正整数。
    .help = 写整数，如 `中至少 6 项`
# JH0323
derive-type = `{ $name }` 的自动计算得到的是{ $found }，与它的类型不符
    .title = 自动计算类型不符
    .explain = 自动计算的结果要与列的类型相同。
    .help = 改公式，或改这一列的 `类型`
# JH0324
too-deep = 公式嵌套太深
    .title = 嵌套太深
    .explain = 请把公式拆成几个定义。
    .help = 把里面的部分写成 `定义`，再引用它的名称
# JH0325
bound-of-other-type = 最小值、最大值与列的类型不符
    .title = 上下限类型不符
    .explain = 数值列的上下限写数，日期列的写日期，其他类型没有上下限。
    .help = 数值列写数，日期列写日期，其他列去掉最小值和最大值
# JH0326
bounds-crossed = 最大值小于最小值
    .title = 上下限颠倒
    .explain = 没有任何数能同时满足。
    .help = 检查两个数是否写反
# JH0351
pattern-form = `{ $pattern }` 不是正则表达式
    .title = 格式写错
    .explain = `格式` 是正则表达式，整个单元格的文字都要符合：`[0-9]{"{"}6{"}"}` 是六位数字，`[A-Z][0-9]+` 是一个大写字母后面跟数字。不能向前、向后查看，也不能引用前面的内容。
    .help = 改成正则表达式，例如 `"[0-9]{"{"}6{"}"}"`；写不出来的，去掉 `格式`，在 `说明` 里写要求
pattern-unclosed = 有括号没有闭合
pattern-unopened = 有多余的右括号
pattern-repetition = 重复的写法不对
pattern-too-large = 过于复杂
pattern-unsupported = 用了向前、向后查看或引用，这里不支持
pattern-other = 这里的写法不认识
# JH0352
key-of-other-type = `{ $name }` 不是{ $of }，不能有{ $key }
    .title = 格式或步长用错了列
    .explain = `格式` 只用于文本列，`步长` 只用于数值、计数、比例列。
    .help = 去掉它；如果列的类型写错了，改正 `类型`
type-of-text = 文本列
type-of-number = 数值、计数或比例列
# JH0353
step-form = 步长必须大于 0，计数列的步长还必须是整数
    .title = 步长不对
    .explain = `步长` 是整改测算时一次增减多少：教室以间计，写 1。它不能是 0 或负数，计数列的步长必须是整数。
    .help = 写一个大于 0 的数，例如 `1`
# JH0601
missing-entry = `{ $name }` 缺少{ $kind }“{ $values }”的数值
    .title = 缺少某个选项的数值
    .explain = 按选项表取值的限值，要给每个选项一个数，或用 `其余`（else）兜底。
# JH0602
duplicate-entry = `{ $name }` 的数值写了两次
    .title = 数值重复
    .explain = 编号和名称指同一个选项，只能写一次。
    .help = 删去其中一个
# JH0603
map-without-by = `{ $name }` 没有声明按什么分，却给了分项数值
    .title = 缺少分
    .explain = 分项给出数值的限值，要用 `分`写明按哪个选项表。
# JH0604
threshold-tie = `{ $name }` 的分项同时是几个同样近的选项表的选项：{ $names }
    .title = 要求的分项属于几个选项表
    .explain = 分项按最近的一列的选项表来读，那个选项表要有全部分项。有两个同样近的，就要写明按哪个。

threshold-keys = 看不出 `{ $name }` 的要求是按什么分的
    .title = 要求的分项不明
    .explain = 分项要写对象（或其上级）某一列的选项。
# JH0605
name-in-table = `{ $name }` 不是数
    .title = 不是数
    .explain = 这里要写数字。限值的名称只能单独作为指标的要求。
    .help = 写数字
# JH0606
limit-not-indexed = 限值 `{ $name }` 要写明取哪一项
    .title = 限值缺少方括号
    .explain = 分项的限值要在方括号里写明按谁的选项取值。
# JH0607
index-count = `{ $name }` 方括号里的项数不对
    .title = 方括号项数不对
    .explain = 方括号里要为限值的每个“分”写一项。
# JH0608
index-kind = `{ $name }` 的方括号里要写{ $want }，却是{ $found }
    .title = 方括号类型不对
    .explain = 方括号里的选项表要与限值声明的一致。
    .help = 方括号里换成{ $want }，或有这种选项的列
# JH0609
not-indexable = `{ $name }` 不是限值，后面不能加方括号
    .title = 不能加方括号
    .explain = 只有分项的限值后面加方括号。
    .help = 去掉方括号；要按选项取不同的数，请在 `limits.yaml` 里写成限值
# JH0610
kind-not-here = 这里没有“{ $name }”可取
    .title = 对象没有该选项
    .explain = 对象及其上级没有这种选项的列（或有不止一列），也没有按它分组。
# JH0611
limit-without-value = 限值 `{ $name }` 没有数值
    .title = 限值缺少数值
    .explain = 请写 `取值`。
    .help = 补上数值，如 `取值: 45`
# JH0612
equal-dates = 日期 { $date } 写了两次
    .title = 日期重复
    .explain = 同一天只能有一个数值生效。
    .help = 改其中一个日期，或删去一条
# JH0613
dates-out-of-order = 日期 { $date } 早于前一条
    .title = 日期颠倒
    .explain = 按生效先后从早到晚排列。
    .help = 检查日期；各条从早到晚排列
# JH0614
indicator-without-value = 指标 `{ $name }` 没有算法
    .title = 指标缺少算法
    .explain = 请写 `算法`。
# JH0615
indicator-without-threshold = 指标 `{ $name }` 没有写要求
    .title = 指标缺少要求
    .explain = 请写 不低于、不超过、高于、低于 之一。
# JH0616
indicator-without-unit = 指标 `{ $name }` 的结果有单位 `{ $unit }`，却没有声明单位
    .title = 指标缺少单位
    .explain = 要求里的数字用哪个单位，要用 `单位`写明。
# JH0327
unknown-unit = 没有单位 `{ $name }`
    .title = 单位不存在
    .explain = 单位要先在 `单位表`里声明；`%` 和 `‰` 不用声明。
# JH0328
unit-cycle = 单位 `{ $name }` 的定义绕了一圈又用到自己
    .title = 单位循环
    .explain = 倍数单位最终要通到一个基本单位。
    .help = 把其中一个写成 `基本`
# JH0329
unit-factor = 单位 `{ $name }` 的倍数要大于 0
    .title = 倍数不对
    .explain = 例如 `万元: 10000 元`。
    .help = 写大于 0 的倍数，如 `万元: 10000 元`
# JH0330
builtin-unit = `{ $name }` 是内置的，不用声明
    .title = 内置单位
    .explain = `%` 和 `‰` 随处可用，含义固定。
    .help = 删去这一行
# JH0331
unit-without-brackets = 单位 `{ $name }` 写在了算式里
    .title = 单位没有加括号
    .explain = 带斜线的单位要整个放进方括号，紧跟在数字后面，否则斜线会被当成除号。
# JH0617
too-many-entries = `{ $name }` 的分项组合太多
    .title = 分项太多
    .explain = 各选项表的选项数相乘不能超过十万。
    .help = 减少 `分` 后面的选项表
# JH0236
builtin-table = 数据表 `{ $name }` 是内置的，不用声明
    .title = 内置数据表
    .explain = 评定记录由程序提供，各标准包共用。
    .help = 删去这张表；规则里写 `要求 评定` 即可用到它
# JH0701
undeclared-source = 依据 `{ $name }` 没有在“来源”里声明
    .title = 依据未声明
    .explain = 引用的文件要先写进 `来源`。
# JH0702
unreached-veto = 否决 `{ $name }` 没有被任何结论用到
    .title = 否决未用到
    .explain = 没有写进结论的否决不起作用，这通常是漏写。
# JH0703
no-conclusion = 标准包没有结论
    .title = 没有结论
    .explain = 标准包至少要有一个 `结论`，作为全县的判定。
help-units = 已声明的单位有：{ $names }；新的单位请加到 `单位表`
help-did-you-mean = 是不是想写 `{ $name }`
help-entities = 可用的数据表有：{ $names }
help-kinds = 可用的选项表有：{ $names }
help-kind-values = 可写的选项有：{ $values }
help-types = 类型写 数值、计数、比例、是否、文本、日期 之一，或一个选项表的名称
help-declare-column = 请在 `列`里声明 `{ $name }`，或改写已有的列
help-declare-source = 请在 `来源`里加上 `{ $name }`，或改写已声明的来源
help-second-root = 加上 `上级: { $root }`
help-unknown-name = 请检查错别字；如果是新的数据，请先在 `facts.yaml` 里声明这一列
help-unknown-item = 请检查编号；`junheng show` 可列出全部编号
help-unknown-limit = 请在 `限值`里声明它，或直接写数字
help-unknown-base = 点号前写数据表、选项表、指标或循环变量
help-members = 可以写：{ $names }
help-item-members = 指标后面只能写 `{ $base }.值` 或 `{ $base }.限值`
help-item-value = 指标的数值写 `{ $name }.值`
help-item-outside-loop = 写成 `{"{"}R1..R7{"}"} 中每项: 本项.值 …`
help-entity-as-value = 要数行数写 `数量({ $name })`，要逐行要求写 `每个 { $name }: …`
help-value-out-of-place = 与同一选项表的列比较，或写全称 `{ $written }`
help-kind-as-value = 在条目开头写 `分` 这个选项表，或改用有这一列的对象
help-ambiguous-value = 要指选项写 `{ $value }`；要指列写 `{ $column }`
help-ambiguous-value-only = 要指选项写 `{ $value }`；要指另一个，请给它改一个名称
help-ambiguous-member = 请给数据表或选项表改一个不同的名称
help-column-below = 先汇总再用，如 `合计({ $entity }: { $column })`，或逐行要求 `每个 { $entity }: …`
help-column-aside = “{ $entity }”不在“{ $subject }”的上下级里；请换适用对象，或从共同的上级汇总
help-rows-not-below = 这里只能用“{ $subject }”的下级数据表
help-no-single-value = 先汇总，如 `平均({ $entity }: { $number })`，或逐行要求 `每个 { $entity }: …`
help-no-single-group = 在适用后面加 `分 { $kinds }`
help-not-an-indicator = 要用数值，请把它写成指标或定义
help-not-a-rule = 定义的数要写成比较，如 `名称 不低于 1`
help-audit-named = 如果它应影响结论，请把 `核查` 改为 `规则`
help-cycle = 请让其中一个改用原始数据
help-no-subject = 写明对谁判定：规则里写 `适用 县`、`适用 学校` 等，指标里写 `适用: 学部`
help-no-requirement = 在后面写 `要求 …`；由评定人判断的写 `要求 评定`
help-condition = 写成比较，如 `… 不低于 …`
help-units-differ = 检查公式里是否少除、多除了一项，或单位写错
help-add-unit = 在数字后面加上单位 `{ $add }`
help-unit-disagrees = 单位写 `{ $unit }`（或它的倍数），或检查公式
help-unit-disagrees-none = 公式的结果没有单位：去掉单位（百分数可写 `%`），或检查公式
help-years = 两个日期之间满几年，写 `满年数(从, 到)`
help-date-arithmetic = 年份写 `年份(日期)`，相隔年数写 `满年数(从, 到)`
help-not-ordered = 只能用 等于、不等于、属于
help-not-ordered-kind = 若有高低，请在选项表里写 `有序: 是`，并从低到高列出；否则用 等于、属于
help-division-by-zero = 请改除数
help-coefficient-added = 直接与限值比较，或先写 `四舍五入(差异系数(…), 3)`
help-count-where = 要数满足条件的行，写 `数量(表 其中 条件)`
help-quantifier-body = 在后面写 `: 条件`
help-judged-outside-rule = 把它移到一条规则的 `要求` 里，再引用那条规则
help-judged-mixed = 分成两条规则，或只用一种写法
help-count-of-units = 去掉单位
help-limit-index = 写成 `{ $written }`
help-no-index = 去掉方括号，只写 `{ $name }`
help-kind-not-here = 在适用后面加 `分`，或改用有这一列的对象（{ $name }）
help-missing-entry = 补上如 `{ $example }: 数值`，或写 `其余: 数值`
help-map-without-by = 加上一行 `分: { $kind }`
help-map-without-kind = 加上 `分`，写明按哪个选项表
help-threshold-tie = 把这些数写成限值，用 `分` 写明按哪个，如 `分: { $name }`，这里写限值的名称
help-threshold-kinds = 分项要写这些选项表之一的选项：{ $names }
help-threshold-no-kind = 这个对象没有可分的选项，只能写一个数
help-indicator-without-value = 加上 `算法`
help-indicator-without-threshold = 加上 `不低于`、`不超过`、`高于` 或 `低于`，如 `不低于: 95%`
help-indicator-without-unit = 加上 `单位: { $unit }`
help-no-conclusion = 加上一条，如 `结论 recognition "认定" 适用 县 要求 …`
help-unreached-veto = 在结论 `{ $conclusion }` 里加 `要求 {"{"}{ $name }{"}"} 均不存在`
help-rounding-without-unit = 在括号里最后写上单位，如 `…, { $unit })`；或者单独作为一条有 `单位` 的算法
help-counted-in = 写同一类的单位，如 `{ $unit }`
help-counted-in-none = 去掉单位：被取整的数没有单位
related-judged-first = 这一项已经看这个评定
help-judged-twice = 只留一项，或者把另一项写成单独的规则，单独评定
help-builtin-kind = 给这个选项表换一个编号和标签，或者直接用内置的
help-unit-brackets = 单位里有斜线时，整个单位写在方括号里，如 `4.2 [人/百人]`
label-unit = { $unit }
unit-none = 不带单位
unit-named = 单位是 `{ $unit }`
unit-on-other-formula = 公式的结果不是数，不能有单位
related-date-before = 前一条是 { $date }
related-declared = 在这里声明
related-formula = 公式在这里
related-operand = 比较的一边
related-type = 这边是{ $type }
related-unit = 这边的单位是 `{ $unit }`
type-bool = 条件（是或否）
type-date = 日期
type-kind = “{ $kind }”的选项
type-number = 数（{ $unit }）
type-plain-number = 不带单位的数
type-text = 文本
# JH0241
expect-not-above = `{ $name }` 不是“{ $entity }”的上级
    .title = 应有的行不在上级之下
    .explain = `应有` 里的 `每` 只能写这张表的上级：行归到哪个上级，才数得出每个上级有多少行。
help-expect-each = 可以写：{ $names }
# JH0242
expect-column = “{ $entity }”没有 `{ $name }` 这一列
    .title = 没有这一列
    .explain = `应有` 里的 `合计` 和 `各` 写的是这张表自己的列。
# JH0361
expect-total = `{ $name }` 不是数，不能合计
    .title = 合计的列不是数
    .explain = `应有` 里的 `合计` 用各行某一列的合计去核对，这一列要是数值、计数或比例。
# JH0362
expect-values = `{ $name }` 不是选项，不能写在 `各` 里
    .title = 各值的列不是选项
    .explain = `应有` 里的 `各` 要求某一选项列的每个值各有一行；文本、数、日期没有列得完的值。
help-expect-values = 给这一列的 `类型` 写上一个选项表的名称，或者改用 `数量`
# JH0363
expect-unit = `{ $name }` 的单位是{ $wanted }，这里的数{ $found }
    .title = 应有的数单位不对
    .explain = 说明应有多少行的数，要和表的单位一致；合计要和所加的列一致。
help-expect-unit = 换成同一单位的列，或者改正表或列的 `单位`
# JH0364
expect-count = 应有的行数要写不小于 0 的整数
    .title = 应有的行数不对
    .explain = 一张表的行数总是不小于 0 的整数。
help-expect-count = 写成整数，例如 `数量: 2`；各不相同的，写上级表里的一列
help-expect-total = 写这张表里是数的一列；只数行数的，用 `数量`
# JH0851
open-list = “{ $entity }”没有写明应有多少行，漏填的行不会被发现
    .title = 名单没有封口
    .explain = 这里对“每一行”提出要求，或要求合计、最大值不超过某数；但没有写明应有多少行，删掉不合格的行就成了达到。
help-open-list = 在“{ $entity }”下写 `应有: [{"{"}每: { $each }, 数量: …{"}"}]`，数量用上级表里的一列；选项列也可以写 `各`
procedure-lacks = 这里缺少 `{ $zh }`（{ $en }）
    .title = 工作程序缺少必写的键
    .explain = 每个阶段都要写明由哪一级负责（`级别`）；监测要写明每年哪一天（`每年`）；预警至少写 `余量低于`、`连续下降` 中的一项。
unknown-stage = 工作程序里没有 `{ $name }` 这个阶段
    .title = 没有这个阶段
    .explain = `接` 写前一个阶段的编号。
stage-fork = `{ $first }` 和 `{ $second }` 都接在 `{ $name }` 之后
    .title = 两个阶段接在同一个阶段之后
    .explain = 各阶段依次进行，每个阶段之后最多有一个阶段。
stage-cycle = 阶段互相接成了圈：{ $names }
    .title = 阶段接成了圈
    .explain = 第一个阶段不写 `接`，其余的各接前一个。
stage-gap = `{ $name }` 没有写接在哪个阶段之后
    .title = 阶段没有接上
    .explain = 只有第一个阶段不写 `接`。
unyielded-document = 没有哪个阶段或时限产出 `{ $name }`
    .title = 起算的文件无处产生
    .explain = `起算` 写一件文件的名称，这件文件要列在某个阶段或时限的 `产出` 里；或者写 `异议`，从提出异议之日算。
deadline-term = 时限 `{ $name }` 没有写清何时到期
    .title = 时限没有写清何时到期
    .explain = 或者写固定的日子（`截止`），或者写从哪件文件之日起多少天（`起算` 和 `天数`）。天数按日历日算。期间（`期间: 是`）只能用后一种。
related-first-stage = 第一个阶段在这里
related-follows-already = 这里已经接在它之后
help-stage-gap = 加上 `接: 前一个阶段的编号`
help-stage-fork = 让后一个阶段接前一个：各阶段排成一列
help-stage-cycle = 删去第一个阶段的 `接`
help-stages = 阶段有：{ $names }
help-documents = 产出的文件有：{ $names }；也可以写 `异议`
help-deadline-both = 只留一种：固定的日子写 `截止`，从文件之日算写 `起算` 和 `天数`
help-deadline-from = 加上从哪件文件之日算：`起算: 反馈意见`
help-deadline-days = 加上日历日的天数：`天数: 30`
help-deadline-none = 写 `截止: 2021-12-31`，或者 `起算: 反馈意见, 天数: 30`
help-deadline-window = 期间从一件文件或异议算起：写 `起算` 和 `天数`
help-compare-each = 每个比较都写全：`甲 等于 x 且 乙 等于 y`
help-judged-grades = 评定只给等级，由低到高是 { $values }：写成 `评定 不低于 良好`；打分请另设一列
help-number-only = 写成 `{ $written }`；是以上还是以下，由前面的比较说明
related-on-the-way = 经过这里
