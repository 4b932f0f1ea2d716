"""Components of Svelte."""

import re
from collections.abc import Mapping

from vetting.engines.browser.render.brackets import closed
from vetting.engines.browser.render.known import imported, without_icons
from vetting.engines.browser.render.marks import MADE, Marked, lines_of
from vetting.engines.browser.render.vue import component

_APART = re.compile(
    r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)|(?P<hole>\{)|(?P<end>/?>)|(?P<quote>[\"'])"
    r"|(?<=\s)(?P<directive>on|bind|class|style|use|transition|in|out|animate|let):(?P<what>[\w|.-]+)"
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip
_QUOTES = "'\"`"


def neutralise(text: str) -> Marked:
    """The component's markup with what a script fills in as marks."""
    marked = Marked("")
    known = imported(text)
    text = _APART.sub(lambda match: lines_of(match[0]), text)
    marked.text = _Writer(without_icons(text), marked, known).run()
    return marked


class _Writer:
    """Goes through the markup; braces mean one thing in a text and others in a tag."""

    def __init__(self, text: str, marked: Marked, known: Mapping[str, str]) -> None:
        self._text, self._marked, self._known = text, marked, known
        self._out, self._at = list[str](), 0
        # The tag that is being read, with the name it is written by; quotes that are open in it.
        self._tag, self._is_end, self._quote = "", False, ""
        # Whether the tag leaves nothing behind.
        self._gone = False

    def run(self) -> str:
        while match := _TOKEN.search(self._text, self._at):
            self._put(self._text[self._at : match.start()])
            self._at = match.end()
            if match["hole"]:
                self._hole(match.start())
            elif self._quote:
                self._in_quote(match)
            elif not self._tag:
                self._between(match)
            else:
                self._inside(match)
        self._put(self._text[self._at :])
        return "".join(self._out)

    def _put(self, text: str) -> None:
        self._out.append(lines_of(text) if self._gone else text)

    def _in_quote(self, match: re.Match[str]) -> None:
        if match["quote"] == self._quote:
            self._quote = ""
        self._put(match[0])

    def _between(self, match: re.Match[str]) -> None:
        """In a text: only a tag means anything."""
        if not match["name"]:
            self._put(match[0])
            return
        name, self._is_end = match["name"], bool(match["close"])
        self._tag = self._written(name)
        if name == "slot":
            self._out.append("" if self._is_end else self._marked.expression(name))
        self._gone = name == "slot" or name.startswith("svelte:")
        self._put(f"<{match['close']}{self._tag}")

    def _written(self, name: str) -> str:
        drawn = self._known.get(name)
        if drawn in ("a", "img"):
            return drawn
        return component(name) if name[0].isupper() or "." in name else name

    def _inside(self, match: re.Match[str]) -> None:
        """In a tag, between its attributes."""
        if match["quote"]:
            self._quote = match["quote"]
            self._put(match[0])
        elif match["end"]:
            self._end(match["end"])
        elif match["directive"]:
            self._directive(match["directive"], match["what"])
        else:
            self._put(match[0])

    def _end(self, end: str) -> None:
        is_closed = end == "/>" and self._tag not in _VOID and not self._is_end
        self._put(">" + (f"</{self._tag}>" if is_closed else ""))
        self._tag, self._gone = "", False

    def _directive(self, kind: str, what: str) -> None:
        if kind == "on":
            event, *ways = what.split("|")
            self._put(f"@{event}.prevent" if "preventDefault" in ways else f"on{event}")
        elif kind == "bind":
            self._put(what)
        else:
            self._put(kind if kind in ("class", "style") else MADE)

    def _hole(self, start: int) -> None:
        """Code in braces, to their end."""
        end = closed(self._text, start, _QUOTES)
        if end < 0:
            self._put("{")
            return
        self._at = end
        whole = self._text[start:end]
        code = whole[1:-1].strip()
        if self._gone:
            self._out.append(lines_of(whole))
        elif self._tag and not self._quote:
            self._out.append(self._attribute(whole, code, start))
        elif code[:1] in "#:/" and not self._quote:
            self._out.append(self._marked.flow(whole))
        elif code.startswith(("@const", "@debug", "@attach")):
            self._out.append(lines_of(whole))
        else:
            self._out.append(self._marked.expression(whole, code))

    def _attribute(self, whole: str, code: str, start: int) -> str:
        """A value, an attribute called as its variable, or all that an object holds."""
        if self._text[start - 1] == "=":
            return f'"{self._marked.expression(whole, code)}"'
        if code.isidentifier():
            return f'{code}="{self._marked.expression(whole, code)}"'
        return (
            lines_of(whole)
            if code.startswith(("@attach", "/*"))
            else self._marked.expression(whole)
        )
