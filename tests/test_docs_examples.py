"""Every example of the guide for programs runs, and prints what the guide says."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extract.briefing import load_briefing
from tests.docs_examples import Example, examples
from tests.sample_briefing import sample_briefing

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "program.md"
SAMPLE = ROOT / "tests" / "briefings" / "sample.json"
EXAMPLES = examples(GUIDE)
RUNNABLE = [example for example in EXAMPLES if example.section != "TypeScript"]

#: Where `npm install` puts the compilers of the TypeScript example; see tests/typescript/package.json.
NODE_TOOLS = Path(os.environ.get("EXTRACT_NODE_TOOLS", ROOT / "tests" / "typescript" / "node_modules" / ".bin"))


def run(command: list[str], folder: Path) -> str:
    """Its stdout; this checkout's `extract` and the Python of the tests come first on the path."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name, line in (("extract", "-c 'from extract.cli import main; main()'"), ("python", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec {sys.executable} {line} "$@"\n')
        (tools / name).chmod(0o755)
    environment = os.environ | {
        "PATH": os.pathsep.join((str(tools), str(NODE_TOOLS), os.environ["PATH"])),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def skip_without(example: Example) -> None:
    if example.language == "sh" and "jq" in example.code and not shutil.which("jq"):
        pytest.skip("jq is not installed (apt-get install jq)")
    for package in ("pandas", "duckdb"):
        if re.search(rf"\bimport {package}\b", example.code) and not importlib.util.find_spec(package):
            pytest.skip(f"{package} is not installed (pip install {package})")


def test_the_guide_has_an_example_for_each_tool() -> None:
    sections = {example.section for example in EXAMPLES}
    assert sections >= {"jq", "Python, without any package", "pandas", "DuckDB", "TypeScript"}
    assert all(example.prints is not None for example in RUNNABLE)


def test_the_sample_of_the_guide_is_a_briefing() -> None:
    assert load_briefing(SAMPLE) == sample_briefing()
    assert SAMPLE.read_text(encoding="utf-8") == sample_briefing().to_json()


@pytest.mark.parametrize("example", RUNNABLE, ids=[f"{each.section} {at}" for at, each in enumerate(RUNNABLE)])
def test_an_example_prints_what_the_guide_says(example: Example, tmp_path: Path) -> None:
    skip_without(example)
    shutil.copy(SAMPLE, tmp_path / "briefing.json")
    if example.language == "sh":
        printed = run(["sh", "-e", "-c", example.code], tmp_path)
    else:
        (tmp_path / "example.py").write_text(example.code, encoding="utf-8")
        printed = run([sys.executable, "example.py"], tmp_path)
    assert printed == example.prints


def test_types_for_typescript_are_made_of_the_schema_and_compile_and_run(tmp_path: Path) -> None:
    missing = [name for name in ("json2ts", "tsc") if not shutil.which(name, path=NODE_TOOLS)]
    if missing or not shutil.which("node"):
        pytest.skip(
            f"{', '.join(missing) or 'node'} is not installed (npm install --no-package-lock --prefix tests/typescript)"
        )
    shell, code = (example for example in EXAMPLES if example.section == "TypeScript")
    shutil.copy(SAMPLE, tmp_path / "briefing.json")
    run(["sh", "-e", "-c", shell.code], tmp_path)
    (tmp_path / "example.ts").write_text(code.code, encoding="utf-8")
    options = {
        "strict": True,
        "target": "es2022",
        "module": "nodenext",
        "moduleResolution": "nodenext",
        "typeRoots": [str(NODE_TOOLS.parent / "@types")],
        "types": ["node"],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["example.ts"]}))
    run(["tsc", "-p", "."], tmp_path)
    assert run(["node", "example.js"], tmp_path) == code.prints
    # And the types mean something: what no briefing has is refused.
    (tmp_path / "example.ts").write_text(code.code + "\nbriefing.nothing;\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="nothing"):
        run(["tsc", "-p", "."], tmp_path)
