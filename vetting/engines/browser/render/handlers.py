"""What a page does by itself when somebody pastes into a field or changes one, read from its code.

Nothing runs: handlers in attributes and in the page's own scripts are read as text. Those in other
files are not seen.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_LANGUAGE = Language(tree_sitter_typescript.language_tsx())
MAX_SCRIPT = 200_000
MAX_STEPS = 6
MAX_TOLD = 50
PASTE, CHANGE = "paste", "change"
# A handler that takes what was pasted and puts it in by itself blocks nothing.
_TAKES = re.compile(r"clipboardData|getData\s*\(|\.value\s*=|execCommand")
_BLOCKS = re.compile(r"preventDefault\s*\(|return\s+false\b|returnValue\s*=\s*false|^\s*false\s*$")
_MOVES = re.compile(
    r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:assign|replace|reload)\s*\(|\bwindow\.open\s*\("
    r"|\b(?:requestSubmit|submit)\s*\(\s*\)|\.trigger\s*\(\s*['\"]submit"
    r"|\brouter\.(?:push|replace|navigate)\s*\(|\bhistory\.push\s*\(|\bnavigate\s*\("
)
# Who does it is asked first.
_ASKS = re.compile(r"\bconfirm\s*\(|\bswal\b", re.IGNORECASE)
_NAMES = {
    PASTE: re.compile(r"onpaste|(?:@|v-on:|x-on:)paste[\w.]*|\(paste\)"),
    CHANGE: re.compile(r"onchange|(?:@|v-on:|x-on:)change[\w.]*|\(change\)"),
}
# What our reading leaves of a handler that was found out; the page's rules look for these.
_WRITTEN = {PASTE: 'onpaste="return false"', CHANGE: 'onchange="this.form.submit()"'}
Names = Mapping[str, Node]
_FINDS = re.compile(r"document\.getElementById|[\w.]*querySelector(?:All)?|\$|jQuery")


def attribute(key: str, code: str) -> str:
    """What is written in place of an attribute that blocks or moves; empty for any other."""
    for kind, pattern in _NAMES.items():
        if pattern.fullmatch(key) and (_acts(kind, code) or (kind == PASTE and ".prevent" in key)):
            return _WRITTEN[kind]
    return ""


def _acts(kind: str, code: str) -> bool:
    """Whether a handler of the event blocks a paste, or moves to another page."""
    does, unless = (_BLOCKS, _TAKES) if kind == PASTE else (_MOVES, _ASKS)
    return bool(does.search(code)) and not unless.search(code)


def told(script: str) -> list[tuple[str, str]]:
    """Kind and selector of each field that a script watches in order to block or to move."""
    if len(script) > MAX_SCRIPT or not (PASTE in script or CHANGE in script):
        return []
    root = Parser(_LANGUAGE).parse(script.encode()).root_node
    names = _declared(root)
    found = (told for call in _nodes(root, "call_expression") if (told := _told(call, names)))
    return sorted(set(islice(found, MAX_TOLD)))


def _nodes(node: Node, *kinds: str) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if found.type in kinds:
            yield found
        waiting.extend(found.children)


def _told(call: Node, names: Names) -> tuple[str, str] | None:
    """What one call listens for, where its handler acts: `x.on('paste', …)`, `x.change(…)`."""
    function, arguments = (
        call.child_by_field_name("function"),
        call.child_by_field_name("arguments"),
    )
    if not function or not arguments or function.type != "member_expression":
        return None
    name, given = _text(function.child_by_field_name("property")), arguments.named_children
    if not given:
        return None
    is_short = name in (PASTE, CHANGE)
    if not is_short and name not in ("addEventListener", "on", "bind"):
        return None
    events = name if is_short else _string(given[0])
    kind = next((kind for kind in (PASTE, CHANGE) if kind in re.split(r"[\s.]+", events)), "")
    if not kind or not _acts(kind, _handler(given, names)):
        return None
    within = _string(given[1]) if name == "on" and len(given) > 2 else ""
    selector = within or _selector(function.child_by_field_name("object"), names, 0)
    return (kind, selector) if selector else None


def _handler(given: list[Node], names: Names) -> str:
    """The code of the handler among arguments; of a function of the same script by its name."""
    for node in reversed(given):
        if node.type in ("arrow_function", "function_expression", "function"):
            return _text(node)
        if node.type == "identifier":
            named = names.get(_text(node))
            return _text(named) if named else ""
    return ""


def _declared(root: Node) -> dict[str, Node]:
    """What each name of the script stands for; the first of several."""
    found: dict[str, Node] = {}
    for node in _nodes(root, "variable_declarator", "function_declaration"):
        found.setdefault(
            _text(node.child_by_field_name("name")), node.child_by_field_name("value") or node
        )
    return found


def _selector(node: Node | None, names: Names, step: int) -> str:
    """How the element that an expression stands for is found; empty where nobody knows."""
    if node is None or step > MAX_STEPS:
        return ""
    if node.type == "identifier":
        return _selector(_loop(node) or names.get(_text(node)), names, step + 1)
    function, arguments = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if (
        node.type != "call_expression"
        or not function
        or not arguments
        or not arguments.named_children
    ):
        return ""
    if not _FINDS.fullmatch(_text(function)):
        return ""
    found = _string(arguments.named_children[0])
    return f"#{found}" if found and _text(function).endswith("getElementById") else found


def _loop(node: Node) -> Node | None:
    """What is gone through in the loop around a node that the name is given by."""
    name, up = _text(node), node.parent
    while up:
        if up.type == "for_in_statement" and _text(up.child_by_field_name("left")) == name:
            return up.child_by_field_name("right")
        if up.type in ("arrow_function", "function_expression"):
            inner = up.child_by_field_name("parameters") or up.child_by_field_name("parameter")
            call = up.parent.parent if up.parent and up.parent.type == "arguments" else None
            each = call.child_by_field_name("function") if call else None
            if (
                each
                and _text(each).endswith(".forEach")
                and re.match(rf"\(?\s*{name}\b", _text(inner))
            ):
                return each.child_by_field_name("object")
        up = up.parent
    return None


def _string(node: Node) -> str:
    """The text of a literal; empty for anything else."""
    return _text(node)[1:-1] if node.type in ("string", "template_string") else ""


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node and node.text else ""
