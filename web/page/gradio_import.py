"""Gradio's import: without the stub files that it writes for editors, and without what fetches from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE, _WRITER = "gradio.component_meta", "create_or_modify_pyi"


@contextmanager
def without_stubs() -> Iterator[None]:
    """While inside, ``gradio.component_meta`` loads with a writer of stubs that writes nothing.

    For each of its 80 components Gradio parses the source twice and rewrites a .pyi file beside it. Where a later
    Gradio has no such writer, nothing is changed.
    """
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
    _stay_here()


def _stay_here() -> None:
    """Take out what fetches a web address that a request names as a file: nothing of this page lies elsewhere."""
    fetching = sys.modules.get("gradio.processing_utils")
    for name in ("async_ssrf_protected_get", "async_ssrf_protected_download", "unsafe_download"):
        if hasattr(fetching, name):
            setattr(fetching, name, _refuse)


def _refuse(*_: object, **__: object) -> None:
    raise ValueError("files are not fetched from elsewhere")


class _Finder(MetaPathFinder):
    """Finds that one module as usual, and wraps what loads it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec with our loader, for that module alone."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _MODULE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """Loads a module as its own loader does, then takes the writer out."""

    def __init__(self, usual: Loader) -> None:
        self._usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As usual."""
        return self._usual.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """As usual, without the writer."""
        self._usual.exec_module(module)
        if hasattr(module, _WRITER):
            setattr(module, _WRITER, lambda *_: None)
