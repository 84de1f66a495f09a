"""The scores of a briefing by comparing everything with everything, one character at a time.

Written from the definition alone, to hold against what `extract.evaluate` computes; works on plain JSON values.
"""

from itertools import combinations
from typing import Any

from tests.scoring_cases import LENGTH, PLURALS, Json, text_of


def shared(one: Json, other: Json) -> bool:
    return len(set(range(one["start"], one["end"])) & set(range(other["start"], other["end"]))) > 3


def rates(found: int, wrong: int, missed: int) -> Json:
    precision = found / (found + wrong) if found + wrong else 0
    recall = found / (found + missed) if found + missed else 0
    f1 = 2 / (1 / precision + 1 / recall) if found else 0
    return {"p": precision, "r": recall, "f1": f1, "tp": found, "fp": wrong, "fn": missed}


def plain(name: str | None) -> str:
    name = (name or "").strip().lower()
    name = name.removeprefix("the ")
    if name in ("us", "u.s.", "u.s", "usa", "america", "united states of america"):
        return "united states"
    if name in ("prc", "people's republic of china"):
        return "china"
    return "russia" if name == "russian federation" else name


def brute_force(briefing: Json, gold: Json) -> Json:
    """The scores by comparing everything with everything."""
    names = {entry["id"]: entry["path"].split("/")[-1] for entry in briefing["articles"]}
    mentions = [
        {**mention["char_interval"], "name": names[mention["article"]], "quote": mention["quote"], "kind": kind}
        | {"item": item}
        for kind, plural in PLURALS.items()
        for item in briefing[plural]
        for mention in item["mentions"]
    ]
    grounded = [m for m in mentions if text_of(m["name"])[m["start"] : m["end"]] == m["quote"]]

    def bears(sentence: Json, name: str, kind: str) -> bool:
        return any(m["kind"] == kind and m["name"] == name and shared(m, sentence) for m in mentions)

    classes, sums = {}, [0, 0, 0]
    for kind in PLURALS:
        spots = {(m["name"], m["start"], m["end"]) for m in mentions if m["kind"] == kind}
        wrong = 0
        for name, start, end in spots:
            for annotated in gold["articles"]:
                if annotated["article"] == name:
                    here = [s for s in annotated["sentences"] if shared(s, {"start": start, "end": end})]
                    wrong += all(kind not in s["required"] and kind not in s["optional"] for s in here)
        wanted = [
            bears(s, annotated["article"], kind)
            for annotated in gold["articles"]
            for s in annotated["sentences"]
            if kind in s["required"]
        ]
        counts = [wanted.count(True), wrong, wanted.count(False)]
        classes[kind] = rates(*counts)
        sums = [one + other for one, other in zip(sums, counts, strict=True)]
    scores = {
        "mentions": len(mentions),
        "grounded": len(grounded) / len(mentions) if mentions else 0,
        "classes": classes,
        "micro": rates(*sums),
        "macro_f1": sum(c["f1"] for c in classes.values()) / 4,
        "merging": merging_by_brute_force(mentions, gold),
        "parties": parties_by_brute_force(mentions, gold),
    }
    if gold["consensus"] and gold["consensus"]["article"] in names.values():
        scores["consensus"] = consensus_by_brute_force(briefing, gold["consensus"], names)
    return scores


def gold_items_of(mention: Json, gold: Json) -> list[Json]:
    return [
        item
        for item in gold["items"]
        if item["kind"] == mention["kind"]
        and any(place["article"] == mention["name"] and shared(place, mention) for place in item["mentions"])
    ]


def merging_by_brute_force(mentions: list[Json], gold: Json) -> Json:
    known: dict[tuple[Any, ...], list[Json]] = {}
    for mention in mentions:
        if gold_items_of(mention, gold):
            known.setdefault((mention["kind"], mention["name"], mention["start"], mention["end"]), []).append(mention)
    found = wrong = missed = 0
    for (one, first), (other, second) in combinations(known.items(), 2):
        if one[0] == other[0] and one[1] != other[1]:
            belong = any(item in gold_items_of(second[0], gold) for item in gold_items_of(first[0], gold))
            together = any(a["item"] is b["item"] for a in first for b in second)
            found += belong and together
            wrong += together and not belong
            missed += belong and not together
    return rates(found, wrong, missed)


def parties_by_brute_force(mentions: list[Json], gold: Json) -> Json:
    verdicts = []
    for mention in mentions:
        known = [item for item in gold_items_of(mention, gold) if item["by"]]
        if mention["kind"] in ("demand", "warning") and known:
            target = mention["item"]["of" if mention["kind"] == "demand" else "to"]
            pair = (plain(mention["item"]["by"]), plain(target))
            verdicts.append(pair in [(plain(item["by"]), plain(item["of"])) for item in known])
    return {"right": verdicts.count(True), "of": len(verdicts)}


def consensus_by_brute_force(briefing: Json, gold: Json, names: dict[str, str]) -> Json:
    complete = 0
    for wanted in gold["points"]:
        points = [point for point in briefing["consensus"]["points"] if point["number"] == wanted["number"]]
        if not points:
            continue
        need = [any(s["start"] <= at < s["end"] for s in wanted["spans"]) for at in range(LENGTH + 9)]
        quotes = [m["char_interval"] for m in points[-1]["mentions"] if names[m["article"]] == gold["article"]]
        have = [any(s["start"] <= at < s["end"] for s in quotes) for at in range(LENGTH + 9)]
        covered = sum(n and h for n, h in zip(need, have, strict=True))
        besides = sum(h and not n for n, h in zip(need, have, strict=True))
        complete += covered >= 0.95 * sum(need) and besides <= 0.1 * sum(need)
    listed = len({point["number"] for point in briefing["consensus"]["points"]})
    return {"complete": complete, "of": len(gold["points"]), "listed": listed}
