"""What JavaScript and TypeScript files import from and export to one another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tree_sitter import Node

from vetting.engines.paths import beside
from vetting.engines.routes.syntax import every, named, text
from vetting.engines.routes.syntax import field as child

DEFAULT, WHOLE = "default", "*"
_ENDINGS = (
    "",
    ".ts",
    ".js",
    ".tsx",
    ".jsx",
    ".mjs",
    ".cjs",
    ".mts",
    ".cts",
    "/index.ts",
    "/index.js",
)
_ALIAS = re.compile(r"^(?:[@~]/|src/|app/)")


@dataclass(frozen=True)
class Import:
    """A name of another module: its specifier, and what is taken from it."""

    spec: str
    name: str

    def member(self, name: str) -> "Import":
        """What `.name` of it is."""
        return Import(self.spec, name if self.name in (DEFAULT, WHOLE) else f"{self.name}.{name}")


@dataclass
class Module:
    """Names that are imported, constants, and what is exported: an Import or a local node."""

    imports: dict[str, Import] = field(default_factory=dict)
    strings: dict[str, str] = field(default_factory=dict)
    exports: dict[str, "Import | Node"] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


def string(node: Node | None, strings: Mapping[str, str]) -> str | None:
    """The text that an expression stands for; None when it is not known."""
    if node is None:
        return None
    if node.type == "string":
        return text(node)[1:-1]
    if node.type in ("identifier", "member_expression"):
        return strings.get(text(node))
    if node.type == "template_string":
        parts = [_part(part, strings) for part in node.children[1:-1]]
        return None if None in parts else "".join(filter(None, parts))
    if node.type == "binary_expression" and len(node.children) == 3:
        left, right = (string(node.children[i], strings) for i in (0, 2))
        return None if left is None or right is None else left + right
    return None


def _part(node: Node, strings: Mapping[str, str]) -> str | None:
    if node.type == "template_substitution":
        return string(named(node)[0], strings) if named(node) else None
    return text(node)


def required(node: Node | None) -> Import | None:
    """The module of `require('x')`, or of a member of it."""
    if node is None:
        return None
    if node.type == "await_expression" or node.type == "parenthesized_expression":
        return required(named(node)[0]) if named(node) else None
    if node.type == "call_expression" and text(child(node, "function")) in ("require", "import"):
        given = named(child(node, "arguments"))
        spec = string(given[0], {}) if given else None
        return Import(spec, DEFAULT) if spec else None
    if node.type == "member_expression":
        inner = required(child(node, "object"))
        return inner.member(text(child(node, "property"))) if inner else None
    return None


def read(root: Node) -> Module:
    """Imports, constants and exports of one file."""
    module = Module()
    for node in every(root, "import_statement", "export_statement", "variable_declarator",
                      "assignment_expression", "enum_assignment"):  # fmt: skip
        if node.type == "import_statement":
            module.imports.update(_imported(node))
        elif node.type == "export_statement":
            _exported(node, module)
        elif node.type == "variable_declarator":
            _declared(node, module)
        elif node.type == "assignment_expression":
            _assigned(node, module)
    return module


def _imported(node: Node) -> Iterator[tuple[str, Import]]:
    spec = string(child(node, "source"), {})
    for part in every(node, "import_clause") if spec else ():
        for item in named(part):
            if item.type == "identifier":
                yield text(item), Import(str(spec), DEFAULT)
            elif item.type == "namespace_import":
                yield text(named(item)[0]), Import(str(spec), WHOLE)
            for one in every(item, "import_specifier"):
                name = text(child(one, "name"))
                yield text(child(one, "alias")) or name, Import(str(spec), name)


def _exported(node: Node, module: Module) -> None:
    spec = string(child(node, "source"), {})
    for one in every(node, "export_specifier"):
        name = text(child(one, "name"))
        alias = text(child(one, "alias")) or name
        module.exports[alias] = Import(spec, name) if spec else one.named_children[0]
    if spec and not any(True for _ in every(node, "export_specifier")):
        module.stars.append(spec)
    value = child(node, "value")
    declaration = child(node, "declaration")
    if value:
        module.exports[DEFAULT] = value
    elif declaration and any(c.type == "default" for c in node.children):
        module.exports[DEFAULT] = declaration
    for one in (
        every(declaration, "variable_declarator", stop="arrow_function") if declaration else ()
    ):
        name_node = child(one, "name")
        if name_node:
            module.exports.setdefault(text(name_node), name_node)
    named_node = child(declaration, "name")
    if declaration and named_node:
        module.exports.setdefault(text(named_node), declaration)


def _declared(node: Node, module: Module) -> None:
    name, value = child(node, "name"), child(node, "value")
    source = required(value)
    if name is None or value is None:
        return
    if source and name.type == "identifier":
        module.imports[text(name)] = source
    elif source and name.type == "object_pattern":
        for part in named(name):
            key = text(child(part, "key")) or text(part)
            module.imports[text(child(part, "value")) or key] = source.member(key)
    elif name.type == "identifier":
        said = string(value, module.strings)
        if said is not None:
            module.strings[text(name)] = said
        for pair in named(value) if value.type == "object" else ():
            inner = string(child(pair, "value"), module.strings)
            if inner is not None:
                module.strings[f"{text(name)}.{text(child(pair, 'key'))}"] = inner


def _assigned(node: Node, module: Module) -> None:
    target, value = text(child(node, "left")), child(node, "right")
    if value is None:
        return
    if target in ("module.exports", "exports.default", "module.exports.default"):
        module.exports[DEFAULT] = value
        for pair in named(value) if value.type == "object" else ():
            inner = child(pair, "value")
            key = text(child(pair, "key")) or text(pair)
            module.exports[key] = inner or pair
    elif target.startswith(("module.exports.", "exports.")):
        module.exports[target.rsplit(".", 1)[1]] = value


def found(spec: str, importer: str, known: Mapping[str, object]) -> str | None:
    """The file that a specifier names, among the known ones; None for a package."""
    if spec.startswith("."):
        path = beside(importer, spec)
        return None if path is None else _with_ending(path, known)
    if not _ALIAS.search(spec):
        return None
    tail = "/" + _ALIAS.sub("", spec)
    ends = [tail + ending for ending in _ENDINGS]
    near = [path for path in known if any(f"/{path}".endswith(end) for end in ends)]
    return near[0] if len(near) == 1 else None


def _with_ending(path: str, known: Mapping[str, object]) -> str | None:
    bare = path[:-3] if path.endswith(".js") else path
    for stem in dict.fromkeys((path, bare)):
        for ending in _ENDINGS:
            name = f"{stem}{ending}".lstrip("/")
            if name in known:
                return name
    return None
