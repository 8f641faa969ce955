# Builtins, by their English spelling: how one is written (help-call), what it computes (meaning), what a document says of it (phrase, with a unit or a weight phrase-…-with),
# and what a report calls its result (named).

help-call-abs = 写成 `绝对值(数)`
meaning-abs = 去掉正负号
phrase-abs = { $a }的绝对值

help-call-round = 写成 `四舍五入(数, 位数)`，或写明单位 `四舍五入(数, 位数, 元)`
meaning-round = 按所用单位四舍五入，保留 n 位小数，负数也一样（−2.5 得 −3）；只有写了它才会舍入
phrase-round = { $a }四舍五入到小数点后 { $b } 位
phrase-round-with = { $a }以{ $unit }计，四舍五入到小数点后 { $b } 位

help-call-ceil = 写成 `向上取整(数)`，或写明单位 `向上取整(数, 间)`
meaning-ceil = 按所用单位向上取整
phrase-ceil = “{ $a }”向上取整
phrase-ceil-with = “{ $a }”以{ $unit }计，向上取整

help-call-floor = 写成 `向下取整(数)`，或写明单位 `向下取整(数, 元)`
meaning-floor = 按所用单位向下取整
phrase-floor = “{ $a }”向下取整
phrase-floor-with = “{ $a }”以{ $unit }计，向下取整

help-call-least = 写成 `取小(甲, 乙, …)`
meaning-least = 其中最小的
phrase-least = { $all }中最小的

help-call-greatest = 写成 `取大(甲, 乙, …)`
meaning-greatest = 其中最大的
phrase-greatest = { $all }中最大的

help-call-year = 写成 `年份(日期)`
meaning-year = 日期的年份
phrase-year = { $a }的年份

help-call-years = 写成 `满年数(从, 到)`，两项都是日期
meaning-years = 已经满了几个周年；后一个日期更早时是负数。日期不能相减，请用它
phrase-years = 从{ $a }到{ $b }的满年数

help-call-known = 写成 `已填(列)`
meaning-known = 这个数是否有
phrase-known = { $a }已经填报

help-call-value_or = 写成 `未填时取(列, 代替的值)`
meaning-value_or = 没有时用默认值
phrase-value_or = { $a }（没有填报时取 { $b }）

help-call-count = 写成 `数量(表)` 或 `数量(表 其中 条件)`
meaning-count = 行数；一行也没有时是 0
phrase-count = { $rows }的数量

help-call-sum = 写成 `合计(表: 列)`
meaning-sum = 总和；一行也没有时是 0
phrase-sum = 各{ $rows }的{ $body }之和
named-sum = { $what }合计

help-call-avg = 写成 `平均(表: 列)`
meaning-avg = 平均数；一行也没有时不知道
phrase-avg = 各{ $rows }的{ $body }的平均数
named-avg = 平均{ $what }

help-call-min = 写成 `最小(表: 列)`
meaning-min = 最小的；一行也没有时不知道
phrase-min = 各{ $rows }的{ $body }中最小的
named-min = { $what }最小值

help-call-max = 写成 `最大(表: 列)`
meaning-max = 最大的；一行也没有时不知道
phrase-max = 各{ $rows }的{ $body }中最大的
named-max = { $what }最大值

help-call-share = 写成 `比例(表: 条件)`
meaning-share = 满足条件的行占多少；一行也没有时不知道
phrase-share = { $rows }中{ $body }的所占比例
named-share = { $what }中符合要求的比例

help-call-the = 写成 `取(表 其中 条件: 列)`
meaning-the = 符合条件的那一行的值，什么类型都可以；没有或有多行就是不知道
phrase-the = 那一行{ $rows }的{ $body }

help-call-cv = 写成 `差异系数(表: 列 按 列 加权)`
meaning-cv = 标准的校际差异系数，用平方精确比较；一行也没有时不知道
phrase-cv = 各{ $rows }之间{ $body }的差异系数
phrase-cv-with = 各{ $rows }之间{ $body }的差异系数（按{ $weight }加权）
named-cv = { $what }差异系数

help-call-median = 写成 `中位数(表: 列)`
meaning-median = 排在中间的值，行数是偶数时取中间两个的平均数；一行也没有时不知道
phrase-median = 各{ $rows }的{ $body }的中位数
named-median = { $what }中位数

help-call-stdev = 写成 `标准差(表: 列 按 列 加权)`
meaning-stdev = 标准差 √( Σ (wᵢ / W) (xᵢ − X̄)² )，用平方精确比较；不写权数时都是 1；一行也没有时不知道
phrase-stdev = 各{ $rows }之间{ $body }的标准差
phrase-stdev-with = 各{ $rows }之间{ $body }的标准差（按{ $weight }加权）
named-stdev = { $what }标准差

help-call-distinct = 写成 `不同个数(表: 列)`
meaning-distinct = 有几个不同的值，什么类型都可以；一行也没有时是 0
phrase-distinct = 各{ $rows }的{ $body }有几个不同的值
named-distinct = 不同{ $what }的个数

help-call-months = 写成 `满月数(从, 到)`，两项都是日期
meaning-months = 已经满了几个月；后一个日期更早时是负数
phrase-months = 从{ $a }到{ $b }的满月数

help-call-days = 写成 `天数(从, 到)`，两项都是日期
meaning-days = 相隔几天；后一个日期更早时是负数
phrase-days = 从{ $a }到{ $b }的天数

help-call-contains = 写成 `含有(列, "…")`
meaning-contains = 文字里有没有这几个字，一字不差
phrase-contains = { $a }含有{ $b }

help-call-starts_with = 写成 `开头是(列, "…")`
meaning-starts_with = 文字的开头是不是这几个字，一字不差
phrase-starts_with = { $a }的开头是{ $b }
