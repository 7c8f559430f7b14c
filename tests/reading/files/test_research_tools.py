"""What researchers make of press exports: IRaMuTeQ, Lexico, TXM, Zotero's RIS, CSL-JSON, BibTeX; and fields of JSON."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

import pytest

from rag.errors import Unreadable
from rag.reading.in_process import read
from tests.reading.files.specimens import BAC, BOTH, FOUR, Specimen, body, expected, facts


def starred(of: Specimen) -> str:
    words = {"source": of.source.replace("'", " "), "date": of.day, "auteur": of.author or "Unknown"}
    words["titre"] = of.title.replace("'", " ").replace(", ", " ")
    return "**** " + " ".join(f"*{name}_{value.replace(' ', '_')}" for name, value in words.items()) + "\n" + of.text


def keyed(of: Specimen) -> str:
    keys = {"date": of.day, "journal": of.source, "title": of.title, "author": of.author}
    head = "\r".join(f"<{key}={value.replace(' ', '-')}>" for key, value in keys.items() if value)
    return head + "\r" + of.text.replace("\n\n", "\n")


def txm(of: Specimen) -> str:
    fields = {"titre": of.title, "date": of.day.replace("-", " ") + "T00:00:00", "journal": of.source}
    fields |= {"auteur": (of.author or "Unknown").lower(), "annee": of.day[:4]}
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in fields.items())
    return f"<text {attributes}> {escape('<lb/> '.join(of.body))} </text>"


def ris(of: Specimen) -> str:
    family = f"AU  - {' '.join(reversed(of.author.split())).replace(' ', ', ')}\n" if of.author else ""
    day = of.day.replace("-", "/")
    return (
        f"TY  - NEWS\nTI  - {of.title}\n{family}T2  - {of.source}\nAB  - {of.text}\nDA  - {day}/\nPY  - 2021\n"
        "Y2  - 2025/02/11/10:22:31\nL2  - files/1/page.html\nKW  - veille\nER  - \n\n"
    )


def csl(of: Specimen) -> dict[str, object]:
    year, month, day = of.day.split("-")
    made: dict[str, object] = {"type": "article-newspaper", "title": of.title, "container-title": of.source}
    made |= {"abstract": of.text, "issued": {"date-parts": [[year, int(month), int(day)]]}, "note": "à relire"}
    made |= {"accessed": {"date-parts": [["2025", 2, 11]]}, "source": "Europresse"}
    names = [{"given": name.split()[0], "family": name.split()[1]} for name in [of.author] if name]
    return made | ({"author": names} if names else {})


def bibtex(of: Specimen) -> str:
    author = f"author = {{{', '.join(reversed(of.author.split()))}}}," if of.author else ""
    return (
        f"@article{{cle_{of.day},\n title = {{{of.title.replace('écluse', '{É}cluse')}}},\n"
        f" abstract = {{{of.text.replace('%', chr(92) + '%')}}},\n journal = {{{of.source}}},\n {author}\n"
        f" month = {'mar' if of is BAC else 'apr'}, year = {{2021}}, urldate = {{2025-02-11}},\n"
        " file = {/home/x/y.pdf}\n}\n\n"
    )


FILES = {
    "corpus.txt": "\n\n".join(map(starred, BOTH)),
    "lexico.txt": "\r".join(map(keyed, BOTH)),
    "txm.xml": f"<?xml version='1.0'?><corpus>{'<pb/>'.join(map(txm, BOTH))}</corpus>",
    "zotero.ris": "\ufeff" + "".join(map(ris, BOTH)).replace("\n", "\r\n"),
    "zotero.json": json.dumps([*map(csl, BOTH)]),
    "zotero.bib": "".join(map(bibtex, BOTH)),
}


@pytest.mark.parametrize("name", FILES)
def test_each_article_is_its_own_with_the_fields_of_the_file(name: str) -> None:
    reading = read(FILES[name].encode(), name)
    assert [draft.record for draft in reading.drafts] == [0, 1]
    assert not reading.problems
    for draft, of in zip(reading.drafts, BOTH, strict=True):
        title, source, author, day = facts(draft)
        flat = {ord(mark): None for mark in " ,-{}"}
        assert (title or "").casefold().translate(flat) == of.title.casefold().translate(flat)
        assert (source, author) == (of.source, of.author)
        assert day == (of.day[:7] if name.endswith(".bib") else of.day)
        assert " ".join(body(draft).split()) == " ".join(of.text.split())


def test_the_content_tells_whatever_the_name_says() -> None:
    formats = {read(content.encode(), "sans_nom").drafts[0].format for content in FILES.values()}
    assert formats == {"iramuteq", "lexico", "txm", "ris", "csl-json", "bibtex"}


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16"])
def test_older_encodings(encoding: str) -> None:
    assert facts(read(FILES["corpus.txt"].encode(encoding), "corpus.txt").drafts[0]) == expected(BAC)


def test_alceste_numbers_themes_and_titles_on_a_line_of_their_own() -> None:
    text = f"0001 *jnl_LePasseur *annee_2021 *mois_3 *drapeau\n{BAC.title}\n-*conclusion\n{BAC.text}\n"
    (draft,) = read(text.encode(), "alceste.txt").drafts
    assert facts(draft) == (BAC.title, "Le Passeur", None, "2021-03")
    assert "conclusion" not in draft.text


def test_a_line_of_stars_without_a_text_is_named_and_counted_out() -> None:
    text = starred(BAC) + "\n\n**** *source_Vide *date_2020-01-01\n\n" + starred(FOUR)
    reading = read(text.encode(), "corpus.txt")
    assert [draft.record for draft in reading.drafts] == [0, 2]
    assert reading.problems[0].startswith("article 2")


def test_an_author_of_lexico_is_not_the_one_before_but_the_outlet_is() -> None:
    text = keyed(BAC) + f"\r<title=Le-four>\r{FOUR.text}"
    assert facts(read(text.encode(), "x.txt").drafts[1]) == ("Le four", BAC.source, None, BAC.day)


def test_xml_with_entities_of_its_own_is_refused_and_broken_xml_read_at_best() -> None:
    bomb = FILES["txm.xml"].replace("<corpus>", '<!DOCTYPE c [<!ENTITY a "ha">]><corpus>')
    with pytest.raises(Unreadable, match="entities"):
        read(bomb.encode(), "txm.xml")
    broken = read(
        FILES["txm.xml"].replace("Trémery rouvre", "Trémery & rouvre").replace("</corpus>", "").encode(), "t.xml"
    )
    assert len(broken.drafts) == 2
    assert broken.repaired
    with pytest.raises(Unreadable):
        read(b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "sitemap.xml")


def test_a_note_counts_where_it_is_the_whole_article_and_not_where_it_is_a_remark() -> None:
    first = BAC.body[0]
    html = "".join(f"<p>{part}</p>" for part in BAC.body)
    whole = ris(BAC).replace(BAC.text, first).replace("KW  -", f"N1  - {html}\nKW  -")
    remark = ris(FOUR).replace("KW  -", f"N1  - {'À relire avec soin avant vendredi. ' * 40}\nKW  -")
    one, two = read((whole + remark).encode(), "z.ris").drafts
    assert body(one).endswith(BAC.body[-1])
    assert "À relire" not in two.text
    assert "note" in one.warnings[0]
    assert "résumé" in two.warnings[0]


def test_references_without_a_text_are_named_and_a_library_of_them_is_refused() -> None:
    bare = ris(FOUR).replace(f"AB  - {FOUR.text}\n", "")
    assert read((bare + ris(BAC)).encode(), "z.ris").problems
    with pytest.raises(Unreadable, match="RIS"):
        read(bare.encode(), "z.ris")


def test_tags_of_press_databases_and_exchanged_fields() -> None:
    text = ris(BAC).replace("AB  -", "N2  -").replace("T2  -", "JF  -").replace("ER  - ", "ER  -")
    long = BAC.text * 3
    exchanged = ris(FOUR).replace(FOUR.title, long.replace("\n", " ")).replace(FOUR.text, FOUR.title)
    one, two = read((text + exchanged).encode(), "base.ris").drafts
    assert facts(one) == expected(BAC)
    assert two.title == FOUR.title


def test_parts_of_dates_that_lack_stay_unknown() -> None:
    text = ris(BAC).replace("DA  - 2021/03/09/", "DA  - 2021/03//")
    assert facts(read(text.encode(), "z.ris").drafts[0])[3] == "2021-03"
    item = csl(BAC) | {"issued": {"date-parts": [["2021"]]}}
    assert facts(read(json.dumps([item]).encode(), "z.json").drafts[0])[3] == "2021"
    item = csl(BAC) | {"issued": {}}
    assert facts(read(json.dumps([item]).encode(), "z.json").drafts[0])[3] is None


def test_accents_of_tex_agencies_and_an_entry_that_does_not_close() -> None:
    old = (
        "@article{a, title = {Le caf{\\'e} de Tr{\\'e}mery}, author = {{Agence du Val, Cormeray}}, date = {2021-03-09},"
    )
    text = (
        old
        + f" journal = {{Le Passeur}}, abstract = {{{BAC.text}}}}}\n\n@article{{b, title = {{Coupé\n\n"
        + bibtex(FOUR)
    )
    reading = read(text.encode(), "z.bib")
    assert facts(reading.drafts[0])[::3] == ("Le café de Trémery", "2021-03-09")
    assert "Cormeray Agence" not in str(reading.drafts[0].author)
    assert "annonce 3 articles, 2" in reading.problems[0]


def test_damaged_json_of_references_is_refused() -> None:
    with pytest.raises(Unreadable, match="CSL-JSON"):
        read(FILES["zotero.json"][:-40].encode(), "zotero.json")


@pytest.mark.parametrize(
    "given",
    [
        {"maintext": BAC.text, "date_publish": "2021-03-09 10:00:00", "source_domain": "passeur.example"},
        {"texte": BAC.text, "date_parution": "09/03/2021", "media": "passeur.example"},
        {"text": BAC.text, "datetime": "2021-03-09T10:00:00+02:00", "source": "passeur.example"},
        {"text": BAC.text, "date": {"$date": "2021-03-09T08:00:00Z"}, "source": "passeur.example"},
        {"text": BAC.text, "date": {"$date": {"$numberLong": "1615280400000"}}, "source": "passeur.example"},
    ],
)
def test_names_of_fields_in_json(given: dict[str, object]) -> None:
    (draft,) = read(json.dumps({"title": BAC.title, **given}).encode(), "x.jsonl").drafts
    assert facts(draft) == (BAC.title, "passeur.example", None, BAC.day)


def test_texts_of_press_corpus_scraper_joined_without_a_root() -> None:
    texts = [
        f"<text source={quoteattr(of.source)} author={quoteattr(of.author or '')} title={quoteattr('<b>' + of.title)}"
        f' date="{of.day}">\n<ref target="https://x.example">Link to original document</ref><lb></lb>'
        f"{'<lb></lb>'.join(map(escape, of.body))}</text>"
        for of in BOTH
    ]
    reading = read("\n".join(["<?xml version='1.0' encoding='UTF-8'?>", *texts]).encode(), "corpus.xml")
    assert [facts(draft) for draft in reading.drafts] == [expected(of) for of in BOTH]
    assert "Link to" not in reading.drafts[0].text
    assert not reading.problems


def test_names_joined_by_another_mark_than_the_rest() -> None:
    text = starred(BAC).replace("Odile_Brassac", "Odile-Brassac")
    assert facts(read(text.encode(), "x.txt").drafts[0])[2] == BAC.author
