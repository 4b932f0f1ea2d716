"""The head of a Pug tag: its name, short classes and ids, and its attributes."""

import html
import re

from vetting.engines.browser.render.marks import Marked

_TAG = re.compile(r"[a-zA-Z][\w-]*(?::[\w-]+)*")
_SHORT = re.compile(r"(?P<sign>[.#])(?P<name>[\w\u0080-\uffff:/\\-]+)")
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|`([^`$\\]*)`", re.DOTALL)
_NAME = re.compile(r"[\s,]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|([^\s=!,'\"]+))")
_EQUALS = re.compile(r"\s*!?=(?!=)\s*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_QUOTED = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`|[()\[\]{}]", re.DOTALL
)
# After these an expression goes on; before these it has not ended.
_GOES_ON = re.compile(r"[-+*/?:&|=!<>.(\[{]\s*$")
_CONTINUES = re.compile(r"\s+(?:[-+*/?:&|=!<>.(\[]|instanceof\b|in\b)")
_OPEN, _CLOSE = "([{", ")]}"
_ANY = "&attributes("


class Head:
    """A tag's head: its `name`, how it reads in `html`, and where it `end`s in the text."""

    def __init__(self, text: str, at: int, marked: Marked) -> None:
        self._text, self._marked = text, marked
        self._classes: list[str] = []
        self._parts: list[str] = []
        self.name, self.end = self._named(at)
        while self._goes_on():
            pass
        if self._classes:
            self._parts.append(f'class="{" ".join(self._classes)}"')
        self.html = " ".join([f"<{self.name}", *self._parts]) + ">"

    def _named(self, at: int) -> tuple[str, int]:
        named = _TAG.match(self._text, at)
        return (named[0], named.end()) if named else ("div", at)

    def _goes_on(self) -> bool:
        text, end = self._text, self.end
        short = _SHORT.match(text, end)
        if short and short["sign"] == ".":
            self._classes.append(short["name"])
            self.end = short.end()
        elif short:
            self._parts.append(f'id="{short["name"]}"')
            self.end = short.end()
        elif text.startswith("(", end):
            close = closing(text, end)
            self._attributes(text[end + 1 : close])
            self.end = min(close + 1, len(text))
        elif text.startswith(_ANY, end):
            self._parts.append('v-bind="*"')
            self.end = min(closing(text, end + len(_ANY) - 1) + 1, len(text))
        else:
            return False
        return True

    def _attributes(self, inner: str) -> None:
        position = 0
        while match := _NAME.match(inner, position):
            name = match[1] or match[2] or match[3]
            position = match.end()
            equals = _EQUALS.match(inner, position)
            if not equals:
                self._parts.append(f'{name}=""')
                continue
            position = _expression_end(inner, equals.end())
            value = self._value(inner[equals.end() : position].strip())
            if name == "class" and value is not None:
                self._classes.append(value)
            elif value is not None:
                self._parts.append(f'{name}="{value}"')

    def _value(self, code: str) -> str | None:
        """What an attribute's code says, as a mark where nobody knows; None: it is left out."""
        literal = _LITERAL.fullmatch(code)
        if literal:
            said = " ".join((literal[1] or literal[2] or literal[3] or "").split())
            said = said.replace("\\'", "'").replace('\\"', '"')
            return html.escape(said, quote=False).replace('"', "&quot;")
        if code in ("true", "false"):
            return "" if code == "true" else None
        if _NUMBER.fullmatch(code):
            return code
        return self._marked.expression(" ".join(code.split()))


def closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed, or the end of the text."""
    depth = 0
    for match in _QUOTED.finditer(text, start):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth -= 1
            if not depth:
                return match.start()
    return len(text)


def _expression_end(inner: str, start: int) -> int:
    """Where the code of one value ends: at a comma, or where the next name begins."""
    position = start
    while position < len(inner):
        char = inner[position]
        quoted = _QUOTED.match(inner, position) if char in "'\"`" else None
        if quoted:
            position = quoted.end()
        elif char in _OPEN:
            position = closing(inner, position) + 1
        elif char == "," or (char.isspace() and _is_over(inner, start, position)):
            return position
        else:
            position += 1
    return len(inner)


def _is_over(inner: str, start: int, position: int) -> bool:
    said = inner[max(start, position - 40) : position]
    return (
        bool(said.strip()) and not _GOES_ON.search(said) and not _CONTINUES.match(inner, position)
    )
