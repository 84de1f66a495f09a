"""Runs of the command line for tests: in this process or in one of its own, with a pipeline that needs no model."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.articles import ArticleFolder
from extract.briefing import Briefing
from extract.cli import app
from extract.config import Settings
from extract.pipeline import Progress, Run, Watch
from extract.reconcile import Decisions
from tests.sample_briefing import sample_briefing

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)


def command(arguments: list[str], *, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from extract.cli import main; main()", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        env=os.environ | (environment or {}),
        timeout=60,
    )


class FakePipeline:
    """Stands in for `run_folder`: tells of two steps an article, then gives the sample briefing, or raises."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.raises: BaseException | None = None
        self.briefing: Briefing = sample_briefing()

    def __call__(self, folder: ArticleFolder, settings: Settings, *, watch: Watch, decisions: Decisions) -> Run:
        self.settings = settings
        watch(Progress("cast", None, 0, 1))
        for article in folder.articles:
            for step in ("detect", "fill"):
                for done in range(3):
                    watch(Progress(step, article.path, done, 2))
        if self.raises:
            raise self.raises
        return Run(self.briefing, folder, seconds=10, read_tokens=4321, written_tokens=56)


def use_fake_pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    """Until `monkeypatch` is undone, `extract brief` runs this instead of a model."""
    fake = FakePipeline()
    monkeypatch.setattr("extract.pipeline.run_folder", fake)
    return fake


def write_articles(folder: Path) -> Path:
    """Two short articles in `folder`, which is made."""
    folder.mkdir()
    for name in ("a_wire.txt", "b_letter.md"):
        (folder / name).write_text("The envoys of both lands met on the bridge. They talked until dawn.\n" * 3)
    return folder


def write_briefing(path: Path) -> Path:
    """The sample briefing as a file."""
    path.write_text(sample_briefing().to_json(), encoding="utf-8")
    return path
