//! Reports to circulate: the page, its Markdown and the ledger; in a real browser and a real spreadsheet program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{Facts, read};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::report::sheets::{Book, CellValue, write};
use junheng::report::{Detail, ReportInput, dossier, ledger};
use junheng::semantics::{CheckedPack, check};

use crate::cli::{code, err, out, run};
use crate::tools::there;
use crate::workbook::{day, national, tables};

fn example(county: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(county)
}

fn with<T>(
    pack: &CheckedPack,
    facts: &Facts,
    detail: Detail,
    language: Language,
    make: impl Fn(&ReportInput<'_>) -> T,
) -> T {
    let evaluation = evaluate(pack, facts, &Options::on(day()));
    make(&ReportInput { pack, facts, evaluation: &evaluation, detail, language })
}

fn shipped(reference: &str) -> CheckedPack {
    check(load(reference, &SearchPath::embedded()).unwrap()).pack.unwrap()
}

fn page(pack: &CheckedPack, data: &Path, language: Language) -> String {
    let facts = read(pack, &[data.to_owned()], day()).unwrap();
    with(pack, &facts, Detail::Failures, language, |i| dossier::document(i).html())
}

/// The example with other names for its first school and its county.
fn hostile(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (table, mut rows) in tables(&example("county-990001")) {
        if let Some(column) = rows[0].iter().position(|h| h == "校名" || h == "县名") {
            rows[1][column] = name.to_owned();
        }
        let quoted = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
        let text: Vec<String> =
            rows.iter().map(|r| r.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
        fs::write(folder.path().join(format!("{table}.csv")), text.join("\n")).unwrap();
    }
    folder
}

#[test]
fn the_page_is_whole_and_needs_nothing_else() {
    for reference in ["national@2017", "yinchuan@2021"] {
        let pack = shipped(reference);
        for county in ["county-990001", "county-990002"] {
            for language in [Language::Zh, Language::En] {
                let html = page(&pack, &example(county), language);
                crate::doc::is_whole(&html);
                for fetched in ["http:", "https:", "src=", "@import", "url(", "<link", "<img"] {
                    assert!(!html.contains(fetched), "{reference}: `{fetched}`");
                }
                assert!(html.contains("测算结果，不代替认定") && html.contains(pack.digest.as_str()));
                assert_eq!(html, page(&pack, &example(county), language), "the same every time");
            }
        }
    }
}

#[test]
fn the_page_tells_what_the_engine_found() {
    let pack = shipped("yinchuan@2021");
    let html = page(&pack, &example("county-990001"), Language::Zh);
    // The verdict, a failing school with its figures and who answers for it, the clause, what is missing.
    for told in [
        "class=\"verdict bad\"",
        "示例二中 初中",
        "生均体育运动场馆面积8.6698平方米/人",
        "不低于10.2平方米/人",
        "市教育局、各县（市）区人民政府",
        "生均体育运动场馆面积：小学、初中分别达到7.5平方米以上、10.2平方米以上。",
        "0.4501",
        "<details><summary>推算过程</summary><pre>R_school 每所学校至少6项指标达到要求",
    ] {
        assert!(html.contains(told), "`{told}`");
    }
    // Charts: a cross for each school that fails R5, in the picture of R5.
    let r5 = html.split("<svg").find(|s| s.contains("<title>生均体育运动场馆面积</title>")).unwrap();
    let r5 = r5.split("</svg>").next().unwrap();
    assert_eq!(r5.matches("class=\"unmet\"").count(), 2);
    for chart in ["班额", "分类满意比例", "校际均衡"] {
        assert!(html.contains(&format!("<figcaption>{}", chart)) || html.contains(chart), "{chart}");
    }
}

#[test]
fn as_markdown() {
    let pack = national();
    let facts = read(&pack, &[example("county-990001")], day()).unwrap();
    for (language, name) in [(Language::Zh, "dossier_zh"), (Language::En, "dossier_en")] {
        let text = with(&pack, &facts, Detail::Failures, language, |i| dossier::document(i).markdown());
        assert!(!text.contains("<svg") && !text.contains("<details"));
        // A table's rows have as many cells as its head.
        let mut width = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                width = None;
                continue;
            }
            let cells = line.replace("\\|", "").matches('|').count();
            assert_eq!(*width.get_or_insert(cells), cells, "{line}");
        }
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn nothing_in_the_data_becomes_markup_or_a_formula() {
    let name = "=1+1|<script>alert(1)</script>\"'&*_[x](y)";
    let folder = hostile(name);
    let pack = national();
    let facts = read(&pack, &[folder.path().to_owned()], day()).unwrap();
    let html = with(&pack, &facts, Detail::Full, Language::Zh, |i| dossier::document(i).html());
    crate::doc::is_whole(&html);
    assert!(html.contains("=1+1|&lt;script&gt;alert(1)&lt;/script&gt;"), "the name is shown");
    assert_eq!(html.matches("<script>").count(), 1, "only the page's own script");
    let markdown = with(&pack, &facts, Detail::Full, Language::Zh, |i| dossier::document(i).markdown());
    assert!(!markdown.contains("<script>") && markdown.contains("=1+1\\|&lt;script"), "{markdown}");
    let book = with(&pack, &facts, Detail::Full, Language::Zh, |i| ledger::book(i).unwrap());
    let mut named = 0;
    for cell in book.sheets.iter().flat_map(|s| s.rows.iter().flatten()) {
        match &cell.value {
            CellValue::Formula { formula, .. } => assert!(!formula.contains("alert"), "{formula}"),
            CellValue::Text(text) if text.contains("=1+1") => named += 1,
            _ => {}
        }
    }
    assert!(named > 1);
}

#[test]
fn a_pack_of_another_kind() {
    let files = [
        ("pack.yaml", "pack: library\nversion: 2026.1.0\ntitle: Libraries\nissuer: test\n"),
        (
            "facts.yaml",
            "units: {hour: base, book: base}\nentities:\n  county: {key: [code], columns: {code: {type: text}}}\n  library:\n    within: county\n    key: [code]\n    columns:\n      code: {type: text}\n      county: {type: text}\n      keeper: {type: text, personal: true, shown: true}\n      hours: {type: number, unit: hour}\n      books: {type: count, unit: book}\nindicators:\n  H: {title: hours open, for: library, value: hours, unit: hour, at_least: 40}\n",
        ),
        (
            "a.rules",
            "rule many \"many books\" for library\n  require books >= 1000 book\nconclusion fine \"fine\" for county\n  require every library: hours >= 30 hour\n  require H\n  require many\n",
        ),
    ];
    let checked = check(load_memory(&files, &SearchPath::embedded()));
    let pack = checked.pack.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("county.csv"), "code\nX\n").unwrap();
    fs::write(
        folder.path().join("library.csv"),
        "code,county,keeper,hours,books\nA,X,Jane Roe,40,1000\nB,X,John Doe,39.9,999\nC,X,,,5000\nD,X,,50,5000\n",
    )
    .unwrap();
    let facts = read(&pack, &[folder.path().to_owned()], day()).unwrap();
    let html = with(&pack, &facts, Detail::Full, Language::En, |i| dossier::document(i).html());
    crate::doc::is_whole(&html);
    assert!(html.contains("hours open") && html.contains("39.9"));
    let book = with(&pack, &facts, Detail::Full, Language::En, |i| ledger::book(i).unwrap());
    let shown = format!("{html}{book:?}");
    assert!(!shown.contains("Jane") && !shown.contains("John"), "personal columns are in no output");
}

#[test]
fn several_counties_and_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let to = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let both = ["eval", "examples/county-990001", "examples/county-990002", "--pack", "national@2017"];
    let eval = |more: &[&str]| {
        let mut args = both.to_vec();
        args.extend(["--as-of", "2026-11-23"]);
        args.extend(more);
        run(&args)
    };
    let html = to("a.html");
    assert_eq!(code(&eval(&["--format", "html", "--out", &html])), 0);
    let text = fs::read_to_string(&html).unwrap();
    crate::doc::is_whole(&text);
    assert!(text.contains("2 个县的测算结果") && text.contains("示例乙县 990002"));
    // On stdout too, where there is no file.
    assert_eq!(out(&eval(&["--format", "html"])), text);
    let md = out(&eval(&["--format", "md", "--lang", "en"]));
    assert!(md.starts_with("# Results of 2 counties"), "{md}");
    let book = to("a.xlsx");
    assert_eq!(code(&eval(&["--format", "xlsx", "--out", &book])), 0);
    assert!(fs::read(&book).unwrap().starts_with(b"PK"));
    let before = fs::read(&book).unwrap();
    assert_eq!(code(&eval(&["--format", "xlsx", "--out", &book])), 0);
    assert_eq!(fs::read(&book).unwrap(), before, "the same bytes");
    let none = eval(&["--format", "xlsx"]);
    assert_eq!((code(&none), out(&none).as_str()), (1, ""));
    assert!(err(&none).contains("--out"));
    // Nowhere to write: nothing is left.
    let nowhere = to("missing/a.html");
    assert_eq!(code(&eval(&["--format", "html", "--out", &nowhere])), 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    // Not over the data themselves.
    let own = run(&["eval", &book, "--pack", "national@2017", "--format", "xlsx", "--out", &book]);
    assert_eq!(code(&own), 1);
    assert_eq!(fs::read(&book).unwrap(), before);
}

/// Makes what is cached of a book's formulas worthless; how many there are.
pub(crate) fn without_cache(book: &mut Book) -> usize {
    let mut formulas = 0;
    for cell in book.sheets.iter_mut().flat_map(|s| s.rows.iter_mut().flatten()) {
        if let CellValue::Formula { result, .. } = &mut cell.value {
            "?".clone_into(result);
            formulas += 1;
        }
    }
    formulas
}

/// A book's cells as LibreOffice computes them.
pub(crate) fn recomputed(book: &Book) -> Vec<(String, Vec<Vec<String>>)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    fs::write(&path, write(book).unwrap()).unwrap();
    // By default it trusts what is cached.
    let user = folder.path().join("profile/user");
    fs::create_dir_all(&user).unwrap();
    fs::write(
        user.join("registrymodifications.xcu"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\"><prop oor:name=\"OOXMLRecalcMode\" oor:op=\"fuse\"><value>0</value></prop></item></oor:items>",
    )
    .unwrap();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
        .args(["--headless", "--convert-to", "ods", "--outdir"])
        .arg(folder.path())
        .arg(&path)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    crate::workbook::cells(&folder.path().join("book.ods"))
}

/// The ledger's formulas, recomputed by LibreOffice from the data in it, agree with the engine.
#[test]
fn a_spreadsheet_program_rechecks_the_ledger() {
    if !there("soffice") {
        return;
    }
    let pack = shipped("yinchuan@2021");
    for county in ["county-990001", "county-990002"] {
        let facts = read(&pack, &[example(county)], day()).unwrap();
        let mut book = with(&pack, &facts, Detail::Failures, Language::Zh, |i| ledger::book(i).unwrap());
        // What is cached is made worthless, so that only what is recomputed can be right.
        assert!(without_cache(&mut book) > 1_000);
        let sheets = recomputed(&book);
        let sheet = |name: &str| &sheets.iter().find(|(n, _)| n == name).unwrap().1;
        let rows = sheet("台账");
        let column = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
        let (id, came, again, agrees) = (column("编号"), column("结果"), column("复算结果"), column("一致"));
        let mut rechecked = std::collections::BTreeMap::<&str, usize>::new();
        for row in &rows[1..] {
            assert_eq!(row[came], row[again], "{row:?}");
            if !row[agrees].is_empty() {
                assert_eq!(row[agrees], "✓", "{row:?}");
                *rechecked.entry(&row[id]).or_default() += 1;
            }
        }
        // The conclusion and all that it gathers, too, of a county that passes and of one that fails.
        for item in ["R_all", "government", "quality", "satisfaction", "recognition"] {
            let row = rows.iter().find(|r| r[id] == item).unwrap();
            if row[came] == "达到" || row[came] == "未达到" {
                assert_eq!(row[agrees], "✓", "{item}");
            }
        }
        let cover = sheet("说明");
        let differing = cover.iter().find(|r| r[0] == "复算不一致的").unwrap();
        assert_eq!(differing[1], "0", "{cover:?}");
        for item in ["R1", "R4", "R5", "R6", "R7", "R_school"] {
            assert!(rechecked[item] > 40, "{item}: {rechecked:?}");
        }
        let coefficients = sheet("差异系数");
        assert!(coefficients.len() > 10);
        let agrees = coefficients[0].iter().position(|h| h == "一致").unwrap();
        assert!(coefficients[1..].iter().all(|r| r[agrees] == "✓"), "{coefficients:?}");
    }
}

/// What cannot be computed counts as a difference, not as agreement.
#[test]
fn errors_in_the_ledger_are_differences() {
    if !there("soffice") {
        return;
    }
    let pack = shipped("national@2017");
    let facts = read(&pack, &[example("county-990002")], day()).unwrap();
    let mut book = with(&pack, &facts, Detail::Failures, Language::Zh, |i| ledger::book(i).unwrap());
    let ledger = book.sheets.iter_mut().find(|s| s.name == "台账").unwrap();
    let agrees = ledger.rows[0].iter().position(|c| c.value == CellValue::Text("一致".to_owned())).unwrap();
    let broken = ledger
        .rows
        .iter_mut()
        .find(|r| {
            matches!(r[agrees - 1].value, CellValue::Formula { .. })
                && matches!(r[agrees].value, CellValue::Formula { .. })
        })
        .unwrap();
    if let CellValue::Formula { formula, .. } = &mut broken[agrees - 1].value {
        "=1/0".clone_into(formula);
    }
    without_cache(&mut book);
    let sheets = recomputed(&book);
    let cover = &sheets.iter().find(|(n, _)| n == "说明").unwrap().1;
    let differing = cover.iter().find(|r| r[0] == "复算不一致的").unwrap();
    assert_ne!(differing[1], "0");
}

/// In Chromium: the page's script runs under its own policy, tables sort and can be searched, derivations open, it prints.
#[test]
fn a_browser_shows_the_page() {
    if !there("chromium") {
        return;
    }
    let pack = national();
    let folder = tempfile::tempdir().unwrap();
    let html = page(&pack, &example("county-990001"), Language::Zh);
    let show = |name: &str, html: &str, more: &[&str]| -> String {
        let path = folder.path().join(name);
        fs::write(&path, html).unwrap();
        let done = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .args(more)
            .arg(format!("file://{}", path.display()))
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    // As it stands: the search boxes are what the script made.
    let shown = show("page.html", &html, &["--dump-dom"]);
    assert!(shown.contains("type=\"search\""), "the policy lets the page's own script run");
    // A reader: sorts by value, searches, opens a derivation.
    let reader = r#"<script>
addEventListener("error", (e) => { document.body.dataset.errors = e.message; });
addEventListener("load", () => {
  const table = document.querySelectorAll("table.long")[0];
  const heads = Array.from(table.tHead.rows[0].cells, (c) => c.textContent.trim());
  const column = heads.indexOf("问题");
  const values = () => Array.from(table.tBodies[0].rows, (r) => r.cells[column].textContent).filter((t) => t !== "");
  const button = table.tHead.rows[0].cells[column].querySelector("button");
  button.click();
  const up = values().join(" ");
  button.click();
  const down = values().join(" ");
  const search = table.closest(".wide").previousElementSibling.querySelector("input");
  search.value = "二中 体育";
  search.dispatchEvent(new Event("input"));
  const found = Array.from(table.tBodies[0].rows).filter((r) => !r.hidden).length;
  const details = document.querySelector("details");
  details.open = true;
  const height = details.querySelector("pre").getBoundingClientRect().height;
  const wide = document.documentElement.scrollWidth <= innerWidth;
  document.body.dataset.seen = JSON.stringify({ up, down, found, opened: height > 20, wide });
});
</script>"#;
    let policy = html.find("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let end = policy + html[policy..].find('>').unwrap() + 1;
    let open = format!("{}{}", &html[..policy], &html[end..]).replace("</body>", &format!("{reader}</body>"));
    let shown = show("reader.html", &open, &["--dump-dom", "--window-size=1280,900"]);
    assert!(!shown.contains("data-errors"), "{}", shown.split("data-errors").nth(1).unwrap());
    let seen = shown.split("data-seen=\"").nth(1).unwrap().split('"').next().unwrap();
    let seen: serde_json::Value = serde_json::from_str(&seen.replace("&quot;", "\"")).unwrap();
    let words = |key: &str| {
        let cells = seen[key].as_str().unwrap().split(' ').filter(|w| *w != "✗");
        cells.map(str::to_owned).collect::<Vec<_>>()
    };
    let (up, mut down) = (words("up"), words("down"));
    assert!(up.len() > 4 && up != down, "{up:?}");
    down.reverse();
    assert_eq!(up, down);
    assert_eq!(seen["found"], 1);
    assert_eq!(seen["opened"], true);
    assert_eq!(seen["wide"], true, "nothing sticks out at the side");
    let pdf = folder.path().join("page.pdf");
    show("page.html", &html, &[&format!("--print-to-pdf={}", pdf.display())]);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF"));
}

/// The one script that the policy lets run is the one on the page.
#[test]
fn the_policy_names_the_script() {
    use sha2::Digest as _;
    let html = page(&national(), &example("county-990002"), Language::Zh);
    let script = html.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in sha2::Sha256::digest(script).chunks(3) {
        let mut bytes = [0u8; 3];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let n = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]);
        for i in 0..4 {
            let digit = digits[(n >> (18 - 6 * i)) as usize & 63];
            encoded.push(if i <= chunk.len() { digit as char } else { '=' });
        }
    }
    assert!(html.contains(&format!("script-src 'sha256-{encoded}'")), "write sha256-{encoded}");
}
