unknown-name = 找不到名称 `{ $name }`
    .title = 名称不存在
    .explain = 公式或条件里用了一个没有声明过的名称。
