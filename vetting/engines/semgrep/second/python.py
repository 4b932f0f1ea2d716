"""Python source to the small language, by its tree-sitter grammar.

A module becomes a class named `module` with its functions, and one more function for each of
its classes that makes an object of it; its classes are named `module:Class`. What is not
followed becomes `Mixed`, or a statement that gives its function up.
"""

import ast
import builtins
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from vetting.engines.semgrep.second import ir
from vetting.engines.semgrep.second.nodes import every

_LANGUAGE = Language(tree_sitter_python.language())
# What a list or dictionary is asked for, in the words of the interpreter's library.
_CALLS = {
    ("append", 1): "add", ("insert", 2): "add", ("pop", 1): "remove", ("startswith", 1): "startsWith",
    ("endswith", 1): "endsWith", ("lower", 0): "toLowerCase", ("upper", 0): "toUpperCase",
    ("strip", 0): "trim", ("find", 1): "indexOf", ("rfind", 1): "lastIndexOf",
}  # fmt: skip
_MAPS = ("ConfigParser", "RawConfigParser", "SafeConfigParser")
_FLOWS = ("request", "GET", "POST", "session", "environ")
"""Fields that hand on what comes from outside: never taken for a constant of a module."""


@dataclass(slots=True)
class _Scope:
    """What the names of a file mean: modules, classes, and variables that hold configurations."""

    module: str
    imported: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    maps: set[str] = field(default_factory=set)


def module_of(path: str) -> str:
    """The dotted name of a file, from the root of the application."""
    parts = path.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def read(body: bytes, path: str) -> ir.Unit:
    """The module and its classes."""
    root = Parser(_LANGUAGE).parse(body).root_node
    scope = _Scope(module_of(path))
    for node in every(root, ("import_statement", "import_from_statement", "class_definition")):
        _learn(node, scope)
    for node in every(root, ("assignment",)):
        right = node.child_by_field_name("right")
        made = right.child_by_field_name("function") if right is not None else None
        if made is not None and _text(made).rsplit(".", 1)[-1] in _MAPS:
            scope.maps.add(_text(node.child_by_field_name("left")))
    for node in every(root, ("function_definition",)):
        scope.functions.add(_text(node.child_by_field_name("name")))
    reader = _Reader(scope)
    classes = [reader.of_class(node) for node in every(root, ("class_definition",))]
    own = [node for node in every(root, ("function_definition",)) if _owner(node) is None]
    functions = [reader.function(node) for node in own]
    makers = [_maker(one) for one in classes]
    return ir.Unit((ir.Class(_at(root), scope.module, {}, (*functions, *makers)), *classes))


def _maker(of: ir.Class) -> ir.Function:
    """The function that a class is when it is called."""
    starts = [one for one in of.functions if one.name == of.name]
    params = starts[0].params if len(starts) == 1 else ()
    args = tuple(ir.Name(of.at, name) for name, _ in params)
    # A place of its own: the class itself holds other functions that a sink may stand in.
    at = (*of.at[:2], *of.at[:2])
    body = (ir.Leave("return", ir.New(of.at, of.name, args)),)
    return ir.Function(at, of.name.rsplit(":", 1)[-1], params, body)


def _learn(node: Node, scope: _Scope) -> None:
    if node.type == "class_definition":
        name = _text(node.child_by_field_name("name"))
        scope.classes[name] = f"{scope.module}:{name}"
    elif node.type == "import_statement":
        for kid in node.named_children:
            if kid.type == "aliased_import":
                dotted = _text(kid.child_by_field_name("name"))
                scope.imported[_text(kid.child_by_field_name("alias"))] = dotted
            else:
                scope.imported[_text(kid).split(".")[0]] = _text(kid).split(".")[0]
    else:
        source = _text(node.child_by_field_name("module_name")).lstrip(".")
        for kid in node.children_by_field_name("name"):
            aliased = kid.type == "aliased_import"
            name = _text(kid.child_by_field_name("name")) if aliased else _text(kid)
            known = _text(kid.child_by_field_name("alias")) if aliased else name
            if name[:1].isupper():
                scope.classes[known] = f"{source}:{name}"
            elif known not in _FLOWS:
                scope.functions.add(known)


def _owner(node: Node) -> Node | None:
    """The class that a function is a method of."""
    above = node.parent
    while above is not None and above.type in ("block", "decorated_definition"):
        above = above.parent
    return above if above is not None and above.type == "class_definition" else None


def _is_static(node: Node) -> bool:
    above = node.parent
    if above is None or above.type != "decorated_definition":
        return False
    return any(_text(kid) == "@staticmethod" for kid in _kids(above))


def _at(node: Node) -> ir.At:
    return (*node.start_point, *node.end_point)


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node and node.text else ""


def _kids(node: Node | None) -> list[Node]:
    return [kid for kid in node.named_children if kid.type != "comment"] if node else []


def _nothing(node: Node) -> ir.Expr:
    return ir.Mixed(_at(node), ())


def _give_up(node: Node) -> ir.Stmt:
    # An assignment to a constant is what the interpreter does not do.
    nothing = ir.Literal(_at(node), None)
    return ir.Do(ir.Assign(_at(node), nothing, nothing))


class _Reader:
    """Reads the functions and classes of one file."""

    def __init__(self, scope: _Scope) -> None:
        self._scope = scope

    def of_class(self, node: Node) -> ir.Class:
        """A class with its methods; its constructor is named as the class is."""
        name = f"{self._scope.module}:{_text(node.child_by_field_name('name'))}"
        methods = []
        for one in every(node, ("function_definition",)):
            if _owner(one) == node:
                read = self.function(one, method=True)
                if read.name == "__init__":
                    read = ir.Function(read.at, name, read.params, read.body)
                methods.append(read)
        return ir.Class(_at(node), name, {}, tuple(methods))

    def function(self, node: Node, *, method: bool = False) -> ir.Function:
        """A function; `self` of a method is the object itself."""
        params: list[tuple[str, str]] = []
        first: list[ir.Stmt] = []
        for one in _kids(node.child_by_field_name("parameters")):
            inner = one.child_by_field_name("name") or next(
                (kid for kid in (one, *_kids(one)) if kid.type == "identifier"), None
            )
            if inner is not None:
                params.append((_text(inner), "..." if "splat" in one.type else ""))
        if method and params and not _is_static(node):
            name, _ = params.pop(0)
            first.append(ir.Let(name, "", ir.Name(_at(node), "this")))
        body = (*first, *self._body(node.child_by_field_name("body")))
        return ir.Function(_at(node), _text(node.child_by_field_name("name")), tuple(params), body)

    # --- statements ---------------------------------------------------------------------------

    def _body(self, node: Node | None) -> tuple[ir.Stmt, ...]:
        return tuple(stmt for kid in _kids(node) for stmt in self._stmt(kid))

    def _stmt(self, node: Node) -> Iterator[ir.Stmt]:
        match node.type:
            case "expression_statement":
                for kid in _kids(node):
                    yield from self._effect(kid)
            case "if_statement":
                yield self._if(node)
            case "for_statement":
                yield from self._for(node)
            case "while_statement":
                body = self._part_body(node, "body")
                yield ir.Loop(self._part(node, "condition"), body)
                yield from self._rest(node)
            case "try_statement":
                yield self._try(node)
            case "with_statement":
                yield from self._with(node)
            case "match_statement":
                yield self._match(node)
            case "return_statement":
                kids = _kids(node)
                yield ir.Leave("return", self.expr(kids[0]) if kids else None)
            case "raise_statement":
                yield ir.Leave("throw", self.expr(_kids(node)[0]) if _kids(node) else None)
            case "break_statement" | "continue_statement":
                yield ir.Leave(node.type.split("_")[0])
            case "function_definition" | "class_definition":
                yield ir.Let(_text(node.child_by_field_name("name")), "", _nothing(node))
            case "decorated_definition":
                inner = node.child_by_field_name("definition")
                yield ir.Let(_text(inner.child_by_field_name("name") if inner else None), "",
                             _nothing(node))  # fmt: skip
            case "pass_statement" | "assert_statement" | "comment":
                return
            case "import_statement" | "import_from_statement" | "future_import_statement":
                return
            case _:
                yield _give_up(node)

    def _effect(self, node: Node) -> Iterator[ir.Stmt]:
        if node.type == "assignment":
            right = node.child_by_field_name("right")
            left = node.child_by_field_name("left")
            if left is not None and right is not None:
                if right.type == "assignment":
                    yield from self._effect(right)
                    right = right.child_by_field_name("left") or right
                yield from self._assigned(left, self.expr(right), right)
        elif node.type == "augmented_assignment":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                value = ir.Call(_at(node), self.expr(left), "__iop__", (self.expr(right),))
                yield from self._assigned(left, value, node)
        else:
            yield ir.Do(self.expr(node))

    def _assigned(self, left: Node, value: ir.Expr, right: Node) -> Iterator[ir.Stmt]:
        if left.type == "identifier":
            yield ir.Let(_text(left), "", value)
        elif left.type == "subscript" and any(kid.type == "slice" for kid in _kids(left)):
            base = self._part(left, "value")
            yield ir.Do(ir.Call(_at(left), base, "__iop__", (value,)))
        elif left.type in ("attribute", "subscript"):
            yield ir.Do(ir.Assign(_at(left), self.expr(left), value))
        elif left.type in ("pattern_list", "tuple_pattern", "list_pattern"):
            names = _kids(left)
            values = _kids(right)
            paired = right.type in ("expression_list", "tuple") and len(values) == len(names)
            for number, name in enumerate(names):
                part = self.expr(values[number]) if paired else self._made_of(left, value)
                yield from self._assigned(name, part, right)
        else:
            yield _give_up(left)

    def _made_of(self, node: Node, value: ir.Expr) -> ir.Expr:
        """Something made of a value that is not the value itself."""
        return ir.Mixed(_at(node), (value, ir.Literal(_at(node), None)))

    def _if(self, node: Node) -> ir.Stmt:
        ways: list[tuple[ir.Expr, tuple[ir.Stmt, ...]]] = [
            (self._part(node, "condition"), self._part_body(node, "consequence"))
        ]
        other: tuple[ir.Stmt, ...] = ()
        for kid in node.children_by_field_name("alternative"):
            if kid.type == "elif_clause":
                ways.append((self._part(kid, "condition"), self._part_body(kid, "consequence")))
            else:
                other = self._part_body(kid, "body")
        for condition, then in reversed(ways):
            other = (ir.If(condition, then, other),)
        return other[0]

    def _for(self, node: Node) -> Iterator[ir.Stmt]:
        left = node.child_by_field_name("left")
        body = self._part_body(node, "body")
        items = self._part(node, "right")
        if left is not None and left.type == "identifier":
            yield ir.Each(_text(left), "", items, body)
        elif left is not None:
            one = ir.Name(_at(left), " each")
            firsts = tuple(self._assigned(left, one, left))
            yield ir.Each(" each", "", items, (*firsts, *body))
        yield from self._rest(node)

    def _rest(self, node: Node) -> Iterator[ir.Stmt]:
        """What a loop does when it was not left early: it may run or not."""
        other = node.child_by_field_name("alternative")
        if other is not None:
            yield ir.If(ir.Mixed(_at(other), ()), self._part_body(other, "body"))

    def _try(self, node: Node) -> ir.Stmt:
        body = self._part_body(node, "body")
        handlers: list[tuple[str, tuple[ir.Stmt, ...]]] = []
        always: tuple[ir.Stmt, ...] = ()
        for kid in _kids(node):
            inner = next((one for one in kid.named_children if one.type == "block"), None)
            if kid.type in ("except_clause", "except_group_clause"):
                name = next(every(kid, ("as_pattern_target",)), None)
                handlers.append((_text(name) or " caught", self._body(inner)))
            elif kid.type == "finally_clause":
                always = self._body(inner)
            elif kid.type == "else_clause":
                body = (*body, *self._body(inner))
        return ir.Try(body, tuple(handlers), always)

    def _with(self, node: Node) -> Iterator[ir.Stmt]:
        for item in every(node, ("with_item",)):
            if item.parent is None or item.parent.parent != node:
                continue
            value = item.child_by_field_name("value")
            if value is None:
                continue
            if value.type == "as_pattern":
                target = next(every(value, ("as_pattern_target",)), None)
                names = _kids(target)
                got = self.expr(_kids(value)[0])
                if names:
                    yield from self._assigned(names[0], got, value)
            else:
                yield ir.Do(self.expr(value))
        yield from self._part_body(node, "body")

    def _match(self, node: Node) -> ir.Stmt:
        cases: list[tuple[tuple[ir.Expr | None, ...], tuple[ir.Stmt, ...]]] = []
        block = node.child_by_field_name("body")
        for clause in (kid for kid in _kids(block) if kid.type == "case_clause"):
            labels: list[ir.Expr | None] = []
            for pattern in (kid for kid in _kids(clause) if kid.type == "case_pattern"):
                labels.extend(self._labels(pattern))
            guarded = clause.child_by_field_name("guard") is not None
            body = self._part_body(clause, "consequence")
            cases.append((tuple(labels) if not guarded else (_nothing(clause),), body))
        return ir.Switch(self._part(node, "subject"), tuple(cases), falls=False)

    def _labels(self, pattern: Node) -> Iterator[ir.Expr | None]:
        for kid in _kids(pattern) or [pattern]:
            if kid.type == "union_pattern":
                yield from (self.expr(one) for one in _kids(kid))
            elif _text(kid) == "_":
                yield None
            elif kid.type in ("string", "integer", "true", "false", "none"):
                yield self.expr(kid)
            else:
                yield _nothing(kid) if kid.type != "case_pattern" else None

    # --- expressions --------------------------------------------------------------------------

    def _part(self, node: Node, name: str) -> ir.Expr:
        part = node.child_by_field_name(name)
        return self.expr(part) if part is not None else _nothing(node)

    def _part_body(self, node: Node, name: str) -> tuple[ir.Stmt, ...]:
        return self._body(node.child_by_field_name(name))

    def expr(self, node: Node) -> ir.Expr:
        """An expression; one that is not followed is made of its parts."""
        made = _EXPRESSIONS.get(node.type)
        if made is not None:
            return made(self, node)
        return ir.Mixed(_at(node), (*(self.expr(kid) for kid in _kids(node)), _none(node)))

    def name(self, node: Node) -> ir.Expr:
        """A variable, or a module that was imported."""
        text = _text(node)
        if text in self._scope.imported and text not in _FLOWS:
            return ir.Name(_at(node), f"Module {self._scope.imported[text]}")
        return ir.Name(_at(node), text)

    def _base(self, node: Node) -> ir.Expr:
        """What a method or field is asked of: here a module, or a part of a package, may stand."""
        if node.type != "attribute":
            return self.expr(node)
        base, name = self._base(_kids(node)[0]), _text(node.child_by_field_name("attribute"))
        if isinstance(base, ir.Name) and base.name.startswith("Module ") and name not in _FLOWS:
            return ir.Name(_at(node), f"{base.name}.{name}")
        return self.attribute(node)

    def attribute(self, node: Node) -> ir.Expr:
        """A field; of a module, its constants are known to be its own and its variables are not."""
        base, name = self._base(_kids(node)[0]), _text(node.child_by_field_name("attribute"))
        if name in _FLOWS:
            return ir.Name(_at(node), name)
        if isinstance(base, ir.Name) and base.name.startswith("Module "):
            return ir.Name(_at(node), name)
        return ir.Member(_at(node), base, name)

    def subscript(self, node: Node) -> ir.Expr:
        value = self._part(node, "value")
        indexes = node.children_by_field_name("subscript")
        if len(indexes) != 1 or indexes[0].type == "slice":
            return ir.Mixed(_at(node), (value, _none(node)))
        return ir.Index(_at(node), value, self.expr(indexes[0]))

    def call(self, node: Node) -> ir.Expr:
        """A call: of a class, of a function of a module, or of a method."""
        callee = node.child_by_field_name("function")
        given = _kids(node.child_by_field_name("arguments"))
        args = tuple(self.expr(one) for one in given)
        plain = all(one.type not in _UNORDERED for one in given)
        if callee is None or not plain:
            base = self._base(callee) if callee is not None else _nothing(node)
            return ir.Call(_at(node), base, " unknown", args)
        if callee.type == "identifier":
            return self._of_name(node, _text(callee), args)
        if callee.type == "attribute":
            return self._of_attribute(node, callee, args)
        return ir.Call(_at(node), self.expr(callee), " unknown", args)

    def _of_name(self, node: Node, name: str, args: tuple[ir.Expr, ...]) -> ir.Expr:
        if name == "str" and len(args) == 1:
            return ir.Mixed(_at(node), (*args, _none(node)))
        if name == "dict" and not args:
            return ir.New(_at(node), "HashMap", ())
        if name == "list" and not args:
            return ir.Items(_at(node), ())
        if name in self._scope.classes:
            return ir.New(_at(node), self._scope.classes[name], args)
        if name not in self._scope.functions and not hasattr(builtins, name):
            return ir.Call(_at(node), ir.Name(_at(node), name), " unknown", args)
        return ir.Call(_at(node), ir.Name(_at(node), f"Module {self._scope.module}"), name, args)

    def _of_attribute(self, node: Node, callee: Node, args: tuple[ir.Expr, ...]) -> ir.Expr:
        name = _text(callee.child_by_field_name("attribute"))
        base = self._base(_kids(callee)[0])
        if name in _MAPS:
            return ir.New(_at(node), "HashMap", ())
        if isinstance(base, ir.Name) and base.name in self._scope.maps:
            return self._of_map(node, base, name, args)
        return ir.Call(_at(node), base, _CALLS.get((name, len(args)), name), args)

    def _of_map(self, node: Node, base: ir.Expr, name: str, args: tuple[ir.Expr, ...]) -> ir.Expr:
        """A configuration: its values stand under a section and a name."""
        if name == "add_section":
            return _none(node)
        if name in ("set", "get") and len(args) >= 2:
            key = ir.Binary(_at(node), "+", ir.Binary(args[0].at, "+", args[0], _text_of(node, "/")),
                            args[1])  # fmt: skip
            if name == "set" and len(args) == 3:
                return ir.Call(_at(node), base, "put", (key, args[2]))
            if len(args) == 2:
                return ir.Call(_at(node), base, "get", (key,))
        return ir.Call(_at(node), base, name, args)

    def string(self, node: Node) -> ir.Expr:
        """A text; one with values inside is made of them."""
        inside = [one for one in _kids(node) if one.type == "interpolation"]
        if inside:
            parts = tuple(self._part(one, "expression") for one in inside)
            return ir.Mixed(_at(node), (*parts, _none(node)))
        try:
            value = ast.literal_eval(_text(node))
        except (SyntaxError, ValueError):
            return _nothing(node)
        return ir.Literal(_at(node), value) if isinstance(value, str) else _nothing(node)

    def joined_strings(self, node: Node) -> ir.Expr:
        """Texts that stand beside one another."""
        parts = [self.string(one) for one in _kids(node)]
        known = [one.value for one in parts if isinstance(one, ir.Literal)]
        if len(known) == len(parts):
            return ir.Literal(_at(node), "".join(str(one) for one in known))
        return ir.Mixed(_at(node), (*parts, _none(node)))

    def binary(self, node: Node) -> ir.Expr:
        """Arithmetic; division and remainder differ from what the library folds."""
        op = _text(node.child_by_field_name("operator"))
        left, right = self._part(node, "left"), self._part(node, "right")
        if op in ("+", "-", "*"):
            return ir.Binary(_at(node), op, left, right)
        return ir.Mixed(_at(node), (left, right))

    def comparison(self, node: Node) -> ir.Expr:
        """One comparison; `is` is left alone, and so is a chain."""
        kids = _kids(node)
        ops = [_text(one) for one in node.children_by_field_name("operators")]
        if len(kids) == 2 and len(ops) == 1:
            op = " ".join(ops[0].split())
            if op in ("<", ">", "<=", ">=", "==", "!="):
                return ir.Binary(_at(node), op, self.expr(kids[0]), self.expr(kids[1]))
            if op in ("in", "not in"):
                found = ir.Binary(_at(node), "in", self.expr(kids[0]), self.expr(kids[1]))
                return found if op == "in" else ir.Unary(_at(node), "!", found)
        return ir.Mixed(_at(node), (*(self.expr(one) for one in kids), _none(node)))

    def either(self, node: Node) -> ir.Expr:
        """`and` and `or`: one of the two operands."""
        left, right = self._part(node, "left"), self._part(node, "right")
        if _text(node.child_by_field_name("operator")) == "or":
            return ir.Choice(_at(node), left, left, right)
        return ir.Choice(_at(node), left, right, left)

    def conditional(self, node: Node) -> ir.Expr:
        """`a if c else b`."""
        then, condition, other = (self.expr(kid) for kid in _kids(node)[:3])
        return ir.Choice(_at(node), condition, then, other)

    def dictionary(self, node: Node) -> ir.Expr:
        """An empty one is known key by key; a filled one as a whole."""
        if not _kids(node):
            return ir.New(_at(node), "HashMap", ())
        return ir.Mixed(_at(node), (*(self.expr(kid) for kid in _kids(node)), _none(node)))

    def inner(self, node: Node) -> ir.Expr:
        """Brackets: the value inside, also where the whole is looked for."""
        kids = _kids(node)
        return ir.Mixed(_at(node), (self.expr(kids[0]),)) if len(kids) == 1 else _nothing(node)

    def keyword(self, node: Node) -> ir.Expr:
        """A named argument."""
        return self._part(node, "value")

    def function_value(self, node: Node) -> ir.Expr:
        """A function without a name."""
        params = node.child_by_field_name("parameters")
        names = tuple(_text(one) for one in every(params, ("identifier",))) if params else ()
        return ir.Lambda(_at(node), names, (ir.Leave("return", self._part(node, "body")),))


def _none(node: Node) -> ir.Literal:
    return ir.Literal(_at(node), None)


def _text_of(node: Node, text: str) -> ir.Literal:
    return ir.Literal(_at(node), text)


def _integer(reader: _Reader, node: Node) -> ir.Expr:
    del reader
    try:
        return ir.Literal(_at(node), int(_text(node), 0))
    except ValueError:
        return _nothing(node)


def _unary(reader: _Reader, node: Node) -> ir.Expr:
    part = node.child_by_field_name("argument")
    op = "!" if node.type == "not_operator" else _text(node)[:1]
    inner = reader.expr(part) if part is not None else _nothing(node)
    return ir.Unary(_at(node), op, inner)


_UNORDERED = ("keyword_argument", "list_splat", "dictionary_splat")
_EXPRESSIONS: dict[str, Callable[[_Reader, Node], ir.Expr]] = {
    "identifier": _Reader.name,
    "attribute": _Reader.attribute,
    "subscript": _Reader.subscript,
    "call": _Reader.call,
    "string": _Reader.string,
    "concatenated_string": _Reader.joined_strings,
    "integer": _integer,
    "true": lambda _, node: ir.Literal(_at(node), value=True),
    "false": lambda _, node: ir.Literal(_at(node), value=False),
    "none": lambda _, node: _none(node),
    "binary_operator": _Reader.binary,
    "comparison_operator": _Reader.comparison,
    "boolean_operator": _Reader.either,
    "not_operator": _unary,
    "unary_operator": _unary,
    "conditional_expression": _Reader.conditional,
    "list": lambda reader, node: ir.Items(_at(node), tuple(reader.expr(k) for k in _kids(node))),
    "tuple": lambda reader, node: ir.Items(_at(node), tuple(reader.expr(k) for k in _kids(node))),
    "dictionary": _Reader.dictionary,
    "parenthesized_expression": _Reader.inner,
    # An assignment inside an expression is not followed: the function is given up.
    "named_expression": lambda _, node: ir.Assign(_at(node), _none(node), _none(node)),
    "keyword_argument": _Reader.keyword,
    "lambda": _Reader.function_value,
}  # fmt: skip
