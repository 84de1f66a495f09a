"""The tiny model on a machine that is interrupted, or has too little memory."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli_runs import ROOT
from tests.test_pipeline import FILES, write

pytestmark = pytest.mark.tiny


def started(folder: Path, out: Path, limit: Callable[[], None] = lambda: None) -> subprocess.Popen[str]:
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a runner may ignore it
        "from extract.cli import main; main()"
    )
    command = ["brief", str(folder), "-o", str(out), "--model", "smollm2-135m", "--threads", "1"]
    return subprocess.Popen(
        [sys.executable, "-c", script, *command, "--store", str(out.with_name("answers.sqlite"))],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_model_that_computes_is_interrupted_within_a_second(number: int, code: int, tmp_path: Path) -> None:
    texts = {f"{copy}_{name}": text * 4 for copy in range(4) for name, text in FILES.items()}
    with started(write(tmp_path / "articles", texts), tmp_path / "out.json") as process:
        assert process.stderr
        # The model is loaded, and at work on the first article.
        while "finding items" not in (line := process.stderr.readline()):
            assert line, "it ended by itself"
        time.sleep(0.5)
        process.send_signal(number)
        began = time.monotonic()
        assert process.wait(timeout=60) == code
        seconds = time.monotonic() - began
        last = process.stderr.read().splitlines()[-1]
    assert "no briefing was written" in last
    assert not (tmp_path / "out.json").exists()
    # A second, and what a busy machine makes of it; a step of the model alone may take as long.
    assert seconds < 5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_too_little_memory_for_the_model_ends_with_12_in_one_line(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))

    with started(write(tmp_path / "articles"), tmp_path / "out.json", limit) as process:
        assert process.stderr
        told = process.stderr.read().splitlines()
        assert process.wait() == 12
    assert told[-1].startswith("extract: ")
    assert "memory" in told[-1]
    assert "Traceback" not in "".join(told)
