"""E-mails: the body, plain where there is a plain one, and attachments that are articles as members.

Subject, sender and date come from the headers. Nothing is fetched: what a mail only links to is not read.
"""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePosixPath

from extract.credits import is_outlet_name
from extract.formats.documents import LARGEST_MEMBER, Document, Part, PlainText, Unread, Unreadable, digest
from extract.formats.suffixes import SUFFIXES, TEXT_SUFFIXES, UNKNOWN, read_any, renamed
from extract.formats.tidy import decoded, one_line

_REPLY = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv)\s*(?:\[\d+\])?:)+\s*", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- $.*", re.MULTILINE | re.DOTALL)  # https://www.rfc-editor.org/rfc/rfc3676, section 4.3
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_STUB = 0.5  # a plain body with fewer of the HTML one's words only says where to read on
_MOST_ATTACHMENTS = 100


def read(data: bytes, name: str) -> list[Part]:
    """The mail's text and its attachments. Raises Unreadable if there is no text in any of them."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not message.keys():
        raise Unreadable("no e-mail: it has no headers")
    if message.get_content_type() in _ENCRYPTED:
        raise Unreadable("an encrypted e-mail: save it decrypted")
    parts: list[Part] = []
    if text := _body(message):
        parts.append(_letter(message, text, digest(data)))
    parts += _attachments(message)
    if not any(isinstance(part, Document | PlainText) for part in parts):
        reasons = [part.reason for part in parts if isinstance(part, Unread)]
        raise Unreadable(
            f"no text in it, and its attachment cannot be read: {reasons[0]}" if reasons else "no text in it"
        )
    return parts


def _letter(message: EmailMessage, text: str, sha256: str) -> Document:
    title = _REPLY.sub("", one_line(str(message.get("subject", ""))) or "") or None
    sender = one_line(parseaddr(str(message.get("from", "")))[0])
    if title and title not in (line.strip() for line in text.split("\n")[:3]):
        text = f"{title}\n\n{text}"
    # A person who writes is no outlet.
    outlet = sender if sender and is_outlet_name(sender) else None
    return Document("", text, sha256, title=title, outlet=outlet, date=_date(message))


def _date(message: EmailMessage) -> str | None:
    """The day on the sender's own calendar."""
    try:
        return parsedate_to_datetime(str(message.get("date", ""))).date().isoformat()
    except (TypeError, ValueError, OverflowError):
        return None


def _body(message: EmailMessage) -> str:
    plain, rich = (_content(message, kind) for kind in ("plain", "html"))
    plain = _SIGNATURE.sub("", plain).strip()
    text = ""
    if rich:
        from extract.formats.html import article_of

        try:
            text, _ = article_of(rich)
        except Unreadable:
            text = ""
    return plain if len(plain.split()) >= _STUB * len(text.split()) and plain else text


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if not isinstance(part, EmailMessage):
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = decoded(content, part.get_content_charset()).replace("\r\n", "\n")
    return _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _unflowed(text: str) -> str:
    """Lines that end in a space go on in the next one (https://www.rfc-editor.org/rfc/rfc3676, section 4)."""
    return re.sub(r"(?<!^--) \n(?=\S)", " ", text, flags=re.MULTILINE)


def _attachments(message: EmailMessage) -> list[Part]:
    """Members for the attachments; a picture that the text shows, or a signature, is none."""
    parts: list[Part] = []
    seen: set[str] = set()
    for attached in message.iter_attachments() if message.is_multipart() else ():
        if len(seen) == _MOST_ATTACHMENTS:
            return [*parts, Unread("", f"more than {_MOST_ATTACHMENTS} attachments: the rest was not read")]
        name = _name(attached)
        is_picture = attached.get_content_maintype() == "image"
        if name is None or (is_picture and attached.get_content_disposition() == "inline"):
            continue
        if name in seen:
            name = f"{len(seen) + 1}_{name}"
        seen.add(name)
        try:
            parts += [renamed(part, f"/{name}") for part in _attached(attached, name)]
        except Unreadable as why:
            parts.append(Unread(f"/{name}", str(why)))
    return parts


def _name(attached: EmailMessage) -> str | None:
    is_mail = attached.get_content_type() == "message/rfc822"
    name = one_line(attached.get_filename() or ("forwarded.eml" if is_mail else ""))
    # Only a name: whatever folder it claims to be in.
    return PurePosixPath(name.replace("\\", "/")).name or None if name else None


def _attached(attached: EmailMessage, name: str) -> list[Part]:
    suffix = PurePosixPath(name).suffix.lower()
    content = _bytes(attached)
    if suffix not in TEXT_SUFFIXES + SUFFIXES or suffix == ".zip" or not isinstance(content, bytes):
        raise Unreadable(UNKNOWN)
    if len(content) > LARGEST_MEMBER:
        raise Unreadable(f"an attachment of more than {LARGEST_MEMBER // 1_000_000} MB")
    return [PlainText("", content)] if suffix in TEXT_SUFFIXES else list(read_any(content, name))


def _bytes(attached: EmailMessage) -> bytes | None:
    if attached.get_content_type() == "message/rfc822":
        inner = attached.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and isinstance(inner[0], EmailMessage) else None
    content = attached.get_payload(decode=True)
    return content if isinstance(content, bytes) else None
