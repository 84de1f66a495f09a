"""Whom a name acts against, read off an article's own words."""

import pytest

from extract.articles import article_from_text
from extract.opponents import opposed
from extract.parties import find_cast


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holm had warned Chile that insurers would leave.",
        "On Monday Ada Holm again accused the Chilean side of delays.",
        "It was a long day before Ada Holm urged Chile to sign.",
        "The talks ended and Ada Holm’s aides accused Chile of slowing the count.",
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
