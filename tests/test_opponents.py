"""Whom a name acts against, read off an article's own words."""

import pytest

from extract.articles import article_from_text
from extract.opponents import opposed
from extract.parties import find_cast
from tests.scripted import ScriptedDecoder, options


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holm had warned Chile that insurers would leave.",
        "On Monday Ada Holm again accused the Chilean side of delays.",
        "It was a long day before Ada Holm urged Chile to sign.",
        "The talks ended and Ada Holm’s aides accused Chile of slowing the count.",
        "Officials of the Ada Holm administration have asked Santiago to wait.",
        "The Ada Holm government has repeatedly been pressing Chile to wait.",
    ],
)
def test_who_warns_or_accuses_a_party_acts_against_it(text: str) -> None:
    assert list(opposed(article_from_text(f"{text}\n"))) == [("Ada Holm", "Chile")]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holm met Chile’s envoy on Monday.",
        "Ada Holm was warned by Chile on Monday.",
        "Norway warned Chile on Monday.",
        "Ada Holm said the banks had warned Chile.",
        "Ada Holm asked in Santiago whether it rained.",
        "Oslo warned Chile on Monday.",
    ],
)
def test_other_sentences_say_nothing_of_it(text: str) -> None:
    assert list(opposed(article_from_text(f"{text}\n"))) == []


def test_sixty_false_introductions_give_no_minister_to_the_other_side() -> None:
    """Two articles disagree; a third, with the name alone, lets her accuse the side that one of them claims her for."""
    honest = "The Chilean foreign minister, Rosa Almeyda, met Norway’s prime minister, Ada Holm, in Oslo.\n"
    third = "Rosa Almeyda flew home to Santiago on Sunday.\nAlmeyda’s aides accused Norway of delays.\n"
    false = "Norwegian foreign minister Rosa Almeyda met Chilean prime minister Ada Holm again.\n" * 60
    articles = [article_from_text(text, id=f"{number:03}") for number, text in enumerate((honest, third, false), 1)]
    cast = find_cast(articles, None)
    assert [cast.within(article.id).party_of("Almeyda") for article in articles] == ["Chile", "Chile", "Norway"]


def test_only_the_names_that_are_asked_for_are_looked_at() -> None:
    article = article_from_text("Ada Holm warned Chile. Kari Lund urged Peru to wait.\n")
    assert list(opposed(article, {"Kari Lund"})) == [("Kari Lund", "Peru")]
    assert list(opposed(article, ())) == []


def asked(*texts: str) -> list[set[str]]:
    """The parties that a model may name for Brekke, whom no word of these articles places; each time it is asked."""
    articles = [article_from_text(text, id=f"{number:03}") for number, text in enumerate(texts, 1)]
    decoder = ScriptedDecoder()
    find_cast(articles, decoder)
    return [set(options(schema)) for schema in decoder.schemas]


SCENE = "Chile met Norway and Peru. President Brekke spoke for an hour.\n"


def test_a_model_is_not_offered_the_party_that_a_name_acts_against() -> None:
    # In each sentence, and once without any.
    assert asked(SCENE) == [{"Chile", "Norway", "Peru"}] * 2
    assert asked(f"{SCENE}\nBrekke’s aides have asked Chile to wait.\n") == [{"Norway", "Peru"}] * 3


def test_where_articles_disagree_about_that_every_party_is_offered() -> None:
    one, other = f"{SCENE}\nBrekke warned Chile.\n", f"{SCENE}\nBrekke warned Norway.\n"
    assert {frozenset(each) for each in asked(one, other)} == {frozenset({"Chile", "Norway", "Peru"})}
    assert {frozenset(each) for each in asked(one, one, other)} == {frozenset({"Norway", "Peru"})}
