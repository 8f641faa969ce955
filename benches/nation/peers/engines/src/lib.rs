//! What the programs that embed an engine do for themselves: reading the tables, joining them, writing the verdicts.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The columns of the verdicts between the county and the conclusion.
pub const RULES: [&str; 13] =
    ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R_school", "R_balance", "G4", "G5", "G9", "G12"];

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Serialize)]
pub struct County {
    pub code: String,
    pub schools: Vec<School>,
}

#[derive(Serialize)]
pub struct School {
    pub kind: String,
    pub divisions: Vec<Division>,
}

#[derive(Serialize)]
pub struct Division {
    pub stage: String,
    pub students: i64,
    pub degree_teachers: i64,
    pub backbone_teachers: i64,
    pub arts_teachers: i64,
    pub teaching_area: f64,
    pub sports_area: f64,
    pub equipment: i64,
    pub multimedia_rooms: i64,
    pub classes: Vec<Class>,
    pub teachers: Vec<Teacher>,
}

#[derive(Serialize)]
pub struct Class {
    pub students: i64,
}

#[derive(Serialize)]
pub struct Teacher {
    pub certified: bool,
    pub training: i64,
}

#[derive(Deserialize)]
struct SchoolRow {
    #[serde(rename = "代码")]
    code: String,
    #[serde(rename = "县")]
    county: String,
    #[serde(rename = "类别")]
    kind: String,
}

#[derive(Deserialize)]
struct DivisionRow {
    #[serde(rename = "学校")]
    school: String,
    #[serde(rename = "学段")]
    stage: String,
    #[serde(rename = "在校生数")]
    students: i64,
    #[serde(rename = "高于规定学历教师数")]
    degree_teachers: i64,
    #[serde(rename = "县级以上骨干教师数")]
    backbone_teachers: i64,
    #[serde(rename = "体育艺术专任教师数")]
    arts_teachers: i64,
    #[serde(rename = "教学及辅助用房面积")]
    teaching_area: f64,
    #[serde(rename = "体育运动场馆面积")]
    sports_area: f64,
    #[serde(rename = "教学仪器设备值")]
    equipment: i64,
    #[serde(rename = "网络多媒体教室数")]
    multimedia_rooms: i64,
}

#[derive(Deserialize)]
struct ClassRow {
    #[serde(rename = "学校")]
    school: String,
    #[serde(rename = "学段")]
    stage: String,
    #[serde(rename = "学生数")]
    students: i64,
}

#[derive(Deserialize)]
struct TeacherRow {
    #[serde(rename = "学校")]
    school: String,
    #[serde(rename = "学段")]
    stage: String,
    #[serde(rename = "持教师资格证")]
    certified: String,
    #[serde(rename = "五年培训学时")]
    training: i64,
}

fn each<T: serde::de::DeserializeOwned>(folder: &Path, table: &str, mut row: impl FnMut(T)) -> Result<()> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv")))?;
    for record in reader.deserialize() {
        row(record?);
    }
    Ok(())
}

/// The counties of a folder, in the order of their codes.
pub fn counties(folder: &Path) -> Result<Vec<County>> {
    let mut children: HashMap<(String, String), (Vec<Class>, Vec<Teacher>)> = HashMap::new();
    each(folder, "班级", |row: ClassRow| {
        children.entry((row.school, row.stage)).or_default().0.push(Class { students: row.students });
    })?;
    each(folder, "教师", |row: TeacherRow| {
        let teacher = Teacher { certified: row.certified == "是", training: row.training };
        children.entry((row.school, row.stage)).or_default().1.push(teacher);
    })?;
    let mut divisions: HashMap<String, Vec<Division>> = HashMap::new();
    each(folder, "学部", |row: DivisionRow| {
        let (classes, teachers) =
            children.remove(&(row.school.clone(), row.stage.clone())).unwrap_or_default();
        divisions.entry(row.school).or_default().push(Division {
            stage: row.stage,
            students: row.students,
            degree_teachers: row.degree_teachers,
            backbone_teachers: row.backbone_teachers,
            arts_teachers: row.arts_teachers,
            teaching_area: row.teaching_area,
            sports_area: row.sports_area,
            equipment: row.equipment,
            multimedia_rooms: row.multimedia_rooms,
            classes,
            teachers,
        });
    })?;
    let mut counties: BTreeMap<String, Vec<School>> = BTreeMap::new();
    each(folder, "学校", |row: SchoolRow| {
        let divisions = divisions.remove(&row.code).unwrap_or_default();
        counties.entry(row.county).or_default().push(School { kind: row.kind, divisions });
    })?;
    Ok(counties.into_iter().map(|(code, schools)| County { code, schools }).collect())
}

/// A county's verdict: how many subjects fail each of [`RULES`], and whether it is recognised.
pub struct Verdict {
    pub unmet: [i64; RULES.len()],
    pub recognised: bool,
}

/// Judges the counties of the folder that the command line names, one by one, and writes the verdicts to the file that it names.
pub fn judged(mut judge: impl FnMut(&County) -> Result<Verdict>) -> Result<()> {
    let mut args = std::env::args().skip(1).map(PathBuf::from);
    let (folder, out) = args.next().zip(args.next()).ok_or("usage: FOLDER OUT")?;
    let mut out = BufWriter::new(File::create(out)?);
    writeln!(out, "county,{},recognition", RULES.join(","))?;
    for county in counties(&folder)? {
        let verdict = judge(&county)?;
        let unmet: Vec<String> = verdict.unmet.iter().map(i64::to_string).collect();
        let recognition = if verdict.recognised { "met" } else { "unmet" };
        writeln!(out, "{},{},{recognition}", county.code, unmet.join(","))?;
    }
    Ok(out.flush()?)
}
