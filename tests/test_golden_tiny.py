"""Golden files of a real model: the tiny one. Its answers mean nothing; that they replay and hold does."""

from dataclasses import replace

import pytest

from extract.config import Settings
from extract.decoding.base import Decoder
from extract.golden.cases import Case, load_case
from extract.golden.checking import live, replay
from extract.golden.recording import record
from extract.pipeline import open_decoder
from tests.golden_case import ARTICLES, write_case

pytestmark = pytest.mark.tiny

MODEL = "smollm2-135m"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Recorded on one thread."""
    folder = tmp_path_factory.mktemp("golden") / "tiny"
    write_case(folder, {"c_list.md": ARTICLES["c_list.md"]})
    (folder / "case.toml").write_text(f'[settings]\nmodel = "{MODEL}"\n')
    case = load_case(folder)
    record(on_threads(case, 1), open_decoder)
    return case


def on_threads(case: Case, threads: int) -> Case:
    return replace(case, settings=replace(case.settings, threads=threads, gpu="off"))


def test_a_real_model_replays_to_the_byte(case: Case) -> None:
    outcome = replay(case)
    assert outcome.passed, outcome.problem


def test_another_number_of_threads_passes(case: Case) -> None:
    def two_threads(settings: Settings) -> Decoder:
        assert settings.threads == 2
        return open_decoder(settings)

    outcome = live(on_threads(case, 2), two_threads)
    assert outcome.passed, outcome.problem
    assert outcome.diff is not None
    assert outcome.recording is not None
    asked = {entry.step for entry in outcome.recording.entries.values()}
    assert "detect" in asked
