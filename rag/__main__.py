"""The command line: ``python -m rag …``. Standard output carries results, standard error everything else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from rag import __version__
from rag.errors import SourcierError
from rag.running.english_help import in_english
from rag.settings import Settings, load_settings
from rag.terminal import printable

ANSWERERS = ("auto", "ollama", "embedded", "extractive")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 1 for a failure said in one line, 2 for wrong usage."""
    language = "fr"
    try:
        settings = load_settings()
        language = settings.terminal
        settings = replace(settings, language=language)
    except SourcierError as error:
        _parser().parse_args(arguments)  # help and wrong usage come first
        print(printable(error.message(language)), file=sys.stderr)  # noqa: T201
        return 1
    options = _parser(language).parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace, Settings], int] = options.run
        return run(options, settings)
    except SourcierError as error:
        print(printable(error.message(language)), file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _command(name: str) -> Callable[[argparse.Namespace, Settings], int]:
    """The function that carries out a command, ``rag.commands``' or that of a module given, imported when it runs."""
    module, _, name = name.rpartition(":")

    def run(options: argparse.Namespace, settings: Settings) -> int:
        commands = import_module(module or "rag.commands")
        function: Callable[[argparse.Namespace, Settings], int] = getattr(commands, name)
        return function(options, settings)

    return run


def _parser(language: str = "fr") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rag", description="Sourcier : des réponses vérifiées et citées sur vos articles de presse."
    )
    parser.add_argument("--version", action="version", version=f"Sourcier {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMANDE")

    def add(name: str, help_text: str, function: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.add_argument("--json", action="store_true", help="résultat en JSON")
        command.set_defaults(run=_command(function))
        return command

    ingest = add("ingest", "ajouter ou mettre à jour des articles (fichiers, dossiers)", "ingest")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="CHEMIN")
    ask = add("ask", "poser une question", "ask")
    ask.add_argument("question")
    ask.add_argument("--answerer", choices=ANSWERERS, help="qui rédige la réponse")
    _filters(ask)
    search = add("search", "les passages trouvés, sans réponse", "search")
    search.add_argument("question")
    search.add_argument("-k", type=int, default=10, help="nombre de passages (10)")
    _filters(search)
    _archive(add)
    _desk(add)
    forget = add("forget", "retirer un article partout", "forget")
    forget.add_argument("article_id", metavar="ID")
    edit = add("edit", "corriger à la main le titre, la source, l'auteur, la date ou la langue d'un article", "edit")
    edit.add_argument("article_id", metavar="ID")
    edit.add_argument("--title", metavar="TITRE")
    edit.add_argument("--source", metavar="JOURNAL")
    edit.add_argument("--author", metavar="AUTEUR")
    edit.add_argument("--date", dest="published", metavar="AAAA[-MM[-JJ]]", help="vide : date inconnue")
    edit.add_argument("--language", metavar="fr|en|es|…")
    edit.add_argument("--take-in", metavar="MOTS", help="prendre les lignes mises de côté qui ont ces mots")
    export = add("export", "sauvegarder toute la bibliothèque dans un fichier", "export")
    export.add_argument("file", type=Path, metavar="FICHIER")
    restore = add("import", "remettre une bibliothèque sauvegardée", "restore")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.add_argument("--replace", action="store_true", help="remplacer la bibliothèque qui est là")
    doctor = add("doctor", "dire ce qui est prêt, joignable, cohérent", "doctor")
    doctor.add_argument("--repair", action="store_true", help="refaire ce qui peut l'être")
    evaluate = add("eval", "noter les réponses à un fichier de questions", "evaluate")
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--articles", type=Path, required=True, metavar="DOSSIER")
    evaluate.add_argument("--answerer", choices=ANSWERERS, help="qui rédige la réponse")
    evaluate.add_argument("--floors", type=Path, help="seuils à tenir (JSON)")
    add("models", "télécharger le modèle de langue par défaut", "models")
    return in_english(parser) if language == "en" else parser


def _archive(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """The commands that list and annotate articles."""
    articles = add("articles", "lister les articles, ou ceux que trouve une recherche", "rag.archive_commands:articles")
    articles.add_argument("--limit", type=int, default=1000, help="au plus tant d'articles (1000)")
    articles.add_argument("--offset", type=int, default=0, help="à partir du n-ième (0)")
    articles.add_argument("--query", default="", metavar="RECHERCHE", help='"expression", AND, OR, NOT, mot*, source:…')
    articles.add_argument("--sort", choices=("date", "outlet", "title", "added"), default="date", help="ordre (date)")
    articles.add_argument("--tag", action="append", default=[], help="articles qui portent cette étiquette")
    annotate = add("annotate", "étiquettes, étoile et note d'un article", "rag.archive_commands:annotate")
    annotate.add_argument("article_id", metavar="ID")
    annotate.add_argument("--tag", action="append", default=[], help="ajouter une étiquette")
    annotate.add_argument("--untag", action="append", default=[], help="retirer une étiquette")
    annotate.add_argument("--note", help="écrire la note")
    annotate.add_argument("--star", action=argparse.BooleanOptionalAction, help="mettre ou ôter l'étoile")
    add("tags", "les étiquettes et leur nombre d'articles", "rag.archive_commands:tags")
    annotations = add(
        "annotations", "exporter ou reprendre toutes les annotations", "rag.archive_commands:keep_annotations"
    )
    annotations.add_argument("action", choices=("export", "import"))
    annotations.add_argument("file", type=Path, metavar="FICHIER.json")


def _desk(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    """The commands that work with the archive beside asking it."""
    check = add("check", "confronter un texte aux articles, phrase par phrase", "rag.desk.desk_commands:check")
    check.add_argument("file", type=Path, metavar="FICHIER", help="texte ; - pour l'entrée standard")
    _filters(check)
    batch = add("batch", "beaucoup de questions dans un tableau (CSV, XLSX, JSONL)", "rag.desk.desk_commands:batch")
    batch.add_argument("questions", type=Path, metavar="QUESTIONS")
    batch.add_argument("-o", "--output", type=Path, required=True, metavar="REPONSES", help="tableau à écrire")
    batch.add_argument("--resume", action="store_true", help="garder les réponses déjà écrites, continuer")
    batch.add_argument("--answerer", choices=ANSWERERS, help="qui rédige la réponse")
    _filters(batch)

    standing = add("standing", "les questions gardées et ce qu'elles ont trouvé", "rag.desk.desk_commands:standing")
    standing.add_argument("action", nargs="?", choices=("list", "add", "remove"), default="list")
    standing.add_argument("what", nargs="?", metavar="QUESTION|NUMERO", help="ce qu'il faut garder ou retirer")


def _filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="start", metavar="AAAA[-MM[-JJ]]", help="articles publiés à partir de")
    command.add_argument("--to", dest="end", metavar="AAAA[-MM[-JJ]]", help="articles publiés jusqu'à")
    command.add_argument("--source", help="articles de ce journal")
    command.add_argument("--tag", help="articles qui portent cette étiquette")


if __name__ == "__main__":
    sys.exit(main())
