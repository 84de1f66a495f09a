"""What is asked of the model again, and what is not: counted in the calls of a scripted decoder behind the store."""

import contextlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extract.briefing import Briefing
from extract.config import Settings
from extract.decoding import stored
from extract.decoding.stored import StoredDecoder
from extract.pipeline import Progress, Run, run_folder
from extract.schemas import Kind
from extract.store import Store
from tests.cli_runs import ROOT
from tests.scripted import ScriptedDecoder, said
from tests.test_pipeline import FILES, LETTER, SETTINGS, write


class Model:
    """Scripted decoders behind one store, made when they are wanted."""

    def __init__(self, path: Path | None, **script: object) -> None:
        self.path, self._script = path, script
        self.made: list[ScriptedDecoder] = []
        self.settings = {"gpu": "off"}
        self.sha256 = ScriptedDecoder.model_sha256

    def _open(self) -> ScriptedDecoder:
        self.made.append(ScriptedDecoder(**self._script))  # type: ignore[arg-type]
        return self.made[-1]

    def open(self) -> StoredDecoder:
        return StoredDecoder(
            Store(self.path), self._open, model_name="scripted", model_sha256=self.sha256, settings=self.settings
        )

    def run(self, folder: Path, settings: Settings = SETTINGS, watch: Callable[[Progress], None] | None = None) -> Run:
        self.made.clear()
        with contextlib.closing(self.open()) as decoder:
            return run_folder(folder, settings, decoder=decoder, watch=watch)

    @property
    def asked(self) -> list[str]:
        """What the model was asked in the last run: the last line of each prompt."""
        return [said(prompt) for decoder in self.made for prompt in decoder.asked]


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return Model(tmp_path / "answers.sqlite")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "articles")


def test_a_run_behind_the_store_gives_the_same_bytes_with_and_without_answers_in_it(model: Model, folder: Path) -> None:
    plain = run_folder(folder, SETTINGS, decoder=ScriptedDecoder()).briefing
    assert model.run(folder).briefing.to_json() == plain.to_json()
    assert model.run(folder).briefing.to_json() == plain.to_json()
    assert Model(None).run(folder).briefing.to_json() == plain.to_json()


def test_an_unchanged_folder_loads_no_model_and_costs_no_token(model: Model, folder: Path) -> None:
    first = model.run(folder)
    asked = len(model.asked)
    assert first.read_tokens == 100 * asked
    again = model.run(folder)
    assert model.made == []
    assert (again.read_tokens, again.written_tokens) == (0, 0)
    assert sum(cost.recalled for cost in again.costs.values()) == asked


def test_nothing_is_asked_twice_in_a_run_either(model: Model, folder: Path) -> None:
    (folder / "d_copy.txt").write_text((folder / "a_wire.txt").read_text(encoding="utf-8"), encoding="utf-8")
    model.run(folder)
    assert len(model.asked) == len(set(model.asked))
    unkept = Model(None)
    unkept.run(folder)
    assert unkept.asked == model.asked


def test_a_changed_article_costs_its_changed_sentences_and_what_is_shown_with_them(model: Model, folder: Path) -> None:
    model.run(folder)
    changed = LETTER.replace("before the winter", "before the spring")
    (folder / "b_letter.txt").write_text(changed, encoding="utf-8")
    run = model.run(folder)
    read = [prompt for prompt in model.made[0].asked if prompt.name == "detect"]
    assert [said(prompt) for prompt in read if "before the spring" in said(prompt)] == [said(read[0])]
    assert len(read) == 1
    # The sentence's own record, and those of the two after it, which are shown it.
    filled = [prompt for prompt in model.made[0].asked if prompt.name == "fill"]
    assert all("before the spring" in said(prompt) for prompt in filled)
    assert len(filled) <= 3
    assert run.briefing.to_json() == run_folder(folder, SETTINGS, decoder=ScriptedDecoder()).briefing.to_json()


def test_one_more_article_costs_one_article(model: Model, folder: Path) -> None:
    more = folder / "d_more.txt"
    more.write_text("The envoys of Chile agreed to send Norway two crates of lemons every month.\n", encoding="utf-8")
    model.run(folder)
    more.unlink()
    model.run(folder)
    assert model.made == []
    new = "On Monday Norway urged Chile to repair the pier at the old customs house.\n"
    more.write_text(new, encoding="utf-8")
    model.run(folder)
    assert [line for line in model.asked if "repair the pier" not in line] == []


def test_a_changed_merge_setting_reads_nothing_again(model: Model, folder: Path) -> None:
    first = model.run(folder)
    merged = model.run(folder, replace(SETTINGS, merge_similarity=1.0))
    assert model.made == []
    assert merged.briefing.manifest.settings != first.briefing.manifest.settings
    fewer = model.run(folder, replace(SETTINGS, classes=(Kind.DEMAND,)))
    assert model.made == []
    assert [item.id for item in fewer.briefing.items()] == ["demand-1"]


def test_another_model_other_settings_or_other_code_ask_anew(
    model: Model, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.run(folder)
    asked = model.asked
    model.settings = {"gpu": "auto"}
    model.run(folder)
    assert model.asked == asked
    model.sha256 = "6d" * 32
    model.run(folder)
    assert model.asked == asked
    for part in ("_code", "_llama"):
        monkeypatch.setattr(stored, part, lambda: "another one")
        model.run(folder)
        assert model.asked == asked
    model.run(folder)
    assert model.made == []


def test_all_code_that_a_decoder_runs_is_part_of_the_key() -> None:
    """A change to code that is not may leave answers of the old code in place: list it in ANSWERING."""
    listing = (
        "import sys, extract.decoding.llama, extract.decoding.reask\n"
        "print(*(name for name in sys.modules if name.startswith('extract.')))"
    )
    ended = subprocess.run([sys.executable, "-c", listing], capture_output=True, check=True, cwd=ROOT, encoding="utf-8")
    harmless = {"extract.errors", "extract.decoding", "extract.resources", "extract.gguf_header"}
    package = ROOT / "extract"
    listed = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for pattern in stored.ANSWERING
        for path in package.glob(pattern)
    }
    assert set(ended.stdout.split()) - listed - harmless == set()


def test_the_build_of_llama_cpp_is_told_without_loading_it() -> None:
    told = "import sys; from extract.decoding.stored import _llama; print('llama_cpp' in sys.modules, *_llama())"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, cwd=ROOT, encoding="utf-8")
    loaded, *parts = ended.stdout.split()
    assert loaded == "False"
    assert parts == [] or any("llama" in part for part in parts)


def test_progress_tells_what_was_on_record(model: Model, folder: Path) -> None:
    model.run(folder)
    seen: list[Progress] = []
    model.run(folder, watch=seen.append)
    assert {each.recalled for each in seen if each.step in ("detect", "fill")} == {
        each.done for each in seen if each.step in ("detect", "fill")
    }
    assert any(each.recalled for each in seen)


def test_the_files_that_a_briefing_needs_decide_what_is_on_record(model: Model, tmp_path: Path) -> None:
    """Articles under other names, in another order and another folder are the same work."""
    model.run(write(tmp_path / "one"))
    turned = {f"{9 - number}_{name}": text for number, (name, text) in enumerate(FILES.items())}
    run = model.run(write(tmp_path / "turned", turned))
    assert [prompt.name for decoder in model.made for prompt in decoder.asked if prompt.name != "cast"] == []
    assert isinstance(run.briefing, Briefing)
