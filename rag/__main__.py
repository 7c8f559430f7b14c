"""The command line: ``python -m rag …``. Standard output carries results, standard error everything else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rag import __version__
from rag.errors import SourcierError
from rag.settings import Settings, load_settings
from rag.terminal import printable

ANSWERERS = ("auto", "ollama", "embedded", "extractive")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 1 for a failure said in one line, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    language = "fr"
    try:
        settings = load_settings()
        language = settings.language
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
    """The function of ``rag.commands`` that carries out a command, imported when it runs."""

    def run(options: argparse.Namespace, settings: Settings) -> int:
        from rag import commands

        function: Callable[[argparse.Namespace, Settings], int] = getattr(commands, name)
        return function(options, settings)

    return run


def _parser() -> argparse.ArgumentParser:
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
    articles = add("articles", "lister les articles", "articles")
    articles.add_argument("--limit", type=int, default=1000, help="au plus tant d'articles (1000)")
    articles.add_argument("--offset", type=int, default=0, help="à partir du n-ième (0)")
    forget = add("forget", "retirer un article partout", "forget")
    forget.add_argument("article_id", metavar="ID")
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
    return parser


def _filters(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="start", metavar="AAAA[-MM[-JJ]]", help="articles publiés à partir de")
    command.add_argument("--to", dest="end", metavar="AAAA[-MM[-JJ]]", help="articles publiés jusqu'à")
    command.add_argument("--source", help="articles de ce journal")


if __name__ == "__main__":
    sys.exit(main())
