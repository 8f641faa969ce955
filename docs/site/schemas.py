"""Writes a page for each JSON Schema: its fields, their types and what they mean. Run by docs/site/build."""

import json
import pathlib
import re
import sys

PROGRAM = {
    "pack": "标准包 · a pack", "cases": "用例 · cases", "check": "junheng check", "eval": "junheng eval",
    "county": "junheng eval --format ndjson", "gap": "junheng gap", "test": "junheng test", "diff": "junheng diff",
    "impact": "junheng impact", "sweep": "junheng impact --sweep", "compare": "junheng compare", "show": "junheng show",
}


def of(schema):
    """A type in a word or two."""
    if schema is True or schema is None:
        return "any"
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(of(part) for part in schema[key]))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "any")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if kind == "array" or "items" in schema:
        return "list of " + of(schema.get("items"))
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return "map of " + of(schema["additionalProperties"])
    return kind


def cell(text):
    """A text as a cell of a table; names in brackets are links only where the text comes from."""
    text = re.sub(r"\[(`[^`]*`)\](?!\()", r"\1", str(text))
    return " ".join(text.split()).replace("|", "\\|")


def fields(schema):
    """The table of an object's fields."""
    if not schema.get("properties"):
        return [of(schema), ""]
    asked = set(schema.get("required", []))
    lines = ["| field | type | meaning |", "| --- | --- | --- |"]
    for name, field in schema["properties"].items():
        says = field.get("description", "") if isinstance(field, dict) else ""
        lines.append(f"| `{name}`{'' if name in asked else ' (optional)'} | {cell(of(field))} | {cell(says)} |")
    return lines + [""]


def page(name, schema):
    """One schema as a page."""
    lines = [f"# {PROGRAM.get(name, name)}", "", cell(schema.get("description", "")), ""]
    lines += fields(schema)
    for part, inner in sorted(schema.get("$defs", {}).items()):
        lines += [f"## {part}", "", cell(inner.get("description", "")), ""] + fields(inner)
    return "\n".join(lines)


def main():
    """Reads the schemas of one folder, writes pages into another."""
    source, target = map(pathlib.Path, sys.argv[1:])
    target.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted(source.glob("*.json")):
        name = path.name.split(".")[0].removeprefix("junheng-")
        (target / f"{name}.md").write_text(page(name, json.loads(path.read_text("utf-8"))), "utf-8")
        names.append(name)
    if not names:
        sys.exit(f"no schema in {source}")
    toc = "\n".join(names)
    (target / "index.md").write_text(
        f"# JSON\n\nWhat the program writes and reads as JSON, from `junheng schema --out DIR`.\n\n```{{toctree}}\n{toc}\n```\n", "utf-8"
    )


main()
