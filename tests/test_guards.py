"""Each guard of the layout says nothing of a tree in order, and names the place where its rule is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import architecture as guards

ORDERLY = {
    "shop/__init__.py": "",
    "shop/till.py": "from shop import shelf\n\n\ndef sell():\n    return shelf.STOCK\n",
    "shop/shelf.py": "STOCK = ('nails', 'rope')\n",
    "shop/back/store.py": "import json\n\n\ndef count():\n    return len(json.dumps([]))\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in ORDERLY.items():
        plant(tmp_path, name, text)
    return tmp_path


def plant(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    guards.tree_of.cache_clear()


def files(root: Path) -> list[Path]:
    return sorted(root.rglob("*.py"))


def test_a_circle_counts_also_through_an_import_inside_a_function(tree: Path) -> None:
    assert guards.circles(guards.graph(files(tree), tree)) == []
    plant(tree, "shop/shelf.py", "def price():\n    from shop.back.store import count\n\n    return count()\n")
    plant(tree, "shop/back/store.py", "import shop.till\n")
    assert guards.circles(guards.graph(files(tree), tree)) == ["shop.back.store - shop.shelf - shop.till"]


def test_two_circles_are_two(tree: Path) -> None:
    plant(tree, "shop/a.py", "from shop.b import x\n")
    plant(tree, "shop/b.py", "from shop.a import x\n")
    plant(tree, "shop/c.py", "import shop.d\nimport shop.a\n")
    plant(tree, "shop/d.py", "import shop.c\n")
    assert guards.circles(guards.graph(files(tree), tree)) == ["shop.a - shop.b", "shop.c - shop.d"]


def test_an_import_of_a_module_that_has_moved(tree: Path) -> None:
    assert guards.missing_modules(files(tree), tree, ("shop",)) == []
    plant(tree, "shop/till.py", "def bill():\n    from shop.cellar import WINE\n\n    return WINE\n")
    assert guards.missing_modules(files(tree), tree, ("shop",)) == ["shop/till.py imports shop.cellar"]


def test_an_import_that_the_table_does_not_allow(tree: Path) -> None:
    table = {"shop!": (), "shop.*": ("shop.*",), "shop.back": ()}
    assert guards.forbidden_imports(guards.graph(files(tree), tree), table) == []
    plant(tree, "shop/back/store.py", "def late():\n    from shop import till\n\n    return till\n")
    plant(tree, "shop/till.py", "import shop.back.store\n")
    assert guards.forbidden_imports(guards.graph(files(tree), tree), table) == [
        "shop.back.store imports shop.till",
        "shop.till imports shop.back.store",
    ]


def test_a_room_without_a_row(tree: Path) -> None:
    plant(tree, "shop/yard/gate.py", "")
    table = {"shop!": (), "shop.*": ("shop.*",), "shop.back": ()}
    assert guards.forbidden_imports(guards.graph(files(tree), tree), table) == [
        "shop.yard.gate has no row in the table of imports"
    ]


def test_an_outside_library_away_from_home(tree: Path) -> None:
    homes = {"json": ("shop/back/",)}
    assert guards.strays(files(tree), tree, homes) == []
    plant(tree, "shop/till.py", "def bill():\n    from json.decoder import JSONDecoder\n\n    return JSONDecoder\n")
    assert guards.strays(files(tree), tree, homes) == ["shop/till.py imports json.decoder"]


def test_a_crowded_folder(tree: Path) -> None:
    assert guards.crowded_folders(files(tree), tree, 2) == {}
    plant(tree, "shop/door.py", "")
    assert guards.crowded_folders(files(tree), tree, 2) == {"shop": 3}


def test_a_long_file_and_a_long_function(tree: Path) -> None:
    assert guards.long_files(files(tree), tree, 5) == {}
    assert guards.long_functions(files(tree), tree, 5) == []
    plant(tree, "shop/till.py", "class Till:\n    async def ring(self):\n" + "        print()\n" * 5)
    assert guards.long_files(files(tree), tree, 5) == {"shop/till.py": 7}
    assert guards.long_functions(files(tree), tree, 5) == ["shop/till.py: ring"]


def test_a_name_twice(tree: Path) -> None:
    plant(tree, "shop/back/__init__.py", "")
    assert guards.double_names(files(tree), tree) == []
    plant(tree, "shop/back/till.py", "")
    assert guards.double_names(files(tree), tree) == ["shop/back/till.py and shop/till.py"]


@pytest.mark.parametrize(
    "table",
    [
        "WORDS = frozenset('un deux trois quatre cinq six'.split())",
        "WORDS = {'un', 'deux', 'trois', 'quatre', 'cinq', 'six'}",
        "WORDS = ('un', 'deux', 'trois', 'quatre', 'cinq', 'six')",
        "WORDS = {'un': 1, 'deux': 2, 'trois': 3, 'quatre': 4, 'cinq': 5, 'six': 6}",
        "import re\nWORDS = re.compile(r'\\b(?:un|deux|trois|quatre|cinq|six|1|2|3|4)\\b')",
    ],
)
def test_a_word_table(tree: Path, table: str) -> None:
    plant(tree, "shop/names.py", "FIELDS = {'first_name': 1, 'last_name': 2, 'a b': 3}\nNAME = ['rope', 'nails']\n")
    plant(
        tree, "shop/said.py", "TOLD = {'un': ('Un', 'One'), 'deux': ('Deux', 'Two')}\nSENTENCE = 'un deux trois six'\n"
    )
    assert guards.word_tables(files(tree), tree, 5) == {}
    plant(tree, "shop/words.py", f"{table}\n")
    assert guards.word_tables(files(tree), tree, 5) == {"shop/words.py": 6}


@pytest.mark.parametrize("way", ["def bill(sold: dict[str, Any]) -> None: ...", "def bill(sold: Json) -> None: ..."])
def test_an_object_without_a_type(tree: Path, way: str) -> None:
    plant(tree, "shop/typed.py", "def bill(sold: dict[str, int], state: Mapping[str, Any]) -> Sold: ...\n")
    assert guards.untyped_objects(files(tree), tree) == {}
    plant(tree, "shop/till.py", f"{way}\n")
    assert guards.untyped_objects(files(tree), tree) == {"shop/till.py": 1}


@pytest.mark.parametrize("way", ["f'<p class=\"{kind}\">sold</p>'", "f'<li>{kind}</li>' + kind", "f'{kind}</div>'"])
def test_html_put_together_by_hand(tree: Path, way: str) -> None:
    plant(tree, "shop/typed.py", "def bill(kind): return f'{kind} < 3 and {kind}>', '<p>as it stands</p>'\n")
    assert guards.handmade_html(files(tree), tree) == {}
    plant(tree, "shop/till.py", f"def bill(kind): return {way}\n")
    assert guards.handmade_html(files(tree), tree) == {"shop/till.py": 1}


def test_a_second_reader_of_the_environment(tree: Path) -> None:
    assert guards.readers_of_environment(files(tree)) == []
    plant(tree, "shop/till.py", "import os\nPRICE = os.environ['PRICE']\n")
    assert guards.readers_of_environment(files(tree)) == ["till.py"]


def test_a_second_folding(tree: Path) -> None:
    plant(tree, "shop/fold.py", "def fold(text): ...\n")
    assert guards.other_folds(files(tree), tree, "shop/fold.py") == []
    plant(tree, "shop/till.py", "def fold(text): ...\n")
    assert guards.other_folds(files(tree), tree, "shop/fold.py") == ["shop/till.py: fold"]


def test_lines_of_a_folder_count_code_and_words(tree: Path) -> None:
    before = guards.lines_of(tree / "shop")
    plant(tree, "shop/back/words.txt", "un\ndeux\n")
    plant(tree, "shop/back/__pycache__.bin", "x\n")
    assert guards.lines_of(tree / "shop") == before + 2


def test_exceptions_only_shrink() -> None:
    assert guards.beyond({"a": 3}, {"a": 3}) == []
    assert guards.beyond({"a": 2}, {"a": 3}) == []
    assert guards.beyond({"a": 4}, {"a": 3}) == ["a has 4"]
    assert guards.beyond({"b": 1}, {}) == ["b has 1"]
    assert guards.beyond({}, {"a": 3}) == ["a is in order: take its exception out"]
