"""Files of every kind from the folder to the briefing: their members' names, offsets, kept texts, lists on stdin."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.articles import ArticleFolder, load_articles, load_files, read_article
from extract.briefing import Briefing, load_briefing
from extract.cli.texts import write_briefing
from extract.errors import ArticlesError
from extract.evaluate import articles_to_score
from extract.formats import Reader, Unreadable, read, texts_folder
from extract.formats.confined import ending
from extract.formats.sandbox import guard
from extract.gold import Gold
from extract.pipeline import run_folder
from extract.report import read_sources
from tests.cli_runs import FakePipeline, run, use_fake_pipeline
from tests.format_files import DATE, DEMAND, OPENING, OUTLET, PROSE, TITLE, VALID, archive, docx, page, pdf, records
from tests.scripted import ScriptedDecoder

PATHS = [
    "bundle.zip/a/one.txt",
    "bundle.zip/two.html",
    "feed.jsonl#1",
    "feed.jsonl#2",
    "letter.eml",
    "letter.eml/annex.html",
    "one.json",
    "page.html",
    "paper.docx",
    "paper.pdf",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file of each kind, in a folder of their own."""
    made = tmp_path / "articles"
    made.mkdir()
    for name, data in VALID.items():
        (made / name).write_bytes(data)
    return made


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as started:
        yield started


def briefed(folder: Path | ArticleFolder, output: Path) -> Briefing:
    """The briefing that a decoder without a model makes, written as the command line writes it."""
    done = run_folder(folder, decoder=ScriptedDecoder())
    write_briefing(output, done)
    return load_briefing(output)


# The loader


def test_each_document_is_an_article_under_its_file_s_and_member_s_name(folder: Path, reader: Reader) -> None:
    loaded = load_articles(folder)
    assert [article.path for article in loaded.articles] == PATHS
    assert [article.id for article in loaded.articles] == [f"{number:03}" for number in range(1, len(PATHS) + 1)]
    assert loaded.skipped == ()
    for article in loaded.articles:
        kept = hashlib.sha256(article.text.encode()).hexdigest()
        assert article.text_sha256 == (None if article.path.endswith(".txt") else kept)
        assert read_article(folder / article.path, id=article.id, name=article.path, reader=reader) == article


def test_metadata_of_the_format_goes_before_what_the_text_shows(tmp_path: Path) -> None:
    told = "\n\n".join(("April 25, 2024", *PROSE))
    (tmp_path / "a.docx").write_bytes(docx([told], title="Words of the file"))
    (tmp_path / "b.html").write_bytes(VALID["page.html"])
    (tmp_path / "c.pdf").write_bytes(pdf([[TITLE, "April 25, 2024", *PROSE]], info="/CreationDate (D:20240502)"))
    (tmp_path / "d.pdf").write_bytes(pdf(info="/CreationDate (D:20240502)"))
    articles = load_articles(tmp_path).articles
    assert [article.title for article in articles] == ["Words of the file", TITLE, TITLE, TITLE]
    assert (articles[1].outlet, articles[1].date) == (OUTLET, DATE)
    assert [articles[2].date, articles[3].date] == ["2024-04-25", "2024-05-02"]


def test_one_bad_file_of_each_kind_costs_no_other(folder: Path) -> None:
    for name, data in VALID.items():
        (folder / f"bad_{name}").write_bytes(data[:60])
    loaded = load_articles(folder)
    assert [article.path for article in loaded.articles] == PATHS
    assert [skipped.path for skipped in loaded.skipped] == sorted(f"bad_{name}" for name in VALID)
    assert all(skipped.reason and "\n" not in skipped.reason for skipped in loaded.skipped)


def test_a_container_is_read_as_one_article_only_if_it_holds_one(folder: Path) -> None:
    with pytest.raises(ArticlesError, match="2 articles, not one"):
        read_article(folder / "feed.jsonl")
    for missing in ("bundle.zip/three.txt", "feed.jsonl#7", "page.html/x"):
        with pytest.raises(ArticlesError):
            read_article(folder / missing)
    assert OPENING in read_article(folder / "page.html").text


# The process in which files are read


@pytest.mark.parametrize("name", VALID)
def test_the_other_process_reads_what_this_one_reads(reader: Reader, name: str) -> None:
    assert list(reader.read(VALID[name], name)) == list(read(VALID[name], name))
    with pytest.raises(Unreadable, match="empty file"):
        reader.read(b"", name)


def test_a_process_that_has_ended_is_told_and_replaced(reader: Reader) -> None:
    reader.read(VALID["one.json"], "one.json")
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert reader.read(VALID["one.json"], "one.json")


def test_a_file_that_takes_too_long_is_told_by_its_own_line() -> None:
    slow = "import signal, time; signal.setitimer(signal.ITIMER_PROF, 0.05)\nwhile True: time.process_time()"
    done = subprocess.run([sys.executable, "-c", slow], check=False)
    assert ending(done.returncode, 2_500_000) == "takes more than 55 seconds of processor time to read"
    assert ending(1, 0) == "broken: the reader ended while reading it (status 1)"


def test_what_a_file_must_not_do_is_refused() -> None:
    for event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "urllib.Request"):
        with pytest.raises(PermissionError):
            guard(event, ())
    with pytest.raises(PermissionError):
        guard("open", ("x", "w", os.O_WRONLY | os.O_CREAT))
    guard("open", ("x", "r", os.O_RDONLY))


# Offsets


def test_every_offset_holds_in_the_text_that_is_kept(folder: Path, tmp_path: Path) -> None:
    briefing = briefed(folder, tmp_path / "b.json")
    texts = {}
    for entry in briefing.articles:
        kept = tmp_path / "b.texts" / f"{entry.text_sha256}.txt"
        texts[entry.id] = kept.read_text(encoding="utf-8") if entry.text_sha256 else OPENING
        assert len(texts[entry.id]) == entry.characters
    mentions = [mention for item in briefing.items() for mention in item.mentions]
    assert {mention.article for mention in mentions} >= {entry.id for entry in briefing.articles if entry.text_sha256}
    for mention in mentions:
        assert texts[mention.article][mention.char_interval.start : mention.char_interval.end] == mention.quote


def test_a_folder_of_text_files_is_briefed_without_a_trace_of_formats(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("\n\n".join(PROSE))
    briefed(tmp_path / "articles", tmp_path / "b.json")
    written = json.loads((tmp_path / "b.json").read_text())
    assert "text_sha256" not in written["articles"][0]
    assert list(written["manifest"]["versions"]) == ["llama-cpp-python"]
    assert not (tmp_path / "b.texts").exists()


def test_the_manifest_names_the_versions_that_extracted_a_text(folder: Path, tmp_path: Path) -> None:
    assert {"trafilatura", "pypdfium2"} < briefed(folder, tmp_path / "b.json").manifest.versions.keys()


def test_texts_of_an_earlier_briefing_are_taken_away_and_no_other_file(folder: Path, tmp_path: Path) -> None:
    briefed(folder, tmp_path / "b.json")
    (tmp_path / "b.texts" / "notes.txt").write_text("mine")
    before = {path.name for path in (tmp_path / "b.texts").iterdir()}
    (folder / "paper.docx").unlink()
    named = {f"{entry.text_sha256}.txt" for entry in briefed(folder, tmp_path / "b.json").articles if entry.text_sha256}
    after = {path.name for path in (tmp_path / "b.texts").iterdir()}
    assert after == named | {"notes.txt"}
    assert after < before


def test_texts_that_are_kept_among_the_articles_are_no_articles(folder: Path) -> None:
    before = load_articles(folder)
    first = briefed(folder, folder / "briefing.json")
    assert (folder / "briefing.texts").is_dir()
    again = load_articles(folder)
    assert again.articles == before.articles
    assert [(each.path, each.reason) for each in again.skipped] == [("briefing.json", "a briefing, not an article")]
    assert briefed(folder, folder / "briefing.json").articles == first.articles


# What reads a briefing afterwards


def test_sources_are_found_in_the_folder_or_by_their_kept_texts(folder: Path, tmp_path: Path) -> None:
    briefing = briefed(folder, tmp_path / "b.json")
    by_folder = read_sources(briefing, folder)
    by_texts = read_sources(briefing, None, texts_folder(tmp_path / "b.json"))
    for entry in briefing.articles:
        one, other = by_folder[entry.id].article, by_texts[entry.id].article
        assert one is not None
        if entry.text_sha256:
            assert other is not None
            assert (one.text, one.sentences) == (other.text, other.sentences)
    assert by_texts["001"].missing == "the folder of the articles was not given"


def test_a_kept_text_that_was_changed_is_not_taken(folder: Path, tmp_path: Path) -> None:
    briefing = briefed(folder, tmp_path / "b.json")
    for path in (tmp_path / "b.texts").iterdir():
        path.write_text("Something else.")
    sources = read_sources(briefing, None, tmp_path / "b.texts")
    assert all(source.article is None for source in sources.values())


def test_a_text_sha256_is_no_path() -> None:
    from extract.formats import read_kept

    assert read_kept(Path("/etc"), "../etc/passwd") is None


def test_show_report_export_and_eval_go_on_working(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "b.json"
    briefing = briefed(folder, output)
    assert run("show", output, "--evidence").exit_code == 0
    shown = run("report", output, "-o", tmp_path / "r.html", "--articles", folder)
    assert (shown.exit_code, shown.stderr) == (0, f"Written to {tmp_path / 'r.html'}\n")
    assert DEMAND in (tmp_path / "r.html").read_text()
    assert run("export", output, "--to", "csv", "-o", tmp_path / "tables").exit_code == 0
    scored = articles_to_score(briefing, Gold(articles=()), folder)
    assert sorted(article.path for article in scored) == sorted(PATHS)
    # The page is not read as an article of the next run.
    (folder / "r.html").write_bytes((tmp_path / "r.html").read_bytes())
    assert [each.reason for each in load_articles(folder).skipped] == ["a report that extract wrote, not an article"]


# A list of files


def test_listed_files_are_named_from_the_folder_that_holds_them_all(folder: Path) -> None:
    listed = [folder / "page.html", folder / "bundle.zip", folder / "page.html", folder / "gone.txt", folder]
    loaded = load_files(listed[:4])
    assert [article.path for article in loaded.articles] == [*PATHS[:2], "page.html"]
    assert [(each.path, each.reason) for each in loaded.skipped] == [
        ("gone.txt", "cannot be read (No such file or directory)")
    ]
    assert load_files(folder / name for name in VALID) == load_articles(folder)
    with_folder = load_files(listed)
    assert ("articles", "a folder: name the files in it") in [(each.path, each.reason) for each in with_folder.skipped]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    return use_fake_pipeline(monkeypatch)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\0"])
def test_brief_reads_a_list_of_files_from_stdin(folder: Path, tmp_path: Path, fake: FakePipeline, end: bytes) -> None:
    listed = end.join(os.fsencode(folder / name) for name in ("page.html", "feed.jsonl")) + end
    result = run("brief", "-", "-o", tmp_path / "b.json", stdin=listed)
    assert result.exit_code == 0
    assert "extracted texts to" in result.stderr.replace("\n", " ")
    assert len(list((tmp_path / "b.texts").iterdir())) == 3


def test_names_with_a_newline_come_between_nul_characters(tmp_path: Path, fake: FakePipeline) -> None:
    (tmp_path / "one\nname.txt").write_text(OPENING)
    listed = os.fsencode(tmp_path / "one\nname.txt") + b"\0"
    assert run("brief", "-", "-o", tmp_path / "b.json", stdin=listed).exit_code == 0


@pytest.mark.parametrize(
    ("listed", "code", "told"), [(b"\n\n", 2, "no file was named"), (b"/no/such\n", 3, "no readable")]
)
def test_a_list_without_a_readable_file_is_told(
    tmp_path: Path, fake: FakePipeline, listed: bytes, code: int, told: str
) -> None:
    result = run("brief", "-", "-o", tmp_path / "b.json", stdin=listed)
    assert result.exit_code == code
    assert told in result.stderr


def test_the_briefing_is_not_written_over_a_listed_file(folder: Path, fake: FakePipeline) -> None:
    result = run("brief", "-", "-o", folder / "one.json", stdin=os.fsencode(folder / "one.json") + b"\n")
    assert result.exit_code == 9
    assert "is one of the files to read" in result.stderr
    assert (folder / "one.json").read_bytes() == VALID["one.json"]


def test_nothing_is_kept_of_a_briefing_that_goes_to_stdout(
    folder: Path, fake: FakePipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("brief", folder, "-o", "-").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]


def test_hostile_members_write_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(archive({"../../evil.txt": b"Evil.", "good.html": page()}))
    (tmp_path / "in" / "b.jsonl").write_bytes(records())
    loaded = load_articles(tmp_path / "in")
    assert [article.path for article in loaded.articles] == ["a.zip/good.html", "b.jsonl#1", "b.jsonl#2"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "b.jsonl", "in"]
