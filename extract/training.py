"""What heads are fitted on: labelled sentences, our own, a user's, and those of annotated articles.

A row of a sentences file is one JSON object on one line:

    text       the sentence
    classes    which of the four classes it bears; none of them is an empty list
    optional   classes that some careful readers would list and some would not (may be missing)
    report     the report it stands in (may be missing or null): sentences of one report are never divided between
               fitting and testing
    dense      true where far more sentences bear a class than in real articles: such rows teach the heads what to look
               for, and have no say in how sure a head must be (may be missing)
    subject    "politics" (as if it were missing) or "other": what its report is about, whatever it says itself

Other fields are for readers of the file.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from extract.articles import Article, load_articles
from extract.detect import asked_about, plain
from extract.errors import ArticlesError
from extract.gold import AnnotatedArticle, Gold, MarkedSentence
from extract.resources import resource
from extract.schemas import Kind
from extract.spots import Spot, SpotIndex


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One training sentence. `optional` classes neither count for nor against a head; `group` is its report.

    One that is not of `politics` bears no class: it teaches only the head that tells politics from all else. What is
    `dense` is fitted on, and sets no threshold.
    """

    text: str
    classes: frozenset[str]
    optional: frozenset[str]
    group: str
    politics: bool = True
    dense: bool = False


def own_sentences() -> list[LabelledSentence]:
    """The labelled sentences that come with the package."""
    return read_sentences(sorted(resource("models/sentences").glob("*.jsonl")))


def read_sentences(paths: Sequence[Path]) -> list[LabelledSentence]:
    """The rows of these files, in order; blank lines are passed over.

    Raises `ArticlesError` with the line's number for a file that cannot be read, or a row that is no labelled sentence.
    """
    return [sentence for path in paths for sentence in _rows(path)]


def gold_sentences(gold: Gold, folder: Path) -> list[LabelledSentence]:
    """Every sentence of the annotated articles that the model is asked about when it reads an article.

    Articles are found in `folder` and below by their file's name. A sentence bears what is marked at places it overlaps
    (by the rule of `extract.spots`), so that most bear nothing. Each article is one group.

    Raises `ArticlesError` when an annotated article is not there, or is not the file that was annotated.
    """
    there = load_articles(folder).articles
    return [
        sentence
        for annotated in gold.articles
        for sentence in _sentences_of(_annotated_file(annotated, there, folder), annotated)
    ]


def once(sentences: Iterable[LabelledSentence]) -> list[LabelledSentence]:
    """Each text that the model reads only once, at its first place and in that group.

    Where rows with the same text disagree about a class, the class is optional.
    """
    by_text: dict[str, list[LabelledSentence]] = {}
    for sentence in sentences:
        by_text.setdefault(plain(sentence.text), []).append(sentence)
    return [_joined(rows) for rows in by_text.values()]


def _joined(rows: Sequence[LabelledSentence]) -> LabelledSentence:
    classes = frozenset.intersection(*(row.classes - row.optional for row in rows))
    mentioned = frozenset[str]().union(*(row.classes | row.optional for row in rows))
    politics = any(row.politics for row in rows)
    dense = all(row.dense for row in rows)
    return LabelledSentence(rows[0].text, classes, mentioned - classes, rows[0].group, politics, dense)


def _rows(path: Path) -> Iterator[LabelledSentence]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ArticlesError(f"cannot read the sentences in {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ArticlesError(f"{path} is not UTF-8 from byte {error.start} on: convert it") from None
    # Not `splitlines`: JSON may hold other line ends than this one within a string.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                yield _labelled(json.loads(line), default_group=f"{path}:{number}")
            except (ValueError, KeyError, TypeError) as error:
                reason = f"no {error}" if isinstance(error, KeyError) else str(error)
                raise ArticlesError(f"{path}, line {number}: no labelled sentence: {reason}") from None


def _labelled(row: Any, *, default_group: str) -> LabelledSentence:
    if not isinstance(row, dict):
        raise TypeError("not a JSON object")
    text, classes, optional = row["text"], row["classes"], row.get("optional") or []
    if not isinstance(text, str) or not text.strip():
        raise ValueError("'text' must be a sentence")
    if not isinstance(classes, list) or not isinstance(optional, list):
        raise TypeError("'classes' and 'optional' must be lists")
    if unknown := sorted({*map(str, classes), *map(str, optional)} - {kind.value for kind in Kind}):
        raise ValueError(f"unknown class {', '.join(unknown)}: known are {', '.join(Kind)}")
    if (subject := row.get("subject", "politics")) not in ("politics", "other"):
        raise ValueError(f"unknown subject {subject!r}: known are politics, other")
    if subject == "other" and (classes or optional):
        raise ValueError("a sentence with the subject 'other' bears no class")
    if not isinstance(dense := row.get("dense", False), bool):
        raise TypeError("'dense' must be true or false")
    return LabelledSentence(
        text,
        frozenset(classes),
        frozenset(optional) - frozenset(classes),
        group=str(row.get("report") or row.get("id") or default_group),
        politics=subject == "politics",
        dense=dense,
    )


def _annotated_file(annotated: AnnotatedArticle, articles: Sequence[Article], folder: Path) -> Article:
    named = [article for article in articles if PurePosixPath(article.path).name == annotated.article]
    if not named:
        raise ArticlesError(f"{annotated.article}, which the gold annotates, is not in {folder}: see --articles")
    same = [article for article in named if annotated.sha256 in (None, article.sha256)]
    if not same:
        # Places in another text would teach the heads nonsense, after minutes of reading.
        raise ArticlesError(f"{annotated.article} in {folder} is not the file that was annotated: see --articles")
    return same[0]


def _sentences_of(article: Article, annotated: AnnotatedArticle) -> Iterator[LabelledSentence]:
    marked: SpotIndex[MarkedSentence] = SpotIndex(
        (Spot(annotated.article, sentence.interval), sentence) for sentence in annotated.sentences
    )
    for index in asked_about(article):
        interval = article.sentences[index].interval
        hits = marked.at(Spot(annotated.article, interval))
        required = {kind.value for hit in hits for kind in hit.required}
        optional = {kind.value for hit in hits for kind in hit.optional} - required
        yield LabelledSentence(
            interval.of(article.text), frozenset(required), frozenset(optional), f"gold {annotated.article}"
        )
