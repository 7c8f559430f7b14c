"""Newsletters, alerts, forwarded mail, attachments; EML and mbox."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from rag.errors import SourcierError, Unreadable
from rag.reading.in_process import read
from tests.reading.files.specimens import BAC, BOTH, FOUR, Specimen, body, citable, expected, facts
from tests.support.hostile import docx

DAY = "Fri, 17 Jan 2025 06:30:00 +0100"


def mail(plain: str | None = None, html: str | None = None, subject: str = "Du nouveau", **heads: str) -> EmailMessage:
    message = EmailMessage()
    given = {"From": "La Lettre du Fleuve <bonjour@lettre.example>", "Date": DAY, "Message-ID": "<1@lettre.example>"}
    for name, value in ({"Subject": subject, "To": "veille@bib.example"} | given | heads).items():
        message[name.replace("_", "-")] = value
    if plain is not None:
        message.set_content(plain)
    if html is not None:
        (message.set_content if plain is None else message.add_alternative)(html, subtype="html")
    return message


def cell(of: Specimen, tag: str = "h2") -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in of.body)
    kicker, link = "<p>Fleuve</p>", '<p><a href="https://x.example/?utm_source=nl">Lire la suite</a></p>'
    return f'<tr><td>{kicker}<{tag}><a href="https://x.example">{of.title}</a></{tag}>{paragraphs}{link}</td></tr>'


NEWSLETTER = (
    '<html><body><div style="display:none;max-height:0">Écluse et four : l\'essentiel du jour.</div>'
    '<div style="font-size:1px">Un second préambule que personne ne voit, mais bien écrit.</div><table>'
    "<tr><td><p>Vendredi 17 janvier 2025</p><p>Bonjour, voici les nouvelles du matin, choisies pour vous.</p></td></tr>"
    + "".join(map(cell, BOTH))
    + "<tr><td><p>PUBLICITÉ Chauffage Brasero, un hiver sans frissons ni courants d'air.</p>"
    "<p>Vous recevez ce courriel parce que vous êtes inscrit. <a>Se désabonner</a></p></td></tr></table></body></html>"
)


def test_a_newsletter_is_split_at_its_headings() -> None:
    reading = read(mail("texte brut", NEWSLETTER).as_bytes(), "lettre.eml")
    assert [facts(draft) for draft in reading.drafts] == [
        (of.title, "La Lettre du Fleuve", None, "2025-01-17") for of in BOTH
    ]
    assert [body(draft) for draft in reading.drafts] == ["\n".join(of.body) for of in BOTH]
    assert [draft.record for draft in reading.drafts] == [0, 1]


def test_headings_that_stand_side_by_side_end_at_their_links() -> None:
    flat = NEWSLETTER
    for tag in ("table", "tr", "td"):
        flat = flat.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    drafts = read(mail(html=flat).as_bytes(), "lettre.eml").drafts
    assert [body(draft) for draft in drafts] == ["\n".join(of.body) for of in BOTH]


def test_a_newsletter_in_plain_text_is_split_at_its_links() -> None:
    items = [
        f"FLEUVE\n{of.title}\n{chr(10).join(of.body)}\nLire la suite : https://x.example/{of.day}\n" for of in BOTH
    ]
    text = "\n".join(["La Lettre du Fleuve", "Voir cette lettre dans le navigateur", "", *items, "Se désabonner"])
    drafts = read(mail(text).as_bytes(), "lettre.eml").drafts
    assert [facts(draft)[0] for draft in drafts] == [of.title for of in BOTH]
    assert [body(draft) for draft in drafts] == ["\n".join(of.body) for of in BOTH]


def alert(of: Specimen, charset: str = "utf-8") -> bytes:
    day = "mardi 9 mars 2021" if of is BAC else "jeudi 15 avril 2021"
    line = " - ".join(filter(None, (of.source, day, of.author)))
    text = (
        f"{of.title}\n\n{line}\n\n{of.text}\n\nLire sur le site : https://x.example\n\n-- \nVous recevez cette alerte."
    )
    message = EmailMessage()
    message["From"], message["Subject"] = "Alertes presse <a@alerte.example>", f"[Alerte presse] {of.title}"
    message["Date"], message["Message-ID"] = DAY, "<2@alerte.example>"
    message.set_content(text, charset=charset, cte="8bit")
    return message.as_bytes()


def test_an_alert_has_outlet_date_and_author_of_the_line_below_its_headline() -> None:
    (draft,) = read(alert(BAC), "alerte.eml").drafts
    assert facts(draft) == expected(BAC)
    assert body(draft) == "\n".join(BAC.body)


def test_mbox_of_several_encodings_and_lines_that_begin_with_from() -> None:
    tricky = ">From Vernoux with love, dit le panneau.\n\nFrom Vernoux non plus ne commence aucun message."
    mails = [alert(BAC, "iso-8859-1"), alert(FOUR).replace(FOUR.body[1].encode(), tricky.encode())]
    box = b"".join(b"From - Mon Oct  2 07:00:00 2023\nX-Mozilla-Status: 0001\n" + mail + b"\n\n" for mail in mails)
    for data in (box, box.replace(b"\n", b"\r\n")):
        reading = read(data, "boite.mbox")
        assert [facts(draft) for draft in reading.drafts] == [expected(of) for of in BOTH]
        assert "\nFrom Vernoux with love" in citable(reading.drafts[1])
        assert not reading.problems


def test_a_mail_that_holds_nothing_is_named_and_the_others_kept() -> None:
    box = b"".join(b"From a@b Mon Oct  2 07:00:00 2023\n" + m + b"\n\n" for m in (alert(BAC), mail("").as_bytes()))
    reading = read(box, "boite")
    assert len(reading.drafts) == 1
    assert "message 2" in reading.problems[0]


FORWARD = (
    "Pour info.\n\nCamille\n\n---------- Message transféré ---------\nDe : {source} <redaction@passeur.example>\n"
    "Date: mar. 9 mars 2021 à 06:30\nSubject: {title}\nTo: <liste@x.example>\n\n\n{text}\n"
)


def test_a_forwarded_mail_is_that_of_its_sender_and_of_its_day() -> None:
    text = FORWARD.format(source=BAC.source, title=BAC.title, text=BAC.text)
    (draft,) = read(mail(text, subject=f"Fwd: {BAC.title}", From="Camille <c@x.example>").as_bytes(), "fwd.eml").drafts
    assert facts(draft) == (BAC.title, BAC.source, None, BAC.day)
    assert "Camille" not in draft.text
    assert "Pour info" not in citable(draft)


def test_a_forwarded_mail_whose_head_is_lost_has_neither_date_nor_outlet() -> None:
    for prefix in ("TR:", "Re: Fwd:"):
        data = mail(BAC.text, subject=f"{prefix} {BAC.title}", From="Camille <c@x.example>").as_bytes()
        assert facts(read(data, "tr.eml").drafts[0]) == (BAC.title, None, None, None)


def test_a_forwarded_newsletter_is_split_and_dated_by_itself() -> None:
    head = "<div>Pour info</div><div>---------- Forwarded message ---------<br>De : <b>Le Fil</b> &lt;f@fil.example&gt;"
    head += "<br>Date: 9 mars 2021<br>Subject: Les nouvelles<br>To: x<br></div>"
    data = mail(html=NEWSLETTER.replace("<table>", f"{head}<table>", 1), subject="Fwd: Les nouvelles").as_bytes()
    assert [facts(draft)[1::2] for draft in read(data, "fwd.eml").drafts] == [("Le Fil", "2021-03-09")] * 2


def test_a_mail_within_a_mail_and_files_attached() -> None:
    outer = mail("Voir le message joint.", subject="TR: alerte")
    inner = mail(f"{BAC.title}\n\n{BAC.text}", subject=BAC.title)
    outer.add_attachment(inner)
    outer.add_attachment(
        docx(f"{FOUR.title}\n\n{FOUR.text}"), maintype="application", subtype="msword", filename="four.docx"
    )
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    outer.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="winmail.dat")
    reading = read(outer.as_bytes(), "joints.eml")
    assert [draft.title for draft in reading.drafts] == [BAC.title, FOUR.title]
    assert facts(reading.drafts[0])[1::2] == ("La Lettre du Fleuve", "2025-01-17")
    assert "winmail.dat" in reading.problems[0]


def test_page_of_another_character_set_without_saying_so_in_its_head() -> None:
    page = f'<meta charset="windows-1252"><p>{BAC.title}</p>' + "".join(f"<p>{part}</p>" for part in BAC.body)
    head = (
        f"From: Le Fil <f@x.example>\nSubject: =?utf-8?q?x?=\nDate: {DAY}\nMIME-Version: 1.0\nContent-Type: text/html\n"
    )
    draft = read(f"{head}Content-Transfer-Encoding: 8bit\n\n".encode() + page.encode("cp1252"), "x.eml").drafts[0]
    assert BAC.body[0] in draft.text


def test_a_text_that_begins_with_fields_is_no_mail() -> None:
    text = f"Titre : {BAC.title}\nDate : 9 mars 2021\nSource : {BAC.source}\n\n{BAC.text}"
    assert read(text.encode(), "fiche.txt").drafts[0].format == "txt"


def test_broken_and_endless_mails() -> None:
    cut = mail("texte", NEWSLETTER).as_bytes()
    assert read(cut[: cut.rindex(b"h2")], "coupe.eml").drafts
    for bad in (b"From: a\nTo: b\nSubject: rien\nMessage-ID: <x>\n\n", cut[:120]):
        with pytest.raises(Unreadable, match="mail"):
            read(bad, "vide.eml")
    deep = "From: a@b\nTo: c\nMIME-Version: 1.0\n" + "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000)
    )
    with pytest.raises(SourcierError):
        read(deep.encode(), "profond.eml")


def test_the_head_that_outlook_leaves_in_the_text_is_that_of_the_mail_inside() -> None:
    head = f"De : {BAC.source} <r@passeur.example>\nEnvoyé : mardi 9 mars 2021 06:30\nÀ : Liste\nObjet : {BAC.title}\n"
    data = mail(
        f"Pour info.\n\nCamille\n\n{head}\n{BAC.text}\n", subject=f"TR: {BAC.title}", From="Camille <c@x.example>"
    )
    (draft,) = read(data.as_bytes(), "outlook.eml").drafts
    assert facts(draft) == (BAC.title, BAC.source, None, BAC.day)
    assert body(draft) == "\n".join(BAC.body)
