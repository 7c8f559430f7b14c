"""The sentences of the desk's pages, in French and English; ``web/words.py`` says them."""

from __future__ import annotations

DESK_WORDS: dict[str, tuple[str, str]] = {
    # check a text
    "tab_check": ("Vérifier", "Check"),
    "check_about": (
        "Collez un texte : chaque phrase est tenue aux articles. Rien ne quitte cette machine.",
        "Paste a text: each sentence is held to the articles. Nothing leaves this machine.",
    ),
    "check_draft": ("Texte à vérifier", "Text to check"),
    "check_hint": ("Un brouillon, un communiqué, un résumé…", "A draft, a press release, a summary…"),
    "check_go": ("Vérifier", "Check"),
    "check_under_way": (
        "{count} phrase{s} vérifiée{s}, {percent} % du texte",
        "{count} sentence{s}, {percent}% checked",
    ),
    "check_stopped": (
        "Vérification interrompue : voici les phrases vérifiées.",
        "Stopped: these are the sentences checked so far.",
    ),
    "check_done": ("{count} phrase{s} vérifiée{s}.", "{count} sentence{s} checked."),
    "check_differs": ("Ne concorde pas : {names}", "Does not agree: {names}"),
    "state_supported": ("confirmée", "supported"),
    "state_contradicted": ("contredite", "contradicted"),
    "state_partial": ("confirmée en partie", "partly supported"),
    "state_absent": ("pas dans l'archive", "not in the archive"),
    "state_none": ("rien à vérifier", "nothing to check"),
    "count_supported": ("{count} confirmée{s}", "{count} supported"),
    "count_contradicted": ("{count} contredite{s}", "{count} contradicted"),
    "count_partial": ("{count} confirmée{s} en partie", "{count} partly supported"),
    "count_absent": ("{count} pas dans l'archive", "{count} not in the archive"),
    "count_none": ("{count} sans rien à vérifier", "{count} with nothing to check"),
    "checked_title": ("Texte vérifié", "Text checked"),
    "checked_export": ("Exporter", "Export"),
    "checked_made": (
        "Tenu par Sourcier à l'archive le {date} : {counts}.",
        "Held to the archive by Sourcier on {date}: {counts}.",
    ),
    "checked_note": (
        "« pas dans l'archive » veut dire qu'aucun article lu n'en parle, non que c'est faux.",
        "“not in the archive” means that no article read speaks of it, not that it is false.",
    ),
    "export_docx": ("Word", "Word"),
    "left_seconds": ("encore {seconds} s environ", "about {seconds} s left"),
    "left_minutes": ("encore {minutes} min environ", "about {minutes} min left"),
}
