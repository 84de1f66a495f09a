"""Which matters a text tells of, whatever its words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import PromptError
from extract.reconcile.concepts import read_thesaurus, thesaurus


def about(text: str) -> set[str]:
    return set(thesaurus().concepts(text))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("the flow of fentanyl precursors", "narcotics"),
        ("Counternarcotics talks", "narcotics"),
        ("a first dialogue on AI", "artificial_intelligence"),
        ("Artificial Intelligence", "artificial_intelligence"),
        ("dual-use goods", "dual_use"),
        ("dual use goods", "dual_use"),
        ("military‑to‑military contacts", "military_contacts"),
        ("refineries", "energy"),
    ],
)
def test_words_and_phrases_tell_of_a_matter_in_either_number_and_case(text: str, concept: str) -> None:
    assert concept in about(text)


@pytest.mark.parametrize(("text", "concept"), [("a working group", "labour"), ("They said", "artificial_intelligence")])
def test_words_that_only_look_alike_do_not(text: str, concept: str) -> None:
    assert about(text) == set()
    assert concept in {name for names in thesaurus().of_word.values() for name in names}


def test_it_is_said_which_words_tell_of_a_matter() -> None:
    assert thesaurus().concepts("Drug cartels and dual-use chips") == {
        "chips": {"chips"},
        "dual_use": {"dual", "use"},
        "narcotics": {"drug", "cartels"},
    }


@given(st.text())
def test_any_text_has_its_matters(text: str) -> None:
    told = thesaurus().concepts(text)
    assert list(told) == sorted(told)
    assert all(words for words in told.values())


def test_no_word_stands_under_one_matter_twice_nor_is_one_too_common() -> None:
    known = thesaurus()
    assert all(1 <= len(names) <= 2 for names in known.of_word.values())
    assert not {"talk", "exchange", "side", "country", "party", "work", "group"} & known.of_word.keys()


@pytest.mark.parametrize("content", ["concepts = 3", "[other]", "[concepts]\nx = 3", "[concepts]\nx = [3]", "no toml"])
def test_a_broken_thesaurus_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PromptError, match="concepts.toml"):
        read_thesaurus(path)
