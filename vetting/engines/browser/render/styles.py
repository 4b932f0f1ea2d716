"""Style sheets of the tree laid into the page, so that contrast can be judged."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from vetting.engines.browser.render.tags import CSS, HEAD_OUTPUT

MAX_SHEET = 2_000_000
_LINK = re.compile(rf'<link (?=[^>]*rel="[^"]*stylesheet)(?![^>]*media="print")[^>]*{CSS}="([^"]*)"[^>]*>',
                   re.IGNORECASE)  # fmt: skip
_IMPORT = re.compile(r"@import\s+(?:url\()?\s*['\"]?([^'\");]+)", re.IGNORECASE)
# Sheets that bring letter shapes or icons only; no colour depends on them.
_FONTS = re.compile(r"fonts\.googleapis|fonts\.bunny|font-?awesome|material-?icons|ionicons|"
                    r"bootstrap-icons|typekit|remixicon|boxicons", re.IGNORECASE)  # fmt: skip


class Styles:
    """Finds and reads the tree's style sheets; `read` gives a file's text or None."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], str | None]) -> None:
        self._read = read
        self._texts: dict[str, str | None] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            self._by_name[path.rsplit("/", 1)[-1]].append(path)

    def inline(self, html: str, origin: str) -> tuple[str, bool]:
        """The page with its sheets inside, and whether all that may colour it were found."""
        missing = HEAD_OUTPUT in html

        def replaced(match: re.Match[str]) -> str:
            nonlocal missing
            wanted = match[1]
            text = self._sheet(wanted, origin)
            if text is None:
                missing = missing or not _FONTS.search(wanted)
                return ""
            missing = missing or any(not _FONTS.search(name) for name in _IMPORT.findall(text))
            return "<style>" + text.replace("</", "<\\/") + "</style>"

        return _LINK.sub(replaced, html), not missing

    def _sheet(self, wanted: str, origin: str) -> str | None:
        if "//" in wanted.split("://")[-1][:2] or wanted.startswith(("http:", "https:")):
            return None
        path = self.find(wanted, origin)
        if path is None:
            return None
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def find(self, wanted: str, origin: str) -> str | None:
        """The sheet whose path ends most like the wanted one; nearest to `origin`, then shortest."""
        parts = [part for part in wanted.split("/") if part not in ("", ".", "..")]
        if not parts:
            return None
        best = max((_common(path, parts) for path in self._by_name.get(parts[-1], ())), default=0)
        hits = [path for path in self._by_name.get(parts[-1], ()) if _common(path, parts) == best]
        near = origin.split("/")[:-1]
        return min(hits, key=lambda path: (-_prefix(path.split("/"), near), len(path), path),
                   default=None)  # fmt: skip


def _common(path: str, parts: list[str]) -> int:
    count = 0
    for first, second in zip(reversed(path.split("/")), reversed(parts), strict=False):
        if first != second:
            break
        count += 1
    return count


def _prefix(first: list[str], second: list[str]) -> int:
    count = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        count += 1
    return count
