# JH0101
unexpected = 这里不应出现 `{ $found }`
    .title = 此处多出内容
    .explain = 程序读到这里时，这样写读不通。请对照帮助里的写法检查前后。
# JH0102
unclosed-string = 引号没有关上
    .title = 引号未关上
    .explain = 引号里的文字不能跨行，本行之内要有与开头相配的后引号。
# JH0103
unclosed-bracket = 括号 `{ $open }` 没有关上
    .title = 括号未关上
    .explain = 每个左括号都要有配对的右括号。
# JH0104
wrong-bracket = 右括号 `{ $found }` 与左括号不配对
    .title = 括号不配对
    .explain = 圆括号、方括号、花括号要各自配对。
# JH0105
stray-bracket = 多了一个右括号 `{ $found }`
    .title = 多余的右括号
    .explain = 前面没有与它配对的左括号。
# JH0106
nested-too-deep = 嵌套太深
    .title = 嵌套太深
    .explain = 括号、否定和“每个”最多嵌套 128 层。请把公式拆成几个定义。
# JH0107
glued = `{ $found }` 里的关键词与名称连在一起了
    .title = 关键词与名称相连
    .explain = 关键词与名称之间要用空格或标点隔开，否则会被当成一个名称。
# JH0108
traditional = `{ $found }` 是繁体
    .title = 繁体关键词
    .explain = 关键词要用简体字。
# JH0109
misspelt = 看不懂 `{ $found }`
    .title = 关键词写错
    .explain = 这里应是一个关键词，可能有错别字。
# JH0110
ends-early = `{ $last }` 后面没有写完
    .title = 没有写完
    .explain = 这一句到这里就断了，请补全。
# JH0111
empty-clause = `{ $clause }` 后面是空的
    .title = 子句为空
    .explain = 请写出条件，或删去这个关键词。
# JH0112
empty-formula = 公式是空的
    .title = 公式为空
    .explain = 请写出公式，或删去这一行。
    .help = 写上公式，如 `教师数 / 在校生数`
# JH0113
ratio-to-zero = 比的后项不能是 0
    .title = 比的后项是 0
    .explain = `1:19` 就是 1 除以 19，一丝不差。
chained-comparison = 一个条件里只能比较一次
    .title = 连续比较
    .explain = “甲 <= 乙 <= 丙”要拆成两个条件，用“且”连接。
# JH0114
other-operator = 这里不用 `{ $found }`
    .title = 运算符写法不对
    .explain = 比较写 >=、<=、>、<、==、!=，连接写 且、或、非（and、or、not）。
# JH0115
no-operator = `{ $left }` 与 `{ $right }` 之间缺少运算符
    .title = 缺少运算符
    .explain = 两个量之间要写加减乘除、比较或“且”“或”。
# JH0116
trailing-mark = 句末不写 `{ $found }`
    .title = 句末多了标点
    .explain = 规则的每一句结尾不写标点。
# JH0117
outside-items = `{ $found }` 不属于任何规则
    .title = 规则之外的文字
    .explain = `.rules` 文件里每一条都以 规则、否决、结论、核查、定义、调整、删除 开头；注释用 # 开头。
# JH0118
keyword-here = 关键词 `{ $found }` 不能写在这里
    .title = 关键词位置不对
    .explain = 若要把它当作名称，请加反引号；否则检查前面是否漏写了内容。
# JH0119
clause-not-here = `{ $clause }` 不能写在这里
    .title = 子句位置不对
    .explain = 定义没有 当 和 要求；另要求 只用于 调整；适用 只写一次。
# JH0120
unit-not-here = 规则没有单位
    .title = 单位位置不对
    .explain = 只有 定义 在适用对象后面写单位。
# JH0121
no-formula = 定义 `{ $name }` 没有公式
    .title = 定义缺少公式
    .explain = 定义要写成 `定义 名称 适用 对象 = 公式`。
# JH0122
no-reason = 删除 `{ $name }` 没有写原因
    .title = 缺少删除原因
    .explain = 删去上级标准包的规则要写明原因，供日后查考。
# JH0123
no-such-day = 没有 { $date } 这一天
    .title = 日期不存在
    .explain = 日期写成 年-月-日，如 2025-01-31。
# JH0124
number-too-long = 数字太长
    .title = 数字太长
    .explain = 一个数最多 200 位。
    .help = 检查数字；需要大数时换用更大的单位，如 `万元`
# JH0125
unclosed-tick = 反引号没有关上
    .title = 反引号未关上
    .explain = 反引号里的名称不能跨行，两头都要有反引号。
# JH0131
set-form = 集合不写成 `{ $found }`
    .title = 集合的写法不对
    .explain = 条目和选项写在花括号里，中间用逗号；`R1..R7` 是从 R1 到 R7 的每一项。
# JH0132
override-without-define = `{ $found }` 后面是公式，却没有写 `定义`
    .title = 调整定义时漏写“定义”
    .explain = 有公式的是定义：`调整 定义 名称 = 公式`。
# JH0141
unknown-finding-cell = 评定记录里没有 `{ $name }` 可用
    .title = 评定的内容不存在
    .explain = `评定` 后面可以跟 `.佐证`、`.评定人`、`.日期`，用来检查填了没有，例如 `已填(评定.佐证)`。结果本身只写 `评定`。
help-finding-cell = 可以写 `评定.佐证`、`评定.评定人`、`评定.日期`
# JH0801
swallowed = 冒号后面的条件包括了这个“且/或”后面的内容
    .title = 条件范围不明
    .explain = “每个…：”“中每项：”后面的条件一直管到句末。若只想管到“且”“或”之前，请把整个“每个…”用括号括起来；若确实都要管，请把冒号后面的内容括起来。
help-write = 写成 `{ $written }`
help-head = 开头写成 `规则 编号 名称 "标题" 适用 对象`，名称和标题可省
help-remove = 写成 `删除 编号 因为 "原因"`
help-subject = 写成 `适用 对象` 或 `适用 对象 分 选项表`
help-formula = 这里要写一个条件或算式，如 `在校生数 不超过 2000人`
help-cite = 写成 `依据 来源 "第几条"`
help-note = 写成 `说明 "文字"`
help-unit = 单位写成 `人`、`平方米/人`、`人/百人` 或 `%`
help-keyword-as-name = `{ $name }` 是关键词；要当名称用，请写 ``{ $name }``
help-outside-items = 请检查这一行开头是否漏写了“规则”等字，注释以 # 开头
help-empty-clause = 补上条件，或删去这个关键词
help-no-operator = 在中间写 + - * /、比较（不低于、不超过 …）或 且、或；“每个 表”“中每项 i”和汇总里，条件或算式前面写冒号
help-trailing-mark = 删去它
help-chained-comparison = 拆成两个条件，用 `且` 连接
related-first-comparison = 第一次比较在这里
help-unclosed-string = 在本行末尾之前补上 `{ $close }`
help-unclosed-tick = 在名称后面补上反引号
help-unclosed-bracket = 补上 `{ $close }`
help-wrong-bracket = 改成 `{ $close }`
help-stray-bracket = 删去它，或在前面补上左括号
related-opener = 左括号在这里
help-too-deep = 把里层写成一个 `定义`，再引用它的名称
help-also-cite = 新写的条目写 `依据`；`另依据` 只在 `调整` 里用
help-also-require = 新规则写 `要求`；`另要求` 只在 `调整 规则 …` 里用
help-second-for = `适用` 只写一次
help-clause-in-define = 定义只有 `= 公式`；条件请写成 `若 … 则 … 否则 …`
help-replaces = `并入` 只能写在否决里；要去掉别的，请写 `删除 … 因为 "…"`
help-replaces-form = 写成 `并入 V1, V2`
help-ratio-to-zero = 冒号后面写一个大于 0 的数
help-unit-not-here = 删去单位；要算一个量，请用 `定义`
help-no-formula = 在后面写 `= 公式`
help-no-reason = 在后面写 `因为 "原因"`
help-no-such-day = 检查月和日
help-swallowed = 用括号写明范围：`(每个 …: …) 且 …` 或 `每个 …: (… 且 …)`
unknown-function = 没有名为 `{ $found }` 的函数
help-functions = 可用的有：{ $names }
help-if = 写全 `若 条件 则 甲 否则 乙`
help-set-words = 花括号后面写 `均达到`、`均不存在`、`中至少 N 项` 或 `中每项 i: 条件`
help-set-count = 写全 `中至少 N 项`
help-weight = 写全 `按 … 加权`
help-set-braces = 条目和选项写在花括号里：`{"{"}R1..R7{"}"}`、`{"{"}Q1, Q9{"}"}`
help-compared-with = 写出与什么比较：带单位的数、限值或算式
