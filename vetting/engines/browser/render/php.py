"""Plain PHP templates: CodeIgniter 3 and 4, hand-written ones, and PHP inside Blade."""

import re

from vetting.engines.browser.render.marks import Marked, Op, quoted
from vetting.engines.browser.render.php_echo import writes_markup, written

_OPENING = re.compile(r"<\?(?!xml\b)(php\b|=)?", re.IGNORECASE)
# What can hide the end of a tag, or be it.
_STOP = re.compile(r"\?>|'|\"|/\*|//|#(?!\[)|<<<\s*['\"]?(\w+)")
_SINGLE = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL)
_DOUBLE = re.compile(r"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_LINE_END = re.compile(r"(?=\?>)|\n|\Z")
_OUTPUT = re.compile(r"\b(?:echo|print|printf)\b|form_open|\bview\s*\(")
_SHAPES = (
    (Op.EXTENDS, re.compile(r"\$this\s*->\s*(?:extend|layout)\s*\(([^()]*)\)")),
    (Op.DEFINE, re.compile(r"\$this\s*->\s*(?:section|start|push)\s*\(([^()]*)\)")),
    (Op.END, re.compile(r"\$this\s*->\s*(?:endSection|stop|end)\s*\(()\s*\)")),
    (Op.YIELD, re.compile(r"\$this\s*->\s*(?:renderSection)\s*\(([^()]*)\)")),
    (Op.INCLUDE, re.compile(r"(?:\$this\s*->\s*(?:include|insert|load\s*->\s*view)|\bview)"
                            r"\s*\(([^()]*)")),
    (Op.INCLUDE, re.compile(r"\b(?:include|require)(?:_once)?\b\s*\(?([^;]*)")),
)  # fmt: skip
_FLOW = re.compile(r"\b(?:if|else|elseif|endif|foreach|for|while|switch|case)\b|[{}]")


def neutralise(text: str) -> Marked:
    """The template with its PHP as marks."""
    marked = Marked("")
    marked.text = replace_tags(text, marked)
    return marked


def replace_tags(text: str, marked: Marked) -> str:
    """Every PHP tag as the mark of what it does."""
    out, position = [], 0
    while match := _OPENING.search(text, position):
        out.append(text[position : match.start()])
        stop, position = _tag_end(text, match.end())
        code = text[match.end() : stop]
        out.append(_replace(text[match.start() : position], match[1] or "", code, marked))
    return "".join(out) + text[position:]


def _tag_end(text: str, position: int) -> tuple[int, int]:
    """Where the code of a tag ends and where the text goes on; strings may hold `?>`."""
    while match := _STOP.search(text, position):
        found = match[0]
        if found == "?>":
            return match.start(), match.end()
        position = _skipped(text, match)
    return len(text), len(text)


def _skipped(text: str, match: re.Match[str]) -> int:
    """Where the string, comment or heredoc ends that starts at this match."""
    found, start = match[0], match.end()
    if found in ("'", '"'):
        end = (_SINGLE if found == "'" else _DOUBLE).match(text, start)
        return end.end() if end else start
    if found == "/*":
        at = text.find("*/", start)
        return len(text) if at < 0 else at + 2
    if match[1]:
        end = re.compile(rf"\n\s*{match[1]}\b").search(text, start)
        return end.end() if end else len(text)
    line = _LINE_END.search(text, start)
    return line.end() if line else len(text)


def _replace(whole: str, opening: str, code: str, marked: Marked) -> str:
    shapes = _operations(code, marked)
    newlines = "\n" * whole.count("\n")
    if shapes and not writes_markup(code):
        return shapes + newlines
    if _FLOW.search(code):
        marked.has_flow = True
    if writes_markup(code):
        said = written(code, marked, whole=opening == "=")
        return shapes + said + newlines[said.count("\n") :]
    if opening == "=" or _OUTPUT.search(code):
        return marked.expression(whole, re.sub(r"^\s*echo\b|;\s*$", "", code))
    return newlines


def _operations(code: str, marked: Marked) -> str:
    found = []
    for op, pattern in _SHAPES:
        for match in pattern.finditer(code[:20_000]):
            names = quoted(match[1])
            if op is Op.END or names:
                found.append((match.start(), op, names))
    return "".join(marked.operation("", op, *_names(op, names)) for _, op, names in sorted(found))


def _names(op: Op, names: list[str]) -> list[str]:
    # `include __DIR__ . '/part.php'`: the last literal is the nearest to the file's name.
    return names[-1:] if op is Op.INCLUDE and len(names) > 1 else names[:1]
