"""Each kind of file: its text, what it says of itself, and the reason where it gives none."""

import hashlib
import io
import json
import stat
import zipfile
from datetime import datetime
from typing import Any

import pytest

from extract.formats import UNKNOWN, Document, Part, PlainText, Unread, Unreadable, read
from extract.formats.documents import MOST_MEMBERS
from extract.formats.lines import Line, paragraphs
from extract.formats.tidy import decoded, tidy
from tests.format_files import (
    BANNER,
    CAPTION,
    DATE,
    DEMAND,
    DENIAL,
    FOOTER,
    NAVIGATION,
    OPENING,
    OUTLET,
    POINTS,
    PROSE,
    RELATED,
    TITLE,
    VALID,
    WARNING,
    archive,
    docx,
    mail,
    metadata,
    page,
    pdf,
    record,
    records,
)

NUMBERED = "\n".join(f"{number}. {point}" for number, point in enumerate(POINTS, 1))


def document(data: bytes, name: str) -> Document:
    (part,) = read(data, name)
    assert isinstance(part, Document)
    return part


def reason(data: bytes, name: str) -> str:
    with pytest.raises(Unreadable) as why:
        read(data, name)
    assert "\n" not in str(why.value)
    return str(why.value)


def outcome(data: bytes, name: str) -> str:
    """The texts of a file, or the reason why there are none."""
    try:
        return "\n".join(texts(read(data, name)))
    except Unreadable as why:
        return str(why)


def reasons(parts: Any) -> dict[str, str]:
    return {part.member: part.reason for part in parts if isinstance(part, Unread)}


def texts(parts: Any) -> list[str]:
    return [part.text for part in parts if isinstance(part, Document)]


# All kinds


@pytest.mark.parametrize("name", VALID)
def test_every_kind_gives_text_and_the_sha256_of_its_bytes(name: str) -> None:
    first = next(part for part in read(VALID[name], name) if isinstance(part, Document))
    assert OPENING in first.text.replace("\n", " ")
    assert first.text == tidy(first.text)
    if first.member == "":
        assert first.sha256 == hashlib.sha256(VALID[name]).hexdigest()


@pytest.mark.parametrize("name", VALID)
def test_an_empty_file_of_any_kind_is_said_to_be_empty(name: str) -> None:
    assert reason(b"", name) == "empty file"


@pytest.mark.parametrize("name", VALID)
def test_the_first_half_of_a_file_is_read_or_refused_with_one_line(name: str) -> None:
    assert outcome(VALID[name][: len(VALID[name]) // 2], name)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.html", VALID["paper.pdf"], "a PDF by its content"),
        ("a.pdf", VALID["paper.docx"], "a ZIP archive or an Office file by its content"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an encrypted or pre-2007 Office file"),
        ("a.json", b"\x89PNG\r\n", "a picture by its content"),
        ("a.pdf", VALID["page.html"], "broken, or no PDF"),
        ("a.docx", VALID["page.html"], "broken, or no .docx file"),
        ("a.docx", VALID["bundle.zip"], "broken, or no .docx file"),
        ("a.zip", VALID["page.html"], "broken, or no ZIP archive"),
        ("a.json", VALID["page.html"], "broken JSON"),
        ("a.doc", VALID["paper.docx"], UNKNOWN),
    ],
)
def test_a_wrong_ending_is_told(name: str, data: bytes, kind: str) -> None:
    assert reason(data, name).startswith(kind)


# Web pages


def test_a_page_gives_its_article_and_nothing_that_stands_around_it() -> None:
    text = document(page(), "a.html").text
    assert text == "\n\n".join((TITLE, OPENING, DEMAND, "What was agreed", NUMBERED, WARNING, DENIAL)) + "\n"
    for aside in (*NAVIGATION, BANNER, CAPTION, *RELATED, FOOTER, "no text"):
        assert aside not in text


def test_title_outlet_and_date_of_a_page_come_from_its_metadata() -> None:
    found = document(page(head=metadata()), "a.html")
    assert (found.title, found.outlet, found.date) == (TITLE, OUTLET, DATE)


def test_a_date_in_the_running_text_is_not_the_page_s() -> None:
    told = f"<h1>{TITLE}</h1><p>{OPENING} The last treaty is of 3 May 1999.</p><p>{DEMAND}</p><p>{WARNING}</p>"
    assert document(page(told), "a.html").date is None


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16", "iso-8859-1"])
def test_a_page_is_decoded_as_it_declares(charset: str) -> None:
    told = f"<h1>{TITLE}</h1><p>{OPENING}</p><p>The café stayed open, said a señor.</p><p>{WARNING}</p>"
    assert "The café stayed open, said a señor." in document(page(told, charset=charset), "a.htm").text


def test_line_breaks_and_inline_tags_keep_words_apart_and_together() -> None:
    told = (
        f"<h1>{TITLE}</h1><p>{OPENING}</p><p>Chile <b>den</b>ies <a href='/x'>it</a>.<br><br>{DEMAND}</p>"
        f"<ul><li>fish<ul><li>hake</li></ul></li><li>boats</li></ul><p>{WARNING}</p>"
    )
    text = document(page(told), "a.html").text
    assert f"\n\nChile denies it.\n\n{DEMAND}\n\n" in text
    assert "- fish\n- hake\n- boats" in text.replace("  ", "")


def test_a_page_without_an_article_is_refused() -> None:
    assert reason(b"<html><body></body></html>", "a.html") == "no article in this page"


def test_our_own_report_is_no_article() -> None:
    ours = page().replace(b"<title>", b'<meta name="generator" content="extract 0.1.0"><title>')
    assert reason(ours, "report.html") == "a report that extract wrote, not an article"


# PDF


def test_lines_of_a_pdf_become_paragraphs_again() -> None:
    assert document(pdf(), "a.pdf").text == "\n\n".join((TITLE, *PROSE)) + "\n"


def test_a_paragraph_goes_on_on_the_next_page_and_running_heads_go() -> None:
    first, rest = OPENING[:60], OPENING[60:]
    pages = [
        ["The Harbour Herald, 26 April", first.rsplit(" ", 1)[0], "1"],
        ["The Harbour Herald, 26 April", first.rsplit(" ", 1)[1] + rest, DEMAND, "2"],
        ["The Harbour Herald, 26 April", WARNING, DENIAL, "3"],
    ]
    assert document(pdf(pages), "a.pdf").text == "\n\n".join(PROSE) + "\n"


def test_what_a_browser_prints_around_a_page_is_no_text() -> None:
    head, foot = "4/27/24, 9:05 AM Norway and Chile", "https://herald.invalid/hake 1/1"
    assert document(pdf([[head, *PROSE, foot]]), "a.pdf").text == "\n\n".join(PROSE) + "\n"


def line(text: str, y: float, *, left: float = 0, width: float | None = None, size: float = 10) -> Line:
    return Line(text, left, y, left + (5.0 * len(text) if width is None else width), y + size)


def test_a_divided_word_is_joined_and_a_compound_keeps_its_hyphen() -> None:
    told = [line("The long-term quota of the fisher-", 50), line("men is a long-", 38), line("term one.", 26)]
    assert paragraphs([told]) == ["The long-term quota of the fishermen is a long-term one."]


def test_a_list_a_heading_and_an_indented_line_begin_paragraphs() -> None:
    told = [
        line("What was agreed", 98, size=14),
        line("• The ports of the south are to be opened by the", 84),
        line("end of June.", 72, left=10),
        line("• The stock is counted.", 60),
        line("The talks go on in the autumn, both of them said.", 48),
        line("A date was not named by either of the two sides.", 36, left=15),
    ]
    assert paragraphs([told]) == [
        "What was agreed",
        "• The ports of the south are to be opened by the end of June.",
        "• The stock is counted.",
        "The talks go on in the autumn, both of them said.",
        "A date was not named by either of the two sides.",
    ]


def test_columns_below_a_wide_paragraph_keep_their_own_width() -> None:
    wide = [line("The two lands agreed on the hake after long talks.", 90, width=250)]
    left = [line("The ports will be", 66, width=90), line("opened by June.", 54, width=75)]
    right = [line("The stock will be", 66, left=150, width=90), line("counted.", 54, left=150, width=45)]
    assert paragraphs([[*wide, *left, *right]]) == [
        "The two lands agreed on the hake after long talks.",
        "The ports will be opened by June.",
        "The stock will be counted.",
    ]
    names = [line("The Harbour", 66, width=60), line("Arica Office", 54, width=60)]
    assert paragraphs([[*wide, *names]])[1:] == ["The Harbour", "Arica Office"]


def test_the_day_a_pdf_was_made_is_kept_apart_from_a_date() -> None:
    found = document(VALID["paper.pdf"], "a.pdf")
    assert (found.title, found.date, found.made) == (TITLE, None, "2024-04-26")


def test_a_title_that_a_program_made_up_is_none() -> None:
    assert document(pdf(info="/Title (Microsoft Word - talks_v3.doc)"), "a.pdf").title is None
    assert document(pdf(info="/CreationDate (D:20249999)"), "a.pdf").made is None


def test_pdfs_that_give_no_text_say_why() -> None:
    assert reason(pdf(encrypted=True), "a.pdf") == "encrypted: it opens with a password only"
    assert "only pictures" in reason(pdf([[], []]), "a.pdf")
    assert reason(pdf([[]] * 501), "a.pdf") == "501 pages long, more than 500"


# Word


def test_a_document_gives_headings_paragraphs_lists_and_tables_in_order() -> None:
    found = document(docx(title=TITLE, created=datetime(2024, 4, 26, 12)), "a.docx")  # noqa: DTZ001
    listed = "\n\n".join(f"- {point}" for point in POINTS)
    assert found.text == "\n\n".join((TITLE, *PROSE, listed, "Quota | 5,000 tonnes")) + "\n"
    assert (found.title, found.date, found.made) == (TITLE, None, "2024-04-26")


def test_what_was_deleted_in_a_document_is_not_read() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(["Chile signs."]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    changed = (
        b'<w:t>Chile</w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>never</w:delText></w:r></w:del>'
        b'<w:ins w:id="2" w:author="x"><w:r><w:t xml:space="preserve"> duly signs.</w:t></w:r></w:ins><w:r><w:t></w:t>'
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:t>Chile signs.</w:t>", changed)
    text = document(archive(parts), "a.docx").text
    assert "\n\nChile duly signs.\n\n" in text
    assert "never" not in text


def test_a_document_without_words_or_with_too_many_is_refused() -> None:
    import docx as word

    file = io.BytesIO()
    word.Document().save(file)
    assert reason(file.getvalue(), "a.docx") == "no text in it"
    bomb = archive({"[Content_Types].xml": b"<Types/>", "word/big.xml": bytes(101_000_000)})
    assert reason(bomb, "a.docx") == "unpacks to more than 100 MB"


def test_an_external_entity_in_a_document_is_not_resolved() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(["Chile signs."]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    declared = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]><w:document'
    whole = parts["word/document.xml"].replace(b"<w:document", declared, 1)
    parts["word/document.xml"] = whole.replace(b"Chile signs.", b"Chile signs. &secret;")
    assert "root:" not in outcome(archive(parts), "a.docx")


# E-mail


def test_a_mail_gives_its_subject_body_and_headers() -> None:
    found = document(mail(), "a.eml")
    assert found.text == "\n\n".join((TITLE, *PROSE)) + "\n"
    assert (found.title, found.outlet, found.date) == (TITLE, OUTLET, DATE)


def test_a_person_who_writes_is_no_outlet_and_a_signature_no_text() -> None:
    data = mail(f"{OPENING}\n\n-- \nKari\n").replace(OUTLET.encode(), b"Kari Holm")
    found = document(data, "a.eml")
    assert (found.outlet, found.text) == (None, f"{TITLE}\n\n{OPENING}\n")


def test_the_html_body_is_read_where_there_is_no_plain_one() -> None:
    assert f"\n\n{DEMAND}\n\n" in document(mail(page().decode(), kind="html"), "a.eml").text


def test_attachments_are_members_of_the_mail() -> None:
    parts = read(mail(attached={"annex.html": page(), "../note.txt": b"A note.", "a.exe": b"MZ"}), "a.eml")
    assert [part.member for part in parts] == ["", "/annex.html", "/note.txt", "/a.exe"]
    assert parts[2] == PlainText("/note.txt", b"A note.")
    assert reasons(parts) == {"/a.exe": UNKNOWN}


def test_mails_without_text_say_why() -> None:
    assert reason(mail(""), "a.eml") == "no text in it"
    assert reason(b"no header here\n\nand no mail", "a.eml") == "no e-mail: it has no headers"
    sealed = mail().replace(b"text/plain", b'multipart/encrypted; boundary="x"')
    assert reason(sealed, "a.eml") == "an encrypted e-mail: save it decrypted"


# JSON


def test_a_record_gives_its_text_with_its_title_above() -> None:
    found = document(json.dumps(record()).encode(), "a.json")
    assert found.text == f"{TITLE}\n\n{OPENING}\n"
    assert (found.title, found.outlet, found.date) == (TITLE, OUTLET, DATE)


def test_records_of_a_list_are_numbered_and_those_without_text_are_told() -> None:
    listed = json.dumps({"status": "ok", "articles": [record(), {"id": 7}, record(body=DEMAND)]}).encode()
    parts = read(listed, "a.json")
    assert [part.member for part in parts] == ["#1", "#2", "#3"]
    assert list(reasons(parts)) == ["#2"]
    assert len({part.sha256 for part in parts if isinstance(part, Document)}) == 2


def test_lines_are_numbered_as_in_the_file_and_a_broken_one_costs_no_other() -> None:
    data = json.dumps(record()).encode() + b"\n\n{broken\n" + json.dumps(record(body=DEMAND)).encode() + b"\n"
    parts = read(data, "a.jsonl")
    assert [part.member for part in parts] == ["#1", "#3", "#4"]
    assert reasons(parts)["#3"].startswith("broken JSON")
    first = next(part for part in parts if isinstance(part, Document))
    assert first.sha256 == hashlib.sha256(data.split(b"\n")[0]).hexdigest()


def test_lines_under_the_name_of_one_record_are_read_as_lines() -> None:
    assert len(texts(read(records(), "a.json"))) == 2


def test_markup_in_a_field_becomes_text() -> None:
    told = f"<p>{OPENING}</p><script>x()</script><ul><li>hake</li><li>cod</li></ul><p>2 &lt; 3</p>"
    assert document(json.dumps(record(title=None, body=told)).encode(), "a.json").text == (
        f"{OPENING}\n\n- hake\n\n- cod\n\n2 < 3\n"
    )


def test_a_text_that_only_speaks_of_less_and_more_is_no_markup() -> None:
    assert document(json.dumps({"text": "a < b and c > d <p is odd"}).encode(), "a.json").text == (
        "a < b and c > d <p is odd\n"
    )


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"schema_version": "1.1", "manifest": {}, "consensus": {}, "articles": []}, "a briefing, not an article"),
        ({"a": 1}, "no article in it"),
        ([], "no article in it"),
        ("text", "no article in it"),
        ({"text": " "}, "no article in it"),
    ],
)
def test_json_without_an_article_says_so(value: object, why: str) -> None:
    assert reason(json.dumps(value).encode(), "a.json").startswith(why)


def test_json_that_is_nested_without_end_is_refused() -> None:
    assert reason(b"[" * 200_000, "a.json") == "nested too deeply"
    assert reason(b'{"a":' * 200_000 + b"\n", "a.jsonl") == "nested too deeply"


# Archives


def test_members_are_read_in_the_order_of_their_names_as_if_they_lay_in_the_folder() -> None:
    parts = read(archive({"b/two.txt": b"Two.", "a/b/c/one.html": page(), ".hidden.txt": b"", "c.png": b"x"}), "a.zip")
    assert [part.member for part in parts] == ["/a/b/c/one.html", "/b/two.txt", "/c.png"]
    assert parts[1] == PlainText("/b/two.txt", b"Two.")
    assert reasons(parts) == {"/c.png": UNKNOWN}


def test_a_member_of_a_member_has_both_names() -> None:
    inner = {"feed.jsonl": records(), "mail.eml": mail(attached={"annex.html": page()})}
    assert [part.member for part in read(archive(inner), "a.zip")] == [
        *("/feed.jsonl#1", "/feed.jsonl#2"),
        *("/mail.eml", "/mail.eml/annex.html"),
    ]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "c:\\evil.txt", "c:/evil.txt"])
def test_a_path_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    parts = read(archive({name: b"Evil.", "good.txt": b"Good."}), "a.zip")
    assert list(reasons(parts).values()) == ["its path leads out of the archive"]
    assert [part.data for part in parts if isinstance(part, PlainText)] == [b"Good."]


def test_an_archive_that_unpacks_without_end_is_read_no_further_than_its_bound() -> None:
    bomb = archive({f"{number}.txt": bytes(19_000_000) for number in range(8)})
    assert len(bomb) < 200_000
    parts = read(bomb, "a.zip")
    assert sum(len(part.data) for part in parts if isinstance(part, PlainText)) <= 120_000_000
    assert "unpacks to more than 100 MB" in reasons(parts)[""]
    assert reasons(read(archive({"big.txt": bytes(21_000_000)}), "a.zip")) == {"/big.txt": "unpacks to more than 20 MB"}


def test_an_encrypted_archive_and_one_in_another_are_refused() -> None:
    sealed = bytearray(archive({"a.txt": b"Sealed."}))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        sealed[sealed.index(start) + offset] |= 1
    assert reason(bytes(sealed), "a.zip") == "encrypted: unpack it with its password"
    nested = archive({"in.zip": archive(), "a.txt": b"A."})
    assert reasons(read(nested, "a.zip")) == {"/in.zip": "an archive in an archive: unpack it"}


def test_links_copies_and_crowds_in_an_archive_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("a.txt", b"First.")
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("a.txt", b"Second.")
    parts = read(file.getvalue(), "a.zip")
    assert reasons(parts) == {
        "/link.txt": "a link in an archive",
        "/a.txt": "stands in the archive twice: the first one was read",
    }
    crowd = archive({f"{number}.txt": b"" for number in range(MOST_MEMBERS + 1)})
    assert "more than 10,000 files" in reason(crowd, "a.zip")
    assert reason(archive({".hidden": b"x"}), "a.zip") == "no article in it"


def test_a_damaged_member_costs_no_other() -> None:
    data = bytearray(archive({"a.txt": OPENING.encode(), "b.txt": b"Whole."}))
    data[data.index(b"a.txt") + 12] ^= 0xFF
    parts: list[Part] = list(read(bytes(data), "a.zip"))
    assert reasons(parts)["/a.txt"].startswith("broken in the archive")
    assert PlainText("/b.txt", b"Whole.") in parts


# Characters


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("naïve".encode("latin-1"), "ISO-8859-1", "naïve"),
        (b"\x93quoted\x94", "iso-8859-1", "“quoted”"),
        ("naïve".encode(), None, "naïve"),
        ("naïve".encode("utf-8-sig"), "latin-1", "naïve"),
        ("naïve".encode("utf-16"), "utf-8", "naïve"),
        ("naïve".encode(), "no-such-code", "naïve"),
        (b"6e6f", "hex", "6e6f"),
    ],
)
def test_bytes_are_decoded_by_their_mark_or_what_they_declare(data: bytes, declared: str, text: str) -> None:
    assert decoded(data, declared) == text


def test_text_is_kept_without_what_no_text_file_could_hold() -> None:
    assert tidy("\r\n a\x00b\ud800\u00ad c\r\n \n\n\nd\x1b[0m\f") == "ab c\n\nd[0m\n"
