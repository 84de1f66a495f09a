"""Which names are one actor: "Blinken", "Antony Blinken" and "Antony J. Blinken" under the fullest of them.

A surname alone stands for the person whom its own article gives that name, else for the one whom most articles do: two
ministers of one surname stay two, and no article renames whom another one names.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from extract.articles import Article
from extract.gazetteer import gazetteer
from extract.names import Name
from extract.offices import INSTITUTIONS, MEDIA, ROLES, SCHOOLS
from extract.standings import spread

Named = Sequence[tuple[Article, Name]]


@dataclass(frozen=True)
class FullNames:
    """Each name with the fullest form of its actor's: `of_all` articles, and by article what its `own` differ in."""

    of_all: Mapping[str, str]
    own: Mapping[str, Mapping[str, str]]

    def of(self, article: Article, words: str) -> str | None:
        """The full name of whom `words` name in `article`; None for what is no actor's name."""
        return self.own.get(article.id, {}).get(words) or self.of_all.get(words)


def full_names(names: Named) -> FullNames:
    """The actors of all `names`; words that are capitalised only because they open a sentence drop out."""
    usable = _usable([name for _, name in names])
    longer = _by_standing(names, usable)
    whole, by_part = _fullest(longer)
    full: dict[str, str] = {}
    for words in sorted(usable):
        full[words] = words
        if words.split()[-1].lower() not in INSTITUTIONS:
            full[words] = (whole.get(_without_initials(words)) if " " in words else by_part.get(words)) or words
    return FullNames(full, _own(names, full))


def own_forms(names: Named, full: FullNames) -> dict[str, dict[str, str]]:
    """By article, the fullest form that it has itself for an actor, where that is not the actor's full name: what is
    asked about one article then does not change with the names that another one brings.

    Its text is searched for all that the actor is called anywhere: which words at the beginning of a sentence belong to
    a name (`names`) may be a matter of how other articles write them.
    """
    aliases: dict[str, set[str]] = {}
    for meant in (full.of_all, *full.own.values()):
        for form, whole in meant.items():
            aliases.setdefault(whole, set()).add(form)
    told: dict[str, tuple[Article, dict[str, None]]] = {}
    for article, name in names:
        # Most are called one thing alone: no text is searched for them.
        if (actor := full.of(article, name.words)) and len(aliases[actor]) > 1:
            told.setdefault(article.id, (article, {}))[1][actor] = None
    forms = {
        article_id: {
            actor: form for actor in sorted(actors) if (form := _longest(article, actor, aliases[actor], full)) != actor
        }
        for article_id, (article, actors) in told.items()
    }
    return {article_id: each for article_id, each in forms.items() if each}


def _longest(article: Article, actor: str, aliases: Collection[str], full: FullNames) -> str:
    """The alias of most words that stands in an article and means the actor there, of several the most frequent one."""
    meant = (form for form in aliases if full.of(article, form) == actor)
    counts = {
        form: len(re.findall(rf"\b{re.escape(form)}(?!\w)", article.text)) for form in meant if form in article.text
    }
    return min(counts, key=lambda form: (-len(form.split()), -counts[form], form), default=actor)


def is_person(name: str) -> bool:
    words = name.split()
    return len(words) <= 4 and words[-1].lower() not in INSTITUTIONS and words[0].lower() not in ROLES


def is_observer(name: str) -> bool:
    """A paper reports what parties do and a school studies it: neither acts for one of them."""
    return name.split()[-1].lower() in MEDIA | SCHOOLS


def _usable(names: Sequence[Name]) -> set[str]:
    inside = {name.words for name in names if not name.opens_sentence}
    # "Hale" may open every sentence it stands in, and "Xi" is short: names all the same beside "Ada Hale", "Xi Li".
    parts = {part for words in inside for part in (words.split()[0], words.split()[-1]) if " " in words}
    return {
        words
        for words in {name.words for name in names}
        if (words in inside or words in parts or " " in words)
        and not gazetteer().party(words)
        and not gazetteer().capital_of(words)
        and (len(words) > 2 or words in parts)
    }


def _by_standing(names: Named, usable: set[str]) -> list[str]:
    """The `usable` names of several words: those of most articles first, of these those that most articles put on a
    side, then those that stand there most often."""
    counts = Counter(name.words for _, name in names)
    articles = spread((name.words, article.id) for article, name in names)
    placed = spread((name.words, article.id) for article, name in names if name.nation)
    longer = (words for words in usable if " " in words)
    return sorted(longer, key=lambda words: (-articles[words], -placed[words], -counts[words], words))


def _fullest(longer: Sequence[str]) -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    """The first of the `longer` names with the same words, initials aside ("Antony J. Blinken", "Antony Blinken"), and
    the first person with each word as first or last name ("Blinken", "Xi")."""
    whole: dict[tuple[str, ...], str] = {}
    by_part: dict[str, str] = {}
    for name in longer:
        if words := _without_initials(name):
            whole.setdefault(words, name)
            if words[-1].lower() not in INSTITUTIONS:
                by_part.setdefault(words[0], name)
                by_part.setdefault(words[-1], name)
    return whole, by_part


def _own(names: Named, full: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By article, whom a single name means there, if that is not whom it means elsewhere: someone with a nation, an
    office or words of his own beside his whole name, in an article that does not name the other one."""
    whole: dict[str, set[str]] = {}
    acting: dict[str, Counter[str]] = {}
    for article, name in names:
        if " " in name.words and name.words in full:
            whole.setdefault(article.id, set()).add(full[name.words])
            if (name.nation or name.titled or name.speaks) and is_person(full[name.words]):
                acting.setdefault(article.id, Counter())[full[name.words]] += 1
    own: dict[str, dict[str, str]] = {}
    for article_id, counts in acting.items():
        _, by_part = _fullest(sorted(counts, key=lambda words: (-counts[words], words)))
        meant = {part: name for part, name in by_part.items() if part in full and full[part] not in whole[article_id]}
        if meant:
            own[article_id] = meant
    return own


def _without_initials(name: str) -> tuple[str, ...]:
    return tuple(word for word in name.split() if not word.endswith("."))
