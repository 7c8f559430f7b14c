"""XML of unknown origin: no entities, nothing fetched, bounded depth; wrong encodings and slips repaired."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.errors import Unreadable
from rag.reading.decode import decode_only

if TYPE_CHECKING:
    from lxml.etree import _Element, _ElementTree

_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^<>]*\[", re.I)
_LOOK = 100_000
"""Bytes at the head in which entities are declared."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*\?>")


def parse_xml(data: bytes, name: str, what: str, repairs: list[str] | None = None) -> _Element:
    """The root element. Raises Unreadable for what is no XML, or declares entities of its own."""
    from lxml import etree

    if _ENTITY.search(data.replace(b"\x00", b"")[:_LOOK]):
        raise Unreadable(
            f"{name} : XML suspect (il déclare des entités) ; exportez-le de nouveau ({what}).",
            f"{name}: suspect XML (it declares entities); export it again ({what}).",
        )
    root = _parsed(data, recover=False)
    if root is None:
        text = _DECLARATION.sub("", decode_only(data, repairs if repairs is not None else []))
        root = _parsed(text.encode("utf-8", "replace"), recover=True)
        if root is not None and repairs is not None:
            repairs.append("XML mal formé, lu au mieux")
    if root is None or not isinstance(root, etree._Element):
        raise Unreadable(
            f"{name} : XML abîmé ; exportez-le de nouveau ({what}).",
            f"{name}: damaged XML; export it again ({what}).",
        )
    return root


def local(element: _Element) -> str:
    """The name of an element without its name space; empty for comments and the like."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _parsed(data: bytes, *, recover: bool) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_pis=True
    )
    try:
        root: _Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    tree: _ElementTree | None = None if root is None else root.getroottree()
    return None if tree is None or (tree.docinfo.internalDTD is not None and _declares(tree)) else root


def _declares(tree: _ElementTree) -> bool:
    """Whether the document's own grammar declares entities."""
    dtd = tree.docinfo.internalDTD
    return dtd is not None and any(True for _ in dtd.iterentities())
