"""Routes of Spring MVC and WebFlux controllers, and of JAX-RS resources, in Java."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tree_sitter import Node

from vetting.engines.routes.graph import Found
from vetting.engines.routes.route import UNSURE, Route, joined
from vetting.engines.routes.syntax import every, line, named, text
from vetting.engines.routes.syntax import field as child

_WORDS = (
    "Mapping",
    "@Path",
    "@RestController",
    "@Controller",
    "HttpSecurity",
    "static final String",
)
_MAPPINGS = {"GetMapping": "get", "PostMapping": "post", "PutMapping": "put",
             "PatchMapping": "patch", "DeleteMapping": "delete"}  # fmt: skip
_EXCHANGES = {name.replace("Mapping", "Exchange") for name in _MAPPINGS}
_JAXRS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
_GUARDS = {"PreAuthorize", "Secured", "RolesAllowed", "PostAuthorize", "Authenticated",
           "RequiresPermissions", "RequiresRoles", "RequiresAuthentication", "DenyAll",
           "SaCheckLogin", "SaCheckRole", "SaCheckPermission"}  # fmt: skip
_OPEN = {"PermitAll", "RequiresGuest", "SaIgnore", "Anonymous"}
OPEN, SECURED = "permitAll", "authenticated"
_CONTEXT = re.compile(
    r"^\s*(?:server\.servlet\.context-path|spring\.webflux\.base-path|spring\.mvc\.servlet\.path"
    r"|spring\.data\.rest\.base-path|server\.context-path)\s*[=:]\s*(\S+)\s*$",
    re.MULTILINE,
)
_YAML_CONTEXT = re.compile(r"^\s+(?:context-path|base-path)\s*:\s*['\"]?(/[^\s'\"]*)", re.MULTILINE)
_RULE = re.compile(
    r"\.(?P<kind>requestMatchers|antMatchers|mvcMatchers|regexMatchers|pathMatchers|anyRequest"
    r"|anyExchange)\s*\((?P<given>(?:[^()]|\([^()]*\))*)\)\s*\.\s*(?P<act>\w+)",
)


def concerns(source: str) -> bool:
    """Whether a source may declare or guard routes; cheap."""
    return any(word in source for word in _WORDS)


def context_path(settings: Mapping[str, str]) -> str:
    """The path below which the server puts the whole application; of the main settings only."""
    for name, body in sorted(settings.items(), key=lambda pair: len(pair[0])):
        if re.search(r"(^|/)(application|bootstrap)\.(properties|ya?ml)$", name):
            said = _CONTEXT.search(body) or _YAML_CONTEXT.search(body)
            if said and not said.group(1).startswith("$"):
                return said.group(1)
    return ""


@dataclass
class _Type:
    """A class or interface: its annotations and methods."""

    path: str
    node: Node
    name: str
    above: tuple[str, ...]
    notes: list[tuple[str, Node]] = field(default_factory=list)

    @property
    def is_interface(self) -> bool:
        return self.node.type == "interface_declaration"

    def noted(self, *names: str) -> bool:
        return any(name in names for name, _node in self.notes)


@dataclass(frozen=True)
class _Rule:
    """One line of a filter chain: patterns, a method or "any", and what it lets pass."""

    patterns: tuple[str, ...]
    method: str
    is_open: bool


@dataclass
class _Program:
    types: dict[str, _Type] = field(default_factory=dict)
    strings: dict[str, str] = field(default_factory=dict)
    rules: list[_Rule] = field(default_factory=list)
    has_chain: bool = False


def routes(sources: Mapping[str, Node], settings: Mapping[str, str]) -> list[Found]:
    """The routes of all classes together; `settings` are the texts of Spring's settings."""
    program = _Program()
    for path, root in sources.items():
        _declare(program, path, root)
    base = context_path(settings)
    found: list[Found] = []
    for one in program.types.values():
        if _is_controller(one):
            for kind in _family(program, one, 0):
                found += _of_type(program, one, kind, base)
    return sorted(set(found))


def _declare(program: _Program, path: str, root: Node) -> None:
    for node in every(root, "class_declaration", "interface_declaration"):
        name = text(child(node, "name"))
        above = [text(one) for part in (child(node, "superclass"), child(node, "interfaces"))
                 if part for one in every(part, "type_identifier")]  # fmt: skip
        made = _Type(path, node, name, tuple(above), list(_notes(node)))
        program.types.setdefault(name, made)
    for node in every(root, "field_declaration", "constant_declaration"):
        for one in every(node, "variable_declarator", stop="lambda_expression"):
            said = _string(program, child(one, "value"))
            if said is not None:
                program.strings.setdefault(text(child(one, "name")), said)
    source = text(root)
    if "HttpSecurity" in source:
        program.has_chain = True
        program.rules += _rules(source)


def _rules(source: str) -> Iterator[_Rule]:
    """The filter chain's lines in order."""
    for match in _RULE.finditer(re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.DOTALL)):
        patterns = tuple(re.findall(r'"([^"]*)"', match["given"]))
        method = re.search(r"HttpMethod\.(\w+)", match["given"])
        if match["kind"].startswith("any") or (method and not patterns):
            patterns = ("/**",)
        is_open = match["act"] in ("permitAll", "anonymous")
        yield _Rule(patterns, method.group(1).lower() if method else "any", is_open)


def _notes(node: Node) -> Iterator[tuple[str, Node]]:
    for modifiers in (c for c in node.children if c.type == "modifiers"):
        for one in modifiers.children:
            if one.type in ("annotation", "marker_annotation"):
                yield text(child(one, "name")).rsplit(".", 1)[-1], one


def _is_controller(one: _Type) -> bool:
    if one.is_interface:
        return False
    return one.noted("RestController", "Controller", "Path", "RepositoryRestController",
                     "BasePathAwareController")  # fmt: skip


def _family(program: _Program, one: _Type, depth: int) -> Iterator[_Type]:
    """The class, and what it inherits mappings from."""
    yield one
    for name in one.above if depth < 6 else ():
        if name in program.types:
            yield from _family(program, program.types[name], depth + 1)


def _of_type(program: _Program, own: _Type, kind: _Type, base: str) -> Iterator[Found]:
    """The routes that one class or interface gives to a controller."""
    bases = _class_paths(program, own) or _class_paths(program, kind) or [""]
    is_rest = own.noted("RestController", "Path") or own.noted("ResponseBody")
    above = [g for g in (_guard(n) for n, _node in (*own.notes, *kind.notes)) if g]
    for method in named(child(kind.node, "body")):
        if method.type != "method_declaration":
            continue
        notes = list(_notes(method))
        held = [g for g in (_guard(name) for name, _node in notes) if g] or above
        api = is_rest or any(n == "ResponseBody" for n, _ in notes) or "ResponseEntity" in text(
            child(method, "type"))  # fmt: skip
        for verb, path, at in _mapped(program, notes):
            for one in bases:
                floating = path is None
                inner = joined(one or "", path or "")
                whole = joined(base, inner)
                guards = tuple(held) or tuple(_chained(program, verb, inner))
                yield kind.path, Route(verb, whole, line(at), "spring", api, guards, floating,
                                       tuple(_queries(method)))  # fmt: skip


def _guard(name: str) -> str | None:
    return name if name in _GUARDS else OPEN if name in _OPEN else None


def _chained(program: _Program, verb: str, path: str) -> Iterator[str]:
    """What the filter chain says of a route: the first line that fits decides."""
    for rule in program.rules:
        if rule.method in ("any", verb) and any(_fits(p, path) for p in rule.patterns):
            yield OPEN if rule.is_open else SECURED
            return
    if program.has_chain:
        yield UNSURE


def _fits(pattern: str, path: str) -> bool:
    """Ant patterns; a variable of the route stands for anything."""
    plain = re.escape(joined(pattern)).replace(r"/\*\*", "(/.*)?").replace(r"\*\*", ".*")
    plain = plain.replace(r"\*", "[^/]*")
    plain = re.sub(r"\\\{[^}]*\\\}", "[^/]+", plain)
    return re.fullmatch(plain, path) is not None


def _class_paths(program: _Program, one: _Type) -> list[str | None]:
    for name, node in one.notes:
        if name in ("RequestMapping", "Path", "HttpExchange"):
            return _paths(program, node)
    return []


def _mapped(
    program: _Program, notes: list[tuple[str, Node]]
) -> Iterator[tuple[str, str | None, Node]]:
    """(method, path, annotation) of a method's annotations; of Spring or of JAX-RS."""
    jax = next((node for name, node in notes if name == "Path"), None)
    for name, node in notes:
        if name in _MAPPINGS:
            for path in _paths(program, node) or [""]:
                yield _MAPPINGS[name], path, node
        elif name == "RequestMapping":
            verbs = re.findall(r"\b(?:RequestMethod\.)?(GET|POST|PUT|PATCH|DELETE)\b",
                               text(_argument(node, "method")))  # fmt: skip
            for verb in verbs or ["any"]:
                for path in _paths(program, node) or [""]:
                    yield verb.lower(), path, node
        elif name in _JAXRS and text(node) == f"@{name}":
            for path in (_paths(program, jax) if jax else []) or [""]:
                yield name.lower(), path, node


def _argument(node: Node, *names: str) -> Node | None:
    for pair in named(child(node, "arguments")):
        if pair.type == "element_value_pair" and text(child(pair, "key")) in names:
            return child(pair, "value")
    return None


def _paths(program: _Program, node: Node) -> list[str | None]:
    given = named(child(node, "arguments"))
    value = _argument(node, "value", "path")
    if value is None and given and given[0].type != "element_value_pair":
        value = given[0]
    if value is None:
        return []
    many = named(value) if value.type == "element_value_array_initializer" else [value]
    return [_string(program, one) for one in many]


def _string(program: _Program, node: Node | None) -> str | None:
    if node is None:
        return None
    if node.type == "string_literal":
        said = text(node)[1:-1]
        return None if "${" in said else said
    if node.type in ("identifier", "field_access"):
        return program.strings.get(text(node).rsplit(".", 1)[-1])
    if node.type == "binary_expression":
        left = _string(program, child(node, "left"))
        right = _string(program, child(node, "right"))
        return None if left is None or right is None else left + right
    if node.type == "parenthesized_expression":
        return _string(program, named(node)[0]) if named(node) else None
    return None


def _queries(method: Node) -> Iterator[str]:
    """Names of `@RequestParam` and `@QueryParam`; `*` for what binds any."""
    for parameter in named(child(method, "parameters")):
        if text(child(parameter, "type")).split("<")[0] in ("Pageable", "HttpServletRequest"):
            yield "*"
        for name, node in _notes(parameter):
            if name in ("RequestParam", "QueryParam"):
                quoted = re.search(r'"([^"]+)"', text(child(node, "arguments")).split("default")[0])
                many = text(child(parameter, "type")).startswith(("Map", "MultiValueMap"))
                yield "*" if many else quoted.group(1) if quoted else text(child(parameter, "name"))
            elif name in ("ModelAttribute", "BeanParam", "ParameterObject"):
                yield "*"
