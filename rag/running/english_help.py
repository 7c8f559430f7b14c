"""The help of the command line in English; its own words are French."""

from __future__ import annotations

import argparse

ENGLISH = {
    "Sourcier : des réponses vérifiées et citées sur vos articles de presse.": (
        "Sourcier: checked and cited answers from your press articles."
    ),
    "résultat en JSON": "result as JSON",
    "ajouter ou mettre à jour des articles (fichiers, dossiers)": "add or update articles (files, folders)",
    "poser une question": "ask a question",
    "qui rédige la réponse": "who writes the answer",
    "les passages trouvés, sans réponse": "the passages found, without an answer",
    "nombre de passages (10)": "number of passages (10)",
    "lister les articles, ou ceux que trouve une recherche": "list the articles, or those that a search finds",
    "au plus tant d'articles (1000)": "at most so many articles (1000)",
    "à partir du n-ième (0)": "from the n-th on (0)",
    '"expression", AND, OR, NOT, mot*, source:…': '"phrase", AND, OR, NOT, prefix*, source:…',
    "ordre (date)": "order (date)",
    "articles qui portent cette étiquette": "articles with this tag",
    "étiquettes, étoile et note d'un article": "tags, star and note of an article",
    "ajouter une étiquette": "add a tag",
    "retirer une étiquette": "remove a tag",
    "écrire la note": "write the note",
    "mettre ou ôter l'étoile": "set or take away the star",
    "les étiquettes et leur nombre d'articles": "the tags and their numbers of articles",
    "exporter ou reprendre toutes les annotations": "export all annotations, or take them in",
    "confronter un texte aux articles, phrase par phrase": "hold a text to the articles, sentence by sentence",
    "texte ; - pour l'entrée standard": "text; - for standard input",
    "beaucoup de questions dans un tableau (CSV, XLSX, JSONL)": "many questions into a table (CSV, XLSX, JSONL)",
    "tableau à écrire": "the table to write",
    "garder les réponses déjà écrites, continuer": "keep the answers that are written, go on",
    "les questions gardées et ce qu'elles ont trouvé": "the standing questions and what they found",
    "ce qu'il faut garder ou retirer": "what to keep or to remove",
    "articles publiés à partir de": "articles published from this day on",
    "articles publiés jusqu'à": "articles published until",
    "articles de ce journal": "articles of this outlet",
    "retirer un article partout": "remove an article everywhere",
    "corriger à la main le titre, la source, l'auteur, la date ou la langue d'un article": (
        "correct an article's title, outlet, author, date or language by hand"
    ),
    "vide : date inconnue": "empty: date unknown",
    "prendre les lignes mises de côté qui ont ces mots": "take in the lines set aside that hold these words",
    "sauvegarder toute la bibliothèque dans un fichier": "save the whole library in a file",
    "remettre une bibliothèque sauvegardée": "put a saved library back",
    "remplacer la bibliothèque qui est là": "replace the library that is there",
    "dire ce qui est prêt, joignable, cohérent": "say what is set up, reachable, consistent",
    "refaire ce qui peut l'être": "rebuild what can be rebuilt",
    "noter les réponses à un fichier de questions": "score the answers to a file of questions",
    "seuils à tenir (JSON)": "floors to hold (JSON)",
    "télécharger le modèle de langue par défaut": "download the default language model",
}
METAVARS = {
    "COMMANDE": "COMMAND",
    "CHEMIN": "PATH",
    "RECHERCHE": "SEARCH",
    "FICHIER": "FILE",
    "FICHIER.json": "FILE.json",
    "REPONSES": "ANSWERS",
    "QUESTION|NUMERO": "QUESTION|NUMBER",
    "AAAA[-MM[-JJ]]": "YYYY[-MM[-DD]]",
    "MOTS": "WORDS",
    "TITRE": "TITLE",
    "JOURNAL": "OUTLET",
    "AUTEUR": "AUTHOR",
    "DOSSIER": "FOLDER",
}


def in_english(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The same parser with its own help and that of its commands in English."""
    parser.description = ENGLISH.get(parser.description or "", parser.description)
    for action in parser._actions:
        action.help = ENGLISH.get(action.help or "", action.help)
        if isinstance(action.metavar, str):
            action.metavar = METAVARS.get(action.metavar, action.metavar)
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                listed.help = ENGLISH.get(listed.help or "", listed.help)
            for command in action.choices.values():
                in_english(command)
    return parser
