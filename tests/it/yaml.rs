//! Pack files: what is said of broken ones, what is read from good ones, digests, the search path.

mod broken;
mod digest;
mod loading;
mod places;
mod robust;
mod single;

use junheng::diagnostic::{Language, render_text};
use junheng::pack::{PackChain, SearchPath, load_memory};

/// A search path with nothing on it.
fn nowhere() -> SearchPath {
    SearchPath { dirs: Vec::new(), embedded: false }
}

const HEADER: &str = "标准包: demo\n版本: 2026.1.0\n";

/// A pack of a header and one more file.
fn pack(text: &str) -> PackChain {
    load_memory(&[("pack.yaml", HEADER), ("示例.yaml", text)], &nowhere())
}

/// What is printed about a chain, in both languages.
fn printed(chain: &PackChain) -> String {
    let list = chain.diagnostics.clone().sorted();
    let zh = render_text(&list, &chain.sources, Language::Zh, false);
    let en = render_text(&list, &chain.sources, Language::En, false);
    format!("{zh}\n════════\n\n{en}")
}

/// A small pack that has something of every section, in Chinese.
const GOOD: &[(&str, &str)] = &[
    (
        "pack.yaml",
        r#"
标准包: demo
版本: 2026.1.0
名称: 演示标准
发布单位: 示例教育局
有效期: {起: 2026-01-01, 止: 2030-12-31}
严格度: 只严不宽
用词: 中文
来源:
  办法:
    名称: 督导评估办法
    文号: 教督〔2017〕6号
    日期: 2017-04-19
    条文: {第五条: "学校应当达到要求", 第六条: 县域应当均衡}
"#,
    ),
    (
        "facts.yaml",
        r#"
单位表:
  人: 基本
  百人: 100 人
  元: 基本
  万元: 10_000 元
选项表:
  stage:
    标签: 学段
    可选值: {primary: 小学, junior: {标签: 初中}}
  level:
    标签: 水平
    有序: 是
    可选值: [低, 中, 高]
数据表:
  county:
    标签: 县
    识别列: code
    列:
      code: {标签: 代码, 类型: 文本, 必填: 是}
      name: {标签: 县名, 类型: 文本, 仅展示: 是}
  division:
    标签: 学部
    上级: county
    识别列: [county, stage]
    单位: 人
    应有: 每上级
    说明: 每个学段一行
    列:
      county: {标签: 县}
      stage: {标签: 学段, 类型: 学段}
      students: {标签: 在校生数, 类型: 计数, 单位: 人, 最小值: 0, 最大值: "1,000"}
      teachers: {标签: 教师数, 类型: 计数, 单位: 人}
      founded: {标签: 建校日期, 类型: 日期, 最小值: 1900-01-01}
      contact: {标签: 联系人, 类型: 文本, 个人信息: true}
      ratio: {标签: 师生比, 类型: 数值, 自动计算: 教师数 / 在校生数}
"#,
    ),
    (
        "limits.yaml",
        r#"
限值:
  class_size:
    标签: 班额上限
    名称: 每班人数
    单位: 人
    分: 学段
    从严: 更低
    取值: {小学: 45, 初中: 50}
    依据: [办法, 第五条]
  funding:
    标签: 生均经费
    单位: 元/人
    取值:
      - {起: 2017-01-01, 取值: 6000, 依据: 办法}
      - {起: 2025-03-01, 取值: 7000.50, 说明: 上调}
  spread:
    标签: 差异上限
    分: stage
    取值: {其余: 0.50}
"#,
    ),
    (
        "indicators.yaml",
        r#"
指标:
  R1:
    名称: 每百名学生教师数
    适用: division
    适用条件: 在校生数 >= 50 人
    取值: 教师数 / 在校生数
    单位: 人/百人
    不低于: {小学: 4.20, 初中: 5.3}
    依据: [办法, 第五条]
    说明: 按编制内教师计
  R2:
    名称: 班额
    适用: division
    取值: 在校生数
    单位: 人
    不超过: 班额上限
  R3:
    适用: 县
    分: [stage]
    取值: "差异系数(学部: 教师数 / 在校生数 按 在校生数 加权)"
    低于: 50%
"#,
    ),
    (
        "plan.yaml",
        r#"
工作措施:
  M1:
    名称: 配齐教师
    责任单位: [县教育局, 县编办]
    配合单位: 县财政局
    服务于: [R1, R2]
创建时间: {"990001": 2026, 990002: 2027年}
工作程序:
  - {名称: 县级自评, 单位: 县政府, 期限: 3月底}
  - 市级复核
组织领导: [{名称: 领导小组, 单位: [县政府, 县教育局]}]
工作时限: []
"#,
    ),
    (
        "rules.rules",
        r#"
规则 everyone 全部 "每个学部都达到要求"
  适用 县
  要求 {R1, R2} 均达到
  依据 办法 "第六条"
结论 recognition "认定" 适用 县 要求 everyone
"#,
    ),
];

/// [`GOOD`] with one text replaced in all files.
fn changed(from: &str, to: &str) -> PackChain {
    let files: Vec<(String, String)> =
        GOOD.iter().map(|(name, text)| ((*name).to_owned(), text.replace(from, to))).collect();
    assert!(GOOD.iter().any(|(_, text)| text.contains(from)), "`{from}` is not in the pack");
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    load_memory(&borrowed, &nowhere())
}
