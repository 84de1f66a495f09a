"""Prompt files: variables in, plain text out; and nothing of a worked example gets into a record."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.decoding.base import Message
from extract.decoding.grammar import Choice, Writer
from extract.errors import PromptError
from extract.prompts import PromptFile, load_prompt
from extract.resources import resource
from extract.schemas import OTHER, Kind, record_for
from extract.wording import wording

NAMES = ("cast", "detect", "fill")
SENTENCE = "Chile urged Norway on Monday to recall 14 trawlers from its waters, and both sides agreed to meet again."
FILE = """version = 3
labels = ["yes", "no"]
system = " Answer. "
turn = "Before: $before\\n$sentence"
[[examples]]
before = "It rained."
sentence = "Is it $5?"
answer = "no"
"""


def variables(prompt: PromptFile) -> set[str]:
    return set(re.findall(r"\$(\w+)", prompt.template))


def own(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> PromptFile:
    """The prompt file `own`, which says `text`."""
    (folder / "prompts").mkdir()
    (folder / "prompts/own.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("extract.prompts.resource", lambda name: folder / name)
    load_prompt.cache_clear()
    return load_prompt("own")


@pytest.fixture(autouse=True)
def read_anew() -> None:
    load_prompt.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_each_step_s_file_is_read_with_its_hash_and_its_examples(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.sha256 == hashlib.sha256(resource(f"prompts/{name}.toml").read_bytes()).hexdigest()
    for shared in prompt.shared.values():
        assert [message.role for message in shared] == ["system", *["user", "assistant"] * (len(shared) // 2)]
        assert all(message.text.strip() and "$" not in message.text for message in shared)
    assert prompt.version


def test_the_file_s_texts_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    prompt = own(monkeypatch, tmp_path, FILE)
    assert prompt.ask(before="", sentence="Yes?").shared == (
        Message("system", "Answer."),
        Message("user", "Before: It rained.\nIs it $5?"),
        Message("assistant", "no"),
    )
    assert (prompt.version, prompt.labels) == ("3", ("yes", "no"))


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_that_is_missing_is_an_error_that_names_it(name: str) -> None:
    prompt = load_prompt(name)
    for missing in variables(prompt):
        given = dict.fromkeys(variables(prompt) - {missing}, "x")
        with pytest.raises(
            PromptError, match=rf"prompts/{name}.toml: the template's variable '{missing}' is not given"
        ):
            prompt.ask(next(iter(prompt.shared)), **given)


def test_each_class_is_shown_its_own_examples_alone() -> None:
    shared = load_prompt("fill").shared
    assert list(shared) == [kind.value for kind in Kind]
    for kind in Kind:
        system, *examples = shared[kind.value]
        assert [other.value for other in Kind if f'{other.value} {{"' in system.text] == [kind.value]
        fields = set(record_for(kind, ("Chile", "Norway"), SENTENCE).model_fields)
        answers = [json.loads(message.text) for message in examples[1::2]]
        assert answers
        assert all(set(answer) == fields for answer in answers)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (FILE.replace("[[examples]]", '[variants]\na = "one"\n[[examples]]\nvariant = "b"'), "variant 'b'"),
        (FILE.replace("[[examples]]", '[variants]\na = "one"\n[[examples]]'), "variant ''"),
        (FILE.replace("[[examples]]", '[[examples]]\nvariant = "b"'), "variant 'b'"),
    ],
)
def test_an_example_of_a_variant_that_is_not_there_is_named(
    text: str, fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(PromptError, match=fault):
        own(monkeypatch, tmp_path, text)


@pytest.mark.parametrize(
    "text", ["$sentence", "${sentence}", "$$", "$", "{{ sentence }}", "{sentence}", "%s %(a)s", "\\1"]
)
def test_what_an_article_says_is_never_a_template(text: str) -> None:
    prompt = load_prompt("detect")
    assert prompt.ask(**dict.fromkeys(variables(prompt), text)).turns == (
        Message("user", prompt.template.strip().replace("$sentence", text)),
    )


@given(st.text(st.characters(exclude_categories=["Cc", "Zl", "Zp", "Zs"]), min_size=1))
def test_every_variable_stands_in_the_prompt_as_it_was_given(text: str) -> None:
    prompt = load_prompt("fill")
    said = prompt.ask(Kind.DEMAND.value, **dict.fromkeys(variables(prompt), text)).turns[0].text
    assert said.count(text) >= len(variables(prompt))


def test_a_line_that_holds_only_an_empty_variable_is_dropped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    prompt = own(monkeypatch, tmp_path, FILE.replace("Before: $before", "$before"))
    assert prompt.ask(before="", sentence="Yes?").turns[0].text == "Yes?"


@pytest.mark.parametrize(
    "text",
    [
        "no toml",
        "",
        FILE.replace("system", "sytem"),
        FILE.replace("turn", "trun"),
        FILE.replace("answer", "anwser"),
        FILE.replace('before = "It rained."', ""),
        FILE.replace('before = "It rained."', "before = 5").replace('system = " Answer. "', "system = 5"),
        FILE.replace("[[examples]]", "[examples]"),
        FILE.replace("$sentence", "$ sentence"),
    ],
)
def test_a_broken_file_is_one_line_that_names_it(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"^prompts/own\.toml") as error:
        own(monkeypatch, tmp_path, text)
    assert "\n" not in str(error.value)


def content_words(name: str) -> set[str]:
    """The words of a prompt's examples, questions and answers, that a sentence about something else does not have."""
    texts = [message.text for shared in load_prompt(name).shared.values() for message in shared[1:]]
    return set(wording(SENTENCE).strange(" ".join(texts))) - {"null"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", Kind)
def test_no_word_of_an_example_can_be_written_into_a_record(name: str, kind: Kind) -> None:
    """Held by the grammar: wherever a clause may begin, the word is refused before it is whole."""
    writer = Writer(record_for(kind, ("Chile", "Norway", OTHER), SENTENCE))
    words = content_words(name)
    assert {"norland", "vesta"} <= words
    clauses = 0
    while not writer.done:
        writer.forced()
        if writer.done:
            break
        if isinstance(part := writer.expects, Choice):
            assert words.isdisjoint(" ".join(part.literals).lower().split())
            writer.choose(part.literals[-1])
            continue
        clauses += 1
        assert [word for word in words if writer.allowed(f'{word}"') is not None or writer.allowed(f"{word} ")] == []
        writer.take('recall trawlers"')
    assert clauses >= 1


@pytest.mark.parametrize("kind", Kind)
def test_a_record_that_copies_an_example_is_not_valid(kind: Kind) -> None:
    schema = record_for(kind, ("Chile", "Norway"), SENTENCE)
    for message in load_prompt("fill").shared[kind.value][2::2]:
        with pytest.raises(ValueError, match="validation error"):
            schema.model_validate_json(message.text)
