"""Folders of files become articles; what cannot be read leaves a reason."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import formats
from extract.articles import ArticleFolder, Skipped, article_from_text, load_articles, read_article
from extract.errors import ArticlesError
from extract.spans import split_sentences

BODY = (
    "The ministers of Salia and Morvia said on Friday that they would go on talking about grain, and about the ships"
    " that carry it through the strait. Nobody asked them for how long."
)


def write(folder: Path, **files: str | bytes) -> Path:
    """Files by name, with "__" for the dot and "_slash_" for a folder."""
    for name, content in files.items():
        path = folder / name.replace("_slash_", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def reasons(folder: ArticleFolder) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in folder.skipped}


def test_articles_are_numbered_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, b__txt=BODY, a__md=BODY, a_slash_c__txt=BODY, Z__TXT=BODY)
    assert [(article.id, article.path) for article in load_articles(tmp_path).articles] == [
        ("001", "Z.TXT"),
        ("002", "a.md"),
        ("003", "a/c.txt"),
        ("004", "b.txt"),
    ]


def test_what_is_no_article_is_skipped_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, a__txt=BODY, b__jpg=b"\xff\xd8\xff", c__txt=b"", d__txt=" \n\n", e__txt=b"a\x00b")
    write(tmp_path, README__md="# About")
    write(tmp_path, f__txt=b"\x01\x02\x03\x04 abc", g__txt=b"\xff\xfea", noext=BODY)
    folder = load_articles(tmp_path)
    assert [article.path for article in folder.articles] == ["a.txt"]
    assert reasons(folder) == {
        "README.md": "a README, not an article",
        "b.jpg": formats.UNKNOWN,
        "c.txt": "empty file",
        "d.txt": "empty: nothing but blanks in it",
        "e.txt": "not text (binary: it holds NUL bytes)",
        "f.txt": "not text (binary: it holds control characters)",
        "g.txt": "not valid UTF-16 from byte 2 on",
        "noext": formats.UNKNOWN,
    }


def test_skipped_files_take_no_number(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"", b__txt=BODY)
    assert [(a.id, a.path) for a in load_articles(tmp_path).articles] == [("001", "b.txt")]


def test_hidden_files_and_folders_are_passed_over_in_silence(tmp_path: Path) -> None:
    write(tmp_path, a__txt=BODY)
    write(tmp_path, __hidden__txt=BODY, __git_slash_x__txt=BODY)
    folder = load_articles(tmp_path)
    assert (len(folder.articles), folder.skipped) == (1, ())


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    write(tmp_path, a__txt=BODY)
    os.mkfifo(tmp_path / "b.txt")
    assert reasons(load_articles(tmp_path)) == {"b.txt": "not a regular file (a pipe, socket or device)"}


def test_links_that_lead_nowhere_or_in_circles_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, a__txt=BODY, sub_slash_b__txt=BODY)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    folder = load_articles(tmp_path)
    assert [article.path for article in folder.articles] == ["a.txt", "sub/b.txt"]
    assert reasons(folder)["sub/up"] == "a link that leads back to a folder above it"
    assert set(reasons(folder)) == {"gone.txt", "round.txt", "sub/up"}


def test_a_file_that_may_not_be_read_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a__txt=BODY, b__txt=BODY)
    real = os.open

    def guarded(path: Path, flags: int) -> int:
        if Path(path).name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr(os, "open", guarded)
    assert reasons(load_articles(tmp_path)) == {"b.txt": "cannot be read (Permission denied)"}


def test_a_file_that_is_too_large_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, a__txt=BODY)
    with (tmp_path / "b.txt").open("wb") as file:
        file.truncate(20_000_001)
    assert reasons(load_articles(tmp_path)) == {"b.txt": "too large (20.0 MB, more than 20 MB)"}


def test_a_file_name_that_is_no_utf8_can_still_be_printed(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(BODY)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert load_articles(tmp_path).articles[0].path == "caf\\udce9.txt"


@pytest.mark.parametrize("name", ["missing", "a.txt"])
def test_without_a_folder_there_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path, a__txt=BODY)
    with pytest.raises(ArticlesError, match="is no folder"):
        load_articles(tmp_path / name)


def test_a_folder_without_an_article_is_an_error_that_names_one_reason(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match="only nothing"):
        load_articles(tmp_path)
    write(tmp_path, a__txt=b"")
    with pytest.raises(ArticlesError, match=r"a\.txt: empty file"):
        load_articles(tmp_path)
    with pytest.raises(ArticlesError, match="empty file"):
        read_article(tmp_path / "a.txt")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.sampled_from("ab.\n\r \ufeffé“😀") | st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)
)
def test_the_text_of_a_utf8_file_is_what_read_text_gives(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data := f"x{content}".encode())
    article = read_article(path)
    assert article.text == path.read_text(encoding="utf-8")
    assert article.sha256 == hashlib.sha256(data).hexdigest()


def test_a_byte_order_mark_stays_in_the_text_and_out_of_the_sentences(tmp_path: Path) -> None:
    path = write(tmp_path, a__txt=b"\xef\xbb\xbfThey met.\r\n") / "a.txt"
    article = read_article(path)
    assert article.text == path.read_text(encoding="utf-8") == "\ufeffThey met.\n"
    assert [(s.interval.start, s.interval.end) for s in article.sentences] == [(1, 10)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_a_text_is_decoded_from_any_sensible_encoding(tmp_path: Path, encoding: str) -> None:
    text = "The minister’s café in Malmö: “We won’t pay £5m for a façade,” he told reporters on Friday. It rained."
    path = write(tmp_path, a__txt=text.encode(encoding)) / "a.txt"
    assert read_article(path).text.removeprefix("\ufeff") == text


@given(st.text())
def test_roles_change_no_sentence(text: str) -> None:
    assert [sentence.interval for sentence in article_from_text(text).sentences] == split_sentences(text)


@given(
    st.lists(st.sampled_from([BODY, "Grain", "• To talk.", "Share", "ANN BERG:", "---", "Why?", "# Salt"]), max_size=9)
)
def test_paragraphs_are_numbered_in_order(blocks: list[str]) -> None:
    paragraphs = [sentence.paragraph for sentence in article_from_text("\n\n".join(blocks)).sentences]
    assert paragraphs == sorted(paragraphs)
    assert set(paragraphs) == set(range(len(blocks)))


def test_one_paragraph_a_line_is_numbered_by_lines() -> None:
    long = [f"{number} {BODY}" for number in ("One.", "Two.", "Three.")]
    assert {s.paragraph for s in article_from_text("\n".join(long)).sentences} == {0, 1, 2}


def test_the_same_input_gives_the_same_article(tmp_path: Path) -> None:
    write(tmp_path, a__txt=BODY)
    folder = load_articles(tmp_path)
    write(tmp_path, b__txt=b"")
    assert load_articles(tmp_path) == ArticleFolder(folder.articles, (Skipped("b.txt", "empty file"),))
