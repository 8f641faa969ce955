"""The race's rules in Polars: lazy, streaming, only the columns that are needed."""

import sys

import polars as pl

parquet = "--parquet" in sys.argv
folder, out = [a for a in sys.argv[1:] if a != "--parquet"]


def table(name, columns):
    if parquet:
        return pl.scan_parquet(f"{folder}/{name}.parquet").select(list(columns))
    return pl.scan_csv(f"{folder}/{name}.csv", schema_overrides=columns).select(list(columns))


S, I, F = pl.String, pl.Int64, pl.Float64
AMOUNTS = ["高于规定学历教师数", "县级以上骨干教师数", "体育艺术专任教师数", "教学及辅助用房面积", "体育运动场馆面积", "教学仪器设备值", "网络多媒体教室数"]
LIMITS = {"小学": [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], "初中": [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]}
SCALE = [100, 100, 100, 1, 1, 1, 100]

schools = table("学校", {"代码": S, "县": S, "类别": pl.Categorical})
divisions = table("学部", {"学校": S, "学段": S, "在校生数": I, **{a: F for a in AMOUNTS}})
classes = table("班级", {"学校": S, "学段": S, "学生数": I})
teachers = table("教师", {"学校": S, "学段": S, "持教师资格证": S, "五年培训学时": I})

d = divisions.join(schools, left_on="学校", right_on="代码")
junior = pl.col("学段") == "初中"
limit = [pl.when(junior).then(LIMITS["初中"][i]).otherwise(LIMITS["小学"][i]) for i in range(7)]
d = d.with_columns([(pl.col(a) * SCALE[i] / pl.col("在校生数")).alias(f"v{i}") for i, a in enumerate(AMOUNTS)])
d = d.with_columns([(pl.col(f"v{i}") >= limit[i]).alias(f"m{i}") for i in range(7)])
d = d.with_columns(
    reaches=(pl.sum_horizontal([pl.col(f"m{i}").cast(pl.Int8) for i in range(7)]) >= 6)
    & pl.all_horizontal([pl.col(f"v{i}") >= 0.85 * limit[i] for i in range(7)])
).collect(engine="streaming").lazy()

big = (
    classes.group_by("学校", "学段")
    .agg(most=pl.col("学生数").max())
    .with_columns(over=pl.col("most") > pl.when(junior).then(50).otherwise(45))
)
staff = teachers.group_by("学校", "学段").agg(
    untrained=(pl.col("五年培训学时") < 360).any(), uncertified=(pl.col("持教师资格证") != "是").any()
)
d2 = d.join(big, on=["学校", "学段"], how="left").join(staff, on=["学校", "学段"], how="left")
w = pl.col("在校生数")


def cv(i):
    x = pl.col(f"v{i}")
    mean = (x * w).sum() / w.sum()
    return ((w * (x - mean) ** 2).sum() / w.sum()).sqrt() / mean


stages = d.group_by("县", "学段").agg([cv(i).alias(f"c{i}") for i in range(7)])
stages = stages.with_columns(
    over=pl.any_horizontal([pl.col(f"c{i}") > pl.when(junior).then(0.45).otherwise(0.5) for i in range(7)])
)
balance = stages.group_by("县").agg(R_balance=pl.col("over").sum())
size = (
    d.group_by("学校", "县", "类别")
    .agg(total=w.sum())
    .with_columns(over=pl.col("total") > pl.when(pl.col("类别") == "九年一贯制").then(2500).otherwise(2000))
    .group_by("县")
    .agg(G4=pl.col("over").sum())
)
counts = d2.group_by("县").agg(
    [(~pl.col(f"m{i}")).sum().alias(f"R{i + 1}") for i in range(7)]
    + [
        (~pl.col("reaches")).sum().alias("R_school"),
        pl.col("over").sum().alias("G5"),
        pl.col("untrained").sum().alias("G9"),
        pl.col("uncertified").sum().alias("G12"),
    ]
)
result = counts.join(balance, on="县").join(size, on="县")
names = ["R_school", "R_balance", "G4", "G5", "G9", "G12"]
result = result.select(
    pl.col("县").alias("county"),
    *[f"R{i + 1}" for i in range(7)],
    *names,
    recognition=pl.when(pl.sum_horizontal([pl.col(n).cast(pl.Int64) for n in names]) == 0).then(pl.lit("met")).otherwise(pl.lit("unmet")),
)
result.sort("county").collect(engine="streaming").write_csv(out)
