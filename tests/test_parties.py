"""The cast of a folder: who is on whose side, found in the articles alone. All persons here are invented."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from extract.actors import FullNames
from extract.affiliation import asked_parties
from extract.articles import Article, article_from_text
from extract.decoding.base import Failure, Prompt
from extract.parties import Cast, find_cast
from extract.schemas import Record
from tests.scripted import ScriptedDecoder, options, said

TALKS = """Chile and Norway talk about trawlers

The Chilean foreign minister, Rosa Almeyda, met Norway’s prime minister, Ada J. Holm, in Oslo on Monday.

“We agreed to talk again,” Almeyda said. Holm urged Chile to recall its trawlers. Santiago said no.

The Norwegian side was disappointed, officials in Santiago noted. Mr. Brekke, who spoke for an hour, said little.
"""
LATER = """Holm warns Almeyda

Norwegian Prime Minister Ada Holm warned Rosa Almeyda on Tuesday that Norway’s ports would close to Chile.

Oslo is waiting, Brekke told Chilean reporters. Peru’s ambassador, Luz Inca, watched.
"""


def folder(*texts: str) -> list[Article]:
    return [article_from_text(text, id=f"{number:03}", path=f"{number}.txt") for number, text in enumerate(texts, 1)]


@pytest.fixture(scope="module")
def cast() -> Cast:
    return find_cast(folder(TALKS, LATER), None)


def parties(cast: Cast, text: str) -> list[tuple[str, str | None]]:
    return [(reference.name, reference.party) for reference in cast.references(text)]


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Almeyda", "Chile"), ("Rosa Almeyda", "Chile"), ("Holm", "Norway"), ("Ada Holm", "Norway"),
        ("Ada J. Holm", "Norway"), ("Luz Inca", "Peru"), ("Norwegian", "Norway"), ("Santiago", "Chile"),
        ("Brekke", None), ("Nobody", None),
    ],
)  # fmt: skip
def test_whatever_names_an_actor_stands_for_its_party(cast: Cast, name: str, party: str | None) -> None:
    assert cast.party_of(name) == party


def test_the_two_that_are_named_most_are_the_sides_of_the_event(cast: Cast) -> None:
    assert set(cast.principals) == {"Chile", "Norway"}
    assert cast.parties[2:] == ("Peru",)


NUCLEAR = "The E3 met Iran in Geneva.\n\nThe Europeans want inspections, the E3 said. A European official shrugged.\n"
BLOC = (
    "The European Union met Iran.\n\nThe Europeans want inspections. The EU waits, the EU says, and the E3 watches.\n"
)


@pytest.mark.parametrize(
    ("texts", "europeans"),
    [
        ([NUCLEAR], "E3"),
        ([BLOC], "European Union"),
        # As often the one as the other, or neither: as it is elsewhere.
        (["The E3 and the European Union met Iran. The Europeans left.\n"], "European Union"),
        (["Iran met the Europeans. They left.\n"], "European Union"),
        # One article that names it beyond all measure has its say, and no more.
        ([NUCLEAR + "".join(f"The E3 told {count} tales.\n" for count in range(2, 42)), *[BLOC] * 5], "European Union"),
    ],
)
def test_a_people_s_name_that_parties_share_means_the_one_that_is_named_more_often(
    texts: list[str], europeans: str
) -> None:
    cast = find_cast(folder(*texts), None)
    assert {cast.party_of(name) for name in ("Europeans", "European", "the Europeans")} == {europeans}
    assert (cast.party_of("EU"), cast.party_of("European Commission")) == ("European Union", "European Union")
    assert cast.party_of("E3") == "E3"
    # What belongs to a side of the event says nothing about the matter.
    assert "european" in cast.words_of_the_sides()
    assert europeans in cast.principals
    assert ("European Union" in cast.parties) == (europeans == "European Union")
    assert [party for _, party in parties(cast, "Iran told the Europeans.")] == ["Iran", europeans]


def test_short_names_and_initials_are_one_person_by_the_fullest_name(cast: Cast) -> None:
    assert {cast.full_name[name] for name in ("Holm", "Ada Holm", "Ada J. Holm")} == {"Ada Holm"}
    assert {"Ada Holm", "Rosa Almeyda", "Luz Inca"} <= cast.persons


def test_references_are_found_from_left_to_right_each_at_its_place(cast: Cast) -> None:
    text = "Holm told Almeyda that the Norwegian side and Peru would wait."
    references = cast.references(text)
    assert [(each.name, each.party, each.person) for each in references] == [
        ("Ada Holm", "Norway", True),
        ("Rosa Almeyda", "Chile", True),
        ("Norwegian", "Norway", False),
        ("Peru", "Peru", False),
    ]
    assert [text[each.start : each.end] for each in references] == ["Holm", "Almeyda", "Norwegian", "Peru"]


def test_a_capital_may_be_a_government_or_only_a_place(cast: Cast) -> None:
    assert parties(cast, "Yesterday Oslo urged restraint.") == [("Oslo", "Norway")]
    assert parties(cast, "They met in Oslo.") == []


def test_another_meeting_has_another_cast() -> None:
    text = """Kenya’s trade minister, Juma Odero, urged Japan to open its ports. Japanese envoy Mika Sato refused.

Odero said Kenya would wait. Sato said Japan would think about it."""
    cast = find_cast(folder(text), None)
    assert cast.principals in {("Japan", "Kenya"), ("Kenya", "Japan")}
    assert (cast.party_of("Odero"), cast.party_of("Sato"), cast.party_of("Holm")) == ("Kenya", "Japan", None)


def test_the_word_of_most_mentions_counts() -> None:
    text = """Norwegian minister Brekke spoke. Norway’s minister, Brekke, spoke again. A Chilean envoy, Rosa Mar, spoke.

Chilean minister Brekke, one paper wrote, spoke for hours. Later he met Brekke, the Norwegian minister."""
    assert find_cast(folder(text), None).party_of("Brekke") == "Norway"


def test_only_who_holds_an_office_and_is_not_placed_by_the_text_is_asked_about() -> None:
    decoder = ScriptedDecoder(cast={"Brekke": "Norway"})
    cast = find_cast(folder(TALKS, LATER), decoder)
    assert cast.party_of("Brekke") == "Norway"
    assert {said(prompt).splitlines()[-1] for prompt in decoder.asked} == {"Name: Brekke"}
    assert any("Mr. Brekke, who spoke for an hour, said little." in said(prompt) for prompt in decoder.asked)


def shown(decoder: ScriptedDecoder) -> list[str]:
    """The prompts that show a sentence; the others name a person and nothing else."""
    return [text for prompt in decoder.asked if (text := said(prompt)).startswith("Text: ")]


def test_a_name_is_asked_about_in_each_of_its_sentences_by_itself() -> None:
    decoder = ScriptedDecoder(cast={"Brekke": "Norway"})
    find_cast(folder(TALKS, LATER), decoder)
    texts = shown(decoder)
    assert len(texts) == len(set(texts)) == 2


def test_a_name_far_back_in_a_sentence_is_asked_about_with_what_stands_around_it() -> None:
    far = f"Norway met Chile while {'it rained and ' * 30}the envoy Brekke waited for his own government to call."
    decoder = ScriptedDecoder()
    find_cast(folder(far), decoder)
    (text,) = shown(decoder)
    assert "the envoy Brekke waited for his own government" in text
    assert len(text) < 300


def test_a_name_that_is_found_in_no_sentence_is_not_asked_about() -> None:
    decoder = ScriptedDecoder()
    assert asked_parties(["Brekke"], [], FullNames({}, {}), ["Norway", "Chile"], decoder) == {}
    assert decoder.asked == []


class Wavering(ScriptedDecoder):
    """Answers what `party` says of a sentence."""

    def __init__(self, party: Callable[[str], str]) -> None:
        super().__init__()
        self._party = party

    def fill(self, prompts: Sequence[Prompt], schemas: Sequence[type[Record]], *more: Any) -> list[Record | Failure]:
        self.asked += prompts
        return [
            schema.model_validate({"party": self._party(said(each))})
            for each, schema in zip(prompts, schemas, strict=True)
        ]


@pytest.mark.parametrize(
    ("noon", "quay", "known", "asked"),
    [("Norway", "Norway", "Norway", 2), ("Chile", "Norway", "Norway", 2), ("Chile", "Chile", "Norway", 3)],
)
def test_a_third_sentence_is_asked_about_only_where_it_may_decide(noon: str, quay: str, known: str, asked: int) -> None:
    texts = [f"Norway met Chile at {place}, the envoy Brekke said." for place in ("noon", "the quay", "the old market")]
    decoder = Wavering(lambda text: noon if "noon" in text else quay if "quay" in text else known)
    cast = find_cast(folder(*texts), decoder)
    assert len(shown(decoder)) == asked
    assert cast.party_of("Brekke") == "Norway"


@pytest.mark.parametrize(
    ("told", "known", "party"),
    [
        (["Chile"], "Norway", "Norway"),
        (["Chile", "Norway"], "Norway", "Norway"),
        (["Chile", "Chile"], "Norway", "Chile"),
        (["Chile", "Norway", "Chile"], "Peru", "Chile"),
    ],
    ids=["one sentence against it", "sentences disagree", "sentences agree", "sentences decide between others"],
)
def test_what_the_model_knows_of_a_person_decides_where_sentences_leave_it_open(
    told: list[str], known: str, party: str
) -> None:
    texts = [
        f"Norway met Chile and Peru, {place}, the envoy Brekke said." for place in ("noon", "dusk", "dawn")[: len(told)]
    ]
    answers = dict(zip(("noon", "dusk", "dawn"), told, strict=False))
    decoder = Wavering(lambda text: next((answers[each] for each in answers if each in text), known))
    assert find_cast(folder(*texts), decoder).party_of("Brekke") == party


def test_an_institution_is_asked_about_in_its_sentences_alone() -> None:
    decoder = ScriptedDecoder()
    find_cast(
        folder("Norway met Chile. They wrote to the Tulip Ministry. Later the Tulip Ministry wrote back."), decoder
    )
    assert len(shown(decoder)) == len(decoder.asked) == 2


def test_the_answer_is_one_of_the_parties_that_the_articles_name() -> None:
    decoder = ScriptedDecoder()
    find_cast(folder(TALKS, LATER), decoder)
    assert decoder.schemas
    assert all(set(options(schema)) == {"Chile", "Norway", "Peru"} for schema in decoder.schemas)


def test_an_actor_whose_answer_fails_stays_without_a_party() -> None:
    decoder = ScriptedDecoder(fails=[""])
    assert find_cast(folder(TALKS, LATER), decoder).party_of("Brekke") is None


@pytest.mark.parametrize(
    "texts", [[], ["It rained."], ["Follow us\n\nShare"], ["Norway slept. It was late in Norway."]]
)
def test_a_folder_without_sides_has_a_cast_all_the_same(texts: Sequence[str]) -> None:
    decoder = ScriptedDecoder()
    cast = find_cast(folder(*texts), decoder)
    assert len(cast.parties) <= 1
    assert decoder.asked == []


def test_the_order_of_the_articles_changes_no_party() -> None:
    one, other = folder(TALKS, LATER)
    casts = [find_cast(articles, None) for articles in ([one, other], [other, one])]
    assert casts[0] == casts[1]


def test_names_in_debris_name_nobody() -> None:
    text = (
        TALKS + "\nMore from Peru: Peruvian President Inti Quispe opens a museum\nShare\nTweet\nFollow us on Facebook\n"
    )
    with_debris = find_cast(folder(text, LATER), None)
    assert with_debris.principals == find_cast(folder(TALKS, LATER), None).principals


def test_of_two_named_equally_often_the_one_named_earlier_comes_first() -> None:
    assert find_cast(folder("Peru met Chile and Bolivia."), None).parties == ("Peru", "Chile", "Bolivia")
    assert find_cast(folder("Bolivia met Chile and Peru."), None).parties == ("Bolivia", "Chile", "Peru")


def test_a_capital_that_speaks_counts_for_its_country_and_one_that_is_a_place_does_not() -> None:
    text = "Chile met Norway in Lima. Oslo refused. Oslo wrote again. They stayed in Lima, near Lima, and left Lima."
    assert find_cast(folder(text), None).parties == ("Norway", "Chile")


def test_a_capital_that_is_a_place_is_somebody_s_all_the_same(cast: Cast) -> None:
    assert cast.hosts("They met in Lima after Oslo refused.") == ["Peru"]


def test_a_paper_is_never_asked_about_and_acts_for_nobody() -> None:
    text = (
        "Norway met Chile. The Los Angeles Times, an American daily, said it rained. Norway’s envoy told the Irish "
        "Times so. The Times said more. “It rains,” wrote the New York Post."
    )
    decoder = ScriptedDecoder()
    cast = find_cast(folder(text), decoder)
    assert decoder.asked == []
    assert {party for name, party in cast.of_name.items() if "Times" in name or "Post" in name} == set()
    assert set(cast.parties) == {"Norway", "Chile", "United States"}


def test_scholars_houses_act_for_nobody_whatever_nation_they_are_of() -> None:
    text = (
        "Norway met Chile. Ada Lie of Norway’s Bergen University said it rained. The Pell School and the Center for "
        "Contemporary Chile were asked. The Norwegian Institute agreed. Norway’s envoy spoke to the Tulip House."
    )
    decoder = ScriptedDecoder()
    cast = find_cast(folder(text), decoder)
    asked = {line for prompt in decoder.asked for line in said(prompt).splitlines() if line.startswith("Name: ")}
    assert asked == {"Name: Tulip House"}
    assert not {name for name in cast.of_name if name.split()[-1] in ("University", "School", "Center", "Institute")}


def test_a_surname_means_whom_its_own_article_names_so() -> None:
    articles = folder(
        "Norway’s envoy, Kari Lund, spoke in Oslo. Lund urged Chile to wait.",
        "Chile’s envoy, Rosa Lund, left. " * 5 + "Lund told Norway that she was not sorry.",
        "Chile said that its envoy, Rosa Lund, had left Norway.",
    )
    cast = find_cast(articles, None)
    assert cast.full_name["Lund"] == "Rosa Lund"
    named = [cast.within(each.id) for each in articles]
    assert [each.full_name["Lund"] for each in named] == ["Kari Lund", "Rosa Lund", "Rosa Lund"]
    assert [each.party_of("Lund") for each in named] == ["Norway", "Chile", "Chile"]
