"""Composer's order: its normal form of a version, compared as PHP's `version_compare` does."""

import re
from typing import Any

from vetting.advisories.versions.errors import BadVersion

_STABILITY = r"[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d++)*+))?([.-]?dev)?"
_CLASSIC = re.compile(rf"^v?(\d{{1,5}})(\.\d+)?(\.\d+)?(\.\d+)?{_STABILITY}$", re.I)
_DATED = re.compile(rf"^v?(\d{{4}}(?:[.:-]?\d{{2}}){{1,6}}(?:[.:-]?\d{{1,3}}){{0,2}}){_STABILITY}$", re.I)  # fmt: skip
_FULL_NAMES = {"b": "beta", "a": "alpha", "pl": "patch", "p": "patch", "rc": "RC"}
_WEIGHTS = (("dev", 0), ("a", 1), ("b", 2), ("RC", 3), ("rc", 3), ("#", 4), ("p", 5))
_UNKNOWN = -1


def normal(version: str) -> str:
    """The version as Composer writes it inside: four numbers, then the stability.

    Text outside Composer's grammar comes back as it was, without a leading `v`. Raises
    BadVersion for a branch, which has no place among releases.
    """
    text = re.sub(r"\s+as\s+.*$", "", version.strip())
    text = re.sub(r"@(?:stable|RC|beta|alpha|dev)$", "", text, flags=re.I)
    if text.lower().startswith("dev-") or re.search(r"(?:^|\.)[x*](?:[.-]|$)", text, re.I):
        raise BadVersion(f"{version!r} is a branch")
    text = re.sub(r"\+[^\s]*$", "", text)
    match = _CLASSIC.match(text)
    if match:
        numbers = [match[1], *(part[1:] if part else "0" for part in match.group(2, 3, 4))]
        return ".".join(numbers) + _suffix(*match.group(5, 6, 7))
    match = _DATED.match(text)
    if match:
        return re.sub(r"\D", ".", match[1]) + _suffix(*match.group(2, 3, 4))
    if "#" in text or not text.lstrip("vV")[:1].isdigit():
        raise BadVersion(f"{version!r} is not a version")
    return _padded(text.lstrip("vV"))


def _padded(text: str) -> str:
    """Four numbers at the front, so that odd versions compare with normal ones."""
    front = re.match(r"\d+(?:\.\d+){0,3}", text)
    numbers = front[0] if front else "0"
    return numbers + ".0" * (3 - numbers.count(".")) + text[len(numbers) :]


def _suffix(stability: str | None, number: str | None, dev: str | None) -> str:
    name = (stability or "stable").lower()
    text = (
        "" if name == "stable" else f"-{_FULL_NAMES.get(name, name)}{(number or '').lstrip('.-')}"
    )
    return text + ("-dev" if dev else "")


def version_compare(left: str, right: str) -> int:
    """-1, 0 or 1 as PHP's function of that name, which also ignores a leading `v` here."""
    return _compare(_parts(left), _parts(right))


def _parts(version: str) -> list[str]:
    text = re.sub(r"[-_+]", ".", version.removeprefix("v").removeprefix("V"))
    text = re.sub(r"([^\d.])(\d)", r"\1.\2", text)
    return re.sub(r"(\d)([^\d.])", r"\1.\2", text).split(".")


def _compare(left: list[str], right: list[str]) -> int:
    for one, other in zip(left, right, strict=False):
        if one.isdigit() and other.isdigit():
            order = _sign(int(one), int(other))
        else:
            order = _sign(_weight(one), _weight(other))
        if order:
            return order
    shared = min(len(left), len(right))
    if len(left) == len(right):
        return 0
    if len(left) > len(right):
        return 1 if left[shared].isdigit() else _compare(left[shared:], ["#"])
    return -1 if right[shared].isdigit() else _compare(["#"], right[shared:])


def _sign(one: int, other: int) -> int:
    return (one > other) - (one < other)


def _weight(part: str) -> int:
    if part.isdigit():
        part = "#"
    return next((weight for name, weight in _WEIGHTS if part.startswith(name)), _UNKNOWN)


def key(version: str) -> Any:
    """A value that sorts as Composer orders the version; raises BadVersion for branches.

    It orders as `version_compare` does on normal forms: numbers and words by weight, and a
    version that ends where another goes on stands below a number and at the weight of a
    release against a word.
    """
    parts = _parts(normal(version))
    return (*((_weight(part), int(part) if part.isdigit() else 0) for part in parts), _END)


_END = (_weight("#"), -1)
