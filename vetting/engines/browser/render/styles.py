"""Style sheets of a page, found in the tree, so that contrast can be judged."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vetting.engines.browser.render.marks import VITE
from vetting.engines.browser.render.tags import HEAD_OUTPUT
from vetting.engines.browser.render.values import CSS

MAX_SHEET = 2_000_000
OWN = "own-"
_STYLE = re.compile(
    r"<link (?P<link>[^>]*)>|<style(?P<attributes>[^>]*)>(?P<text>.*?)</style>",
    re.IGNORECASE | re.DOTALL,
)
_PATH = re.compile(rf'{CSS}="([^"]*)"')
_MEDIA = re.compile(r'media="([^"]*)"', re.IGNORECASE)
_IMPORT = re.compile(r"@import\s+(?:url\()?\s*['\"]?([^'\");]+)", re.IGNORECASE)
# Where Laravel's build puts its sheets, and the list of them.
_MANIFESTS = (("public/build", "manifest.json"), ("public/build", ".vite/manifest.json"))
# Sheets that bring letter shapes or icons only; no colour depends on them.
_FONTS = re.compile(r"fonts\.googleapis|fonts\.bunny|font-?awesome|material-?icons|ionicons|"
                    r"bootstrap-icons|typekit|remixicon|boxicons", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One style sheet; `id` names its text, and begins with OWN where it stands in the page."""

    id: str
    text: str
    media: str


@dataclass(frozen=True, slots=True)
class Styled:
    """A page without its style sheets, they in order, and whether all were found."""

    html: str
    sheets: tuple[Sheet, ...]
    is_complete: bool


class Styles:
    """Finds and reads the tree's style sheets; `read` gives a file's text or None."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], str | None]) -> None:
        self._read = read
        self._texts: dict[str, str | None] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._paths = frozenset(paths)
        for path in sorted(self._paths):
            self._by_name[path.rsplit("/", 1)[-1]].append(path)

    def of(self, html: str, origin: str) -> Styled:
        """The page apart from its sheets.

        Structure is judged without any sheet, since what is hidden at first is shown later;
        the browser parses each sheet once and puts it on for the rules that need colour.
        """
        sheets: list[Sheet] = []
        missing = HEAD_OUTPUT in html

        def taken(match: re.Match[str]) -> str:
            nonlocal missing
            attributes = match["link"] if match["text"] is None else match["attributes"]
            if match["text"] is None and "stylesheet" not in attributes.lower():
                return match[0]
            text, is_missing = self._text(match, origin)
            missing = missing or is_missing
            media = _MEDIA.search(attributes)
            own = OWN if match["text"] is not None else ""
            sheets.append(_sheet_of(text, media[1] if media else "", own))
            return ""

        return Styled(_STYLE.sub(taken, html), tuple(sheets), not missing)

    def _text(self, match: re.Match[str], origin: str) -> tuple[str, bool]:
        if match["text"] is not None:
            return match["text"], False
        path = _PATH.search(match["link"])
        wanted = path[1] if path else ""
        if wanted.startswith(VITE):
            text = self._built(wanted.removeprefix(VITE))
            return text or "", text is None
        text = self._sheet(wanted, origin)
        if text is None:
            return "", not _FONTS.search(wanted)
        return text, any(not _FONTS.search(name) for name in _IMPORT.findall(text))

    def _sheet(self, wanted: str, origin: str) -> str | None:
        if "//" in wanted.split("://")[-1][:2] or wanted.startswith(("http:", "https:")):
            return None
        path = self.find(wanted, origin)
        if path is None:
            return None
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _built(self, entry: str) -> str | None:
        """The sheets that a build made of an entry, by its manifest; None where one is missing."""
        for folder, name in _MANIFESTS:
            text = self._read(f"{folder}/{name}")
            if text is None:
                continue
            try:
                made = json.loads(text)[entry]
                names = [*made.get("css", ()), made["file"]]
                paths = [f"{folder}/{path}" for path in names if str(path).endswith(".css")]
                imports = made.get("imports")
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                return None
            known = [self._read(path) for path in paths if path in self._paths]
            whole = not imports and len(known) == len(paths) and None not in known
            return "\n".join(filter(None, known)) if whole else None
        return None

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


def _sheet_of(text: str, media: str, own: str) -> Sheet:
    name = hashlib.sha256(f"{media}\0{text}".encode(errors="replace")).hexdigest()[:32]
    return Sheet(own + name, text, media)


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
