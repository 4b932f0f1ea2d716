"""Thymeleaf: fragments put in place and layouts that pages are decorated with."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>",
    re.DOTALL,
)
_ANY = re.compile(r"\s(?:th|layout):[a-z-]+\s*=")
_FRAGMENT = re.compile(r"\b(?:th|layout):fragment\s*=\s*[\"']([\w-]+)")
_PUT = re.compile(r"\bth:(?P<how>replace|insert|include)\s*=\s*[\"']\s*(?:~\{)?\s*"
                  r"(?P<file>[\w./-]+)\s*(?:::\s*(?P<name>[\w-]+))?")  # fmt: skip
_DECORATE = re.compile(r"\blayout:decorat(?:e|or)\s*=\s*[\"']\s*(?:~\{)?\s*([\w./-]+)")
_FLOW = re.compile(r"\bth:(?:if|unless|case|each)\b")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip


def shaped(text: str, marked: Marked) -> str:
    """The page with marks where fragments begin, end and are put; as it was where it has none."""
    if not _ANY.search(text):
        return text
    marked.has_flow = bool(_FLOW.search(text))
    return _Shaper(text, marked).run()


class _Shaper:
    """Goes through the tags; each open element knows what is written after its end."""

    def __init__(self, text: str, marked: Marked) -> None:
        self._text, self._marked = text, marked
        self._open: list[tuple[str, str]] = []
        self._out: list[str] = []
        self._left_out = 0

    def run(self) -> str:
        position = 0
        for match in _TAG.finditer(self._text):
            self._put(self._text[position : match.start()])
            position = match.end()
            if not match["name"]:
                self._put(match[0])
            elif match["close"]:
                self._close(match)
            else:
                self._start(match)
        self._put(self._text[position:])
        return "".join(self._out)

    def _put(self, text: str) -> None:
        self._out.append(lines_of(text) if self._left_out else text)

    def _start(self, match: re.Match[str]) -> None:
        name, rest = match["name"].lower(), match["rest"]
        is_empty = name in _VOID or rest.endswith("/")
        place = None if self._left_out else _PUT.search(rest)
        if place:
            self._place(match, place, is_empty=is_empty)
            return
        after = ""
        if not self._left_out:
            after = self._begun(rest)
        self._put(match[0])
        if is_empty:
            self._out.append(after)
        else:
            self._open.append((name, after))

    def _begun(self, rest: str) -> str:
        """What a tag begins is marked; given back is what ends it."""
        layout, fragment = _DECORATE.search(rest), _FRAGMENT.search(rest)
        if layout:
            self._out.append(self._marked.operation("", Op.EXTENDS, layout[1]))
        if not fragment:
            return ""
        self._out.append(self._marked.operation("", Op.BLOCK, fragment[1]))
        return self._marked.operation("", Op.END)

    def _place(self, match: re.Match[str], place: re.Match[str], *, is_empty: bool) -> None:
        """A fragment in place of an element, or of what stands in it."""
        names = filter(None, (place["file"], place["name"]))
        mark = self._marked.operation("", Op.FRAGMENT, *names)
        kept = match[0].replace(place[0], "data-was" + place[0][len("th:") + len(place["how"]) :])
        is_kept = place["how"] != "replace"
        self._out.append(kept + mark if is_kept else mark + lines_of(match[0]))
        if not is_empty:
            self._open.append((match["name"].lower(), "in" if is_kept else "out"))
            self._left_out = len(self._open)

    def _close(self, match: re.Match[str]) -> None:
        name = match["name"].lower()
        if not any(opened == name for opened, _ in self._open[-50:]):
            self._put(match[0])
            return
        while self._open:
            depth = len(self._open)
            opened, after = self._open.pop()
            if self._left_out == depth:
                self._left_out = 0
                self._out.append(match[0] if after == "in" else lines_of(match[0]))
                after, is_written = "", True
            else:
                is_written = opened != name
            if not is_written:
                self._put(match[0])
            self._out.append(after)
            if opened == name:
                return
