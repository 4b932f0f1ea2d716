"""Plain PHP templates: CodeIgniter 3 and 4, hand-written ones, and PHP inside Blade."""

import re

from vetting.engines.browser.render.marks import Marked, Op, quoted

_TAG = re.compile(r"<\?(?!xml\b)(php\b|=)?(.*?)(?:\?>|\Z)", re.DOTALL | re.IGNORECASE)
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
    return _TAG.sub(lambda match: _replace(match, marked), text)


def _replace(match: re.Match[str], marked: Marked) -> str:
    whole, opening, code = match[0], match[1] or "", match[2]
    shapes = _operations(code, marked)
    newlines = "\n" * whole.count("\n")
    if shapes:
        return shapes + newlines
    if opening == "=" or _OUTPUT.search(code):
        return marked.expression(whole, re.sub(r"^\s*echo\b|;\s*$", "", code))
    return marked.flow(whole) if _FLOW.search(code) else newlines


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
