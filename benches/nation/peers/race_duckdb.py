"""The race's rules in DuckDB: one query, columns with their types, whole numbers where the figures are."""

import sys

import duckdb

parquet = "--parquet" in sys.argv
folder, out = [a for a in sys.argv[1:] if a != "--parquet"]


def table(name, columns):
    if parquet:
        file = f"'{folder}/{name}.parquet'"
        own = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {file}").fetchall()]
        renamed = ", ".join(f'"{o}" AS "{k}"' for o, k in zip(own, columns))
        return f"(SELECT {renamed} FROM {file})"
    typed = ", ".join(f"'{k}': '{v}'" for k, v in columns.items())
    return f"read_csv('{folder}/{name}.csv', header=true, delim=',', quote='', columns={{{typed}}})"


V, B, D = "VARCHAR", "BIGINT", "DOUBLE"
schools = table("学校", dict(zip("代码 县 校名 类别 区域 办学性质 寄宿制 班级数 核定 预算 培训 章程 信息化".split(), [V] * 13)))
divisions = table(
    "学部",
    {"学校": V, "学段": V, "在校生数": B, "专任": B, "a0": B, "a1": B, "a2": B, "a3": D, "a4": D, "a5": B, "a6": B, "招生": B, "就近": B},
)
classes = table("班级", {"学校": V, "学段": V, "班号": V, "学生数": B})
teachers = table("教师", {"学校": V, "学段": V, "工号": V, "证": V, "学时": B})

limits = {"小学": [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], "初中": [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]}
scale = [100, 100, 100, 1, 1, 1, 100]
limit = lambda i: f"(CASE WHEN 学段 = '初中' THEN {limits['初中'][i]}::DOUBLE ELSE {limits['小学'][i]}::DOUBLE END)"
values = ", ".join(f"{scale[i]} * a{i}::DOUBLE / 在校生数 AS v{i}" for i in range(7))
mets = ", ".join(f"v{i} >= {limit(i)} AS m{i}" for i in range(7))
six = " + ".join(f"m{i}::INT" for i in range(7))
near = " AND ".join(f"v{i} >= 0.85::DOUBLE * {limit(i)}" for i in range(7))
unmet = ", ".join(f"count(*) FILTER (NOT m{i}) AS R{i + 1}" for i in range(7))
mean = lambda i: f"(sum(v{i} * 在校生数) OVER g / sum(在校生数) OVER g)"
means = ", ".join(f"{mean(i)} AS e{i}" for i in range(7))
cv = lambda i: f"sqrt(sum(在校生数 * (v{i} - e{i}) ** 2) / sum(在校生数)) / any_value(e{i})"
over = " OR ".join(f"{cv(i)} > (CASE WHEN 学段 = '初中' THEN 0.45 ELSE 0.5 END)" for i in range(7))

duckdb.sql(
    f"""
COPY (
WITH s AS (SELECT 代码, 县, 类别 FROM {schools}),
d AS (SELECT s.县, s.类别, t.*, {values} FROM {divisions} t JOIN s ON t.学校 = s.代码),
m AS (SELECT *, {mets}, {near} AS near FROM d),
big AS (SELECT 学校, 学段, max(学生数) > (CASE WHEN 学段 = '初中' THEN 50 ELSE 45 END) AS over FROM {classes} GROUP BY 学校, 学段),
staff AS (SELECT 学校, 学段, bool_or(学时 < 360) AS untrained, bool_or(证 <> '是') AS uncertified FROM {teachers} GROUP BY 学校, 学段),
counts AS (
  SELECT m.县, {unmet}, count(*) FILTER (NOT ({six} >= 6 AND near)) AS R_school,
    count(*) FILTER (big.over) AS G5, count(*) FILTER (untrained) AS G9, count(*) FILTER (uncertified) AS G12
  FROM m LEFT JOIN big USING (学校, 学段) LEFT JOIN staff USING (学校, 学段) GROUP BY m.县),
w AS (SELECT 县, 学段, 在校生数, {", ".join(f"v{i}" for i in range(7))}, {means} FROM d WINDOW g AS (PARTITION BY 县, 学段)),
stages AS (SELECT 县, 学段, ({over}) AS over FROM w GROUP BY 县, 学段),
balance AS (SELECT 县, count(*) FILTER (over) AS R_balance FROM stages GROUP BY 县),
size AS (
  SELECT 县, count(*) FILTER (total > (CASE WHEN 类别 = '九年一贯制' THEN 2500 ELSE 2000 END)) AS G4
  FROM (SELECT 县, 学校, 类别, sum(在校生数) AS total FROM d GROUP BY 县, 学校, 类别) GROUP BY 县)
SELECT 县 AS county, R1, R2, R3, R4, R5, R6, R7, R_school, R_balance, G4, G5, G9, G12,
  CASE WHEN R_school + R_balance + G4 + G5 + G9 + G12 = 0 THEN 'met' ELSE 'unmet' END AS recognition
FROM counts JOIN balance USING (县) JOIN size USING (县) ORDER BY county
) TO '{out}' (HEADER, DELIMITER ',')
"""
)
