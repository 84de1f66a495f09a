"""The command line in a process of its own: what only a real shell, pipe or signal can show."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_runs import ROOT, command, write_articles, write_briefing

HEAVY = {
    "llama_cpp",
    "numpy",
    "instructor",
    "openai",
    "rich",
    "extract.briefing",
    "extract.articles",
    "extract.pipeline",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.fixture
def briefing_file(tmp_path: Path) -> Path:
    return write_briefing(tmp_path / "briefing.json")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        ([], HEAVY | {"pydantic"}),
        (["--help"], HEAVY | {"pydantic"}),
        # Typer itself reads the options of a command by pydantic.
        *((name, HEAVY) for name in (["brief", "--help"], ["show", "--help"], ["models", "pull", "--help"])),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str], heavy: set[str]) -> None:
    probe = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('modules ' + ' '.join(sys.modules)))\n"
        "from extract.cli import main\n"
        "main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", probe, *arguments], capture_output=True, check=False, cwd=ROOT, encoding="utf-8"
    )
    imported = set(ended.stderr.partition("modules ")[2].split())
    assert "extract.cli" in imported
    assert imported & heavy == set()


def test_help_answers_in_under_half_a_second() -> None:
    def seconds() -> float:
        began = time.perf_counter()
        command(["--help"])
        return time.perf_counter() - began

    # The best of a few: other work on the machine is not ours.
    assert min(seconds() for _ in range(4)) < 0.5


def test_the_exit_code_and_the_one_line_reach_the_shell(tmp_path: Path) -> None:
    ended = command(["show", str(tmp_path / "none.json")])
    assert ended.returncode == 8
    assert (ended.stdout, ended.stderr.count("\n")) == ("", 1)


@pytest.mark.parametrize("arguments", [["show", "-"], ["schema"]])
def test_a_reader_that_goes_away_is_no_reason_for_a_traceback(arguments: list[str], briefing_file: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with briefing_file.open("rb") as file:
        ended = subprocess.run(
            [sys.executable, "-c", "from extract.cli import main; main()", *arguments],
            stdin=file,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            cwd=ROOT,
            timeout=60,
        )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_ends_with_9() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-c", "from extract.cli import main; main()", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=ROOT,
            timeout=60,
        )
    assert ended.returncode == 9
    assert ended.stderr == b"extract: cannot write to standard output: No space left on device\n"


def test_a_narrow_encoding_of_stdout_spells_out_what_it_lacks(briefing_file: Path) -> None:
    ended = command(["show", str(briefing_file)], environment={"PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0
    assert "Freedonia \\u2192 unnamed" in ended.stdout


@pytest.fixture
def slow_run(articles: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`extract brief` with a pipeline that never ends."""
    script = (
        "import signal, time, extract.pipeline as pipeline\n"
        # A test runner in the background may have been told to ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def run_folder(folder, settings, *, watch, decisions):\n"
        "    watch(pipeline.Progress('cast', None, 0, 1))\n"
        "    time.sleep(60)\n"
        "pipeline.run_folder = run_folder\n"
        "from extract.cli import main\n"
        "main()\n"
    )
    arguments = ["brief", str(articles), "-o", str(tmp_path / "out.json")]
    with subprocess.Popen([sys.executable, "-c", script, *arguments], stderr=subprocess.PIPE, cwd=ROOT) as process:
        yield process
        process.kill()


def test_ctrl_c_in_a_running_briefing_leaves_no_file(slow_run: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert slow_run.stderr
    assert select.select([slow_run.stderr], [], [], 60)[0]
    slow_run.send_signal(signal.SIGINT)
    assert slow_run.wait(timeout=30) == 130
    assert slow_run.stderr.read().splitlines()[-1] == b"extract: interrupted: no briefing was written"
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]
