"""JSON with exactly one spelling (RFC 8785), so that equal results are equal bytes."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

_SAFE = 2**53 - 1
_BEYOND_BMP = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def canonical(value: Any) -> bytes:
    r"""The canonical UTF-8 bytes of plain JSON values.

    Floats are refused (TypeError): our results hold counts, and shares are worked out when
    printed. Integers beyond ±(2^53-1) are refused (ValueError). A lone surrogate, which
    RFC 8785 does not allow but a hostile name can hold, is written as its `\uXXXX` escape.
    """
    _refuse_inexact(value)
    text = _dumped(value)
    if not text.isascii() and _BEYOND_BMP.search(text):
        text = _dumped(_ordered(value), sort=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        escaped = (f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)
        return "".join(escaped).encode()


def digest(value: Any) -> str:
    """SHA-256 in hex over the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _dumped(value: Any, *, sort: bool = True) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort)


def _refuse_inexact(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind is dict:
            waiting.extend(item.values())
        elif kind is list or kind is tuple:
            waiting.extend(item)
        elif kind is float:
            raise TypeError(f"{item!r}: no float may stand in a canonical result")
        elif kind is int and not -_SAFE <= item <= _SAFE:
            raise ValueError(f"{item} is beyond what JSON readers keep exact")


def _ordered(value: Any) -> Any:
    """The same values, keys sorted by UTF-16 unit and split surrogate pairs joined.

    Python sorts by code point, which differs only beyond the basic plane. Two surrogate halves
    side by side would be read back as one character, so they are one before they are written.
    """
    if isinstance(value, Mapping):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
        return {_joined(key): _ordered(item) for key, item in items}
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    return _joined(value) if isinstance(value, str) else value


def _joined(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
