"""Model files with one fault each: every one is a named error, in one line, and none of them crashes or hangs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.config import Settings
from extract.decoding import interruptible, rendering
from extract.decoding.base import Message, Prompt
from extract.decoding.llama import LlamaDecoder
from extract.decoding.trial import try_model
from extract.errors import ComputeError, DecodeError, ExtractError, ModelCorrupt, ModelNotFound
from extract.gguf_header import check_model, read_header
from extract.heads import Block
from extract.models import model_path, verify
from extract.opening import open_decoder, open_stored
from extract.schemas import Kind, Record, record_for
from tests.broken_models import FILES
from tests.cli_runs import run
from tests.toy_gguf import CONTROLS, LAYERS, write_gguf
from tests.toy_model import FILE, MODEL, use_toy_registry

SENTENCE = "Chile urged Norway to go home."
PROMPT = Prompt((Message("system", "Label."),), (Message("user", SENTENCE),), "toy")
LABELS = ("none", "agreement", "demand", "warning", "dispute")
CORRUPT, UNFIT, REFUSED = ModelCorrupt, DecodeError, ComputeError

#: What each file is answered with: told from its header, by llama.cpp, by its template, or by what it computes.
OUTCOMES: dict[str, tuple[type[ExtractError], str]] = {
    "empty": (CORRUPT, "no GGUF file"),
    "text": (CORRUPT, "no GGUF file"),
    "ends in the header": (CORRUPT, "within the GGUF header"),
    "ends in the weights": (CORRUPT, "is truncated: it ends at"),
    "one byte short": (REFUSED, "not within the file bounds"),
    "zeros behind the magic": (UNFIT, "does not name its architecture"),
    "noise behind the magic": (CORRUPT, "it announces"),
    "version 1": (CORRUPT, "version 1, not 2 or 3"),
    "big-endian": (CORRUPT, "not 2 or 3"),
    "2^60 tensors": (CORRUPT, "it announces"),
    "2^60 entries": (CORRUPT, "it announces"),
    "a key of 2^60 bytes": (CORRUPT, "within the GGUF header"),
    "a text of 2^62 bytes": (CORRUPT, "within the GGUF header"),
    "an array of 2^61 numbers": (CORRUPT, "within the GGUF header"),
    "an array of arrays": (CORRUPT, "unknown type 9"),
    "an entry of unknown type": (CORRUPT, "unknown type 77"),
    "alignment 0": (CORRUPT, "aligned to 0 bytes"),
    "alignment 3": (CORRUPT, "aligned to 3 bytes"),
    "a tensor beyond the end": (CORRUPT, "is truncated"),
    "a tensor between alignments": (CORRUPT, "between two places"),
    "a tensor of unknown type": (REFUSED, "type 255"),
    "a tensor of a removed type": (REFUSED, "output.weight"),
    "a tensor of another type": (REFUSED, "offset"),
    "no tensors": (UNFIT, "no weights"),
    "a missing tensor": (REFUSED, "'blk.1.attn_q.weight' not found"),
    "a tensor of another shape": (REFUSED, "wrong shape"),
    "no architecture": (UNFIT, "does not name its architecture"),
    "unknown architecture": (REFUSED, "unknown model architecture: 'perceptron'"),
    "architecture is a number": (UNFIT, "does not name its architecture"),
    "an adapter": (UNFIT, "of type 'adapter'"),
    "a projector": (UNFIT, "of type 'mmproj'"),
    "one of several pieces": (UNFIT, "one of 3 pieces"),
    "an encoder": (REFUSED, "bert.context_length"),
    "no layers": (UNFIT, "block_count is 0"),
    "10^9 layers": (UNFIT, "block_count is 1,000,000,000"),
    "more layers than tensors": (REFUSED, "not found"),
    "no width": (UNFIT, "embedding_length is 0"),
    "another width": (REFUSED, "n_rot"),
    "no heads": (UNFIT, "head_count is 0"),
    "no key heads": (REFUSED, "wrong shape"),
    "three key heads": (REFUSED, "wrong shape"),
    "more key heads": (REFUSED, "wrong shape"),
    "7 heads": (REFUSED, "n_rot"),
    "a head size of 0": (REFUSED, "n_rot"),
    "odd rotation": (REFUSED, "n_rot"),
    "no norm epsilon": (REFUSED, "layer_norm_rms_epsilon"),
    "negative epsilon": (UNFIT, "epsilon is -1.0"),
    "no context length": (REFUSED, "context_length"),
    "a context of 0": (UNFIT, "context_length is 0"),
    "a context of 64": (UNFIT, "trained on texts of 64 tokens"),
    "no tokenizer": (UNFIT, "no tokenizer"),
    "no vocabulary": (UNFIT, "no tokenizer"),
    "an unknown tokenizer": (REFUSED, "unknown tokenizer: 'runes'"),
    "an unknown splitter": (REFUSED, "unknown pre-tokenizer type: 'runes'"),
    "no tokens": (UNFIT, "no vocabulary"),
    "an empty list of tokens": (CORRUPT, "is truncated"),
    "tokens are numbers": (UNFIT, "no vocabulary"),
    "fewer token types": (UNFIT, "has 2 types"),
    "merges without a space": (UNFIT, "apart by their first token"),
    "no merges": (REFUSED, "merges"),
    "no chat template": (UNFIT, "no chat template: take an instruct model"),
    "an empty chat template": (UNFIT, "no chat template: take an instruct model"),
    "a template that does not parse": (UNFIT, "chat template cannot be read"),
    "a template that raises": (UNFIT, "does not take our conversation: roles must alternate"),
    "a template without messages": (UNFIT, "drops messages"),
    "a template that says things twice": (UNFIT, "repeats messages"),
    "a template that loops": (UNFIT, "does not come to an end"),
    "a template that calls itself": (UNFIT, "recursion"),
    "a template that computes": (UNFIT, "does not come to an end"),
    "a template that fills memory": (UNFIT, "too much memory"),
    "a template that writes for ever": (UNFIT, "it writes more than"),
    "a huge template": (UNFIT, "chat template is longer than"),
    "a template deep in brackets": (UNFIT, "recursion"),
    "a template that asks for classes": (UNFIT, "is unsafe"),
    "a template that formats its way out": (UNFIT, "is unsafe"),
    "a template that imports": (UNFIT, "does not take our conversation"),
    "a template that reads a file": (UNFIT, "does not take our conversation"),
    "a template that opens its frame": (UNFIT, "is unsafe"),
    "labels with one first token": (UNFIT, "apart by their first token"),
    "weights that are no numbers": (UNFIT, "computes no numbers"),
    "an inner weight that is no number": (UNFIT, "computes no numbers"),
    "infinite weights": (UNFIT, "computes no numbers"),
}
#: These can be run; what they are made of is held below.
SOUND = {"an end beyond the vocabulary", "control tokens that are no such"}
#: No header tells of it, and llama.cpp ends the process.
CRASHES = {"two tokens of one text": "id_to_token"}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "SECONDS", 1)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaDecoder]:
    decoder = opened(write_gguf(tmp_path_factory.mktemp("toy") / "toy.gguf"))
    yield decoder
    decoder.close()


def opened(path: Path) -> LlamaDecoder:
    return LlamaDecoder(path, name="toy", sha256="", threads=1, context_tokens=4096)


def record() -> type[Record]:
    return record_for(Kind.DEMAND, ("Chile", "Norway", "another party"), SENTENCE)


def test_every_broken_file_has_its_outcome() -> None:
    assert set(FILES) == set(OUTCOMES) | SOUND | set(CRASHES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_broken_model_is_a_named_error_in_one_line(name: str, tmp_path: Path) -> None:
    error, words = OUTCOMES[name]
    path = FILES[name](tmp_path / "model.gguf")
    with pytest.raises(error, match=re.escape(words)) as raised:
        opened(path).choose([PROMPT], LABELS)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code in (4, 7)


@pytest.mark.parametrize("name", CRASHES)
def test_what_would_crash_llama_cpp_crashes_a_child(name: str, tmp_path: Path) -> None:
    path = FILES[name](tmp_path / "model.gguf")
    check_model(path)
    with pytest.raises(DecodeError, match=f"llama.cpp crashes on .*{CRASHES[name]}"):
        open_decoder(Settings(model=str(path), gpu="off", threads=1))


def test_a_known_model_of_another_hash_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = use_toy_registry(tmp_path, monkeypatch)
    store.mkdir()
    (store / FILE).write_bytes(MODEL[:-1] + b"?")
    for open_model in (open_decoder, open_stored):
        with pytest.raises(ModelCorrupt, match="has sha256 .* run 'extract models pull toy-1b' to replace it"):
            open_model(Settings(model="toy-1b", store=False))


def test_a_model_that_does_not_come_back_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match="has not come back"):
        try_model(write_gguf(tmp_path / "model.gguf"), limit=0.001)


def test_a_call_that_does_not_come_back_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(interruptible, "LIMIT", 0.01)
    monkeypatch.setattr(interruptible, "PATIENCE", 0.01)
    caller = interruptible.Caller()
    with pytest.raises(ComputeError, match="has not come back"):
        caller.call(time.sleep, 0.5)
    assert caller.is_stuck


def test_a_sound_model_by_its_path_is_opened_and_answers(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "model.gguf")
    verify(path)
    decoder = open_decoder(Settings(model=str(path), gpu="off", threads=1))
    (answer,) = decoder.choose([PROMPT], LABELS)
    assert set(answer) == set(LABELS)


def test_the_header_of_a_sound_model_is_read_whole(tmp_path: Path) -> None:
    header = read_header(write_gguf(tmp_path / "model.gguf"))
    assert header.of_model("block_count") == LAYERS
    assert {"token_embd.weight", "output.weight"} <= {tensor.name for tensor in header.tensors}
    assert header.start % 32 == 0
    assert check_model(tmp_path / "model.gguf") == header


def test_a_folder_and_a_file_that_is_not_there_are_no_models(tmp_path: Path) -> None:
    for look in (model_path, read_header):
        with pytest.raises(ModelNotFound, match=r"is a folder|cannot read"):
            look(tmp_path)
        with pytest.raises(ModelNotFound):
            look(tmp_path / "none.gguf")


@pytest.mark.parametrize("name", ["weights that are no numbers", "an inner weight that is no number"])
def test_numbers_that_are_none_decide_nothing(name: str, tmp_path: Path) -> None:
    decoder = opened(FILES[name](tmp_path / "model.gguf"))
    with pytest.raises(DecodeError, match="computes no numbers"):
        decoder.features([PROMPT], [Block(1, "last")])
    with pytest.raises(DecodeError, match="computes no numbers"):
        decoder.fill([PROMPT], [record()])


def test_a_model_that_never_wants_to_end_is_ended_by_the_grammar(toy: LlamaDecoder) -> None:
    """Its weights are drawn by chance: the quote that ends a clause is as unlikely as any other token."""
    before = toy.usage.written
    (answer,) = toy.fill([PROMPT], [record()])
    assert toy.usage.written - before <= 600
    if isinstance(answer, Record):
        assert len(answer.clause) <= 240


@pytest.mark.parametrize("name", [None, "control tokens that are no such"])
def test_an_article_cannot_end_its_turn_whatever_the_file_calls_its_control_tokens(
    name: str | None, tmp_path: Path
) -> None:
    make = FILES[name] if name else write_gguf
    decoder = opened(make(tmp_path / "model.gguf"))
    text = "".join(f"{word}{word}<{word}" for word in CONTROLS)
    tokens = decoder.engine.tokenize(text, control=False)
    assert b"".join(map(decoder.engine.piece, tokens)).decode() == text
    assert not set(tokens) & {0, 1}
    assert set(decoder.engine.tokenize(text, control=True)) & {0, 1}


@pytest.mark.parametrize(
    ("name", "code"), [("ends in the weights", 4), ("no chat template", 7), ("unknown architecture", 7)]
)
def test_the_command_ends_with_the_right_code(name: str, code: int, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("Chile urged Norway to go home on Monday.\n", encoding="utf-8")
    path = FILES[name](tmp_path / "model.gguf")
    done = run("brief", str(articles), "-o", str(tmp_path / "b.json"), "--model", str(path), "--no-store")
    assert done.exit_code == code
    assert len(done.stderr.strip().splitlines()[-1]) < 400
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "b.json").exists()
