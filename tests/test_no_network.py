"""The main job without a network: nothing is looked up, connected to or sent, whatever lies in the folder."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_runs import ROOT
from tests.forked_runs import Runs
from tests.scripted import ScriptedDecoder
from tests.test_pipeline import FILES, LIST, write

#: What Python tells its audit hooks of (https://docs.python.org/3/library/audit_events.html).
OUTWARD = ("socket.", "urllib.Request", "http.client.connect", "ftplib.", "smtplib.", "webbrowser.open")
PAGE = (
    "<html><head><base href='http://203.0.113.7/'><link rel='stylesheet' href='style.css'>"
    "<meta http-equiv='refresh' content='0;url=http://203.0.113.7/'></head><body><article>"
    f"<img src='http://203.0.113.7/pixel.png'><p>{LIST}</p></article></body></html>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "articles", FILES | {"page.html": PAGE})


def watched(told: Path) -> None:
    def hook(event: str, arguments: object) -> None:
        if event.startswith(OUTWARD):
            with told.open("a") as file:
                file.write(f"{event} {arguments}\n")

    sys.addaudithook(hook)


def cut_off() -> None:
    """A network of its own, with nothing in it, where the system lets anybody have one."""
    user, network = 0x10000000, 0x40000000
    ctypes.CDLL(None).unshare(network if os.getuid() == 0 else network | user)


def test_a_run_asks_nothing_of_a_network_and_needs_none(folder: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"

    def fault() -> None:
        cut_off()
        watched(told)

    runs = Runs(folder, tmp_path / "run", ScriptedDecoder)
    assert runs.run(fault) == 0
    assert not told.exists(), told.read_text()
    assert runs.out.exists()


def test_what_watches_the_network_would_see_a_call(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = (
        "import socket, sys; from pathlib import Path; from tests.test_no_network import watched\n"
        "watched(Path(sys.argv[1])); socket.socket().close()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(told)], cwd=ROOT, check=True)
    assert "socket.__new__" in told.read_text()


@pytest.mark.tiny
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_a_run_with_a_model_makes_no_call_of_the_system_for_a_network(tmp_path: Path) -> None:
    folder, trace = write(tmp_path / "articles", {"list.txt": LIST}), tmp_path / "trace"
    watch = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-o", str(trace)]
    brief = ["brief", str(folder), "-o", str(tmp_path / "out.json"), "--model", "smollm2-135m", "--threads", "1"]
    program = [sys.executable, "-c", "from extract.cli import main; main()"]
    ended = subprocess.run(
        [*watch, *program, *brief, "--no-store"], cwd=ROOT, capture_output=True, check=False, timeout=600
    )
    if b"PTRACE" in ended.stderr or b"ptrace" in ended.stderr:
        pytest.skip("this system lets nobody trace")
    assert ended.returncode == 0, ended.stderr
    calls = [line for line in trace.read_text().splitlines() if "AF_INET" in line or "connect(" in line]
    assert calls == []
