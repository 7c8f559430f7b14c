"""The words, folded, by which press databases head the parts of an article, in the languages of their interfaces."""

from __future__ import annotations

import re


def _heads(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(word.replace('_', ' ') for word in words.split())})")


AUTHOR = _heads("byline auteur auteurs author authors autor autores verfasser signature")
OUTLET = _heads("publication_title titre_de_(?:la_)?publication publikationstitel titulo_de_publicacion")
PUBLISHED = _heads("publication_date date_de_(?:la_)?publication fecha_de_publicacion erscheinungsdatum")
ISSUE = _heads("publication_info infos?_(?:sur_la_)?publication informations_(?:sur_la_)?publication")
TITLE = _heads("title titre titulo titel headline")
STANDFIRST = _heads("highlight encart insert chapeau sous-titre untertitel")
ABSTRACT = _heads("abstract resume extrait zusammenfassung resumen")
FULL_TEXT = _heads("full_text texte_integral texte_complet volltext texto_completo")
BODY = _heads("body corps(?:_du_texte)? texte text volltext haupttext cuerpo contenu")
GRAPHIC = _heads("graphics? graphiques? illustrations? grafik photos? images? legendes?")
CLASSIFICATION = _heads("classification classement indexation klassifizierung clasificacion")
END = _heads("end_of_document fin_du_document ende_des_dokuments fin_del_documento")
LABEL = _heads(
    "section rubrique rubrik length longueur lange byline auteur autor dateline lieu highlight encart insert series "
    "url graphic subject sujet schlagworter person personne people company societe societes firma organization "
    "organisation organismes ticker symbole-boursier industry secteur-activite industrie geographic localisation-geo "
    "pays state city load-date date-chargement date_de_chargement update language langue sprache publication-type "
    "type-publication type_de_publication publikationsart journal_code journal-code code_journal issn note notes "
    "correction correction-date column title titre publication publication-date edition acc-no numero-acces "
    "headline copyright document-type type-document transcripts update-date zeitung distribution"
)
"""Fields of Nexis: what precedes the colon."""
SOURCE_BOX = _heads(
    "nom_de_la_source type_de_source periodicite couverture_geographique provenance source_name source_type "
    "periodicity geographical_coverage origin"
)
"""Beside an article in Europresse's PDF; what it says stands in the next line."""
NAME_PART = re.compile(r"[A-ZÀ-Þ][\w'’.-]*|d['’]\w+|d[eu]|des|la|le|van|von|der|den|el|al|et|and|&|à|avec|par|by|en")
"""A word, as printed, of a line that names authors."""
CUT_OFF = re.compile(r"we are sorry but there is an error in this document|une erreur s'est produite dans ce document")
"""What stands where an article could not be delivered."""
