"""The corrected fragment of a finding: edits that the linter worked out, as one line to read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vetting.engines.excerpts import mask, printable
from vetting.model.text import Text

WIDTH = 600
"""Characters of a fragment; edits beyond it are counted."""

_LISTS = {"parameters", "servers", "security", "allOf", "anyOf", "oneOf", "schemes"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a document: `kind` is put (`value` at `at`), drop, or rename (`value` a key)."""

    kind: str
    at: tuple[str, ...]
    value: Any = None


def edits(raw: Any) -> tuple[Edit, ...]:
    """The edits that the driver printed; raises ValueError or TypeError for any other shape."""
    return tuple(_edit(one) for one in raw)


def _edit(one: Any) -> Edit:
    (kind,) = {"put", "drop", "rename"} & set(one)
    value = one["value"] if kind == "put" else one["to"] if kind == "rename" else None
    if kind == "rename" and not isinstance(value, str):
        raise ValueError("a key is a text")
    return Edit(kind, tuple(str(part) for part in one[kind]), value)


def corrected(given: tuple[Edit, ...]) -> Text | None:
    """What to write instead, with its place in the document; None where nothing may be shown.

    A fragment is YAML and JSON alike. One that holds what looks like a secret is not shown.
    """
    if not given or any(
        mask(text) != text for edit in given for text in _texts([*edit.at, edit.value])
    ):
        return None
    shown = list(given)
    while len(shown) > 1 and len(_said(shown).id) > WIDTH:
        shown.pop()
    said = _said(shown)
    if len(said.id) > WIDTH:
        return None
    left = len(given) - len(shown)
    if not left:
        return said
    return Text(f"{said.id}; dan {left} tempat lain", f"{said.en}; and {left} further places")


def _said(given: list[Edit]) -> Text:
    pairs = []
    puts = [edit for edit in given if edit.kind == "put"]
    if puts:
        body = printable(json.dumps(_tree(puts), ensure_ascii=False))
        pairs.append((f"Potongan yang diperbaiki: {body}", f"Corrected fragment: {body}"))
    for edit in given:
        at = printable("/".join(("", *edit.at)))
        if edit.kind == "drop":
            pairs.append((f"Hapus: {at}", f"Remove: {at}"))
        elif edit.kind == "rename":
            to = printable(str(edit.value))
            pairs.append((f"Ganti nama {at} menjadi {to}", f"Rename {at} to {to}"))
    return Text(*("; ".join(words) for words in zip(*pairs, strict=True)))


def _tree(puts: list[Edit]) -> dict[str, Any]:
    """The edits as one nested object, as they would stand in the document.

    What lies in a list is named by its JSON pointer: a piece of a list would be a list of one.
    """
    root: dict[str, Any] = {}
    for edit in puts:
        node = root
        *above, last = _parts(edit.at)
        for part in above:
            inner = node.setdefault(part, {})
            node = inner if isinstance(inner, dict) else node
        node[last] = edit.value
    return root


def _parts(at: tuple[str, ...]) -> list[str]:
    """The place as keys; all up to the last place in a list is one key, a JSON pointer."""
    ends = [n for n in range(1, len(at)) if at[n - 1] in _LISTS and at[n].isdigit()]
    if not ends:
        return list(at)
    pointer = "".join(
        f"/{part.replace('~', '~0').replace('/', '~1')}" for part in at[: ends[-1] + 1]
    )
    return [pointer, *at[ends[-1] + 1 :]]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
