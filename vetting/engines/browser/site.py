"""The tree as the browser will see it: files read, neutralised, annotated and composed."""

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from vetting.engines.browser.bundles import Bundle, bundle_of
from vetting.engines.browser.patience import Impatient, at_most
from vetting.engines.browser.render import (
    angular,
    blade,
    ejs,
    erb,
    freemarker,
    gotemplate,
    handlebars,
    jinja,
    jsp,
    jsx,
    php,
    plain,
    pug,
    razor,
    smarty,
    svelte,
    velocity,
    vue,
)
from vetting.engines.browser.render.compose import Composer, Page, Part, parse
from vetting.engines.browser.render.marks import ANY, Marked, clean
from vetting.engines.browser.render.names import Names
from vetting.engines.browser.render.styles import MAX_SHEET, Styled, Styles
from vetting.engines.browser.render.tags import Annotator, Source
from vetting.engines.browser.wrap import wrapped

MAX_TEMPLATE = 2_000_000
FILE_SECONDS = 5.0
# What a server sends to other programs is no page, whatever its file is called.
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|opml|manifest"
                   r"|OpenSearchDescription|soap(?:env)?:Envelope|kml|gpx)[\s>]", re.IGNORECASE | re.DOTALL)  # fmt: skip
_NEUTRALISE: dict[str, Callable[[str], Marked]] = {
    "blade": blade.neutralise,
    "php-template": php.neutralise,
    "twig": jinja.neutralise,
    "jinja": jinja.neutralise,
    "ejs": ejs.neutralise,
    "handlebars": handlebars.neutralise,
    "html": plain.neutralise,
    "vue": vue.neutralise,
    "jsx": jsx.neutralise,
    "angular": angular.neutralise,
    "pug": pug.neutralise,
    "smarty": smarty.neutralise,
    "jsp": jsp.neutralise,
    "erb": erb.neutralise,
    "razor": razor.neutralise,
    "svelte": svelte.neutralise,
    "gotemplate": gotemplate.neutralise,
    "freemarker": freemarker.neutralise,
    "velocity": velocity.neutralise,
}


class Unreadable(Exception):
    """A file that cannot be made into a page; `reason` is a code of `skip.*`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Site:
    """Pages of a tree; `pages` are `[path, kind]` pairs and `sheets` style sheets, by path.

    Call `prepare` before `page`. Neither takes longer than FILE_SECONDS for one file. `made` are
    texts that scripts left of some pages, by path: what stands in them is of line 1.
    """

    def __init__(
        self,
        root: str,
        pages: Sequence[tuple[str, str]],
        sheets: Sequence[str],
        made: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._root = Path(root)
        self._made = made
        self.paths = [path for path, _ in pages]
        self._kinds = dict(pages)
        self._index = {path: number for number, path in enumerate(self.paths)}
        self._names = Names(self.paths)
        self._parts: dict[int, Part] = {}
        self._refused: dict[int, str] = {}
        self._composer = Composer(self._resolve)
        self.styles = Styles(sheets, lambda path: self._read(path, MAX_SHEET))
        self.sources: list[Source] = []

    def prepare(self, deadline: float) -> dict[int, str]:
        """Read and parse every file; the numbers of those that cannot be, and why.

        Files whose turn comes after the deadline, in monotonic time, are left out.
        """
        for number in range(len(self.paths)):
            if time.monotonic() > deadline:
                self._refused[number] = "time-budget"
                continue
            try:
                with at_most(FILE_SECONDS):
                    self._parts[number] = self._parse(number)
            except Unreadable as error:
                self._refused[number] = error.reason
            except Impatient:
                self._refused[number] = "timed-out"
        return dict(self._refused)

    def page(self, number: int) -> tuple[Page, Styled]:
        """The page that a file makes, and its sheets; raises Unreadable when it is none."""
        part = self._parts.get(number)
        if part is None:
            raise Unreadable(self._refused[number])
        try:
            with at_most(FILE_SECONDS):
                page = self._composer.page(part)
                styled = self.styles.of(page.html, self.paths[number])
        except Impatient:
            raise Unreadable("timed-out") from None
        if page.is_cut:
            raise Unreadable("too-large")
        if not page.is_whole:
            styled = replace(styled, html=wrapped(styled.html), is_complete=False)
        return page, styled

    def _resolve(self, origin: int, names: tuple[str, ...]) -> Part | None:
        found = self._names.find(self.paths[origin], names)
        return None if found is None else self._parts.get(self._index[found])

    def _parse(self, number: int) -> Part:
        path = self.paths[number]
        if self._kinds[path] not in _NEUTRALISE:
            raise Unreadable("template-language")
        text = self._made.get(path) or self._read(path, MAX_TEMPLATE)
        if text is None:
            raise Unreadable("too-large" if _size(self._root / path) > MAX_TEMPLATE else "not-text")
        try:
            marked = _NEUTRALISE[self._kinds[path]](clean(text))
        except vue.Foreign:
            raise Unreadable("template-language") from None
        except RecursionError:
            raise Unreadable("too-large") from None
        if _FEED.match(ANY.sub("", marked.text[:4000])):
            raise Unreadable("template-language")
        first = len(self.sources)
        annotated = Annotator(marked, number, self.sources).run()
        if path in self._made:
            self.sources[first:] = [replace(source, line=1) for source in self.sources[first:]]
        return Part(number, parse(annotated, marked.operations))

    def bundles(self) -> list[Bundle]:
        """The pages that show something only once their own script has run."""
        found = []
        for path in self.paths:
            text = self._read(path, MAX_TEMPLATE) if self._kinds[path] == "html" else None
            with suppress(Impatient), at_most(FILE_SECONDS):
                bundle = bundle_of(self._root, path, text or "")
                found += [bundle] if bundle else []
        return found

    def _read(self, path: str, limit: int) -> str | None:
        file = self._root / path
        if not file.is_file() or _size(file) > limit:
            return None
        body = file.read_bytes()
        return None if b"\0" in body else body.decode("utf-8", "replace")


def _size(path: Path) -> int:
    return os.stat(path).st_size
