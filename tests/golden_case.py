"""A golden case of an invented meeting, made by the scripted decoder; and the briefing in it, to break on purpose."""

from collections.abc import Sequence
from pathlib import Path

from extract.briefing import Briefing, load_briefing
from extract.config import Settings
from extract.decoding.base import Decoder
from extract.golden.cases import Case, load_case
from extract.golden.recording import record
from tests.scripted import ScriptedDecoder

ARTICLES = {
    "a_wire.txt": """Chile and Norway agree to talk about herring

The Chilean foreign minister, Rosa Almeyda, met Norway’s prime minister, Ada Holm, in Oslo on 3 May 2031.

The two countries agreed to count the herring of the southern banks together.

“We urged Norway to recall its trawlers from the southern banks,” Almeyda said.

Almeyda also urged Norway to grant Chilean nurses work visas at its embassy in Valdivia within two years.

Holm warned that Norway would close its ports to Chilean ships if the levy on salmon stayed.
""",
    "b_letter.txt": """A letter from Oslo

It was a long day by the harbour, and neither Chile nor Norway was in a hurry to leave the old customs house.

Almeyda urged Norway to recall all trawlers from the southern banks before the winter.

The Norwegian side accused Chile of hiding its own catch of cod from the inspectors.

They agreed to count the herring of the southern banks together, which is new.
""",
    "c_list.md": """Two-point consensus

Chile and Norway announced a two-point consensus after the talks, the ministry said in Oslo on Monday.

1. Both sides agreed to count the herring of the southern banks together every spring.
2. Both sides agreed to reopen the consulate in Punta Arenas within a year.
""",
}
CASE_FILE = '[settings]\nmodel = "scripted"\nmerge_similarity = 0.3\n'


def write_case(folder: Path, articles: dict[str, str] | None = None) -> Path:
    """A case without golden.json and recording."""
    (folder / "articles").mkdir(parents=True)
    for name, text in (articles or ARTICLES).items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    (folder / "case.toml").write_text(CASE_FILE)
    return folder


def scripted(fails: Sequence[str] = ()) -> "ScriptedOpener":
    return ScriptedOpener(fails)


class ScriptedOpener:
    """Opens scripted decoders and keeps them; `opened` counts how often a model was asked for."""

    def __init__(self, fails: Sequence[str] = ()) -> None:
        self.decoders: list[ScriptedDecoder] = []
        self._fails = tuple(fails)

    def __call__(self, settings: Settings) -> Decoder:
        self.decoders.append(ScriptedDecoder(fails=self._fails))
        return self.decoders[-1]

    @property
    def asked(self) -> int:
        return sum(len(decoder.asked) for decoder in self.decoders)


def recorded_case(folder: Path) -> Case:
    """A case that was recorded."""
    case = load_case(write_case(folder))
    record(case, scripted())
    return case


def golden_of(case: Case) -> Briefing:
    return load_briefing(case.golden)
