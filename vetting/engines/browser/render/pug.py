"""Pug (once Jade): indentation as tags. What a line makes stands on the same line of the HTML."""

import re
from dataclasses import dataclass

from vetting.engines.browser.render.marks import Marked, Op
from vetting.engines.browser.render.pug_tags import Head, closing

MAX_DEPTH = 200
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip
_FLOW = re.compile(
    r"(?:if|else|unless|each|for|while|case|when|default|mixin)\b(?![-.#])|-\s*(?=\S)"
)
_WHEN = re.compile(r"(?:when\b[^:\n]*|default\s*):\s*(?=\S)")
_BLOCK = re.compile(r"(?:(?:append|prepend)\s+)?([\w-]+)\s*$")
_HOLE = re.compile(r"\\?[#!]\{[^}\n]{0,2000}\}|#\[(?P<inner>[^\]\n]{0,2000})\]")


@dataclass(slots=True)
class _Open:
    """What ends when a line stands no deeper than `indent`: `text` is written then."""

    indent: int
    text: str
    is_raw: bool = False
    is_silent: bool = False


def neutralise(text: str) -> Marked:
    """The template as HTML with its expressions as marks."""
    marked = Marked("")
    marked.text = converted(text, marked)
    return marked


def converted(text: str, marked: Marked) -> str:
    """Pug as HTML of as many lines; raises RecursionError where it is nested too deeply."""
    return _Writer(text.expandtabs(4), marked).run()


class _Writer:
    """Goes through the text line by line; `_at` is where what was read ends."""

    def __init__(self, text: str, marked: Marked) -> None:
        self._text, self._marked, self._at = text, marked, 0
        self._stack: list[_Open] = []
        self._out: list[str] = []

    def run(self) -> str:
        while self._at < len(self._text):
            start, end = self._at, self._line_end(self._at)
            self._at = end
            if self._text[start:end].strip():
                self._line(self._text[start:end], start)
            self._out.append("\n" * self._text.count("\n", end, self._at + 1))
            self._at += 1
        self._close(-1)
        return "".join(self._out)

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end

    def _close(self, indent: int) -> None:
        while self._stack and self._stack[-1].indent >= indent:
            self._out.append(self._stack.pop().text)

    def _push(self, indent: int, text: str, *, raw: bool = False, silent: bool = False) -> None:
        self._stack.append(_Open(indent, text, raw, silent))

    def _line(self, line: str, start: int) -> None:
        body = line.lstrip()
        indent = len(line) - len(body)
        last = self._stack[-1] if self._stack else None
        if last and last.is_raw and indent > last.indent:
            self._out.append("" if last.is_silent else self._words(body))
            return
        self._close(indent)
        if len(self._stack) > MAX_DEPTH:
            raise RecursionError
        self._statement(body.rstrip(), indent, start + indent)

    def _statement(self, body: str, indent: int, at: int) -> None:
        if body.startswith("//") or body == "-":
            self._push(indent, "", raw=True, silent=True)
        elif body.startswith("|"):
            self._out.append(self._words(body[1:].removeprefix(" ")))
        elif body.startswith("<"):
            self._out.append(self._words(body))
            self._push(indent, "")
        elif body.startswith(("=", "!=")):
            self._out.append(self._marked.expression(body.lstrip("!=").strip()))
        elif body.startswith("+"):
            self._called(body, indent, at)
        elif body.startswith(":"):
            self._out.append(self._marked.expression(body))
            self._push(indent, "", raw=True, silent=True)
        else:
            self._worded(body, indent, at)

    def _worded(self, body: str, indent: int, at: int) -> None:
        """A line that begins with a word: of the language, else a tag's name."""
        word, _, rest = body.partition(" ")
        when = _WHEN.match(body)
        if when:
            self._marked.flow("")
            self._statement(body[when.end() :], indent, at + when.end())
        elif word in ("doctype", "!!!"):
            self._out.append("<!DOCTYPE html>")
        elif word == "extends":
            self._out.append(self._marked.operation("", Op.EXTENDS, rest.strip()))
        elif word.split(":")[0] == "include" and rest:
            self._out.append(self._marked.operation("", Op.INCLUDE, rest.strip()))
        elif word in ("block", "append", "prepend"):
            self._block(rest, indent)
        elif _FLOW.match(body):
            self._marked.flow("")
            self._push(indent, "")
        else:
            self._tag(indent, at)

    def _block(self, rest: str, indent: int) -> None:
        name = _BLOCK.match(rest)
        if not name:
            self._out.append(self._marked.expression("block"))
            return
        self._out.append(self._marked.operation("", Op.BLOCK, name[1]))
        self._push(indent, self._marked.operation("", Op.END))

    def _called(self, body: str, indent: int, at: int) -> None:
        """A mixin that is called: nobody knows what it makes of what stands in it."""
        paren = self._text.find("(", at, at + len(body))
        if paren >= 0:
            self._at = max(self._at, self._line_end(closing(self._text, paren)))
        self._out.append(self._marked.expression(body))
        self._push(indent, "")

    def _tag(self, indent: int, at: int) -> None:
        """The tag at a place, and all that stands behind it on its line."""
        head = Head(self._text, at, self._marked)
        stop = self._line_end(head.end if head.end > at else at)
        rest = self._text[head.end : stop] if head.end > at else ""
        self._at = max(self._at, stop)
        is_void = head.name in _VOID or rest.startswith("/")
        end = "" if is_void else f"</{head.name}>"
        self._out.append(head.html if head.end > at else "")
        inner = rest[1:].lstrip()
        if rest.startswith(":") and inner:
            self._push(indent, end)
            self._statement(inner.rstrip(), indent, stop - len(inner))
            return
        self._push(indent, end if head.end > at else "", raw=rest.strip() == ".")
        if rest.startswith(("=", "!=")):
            self._out.append(self._marked.expression(rest.lstrip("!=").strip()))
        elif not is_void and rest.strip() != ".":
            self._out.append(self._words(rest.removeprefix(" ")))

    def _words(self, text: str) -> str:
        return _HOLE.sub(self._hole, text)

    def _hole(self, match: re.Match[str]) -> str:
        inner = match["inner"]
        if inner is None:
            return match[0][1:] if match[0].startswith("\\") else self._marked.expression(match[0])
        return "" if "#[" in inner else _Writer(inner, self._marked).run()
