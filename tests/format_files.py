"""Small files of every kind that is read, made from the same few sentences."""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

TITLE = "Norway and Chile agree to share the hake"
OPENING = (
    "Norway and Chile agreed on Friday to share the hake of the southern grounds after two days of talks in Arica."
)
DEMAND = "Norway urged Chile to open its ports to Norwegian trawlers, said the minister, Kari Holm, at the end of it."
WARNING = "If the trawlers come back at night, Chile will seize them, the Chilean minister warned in the evening."
DENIAL = "Chile denies that any boat was seized in March."
POINTS = ("Both sides will open the ports by June.", "A joint commission will count the stock each year.")
PROSE = (OPENING, DEMAND, WARNING, DENIAL)
OUTLET, DATE = "The Harbour Herald", "2024-04-26"

#: What stands on the page and is no part of the article.
NAVIGATION = ("Weather in the north", "Subscribe for five crowns", "Fish prices of the week")
BANNER = "We and our partners store cookies on your device to remember what you like."
CAPTION = "The two ministers shake hands on the quay. Photo: B. Lens"
RELATED = ("Cup tie ends in a draw after extra time", "Ten ways to cook a cod in butter")
FOOTER = "All rights reserved by the owner of this page"


def page(body: str | None = None, *, head: str = "", charset: str = "utf-8") -> bytes:
    """A page of a news site, with all that stands around an article."""
    links = "".join(f'<li><a href="/{number}">{words}</a></li>' for number, words in enumerate(NAVIGATION))
    related = "".join(f'<li><a href="/r{number}">{words}</a></li>' for number, words in enumerate(RELATED))
    points = "".join(f"<li>{point}</li>" for point in POINTS)
    article = body or (
        f'<h1>{TITLE}</h1><figure><img src="http://pictures.invalid/a.jpg"><figcaption>{CAPTION}</figcaption></figure>'
        f"<p>{OPENING}</p><p>{DEMAND}</p><h2>What was agreed</h2><ol>{points}</ol><p>{WARNING}</p><p>{DENIAL}</p>"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="{charset}"><title>{TITLE} | {OUTLET}</title>{head}</head>'
        f"<body><header><nav><ul>{links}</ul></nav></header>"
        f'<div id="cookie-banner" class="cookie-consent"><p>{BANNER}</p><button>Accept</button></div>'
        f'<main><article>{article}</article><aside class="related"><h3>Related</h3><ul>{related}</ul></aside></main>'
        f"<footer><p>{FOOTER}</p></footer><script>document.write('no text')</script></body></html>"
    ).encode(charset)


def metadata() -> str:
    """Open Graph and JSON-LD, as news sites have them."""
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": f"{DATE}T16:00:00Z",
        "dateModified": "2024-05-02T10:00:00Z",
        "publisher": {"@type": "Organization", "name": OUTLET},
    }
    return (
        f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="{OUTLET}">'
        f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    )


def wrapped(text: str, width: int = 60) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf(pages: Iterable[Iterable[str]] = ([TITLE, *PROSE],), *, info: str = "", encrypted: bool = False) -> bytes:
    """Pages of paragraphs, wrapped as a word processor wraps them, with half a line between two of them.

    Of an encrypted one only says that it is: no password opens it.
    """
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
    kids = []
    for paragraphs in pages:
        drawn, y = [], 780
        for paragraph in paragraphs:
            for line in wrapped(paragraph):
                escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                drawn.append(f"BT /F1 11 Tf 60 {y} Td ({escaped}) Tj ET")
                y -= 14
            y -= 9
        stream = "\n".join(drawn)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    if encrypted:
        trailer += f" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
    content, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(content)
    content += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    )
    return content.encode("latin-1")


def docx(paragraphs: Iterable[str] = PROSE, **properties: Any) -> bytes:
    """A document with a heading, a list of points, a table and the paragraphs."""
    import docx as word

    document = word.Document()
    document.add_heading(TITLE, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for point in POINTS:
        document.add_paragraph(point, style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Quota", "5,000 tonnes"
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def mail(body: str = "\n\n".join(PROSE), *, kind: str = "plain", attached: dict[str, bytes] | None = None) -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["Subject"] = f"{OUTLET} <news@herald.invalid>", f"Fwd: {TITLE}"
    message["Date"] = "Fri, 26 Apr 2024 23:30:00 -0400"
    message.set_content(body, subtype=kind)
    for name, data in (attached or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def record(**other: Any) -> dict[str, Any]:
    return {"title": TITLE, "source": {"name": OUTLET}, "publishedAt": f"{DATE}T08:00:00Z", "body": OPENING} | other


def records(*each: Any) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in each or (record(), record(title=None, body=DEMAND))).encode()


def archive(members: dict[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (members or {"a/one.txt": OPENING.encode(), "two.html": page()}).items():
            package.writestr(name, data)
    return file.getvalue()


#: One valid file of each kind, by name.
VALID = {
    "page.html": page(head=metadata()),
    "paper.pdf": pdf(info=f"/Title ({TITLE}) /CreationDate (D:20240426120000)"),
    "paper.docx": docx(),
    "letter.eml": mail(attached={"annex.html": page()}),
    "one.json": json.dumps(record()).encode(),
    "feed.jsonl": records(),
    "bundle.zip": archive(),
}
