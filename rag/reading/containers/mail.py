"""Mail: newsletters split where their structure allows, else a message an article; EML and mbox.

The date and the outlet are those of the mail; of a forwarded one those of the mail inside, never those of forwarding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from rag.errors import SourcierError, Unreadable
from rag.language.fold import fold
from rag.reading import Reading
from rag.reading.article.draft import to_draft
from rag.reading.article.lexicon import is_sentence
from rag.reading.article.mail_words import FIELD, FOOT, FORWARD, FORWARDED, MORE, PREFIX
from rag.reading.containers.mhtml import heading, parsed
from rag.reading.containers.newsletters import html_nodes, split_html, split_text
from rag.reading.decode import check_text, clean, declared_charset, decode
from rag.reading.exports.many import MOST_ARTICLES, Entry
from rag.reading.exports.press_line import press_line
from rag.reading.formats.format import Format, Given
from rag.reading.formats.plain import text_lines
from rag.types import Draft

MOST_ATTACHMENTS = 50
MOST_FORWARDS = 4
"""Mails within mails that are opened."""
_PASSED = ("text/calendar", "application/pkcs7-signature", "application/pgp-signature", "application/pgp-keys")
_DEEP = 200
"""Lines of a text within which the head of a forwarded mail begins."""
_HEADER = re.compile(r"[A-Za-z][\w-]{1,60}:(?: .*|)$")
_TELLING = re.compile(
    r"^(?:message-id|mime-version|received|return-path|delivered-to|dkim-signature|x-[\w-]+):", re.I | re.M
)
_MBOX = re.compile(rb"^From \S{1,200}.{0,120} \d{4}(?: [+-]\d{4})?\s*\r?\n(?=[A-Za-z][\w-]*:)", re.M)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.M)


@dataclass(frozen=True, slots=True)
class _Head:
    """Who wrote when about what; ``outlet`` and ``date`` are None where only the forwarding is known."""

    subject: str
    outlet: str | None
    date: str | None


def _sniff_eml(given: Given) -> bool:
    lines = given.head[:8000].lstrip("\ufeff \n").split("\n")
    top = lines[: next((n for n, line in enumerate(lines) if not line.strip()), len(lines))]
    if not top or not all(_HEADER.match(line) or line[:1] in " \t" for line in top[:60]):
        return False
    text = "\n".join(top)
    named = len(re.findall(r"^(?:from|to|subject|date):", text, re.I | re.M))
    return named >= 2 and (bool(_TELLING.search(text)) or given.suffix == ".eml")


def _sniff_mbox(given: Given) -> bool:
    return given.is_text and bool(_MBOX.match(given.start))


def _read_eml(given: Given) -> Reading:
    """The items of a newsletter, else the mail itself; and what is attached to it."""
    return _reading(given, [given.data])


def _read_mbox(given: Given) -> Reading:
    """The articles of each mail in turn."""
    starts = [found.start() for found in _MBOX.finditer(given.data) if _blank_before(given.data, found.start())]
    mails = [given.data[at:end] for at, end in zip(starts, [*starts[1:], len(given.data)], strict=True)]
    return _reading(given, [_QUOTED_FROM.sub(rb"\1", mail.partition(b"\n")[2]) for mail in mails])


def _blank_before(data: bytes, at: int) -> bool:
    return not data[:at].strip() or bool(re.search(rb"\n\r?\n\Z", data[max(0, at - 4) : at]))


def _reading(given: Given, mails: Sequence[bytes]) -> Reading:
    drafts: list[Draft] = []
    problems: list[str] = []
    for number, mail in enumerate(mails, start=1):
        shown = f"message {number}" if len(mails) > 1 else "message"
        try:
            message = parsed(Given(mail, given.name, given.today))
            found = list(_articles(message, given, problems, shown))
        except SourcierError as fault:
            problems.append(f"{shown} : {fault.fr.removeprefix(f'{given.name} : ')}")
            continue
        if not found:
            problems.append(f"{shown} : aucun article")
        drafts += found
    if not drafts:
        raise Unreadable(
            f"{given.name} : courriel reconnu, mais sans article ({'; '.join(problems[:3])}).",
            f"{given.name}: mail, but without an article ({len(mails)} messages).",
        )
    drafts = [replace(draft, record=number) for number, draft in enumerate(drafts[:MOST_ARTICLES])]
    return Reading(tuple(drafts), tuple(problems[:50]))


def _articles(message: Message, given: Given, problems: list[str], shown: str, depth: int = 0) -> Iterator[Draft]:
    """The articles of the mail's own text, of the mails in it, of the files attached."""
    held = [part.get_payload(0) for part in _parts(message) if part.get_content_type() == "message/rfc822"]
    inner = [part for part in held if isinstance(part, Message)] if depth < MOST_FORWARDS else []
    own = [] if inner else _entries(message)
    for entry in own:
        raw = entry.raw("mail")
        try:
            check_text("\n".join(block.text for block in entry.blocks if block.hint == "body"), shown)
        except SourcierError:
            continue
        yield to_draft(raw, today=given.today)
    for part in inner:
        yield from _articles(part, given, problems, shown, depth + 1)
    yield from _attached(message, given, problems, shown)


def _attached(message: Message, given: Given, problems: list[str], shown: str) -> Iterator[Draft]:
    files = [part for part in _parts(message) if part.get_filename() and part.get_content_type() != "message/rfc822"]
    for part in files[:MOST_ATTACHMENTS]:
        name, content = _filename(part), part.get_payload(decode=True)
        if part.get_content_maintype() in ("image", "audio", "video") or part.get_content_type() in _PASSED:
            continue
        try:
            reading = given.inside(content if isinstance(content, bytes) else b"", name)
        except SourcierError as fault:
            problems.append(f"{shown}, pièce jointe {fault.fr}")
            continue
        problems += [f"{shown}, {name} : {problem}" for problem in reading.problems]
        yield from reading.drafts


def _filename(part: Message) -> str:
    """The name of a file attached, decoded; its end where it is long."""
    try:
        return str(make_header(decode_header(str(part.get_filename()))))[-120:]
    except (HeaderParseError, LookupError, ValueError):
        return str(part.get_filename())[-120:]


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a mail without those of the mails attached to it."""
    stack: list[object] = [message]
    while stack:
        part = stack.pop()
        if not isinstance(part, Message):
            continue
        yield part
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            content = part.get_payload()
            stack.extend(reversed(content if isinstance(content, list) else []))


def _entries(message: Message) -> list[Entry]:
    """What the mail says: its items, or itself."""
    texts = {kind: _text(message, kind) for kind in ("text/html", "text/plain")}
    nodes = html_nodes(texts["text/html"])
    seen = "\n\n".join(" ".join(clean(node.text).split()) for node in nodes)
    # Some senders put a mere notice where the plain text should be.
    plain = texts["text/plain"] if len(texts["text/plain"]) >= len(seen) / 3 else seen
    head, text = _forwarded(_head(message), plain)
    items = split_html(nodes) or split_text(text)
    for item in items:
        item.source, item.published = head.outlet, head.date
    return items or [_whole(head, text)]


def _text(message: Message, kind: str) -> str:
    """The first part of a kind that is not a file, decoded by its own or its page's character set."""
    for part in _parts(message):
        content = part.get_payload(decode=True) if part.get_content_type() == kind and not part.get_filename() else None
        if isinstance(content, bytes) and content.strip():
            declared = part.get_content_charset() or (declared_charset(content) if kind == "text/html" else None)
            text = decode(content, declared=declared).text
            flowed = str(part.get_param("format", "")).lower() == "flowed"
            return re.sub(r"(?<!^--) \n(?=\S)", " ", text, flags=re.M) if flowed else text
    return ""


def _head(message: Message) -> _Head:
    subject = heading(message, "Subject")
    if FORWARDED.match(subject):
        return _Head(subject, None, None)
    return _Head(subject, _outlet(heading(message, "From")), heading(message, "Date") or None)


def _outlet(sender: str) -> str | None:
    """The name that the sender shows."""
    name = parseaddr(sender)[0] or ("" if "@" in sender else sender)
    return name.strip(" \"'") or None


def _forwarded(head: _Head, text: str) -> tuple[_Head, str]:
    """The head of the mail that was forwarded, and its text without what stands above."""
    lines = text.split("\n")
    at = next((n for n, line in enumerate(lines) if FORWARD.fullmatch(line.strip()[:200])), None)
    if at is None:
        at = _bare_head(lines)
    if at is None:
        return head, text
    fields: dict[str, str] = {}
    n = at + 1
    while n < len(lines) and (not lines[n].strip() or (found := FIELD.fullmatch(lines[n].strip()[:400]))):
        if lines[n].strip() and found:
            fields.setdefault(fold(found[1]).split()[0], found[2].strip(" *"))
        elif fields and n + 1 < len(lines) and not FIELD.fullmatch(lines[n + 1].strip()[:400]):
            break
        n += 1
    if not fields:
        return head, text

    def value(*names: str) -> str:
        return next((fields[name] for name in names if fields.get(name)), "")

    sender = re.sub(r"\s*(?:[<(\[]\S*@\S*[>)\]]|<?mailto:\S*)\s*", "", value("de", "from", "expediteur"))
    subject = value("objet", "sujet", "subject", "asunto") or head.subject
    date = value("date", "envoye", "sent", "fecha", "enviado")
    return _Head(subject, _outlet(sender), date or None), "\n".join(lines[n:])


def _bare_head(lines: Sequence[str]) -> int | None:
    """The line before a head that stands in the text without a line above it that says so, as Outlook writes them."""
    for n in range(min(len(lines), _DEEP)):
        names = []
        for line in lines[n : n + 5]:
            found = FIELD.fullmatch(line.strip()[:400])
            if found is None:
                break
            names.append(fold(found[1]).split()[0])
        if {"de", "from"} & set(names[:1]) and {"envoye", "date", "sent"} & set(names) and len(names) >= 3:
            return n - 1
    return None


def _whole(head: _Head, text: str) -> Entry:
    """The mail as one article: headline, the line with outlet and date, paragraphs, without signature and foot."""
    text = clean(text)
    lines = [" ".join(text[line.start : line.end].split()) for line in text_lines(text)]
    end = next((n for n, line in enumerate(lines) if n and FOOT.match(line)), len(lines))
    subject = PREFIX.sub("", head.subject).strip()
    made = Entry(title=subject or None, source=head.outlet, published=head.date)
    first = next((n for n, line in enumerate(lines[:5]) if _same(line, subject)), None)
    if first is not None:
        for line in lines[:first]:
            made.add(line)
        made.title = lines[first]
    made.add(made.title, "title")
    body = lines[(0 if first is None else first + 1) : end]
    for near, line in enumerate(body[:3]):
        if (said := press_line(line)) is not None and not is_sentence(fold(line)):
            made.source, made.published, made.author = said.source, said.date, said.author
            for above in body[:near]:
                made.add(above, "standfirst" if is_sentence(fold(above)) else "furniture")
            made.add(line, "byline")
            body = body[near + 1 :]
            break
    for line in body:
        if MORE.fullmatch(line) or FOOT.match(line):
            made.add(line)
        else:
            made.add_body([line])
    for line in lines[end:]:
        made.add(line)
    return made


def _same(line: str, subject: str) -> bool:
    """Whether a line is the subject, but for marks and what a program cut off its end."""
    one, other = (re.sub(r"\W+", "", fold(text)) for text in (line, subject))
    return len(other) >= 10 and (one == other or (len(other) >= 30 and one.startswith(other)))


EML = Format("mail", (".eml",), _sniff_eml, _read_eml, many=True, strict=True)
MBOX = Format("mbox", (".mbox",), _sniff_mbox, _read_mbox, many=True, strict=True)
