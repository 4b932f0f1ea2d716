"""The tree as the browser will see it: files read, neutralised, annotated and composed."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from vetting.engines.browser.render import blade, ejs, handlebars, jinja, php, plain
from vetting.engines.browser.render.compose import Composer, Page, Part, parse
from vetting.engines.browser.render.marks import Marked, clean
from vetting.engines.browser.render.names import Names
from vetting.engines.browser.render.styles import MAX_SHEET, Styles
from vetting.engines.browser.render.tags import Annotator, Source

MAX_TEMPLATE = 2_000_000
_NEUTRALISE: dict[str, Callable[[str], Marked]] = {
    "blade": blade.neutralise,
    "php-template": php.neutralise,
    "twig": jinja.neutralise,
    "jinja": jinja.neutralise,
    "ejs": ejs.neutralise,
    "handlebars": handlebars.neutralise,
    "html": plain.neutralise,
}


class Unreadable(Exception):
    """A file that cannot be made into a page; `reason` is a code of `skip.*`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Site:
    """Pages of a tree; `pages` are `[path, kind]` pairs and `sheets` style sheets, by path."""

    def __init__(self, root: str, pages: Sequence[tuple[str, str]], sheets: Sequence[str]) -> None:
        self._root = Path(root)
        self.paths = [path for path, _ in pages]
        self._kinds = dict(pages)
        self._index = {path: number for number, path in enumerate(self.paths)}
        self._names = Names(self.paths)
        self._parts: dict[int, Part | None] = {}
        self._composer = Composer(self._resolve)
        self.styles = Styles(sheets, lambda path: self._read(path, MAX_SHEET))
        self.sources: list[Source] = []

    def page(self, number: int) -> Page:
        """The page that a file makes; raises Unreadable when it is none."""
        part = self._part(number)
        if part is None:
            path = self._root / self.paths[number]
            raise Unreadable("too-large" if _size(path) > MAX_TEMPLATE else "not-text")
        page = self._composer.page(part)
        if page.is_cut:
            raise Unreadable("too-large")
        return page

    def _resolve(self, origin: int, names: tuple[str, ...]) -> Part | None:
        found = self._names.find(self.paths[origin], names)
        return None if found is None else self._part(self._index[found])

    def _part(self, number: int) -> Part | None:
        if number not in self._parts:
            self._parts[number] = self._parse(number)
        return self._parts[number]

    def _parse(self, number: int) -> Part | None:
        path = self.paths[number]
        text = self._read(path, MAX_TEMPLATE)
        if text is None:
            return None
        marked = _NEUTRALISE[self._kinds[path]](clean(text))
        return Part(number, parse(Annotator(marked, number, self.sources).run(), marked.operations))

    def _read(self, path: str, limit: int) -> str | None:
        file = self._root / path
        if _size(file) > limit:
            return None
        body = file.read_bytes()
        return None if b"\0" in body else body.decode("utf-8", "replace")


def _size(path: Path) -> int:
    return os.stat(path).st_size
