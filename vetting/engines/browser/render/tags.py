"""Start tags rewritten so that the browser sees valid values and we find the place again.

Each gets `data-vet-at="<index>"`, the index of its `Source`. Values that a server fills in
become neutral ones of the right type. Scripts are emptied: none of the page's code ever runs.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from vetting.engines.browser.render.marks import ANY, EXPRESSION, OPERATION, Marked, Op, quoted

AT = "data-vet-at"
WORD = "isi"
CSS = "data-vet-css"
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
_VALUES = {"lang": "id", "xml:lang": "id", "type": "text", "tabindex": "0", "dir": "ltr",
           "scope": "col", "method": "post", "autocomplete": "on", "content": ""}  # fmt: skip
_NUMBERS = {"colspan", "rowspan", "width", "height", "rows", "cols", "size", "min", "max",
            "span", "start"}  # fmt: skip
_DROPPED = {"role", "hidden", "aria-hidden", "contenteditable", AT}
_BOUND = re.compile(r"(?:v-bind:|x-bind:|ng-attr-|:|\[(?:attr\.)?)([\w-]+)\]?")
_FILLED = {"v-text", "v-html", "x-text", "x-html", "ng-bind", "ng-bind-html", "data-bind",
           "[innerhtml]", "[textcontent]", "data-i18n", "data-l10n-id"}  # fmt: skip
_PERSONAL = re.compile(r"\d(?=\d{4})(?<=\d{4}\d)")


_Attributes = list[tuple[str, str | None]]


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
        self._newlines = [i for i, char in enumerate(self._text) if char == "\n"]
        self._out: list[str] = []
        self._parent = ""
        self._in_head = False

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
        self._parent = "table" if name in _NO_TEXT_AFTER else ""
        end = self._text.find(">", match.end())
        end = len(self._text) if end < 0 else end + 1
        self._out.append(f"</{name}>")
        return end

    def _open(self, match: re.Match[str]) -> int:
        name = match["name"].lower()
        attributes, end = self._attributes(match.end())
        attributes = _tamed(name, attributes)
        self._out.append(self._rewritten(name, attributes, match.start()))
        self._parent = name
        self._in_head = name == "head" or (self._in_head and name != "body")
        return self._raw(name, end) if name in _RAW_END else end

    def _raw(self, name: str, start: int) -> int:
        found = _RAW_END[name].search(self._text, start)
        stop, end = (found.start(), found.end()) if found else (len(self._text),) * 2
        if name not in ("script", "template"):
            self._out.append(OPERATION.sub(WORD, EXPRESSION.sub(WORD, self._text[start:stop])))
        self._out.append(f"</{name}>")
        return end

    def _attributes(self, position: int) -> tuple[_Attributes, int]:
        found: _Attributes = []
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

    def _rewritten(self, name: str, attributes: _Attributes, at: int) -> str:
        parts, dynamic, opaque, filled = [f"<{name}"], set[str](), False, False
        for raw_name, value in attributes:
            plain = OPERATION.sub(self._in_tag, raw_name).strip()
            opaque = opaque or any(m[2] == "" for m in EXPRESSION.finditer(plain))
            key = EXPRESSION.sub("", plain).lower()
            bound = _BOUND.fullmatch(key)
            if bound:
                key, value = bound[1], "\ue00000000000\ue001"
            filled = filled or key in _FILLED
            if not key or key in ("v-bind", "x-bind"):
                opaque = opaque or bool(value) or key != ""
                continue
            if ANY.search(value or ""):
                dynamic.add(key)
            new = _value(key, OPERATION.sub(self._in_tag, value or ""))
            if new is not None:
                parts.append(f' {_renamed(name, key)}="{new}"')
        if name == "link":
            parts.append(f' {CSS}="{self._style_sheet(attributes)}"')
        line = bisect_right(self._newlines, at - 1) + 1
        shown = _shown(self._text[at : at + 600])
        self._sources.append(
            Source(self._file, line, shown, frozenset(dynamic), opaque, self._marked.has_flow)
        )
        parts.append(f' {AT}="{len(self._sources) - 1}">')
        return "".join(parts) + (f"<!--vet-output-->{WORD}" if filled else "")

    def _style_sheet(self, attributes: _Attributes) -> str:
        """The path that a link most likely means: its text, or a literal in its expression."""
        href = next((value or "" for key, value in attributes if key.lower() == "href"), "")
        href = OPERATION.sub("", href)
        path = EXPRESSION.sub(lambda m: _css_literal(self._marked.inner.get(m[1], "")), href)
        return path.split("?")[0].split("#")[0].replace('"', "").strip()

    def _in_tag(self, match: re.Match[str]) -> str:
        operation = self._marked.operations[int(match[1])]
        filling = operation.op in (Op.YIELD, Op.INCLUDE, Op.STACK, Op.PARENT)
        return "\ue00000000000\ue001" if filling else ""


def _css_literal(code: str) -> str:
    return next((text for text in quoted(code) if text.split("?")[0].endswith(".css")), "")


_MOVES = {("base", "href"), ("base", "target"), ("iframe", "srcdoc")}


def _renamed(tag: str, key: str) -> str:
    """A page may not set a base, nor bring a page of its own, to the browser that examines it."""
    return f"data-was-{key}" if (tag, key) in _MOVES else key


def _tamed(tag: str, attributes: _Attributes) -> _Attributes:
    """Without policies for the browser; a refresh that would fire now fires never or late."""
    plain = {key.lower(): (value or "").strip() for key, value in attributes}
    if tag != "meta" or "http-equiv" not in plain:
        return attributes
    delay = re.match(r"[\d.]+", plain.get("content", ""))
    if (
        plain["http-equiv"].lower() != "refresh"
        or not delay
        or not float("0" + delay[0].split(".")[0])
    ):
        return []
    return [(key, "600" if key.lower() == "content" else value) for key, value in attributes]


def _value(key: str, value: str) -> str | None:
    """The value to render, or None when the attribute must be left out."""
    if key == AT or key.startswith("data-vet"):
        return None
    if not EXPRESSION.search(value):
        return value.replace('"', "&quot;")
    if key in _DROPPED:
        return None
    if key.startswith("aria-") and key not in _ARIA_TEXT:
        return None
    if key in _NUMBERS:
        return "1"
    if key in _VALUES:
        return _VALUES[key]
    return EXPRESSION.sub(lambda m: f"x{m[1]}", value).replace('"', "&quot;")


_ARIA_TEXT = {"aria-label", "aria-labelledby", "aria-describedby", "aria-controls",
              "aria-owns", "aria-details", "aria-roledescription", "aria-valuetext",
              "aria-placeholder"}  # fmt: skip


def _shown(text: str) -> str:
    """The start tag as a person may read it: one line, short, output as `{…}`, digits masked."""
    end = re.match(r"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>", text)
    text = OPERATION.sub("", EXPRESSION.sub("{…}", end[0] if end else text))
    text = _PERSONAL.sub("*", " ".join(text.split()))
    return text if len(text) <= 200 else text[:199] + "…"
