//! What an editor knows of a place: completion, hover on keywords and keys, colours, folds, symbols of the workspace, hints, and who
//! overrides a number. Over the real protocol.

use serde_json::{Value, json};

use crate::lsp::{Client, FACTS, LIMITS, RULES, position, slice};

/// Labels that are proposed at the mark `|` of a text, in their order.
fn proposed(client: &mut Client, name: &str, marked: &str) -> Vec<String> {
    let at = marked.find('|').unwrap();
    let text = marked.replacen('|', "", 1);
    client.write(name, &text);
    client.open(name, &text);
    let place = json!({"textDocument": {"uri": client.uri(name)}, "position": position(&text, at)});
    let mut list: Vec<Value> = client.ask("textDocument/completion", place).as_array().unwrap().clone();
    list.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
    list.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn values_stand_opposite_their_kind() {
    let mut client = Client::with_pack();
    let rules = |condition: &str| RULES.replace("类别 不等于 特殊教育", condition);
    for condition in ["类别 等于 |", "类别 属于 {|", "学校.类别 不等于 |"] {
        assert_eq!(
            proposed(&mut client, "rules.rules", &rules(condition)),
            ["小学", "特殊教育"],
            "{condition}"
        );
    }
    // Opposite a number stand columns, limits and so on.
    let all = proposed(&mut client, "rules.rules", &rules("在校生数 不低于 |"));
    assert!(all.contains(&"在校生数".to_owned()) && all.contains(&"人数上限".to_owned()), "{all:?}");
    client.end();
}

#[test]
fn sources_and_their_clauses_stand_behind_a_citation() {
    let mut client = Client::with_pack();
    let sources = LIMITS.replace(
        "文号: 示例〔2026〕1号}",
        "文号: 示例〔2026〕1号, 条文: {第一条: 每校不超过两千人。, 第二条: 另有规定。}}",
    );
    client.write("limits.yaml", &sources);
    let rules = RULES.replace("依据 办法 \"第一条\"", "依据 办法 \"|\"");
    assert_eq!(proposed(&mut client, "rules.rules", &rules), ["第一条", "第二条"]);
    let rules = RULES.replace("依据 办法 \"第一条\"", "依据 |");
    assert_eq!(proposed(&mut client, "rules.rules", &rules)[0], "办法");
    let cited = sources.replace("单位: 人,", "单位: 人, 依据: [办法, |],");
    assert_eq!(proposed(&mut client, "limits.yaml", &cited), ["第一条", "第二条"]);
    client.end();
}

#[test]
fn keys_are_those_of_the_level() {
    let mut client = Client::with_pack();
    let level = |client: &mut Client, text: &str| proposed(client, "more.yaml", text);
    let limit = level(&mut client, "限值:\n  a:\n    |");
    assert!(limit.contains(&"从严".to_owned()) && limit.contains(&"取值".to_owned()), "{limit:?}");
    assert!(!limit.contains(&"识别列".to_owned()) && !limit.contains(&"限值".to_owned()), "{limit:?}");
    let column = level(&mut client, "数据表:\n  t:\n    列:\n      c: {|");
    assert!(column.contains(&"自动计算".to_owned()) && !column.contains(&"从严".to_owned()), "{column:?}");
    let file = level(&mut client, "|\n");
    assert!(file.contains(&"指标".to_owned()) && !file.contains(&"自动计算".to_owned()), "{file:?}");
    // A limit's numbers are by the values of its kind.
    let numbers = LIMITS.replace("取值: {小学: 2000, 特殊教育: 200}", "取值: {|}");
    let numbers = format!("{}  other: {{分: kind, 取值: 1}}\n", numbers.split("来源").next().unwrap())
        .replace("  other: {分: kind, 取值: 1}\n", "");
    let proposals = proposed(&mut client, "limits.yaml", &numbers);
    assert!(proposals.is_empty() || proposals == ["小学", "特殊教育"], "{proposals:?}");
    client.end();
}

#[test]
fn key_columns_are_those_of_the_table() {
    let mut client = Client::with_pack();
    let facts = FACTS.replacen("上级: county\n    识别列: code", "上级: county\n    识别列: [|code]", 1);
    let found = proposed(&mut client, "facts.yaml", &facts);
    assert_eq!(found, ["代码", "县", "类别", "在校生数"]);
    client.end();
}

#[test]
fn what_the_parent_has_can_be_overridden() {
    let mut client = Client::with_pack();
    let child = client.beside("child");
    std::fs::write(child.join("pack.yaml"), "标准包: child\n版本: 2.0.0\n名称: 子\n沿用: demo@1\n").unwrap();
    for (name, marked, wanted) in [
        ("../child/changes.yaml", "调整:\n  限值:\n    |", "人数上限"),
        ("../child/changes.rules", "调整 规则 |", "G1"),
        ("../child/more.rules", "删除 |", "G2"),
    ] {
        let found = proposed(&mut client, name, marked);
        assert!(found.contains(&wanted.to_owned()), "{marked}: {found:?}");
    }
    client.end();
}

#[test]
fn keywords_and_keys_say_what_they_are_for() {
    let mut client = Client::with_pack();
    let ask = |client: &mut Client, name: &str, text: &str, needle: &str| {
        let place = client.place(name, text, needle, 0);
        client.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let said = ask(&mut client, "rules.rules", RULES, "要求");
    assert!(said.starts_with("**require** · **要求**") && said.contains("必须成立"), "{said}");
    client.open("facts.yaml", FACTS);
    let said = ask(&mut client, "facts.yaml", FACTS, "识别列");
    assert!(said.starts_with("**key** · **识别列**") && said.contains("区分"), "{said}");
    // A label that is called like a key is no key.
    client.end();
}

#[test]
fn words_are_coloured_by_what_they_are() {
    let mut client = Client::with_pack();
    let legend = client.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"].clone();
    let uri = json!({"textDocument": {"uri": client.uri("rules.rules")}});
    let data = client.ask("textDocument/semanticTokens/full", uri)["data"].as_array().unwrap().clone();
    let numbers: Vec<u64> = data.iter().map(|n| n.as_u64().unwrap()).collect();
    let (mut line, mut column) = (0, 0);
    let mut found = Vec::new();
    for token in numbers.chunks(5) {
        (line, column) = if token[0] == 0 { (line, column + token[1]) } else { (line + token[0], token[1]) };
        let end = json!({"line": line, "character": column + token[2]});
        let range = json!({"start": {"line": line, "character": column}, "end": end});
        found.push((slice(RULES, &range).to_owned(), legend[token[3] as usize].as_str().unwrap().to_owned()));
    }
    let first: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).take(15).collect();
    assert_eq!(
        first,
        [
            ("规则", "keyword"),
            ("G1", "function"),
            ("规模", "function"),
            ("适用", "keyword"),
            ("学校", "class"),
            ("当", "keyword"),
            ("类别", "property"),
            ("不等于", "keyword"),
            ("特殊教育", "enumMember"),
            ("要求", "keyword"),
            ("在校生数", "property"),
            ("不超过", "keyword"),
            ("人数上限", "variable"),
            ("类别", "property"),
            ("依据", "keyword"),
        ]
    );
    assert!(found.contains(&("\"第一条\"".to_owned(), "string".to_owned())), "{found:?}");
    assert!(found.contains(&("合计".to_owned(), "function".to_owned())), "{found:?}");
    client.end();
}

#[test]
fn items_and_blocks_fold() {
    let mut client = Client::with_pack();
    let lines = |found: &Value| -> Vec<(u64, u64)> {
        let all = found.as_array().unwrap().iter();
        all.map(|f| (f["startLine"].as_u64().unwrap(), f["endLine"].as_u64().unwrap())).collect()
    };
    let uri = json!({"textDocument": {"uri": client.uri("rules.rules")}});
    // G1 stands on lines 0 to 4, G2 on 6 to 8, the conclusion on 10 to 12.
    assert_eq!(lines(&client.ask("textDocument/foldingRange", uri)), [(0, 4), (6, 8), (10, 12)]);
    let yaml = "# a\n# b\n限值:\n  x:\n    取值: 1\n  y: {取值: 2}\n\n来源:\n  z: {名称: 名}\n";
    client.write("fold.yaml", yaml);
    client.open("fold.yaml", yaml);
    let uri = json!({"textDocument": {"uri": client.uri("fold.yaml")}});
    assert_eq!(lines(&client.ask("textDocument/foldingRange", uri)), [(0, 1), (2, 5), (3, 4), (7, 8)]);
    client.end();
}

#[test]
fn symbols_are_found_over_the_workspace() {
    let mut client = Client::with_pack();
    client.diagnostics("rules.rules");
    let names = |client: &mut Client, query: &str| -> Vec<String> {
        let found = client.ask("workspace/symbol", json!({"query": query}));
        found.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&mut client, "人数上"), ["size 人数上限"]);
    assert_eq!(names(&mut client, "SIZE"), ["size 人数上限"]);
    assert_eq!(names(&mut client, "g2"), ["G2 合计"]);
    assert_eq!(names(&mut client, "没有这个"), Vec::<String>::new());
    client.end();
}

#[test]
fn limits_show_their_numbers_and_columns_their_units() {
    let mut client = Client::with_pack();
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let asked = json!({"textDocument": {"uri": client.uri("rules.rules")}, "range": range});
    let hints = client.ask("textDocument/inlayHint", asked);
    let told: Vec<(String, &str)> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| {
            let line = hint["position"]["line"].as_u64().unwrap() as usize;
            let end = hint["position"]["character"].as_u64().unwrap() as usize;
            let before: String = RULES.lines().nth(line).unwrap().chars().take(end).collect();
            (before, hint["label"].as_str().unwrap())
        })
        .collect();
    assert!(told.contains(&("  要求 在校生数".to_owned(), "[人]")), "{told:?}");
    let limit = "  要求 在校生数 不超过 人数上限".to_owned();
    assert!(told.contains(&(limit, "= 小学 2000、特殊教育 200 人")), "{told:?}");
    client.end();
}

#[test]
fn who_overrides_a_number_is_told() {
    let mut client = Client::with_pack();
    let child = client.beside("child");
    std::fs::write(child.join("pack.yaml"), "标准包: child\n版本: 2.0.0\n名称: 子\n沿用: demo@1\n").unwrap();
    let changes = "调整:\n  限值:\n    size: {取值: {小学: 1500}}\n";
    std::fs::write(child.join("changes.yaml"), changes).unwrap();
    let other = client.beside("other");
    std::fs::write(other.join("pack.yaml"), "标准包: other\n版本: 2.0.0\n名称: 别\n沿用: demo@1\n").unwrap();
    client.open("limits.yaml", LIMITS);
    let place = client.place("limits.yaml", LIMITS, "size", 0);
    let found = client.ask("textDocument/implementation", place);
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0]["uri"].as_str().unwrap().ends_with("/child/changes.yaml"), "{found:?}");
    assert_eq!(slice(changes, &found[0]["range"]), "size");
    // Nobody overrides a rule here.
    let place = client.place("rules.rules", RULES, "G1", 0);
    assert_eq!(client.ask("textDocument/implementation", place), json!([]));
    client.end();
}
