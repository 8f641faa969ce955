cli-new = 新建一个标准包：沿用已有的，或从头制定
    .example = 例： junheng new shi --extends national@2017
cli-new-id = 新标准包的编号：字母、数字、- 和 _
cli-new-extends = 沿用哪个标准包：编号@版本（不写就从头制定，给出一个能运行的小例子）
cli-new-vocabulary = 文件里用中文还是英文的关键词（默认同消息的语言）
cli-new-out = 写到这个文件夹（默认 rulepacks/编号-年份）
cli-new-done =
    已新建 `{ $path }`，沿用 { $parent }
    下一步：按文件里的说明修改，然后运行 junheng check { $path } 和 junheng test { $path }
cli-new-done-own =
    已新建 `{ $path }`，不沿用别的标准包
    下一步：按文件里的说明修改，然后运行 junheng check { $path } 和 junheng test { $path }
cli-new-exists = `{ $path }` 已经存在，没有改动它
cli-new-bad-id = `{ $id }` 不能作标准包的编号
cli-new-known = 已经有编号为 `{ $id }` 的标准包：{ $reference }
cli-new-unsound = 没有新建：写出来的标准包检查时有错误（多半是找不到 `{ $parent }`，请用 --packs 指明它所在的文件夹）
help-new-out = 换一个编号，或用 --out 写明另一个文件夹
help-new-known = 换一个编号；要出新版本，就在原来的文件夹里改 `版本`
new-title = { $parent }（{ $id }）
new-override-said = 把 { $id }“{ $title }”{ $kinds }的要求从 { $from } 改为 { $to } { $unit }。
new-no-number = 上级没有可以直接改的数字
new-rule-sentence = 每个{ $entity }的{ $column }不低于{ $value }
new-rule-none = 本地的一项要求
new-limit-title = { $entity }的{ $column }的下限
new-county-name = 示例县
