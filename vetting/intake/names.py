"""Which names an entry may have, and the one path that each means."""

import re
import unicodedata
from collections.abc import Callable

from vetting.intake.limits import Limits
from vetting.intake.refused import Refused

Warn = Callable[[str, str], None]

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
# Device names of Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$", re.I)
# Shown as nothing, though Unicode does not count them as format characters: fillers and variation
# selectors (Default_Ignorable_Code_Point of Unicode 15, DerivedCoreProperties.txt).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_VCS = frozenset({".git", ".hg", ".svn"})


def canonical(name: str, limits: Limits, warn: Warn) -> str:
    """The POSIX path below the root that a name means, without a final slash.

    Raises Refused unless every reader on every system would write it at the same place.
    """
    _refuse_foreign(name)
    path = name.removesuffix("/")
    parts = path.split("/")
    if ".." in parts:
        raise Refused("path-traversal", name)
    if name.startswith("/") or name[1:2] == ":":
        raise Refused("path-absolute", name)
    if any(not part.strip(". ") for part in parts):  # Windows drops dots and spaces at the end
        raise Refused("path-traversal" if ".." in path else "path-not-canonical", name)
    _refuse_long(path, parts, limits)
    _look_at_unicode(path, warn)
    if any(_WINDOWS.match(part) or part[-1] in ". " or ":" in part for part in parts):
        warn("name-windows", path)
    return path


def _refuse_foreign(name: str) -> None:
    """Control characters and backslashes: readers cut, hide or split such names."""
    if _CONTROL.search(name):
        code = "path-traversal" if ".." in name.split("/") else "name-control-char"
        raise Refused(code, name)
    if "\\" in name:
        if ".." in name.replace("\\", "/").split("/"):
            raise Refused("path-traversal", name)
        if name[0] == "\\" or name[1:2] == ":":
            raise Refused("path-absolute", name)
        raise Refused("path-backslash", name)


def _refuse_long(path: str, parts: list[str], limits: Limits) -> None:
    if len(parts) > limits.depth:
        raise Refused("path-too-deep", path, str(len(parts)))
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        raise Refused("name-encoding", path) from None
    if size > limits.path_bytes:
        raise Refused("path-too-long", path, str(size))
    if size > limits.component_bytes:
        longest = max(len(part.encode()) for part in parts)
        if longest > limits.component_bytes:
            raise Refused("name-too-long", path, str(longest))


def _look_at_unicode(path: str, warn: Warn) -> None:
    if path.isascii():
        return
    if _BIDI.search(path):
        raise Refused("name-bidi", path)
    if _UNSEEN.search(path) or any(unicodedata.category(c) == "Cf" for c in path):
        warn("name-invisible", path)
    if not unicodedata.is_normalized("NFC", path):
        warn("name-not-nfc", path)


def visible(path: str) -> str:
    """The path as a person sees it: compatibility forms unified, invisible characters gone."""
    if path.isascii():
        return path
    seen = "".join(c for c in _UNSEEN.sub("", path) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", seen)


def folded(path: str) -> str:
    """The path as a system sees it that ignores case and final dots and spaces."""
    seen = visible(path).casefold()
    if "./" in seen or " /" in seen or seen.endswith((".", " ")):
        return "/".join(part.rstrip(". ") or part for part in seen.split("/"))
    return seen


def vcs_part(path: str) -> str:
    """The leading part of the path that is a version-control folder or link, or ""."""
    if "." not in path and path.isascii():
        return ""
    parts = path.split("/")
    for index, part in enumerate(parts):
        if folded(part) in _VCS:
            return "/".join(parts[: index + 1])
    return ""
