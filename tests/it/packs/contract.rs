//! The national pack holds what the standard says: its items, whom they judge, what data it asks for.

use junheng::semantics::{CheckedPack, ItemBody, RuleKind};

use super::national;

/// Every item of the standard, with its subjects and its sort.
#[test]
fn items_and_their_subjects() {
    let pack = national();
    let mut wanted: Vec<(String, &str, bool)> = Vec::new();
    let mut add = |ids: &[&str], entity: &'static str, by_stage: bool| {
        wanted.extend(ids.iter().map(|id| ((*id).to_owned(), entity, by_stage)));
    };
    add(&["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R_school", "G5", "G9", "G12"], "division", false);
    add(&["G3", "G4", "G6", "G7", "Q3", "Q4", "Q6"], "school", false);
    add(&["R_balance", "G13"], "county", true);
    add(&["R_all", "government", "quality", "satisfaction", "recognition"], "county", false);
    add(&["G1", "G2", "G8", "G10", "G11", "G14", "G15"], "county", false);
    add(&["Q1", "Q2", "Q5", "Q7", "Q8", "Q9", "A1"], "county", false);
    add(&["V1", "V2", "V3", "V4", "V5", "V6"], "county", false);
    for (id, entity, by_stage) in &wanted {
        let item = pack.item(pack.find_item(id).unwrap_or_else(|| panic!("{id}"))).unwrap();
        assert_eq!(pack.entity(item.entity).unwrap().id, *entity, "{id}");
        assert_eq!(item.by.len(), usize::from(*by_stage), "{id}");
    }
    // And no other that decides anything.
    let decides = |body: &ItemBody| match body {
        ItemBody::Indicator(_) => true,
        ItemBody::Rule { kind, .. } => *kind != RuleKind::Audit,
        ItemBody::Define { .. } => false,
    };
    // The share of a school's shared buildings only feeds R4 to R7.
    let all = pack.items.iter().filter(|i| i.id != "split_share" && decides(&i.body)).count();
    assert_eq!(all, wanted.len());
}

/// Every item that decides cites a clause of a declared document, and the clause is quoted.
#[test]
fn clauses_are_quoted() {
    let pack = national();
    for item in &pack.items {
        match &item.body {
            ItemBody::Define { .. } | ItemBody::Rule { kind: RuleKind::Audit, .. } => continue,
            _ => {}
        }
        let cite = item.cite.first().unwrap_or_else(|| panic!("{} cites nothing", item.id));
        let clauses = &pack.citations[&cite.source].clauses;
        assert!(
            clauses.contains_key(cite.place.as_deref().unwrap()),
            "{}: {:?} is not quoted",
            item.id,
            cite.place
        );
    }
    for limit in &pack.limits {
        let cites: Vec<_> =
            limit.cite.iter().chain(limit.tables.iter().filter_map(|t| t.cite.as_ref())).collect();
        assert!(!cites.is_empty(), "{} cites nothing", limit.id);
        for cite in cites {
            assert!(
                pack.citations[&cite.source].clauses.contains_key(cite.place.as_deref().unwrap()),
                "{}",
                limit.id
            );
        }
    }
}

/// The tables: entity and label, key columns, then `id label [unit]`.
const TABLES: &[(&str, &str, &[&str], &str)] = &[
    (
        "county",
        "县",
        &["code"],
        "name 县名, teacher_pay 教师平均工资收入 [元], civil_servant_pay 公务员平均工资收入 [元], rotation_eligible 符合交流条件教师数 [人], rotated 交流轮岗教师数 [人], rotated_backbone 交流轮岗骨干教师数 [人], quality_places 优质高中招生名额 [人], quality_places_allocated 分配到初中的优质高中名额 [人], migrant_children 符合条件随迁子女数 [人], migrant_children_served 在公办学校和政府购买服务民办学校就读随迁子女数 [人], schools 学校数 [所], monitoring_results 质量监测结果数, junior_cohort 三年前初中入学人数 [人], graduating 毕业班学生数 [人], transferred_in 三年间转入 [人], transferred_out 三年间转出 [人], deceased 三年间死亡 [人], junior_retained 三年后在校人数 [人], disabled_children 残疾儿童少年数 [人], disabled_enrolled 残疾儿童少年入学数 [人]",
    ),
    (
        "school",
        "学校",
        &["code"],
        "county 县, name 校名, kind 类别, locale 区域, ownership 办学性质, boarding 寄宿制, classes 班级数, funded_students 核定公用经费学生数 [人], public_funding 年度公用经费预算总额 [元], training_funding 教师培训经费 [元], charter 制定章程, digital_management 管理与教学信息化, shared_facilities 校舍设备合用, senior_students 高中在校生数 [人], shared_teaching_area 合用教学及辅助用房面积 [平方米], shared_sports_area 合用体育运动场馆面积 [平方米], shared_equipment 合用教学仪器设备值 [元], shared_multimedia_rooms 合用网络多媒体教室数 [间]",
    ),
    (
        "division",
        "学部",
        &["school", "stage"],
        "school 学校, stage 学段, students 在校生数 [人], teachers 专任教师数 [人], degree_teachers 高于规定学历教师数 [人], backbone_teachers 县级以上骨干教师数 [人], arts_pe_teachers 体育艺术专任教师数 [人], teaching_area 教学及辅助用房面积 [平方米], sports_area 体育运动场馆面积 [平方米], equipment 教学仪器设备值 [元], multimedia_rooms 网络多媒体教室数 [间], oversize_classes 超班额班级数, trained_teachers 完成培训学时教师数 [人], certified_teachers 持证教师数 [人], enrolled 招生数 [人], nearby_enrolled 就近划片入学人数 [人]",
    ),
    (
        "class",
        "班级",
        &["school", "stage", "code"],
        "school 学校, stage 学段, code 班号, students 学生数 [人]",
    ),
    (
        "teacher",
        "教师",
        &["school", "stage", "code"],
        "school 学校, stage 学段, code 工号, certified 持教师资格证, training_hours 五年培训学时 [学时]",
    ),
    ("room", "专用教室", &["school", "code"], "school 学校, code 编号, use 用途, area 面积 [平方米]"),
    (
        "survey",
        "社会认可度调查",
        &["county", "group"],
        "county 县, group 调查对象, valid 有效问卷数 [人], satisfied 满意数 [人]",
    ),
    (
        "monitoring",
        "质量监测",
        &["county", "subject", "stage"],
        "county 县, subject 学科, stage 学段, level 水平等级, variation 校际差异率",
    ),
];

#[test]
fn the_data_that_is_asked_for() {
    let pack = national();
    for (id, label, key, columns) in TABLES {
        let entity = pack.entity(pack.find_entity(id).unwrap_or_else(|| panic!("{id}"))).unwrap();
        assert_eq!(entity.label, *label);
        let keys: Vec<&str> = entity.key.iter().map(|k| entity.columns[k.ix()].id.as_str()).collect();
        assert_eq!(keys, *key, "{id}");
        let mut asked = 0;
        for column in columns.split(", ") {
            let mut words = column.split(' ');
            let (name, label) = (words.next().unwrap(), words.next().unwrap());
            let unit = words.next().map_or("", |u| u.trim_matches(['[', ']']));
            let (_, found) = entity.column(name).unwrap_or_else(|| panic!("{id}.{name}"));
            assert_eq!((found.label.as_str(), &*found.unit.symbol), (label, unit), "{id}.{name}");
            asked += 1;
        }
        let extra = if key.contains(&"code") && matches!(*id, "county" | "school") { 1 } else { 0 };
        assert_eq!(entity.columns.len(), asked + extra, "{id} asks for more than the standard");
    }
}

fn note(pack: &CheckedPack, entity: &str, column: &str) -> String {
    let entity = pack.entity(pack.find_entity(entity).unwrap()).unwrap();
    entity.column(column).unwrap().1.note.clone().unwrap_or_default()
}

/// Mistakes that no formula can catch: the form itself says how to count.
#[test]
fn the_form_says_how_to_count() {
    let pack = national();
    // Areas with indoor PE rooms in them cannot be told from others.
    assert!(note(&pack, "division", "teaching_area").contains("不含室内体育用房"));
    assert!(note(&pack, "school", "shared_teaching_area").contains("不含室内体育用房"));
    // Two ways of counting retention fall on different sides of 95%: this one follows the cohort.
    assert!(note(&pack, "county", "junior_cohort").contains("转入的不加、转出的不减"));
    assert!(note(&pack, "county", "junior_retained").contains("后来转入的不算"));
    assert!(note(&pack, "division", "equipment").contains("账面值"));
    assert!(note(&pack, "division", "degree_teachers").contains("小学数大专及以上，初中数本科及以上"));
    // Nothing is asked of anyone by name.
    assert!(
        pack.entity(pack.find_entity("teacher").unwrap())
            .unwrap()
            .columns
            .iter()
            .all(|c| !c.label.contains("姓名"))
    );
}

/// The limits that regional packs refer to, and which way is stricter.
#[test]
fn limits_can_be_referred_to() {
    let pack = national();
    for (id, label, stricter) in [
        ("required_met", "必达项数", "Higher"),
        ("tolerance", "余项比例", "Higher"),
        ("balance_limit", "差异系数上限", "Lower"),
        ("school_size", "学校规模上限", "Lower"),
        ("class_size", "班额上限", "Lower"),
        ("special_funding", "特教生均公用经费下限", "Higher"),
        ("split_weight", "折算比例", ""),
    ] {
        let limit = pack.limits.iter().find(|l| l.id == id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(limit.label, label);
        assert_eq!(limit.stricter.map(|s| format!("{s:?}")).unwrap_or_default(), stricter, "{id}");
    }
}
