#!/usr/bin/env python3
"""The same eleven mistakes in five rule engines: writes RESULTS.md from captured runs.

    python3 benches/messages/run.py --junheng target/release/junheng --peers FOLDER

FOLDER is where the peers are (see README.md): a Python environment `py` with openfisca-core and regopy, and `node_modules` with publicodes,
yaml and @gorules/zen-engine. A peer that cannot be run is left out, and RESULTS.md says so. Every cell is what the engine printed.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
MOST_LINES = 14

# A small standard in each engine's own way: pupils of a school, its budget, a limit of size by stage.
JUNHENG_YAML = """\
pack: bench
version: 2026.1.0
title: a small standard
issuer: the office
units: {person: base, yuan: base}
kinds: {stage: {values: {primary: Primary, junior: Junior}}}
entities:
  county: {key: code, columns: {code: {type: text}}}
  school:
    within: county
    key: code
    expect: county
    columns:
      code: {type: text}
      county: {}
      name: {type: text}
      stage: {type: stage}
      students: {type: count, unit: person, min: 1}
      budget: {type: number, unit: yuan}
limits:
  size: {unit: person, by: stage, value: {primary: 2000, junior: 2500}}
  floor: {unit: yuan/person, value: 8000}
"""
JUNHENG_RULES = """\
define per_student for school [yuan/person] = budget / students

rule funded "funding per student"
  for school
  require per_student at least floor

rule small "no school is too large"
  for school
  require students at most size[stage]

conclusion passed "passed" for county
  require all of {funded, small}
"""
PUBLICODES = """\
students:
  unité: person
budget:
  unité: yuan
floor:
  valeur: 8000 yuan/person
size:
  valeur: 2000 person
per student:
  valeur: budget / students
funded:
  valeur: per student >= floor
small:
  valeur: students <= size
passed:
  toutes ces conditions:
    - funded
    - small
"""
REGO = """\
package standard
import rego.v1

size := {"primary": 2000, "junior": 2500}
floor := 8000

per_student := input.budget / input.students
funded if per_student >= floor
small if input.students <= size[input.stage]
passed if {
  funded
  small
}
"""
ZEN = {
    "per_student": "budget / students",
    "funded": "$.per_student >= 8000",
    "small": "students <= (stage == 'primary' ? 2000 : 2500)",
    "passed": "$.funded and $.small",
}
OPENFISCA = """\
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

School = build_entity(key="school", plural="schools", label="school", is_person=True)


class students(Variable):
    value_type = int
    entity = School
    definition_period = YEAR


class budget(Variable):
    value_type = float
    entity = School
    definition_period = YEAR


class per_student(Variable):
    value_type = float
    entity = School
    definition_period = YEAR

    def formula(school, period):
        return school("budget", period) / school("students", period)


class funded(Variable):
    value_type = bool
    entity = School
    definition_period = YEAR

    def formula(school, period):
        return school("per_student", period) >= 8000


class small(Variable):
    value_type = bool
    entity = School
    definition_period = YEAR

    def formula(school, period):
        return school("students", period) <= 2000


class passed(Variable):
    value_type = bool
    entity = School
    definition_period = YEAR

    def formula(school, period):
        return school("funded", period) * school("small", period)


system = TaxBenefitSystem([School])
system.add_variables(students, budget, per_student, funded, small, passed)
data = {"schools": {"one": {"students": {"2026": 1000}, "budget": {"2026": 9000000}}}}
simulation = SimulationBuilder().build_from_entities(system, data)
print(simulation.calculate("passed", "2026"))
"""

# Each mistake: what it is, and the edit in each engine; None where the language has no such thing.
MISTAKES = [
    ("A misspelt name", {
        "junheng": ("rules", "require students at most", "require studnets at most"),
        "publicodes": ("valeur: students <= size", "valeur: studnets <= size"),
        "rego": ("small if input.students <=", "small if input.studnets <="),
        "zen": ("small", "students <=", "studnets <="),
        "openfisca": ('school("students", period) <= 2000', 'school("studnets", period) <= 2000'),
    }),
    ("A comparison in everyday words", {
        "junheng": ("rules", "students at most", "students no more than"),
        "publicodes": ("students <= size", "students no more than size"),
        "rego": ("input.students <=", "input.students no more than"),
        "zen": ("small", "students <=", "students no more than"),
        "openfisca": ('school("students", period) <= 2000', 'school("students", period) no more than 2000'),
    }),
    ("A bracket that is not closed", {
        "junheng": ("rules", "= budget / students", "= (budget / students"),
        "publicodes": ("valeur: budget / students", "valeur: (budget / students"),
        "rego": ("per_student := input.budget / input.students", "per_student := (input.budget / input.students"),
        "zen": ("per_student", "budget / students", "(budget / students"),
        "openfisca": ('return school("budget", period) / school("students", period)',
                      'return (school("budget", period) / school("students", period)'),
    }),
    ("Units that do not fit: a budget compared with a number of people", {
        "junheng": ("rules", "require students at most size[stage]", "require budget at most size[stage]"),
        "publicodes": ("students <= size", "budget <= size"),
        "rego": ("input.students <= size", "input.budget <= size"),
        "zen": ("small", "students <=", "budget <="),
        "openfisca": ('school("students", period) <= 2000', 'school("budget", period) <= 2000'),
    }),
    ("A letter for a digit: 8OOO", {
        "junheng": ("yaml", "value: 8000", "value: 8OOO"),
        "publicodes": ("valeur: 8000 yuan/person", "valeur: 8OOO yuan/person"),
        "rego": ("floor := 8000", "floor := 8OOO"),
        "zen": ("funded", "8000", "8OOO"),
        "openfisca": (">= 8000", ">= 8OOO"),
    }),
    ("A formula that needs itself", {
        "junheng": ("rules", "[yuan/person] = budget / students", "[yuan/person] = per_student / 2"),
        "publicodes": ("valeur: budget / students", "valeur: per student / 2"),
        "rego": ("per_student := input.budget / input.students", "per_student := per_student / 2"),
        "zen": ("per_student", "budget / students", "$.per_student / 2"),
        "openfisca": ('return school("budget", period) / school("students", period)',
                      'return school("per_student", period) / 2'),
    }),
    ("The same thing declared twice", {
        "junheng": ("yaml", "  floor: {unit: yuan/person, value: 8000}",
                    "  floor: {unit: yuan/person, value: 8000}\n  floor: {unit: yuan/person, value: 9000}"),
        "publicodes": ("floor:\n  valeur: 8000 yuan/person",
                       "floor:\n  valeur: 8000 yuan/person\nfloor:\n  valeur: 9000 yuan/person"),
        "rego": ("floor := 8000", "floor := 8000\nfloor := 9000"),
        "zen": None,
        "openfisca": ("system.add_variables(students,", "system.add_variables(small, students,"),
    }),
    ("A limit without a number for one of its kinds", {
        "junheng": ("yaml", "value: {primary: 2000, junior: 2500}", "value: {junior: 2500}"),
        "publicodes": None,
        "rego": ('{"primary": 2000, "junior": 2500}', '{"junior": 2500}'),
        "zen": None,
        "openfisca": None,
    }),
    ("Division by zero", {
        "junheng": ("rules", "= budget / students", "= budget / 0"),
        "publicodes": ("valeur: budget / students", "valeur: budget / 0"),
        "rego": ("input.budget / input.students", "input.budget / 0"),
        "zen": ("per_student", "budget / students", "budget / 0"),
        "openfisca": ('school("budget", period) / school("students", period)', 'school("budget", period) / 0'),
    }),
    ("A text where a number belongs", {
        "junheng": ("rules", "require students at most", "require name at most"),
        "publicodes": ("students <= size", "students <= 'large'"),
        "rego": ("input.students <= size[input.stage]", 'input.students <= "large"'),
        "zen": ("small", "(stage == 'primary' ? 2000 : 2500)", "'large'"),
        "openfisca": ('school("students", period) <= 2000', 'school("students", period) <= "large"'),
    }),
    ("A rule that the conclusion forgets", {
        "junheng": ("rules", "all of {funded, small}", "all of {funded}"),
        "publicodes": ("    - funded\n    - small\n", "    - funded\n"),
        "rego": ("  funded\n  small\n", "  funded\n"),
        "zen": ("passed", "$.funded and $.small", "$.funded"),
        "openfisca": ('school("funded", period) * school("small", period)', 'school("funded", period)'),
    }),
]

PUBLICODES_JS = """\
import fs from 'fs';
import Engine from 'publicodes';
import { parse } from 'yaml';
try {
  const engine = new Engine(parse(fs.readFileSync(process.argv[2], 'utf8')));
  engine.setSituation({ students: '1000 person', budget: '9000000 yuan' });
  console.log(engine.evaluate('passed').nodeValue);
} catch (error) {
  console.log(error.message);
}
"""
ZEN_JS = """\
import fs from 'fs';
import { ZenEngine } from '@gorules/zen-engine';
try {
  const decision = new ZenEngine().createDecision(fs.readFileSync(process.argv[2]));
  const input = { students: 1000, budget: 9000000, stage: 'primary' };
  console.log(JSON.stringify((await decision.evaluate(input)).result));
} catch (error) {
  console.log(error.message);
}
"""
REGO_PY = """\
import sys
import regopy
try:
    rego = regopy.Interpreter()
    rego.add_module("standard.rego", open(sys.argv[1], encoding="utf-8").read())
    rego.set_input({"students": 1000, "budget": 9000000, "stage": "primary"})
    print(rego.query("data.standard.passed"))
except Exception as error:
    print(f"{type(error).__name__}: {error}")
"""


def once(text, old, new):
    assert text.count(old) == 1, f"`{old}` stands {text.count(old)} times"
    return text.replace(old, new)


def zen_graph(expressions):
    place = {"x": 0, "y": 0}
    rows = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "input", "position": place},
        {"id": "rules", "type": "expressionNode", "name": "rules", "position": place, "content": {"expressions": rows}},
        {"id": "out", "type": "outputNode", "name": "output", "position": place},
    ]
    edges = [{"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
             {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"}]
    return json.dumps({"nodes": nodes, "edges": edges})


def captured(command, cwd):
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)
    return (run.stdout + run.stderr).strip()


class Engines:
    def __init__(self, junheng, peers, folder):
        self.junheng, self.peers, self.folder = pathlib.Path(junheng).resolve(), pathlib.Path(peers).resolve(), folder
        self.py = self.peers / "py/bin/python"
        # Modules are found beside the peers.
        self.scripts = {name: self.peers / f"bench-{name}" for name in ("publicodes.mjs", "zen.mjs")}
        for name, text in (("publicodes.mjs", PUBLICODES_JS), ("zen.mjs", ZEN_JS)):
            self.scripts[name].write_text(text)
        (folder / "rego.py").write_text(REGO_PY)

    def versions(self):
        def package(name):
            found = self.peers / "node_modules" / name / "package.json"
            return json.loads(found.read_text())["version"] if found.exists() else None

        def distribution(name):
            if not self.py.exists():
                return None
            asked = f"import importlib.metadata as m; print(m.version('{name}'))"
            run = subprocess.run([self.py, "-c", asked], capture_output=True, text=True)
            return run.stdout.strip() if run.returncode == 0 else None

        return {
            "junheng": captured([self.junheng, "--version"], ".").split()[-1],
            "publicodes": package("publicodes"),
            "rego": distribution("regopy"),
            "zen": package("@gorules/zen-engine"),
            "openfisca": distribution("openfisca-core"),
        }

    def run(self, engine, edit):
        """What an engine prints for the program with an edit; None where there is no such mistake."""
        if edit is None:
            return None
        if engine == "junheng":
            pack = self.folder / "bench"
            pack.mkdir(exist_ok=True)
            yaml, rules = JUNHENG_YAML, JUNHENG_RULES
            if edit and edit[0] == "yaml":
                yaml = once(yaml, *edit[1:])
            elif edit:
                rules = once(rules, *edit[1:])
            (pack / "pack.yaml").write_text(yaml)
            (pack / "main.rules").write_text(rules)
            return captured([self.junheng, "check", "bench", "--lang", "en"], self.folder)
        if engine == "zen":
            expressions = dict(ZEN)
            if edit:
                expressions[edit[0]] = once(expressions[edit[0]], *edit[1:])
            file = self.folder / "rules.json"
            file.write_text(zen_graph(expressions))
            return captured(["node", self.scripts["zen.mjs"], file], self.folder)
        base, name = {"publicodes": (PUBLICODES, "rules.yaml"), "rego": (REGO, "rules.rego"),
                      "openfisca": (OPENFISCA, "rules.py")}[engine]
        file = self.folder / name
        file.write_text(once(base, *edit) if edit else base)
        if engine == "publicodes":
            return captured(["node", self.scripts["publicodes.mjs"], file], self.folder)
        if engine == "rego":
            return captured([self.py, self.folder / "rego.py", file], self.folder)
        return captured([self.py, file], self.folder)

    def shown(self, text):
        """A run as it is printed here: without this machine's folders, without stack frames, not too long."""
        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
        for folder in (self.folder, self.peers):
            text = text.replace(f"{folder}/", "")
        text = text.split("\nStack backtrace:")[0]
        # Of a Python traceback the frames of libraries say nothing to the author.
        text = re.sub(r'  File "[^"]*(?:site-packages|importlib)[^"]*".*\n(?:    .*\n)*', "", text)
        lines = text.splitlines()
        if len(lines) > MOST_LINES and text.startswith("Traceback"):
            # What is said stands at a traceback's end.
            lines = ["…"] + lines[-MOST_LINES:]
        elif len(lines) > MOST_LINES:
            lines = lines[:MOST_LINES] + ["…"]
        return "\n".join(line.rstrip() for line in lines)


NAMES = {"junheng": "junheng", "publicodes": "publicodes", "rego": "Rego (rego-cpp)", "zen": "GoRules Zen", "openfisca": "OpenFisca"}
COMMANDS = {
    "junheng": "junheng check bench --lang en",
    "publicodes": "node publicodes.mjs rules.yaml",
    "rego": "python rego.py rules.rego",
    "zen": "node zen.mjs rules.json",
    "openfisca": "python rules.py",
}


def edited(engine, edit):
    old, new = edit[-2:]
    return f"`{old}` → `{new}`".replace("\n", "⏎")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--junheng", required=True)
    arguments.add_argument("--peers", required=True)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(given.junheng, given.peers, pathlib.Path(folder))
        versions = engines.versions()
        there = [name for name, version in versions.items() if version]
        out = ["# The same eleven mistakes in other rule engines", "",
               "Written by `run.py`; do not edit. Each cell is what the engine printed for a small standard with one edit; at most "
               f"{MOST_LINES} lines of it. Without a mistake each engine says that the school passes. What a language has no words for "
               "has no cell.", "", "| engine | version | command |", "|---|---|---|"]
        out += [f"| {NAMES[e]} | {versions[e]} | `{COMMANDS[e]}` |" for e in there]
        missing = [NAMES[name] for name in versions if name not in there]
        if missing:
            out += ["", f"Not there when this was written: {', '.join(missing)}."]
        out += ["", "Without a mistake:", ""]
        out += [f"- {NAMES[e]}: `{engines.shown(engines.run(e, ())).splitlines()[-1]}`" for e in there]
        for number, (title, edits) in enumerate(MISTAKES, 1):
            out += ["", f"## {number} {title}"]
            for engine in there:
                said = engines.run(engine, edits[engine])
                if said is None:
                    continue
                out += ["", f"**{NAMES[engine]}** {edited(engine, edits[engine])}", "", "```text",
                        engines.shown(said) or "(nothing is printed)", "```"]
        (HERE / "RESULTS.md").write_text("\n".join(out) + "\n")
    sys.stdout.write(f"{HERE / 'RESULTS.md'}: {len(MISTAKES)} mistakes, {len(there)} engines\n")


if __name__ == "__main__":
    main()
