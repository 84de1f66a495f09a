"""Candidates into records: what the model is shown, which names it may answer, and what comes of its answers."""

import pytest

from extract.articles import Article, article_from_text
from extract.decoding.base import Failure, Prompt
from extract.detect import Candidate
from extract.fill import LONGEST_BEFORE, LONGEST_HEADLINE, OFFERED, Filled, fill, parties_of, question
from extract.parties import Cast, find_cast
from extract.schemas import OTHER, AgreementRecord, DemandRecord, DisputeRecord, Kind, Record, WarningRecord
from extract.speakers import speakers
from tests.scripted import ScriptedDecoder, options, said

TEXT = """Norway and Chile quarrel over trawlers

The ministers met on Monday in a hall by the harbour. Almeyda spoke first, in Spanish.

Advertisement

“We urged Norway to recall its trawlers,” Almeyda said. Norway warned that {{ ports }} and $names would close.

Peru urged Bolivia to wait for the rain.
"""
CAST = Cast(
    parties=("Norway", "Chile", "Peru"),
    of_name={"Rosa Almeyda": "Chile", "Almeyda": "Chile"},
    full_name={"Rosa Almeyda": "Rosa Almeyda", "Almeyda": "Rosa Almeyda"},
    persons=frozenset({"Rosa Almeyda"}),
)


@pytest.fixture
def article() -> Article:
    return article_from_text(TEXT)


def index(article: Article, start: str) -> int:
    return next(
        number
        for number, sentence in enumerate(article.sentences)
        if sentence.interval.of(article.text).startswith(start)
    )


def filled(article: Article, start: str, kind: Kind, decoder: ScriptedDecoder, cast: Cast = CAST) -> Filled:
    """The record of one sentence, which Almeyda says where it begins with a quotation mark."""
    speakers: list[str | None] = [None] * len(article.sentences)
    at = index(article, start)
    speakers[at] = "Rosa Almeyda" if start.startswith("“") else None
    (result,) = fill(article, [Candidate(at, kind, 0.9)], speakers, cast, decoder)
    return result


def test_the_model_is_shown_the_sentence_its_surroundings_and_who_speaks(article: Article) -> None:
    decoder = ScriptedDecoder()
    filled(article, "“We urged", Kind.DEMAND, decoder)
    shown = said(decoder.asked[0])
    assert "“We urged Norway to recall its trawlers,” Almeyda said." in shown
    assert "Almeyda spoke first, in Spanish." in shown
    assert "Norway and Chile quarrel over trawlers" in shown
    assert "Rosa Almeyda" in shown
    assert "demand" in decoder.asked[0].shared[0].text
    assert "Advertisement" not in shown
    assert "Peru urged" not in shown, "what follows is not shown"


def test_a_candidate_becomes_a_record_of_its_class_with_its_speaker(article: Article) -> None:
    result = filled(article, "“We urged", Kind.DEMAND, ScriptedDecoder())
    assert isinstance(result.record, DemandRecord)
    assert (result.candidate.kind, result.candidate.probability, result.speaker) == (Kind.DEMAND, 0.9, "Rosa Almeyda")


@pytest.mark.parametrize("kind", [Kind.DEMAND, Kind.WARNING, Kind.DISPUTE])
def test_whoever_says_we_acts_whatever_was_answered(kind: Kind) -> None:
    said = "“What Norway does we will answer,” Almeyda said."
    article = article_from_text(f"Norway and Chile quarrel over trawlers\n\nIt rained on Monday.\n\n{said}\n")
    record = filled(article, said, kind, ScriptedDecoder()).record
    assert isinstance(record, Record)
    assert parties_of(record) == ("Chile", "Norway"), "the decoder answers with Norway, which is named first"


@pytest.mark.parametrize(
    "said", ["“Norway told us that we must recall the trawlers,” Almeyda said.", "“Norway urged wisdom,” Almeyda said."]
)
def test_where_a_speaker_tells_of_others_the_answer_stays(said: str) -> None:
    article = article_from_text(f"Norway and Chile quarrel over trawlers\n\nIt rained on Monday.\n\n{said}\n")
    record = filled(article, said, Kind.DEMAND, ScriptedDecoder()).record
    assert isinstance(record, Record)
    assert parties_of(record)[0] == "Norway"


def test_what_somebody_should_do_is_demanded_of_him_and_not_by_him() -> None:
    said = "Norway should recall the trawlers of Chile."
    article = article_from_text(f"Norway and Chile quarrel over trawlers\n\nIt rained on Monday.\n\n{said}\n")
    record = filled(article, said, Kind.DEMAND, ScriptedDecoder()).record
    assert isinstance(record, Record)
    assert parties_of(record) == ("Chile", "Norway"), "the decoder answers with Norway, which is named first"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Kind.AGREEMENT, AgreementRecord), (Kind.WARNING, WarningRecord), (Kind.DISPUTE, DisputeRecord)],
)
def test_each_class_has_its_own_record(kind: Kind, expected: type[Record], article: Article) -> None:
    assert isinstance(filled(article, "Norway warned", kind, ScriptedDecoder()).record, expected)


def test_the_event_s_sides_may_always_be_answered_and_others_where_they_act(article: Article) -> None:
    decoder = ScriptedDecoder()
    filled(article, "Norway warned", Kind.AGREEMENT, decoder)
    filled(article, "Norway warned", Kind.WARNING, decoder)
    filled(article, "Peru urged", Kind.DISPUTE, decoder)
    _, first, second = (set(options(schema)) for schema in decoder.schemas)
    assert first == {"Norway", "Chile", OTHER}
    assert {"Norway", "Chile", "Peru", OTHER} <= second


def test_a_party_that_the_sentence_s_own_verb_tells_is_not_asked_for(article: Article) -> None:
    decoder = ScriptedDecoder()
    record = filled(article, "Peru urged", Kind.DEMAND, decoder).record
    assert options(decoder.schemas[0]) == ["Peru", "Bolivia"]
    assert isinstance(record, Record)
    assert parties_of(record) == ("Peru", "Bolivia")


def test_where_nobody_is_known_no_party_is_made_up(article: Article) -> None:
    decoder = ScriptedDecoder()
    nobody = Cast(parties=(), of_name={}, full_name={})
    article = article_from_text(
        "It rained for hours by the harbour, and a fisherman urged his friend to go home early."
    )
    result = filled(article, "It rained", Kind.DEMAND, decoder, nobody)
    assert isinstance(result.record, DemandRecord)
    assert parties_of(result.record) == (None, None)


def test_clauses_may_use_the_words_of_the_sentence_and_not_those_of_others(article: Article) -> None:
    decoder = ScriptedDecoder()
    filled(article, "Norway warned", Kind.WARNING, decoder)
    (schema,) = decoder.schemas
    sides = {"by": "Norway", "to": "Chile"}
    schema.model_validate({**sides, "what": "ports would close"})
    with pytest.raises(ValueError, match="does not have: bolivia"):
        schema.model_validate({**sides, "what": "Bolivia would close"})


def test_what_an_article_says_is_shown_as_it_stands(article: Article) -> None:
    decoder = ScriptedDecoder()
    filled(article, "Norway warned", Kind.WARNING, decoder)
    assert "Norway warned that {{ ports }} and $names would close." in said(decoder.asked[0])


def test_long_surroundings_are_cut() -> None:
    before = f"{'Headline ' * 40}\n\n{'It rained on and on, ' * 40}said the man."
    long = f"{before}\n\nNorway urged Chile to recall its trawlers.\n"
    decoder = ScriptedDecoder()
    filled(article_from_text(long), "Norway urged", Kind.DEMAND, decoder)
    assert len(said(decoder.asked[0])) < LONGEST_HEADLINE + 2 * LONGEST_BEFORE + 200


def test_a_long_sentence_before_is_shown_from_its_subject_on_and_cut_behind_a_word() -> None:
    before = f"Rosa Almeyda, the minister, {'walked on and on, ' * 20}and left."
    decoder = ScriptedDecoder()
    filled(article_from_text(f"{before} Norway urged her to stay.\n"), "Norway urged", Kind.DEMAND, decoder)
    (line,) = (each for each in said(decoder.asked[0]).splitlines() if each.startswith("Before: "))
    shown = line.removeprefix("Before: ")
    assert before.startswith(f"{shown} ")
    assert LONGEST_BEFORE - len("walked") < len(shown) <= LONGEST_BEFORE


def test_what_is_asked_about_an_article_does_not_change_with_the_names_that_another_one_brings() -> None:
    text = (
        "The Chilean foreign minister, Rosa M. Almeyda, flew to Oslo.\n\n"
        "Norway was angry. “We urge you to recall the trawlers,” Almeyda told Norway’s prime minister, Ada Holm.\n"
    )
    others = "Chile’s minister, Rosa Almeyda, met Norwegian Prime Minister Ada J. Holm in Oslo. " * 3
    named = [find_cast(folder(text, *more), None).full_name["Almeyda"] for more in ((), (others, others))]
    assert named == ["Rosa M. Almeyda", "Rosa Almeyda"]
    alone, together = asked_about_the_first(text), asked_about_the_first(text, others, others)
    assert "Rosa M. Almeyda (Chile)" in said(alone)
    assert "Ada Holm = Norway" in said(alone)
    assert said(alone) == said(together)


def test_nor_does_it_with_how_another_article_writes_a_name() -> None:
    text = "Rosa Almeyda, Chile’s minister, flew to Oslo.\n\n“We urge Norway to recall the trawlers,” Almeyda said.\n"
    small = "rosa almeyda, almeyda and others spoke of chile and norway in the customs house.\n"
    other = "The Chilean minister, Rosa Almeyda, met reporters.\n"
    alone, together = asked_about_the_first(text, other), asked_about_the_first(text, other, small)
    assert "Rosa Almeyda (Chile)" in said(alone)
    assert said(alone) == said(together)


def folder(*texts: str) -> list[Article]:
    return [article_from_text(text, id=f"{number:03}", path=f"{number}.txt") for number, text in enumerate(texts, 1)]


def asked_about_the_first(*texts: str) -> Prompt:
    """The prompt for the demand of the first of these articles."""
    articles = folder(*texts)
    cast = find_cast(articles, None).within("001")
    at = index(articles[0], "“We urge")
    return question(articles[0], Candidate(at, Kind.DEMAND, 0.9), speakers(articles[0], cast)[at], cast)[0]


def test_a_record_that_fails_is_a_value_and_costs_the_others_nothing(article: Article) -> None:
    places = [index(article, start) for start in ("“We urged", "Norway warned", "Peru urged")]
    candidates = [Candidate(place, Kind.DEMAND, 0.9) for place in places]
    results = fill(article, candidates, [None] * len(article.sentences), CAST, ScriptedDecoder(fails=["Peru urged"]))
    assert [result.candidate for result in results] == candidates
    assert [isinstance(result.record, Failure) for result in results] == [False, False, True]


def test_ticks_tell_of_every_record(article: Article) -> None:
    ticks: list[int] = []
    candidates = [Candidate(number, Kind.DISPUTE, 0.9) for number in range(len(article.sentences))]
    fill(article, candidates, [None] * len(article.sentences), CAST, ScriptedDecoder(), tick=ticks.append)
    assert sum(ticks) == len(candidates)


def test_another_party_is_a_party_that_the_articles_do_not_name() -> None:
    demand = DemandRecord(by="Chile", of=OTHER, what="wait for a year")
    assert parties_of(demand) == ("Chile", None)
    assert parties_of(AgreementRecord(what="wait for a year")) == (None, None)


def offered(text: str, start: str, cast: Cast) -> list[str]:
    decoder = ScriptedDecoder()
    filled(article_from_text(text), start, Kind.DEMAND, decoder, cast)
    return list(options(decoder.schemas[0]))


SIDES = Cast(parties=("Norway", "Chile"), of_name={}, full_name={})


@pytest.mark.parametrize(
    ("kind", "sentence", "shown"),
    [
        (Kind.DEMAND, "Norway urged Chile to recall the trawlers by Monday.", 0),
        (Kind.DISPUTE, "Norway was unhappy with Chile over the price of salmon.", 1),
        (Kind.DISPUTE, "Norway was unhappy over the price of salmon by the harbour.", 2),
        (Kind.DISPUTE, "Norway was, he wrote, unhappy with Chile over the price of salmon.", 2),
        (Kind.AGREEMENT, "Norway and Chile agreed to count the herring by the harbour.", 0),
        (Kind.AGREEMENT, "Norway and Chile agreed to count it again by the harbour.", 1),
        (Kind.AGREEMENT, "They agreed to count the herring by the harbour.", 2),
    ],
)
def test_as_much_is_shown_from_before_as_a_sentence_needs(kind: Kind, sentence: str, shown: int) -> None:
    decoder = ScriptedDecoder()
    text = f"It rained on Sunday, and on. The wind came on Monday, and on. {sentence}\n"
    filled(article_from_text(text), sentence[:12], kind, decoder, SIDES)
    before = [each for each in ("It rained", "The wind") if each in said(decoder.asked[0])]
    assert before == ["It rained", "The wind"][2 - shown :]


def test_only_names_that_the_articles_alone_explain_are_explained(article: Article) -> None:
    decoder = ScriptedDecoder()
    filled(article, "Norway warned", Kind.WARNING, decoder)
    assert "Rosa Almeyda = Chile" in said(decoder.asked[0])
    text = "Oslo was unhappy with the Chilean side, said Almeyda by the harbour.\n"
    filled(article_from_text(text), "Oslo was", Kind.DISPUTE, decoder)
    assert "Oslo =" not in said(decoder.asked[1])
    assert "Chilean =" not in said(decoder.asked[1])


def test_whose_words_a_sentence_reports_is_said_once(article: Article) -> None:
    decoder = ScriptedDecoder()
    filled(article, "“We urged", Kind.DEMAND, decoder)
    assert "Speaker: Rosa Almeyda (Chile)" in said(decoder.asked[0])
    assert "Rosa Almeyda = Chile" not in said(decoder.asked[0])


def test_who_a_pronoun_stands_for_is_found_in_the_sentences_before() -> None:
    text = (
        "The Finnish president flew to Ankara on Sunday. Her plea was that the Turks lift their hold on the trawlers.\n"
    )
    assert offered(text, "Her plea", SIDES) == ["Norway", "Chile", "Turkey", "Finland", OTHER]


def test_who_is_only_mentioned_may_not_be_answered_where_both_sides_are_known() -> None:
    text = "It rained on Monday.\n\nNorway was unhappy about Peruvian salmon and the price of it by the harbour.\n"
    assert offered(text, "Norway was", SIDES) == ["Norway", "Chile", OTHER]
    alone = Cast(parties=("Norway",), of_name={}, full_name={})
    assert offered(text, "Norway was", alone) == ["Norway", "Peru", OTHER]


def test_a_sentence_that_names_both_sides_itself_needs_none_from_before() -> None:
    text = (
        "The Finnish president flew to Ankara on Sunday. Peru hoped that Bolivia would wait for rain by the harbour.\n"
    )
    assert offered(text, "Peru hoped", SIDES) == ["Norway", "Chile", "Peru", "Bolivia", OTHER]


def test_where_nobody_else_is_known_the_country_of_a_place_may_be_answered() -> None:
    nobody = Cast(parties=(), of_name={}, full_name={})
    text = "The Finnish president arrived in Lima with one plea, which was to wait for the rain by the harbour.\n"
    assert offered(text, "The Finnish", nobody) == ["Finland", "Peru", OTHER]


def test_no_more_parties_are_offered_than_can_be_told_apart() -> None:
    text = "Peru, Bolivia, Kenya, Japan, Fiji, Nepal and Ghana hoped for the rain to wait by the harbour.\n"
    assert len(offered(text, "Peru, Bolivia", SIDES)) == OFFERED + 1
