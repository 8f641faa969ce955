# 网页版的消息
archive-too-large = 压缩包里的文件太多或展开后太大，不像是标准包或数据；请检查文件
web-no-parent = { $pack } 没有沿用别的标准，无从比较
