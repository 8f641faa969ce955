//! The pack as a document: whole, escaped, the same every time, nothing fetched.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use junheng::diagnostic::Language;
use junheng::pack::{PackChain, SearchPath, load, load_memory};
use junheng::semantics::check;
use junheng::tooling::doc::{Document, document};

use crate::cli::{code, err, run};

fn of(chain: &PackChain, language: Language) -> Document {
    let checked = check(chain.clone());
    document(chain, &checked.pack.expect("the pack has no errors"), language)
}

fn shipped(reference: &str) -> Document {
    of(&load(reference, &SearchPath::embedded()).unwrap(), Language::Zh)
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(name).skip(1).filter_map(|part| part.split('"').next()).collect()
}

/// Every element that is opened is closed, in order.
fn is_balanced(html: &str) {
    let void = ["meta", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    let body = html.split("</style>").nth(1).unwrap();
    for part in body.split('<').skip(1) {
        let tag = part.split('>').next().unwrap();
        let name = tag.split_whitespace().next().unwrap();
        if tag.ends_with('/') {
            continue;
        }
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closing {name}");
        } else if !void.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, ["!"; 0]);
}

/// Balanced, no id twice, no link that leads nowhere.
pub(crate) fn is_whole(html: &str) {
    let (before, script) = html.split_once("<script>").unwrap_or((html, ""));
    let after = script.split_once("</script>").map_or("", |(_, after)| after);
    let plain = format!("{before}{after}");
    let balanced = plain.replace("<html lang", "<x").replace("</head>\n<body>", "<body>");
    is_balanced(&balanced.replace("</body>\n</html>", "</body>"));
    let ids = attributes(&plain, " id=\"");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for link in attributes(&plain, "href=\"#") {
        assert!(unique.contains(link), "`#{link}` leads nowhere");
    }
}

#[test]
fn the_shipped_packs_as_documents() {
    for reference in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        let chain = load(reference, &SearchPath::embedded()).unwrap();
        for language in [Language::Zh, Language::En] {
            let document = of(&chain, language);
            let html = document.html();
            let balanced = html.replace("<html lang", "<x").replace("</head>\n<body>", "<body>");
            is_balanced(&balanced.replace("</body>\n</html>", "</body>"));
            let ids = attributes(&html, " id=\"");
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), unique.len(), "{reference}: an id stands twice");
            for link in attributes(&html, "href=\"#") {
                assert!(unique.contains(link), "{reference}: `#{link}` leads nowhere");
            }
            for fetched in ["http:", "https:", "src=", "@import", "url(", "<script", "<link", "<img"] {
                assert!(!html.contains(fetched), "{reference}: `{fetched}`");
            }
            let markdown = document.markdown();
            for text in [&html, &markdown] {
                assert!(
                    !text.contains("doc-"),
                    "a message is missing: {:?}",
                    text.split("doc-").nth(1).map(|t| &t[..20])
                );
                assert!(!text.contains("explain-") && !text.contains("{ $"));
                assert!(text.contains(chain.digest.as_str()));
            }
            let ids: BTreeSet<&str> = attributes(&markdown, "<a id=\"").into_iter().collect();
            for link in markdown.split("](<#").skip(1).filter_map(|l| l.split(">)").next()) {
                assert!(ids.contains(link), "{reference}: `#{link}` leads nowhere in Markdown");
            }
            assert_eq!(html, of(&chain, language).html(), "the same every time");
        }
    }
}

#[test]
fn says_what_a_pack_says() {
    let national = shipped("national@2017").markdown();
    for said in [
        "高于规定学历教师数 ÷ 在校生数（单位：人/百人）",
        "| 小学 | 不低于 4.2 人/百人 |",
        "R1 至 R7（共 7 项）中至少必达项数（6）项达到",
        "R1 至 R7（共 7 项）中的每一项，该项的值 不低于 余项比例（85%） × 该项的限值",
        "各符合“参评”的学部之间该项的值的差异系数（按在校生数加权）",
        "| 自 2025-01-01 起 | 7000 元/人 |",
        "每百名学生拥有高于规定学历教师数：小学、初中分别达到4.2人以上、5.3人以上。",
        "V1 至 V6（共 6 项）均不存在",
        "存在以考试方式招生",
    ] {
        assert!(national.contains(said), "`{said}`");
    }
    let city = shipped("yinchuan@2021").markdown();
    for said in [
        "市教育局、各县（市）区人民政府",
        "| 2023 年 | 640181 |",
        "县级自评",
        "与 ningxia@2017.2.0 的差别",
        "国家认定日期",
    ] {
        assert!(city.contains(said), "`{said}`");
    }
}

const CHILD: &str = "标准包: 试\n版本: 2026.1.0\n名称: <b>地方</b> & “标准”\n沿用: national@2017\n";

#[test]
fn lists_what_a_pack_changes_of_its_parent() {
    let files = [
        ("pack.yaml", CHILD),
        (
            "a.yaml",
            "调整:\n  指标:\n    R5: {不低于: {小学: 8}}\n  限值:\n    class_size: {取值: {小学: 46, 初中: 50}}\n",
        ),
        (
            "a.rules",
            "删除 nearby_within_enrolled 因为 \"本地不核查\"\n规则 L1 \"午餐 | <script>alert(1)</script> *\"\n  适用 县\n  要求 评定\n调整 结论 recognition\n  另要求 L1\n",
        ),
    ];
    let chain = load_memory(&files, &SearchPath::embedded());
    let document = of(&chain, Language::Zh);
    let markdown = document.markdown();
    for said in [
        "| 达到的要求 小学 | 不低于 7.5 平方米/人 | 不低于 8 平方米/人**（收紧）** |",
        "| 取值 小学 | 45 人 | 46 人**（放宽）** |",
        "本地不核查",
        "午餐 \\| &lt;script&gt;alert(1)&lt;/script&gt; \\*",
    ] {
        assert!(markdown.contains(said), "`{said}` in\n{}", markdown.split("的差别").last().unwrap());
    }
    let html = document.html();
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert!(html.contains("&lt;b&gt;地方&lt;/b&gt; &amp; “标准”"));
}

#[test]
fn the_command_writes_both_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/b");
    let path = out.to_str().unwrap();
    let done = run(&["doc", "ningxia@2017", "--out", path]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    for ending in ["html", "md"] {
        let text = fs::read_to_string(out.join(format!("ningxia-2017.2.0.{ending}"))).unwrap();
        assert!(text.contains("宁夏回族自治区"));
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), 2, "nothing else is left");
    assert_eq!(code(&run(&["doc", "nosuch@2017", "--out", path])), 1);
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(code(&run(&["doc", "national@2017", "--out", file.to_str().unwrap()])), 1);
    assert!(Path::new(&file).is_file());
}
