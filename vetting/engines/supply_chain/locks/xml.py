"""Strict reading of XML: no entity, no external reference, no namespaces in the names."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

DEEPEST = 64
"""Levels of nesting; the deepest real pom.xml seen has 10."""


def load_xml(text: str) -> Element:
    """The root; raises ValueError for broken, deep or entity-laden documents."""
    try:
        root: Element = fromstring(text.removeprefix("\ufeff").encode())
    except ParseError as error:
        raise ValueError(f"not XML: {error}") from None
    _strip(root)
    return root


def _strip(root: Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} levels deep")
        node.tag = node.tag.rpartition("}")[2]
        waiting += [(child, depth + 1) for child in node]


def child(node: Element | None, name: str) -> str:
    """The trimmed text of a child, "" when there is none."""
    return (node.findtext(name) or "").strip() if node is not None else ""


def every(root: Element, *names: str) -> Iterator[Element]:
    """All elements of these names, in document order."""
    return (node for node in root.iter() if node.tag in names)
