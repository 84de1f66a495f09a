"""Random gold and random briefings, for tests of scoring."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extract.articles import article_from_text

PLURALS = {"agreement": "agreements", "demand": "demands", "warning": "warnings", "dispute": "disputes"}
LENGTH = 91
#: Two articles of one name in different folders count as one; the last file is in no briefing.
PATHS = ("a.txt", "b.txt", "sub/c.txt", "other/c.txt")
GOLD_NAMES = ("a.txt", "b.txt", "c.txt", "absent.txt")
#: Names of one party side by side; a case draws from three of these.
PARTIES: tuple[tuple[str | None, ...], ...] = (
    ("US", " the United States", "U.S. ", "u.s", "usa", "America", "United States of America"),
    ("China", "the PRC", "People's Republic of China"),
    ("Russia", "the Russian Federation"),
    ("The Philippines", "philippines"),
    ("", None),
)

Json = dict[str, Any]


def text_of(name: str) -> str:
    letters = random.Random(name)
    return "".join(letters.choice("abcé. \n“—𝛼") for _ in range(LENGTH))


ARTICLES = tuple(article_from_text(text_of(Path(path).name), path=path) for path in PATHS)


class Case:
    """Random gold and a random briefing. Few places, so that overlaps, slivers and repeats are frequent."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # Half of the cases choose from sentences side by side, the others from anything that overlaps anyhow.
        self.grid = seed % 2 == 0
        self.parties = [name for names in self.random.sample(PARTIES, 3) for name in names]
        self.gold = self._gold()
        self.briefing = self._briefing()

    def _place(self) -> Json:
        start = self.random.randrange(0, LENGTH - 26, 13) if self.grid else self.random.randrange(LENGTH - 26)
        size = 12 if self.grid else self.random.choice((2, 3, 4, 5, 9, 14, 25))
        slip = self.random.choice((0, 0, 0, 0, 2, 3, 4)) if self.grid else 0
        return {"start": start + slip, "end": start + slip + size}

    def _some(self, largest: int, make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(self.random.randint(0, largest))]

    def _kinds(self, largest: int) -> list[str]:
        return self.random.sample(sorted(PLURALS), self.random.randint(0, largest))

    def _gold(self) -> Json:
        pick = self.random
        names = pick.sample(GOLD_NAMES, pick.choice((0, 1, 2, 3, 4, 4)))
        articles: list[Json] = [
            {
                "article": name,
                "sentences": self._some(
                    9, lambda: {**self._place(), "required": self._kinds(2), "optional": self._kinds(1)}
                ),
            }
            for name in names
        ]
        items = [
            {
                "id": f"{number}",
                "kind": pick.choice(sorted(PLURALS)),
                "what": f"thing {number}",
                "by": pick.choice(self.parties),
                "of": pick.choice(self.parties),
                "mentions": self._some(8, lambda: {"article": pick.choice(GOLD_NAMES), **self._place()}),
            }
            for number in range(pick.randint(0, 12))
        ]
        points = [{"number": number, "spans": self._some(3, self._place)} for number in range(1, pick.randint(1, 5))]
        consensus = {"article": pick.choice(GOLD_NAMES), "points": points}
        return {"articles": articles, "items": items, "consensus": pick.choice((None, consensus, consensus))}

    def _quote(self) -> Json:
        number = self.random.randrange(len(PATHS))
        place = self._place()
        quote = ARTICLES[number].text[place["start"] : place["end"]]
        said = quote if self.random.random() < 0.8 else f"{quote[1:]}?"
        return {"article": f"{number + 1:03}", "char_interval": place, "quote": said}

    def item(self, kind: str, number: int) -> Json:
        """An item of the kind with all its fields, at random places."""
        pick = self.random
        mentions = [{**self._quote(), "what": "w", "probability": 0.5} for _ in range(pick.randint(1, 4))]
        by, target = pick.choice(self.parties), pick.choice(self.parties)
        own: dict[str, Json] = {
            "agreement": {"what": "w", "parties": []},
            "demand": {"what": "w", "by": by, "of": target},
            "warning": {"what": "w", "by": by, "to": target, "condition": None},
            "dispute": {"about": "w", "parties": [], "positions": []},
        }
        support = len({mention["article"] for mention in mentions})
        return {"id": f"{kind}-{number}", "support": support, "confidence": 0.5, "mentions": mentions} | own[kind]

    def _point(self) -> Json:
        """Often what the gold says of a point, a little off."""
        pick = self.random
        quotes = self._some(2, self._quote)
        gold = self.gold["consensus"] or {"article": "a.txt", "points": []}
        wanted = pick.choice([*gold["points"], {"number": 9, "spans": []}])
        for span in wanted["spans"] if gold["article"] in ("a.txt", "b.txt") else ():
            number = ("a.txt", "b.txt").index(gold["article"])
            place = {"start": span["start"] + pick.choice((0, 0, 1)), "end": span["end"] + pick.choice((0, 0, 0, 1))}
            quotes.append({"article": f"{number + 1:03}", "char_interval": place, "quote": "q"})
            quotes = quotes if pick.random() < 0.4 else quotes[-len(wanted["spans"]) :]
        return {"number": wanted["number"], "text": "t", "mentions": quotes}

    def _briefing(self) -> Json:
        about: Json = {"title": None, "outlet": None, "date": None, "language": "en", "sentences": 1}
        entries = [
            {"id": f"{number:03}", "path": article.path, "sha256": article.sha256, "characters": LENGTH} | about
            for number, article in enumerate(ARTICLES, start=1)
        ]
        most = self.random.choice((0, 2, 6, 9))
        items = {
            plural: [self.item(kind, number) for number in range(self.random.randint(0, most))]
            for kind, plural in PLURALS.items()
        }
        return {
            "event": {"title": None, "date": None, "parties": []},
            "articles": entries,
            **items,
            "consensus": {"basis": "stated", "points": self._some(4, self._point)},
            "manifest": {"extract": "0", "model": {"name": "m", "sha256": "0"}, "prompts": {}, "settings": {}}
            | {"decider": "none"},
        }
