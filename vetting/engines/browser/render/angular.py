"""Angular templates: files of their own, and those that stand in a component's script."""

import re

from vetting.engines.browser.render.known import without_icons
from vetting.engines.browser.render.marks import Marked, lines_of
from vetting.engines.browser.render.scripts import markup

_SCRIPT = re.compile(r"@Component\s*\(")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_FLOW = re.compile(r"\*ng(?:If|For|SwitchCase)\b")
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^\"'>])*?)(?P<self>/?)>"
    r"|@(?:if|else if|else|for|empty|switch|case|default|defer|placeholder|loading|error)\b\s*"
    r"(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\s*\{|@let\s[^;]*;|(?P<end>\})"
)
# Its own tags stand for what they hold.
_SEEN_THROUGH = {"ng-container", "ng-template"}
# What stands in such a box is labelled by it.
_LABELLING = {"mat-form-field", "nz-form-item", "clr-input-container", "clr-select-container"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip
_ATTRIBUTE = re.compile(
    r"(?<=\s)(?:(?P<attr>attr\.)(?=[\w-]+\s*=)|(?P<route>\[?routerLink\]?(?=[\s=]|$)))"
)


def neutralise(text: str) -> Marked:
    """The template, or all of them in a script, with what a script fills in as marks."""
    marked = Marked("")
    if _SCRIPT.search(text):
        text = markup(text, marked)
    text = _COMMENT.sub(lambda match: lines_of(match[0]), text)
    text = without_icons(text)
    text = _BRACES.sub(lambda match: marked.expression(match[0]), text)
    marked.has_flow = bool(_FLOW.search(text))
    marked.text = _Tokens(marked).run(text)
    return marked


class _Tokens:
    """Tags and blocks of control flow, one after another."""

    def __init__(self, marked: Marked) -> None:
        self._marked, self._blocks = marked, 0

    def run(self, text: str) -> str:
        return _TOKEN.sub(self._token, text)

    def _token(self, match: re.Match[str]) -> str:
        if match["name"]:
            return self._tag(match)
        if not match["end"]:
            self._blocks += match[0].endswith("{")
            return self._marked.flow(match[0])
        if not self._blocks:
            return match[0]
        self._blocks -= 1
        return ""

    def _tag(self, match: re.Match[str]) -> str:
        name, close, rest = match["name"], match["close"], match["rest"]
        if name in _SEEN_THROUGH:
            return lines_of(match[0])
        if name == "ng-content":
            return lines_of(match[0]) if close else self._marked.expression(match[0])
        if name in _LABELLING:
            return "</label>" if close else "<label>" + self._marked.expression(match[0])
        closed = f"</{name}>" if match["self"] and name not in _VOID else ""
        return f"<{close}{name}{_ATTRIBUTE.sub(_renamed, rest)}>{closed}"


def _renamed(match: re.Match[str]) -> str:
    if match["attr"]:
        return ""
    return "[href]" if match["route"].startswith("[") else "href"
