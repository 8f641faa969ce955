load-no-header = `{ $path }` 的 `pack.yaml` 没有写标准包代号，或者没有三段数字的版本
help-pack-unread = { $known }；另有读不出的：{ $folders }
help-pack-check-folder = 用 `junheng check { $path }` 检查
packs-place = 位置
packs-errors = 有 { $errors } 个错误，没有摘要；用 `junheng check { $pack }` 检查
packs-none = 没有找到任何标准包
packs-conflict = 位置不同、内容不同，没有摘要
