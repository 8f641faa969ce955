"""What the pages say is done: their examples, the recipes, the notebook."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import junheng as jh
import pytest
from conftest import DAY, ROOT, judged, library


def examples(page: str) -> str:
    """The blocks of Python on a page, one after the other."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = [part.split("```", 1)[0] for part in text.split("```python\n")[1:]]
    assert len(blocks) >= 3, page
    return "\n".join(blocks)


@pytest.mark.parametrize("page", ["docs/python.md", "docs/python.zh-CN.md"])
def test_examples_of_the_guide_run(page: str, lines: str) -> None:
    library("pandas", "pandas")
    library("duckdb", "duckdb")
    check = (
        "\nimport hashlib\n"
        "found = jh.Pack.load('national@2017', language='zh').judge(tables, as_of='2026-11-23')\n"
        "print('LINES', hashlib.sha256(found.ndjson().encode()).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", examples(page) + check], capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "'recognition': 'unmet'" in done.stdout
    assert f"LINES {hashlib.sha256(lines.encode()).hexdigest()}" in done.stdout


def test_the_example_of_the_readme_runs() -> None:
    library("pandas", "pandas")
    done = subprocess.run(
        [sys.executable, str(ROOT / "bindings/python/example.py")], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "<junheng.County 990001" in done.stdout and "R5" in done.stdout


def test_dask_judges_folders(pack: jh.Pack, tmp_path: Path) -> None:
    dask = library("dask", "dask")
    folders = [ROOT / "examples" / f"county-{code}" for code in ("990001", "990002")]
    wanted = tuple(judged(folder) for folder in folders)
    day = str(DAY)

    def lines(folder: Path) -> str:
        return pack.judge_files(folder, as_of=day).ndjson()

    for scheduler in ("threads", "processes"):
        found = dask.compute(*[dask.delayed(lines)(folder) for folder in folders], scheduler=scheduler)
        assert found == wanted, scheduler


def test_the_notebook_runs() -> None:
    nbformat = library("nbformat", "nbformat")
    nbclient = library("nbclient", "nbclient")
    library("ipykernel", "ipykernel")
    library("matplotlib", "matplotlib")
    path = ROOT / "examples" / "notebooks" / "county.ipynb"
    book = nbformat.read(path, as_version=4)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(Path(jh.__file__).parents[1])]))}
    client = nbclient.NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute(env=environment)
    shown = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    pictures = [output for output in shown if "image/png" in output.get("data", {})]
    assert len(pictures) == 2
    folder = os.environ.get("JUNHENG_SHOTS")
    if folder:
        import base64

        for i, output in enumerate(pictures):
            (Path(folder) / f"notebook-{i}.png").write_bytes(base64.b64decode(output["data"]["image/png"]))
    # It is kept without what it shows, so that a difference is one of the text.
    kept = nbformat.read(path, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in kept.cells if cell.cell_type == "code")
