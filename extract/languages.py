"""Which language a text is written in, by its letters and everyday words; and whether that is surely not English.

Surely not English is a text of which either

- four letters in five are of another script than the Latin one, and there are at least 100 of them; or
- at least 50 words are there, everyday words of one other language are a tenth of them and stand out from those of
  every other, and of the words that hardly any other language has ("the", "and", "that", …) there are not two in a
  hundred. English news has about ten.

So a text that is half in English stays in, and so does a short one.
"""

import re
import unicodedata
from collections import Counter

__all__ = ["foreign_language", "guess_language"]

_WINDOW = 50_000  # characters at the beginning that a language is told by
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = [
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
]
_STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in that is was for on it with as he his at by are this be has have not but from had which",
        "fr": "le la les des et du une est que dans pour qui sur pas au avec par il ce sont aux ont été son leur mais",
        "de": "der die das und den von zu mit sich auf für ist im dem nicht ein eine als auch es an werden aus er hat",
        "es": "el los las del que y en una por con para se su no lo como más al sus pero ha fue son este sobre",
        "pt": "o os as do da dos das que e em uma por com para se não no na mais ao foi são pela pelo seu sua",
        "it": "il gli che di e della dei del una per con non sono nel alla si le più anche ha come dal dalla degli",
        "nl": "de het een van en in is dat op te zijn voor met die niet aan er ook door naar bij om heeft werd",
        "ru": "и в не на что с по он как это из за от для к его но также было были быть между мы",
        "uk": "і в не на що з та як це для від до за про його був були бути між ми також які",
        "sv": "och att det som på är av för med den till inte har ett från så ska efter eller mellan även många",
        "da": "og det som på er af med den til ikke har et fra så skal efter eller mellem også mange blev havde",
        "pl": "w nie na że się jest za od przez jak ale ich jego dla oraz są był były także który które między",
        "cs": "se na že je ve pro jako za od podle ale jsou byl byla byly také které který mezi jeho při své",
        "tr": "ve bir bu da de için ile olarak olan çok daha sonra gibi ise ancak kadar göre var iki olduğunu dedi",
        "ro": "și în cu pe că nu din pentru este care să mai ale lui prin între după fost sunt această unei cele",
        "hu": "az és hogy nem egy van volt ez azt mint meg csak már még szerint között lesz után majd voltak",
        "fi": "ja ei että hän oli myös ovat kun mutta joka sen ole kuin mukaan sekä olla jos niin kanssa",
        "id": "yang dan di dengan untuk ini itu dari dalam tidak akan pada juga oleh ke telah bahwa sebagai kata",
        "vi": "của và các là cho với trong được có không một những đã này người khi về để từ tại",
    }.items()
}
_NAMES = dict(
    pair.split(":")
    for pair in (
        "fr:French de:German es:Spanish pt:Portuguese it:Italian nl:Dutch ru:Russian uk:Ukrainian sv:Swedish da:Danish"
        " pl:Polish cs:Czech tr:Turkish ro:Romanian hu:Hungarian fi:Finnish id:Indonesian vi:Vietnamese ja:Japanese"
        " ko:Korean zh:Chinese ar:Arabic he:Hebrew el:Greek"
    ).split()
)
#: Everyday English that texts in the other languages of this list do not have.
_ENGLISH_ALONE = frozenset("the and that with this from which have not been they their his".split())
_LATIN = re.compile(r"[A-Za-zªº\u00c0-\u024f\u1e00-\u1eff]")
_FEWEST_WORDS, _FEWEST_LETTERS = 50, 100
_OTHER_SCRIPT, _MOST_ENGLISH = 0.8, 0.02


def guess_language(text: str) -> str:
    """The ISO 639-1 code of the language whose everyday words and letters stand out in `text`; "und" if none does."""
    sample = text[:_WINDOW]
    words = [word.lower().replace("’", "'") for word in _LETTERS.findall(sample)]
    letters = sum(map(len, words))
    if not letters:
        return "und"
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) > 0.2 * letters:
            return language
    counts = [(sum(word in common for word in words), code) for code, common in _STOP_WORDS.items()]
    (best, code), (second, _) = sorted(counts, reverse=True)[:2]
    return code if best >= 0.1 * len(words) and best >= 1.3 * second else "und"


def foreign_language(text: str) -> str | None:
    """The English name of the language, or of the script, that `text` is surely written in; None where that is
    English, or mixed with English, or cannot be told for sure."""
    sample = _sample(text)
    words = _LETTERS.findall(sample)
    letters = sum(map(len, words))
    code = guess_language(sample)
    if letters >= _FEWEST_LETTERS and letters - len(_LATIN.findall(sample)) >= _OTHER_SCRIPT * letters:
        return _NAMES.get(code) or _script(sample)
    if len(words) < _FEWEST_WORDS or code in ("en", "und"):
        return None
    english = sum(word.lower() in _ENGLISH_ALONE for word in words)
    return _NAMES[code] if english < _MOST_ENGLISH * len(words) else None


def _sample(text: str) -> str:
    """The text, or of a long one as much as a language is told by: from its beginning, its middle and its end."""
    if len(text) <= _WINDOW:
        return text
    third = _WINDOW // 3
    middle = len(text) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))


def _script(sample: str) -> str | None:
    """ "Cyrillic script", after the first word of most letters' names in Unicode."""
    names = Counter(unicodedata.name(letter, "?").split()[0] for letter in sample if letter.isalpha())
    script = names.most_common(1)[0][0]
    return None if script in ("LATIN", "MATHEMATICAL", "FULLWIDTH", "?") else f"{script.capitalize()} script"
