"""A chat template rendered in a process of its own.

A template is a program by whoever made the model's file. Jinja's sandbox keeps it from Python's insides, but not from
computing for ever or filling the memory, and sandboxes have had holes: so it runs where it can open no file and no
connection, and has a few seconds and little memory. This file is that process, too: it imports nothing of ours.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

#: Of the processor's time, then of the wall clock: a machine may be busy with other things.
SECONDS, PATIENCE = 5, 120
MEMORY = 512 << 20  # bytes of address space
#: A conversation of ours takes a few hundred characters beside its texts.
LONGEST = 1 << 20
#: What a template may take for today: answers depend on no clock.
_TODAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a template is given no time zone either
#: Rendered first: what Python and Jinja only load when it is needed has to be there before files are out of reach.
_WARMING = (
    r"{% macro say(text) %}{{ '\n\u00e9' + text | trim | tojson }}{% endmacro %}{% set told = namespace(n=1) %}"
    "{% for each in messages if each.role != 'x' %}{{ say(each['content']) }}{% set told.n = loop.index %}"
    "{% if loop.last %}{% break %}{% endif %}{% endfor %}{{ '%s' | format(1) }}{{ [1] | map('string') | join }}"
)
_STATEMENT_ENDS = ("name:endgeneration",)


class TemplateFault(Exception):
    """What is wrong with a template, in words that follow "this model's chat template"."""


def rendered(template: str, bos: str, eos: str, messages: Sequence[tuple[str, str]]) -> str:
    """The prompt that `template` makes of (role, text) `messages`, up to where the answer begins.

    Environment and variables are those that Transformers and llama-cpp-python give a template, but for the date, which
    is always the same. Raises `TemplateFault`.
    """
    told = {"template": template, "bos": bos, "eos": eos, "messages": list(messages), "seconds": SECONDS}
    # -P keeps this file's folder, whose modules have common names, off the path.
    command = [sys.executable, "-P", "-W", "ignore", __file__]
    try:
        done = subprocess.run(
            command, input=json.dumps(told).encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise TemplateFault("does not come to an end") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        ended = "does not come to an end" if -done.returncode in (9, 24) else "breaks what runs it"
        raise TemplateFault(ended) from None
    if "fault" in answer:
        raise TemplateFault(answer["fault"])
    return str(answer["prompt"])


def _main() -> None:
    told = json.load(sys.stdin)
    sys.stdout.write(json.dumps(_answer(told)))


def _answer(told: dict[str, Any]) -> dict[str, str]:
    from jinja2 import TemplateError, debug  # noqa: F401 - what errors need: later nothing can be opened

    environment = _environment()
    environment.from_string(_WARMING).render(messages=[{"role": "user", "content": "é"}])
    _lock(told["seconds"])
    try:
        template = environment.from_string(told["template"])
    except (TemplateError, RecursionError, MemoryError, OverflowError, ValueError) as error:
        return {"fault": f"cannot be read: {_words(error)}"}
    messages = [{"role": role, "content": text} for role, text in told["messages"]]
    try:
        pieces = template.generate(
            messages=messages,
            bos_token=told["bos"],
            eos_token=told["eos"],
            raise_exception=_refuse,
            add_generation_prompt=True,
            functions=None,
            function_call=None,
            tools=None,
            tool_choice=None,
            strftime_now=_TODAY.strftime,
        )
        return {"prompt": "".join(_limited(pieces))}
    except MemoryError:
        return {"fault": "needs too much memory"}
    except Exception as error:  # noqa: BLE001 - whatever a template stumbles over
        return {"fault": f"does not take our conversation: {_words(error)}"}


def _lock(seconds: int) -> None:
    """Little time and memory from here on, and nothing that is not open yet can be opened."""
    import resource

    limits = {"RLIMIT_CPU": seconds, "RLIMIT_AS": MEMORY, "RLIMIT_NOFILE": 3, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": LONGEST}
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, OSError, ValueError):
            continue  # not every system has them all


def _environment() -> Any:
    from jinja2 import BaseLoader
    from jinja2.ext import Extension, loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """The tag {% generation %}, which only training looks at."""

        tags = {"generation"}  # noqa: RUF012 - as Jinja has it

        def parse(self, parser: Any) -> Any:
            parser.stream.skip(1)
            return parser.parse_statements(_STATEMENT_ENDS, drop_needle=True)

    environment = ImmutableSandboxedEnvironment(
        loader=BaseLoader(), trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    return environment


def _to_json(value: Any, ensure_ascii: bool = False, **layout: Any) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, **layout)


def _refuse(message: str) -> None:
    raise ValueError(message)


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LONGEST:
            raise ValueError(f"it writes more than {LONGEST:,} characters")
        yield piece


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


if __name__ == "__main__":
    _main()
