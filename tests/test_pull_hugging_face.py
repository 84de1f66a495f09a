"""Pulling from Hugging Face, which is here a server on this machine."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.errors import PullError
from extract.pull import pull
from tests.toy_model import FILE, MODEL, REGISTRY, FakePip, left, one_line, use_toy_registry


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_toy_registry(tmp_path, monkeypatch)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> FakePip:
    fake = FakePip()
    monkeypatch.setattr("extract.download.run_pip", fake)
    return fake


class HuggingFace(http.server.BaseHTTPRequestHandler):
    """Serves the toy model, by ranges if `ranges`, and hangs up after `most` bytes."""

    content = MODEL
    ranges = True
    most = len(MODEL)
    asked: list[str | None] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.headers["Range"])
        if self.path != "/toys/Toy-GGUF/resolve/main/toy.gguf":
            self.send_error(404)
            return
        start = int((self.headers["Range"] or "bytes=0-")[6:-1]) if self.ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(self.content) - start))
        self.end_headers()
        self.wfile.write(self.content[start : start + self.most])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def huggingface(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[HuggingFace]]:
    handler = type("Handler", (HuggingFace,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}/")
        yield handler
        server.shutdown()


def test_hugging_face_is_asked_when_pip_cannot(pip: FakePip, store: Path, huggingface: type[HuggingFace]) -> None:
    pip.fails_at = 3
    assert pull("toy-1b").read_bytes() == MODEL
    assert pip.asked == [1, 2, 3]
    assert left(store) == [FILE]


def test_a_lost_connection_is_taken_up_again(store: Path, huggingface: type[HuggingFace]) -> None:
    huggingface.most = 15_000
    assert pull("toy-1b", source="huggingface").read_bytes() == MODEL
    assert huggingface.asked == [None, "bytes=15000-", "bytes=30000-"]
    assert left(store) == [FILE]


def test_an_interrupted_pull_goes_on_at_its_last_byte(store: Path, huggingface: type[HuggingFace]) -> None:
    def interrupt(held: int, total: int) -> None:
        if held:
            raise KeyboardInterrupt

    huggingface.most = 15_000
    with pytest.raises(KeyboardInterrupt):
        pull("toy-1b", source="huggingface", progress=interrupt)
    assert left(store) == [f"{FILE}.huggingface.partial", f"{FILE}.huggingface.partial.json"]
    assert pull("toy-1b", source="huggingface").read_bytes() == MODEL
    assert huggingface.asked == [None, "bytes=15000-", "bytes=30000-"]


def test_a_server_without_ranges_is_read_from_the_start(store: Path, huggingface: type[HuggingFace]) -> None:
    huggingface.most, huggingface.ranges = 15_000, False
    with pytest.raises(PullError, match="no connection to Hugging Face: it closed at 15,000 of 40,008 bytes") as error:
        pull("toy-1b", source="huggingface")
    assert "what has arrived is kept" in one_line(error)
    huggingface.most = len(MODEL)
    assert pull("toy-1b", source="huggingface").read_bytes() == MODEL
    assert left(store) == [FILE]


def test_another_file_at_hugging_face_is_refused_before_it_is_fetched(
    store: Path, huggingface: type[HuggingFace]
) -> None:
    huggingface.content = MODEL + b"more"
    with pytest.raises(PullError, match="serves toy.gguf with 40,012 bytes where 40,008 are expected") as error:
        pull("toy-1b", source="huggingface")
    one_line(error)
    assert left(store) == []


def test_a_missing_file_at_hugging_face_is_said(store: Path, huggingface: type[HuggingFace]) -> None:
    registry = store.parent / "registry.toml"
    registry.write_text(REGISTRY.replace("toys/", "gone/"), encoding="utf-8")
    with pytest.raises(PullError, match="Hugging Face answers 404 Not Found for gone/Toy-GGUF/toy.gguf") as error:
        pull("toy-1b", source="huggingface")
    one_line(error)
    assert left(store) == []
