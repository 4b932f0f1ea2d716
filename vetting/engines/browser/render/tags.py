"""Start tags rewritten so that the browser sees valid values and we find the place again.

Each gets `data-vet-at="<index>"`, the index of its `Source`. Values that a server fills in
become neutral ones of the right type. Scripts are emptied: none of the page's code ever runs.
"""

import html
import json
import re
from bisect import bisect_right
from dataclasses import dataclass

from vetting.engines.browser.render import handlers
from vetting.engines.browser.render.marks import EXPRESSION, OPERATION, Marked, Op, quoted
from vetting.engines.browser.render.values import (
    ACTS,
    AT,
    CSS,
    LOOK,
    TONGUE,
    Attributes,
    renamed,
    rendered,
    shown,
    tamed,
)

WORD = "isi"
UNKNOWN = "\ue00000000000\ue001"
HEAD_OUTPUT = "<!--vet-head-output-->"
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/)?(?P<name>[a-zA-Z][^\s/>\ue000-\ue003]*)"
    r"|(?P<mark>\ue000[0-9a-f]{8}s?\ue001)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"\s*(?:(?P<name>[^\s\"'>/=][^\s>/=]*)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>\"']+)))?"
    r"|(?P<junk>[/\"'=](?!>)|/(?!>)))",
    re.DOTALL,
)
_RAW_END = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
            for name in ("script", "style", "textarea", "title", "template")}  # fmt: skip
# No text may stand directly in these, so unknown output there is left out.
_NO_TEXT = {
    "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr", "select", "optgroup", "head",
    "colgroup", "html", "datalist", "video", "audio", "picture",
}  # fmt: skip
_NO_TEXT_AFTER = {"li", "tr", "td", "th", "option", "dt", "dd", "tbody", "thead", "tfoot",
                  "optgroup", "col", "colgroup", "caption"}  # fmt: skip
_BOUND = re.compile(r"(?:v-bind:|x-bind:|ng-attr-|th:|:|\[(?:attr\.)?)([\w-]+)\]?")
_FILLED = {"v-text", "v-html", "x-text", "x-html", "ng-bind", "ng-bind-html", "data-bind",
           "[innerhtml]", "[textcontent]", "th:text", "th:utext", "th:replace", "th:insert",
           "th:include", "data-i18n", "data-l10n-id"}  # fmt: skip
_FIELDS = {"input", "select", "textarea"}
_LABEL = re.compile(r"(?::|v-bind:|\[)?label\]?", re.IGNORECASE)
# These may set any attribute.
_OPEN = {"v-bind", "x-bind", "th:field", "th:attr", "th:attrappend"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a start tag stands, how it reads, and what of it only the server knows.

    `dynamic` are the attributes whose value is filled in; `is_opaque` tells that there may be
    attributes that we do not see.
    """

    file: int
    line: int
    tag: str
    dynamic: frozenset[str] = frozenset()
    is_opaque: bool = False
    has_flow: bool = False


class Annotator:
    """Rewrites one file's tags, adding to the sources shared by all files."""

    def __init__(self, marked: Marked, file: int, sources: list[Source]) -> None:
        self._text, self._marked, self._file, self._sources = marked.text, marked, file, sources
        self._newlines = [found.start() for found in re.finditer("\n", self._text)]
        self._out: list[str] = []
        self._parent = ""
        self._in_head = False
        # Open components that were handed a label: they tie it to the field that stands in them.
        self._labelling: list[str] = []

    def run(self) -> str:
        """The rewritten text; operation marks between tags are kept."""
        text, position = self._text, 0
        while match := _TOKEN.search(text, position):
            self._literal(text[position : match.start()])
            if match["mark"]:
                self._out.append(self._output())
                position = match.end()
            elif not match["name"]:
                position = match.end()
            elif match["close"]:
                position = self._close(match)
            else:
                position = self._open(match)
        self._literal(text[position:])
        return "".join(self._out)

    def _literal(self, text: str) -> None:
        if OPERATION.sub("", text).strip():
            self._parent = ""
        self._out.append(text)

    def _output(self) -> str:
        """Unknown output between tags: a word where text may stand, else only a note."""
        if self._in_head:
            return HEAD_OUTPUT
        note = "<!--vet-output-->"
        if self._parent in _NO_TEXT:
            return note
        return note + WORD

    def _close(self, match: re.Match[str]) -> int:
        name = match["name"].lower()
        if name == "head":
            self._in_head = False
        if self._labelling and self._labelling[-1] == name:
            self._labelling.pop()
        self._parent = "table" if name in _NO_TEXT_AFTER else ""
        end = self._text.find(">", match.end())
        end = len(self._text) if end < 0 else end + 1
        self._out.append(f"</{name}>")
        return end

    def _open(self, match: re.Match[str]) -> int:
        name = match["name"].lower()
        attributes, end = self._attributes(match.end())
        if self._in_head and _is_component(name):
            self._out.append(HEAD_OUTPUT)
            return end
        attributes = tamed(name, attributes)
        self._out.append(self._rewritten(name, attributes, match.start(), end))
        if _is_component(name):
            self._component(name, attributes, is_closed=self._text.endswith("/>", 0, end))
        self._parent = name
        self._in_head = name == "head" or (self._in_head and name != "body")
        return self._raw(name, end) if name in _RAW_END else end

    def _component(self, name: str, attributes: Attributes, *, is_closed: bool) -> None:
        """One that closes itself holds nothing of what follows."""
        if is_closed:
            self._out.append(f"</{name}>")
        elif any(_LABEL.fullmatch(key) for key, _ in attributes):
            self._labelling.append(name)

    def _raw(self, name: str, start: int) -> int:
        found = _RAW_END[name].search(self._text, start)
        stop, end = (found.start(), found.end()) if found else (len(self._text),) * 2
        if name not in ("script", "template"):
            self._out.append(OPERATION.sub(WORD, EXPRESSION.sub(WORD, self._text[start:stop])))
        self._out.append(f"</{name}>")
        return end

    def _attributes(self, position: int) -> tuple[Attributes, int]:
        found: Attributes = []
        text, stop = self._text, min(len(self._text), position + 50_000)
        while position < stop and text[position] != ">":
            match = _ATTRIBUTE.match(text, position)
            if not match or match.end() == position:
                position += 1
                continue
            position = match.end()
            if match["name"]:
                value = next((match[g] for g in ("double", "single", "bare")
                              if match[g] is not None), None)  # fmt: skip
                found.append((match["name"], value))
        return found, min(position + 1, len(text))

    def _rewritten(self, name: str, attributes: Attributes, at: int, end: int) -> str:
        parts, dynamic, opaque = [f"<{name}"], set[str](), name in _FIELDS and bool(self._labelling)
        filled = _is_component(name)
        for raw_name, value in attributes:
            key, is_open, is_bound = self._key(raw_name)
            opaque = opaque or is_open or (not key and bool(value))
            filled = filled or key in _FILLED
            value = UNKNOWN if is_bound else OPERATION.sub(self._in_tag, value or "")
            if EXPRESSION.search(value):
                dynamic.add(key)
            new = rendered(key, value) if key else None
            acts = handlers.attribute(raw_name.lower(), self._code(value))
            if acts:
                parts.append(f" {acts}")
            elif new is not None:
                parts.append(f' {renamed(name, key)}="{new}"')
        if name == "script":
            parts.append(self._watching(end))
        if name == "link":
            parts.append(f' {CSS}="{self._style_sheet(attributes)}"')
        if opaque or dynamic & {"class", "style"}:
            parts.append(f" {LOOK}")
        if name == "html" and (opaque or "lang" in dynamic):
            parts.append(f" {TONGUE}")
        parts.append(f' {AT}="{self._source(at, frozenset(dynamic), opaque)}">')
        return "".join(parts) + (f"<!--vet-output-->{WORD}" if filled else "")

    def _code(self, value: str) -> str:
        """The value with the code that its marks stand for."""
        return EXPRESSION.sub(lambda mark: self._marked.inner.get(mark[1], ""), value)

    def _watching(self, start: int) -> str:
        """The fields that a script watches, as an attribute of its emptied element."""
        found = _RAW_END["script"].search(self._text, start)
        watched = handlers.told(self._text[start : found.start()]) if found else []
        return f' {ACTS}="{html.escape(json.dumps(watched))}"' if watched else ""

    def _key(self, raw: str) -> tuple[str, bool, bool]:
        """An attribute's name, whether it may stand for any, and whether a script binds it."""
        plain = OPERATION.sub(self._in_tag, raw).strip()
        key = EXPRESSION.sub("", plain).lower()
        is_open = any(not mark[2] for mark in EXPRESSION.finditer(plain))
        if key in _OPEN:
            return "", True, False
        bound = None if key in _FILLED else _BOUND.fullmatch(key)
        if bound:
            return bound[1], is_open, True
        return key, is_open, False

    def _source(self, at: int, dynamic: frozenset[str], opaque: bool) -> int:
        line = bisect_right(self._newlines, at - 1) + 1
        tag = shown(self._text[at : at + 600])
        self._sources.append(Source(self._file, line, tag, dynamic, opaque, self._marked.has_flow))
        return len(self._sources) - 1

    def _style_sheet(self, attributes: Attributes) -> str:
        """The path that a link most likely means: its text, or a literal in its expression."""
        href = next((value or "" for key, value in attributes if key.lower() == "href"), "")
        href = OPERATION.sub("", href)
        path = EXPRESSION.sub(lambda m: _css_literal(self._marked.inner.get(m[1], "")), href)
        return path.split("?")[0].split("#")[0].replace('"', "").strip()

    def _in_tag(self, match: re.Match[str]) -> str:
        operation = self._marked.operations[int(match[1])]
        filling = operation.op in (Op.YIELD, Op.INCLUDE, Op.STACK, Op.PARENT, Op.CALL)
        return UNKNOWN if filling else ""


def _is_component(name: str) -> bool:
    """Whether the element brings content and roles of its own."""
    return "-" in name or ":" in name


def _css_literal(code: str) -> str:
    return next((text for text in quoted(code) if text.split("?")[0].endswith(".css")), "")
