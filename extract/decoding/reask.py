"""What a grammar cannot say is checked by Pydantic, and what fails is asked again with the error, by instructor.

The first answer is already there when this starts; instructor validates it, writes the conversation that reports the
error, and asks for another one. Imported late: instructor costs a second, and most answers are valid at once.
"""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from extract.decoding.base import Failure, Message, Prompt
from extract.errors import DecodeError
from extract.schemas import Record

#: Answers in all, the first one counted.
ATTEMPTS = 2

Ask = Callable[[Prompt, type[Record]], str | Failure]


def validated(text: str, prompt: Prompt, schema: type[Record], ask: Ask) -> Record | Failure:
    """`text` as a record of `schema`; when it isn't one, `ask` is asked again with the error in the conversation."""
    try:
        return schema.model_validate_json(text)
    except ValidationError:
        return _asked_again(text, prompt, schema, ask)


def _asked_again(text: str, prompt: Prompt, schema: type[Record], ask: Ask) -> Record | Failure:
    import logging

    import instructor
    from instructor.core.exceptions import InstructorRetryException

    # A failure comes back as a value; instructor would print it, too.
    logging.getLogger("instructor").setLevel(logging.CRITICAL)
    answers = iter([text])

    def create(messages: list[dict[str, Any]], **_: Any) -> Any:
        # instructor also puts the schema into the system message; the model reads our own words for it instead.
        said = [Message(message["role"], str(message["content"])) for message in messages[len(prompt.shared) :]]
        answer: str | Failure | None = next(answers, None)
        if answer is None:
            answer = ask(Prompt(prompt.shared, tuple(said), prompt.name), schema)
        if isinstance(answer, Failure):
            raise ValueError(answer.reason)
        return _completion(answer)

    client = instructor.patch(create=create, mode=instructor.Mode.JSON_SCHEMA)
    messages = [{"role": message.role, "content": message.text} for message in (*prompt.shared, *prompt.turns)]
    try:
        # No `context=`: it would make instructor render article text as a Jinja template.
        record: Record = client(response_model=schema, messages=messages, max_retries=ATTEMPTS - 1)
        return schema.model_validate(record.model_dump())
    except (InstructorRetryException, ValueError) as error:
        return Failure(f"not valid after {ATTEMPTS} answers: {_reason(error)}", passing=_is_passing(error))


def _completion(text: str) -> Any:
    from openai.types.chat import ChatCompletion

    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return ChatCompletion.model_validate(
        {"id": "local", "object": "chat.completion", "created": 0, "model": "local", "choices": [choice]}
    )


def _is_passing(error: BaseException) -> bool:
    """Whether it was for the machine (memory, say) and not for the answers."""
    return isinstance(_innermost(error), DecodeError | MemoryError | OSError)


def _innermost(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _reason(error: BaseException) -> str:
    """The innermost cause in one line."""
    error = _innermost(error)
    if isinstance(error, ValidationError):
        return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    return " ".join(str(error).split())[:200] or type(error).__name__
