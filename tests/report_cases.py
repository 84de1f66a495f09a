"""Briefings whose articles are really there, for tests of the report: a small one, a hostile one, and a large one."""

import hashlib
import random
from pathlib import Path
from typing import Any

from extract.articles import read_article
from extract.briefing import (
    Agreement,
    ArticleEntry,
    Briefing,
    Claim,
    Consensus,
    Demand,
    Disagreement,
    Dispute,
    Event,
    Interval,
    Item,
    Mention,
    Point,
    Position,
    Quote,
    SkippedPart,
    Warning,
)
from tests.sample_briefing import manifest

#: What an article, a file name or a model might carry. Each would do something if it were not taken as text.
HOSTILE = (
    "<script>window.struck = 1</script>",
    "<img src=x onerror='window.struck = 2'>",
    '"><svg onload=window.struck=3>',
    "'-alert(1)-' onmouseover=window.struck=4 x='",
    "</script><script>window.struck = 5</script>",
    "<!--<script>window.struck = 6",
    "</textarea></style></title><b id=struck>bold</b>",
    "javascript:window.struck=7",
    "{{ 7 * 7 }}{% raw %}{# no #}",
    "${window.struck = 8}`",
    "&lt;i&gt; &amp;amp; &#60;b&#62;",
    "]]> <![CDATA[ <a href=http://example.invalid/>",
    "a\u202egnp.exe\u202c \u2066isolated\u2069 \u200emark\u200f",
    "Z" + "\u0301" * 60 + "algo",
    "ab\x1b[31mred\x07\x08 \x85next\u2028line\u2029end",
    "tag\U000e0041\U000e0042ged \ufeff\u200bzero\u200dwidth\ufffe",
    "שלום (עולם) مرحبا 中文 👩\u200d👩\u200d👧 e\u0301",
    "<base href=http://example.invalid/><meta http-equiv=refresh content=0>",
    "<iframe srcdoc='<script>parent.struck = 9</script>'></iframe>",
    "<style>body { display: none }</style><link rel=stylesheet href=//example.invalid/x>",
)


def entry(folder: Path, id: str, name: str, outlet: str | None = None, title: str | None = None) -> ArticleEntry:
    """The entry of a file that lies in `folder`, as a run would list it."""
    article = read_article(folder / name, id=id, name=name)
    return ArticleEntry(
        id=id,
        path=name,
        sha256=hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        title=title,
        outlet=outlet,
        date="2031-05-02",
        language="en",
        characters=len(article.text),
        sentences=len(article.sentences),
    )


def said(folder: Path, entry: ArticleEntry, quote: str, *, speaker: str | None = None, chance: float = 0.9) -> Mention:
    """A mention of `quote` where it first stands in the article."""
    text = read_article(folder / entry.path).text
    start = text.index(quote)
    interval = Interval(start=start, end=start + len(quote))
    return Mention(
        article=entry.id, char_interval=interval, quote=quote, what=quote, speaker=speaker, probability=chance
    )


def small_briefing(folder: Path) -> Briefing:
    """Two outlets, an item of each class, a point, a disagreement; writes the articles into `folder`."""
    first = "Both sides will open the dams. Leave our island, said Freedonia. Nine boats were lost."
    second = "“The dams shall open,” it says. If the fleet sails, we close the harbour. "
    third = "Sylvania calls the fishing theft. Ten boats were lost. Both want the dams."
    (folder / "a.txt").write_text(f"Talks on the river\n\n{first}\n\nShare this article\n", encoding="utf-8")
    (folder / "b.md").write_text(f"The envoys went home.\n\n{second}{third}\n", encoding="utf-8")
    wire, letter = entry(folder, "001", "a.txt", "Harbour Wire", "Talks on the river"), entry(folder, "002", "b.md")
    dams = said(folder, wire, "Both sides will open the dams.", speaker="Ada Holm")
    again = said(folder, letter, "“The dams shall open,” it says.")
    wanted = said(folder, letter, "Both want the dams.", chance=0.6)
    nine, ten = said(folder, wire, "Nine boats were lost."), said(folder, letter, "Ten boats were lost.")
    theft = said(folder, letter, "Sylvania calls the fishing theft.")
    return Briefing(
        event=Event(title="Freedonia and Sylvania talk", date="2031-05-02", parties=("Freedonia", "Sylvania")),
        articles=(wire, letter),
        agreements=(
            Agreement(
                id="agreement-1",
                what="open the dams",
                parties=("Freedonia", "Sylvania"),
                support=2,
                confidence=0.99,
                mentions=(dams, again, wanted),
            ),
        ),
        demands=(
            Demand(
                id="demand-1",
                what="leave the island",
                by="Freedonia",
                of=None,
                support=1,
                confidence=0.8,
                mentions=(said(folder, wire, "Leave our island, said Freedonia."),),
            ),
        ),
        warnings=(
            Warning(
                id="warning-1",
                what="the harbour will be closed",
                by="Sylvania",
                to="Freedonia",
                condition="the fleet sails",
                support=1,
                confidence=0.4,
                mentions=(said(folder, letter, "If the fleet sails, we close the harbour."),),
            ),
        ),
        disputes=(
            Dispute(
                id="dispute-1",
                about="fishing rights",
                parties=("Freedonia", "Sylvania"),
                support=1,
                confidence=0.6,
                positions=(Position(party="Sylvania", stance="calls the fishing theft", mentions=(0,)),),
                mentions=(theft,),
            ),
        ),
        consensus=Consensus(
            basis="stated",
            title="One-point consensus",
            points=(
                Point(
                    number=1,
                    text="“The dams shall open,” it says.",
                    mentions=(Quote(article="002", char_interval=again.char_interval, quote=again.quote),),
                    items=("agreement-1",),
                    reported_by=("001", "002"),
                ),
            ),
        ),
        disagreements=(
            Disagreement(
                about="how many boats were lost",
                claims=(
                    Claim(article="001", char_interval=nine.char_interval, quote=nine.quote, value="nine"),
                    Claim(article="002", char_interval=ten.char_interval, quote=ten.quote, value="ten"),
                ),
            ),
        ),
        skipped=(SkippedPart(path="photo.jpg", reason="not a text article (.txt or .md)"),),
        manifest=manifest(),
    )


def hostile_briefing(folder: Path) -> Briefing:
    """The small briefing with every hostile string in every place where others' words stand, the articles included."""
    lines = [text.replace("\x08", "").replace("\ufffe", "") for text in HOSTILE]
    (folder / "evil.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8", newline="")
    every = " ".join(lines)
    article = entry(folder, "001", "evil.txt", outlet=every, title=every)
    mentions = []
    text = read_article(folder / "evil.txt").text
    for line in text.split("\n\n"):
        start = text.index(line)
        interval = Interval(start=start, end=start + len(line.rstrip("\n")))
        quote = text[interval.start : interval.end]
        mentions.append(
            Mention(article="001", char_interval=interval, quote=quote, what=quote, speaker=line, probability=0.5)
        )
    # One quote that its article does not say: it must not be marked there.
    mentions.append(mentions[0].model_copy(update={"quote": "never said"}))
    shared: dict[str, Any] = {"support": 1, "confidence": 0.5, "mentions": tuple(mentions)}
    items = [Demand(id=f"demand-{at}", what=line, by=line, of=every, **shared) for at, line in enumerate(lines, 1)]
    return Briefing(
        event=Event(title=every, date=lines[0], parties=tuple(lines)),
        articles=(article,),
        agreements=(Agreement(id=f'agreement-1" onclick="x {lines[0]}', what=every, parties=tuple(lines), **shared),),
        demands=tuple(items),
        warnings=(Warning(id="warning-1", what=every, by=every, to=None, condition=every, **shared),),
        disputes=(
            Dispute(
                id="dispute-1",
                about=every,
                parties=tuple(lines),
                positions=(Position(party=every, stance=every, mentions=(0, 1)),),
                **shared,
            ),
        ),
        consensus=Consensus(
            basis="stated",
            title=every,
            points=(Point(number=1, text=every, mentions=tuple(mentions), items=("demand-1",), reported_by=("001",)),),
        ),
        disagreements=(
            Disagreement(
                about=every,
                claims=tuple(
                    Claim(article="001", char_interval=each.char_interval, quote=each.quote, value=each.quote)
                    for each in mentions
                ),
            ),
        ),
        skipped=tuple(SkippedPart(path=line, reason=line) for line in lines),
        manifest=manifest().model_copy(update={"decider": every, "settings": {"note": every}}),
    )


_WORDS = (
    "envoy river harbour fleet island treaty border tariff council minister market winter signal bridge letter promise "
    "season valley garden lantern"
).split()


def large_briefing(folder: Path, articles: int = 100, items: int = 1000) -> Briefing:
    """Of invented words: articles of 8,000 characters by 40 outlets, items of 1 to 12 mentions; always the same."""
    chance = random.Random(6)
    entries, sentences = [], []
    for number in range(articles):
        name = f"{number:03}.txt"
        lines = [f"{' '.join(chance.choices(_WORDS, k=14)).capitalize()} {number} {at}." for at in range(85)]
        (folder / name).write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        entries.append(entry(folder, f"{number + 1:03}", name, f"Outlet {number % 40}", f"Headline {number}"))
        places, at = [], 0
        for line in lines:
            places.append((line, Interval(start=at, end=at + len(line))))
            at += len(line) + 2
        sentences.append(places)
    kinds: dict[str, list[Item]] = {"agreements": [], "demands": [], "warnings": [], "disputes": []}
    for number in range(items):
        mentions = []
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(articles)
            quote, interval = chance.choice(sentences[at])
            mentions.append(
                Mention(
                    article=entries[at].id,
                    char_interval=interval,
                    quote=quote,
                    what=quote,
                    speaker=chance.choice([None, "Ada Holm"]),
                    probability=chance.random(),
                )
            )
        what = " ".join(chance.choices(_WORDS, k=12))
        shared: dict[str, Any] = {
            "support": len({mention.article for mention in mentions}),
            "confidence": chance.random(),
            "mentions": tuple(mentions),
        }
        id = number // 4 + 1
        by, to = chance.sample(("Freedonia", "Sylvania", "Ruritania", "Grand Fenwick"), 2)
        match number % 4:
            case 0:
                kinds["agreements"].append(Agreement(id=f"agreement-{id}", what=what, parties=(by, to), **shared))
            case 1:
                kinds["demands"].append(Demand(id=f"demand-{id}", what=what, by=by, of=to, **shared))
            case 2:
                kinds["warnings"].append(Warning(id=f"warning-{id}", what=what, by=by, to=to, **shared))
            case _:
                position = Position(party=by, stance=what, mentions=(0,))
                kinds["disputes"].append(
                    Dispute(id=f"dispute-{id}", about=what, parties=(by, to), positions=(position,), **shared)
                )
    return Briefing.model_validate(
        {
            "event": Event(title="A large meeting", date="2031-05-02", parties=("Freedonia", "Sylvania")),
            "articles": entries,
            **kinds,
            "consensus": Consensus(
                basis="derived",
                points=tuple(
                    Point(
                        number=number,
                        text=f"{' '.join(chance.choices(_WORDS, k=30))}.",
                        mentions=(),
                        items=(f"agreement-{number}",),
                        reported_by=tuple(sorted({each.id for each in chance.choices(entries, k=30)})),
                    )
                    for number in range(1, 6)
                ),
            ),
            "manifest": manifest(),
        }
    )
