"""Folders that tell by their history, and by a second sign, that they are somebody's product."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from pathlib import PurePosixPath

_HISTORY = re.compile(
    r"(?i)(?:^|/)(?:read[-_]?me|change[-_]?s?(?:[-_]?log)?|history|news|releases?)"
    r"(?:\.(?:txt|md|rst))?$"
)
_RELEASE = re.compile(
    r"^[ \t#*=\[-]*(?:version|ver|v|release)?[ \t.]*(\d+(?:\.\d+){1,3})\b", re.I | re.M
)
_ONE = re.compile(
    r"\ufeff?\s*" + _RELEASE.pattern + r"[^\n]*\n(?:\s*[-*+] [^\n]*\n){3}", re.I | re.M
)
"""A text that begins with a release and the list of what changed."""
_LOCALE = re.compile(
    r"(?:^|/)(?:lang|langs|languages?|locales?|i18n)"
    r"/[a-z]{2}(?:[_-][A-Za-z]{2,4})?\.(?:php|js|json|po|ini|xml|ya?ml)$"
)
_STATED = r"""(?i)\bversion\b['"\])]{0,3}\s*(?:=>?|:|,)\s*['"]v?%s['"]"""
LEAST_RELEASES = 3
LEAST_LOCALES = 10
"""Languages that nobody writes an application for one country in."""
MOST_ASKED = 500
"""Files of code asked for the version that a history states."""


def products(
    paths: Iterable[str], is_code: Callable[[str], bool], text: Callable[[str], str]
) -> frozenset[str]:
    """The folders with a history of releases that are translated, or state its last in code.

    Where the history tells of one release only, both are asked for. What states the last release
    of the application at the top is a part of that.
    """
    paths = sorted(paths)
    told = {path: _releases(text(path)) for path in paths if _HISTORY.search(path)}
    own = {releases[0] for path, releases in told.items() if releases and "/" not in path}
    found = set()
    for path, releases in told.items():
        if "/" not in path or not releases or releases[0] in own:
            continue
        folder = str(PurePosixPath(path).parent)
        # Sorted, they stand together; "0" is the sign behind "/".
        within = paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}0")]
        signs = _is_translated(within), _states(releases[0], filter(is_code, within), text)
        if all(signs) or (len(releases) >= LEAST_RELEASES and any(signs)):
            found.add(folder)
    return frozenset(found)


def _releases(history: str) -> list[str]:
    """The releases of a history, the last first; none where they are in no order.

    A text that tells of one is a history where it begins with it, and lists what changed.
    """
    told = list(dict.fromkeys(_RELEASE.findall(history)))
    numbers = [[*map(int, one.split("."))] for one in told]
    if len(told) == 1:
        return told if _ONE.match(history) else []
    if all(one < other for one, other in pairwise(numbers)):
        return told[::-1]
    return told if all(one > other for one, other in pairwise(numbers)) else []


def _is_translated(paths: Iterable[str]) -> bool:
    return sum(bool(_LOCALE.search(path)) for path in paths) >= LEAST_LOCALES


def _states(version: str, code: Iterable[str], text: Callable[[str], str]) -> bool:
    stated = re.compile(_STATED % re.escape(version))
    return any(stated.search(text(path)) for path in islice(code, MOST_ASKED))
