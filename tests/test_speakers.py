"""Who says each sentence, by labels, attributions and pronouns; without a sign, nobody. All persons are invented."""

import pytest

from extract.articles import article_from_text
from extract.parties import Cast
from extract.speakers import speakers

CAST = Cast(
    parties=("Norway", "Chile"),
    of_name={"Ada Holm": "Norway", "Holm": "Norway", "Rosa Almeyda": "Chile", "Almeyda": "Chile"},
    full_name={"Ada Holm": "Ada Holm", "Holm": "Ada Holm", "Rosa Almeyda": "Rosa Almeyda", "Almeyda": "Rosa Almeyda"},
    persons=frozenset({"Ada Holm", "Rosa Almeyda"}),
)
OPENING = "The two ministers met on Monday for the first time in a year, in a hall by the harbour."


def told(text: str) -> list[str | None]:
    """The speaker of each sentence of `text`, which stands below an opening paragraph."""
    article = article_from_text(f"{OPENING}\n\n{text}\n")
    return speakers(article, CAST)[1:]


@pytest.mark.parametrize(
    "text",
    [
        "“We shall wait,” Holm said.",
        "“We shall wait,” said Holm.",
        "“We shall wait,” said the Norwegian prime minister, Ada Holm.",
        "Holm said that Norway would wait.",
        "Ada Holm, who had slept badly, said that Norway would wait.",
        "Holm also urged Almeyda to wait.",
        "But Holm told Almeyda that Norway would wait.",
        "Norway would wait, according to Holm.",
        "Norway would wait, Ms. Holm added.",
        "“We shall wait,” Holm said as she met Almeyda.",
    ],
)
def test_a_sentence_that_names_its_speaker_is_hers(text: str) -> None:
    assert told(text) == ["Ada Holm"]


@pytest.mark.parametrize(
    "text",
    [
        "The ministers praised the food.",
        "The ministry told Holm that nothing would change.",
        "A spokesman said that Holm was asleep.",
        "Reporters asked Holm about the trawlers.",
        "Holm’s plane was late.",
        "“We shall wait,” a banner read.",
    ],
)
def test_who_is_only_spoken_of_or_to_is_no_speaker(text: str) -> None:
    assert told(text) == [None]


def test_a_headline_may_name_its_speaker_at_its_end() -> None:
    headline = article_from_text(f"Norway must choose between salt and fish: Almeyda\n\n{OPENING}\n")
    assert speakers(headline, CAST) == ["Rosa Almeyda", None]
    quoted = article_from_text(f"“Norway must choose between salt and fish”: Almeyda\n\n{OPENING}\n")
    assert speakers(quoted, CAST) == ["Rosa Almeyda", None]
    assert told("Norway has chosen an envoy: Almeyda left on Monday.") == [None]


def test_a_pronoun_is_the_person_who_spoke_or_acted_last() -> None:
    assert told("Holm arrived late. She said that the sea was rough.") == [None, "Ada Holm"]
    assert told("“We wait,” Almeyda said. She also urged Norway to act.") == ["Rosa Almeyda", "Rosa Almeyda"]
    assert told("Holm welcomed Almeyda. “It is late,” she told reporters.") == [None, "Rosa Almeyda"]


def test_a_pronoun_far_from_any_person_is_nobody() -> None:
    text = "Holm slept. It rained. It snowed. It hailed. It cleared. She said nothing more."
    assert told(text)[-1] is None


def test_a_quotation_over_several_sentences_keeps_its_speaker() -> None:
    text = "Holm said: “We shall wait. Our boats shall wait. The sea will not.” It was late."
    assert told(text) == ["Ada Holm", "Ada Holm", "Ada Holm", None]


def test_a_quotation_goes_on_after_its_attribution() -> None:
    assert told("“We shall wait,” Holm said. “Our boats shall wait.” It was late.") == ["Ada Holm", "Ada Holm", None]


def test_a_quotation_may_be_attributed_one_sentence_later() -> None:
    assert told("“We shall wait.” “And the boats too,” Holm added.") == ["Ada Holm", "Ada Holm"]


def test_a_quotation_does_not_go_on_in_another_paragraph_of_another_s() -> None:
    text = "“We shall wait,” Holm said.\n\n“So shall we,” Almeyda replied. “For a year.”"
    assert told(text) == ["Ada Holm", "Rosa Almeyda", "Rosa Almeyda"]


def test_in_an_interview_the_label_says_who_speaks_until_the_next_one() -> None:
    text = "ADA HOLM: We shall wait. The sea will not.\n\nQUESTION: For how long?\n\nALMEYDA: For a year. Or two.\n"
    article = article_from_text(f"{OPENING}\n\n{text}")
    by_sentence = {
        sentence.interval.of(article.text): speaker
        for sentence, speaker in zip(article.sentences, speakers(article, CAST), strict=True)
    }
    assert by_sentence["We shall wait."] == by_sentence["The sea will not."] == "Ada Holm"
    assert by_sentence["For how long?"] is None
    assert by_sentence["For a year."] == by_sentence["Or two."] == "Rosa Almeyda"


def test_every_sentence_has_an_answer() -> None:
    article = article_from_text(f"{OPENING}\n\nShare\nTweet\n\n“Open, said Holm.\n\n”” he said “ she said”\n\nHOLM:\n")
    assert len(speakers(article, CAST)) == len(article.sentences)
    assert set(speakers(article, CAST)) <= {None, "Ada Holm"}
