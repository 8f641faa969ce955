"""The race's rules in pandas."""

import sys

import numpy as np
import pandas as pd

folder, out = sys.argv[1], sys.argv[2]


def table(name, columns):
    return pd.read_csv(f"{folder}/{name}.csv", usecols=list(columns), dtype=columns)


AMOUNTS = ["高于规定学历教师数", "县级以上骨干教师数", "体育艺术专任教师数", "教学及辅助用房面积", "体育运动场馆面积", "教学仪器设备值", "网络多媒体教室数"]
LIMITS = {"小学": [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], "初中": [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]}
SCALE = [100, 100, 100, 1, 1, 1, 100]

schools = table("学校", {"代码": str, "县": str, "类别": "category"}).set_index("代码")
d = table("学部", {"学校": str, "学段": "category", "在校生数": "int64", **{a: "float64" for a in AMOUNTS}})
d = d.join(schools, on="学校")
junior = (d["学段"] == "初中").to_numpy()
w = d["在校生数"].to_numpy()
met = np.zeros((len(d), 7), bool)
near = np.zeros((len(d), 7), bool)
for i, a in enumerate(AMOUNTS):
    v = d[a].to_numpy() * SCALE[i] / w
    limit = np.where(junior, LIMITS["初中"][i], LIMITS["小学"][i])
    met[:, i], near[:, i] = v >= limit, v >= 0.85 * limit
    d[f"v{i}"] = v
    d[f"R{i + 1}"] = ~met[:, i]
d["R_school"] = ~((met.sum(axis=1) >= 6) & near.all(axis=1))

classes = table("班级", {"学校": str, "学段": "category", "学生数": "int64"})
over = classes["学生数"] > np.where(classes["学段"] == "初中", 50, 45)
bad = classes.loc[over, ["学校", "学段"]].drop_duplicates().assign(G5=True)
teachers = table("教师", {"学校": str, "学段": "category", "持教师资格证": "category", "五年培训学时": "int64"})
late = teachers.loc[teachers["五年培训学时"] < 360, ["学校", "学段"]].drop_duplicates().assign(G9=True)
none = teachers.loc[teachers["持教师资格证"] != "是", ["学校", "学段"]].drop_duplicates().assign(G12=True)
for part in (bad, late, none):
    d = d.merge(part, on=["学校", "学段"], how="left")
for name in ("G5", "G9", "G12"):
    d[name] = d[name].notna()

groups = [d["县"], d["学段"]]
total = d["在校生数"].groupby(groups, observed=True).transform("sum")
weight = d["在校生数"]
above = None
for i in range(7):
    x = d[f"v{i}"]
    mean = (x * weight).groupby(groups, observed=True).transform("sum") / total
    var = (weight * (x - mean) ** 2).groupby(groups, observed=True).transform("sum") / total
    c = np.sqrt(var) / mean > np.where(d["学段"] == "初中", 0.45, 0.5)
    above = c if above is None else above | c
d["above"] = above
stages = d.groupby(groups, observed=True)["above"].any()
counts = d.groupby("县")[[f"R{i + 1}" for i in range(7)] + ["R_school", "G5", "G9", "G12"]].sum()
counts["R_balance"] = stages.groupby("县").sum()
size = d.groupby(["县", "学校", "类别"], observed=True)["在校生数"].sum().reset_index()
size["G4"] = size["在校生数"] > np.where(size["类别"] == "九年一贯制", 2500, 2000)
counts["G4"] = size.groupby("县")["G4"].sum()
names = ["R_school", "R_balance", "G4", "G5", "G9", "G12"]
counts = counts[[f"R{i + 1}" for i in range(7)] + names]
counts["recognition"] = np.where(counts[names].sum(axis=1) == 0, "met", "unmet")
counts.sort_index().to_csv(out, index_label="county")
