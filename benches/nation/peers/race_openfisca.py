"""The race's rules in OpenFisca: a country package's parameters and variables, computed over arrays.

OpenFisca has one entity of members, and groups of them. The divisions are the members here; a school and a county are groups of divisions. It has
no entity below: classes and teachers are brought to their divisions by pandas (the largest class, the least hours, whether all have the certificate),
and the rules on them are OpenFisca's. Figures that are not whole are `float`, which OpenFisca keeps in 32 bits.
"""

import sys

import numpy as np
import pandas as pd
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.model_api import YEAR, Variable, not_
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

folder, out = sys.argv[1], sys.argv[2]
PERIOD = "2026"


class Stage(Enum):
    primary = "小学"
    junior = "初中"


class Kind(Enum):
    primary = "小学"
    junior = "初中"
    nine_year = "九年一贯制"


# The limits, as a country package's parameters.
def dated(value):
    return {name: dated(v) for name, v in value.items()} if isinstance(value, dict) else {"values": {"2017-05-23": {"value": value}}}


PARAMETERS = {
    "R1": {"primary": 4.2, "junior": 5.3},
    "R2": {"primary": 1, "junior": 1},
    "R3": {"primary": 0.9, "junior": 0.9},
    "R4": {"primary": 4.5, "junior": 5.8},
    "R5": {"primary": 7.5, "junior": 10.2},
    "R6": {"primary": 2000, "junior": 2500},
    "R7": {"primary": 2.3, "junior": 2.4},
    "required_met": 6,
    "tolerance": 0.85,
    "balance_limit": {"primary": 0.50, "junior": 0.45},
    "school_size": {"primary": 2000, "junior": 2000, "nine_year": 2500},
    "class_size": {"primary": 45, "junior": 50},
    "training_hours": 360,
}

Division = build_entity(key="division", plural="divisions", label="学部", is_person=True)
School = build_entity(key="school", plural="schools", label="学校", roles=[{"key": "division", "plural": "divisions"}])
County = build_entity(key="county", plural="counties", label="县", roles=[{"key": "division", "plural": "divisions"}])


# What is put in.
class stage(Variable):
    value_type = Enum
    possible_values = Stage
    default_value = Stage.primary
    entity = Division
    definition_period = YEAR


class kind(Variable):
    value_type = Enum
    possible_values = Kind
    default_value = Kind.primary
    entity = School
    definition_period = YEAR


def given(name, kind):
    return type(name, (Variable,), {"value_type": kind, "entity": Division, "definition_period": YEAR})


AMOUNTS = {
    "degree_teachers": ("高于规定学历教师数", int),
    "backbone_teachers": ("县级以上骨干教师数", int),
    "arts_teachers": ("体育艺术专任教师数", int),
    "teaching_area": ("教学及辅助用房面积", float),
    "sports_area": ("体育运动场馆面积", float),
    "equipment": ("教学仪器设备值", float),
    "multimedia_rooms": ("网络多媒体教室数", int),
}
GIVEN = [given(name, kind) for name, (_, kind) in AMOUNTS.items()]
GIVEN += [given("students", int), given("largest_class", int), given("least_hours", int), given("all_certified", bool)]

INDICATORS = ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]
SCALE = [100, 100, 100, 1, 1, 1, 100]


# The seven indicators: a value and whether it meets its limit.
def indicator(name, amount, scale):
    def formula(division, period):
        return scale * division(amount, period) / division("students", period)

    return type(f"{name}_value", (Variable,), {"value_type": float, "entity": Division, "definition_period": YEAR, "formula": formula})


def rule(name):
    def formula(division, period, parameters):
        return division(f"{name}_value", period) >= parameters(period)[name][division("stage", period)]

    return type(name, (Variable,), {"value_type": bool, "entity": Division, "definition_period": YEAR, "formula": formula})


RULES = [indicator(n, a, s) for n, a, s in zip(INDICATORS, AMOUNTS, SCALE)] + [rule(n) for n in INDICATORS]


class R_school(Variable):
    value_type = bool
    entity = Division
    definition_period = YEAR

    def formula(division, period, parameters):
        limits = parameters(period)
        of_stage = division("stage", period)
        met = sum(division(name, period).astype(int) for name in INDICATORS)
        near = [division(f"{name}_value", period) >= limits.tolerance * limits[name][of_stage] for name in INDICATORS]
        return (met >= limits.required_met) * np.all(near, axis=0)


class R_balance(Variable):
    """How many stages have a coefficient above its limit."""

    value_type = int
    entity = County
    definition_period = YEAR

    def formula(county, period, parameters):
        of_stage = county.members("stage", period)
        above = 0
        for one in (Stage.primary, Stage.junior):
            weight = county.members("students", period) * (of_stage == one)
            total = county.sum(weight)
            limit = parameters(period).balance_limit[one.name]
            over = np.zeros(county.count, bool)
            for name in INDICATORS:
                value = county.members(f"{name}_value", period)
                with np.errstate(invalid="ignore"):
                    mean = county.sum(value * weight) / total
                    variance = county.sum(weight * (value - county.project(mean)) ** 2) / total
                    over |= np.sqrt(variance) / mean > limit
            above = above + over
        return above


class G4(Variable):
    value_type = bool
    entity = School
    definition_period = YEAR

    def formula(school, period, parameters):
        return school.sum(school.members("students", period)) <= parameters(period).school_size[school("kind", period)]


class G5(Variable):
    value_type = bool
    entity = Division
    definition_period = YEAR

    def formula(division, period, parameters):
        return division("largest_class", period) <= parameters(period).class_size[division("stage", period)]


class G9(Variable):
    value_type = bool
    entity = Division
    definition_period = YEAR

    def formula(division, period, parameters):
        return division("least_hours", period) >= parameters(period).training_hours


class G12(Variable):
    value_type = bool
    entity = Division
    definition_period = YEAR

    def formula(division, period):
        return division("all_certified", period)


class recognition(Variable):
    value_type = bool
    entity = County
    definition_period = YEAR

    def formula(county, period):
        failing = county("R_balance", period) > 0
        for name in ("R_school", "G5", "G9", "G12"):
            failing = failing + county.any(not_(county.members(name, period)))
        return not_(failing + county.any(not_(county.members.school("G4", period))))


system = TaxBenefitSystem([Division, School, County])
system.parameters = ParameterNode(data={name: dated(value) for name, value in PARAMETERS.items()})
system.add_variables(stage, kind, *GIVEN, *RULES, R_school, R_balance, G4, G5, G9, G12, recognition)


# The data: reading and joining by pandas, as packages that judge surveys do.
def table(name, columns):
    return pd.read_csv(f"{folder}/{name}.csv", usecols=list(columns), dtype=columns)


schools = table("学校", {"代码": str, "县": str, "类别": "category"}).set_index("代码")
numbers = {label: "int64" if kind is int else "float64" for label, kind in AMOUNTS.values()}
d = table("学部", {"学校": str, "学段": "category", "在校生数": "int64", **numbers}).join(schools["县"], on="学校")
classes = table("班级", {"学校": str, "学段": "category", "学生数": "int64"})
teachers = table("教师", {"学校": str, "学段": "category", "持教师资格证": "category", "五年培训学时": "int64"})
teachers["持证"] = teachers["持教师资格证"] == "是"
key = ["学校", "学段"]
d = d.join(classes.groupby(key, observed=True)["学生数"].max().rename("largest_class"), on=key)
staff = teachers.groupby(key, observed=True).agg(least_hours=("五年培训学时", "min"), all_certified=("持证", "all"))
d = d.join(staff, on=key)

builder = SimulationBuilder()
builder.create_entities(system)
builder.declare_person_entity("division", np.arange(len(d)))
school = builder.declare_entity("school", schools.index.to_numpy(str))
county_ids = np.unique(d["县"].to_numpy(str))
county = builder.declare_entity("county", county_ids)
builder.join_with_persons(school, d["学校"].to_numpy(str), ["division"] * len(d))
builder.join_with_persons(county, d["县"].to_numpy(str), ["division"] * len(d))
simulation = builder.build(system)
names = {label: member.name for member in Stage for label in [member.value]}
simulation.set_input("stage", PERIOD, d["学段"].map(names).to_numpy(str))
names = {label: member.name for member in Kind for label in [member.value]}
simulation.set_input("kind", PERIOD, schools["类别"].map(names).to_numpy(str))
simulation.set_input("students", PERIOD, d["在校生数"].to_numpy())
for name, (label, _) in AMOUNTS.items():
    simulation.set_input(name, PERIOD, d[label].to_numpy())
for name in ("largest_class", "least_hours", "all_certified"):
    simulation.set_input(name, PERIOD, d[name].to_numpy())

# The verdicts: failing subjects of each county, counted by pandas.
counts = pd.DataFrame(index=pd.Index(county_ids, name="county"))
for name in INDICATORS + ["R_school"]:
    counts[name] = pd.Series(~simulation.calculate(name, PERIOD)).groupby(d["县"].to_numpy(str)).sum()
counts["R_balance"] = simulation.calculate("R_balance", PERIOD)
counts["G4"] = pd.Series(~simulation.calculate("G4", PERIOD)).groupby(schools["县"].to_numpy(str)).sum()
for name in ("G5", "G9", "G12"):
    counts[name] = pd.Series(~simulation.calculate(name, PERIOD)).groupby(d["县"].to_numpy(str)).sum()
counts["recognition"] = np.where(simulation.calculate("recognition", PERIOD), "met", "unmet")
counts.to_csv(out)
