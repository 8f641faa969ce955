//! The nation: 2,850 counties of 70 divisions, with rows planted exactly on limits, on 85 % of them, and coefficients exactly on theirs.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Result, Write as _};
use std::path::Path;

use super::truth::{Division, Verdict, varies_too_much};

/// Counties of the whole nation.
pub const COUNTIES: f64 = 2_850.0;
const PRIMARY: usize = 41;
const JUNIOR: usize = 19;
const NINE_YEAR: usize = 5;

/// splitmix64, so that the files are the same with any library.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}

/// A division: what is planted comes first, so that each sort is there at any scale.
fn division(r: &mut Random, junior: bool, flat: bool, fine: bool) -> Division {
    // Amounts that just meet each limit for ten pupils: tenths of a square metre, yuan; people and rooms for a hundred in tenths.
    let (people, rooms, areas, yuan) =
        if junior { ([53, 10, 9], 24, [58, 102], 2500) } else { ([42, 10, 9], 23, [45, 75], 2000) };
    let planted = !flat && r.one_in(50);
    let students =
        if flat || planted { [500, 1000, 2000][r.between(0, 2) as usize] } else { r.between(180, 1150) };
    let students = if flat { 500 } else { students };
    let least = |tenths_per_hundred: i64| (tenths_per_hundred * students + 999) / 1000;
    // A share of the limit in per cent: enough, seldom not.
    let share = |r: &mut Random| if !fine && r.one_in(40) { r.between(80, 99) } else { r.between(101, 150) };
    let mut amounts = [0i64; 7];
    for i in 0..3 {
        amounts[i] = (least(people[i]) * share(r) + 99) / 100;
    }
    amounts[3] = areas[0] * students * share(r) / 100 + 1;
    amounts[4] = areas[1] * students * share(r) / 100 + 1;
    amounts[5] = yuan * students * share(r) / 100 + 1;
    amounts[6] = (least(rooms) * share(r) + 99) / 100;
    if planted {
        // Exactly on every limit, one off on one of them, or one exactly on 85 %.
        for i in 0..3 {
            amounts[i] = least(people[i]);
        }
        amounts[3] = areas[0] * students;
        amounts[4] = areas[1] * students;
        amounts[5] = yuan * students;
        amounts[6] = least(rooms);
        let i = r.between(0, 6) as usize;
        match r.between(0, 3) {
            0 if !fine => amounts[i] -= 1,
            1 => amounts[3] = areas[0] * students * 85 / 100,
            2 => amounts[5] = yuan * students * 85 / 100,
            3 if !fine => amounts[4] = areas[1] * students * 85 / 100 - 1,
            _ => {}
        }
    }
    Division { junior, students, amounts }
}

struct Files {
    folder: std::path::PathBuf,
    open: Vec<BufWriter<File>>,
}

const TABLES: [(&str, &str); 9] = [
    (
        "县",
        "代码,县名,学校数,教师平均工资收入,公务员平均工资收入,符合交流条件教师数,交流轮岗教师数,交流轮岗骨干教师数,优质高中招生名额,分配到初中的优质高中名额,符合条件随迁子女数,在公办学校和政府购买服务民办学校就读随迁子女数,三年前初中入学人数,三年间死亡,三年后在校人数,质量监测结果数,残疾儿童少年数,残疾儿童少年入学数",
    ),
    (
        "学校",
        "代码,县,校名,类别,区域,办学性质,寄宿制,班级数,核定公用经费学生数,年度公用经费预算总额,教师培训经费,制定章程,管理与教学信息化,校舍设备合用",
    ),
    (
        "学部",
        "学校,学段,在校生数,专任教师数,高于规定学历教师数,县级以上骨干教师数,体育艺术专任教师数,教学及辅助用房面积,体育运动场馆面积,教学仪器设备值,网络多媒体教室数,招生数,就近划片入学人数",
    ),
    ("班级", "学校,学段,班号,学生数"),
    ("教师", "学校,学段,工号,持教师资格证,五年培训学时"),
    ("专用教室", "学校,编号,用途,面积"),
    ("社会认可度调查", "县,调查对象,有效问卷数,满意数"),
    ("质量监测", "县,学科,学段,水平等级,校际差异率"),
    ("评定记录", "评定项,对象,结果,佐证,评定人,日期"),
];

impl Files {
    fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut open = Vec::new();
        for (name, header) in TABLES {
            let mut file =
                BufWriter::with_capacity(1 << 20, File::create(folder.join(format!("{name}.csv")))?);
            writeln!(file, "{header}")?;
            open.push(file);
        }
        Ok(Files { folder: folder.to_owned(), open })
    }

    fn put(&mut self, table: usize, text: &str) -> Result<()> {
        self.open[table].write_all(text.as_bytes())
    }
}

fn tenths(n: i64) -> String {
    if n % 10 == 0 { (n / 10).to_string() } else { format!("{}.{}", n / 10, n % 10) }
}

/// Writes the nation's tables, sorted by county, and the verdicts on it. These must not lie in the folder: a program that reads it must not see them.
pub fn nation(scale: f64, folder: &Path, verdicts: &Path) -> Result<()> {
    let counties = (COUNTIES * scale).round().max(1.0) as u64;
    let mut files = Files::new(folder)?;
    let mut truth = BufWriter::new(File::create(verdicts)?);
    writeln!(truth, "{}", Verdict::HEADER)?;
    let mut rows = [0u64; 4];
    for c in 0..counties {
        let mut r = Random(0x6A75_6E68_656E_6700 ^ c);
        county(c, &mut r, &mut files, &mut truth, &mut rows)?;
    }
    for file in &mut files.open {
        file.flush()?;
    }
    truth.flush()?;
    eprintln!(
        "{}: {counties} counties, {} schools, {} divisions, {} classes, {} teachers",
        files.folder.display(),
        rows[0],
        rows[1],
        rows[2],
        rows[3]
    );
    Ok(())
}

fn county(
    c: u64,
    r: &mut Random,
    files: &mut Files,
    truth: &mut impl std::io::Write,
    rows: &mut [u64; 4],
) -> Result<()> {
    let code = format!("{:06}", 110_000 + c);
    // A third of the counties have nothing wrong but what is planted; two in seventy-one have coefficients on their limits, or one yuan above.
    let fine = r.one_in(3);
    let above = c % 71 == 16;
    let varied = above || c % 71 == 5;
    let mut divisions: Vec<Division> = Vec::new();
    let mut verdict = Verdict::default();
    let (mut school_text, mut division_text, mut class_text, mut teacher_text, mut room_text) =
        (String::new(), String::new(), String::new(), String::new(), String::new());
    let mut finding_text = String::new();
    let mut placed = [0usize; 2];
    for school in 0..PRIMARY + JUNIOR + NINE_YEAR {
        let number = format!("{code}{school:04}");
        let stages: &[bool] = match school {
            s if s < PRIMARY => &[false],
            s if s < PRIMARY + JUNIOR => &[true],
            _ => &[false, true],
        };
        let kind = ["小学", "初中", "九年一贯制"][if stages.len() == 2 { 2 } else { usize::from(stages[0]) }];
        let (mut total, mut classes) = (0, 0);
        for junior in stages.iter().copied() {
            let mut d = division(r, junior, varied, fine);
            if varied {
                // Half of the pupils at (1 + L) times the mean, half at (1 − L): the coefficient is L.
                let at = &mut placed[usize::from(junior)];
                let (mean, spread) = if junior { (6000, 45) } else { (5000, 50) };
                d.amounts[5] =
                    mean * d.students * if *at % 2 == 0 { 100 + spread } else { 100 - spread } / 100;
                if above && *at == 0 {
                    d.amounts[5] += 1;
                }
                *at += 1;
            }
            let stage = if junior { "初中" } else { "小学" };
            let limit = if junior { 50 } else { 45 };
            // Classes that together hold the pupils; sometimes one exactly at its limit, seldom one above.
            let count = (d.students + 41) / 42;
            let mut sizes: Vec<i64> =
                (0..count).map(|k| d.students / count + i64::from(k < d.students % count)).collect();
            let wanted = if !fine && r.one_in(300) { limit + 1 } else { limit };
            if count >= 3 && r.one_in(20) {
                let more = wanted - sizes[0];
                if sizes[1] > more {
                    sizes[0] += more;
                    sizes[1] -= more;
                }
            }
            verdict.classes += usize::from(sizes.iter().any(|s| *s > limit));
            for (k, size) in sizes.iter().enumerate() {
                let _ = writeln!(class_text, "{number},{stage},{:02},{size}", k + 1);
            }
            // As many as have the degree, at least.
            let teachers = (46 + r.between(0, 2)).max(d.amounts[0] + 1);
            let (mut trained, mut certified) = (true, true);
            for t in 0..teachers {
                let hours = if !fine && r.one_in(40_000) { r.between(300, 359) } else { r.between(360, 420) };
                let certificate = fine || !r.one_in(60_000);
                trained &= hours >= 360;
                certified &= certificate;
                let _ = writeln!(
                    teacher_text,
                    "{number},{stage},T{t:03},{},{hours}",
                    if certificate { "是" } else { "否" }
                );
            }
            verdict.training += usize::from(!trained);
            verdict.certificates += usize::from(!certified);
            let a = d.amounts;
            let entered = d.students / 6;
            let _ = writeln!(
                division_text,
                "{number},{stage},{},{teachers},{},{},{},{},{},{},{},{entered},{entered}",
                d.students,
                a[0],
                a[1],
                a[2],
                tenths(a[3]),
                tenths(a[4]),
                a[5],
                a[6]
            );
            total += d.students;
            classes += count;
            rows[1] += 1;
            rows[2] += count as u64;
            rows[3] += teachers as u64;
            divisions.push(d);
        }
        verdict.size += usize::from(total > if stages.len() == 2 { 2500 } else { 2000 });
        let locale = ["城区", "镇区", "乡村"][school % 3];
        let funding = total * 1150;
        let _ = writeln!(
            school_text,
            "{number},{code},第{school}校,{kind},{locale},公办,否,{classes},{},{funding},{},是,是,否",
            total.max(100),
            funding * 6 / 100
        );
        for (n, usage) in
            [("音乐", 96), ("美术", 90)].iter().flat_map(|u| (0..(classes + 11) / 12).map(move |n| (n, u)))
        {
            let _ = writeln!(room_text, "{number},{}{n},{},{}", usage.0, usage.0, usage.1 + r.between(0, 20));
        }
        let _ = writeln!(finding_text, "Q6,{number},良好,材料,督导组,2026-09-15");
        rows[0] += 1;
    }
    for d in &divisions {
        for i in 0..7 {
            verdict.unmet[i] += usize::from(!d.met(i));
        }
        verdict.schools += usize::from(!d.reaches());
    }
    for (junior, limit) in [(false, 50), (true, 45)] {
        let of: Vec<&Division> = divisions.iter().filter(|d| d.junior == junior).collect();
        verdict.balance += usize::from((0..7).any(|i| varies_too_much(&of, i, limit)));
    }
    writeln!(truth, "{}", verdict.line(&code))?;
    let schools = PRIMARY + JUNIOR + NINE_YEAR;
    files.put(
        0,
        &format!("{code},第{c}县,{schools},98400,98400,800,80,16,1000,500,1400,1250,4000,0,3900,4,140,136\n"),
    )?;
    for (table, text) in
        [(1, &school_text), (2, &division_text), (3, &class_text), (4, &teacher_text), (5, &room_text)]
    {
        files.put(table, text)?;
    }
    for group in ["学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众"] {
        files.put(6, &format!("{code},{group},400,{}\n", 340 + r.between(0, 50)))?;
    }
    for (subject, stage) in
        [("数学", "小学"), ("数学", "初中"), ("体育与健康", "小学"), ("体育与健康", "初中")]
    {
        files.put(7, &format!("{code},{subject},{stage},Ⅲ,0.1{}\n", r.between(0, 4)))?;
    }
    for item in ["G1", "G2", "G8", "G10", "G14", "G15", "Q5", "Q7", "Q8"] {
        let _ = writeln!(finding_text, "{item},{code},是,材料,督导组,2026-09-15");
    }
    for veto in 1..=6 {
        let _ = writeln!(finding_text, "V{veto},{code},否,材料,督导组,2026-09-15");
    }
    files.put(8, &finding_text)
}
