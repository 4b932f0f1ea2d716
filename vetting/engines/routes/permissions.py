"""Which permissions a view of DRF asks for: `get_permissions` as far as a reader can follow it."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vetting.engines.routes.pymodules import dotted
from vetting.engines.routes.route import UNSURE

Names = tuple[str, ...]
_SAFE = ("GET", "HEAD", "OPTIONS")
_ACTION = ("self.action",)
_METHOD = ("self.request.method", "request.method", "method")
_SUPER = "get_permissions"
MAX_STEPS = 500


class Unclear(Exception):
    """A reader of the code cannot tell either."""


class _Missing(Exception):
    """A dictionary lacks the action; `except KeyError` may answer it."""


@dataclass
class Asked:
    """One request to a view: its action (empty: none) and its method, in capitals.

    `above` are the permissions without `get_permissions`; `attribute` gives what the class says
    under a name.
    """

    action: str
    method: str
    above: Names
    attribute: Callable[[str], ast.expr | None]
    names: dict[str, Names] = field(default_factory=dict)
    nodes: dict[str, ast.expr] = field(default_factory=dict)
    steps: int = 0


def permitted(function: ast.FunctionDef, asked: Asked) -> Names:
    """The names of the permissions that it returns; UNSURE alone where that is not clear."""
    try:
        found = _run(function.body, asked)
    except (Unclear, _Missing, RecursionError):
        found = None
    return (UNSURE,) if found is None else found


def _run(body: Sequence[ast.stmt], asked: Asked) -> Names | None:
    """What a block returns; None where it goes on."""
    for node in body:
        asked.steps += 1
        if asked.steps > MAX_STEPS:
            raise Unclear
        found = _statement(node, asked)
        if found is not None:
            return found
    return None


def _statement(node: ast.stmt, asked: Asked) -> Names | None:
    if isinstance(node, ast.Return):
        return _names(node.value, asked)
    if isinstance(node, ast.If):
        return _run(node.body if _true(node.test, asked) else node.orelse, asked)
    if isinstance(node, ast.Try):
        return _attempt(node, asked)
    if isinstance(node, ast.Match):
        return _match(node, asked)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if node.value is not None:
            asked.names.pop(dotted(target), None)
            asked.nodes[dotted(target)] = node.value
            # What is a list of permissions is read now: its own name may stand in it.
            asked.names[dotted(target)] = _names_or_none(node.value, asked)
        return None
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        name = dotted(node.target)
        asked.names[name] = (*_names(node.target, asked), *_names(node.value, asked))
        return None
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        name = dotted(call.func.value)
        if call.func.attr in ("append", "extend", "insert") and name and call.args:
            added = call.args[-1]
            more = _names(added, asked) if call.func.attr == "extend" else _one(added, asked)
            asked.names[name] = (*_names(call.func.value, asked), *more)
            return None
        return None
    if isinstance(node, (ast.Pass, ast.Expr)):
        return None
    raise Unclear


def _names_or_none(node: ast.expr, asked: Asked) -> Names:
    try:
        return _names(node, asked)
    except Unclear:
        return (UNSURE,)


def _attempt(node: ast.Try, asked: Asked) -> Names | None:
    try:
        return _run([*node.body, *node.orelse], asked)
    except _Missing:
        for handler in node.handlers:
            caught = ast.unparse(handler.type) if handler.type else "KeyError"
            if "KeyError" in caught or caught in ("Exception", "LookupError"):
                return _run(handler.body, asked)
        raise


def _match(node: ast.Match, asked: Asked) -> Names | None:
    said = _said(node.subject, asked)
    for case in node.cases:
        fits = _fits(case.pattern, said)
        if case.guard is not None:
            raise Unclear
        if fits:
            return _run(case.body, asked)
    return None


def _fits(pattern: ast.pattern, said: str) -> bool:
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant):
        return bool(pattern.value.value == said)
    if isinstance(pattern, ast.MatchOr):
        return any(_fits(one, said) for one in pattern.patterns)
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        return True
    raise Unclear


def _names(node: ast.expr | None, asked: Asked) -> Names:
    """The permissions in a list, however it is made."""
    asked.steps += 1
    if asked.steps > MAX_STEPS or node is None:
        raise Unclear
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return tuple(name for one in node.elts for name in _one(one, asked))
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        return _names(node.generators[0].iter, asked)
    if isinstance(node, ast.IfExp):
        return _names(node.body if _true(node.test, asked) else node.orelse, asked)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (*_names(node.left, asked), *_names(node.right, asked))
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return next((n for v in node.values if (n := _names(v, asked))), ())
    if isinstance(node, ast.Subscript):
        return _names(_looked_up(node.value, node.slice, None, asked), asked)
    if isinstance(node, ast.Call):
        return _called(node, asked)
    name = dotted(node)
    if name in asked.names:
        return asked.names[name]
    if name == "self.permission_classes":
        return asked.above
    said = asked.attribute(name.removeprefix("self.")) if name else None
    if said is None:
        raise Unclear
    return _names(said, asked)


def _called(node: ast.Call, asked: Asked) -> Names:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr == _SUPER:
        return asked.names.get("self.permission_classes", asked.above)
    if isinstance(function, ast.Attribute) and function.attr == "get" and node.args:
        default = node.args[1] if len(node.args) > 1 else None
        return _names(_looked_up(function.value, node.args[0], default, asked), asked)
    if dotted(function) in ("list", "tuple") and len(node.args) == 1:
        return _names(node.args[0], asked)
    if dotted(function) == "map" and len(node.args) == 2:
        return _names(node.args[1], asked)
    raise Unclear


def _one(node: ast.expr, asked: Asked) -> Names:
    """One permission: a class, an object of it, or several joined by `&` and `|`."""
    if isinstance(node, ast.Starred):
        return _names(node.value, asked)
    if isinstance(node, ast.Call):
        return _one(node.func, asked)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        return (*_one(node.left, asked), *_one(node.right, asked))
    if isinstance(node, ast.IfExp):
        return _one(node.body if _true(node.test, asked) else node.orelse, asked)
    name = dotted(node)
    if not name:
        raise Unclear
    if name in asked.nodes:
        return _one(asked.nodes[name], asked)
    return (name.rsplit(".", 1)[-1],)


def _looked_up(table: ast.expr, key: ast.expr, default: ast.expr | None, asked: Asked) -> ast.expr:
    name = dotted(table)
    said = asked.nodes.get(name) or asked.attribute(name.removeprefix("self."))
    held = table if isinstance(table, ast.Dict) else said
    wanted = _said(key, asked)
    if not isinstance(held, ast.Dict) or None in held.keys:
        raise Unclear
    for one, value in zip(held.keys, held.values, strict=True):
        if not isinstance(one, ast.Constant):
            raise Unclear
        if one.value == wanted:
            return value
    if default is None:
        raise _Missing
    return default


def _said(node: ast.expr, asked: Asked) -> str:
    """The text of an expression: the action, the method, or what is written."""
    name = dotted(node)
    if name in asked.nodes:
        return _said(asked.nodes[name], asked)
    if name in _ACTION and asked.action:
        return asked.action
    if name in _METHOD:
        return asked.method
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr in ("lower", "upper"):
        said = _said(called.value, asked)
        return said.lower() if called.attr == "lower" else said.upper()
    raise Unclear


def _true(node: ast.expr, asked: Asked) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _true(node.operand, asked)
    if isinstance(node, ast.BoolOp):
        return _either([*node.values], asked, is_and=isinstance(node.op, ast.And))
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        raise Unclear
    left, operator, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(operator, (ast.Eq, ast.NotEq)):
        return (_said(left, asked) == _said(right, asked)) == isinstance(operator, ast.Eq)
    if isinstance(operator, (ast.In, ast.NotIn)):
        return (_said(left, asked) in _several(right, asked)) == isinstance(operator, ast.In)
    raise Unclear


def _either(nodes: Sequence[ast.expr], asked: Asked, is_and: bool) -> bool:
    """`and`, `or`: one side that decides is enough."""
    unclear = False
    for node in nodes:
        try:
            if _true(node, asked) != is_and:
                return not is_and
        except Unclear:
            unclear = True
    if unclear:
        raise Unclear
    return is_and


def _several(node: ast.expr, asked: Asked) -> Names:
    name = dotted(node)
    if name.rsplit(".", 1)[-1] == "SAFE_METHODS":
        return _SAFE
    if isinstance(node, ast.Dict):
        return tuple(_said(one, asked) for one in node.keys if one is not None)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return tuple(_said(one, asked) for one in node.elts)
    held = asked.nodes.get(name) or (asked.attribute(name.removeprefix("self.")) if name else None)
    if held is None:
        raise Unclear
    return _several(held, asked)
