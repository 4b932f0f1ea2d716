"""Java source to the small language, by its tree-sitter grammar."""

from collections.abc import Callable, Iterator

import tree_sitter_java
from tree_sitter import Language, Node, Parser

from vetting.engines.semgrep.second import ir
from vetting.engines.semgrep.second.nodes import every

_LANGUAGE = Language(tree_sitter_java.language())
_CLASSES = ("class_declaration", "enum_declaration", "record_declaration", "interface_declaration")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "0": "\0"}


def read(body: bytes) -> ir.Unit:
    """The classes of a source file. What the grammar does not know becomes `Mixed`."""
    tree = Parser(_LANGUAGE).parse(body)
    return ir.Unit(tuple(_class(node) for node in every(tree.root_node, _CLASSES)))


def _at(node: Node) -> ir.At:
    return (*node.start_point, *node.end_point)


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node and node.text else ""


def _type(node: Node | None) -> str:
    """The simple name of a type, without its package and parameters."""
    return _text(node).split("<")[0].rsplit(".", 1)[-1].strip()


def _kids(node: Node | None) -> list[Node]:
    return [kid for kid in node.named_children if "comment" not in kid.type] if node else []


def _class(node: Node) -> ir.Class:
    fields: dict[str, ir.Expr | None] = {}
    functions = []
    for kid in _members(node.child_by_field_name("body")):
        if kid.type in ("field_declaration", "constant_declaration"):
            constant = "final" in _text(kid.child(0)) or kid.type == "constant_declaration"
            for one in kid.children_by_field_name("declarator"):
                value = one.child_by_field_name("value")
                fields[_text(one.child_by_field_name("name"))] = (
                    _expr(value) if constant and value else None
                )
        elif kid.type in ("method_declaration", "constructor_declaration"):
            functions.append(_function(kid))
    name = _text(node.child_by_field_name("name"))
    return ir.Class(_at(node), name, fields, tuple(functions))


def _members(body: Node | None) -> Iterator[Node]:
    for kid in _kids(body):
        if kid.type == "enum_body_declarations":
            yield from _kids(kid)
        else:
            yield kid


def _function(node: Node) -> ir.Function:
    params = []
    for one in _kids(node.child_by_field_name("parameters")):
        if one.type == "spread_parameter":
            params.append((_text(one.named_children[-1]), "..."))
        elif one.type == "formal_parameter":
            name = _text(one.child_by_field_name("name"))
            params.append((name, _type(one.child_by_field_name("type"))))
    body = node.child_by_field_name("body")
    name = _text(node.child_by_field_name("name"))
    return ir.Function(_at(node), name, tuple(params), _body(body) if body else ())


# --- statements ---------------------------------------------------------------------------------


def _body(node: Node | None) -> tuple[ir.Stmt, ...]:
    """The statements of a block, or the one statement that stands where a block may stand."""
    if node is None:
        return ()
    if node.type in ("block", "constructor_body", "switch_block_statement_group"):
        kids = [kid for kid in _kids(node) if kid.type != "switch_label"]
        return tuple(stmt for kid in kids for stmt in _stmt(kid))
    return tuple(_stmt(node))


def _stmt(node: Node) -> Iterator[ir.Stmt]:
    made = _STATEMENTS.get(node.type)
    if made is not None:
        yield from made(node)
    elif node.type not in _CLASSES and node.type != ";":
        yield ir.Do(_expr(node))


def _local(node: Node) -> Iterator[ir.Stmt]:
    type_name = _type(node.child_by_field_name("type"))
    for one in node.children_by_field_name("declarator"):
        value = one.child_by_field_name("value")
        if one.child_by_field_name("dimensions") is not None:
            type_name = "[]"
        name = _text(one.child_by_field_name("name"))
        yield ir.Let(name, type_name, _expr(value) if value else None)


def _if(node: Node) -> Iterator[ir.Stmt]:
    other = node.child_by_field_name("alternative")
    yield ir.If(
        _part(node, "condition"), _body(node.child_by_field_name("consequence")), _body(other)
    )


def _while(node: Node) -> Iterator[ir.Stmt]:
    yield ir.Loop(_part(node, "condition"), _body(node.child_by_field_name("body")),
                  first=node.type == "do_statement")  # fmt: skip


def _for(node: Node) -> Iterator[ir.Stmt]:
    for one in node.children_by_field_name("init"):
        yield from _stmt(one)
    condition = node.child_by_field_name("condition")
    steps = tuple(_expr(one) for one in node.children_by_field_name("update"))
    body = _body(node.child_by_field_name("body"))
    yield ir.Loop(_expr(condition) if condition else None, body, steps)


def _each(node: Node) -> Iterator[ir.Stmt]:
    name = _text(node.child_by_field_name("name"))
    type_name = _type(node.child_by_field_name("type"))
    yield ir.Each(name, type_name, _part(node, "value"), _body(node.child_by_field_name("body")))


def _switch(node: Node) -> Iterator[ir.Stmt]:
    yield _switch_of(node)


def _switch_of(node: Node) -> ir.Switch:
    cases = []
    falls = True
    for group in _kids(node.child_by_field_name("body")):
        labels: list[ir.Expr | None] = []
        for label in (kid for kid in group.children if kid.type == "switch_label"):
            stated = [_expr(kid) for kid in _kids(label)]
            labels.extend(stated or [None])
        if group.type == "switch_rule":
            falls = False
            rest = [kid for kid in _kids(group) if kid.type != "switch_label"]
            cases.append((tuple(labels), tuple(s for kid in rest for s in _stmt(kid))))
        else:
            cases.append((tuple(labels), _body(group)))
    return ir.Switch(_part(node, "condition"), tuple(cases), falls)


def _try(node: Node) -> Iterator[ir.Stmt]:
    opened: list[ir.Stmt] = []
    for one in _kids(node.child_by_field_name("resources")):
        value, name = one.child_by_field_name("value"), one.child_by_field_name("name")
        if value is not None:
            type_name = _type(one.child_by_field_name("type"))
            opened.append(ir.Let(_text(name), type_name, _expr(value)))
    handlers: list[tuple[str, tuple[ir.Stmt, ...]]] = []
    always: tuple[ir.Stmt, ...] = ()
    for kid in _kids(node):
        if kid.type == "catch_clause":
            caught = next(k for k in _kids(kid) if k.type == "catch_formal_parameter")
            variable = _text(caught.child_by_field_name("name"))
            handlers.append((variable, _body(kid.child_by_field_name("body"))))
        elif kid.type == "finally_clause":
            always = _body(_kids(kid)[0])
    body = (*opened, *_body(node.child_by_field_name("body")))
    yield ir.Try(body, tuple(handlers), always)


def _leave(how: str) -> Callable[[Node], Iterator[ir.Stmt]]:
    def made(node: Node) -> Iterator[ir.Stmt]:
        values = [kid for kid in _kids(node) if how in ("return", "throw")]
        yield ir.Leave(how, _expr(values[0]) if values else None)

    return made


def _inner(node: Node) -> Iterator[ir.Stmt]:
    """A statement that only wraps others: labelled, synchronized, a bare block."""
    for kid in _kids(node):
        if kid.type in ("block",) or kid.type in _STATEMENTS:
            yield ir.Block(_body(kid))
        elif node.type == "synchronized_statement" or node.type == "expression_statement":
            yield ir.Do(_expr(kid))


_STATEMENTS: dict[str, Callable[[Node], Iterator[ir.Stmt]]] = {
    "local_variable_declaration": _local,
    "if_statement": _if,
    "while_statement": _while,
    "do_statement": _while,
    "for_statement": _for,
    "enhanced_for_statement": _each,
    "switch_expression": _switch,
    "switch_statement": _switch,
    "try_statement": _try,
    "try_with_resources_statement": _try,
    "return_statement": _leave("return"),
    "throw_statement": _leave("throw"),
    "break_statement": _leave("break"),
    "continue_statement": _leave("continue"),
    "block": _inner,
    "labeled_statement": _inner,
    "synchronized_statement": _inner,
    "expression_statement": _inner,
}


# --- expressions --------------------------------------------------------------------------------


def _part(node: Node, name: str) -> ir.Expr:
    kid = node.child_by_field_name(name)
    return _expr(kid) if kid else ir.Mixed(_at(node), ())


def _expr(node: Node) -> ir.Expr:
    made = _EXPRESSIONS.get(node.type)
    if made is not None:
        return made(node)
    return ir.Mixed(_at(node), tuple(_expr(kid) for kid in _kids(node) if "type" not in kid.type))


def _args(node: Node) -> tuple[ir.Expr, ...]:
    return tuple(_expr(kid) for kid in _kids(node.child_by_field_name("arguments")))


def _call(node: Node) -> ir.Expr:
    base = node.child_by_field_name("object")
    name = _text(node.child_by_field_name("name"))
    return ir.Call(_at(node), _expr(base) if base else None, name, _args(node))


def _new(node: Node) -> ir.Expr:
    inner = any(kid.type == "class_body" for kid in node.children)
    return ir.New(_at(node), _type(node.child_by_field_name("type")), _args(node), inner)


def _assign(node: Node) -> ir.Expr:
    op = _text(node.child_by_field_name("operator")).removesuffix("=")
    return ir.Assign(_at(node), _part(node, "left"), _part(node, "right"), op)


def _binary(node: Node) -> ir.Expr:
    op = _text(node.child_by_field_name("operator"))
    return ir.Binary(_at(node), op, _part(node, "left"), _part(node, "right"))


def _unary(node: Node) -> ir.Expr:
    return ir.Unary(_at(node), _text(node.child_by_field_name("operator")), _part(node, "operand"))


def _update(node: Node) -> ir.Expr:
    op = "++" if any(kid.type == "++" for kid in node.children) else "--"
    return ir.Unary(_at(node), op, _expr(_kids(node)[0]))


def _member(node: Node) -> ir.Expr:
    name = _text(node.child_by_field_name("field"))
    base = _part(node, "object")
    # A package before a class says nothing: `java.util.List` is `List`.
    if name[:1].isupper() and isinstance(base, ir.Name | ir.Member) and base.name[:1].islower():
        return ir.Name(_at(node), name)
    return ir.Member(_at(node), base, name)


def _lambda(node: Node) -> ir.Expr:
    params = node.child_by_field_name("parameters")
    names = tuple(_text(one) for one in every(params, ("identifier",))) if params else ()
    body = node.child_by_field_name("body")
    if body is not None and body.type == "block":
        return ir.Lambda(_at(node), names, _body(body))
    return ir.Lambda(_at(node), names, (ir.Leave("return", _part(node, "body")),))


def _creation(node: Node) -> ir.Expr:
    value = node.child_by_field_name("value")
    if value is not None:
        return ir.Items(_at(node), tuple(_expr(kid) for kid in _kids(value)))
    sizes = [
        _expr(kid)
        for one in node.named_children
        if one.type == "dimensions_expr"
        for kid in _kids(one)
    ]
    if len(sizes) == 1 and isinstance(sizes[0], ir.Literal) and type(sizes[0].value) is int:
        empty = ir.Literal(_at(node), None)
        return ir.Items(_at(node), (empty,) * min(sizes[0].value, 64))
    return ir.Mixed(_at(node), tuple(sizes))


def _wrapped(node: Node) -> ir.Expr:
    """Brackets and casts: the value inside, also where the whole is looked for."""
    inner = node.child_by_field_name("value") or _kids(node)[-1]
    return ir.Mixed(_at(node), (_expr(inner),))


def _text_literal(node: Node) -> ir.Expr:
    raw = _text(node)
    quote = '"""' if raw.startswith('"""') else raw[0]
    return ir.Literal(_at(node), _unescaped(raw[len(quote) : -len(quote)]))


def _unescaped(text: str) -> str:
    parts = text.split("\\")
    return parts[0] + "".join(_ESCAPES.get(p[:1], p[:1]) + p[1:] for p in parts[1:])


def _number(node: Node) -> ir.Expr:
    digits = _text(node).rstrip("lLfFdD").replace("_", "")
    try:
        return ir.Literal(_at(node), int(digits, 0 if digits.startswith("0x") else 10))
    except ValueError:
        return ir.Mixed(_at(node), ())


_EXPRESSIONS: dict[str, Callable[[Node], ir.Expr]] = {
    "method_invocation": _call,
    "object_creation_expression": _new,
    "assignment_expression": _assign,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "update_expression": _update,
    "field_access": _member,
    "scoped_identifier": _member,
    "lambda_expression": _lambda,
    "array_creation_expression": _creation,
    "parenthesized_expression": _wrapped,
    "cast_expression": _wrapped,
    "string_literal": _text_literal,
    "text_block": _text_literal,
    "character_literal": _text_literal,
    "decimal_integer_literal": _number,
    "hex_integer_literal": _number,
    "true": lambda node: ir.Literal(_at(node), value=True),
    "false": lambda node: ir.Literal(_at(node), value=False),
    "null_literal": lambda node: ir.Literal(_at(node), None),
    "identifier": lambda node: ir.Name(_at(node), _text(node)),
    "this": lambda node: ir.Name(_at(node), "this"),
    "array_initializer": lambda node: ir.Items(_at(node), tuple(_expr(k) for k in _kids(node))),
    "array_access": lambda node: ir.Index(_at(node), _part(node, "array"), _part(node, "index")),
    "ternary_expression": lambda node: ir.Choice(
        _at(node), _part(node, "condition"), _part(node, "consequence"), _part(node, "alternative")
    ),
}
