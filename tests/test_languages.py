"""Which language a text is in, and when it is surely not English: a rule that a reader of the README can follow."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.languages import foreign_language, guess_language
from tests.broken_inputs import CHINESE, FRENCH, GOOD

#: About the same few sentences, in the everyday words of each language.
TEXTS = {
    "French": FRENCH,
    "Chinese": CHINESE,
    "German": (
        "Der Minister hat am Montag erklärt, dass sich die beiden Länder auf einen Plan für Fischerei geeinigt haben."
        " Er forderte Norwegen auf, die Schiffe noch vor dem Winter abzuziehen. Die Gespräche werden im Mai mit dem"
        " Nachbarn fortgesetzt, sagte ein Sprecher der Regierung, der nicht genannt werden will, auch wenn es noch ein"
        " paar Fragen gibt."
    ),
    "Spanish": (
        "El ministro dijo que los dos países han llegado a un acuerdo sobre la pesca en las aguas del sur, y pidió a"
        " Noruega que retire sus barcos antes del invierno. Las conversaciones se reanudan en la primavera, según el"
        " portavoz, que no quiso dar más detalles sobre los puntos en los que no hay acuerdo, pero que se mostró"
        " optimista con el resultado."
    ),
    "Portuguese": (
        "O ministro disse que os dois países chegaram a um acordo sobre a pesca nas águas do sul e pediu que a Noruega"
        " retire os seus navios antes do inverno. As conversas são retomadas na primavera, segundo o porta-voz, que não"
        " quis dar mais detalhes sobre os pontos em que ainda não há acordo, mas que se mostrou otimista com tudo."
    ),
    "Russian": (
        "Министр заявил в понедельник, что обе страны договорились о плане по рыболовству. Он призвал Норвегию отозвать"
        " свои суда до зимы. Переговоры будут продолжены весной, сказал представитель правительства."
    ),
    "Polish": (
        "Minister powiedział w poniedziałek, że oba kraje uzgodniły plan dla rybołówstwa na południu i wezwał Norwegię,"
        " by wycofała statki, które są tam od roku. Rozmowy zostaną wznowione na wiosnę, jak podał rzecznik rządu, ale"
        " nie jest jasne, kto w nich weźmie udział, bo się jeszcze o to spierają. Na razie ich rządy nie chcą nic"
        " powiedzieć, także dla dobra rozmów."
    ),
    "Turkish": (
        "Bakan pazartesi günü iki ülkenin balıkçılık için bir plan üzerinde anlaştığını ve bu planın daha sonra ilan"
        " edileceğini söyledi. Norveç için de çok önemli olan bu anlaşma ile ilgili olarak sözcü, görüşmelerin mayısta"
        " devam edeceğini dedi. Ancak iki taraf da daha çok konu olduğunu söylüyor, ama bu kadar iyi bir hava yok gibi."
        " Bu bir ilk, ve daha sonra bir daha olacak."
    ),
    "Arabic": "أعلن وزير الخارجية أن البلدين اتفقا على مواصلة المحادثات بشأن مصائد الأسماك في الربيع القادم. " * 3,
    "Devanagari script": "विदेश मंत्री ने कहा कि दोनों देश मछली पकड़ने पर बातचीत जारी रखने पर सहमत हुए हैं। " * 4,
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_in_another_language_is_named(language: str) -> None:
    assert foreign_language(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_that_is_half_in_english_stays_in(language: str) -> None:
    text = TEXTS[language]
    english = " ".join([GOOD] * (1 + len(text) // len(GOOD)))
    assert foreign_language(f"{text}\n\n{english}") is None
    assert foreign_language(f"{english}\n\n{text}") is None


def test_a_short_text_stays_in() -> None:
    assert foreign_language("Les deux pays se sont accordés sur un plan pour la pêche.") is None
    assert foreign_language("两国已经同意。") is None
    assert foreign_language("") is None


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "Paris — Le Monde, Der Spiegel and El País were banned. " * 9,
        "Norway 3, Chile 2; Oslo, Bergen, Narvik, Santiago. " * 20,  # a table: no language stands out
        "IN DE LA EL DAS " * 3 + GOOD,
    ],
)
def test_english_stays_in(text: str) -> None:
    assert foreign_language(text) is None


def test_the_sample_articles_and_the_golden_ones_are_english() -> None:
    root = Path(__file__).parents[1]
    paths = [path for place in ("seeds", "tests/golden") for path in (root / place).rglob("*.txt")]
    assert len(paths) > 10
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert foreign_language(text) is None
        assert guess_language(text) in ("en", "und")


def test_a_long_text_is_judged_by_its_middle_and_end_too() -> None:
    assert foreign_language(FRENCH * 500) == "French"
    assert foreign_language(FRENCH * 150 + GOOD * 300) is None


@settings(deadline=None)
@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert guess_language(text)
    assert foreign_language(text) != ""
