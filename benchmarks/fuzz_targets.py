"""What the fuzzer feeds, and what must hold of whatever comes out: each target takes bytes and raises if it does not.

The same checks serve the tests, which draw their inputs with hypothesis.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from extract import formats
from extract.articles import Article, ArticleFolder, article_from_text, load_articles
from extract.briefing import Briefing, load_briefing, ungrounded
from extract.decoding.base import Failure, Message, Prompt
from extract.decoding.reask import validated
from extract.encoding import NotText, decoded, half_of_a_pair
from extract.errors import ArticlesError, BriefingError
from extract.folder import read_bytes
from extract.languages import foreign_language, guess_language
from extract.layout import skip_blanks, split_passages
from extract.pipeline import run_folder
from extract.schemas import Kind, Record, record_for
from extract.spans import split_sentences
from tests.scripted import ScriptedDecoder

SENTENCE = "Norway warned Chile on Monday that it would close its ports if the levy on herring stayed."
PARTIES = ("Chile", "Norway", "another party")


class Fault(AssertionError):
    """Something that was promised does not hold."""


def hold(promise: bool, what: str) -> None:
    """Raise Fault unless the promise is kept; an `assert` would be gone under `python -O`."""
    if not promise:
        raise Fault(what)


def check_article(article: Article) -> None:
    """Every promise about offsets, sentences and what is said of an article, held to its text."""
    text, intervals = article.text, [sentence.interval for sentence in article.sentences]
    end = 0
    for interval in intervals:
        hold(end <= interval.start < interval.end <= len(text), f"{interval} lies outside, or overlaps the one before")
        hold(skip_blanks(text, end, interval.start) == interval.start, f"something is left out before {interval}")
        quote = interval.of(text)
        hold(text[interval.start : interval.end] == quote != "", "a quote is not what stands at its interval")
        hold(skip_blanks(quote, 0, 1) == 0 and skip_blanks(quote[::-1], 0, 1) == 0, f"{quote!r} is not trimmed")
        end = interval.end
    hold(skip_blanks(text, end, len(text)) == len(text), "something is left out at the end")
    hold(intervals == split_sentences(text), "roles changed the sentences")
    paragraphs = [sentence.paragraph for sentence in article.sentences]
    hold(all(0 <= after - before <= 1 for before, after in pairwise([0, *paragraphs])), "a paragraph has no number")
    passages = split_passages(text)
    hold(all(one.end <= other.start for one, other in pairwise(passages)), "passages overlap")
    hold(article == article_from_text(text, id=article.id, path=article.path, sha256=article.sha256), "another reading")
    guess_language(text)
    foreign_language(text)


def check_briefing(briefing: Briefing, articles: Sequence[Article]) -> None:
    """Grounded, valid as its own JSON, and with nothing in it that a file could not hold."""
    hold(ungrounded(briefing, tuple(articles)) == [], "a quote is not what its article says")
    again = Briefing.model_validate_json(briefing.to_json().encode("utf-8"))
    hold(again == briefing, "the briefing is not what its JSON says")


def text_file(data: bytes) -> None:
    """The reader of text files, the splitter, the roles, the metadata."""
    try:
        text = decoded(data)
    except NotText as why:
        hold("\n" not in str(why) and str(why) != "", "a reason is one line")
        return
    text.encode("utf-8")
    hold("\r" not in text, "a line end is left over")
    check_article(article_from_text(text))


def characters(data: bytes) -> None:
    """The same for text as a program may hand it in: any code points, halves of surrogate pairs among them."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        article = article_from_text(text)
    except ArticlesError:
        hold(half_of_a_pair(text) is not None, "a text that a file can hold is refused")
        article = article_from_text(text.encode("utf-8", "replace").decode("utf-8"))
    check_article(article)


def format_file(data: bytes) -> None:
    """The readers of the other formats, without the process that confines them; the first byte chooses."""
    suffix = formats.SUFFIXES[(data[0] if data else 0) % len(formats.SUFFIXES)]
    try:
        parts = formats.read(data[1:], f"x{suffix}")
    except formats.Unreadable as why:
        hold("\n" not in str(why) and str(why) != "", "a reason is one line")
        return
    for part in parts:
        if isinstance(part, formats.Document):
            check_article(article_from_text(part.text))


def whole_run(data: bytes) -> None:
    """A run over a folder of two articles with a decoder that needs no model."""
    articles = _articles(data)
    folder = ArticleFolder(articles, ())
    briefing = run_folder(folder, decoder=ScriptedDecoder(fails=["The"])).briefing
    check_briefing(briefing, articles)
    again = run_folder(folder, decoder=ScriptedDecoder(fails=["The"])).briefing
    hold(again.to_json() == briefing.to_json(), "the same articles gave another briefing")


def folder_of_files(data: bytes) -> None:
    """The loader over files with any bytes in them and in their names."""
    with tempfile.TemporaryDirectory() as place:
        names = []
        for number, piece in enumerate(data.split(b"\n\n\n")[:4]):
            name = b"%d" % number + piece[:20].replace(b"/", b"").replace(b"\0", b"") + b".txt"
            path = Path(place) / name.decode("utf-8", "surrogateescape")
            path.write_bytes(piece)
            names.append(path)
        try:
            loaded = load_articles(Path(place))
        except ArticlesError:
            return
        hold(loaded == load_articles(Path(place)), "another reading of the same folder")
        hold(len(loaded.articles) + len(loaded.skipped) == len(names), "a file is lost")
        for article in loaded.articles:
            article.path.encode("utf-8")
            check_article(article)
        for path in names:
            hold(read_bytes(path, 10**6)[0] == path.read_bytes(), "other bytes than the file's")


def answer(data: bytes) -> None:
    """What a model may answer to a request for a record; the first byte chooses the class."""
    kind = list(Kind)[(data[0] if data else 0) % len(Kind)]
    schema = record_for(kind, PARTIES, f"{SENTENCE} {' '.join(PARTIES)}")
    said = data[1:].decode("utf-8", "replace")
    check_record(validated(said, _prompt(), schema, lambda *_: Failure("no more")), schema)


def check_record(record: Record | Failure, schema: type[Record]) -> None:
    if isinstance(record, Failure):
        hold("\n" not in record.reason and record.reason != "", "a reason is one line")
        return
    fields = record.model_dump(mode="json")
    hold(schema.model_validate(fields) == record, "a record is not what it says")
    hold(all(fields[name] in PARTIES for name in record.parties), "a party that was not offered")
    hold(len({fields[name] for name in record.parties}) == len(record.parties), "both sides are one party")
    json.dumps(fields).encode()


def briefing_file(data: bytes) -> None:
    """What is taken for a briefing by commands that read one."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "briefing.json"
        path.write_bytes(data)
        try:
            briefing = load_briefing(path)
        except BriefingError as why:
            hold("\n" not in str(why), "a reason is one line")
            return
    try:
        Briefing.model_validate(briefing.model_dump(mode="json"))
    except ValidationError as error:
        raise Fault("a briefing that is no briefing") from error


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (text_file, characters, format_file, whole_run, folder_of_files, answer, briefing_file)
}


def _articles(data: bytes) -> tuple[Article, ...]:
    texts = data.decode("utf-8", "replace").split("\f", 1)
    return tuple(article_from_text(text, id=f"{n:03}", path=f"{n}.txt") for n, text in enumerate(texts, start=1))


def _prompt() -> Prompt:
    return Prompt((Message("system", "Fill in."),), (Message("user", SENTENCE),), "fill")


def seeds(target: str) -> Iterator[bytes]:
    """Inputs to begin with: the sample articles, a record, the sample briefing."""
    from extract.resources import resource
    from tests.sample_briefing import sample_briefing

    root = Path(__file__).parents[1]
    if target == "answer":
        for number, fields in enumerate(
            (
                {"what": "close its ports"},
                {"by": "Chile", "of": "Norway", "what": "close its ports"},
                {"by": "Norway", "to": "Chile", "what": "close its ports"},
                {"by": "Norway", "against": "Chile", "about": "the levy on herring"},
            )
        ):
            yield bytes([number]) + json.dumps(fields).encode()
    elif target == "briefing_file":
        yield sample_briefing().to_json().encode()
    else:
        first = bytes([0]) if target == "format_file" else b""
        for path in sorted((root / "seeds").rglob("*.txt"))[:6]:
            yield first + path.read_bytes()[:4_000]
        yield first + resource("models/registry.toml").read_bytes()[:1_000]
