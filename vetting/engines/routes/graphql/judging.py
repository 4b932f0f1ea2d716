"""What is wrong with one schema, by the type system of the GraphQL specification."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql.language import (
    BooleanValueNode,
    DirectiveDefinitionNode,
    EnumValueNode,
    FloatValueNode,
    InputValueDefinitionNode,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    Node,
    NonNullTypeNode,
    NullValueNode,
    ObjectValueNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeExtensionNode,
    ValueNode,
)

from vetting.engines.routes.graphql.nodes import KINDS, below, directed, named, shown, takers
from vetting.engines.routes.graphql.reading import Document
from vetting.engines.routes.graphql.schemas import ROOTS, Named, Schema

MAX_FAULTS = 20
"""Faults of one file that are told."""
MAX_WORK = 3_000_000
"""Comparisons of fields with those of interfaces, in one schema."""
BUILT_IN = frozenset(("Int", "Float", "String", "Boolean", "ID"))
_IN = ("scalar", "enum", "input")
_OUT = ("scalar", "enum", "type", "interface", "union")
_LITERALS: Mapping[str, tuple[type[ValueNode], ...]] = {
    "Int": (IntValueNode,), "Float": (IntValueNode, FloatValueNode), "String": (StringValueNode,),
    "Boolean": (BooleanValueNode,), "ID": (IntValueNode, StringValueNode),
}  # fmt: skip

Fault = tuple[str, int, str, str]
"""File, line, code and what it is about."""


@dataclass
class Supplied:
    """What stands behind a schema: names that others define, and how its tools take it.

    `knows` answers for a type, or for a directive with its `@`. `merges`: what stands in two
    files is one. `copies`: fields of interfaces are put into what implements them. `services`: the
    files may belong to several services, each with a part of a type.
    """

    knows: Callable[[str], bool]
    merges: bool = False
    copies: bool = False
    services: bool = False
    changing: frozenset[str] = frozenset()


@dataclass
class Judge:
    """Finds the faults of one schema, up to MAX_FAULTS a file."""

    schema: Schema
    supplied: Supplied
    found: list[Fault] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _work: int = 0
    _kept: dict[int, dict[str, tuple[Document, Any]]] = field(default_factory=dict)

    def faults(self) -> list[Fault]:
        """All faults, sorted by file and line."""
        for document in self.schema.documents:
            for node in document.definitions:
                self._definition(document, node)
        self._heads()
        self._directives_defined()
        for name, known in self.schema.types.items():
            self._type(name, known)
        self._interfaces_in_circles()
        self._inputs_in_circles()
        return sorted(set(self.found))

    def tell(self, document: Document, node: Node, code: str, detail: str) -> None:
        """Keep one fault."""
        if self._counts[document.file] < MAX_FAULTS:
            self._counts[document.file] += 1
            self.found.append((document.file, document.line(node), code, detail[:80]))

    def _definition(self, document: Document, node: Node) -> None:
        """What can be said of one definition without what stands beside it."""
        for holder, place in directed(node):
            self._directives_used(document, holder, place)
        for role, at, name in _used(node):
            self._used(document, role, at, name)
        for one in (node, *below(node, "fields")):
            said = one.name.value if hasattr(one, "name") and one.name else ""
            if said.startswith("__"):
                self.tell(document, one, "reserved-name", said)
            self._once(document, below(one, "arguments"), f"{said}(…)")
        for taker in takers(node):
            if taker.default_value is not None and not self._fits(taker.default_value, taker.type):
                self.tell(
                    document, taker, "default-value", f"{taker.name.value}: {shown(taker.type)}"
                )

    def _used(self, document: Document, role: str, at: Node, name: str) -> None:
        known = self.schema.types.get(name)
        kind = "scalar" if name in BUILT_IN else known.kind if known and known.definitions else ""
        if not kind:
            # Of a name that is only extended, that is told already.
            if known is None and not self.supplied.knows(name) and not document.is_partial:
                self.tell(document, at, "unknown-type", name)
        elif kind not in _ROLES[role]:
            self.tell(document, at, f"not-{role}", f"{name} ({kind})")

    def _directives_used(self, document: Document, used: Iterable[Any], place: str) -> None:
        seen: set[str] = set()
        for one in used:
            name = one.name.value
            defined = self.schema.directives.get(name)
            if not defined:
                if (
                    not self.supplied.knows(f"@{name}")
                    and "__" not in name
                    and not document.is_partial
                ):
                    self.tell(document, one, "unknown-directive", f"@{name}")
                continue
            definition = defined[0][1]
            if place and place not in {where.value for where in definition.locations}:
                self.tell(document, one, "directive-place", f"@{name} ({place})")
            if name in seen and not definition.repeatable:
                self.tell(document, one, "duplicate-key", f"@{name}")
            seen.add(name)
            self._arguments(document, one, definition)

    def _arguments(self, document: Document, one: Any, definition: DirectiveDefinitionNode) -> None:
        taken = {argument.name.value: argument for argument in below(definition, "arguments")}
        given = {argument.name.value: argument for argument in below(one, "arguments")}
        for name, argument in given.items():
            if name not in taken:
                self.tell(document, argument, "unknown-argument", f"@{one.name.value}({name})")
            elif not self._fits(argument.value, taken[name].type):
                wanted = f"@{one.name.value}({name}: {shown(taken[name].type)})"
                self.tell(document, argument, "default-value", wanted)
        for name, argument in taken.items():
            if _is_required(argument) and name not in given:
                self.tell(document, one, "missing-argument", f"@{one.name.value}({name})")

    def _fits(self, value: ValueNode, wanted: Any) -> bool:
        """Whether a literal is of a type; True where only the application knows."""
        if isinstance(wanted, NonNullTypeNode):
            if isinstance(value, NullValueNode):
                return False
            wanted = wanted.type
        if isinstance(value, NullValueNode):
            return True
        if isinstance(wanted, ListTypeNode):
            inner = value.values if isinstance(value, ListValueNode) else (value,)
            return all(self._fits(one, wanted.type) for one in inner)
        name = named(wanted).name.value
        if name in _LITERALS:
            return isinstance(value, _LITERALS[name])
        known = self.schema.types.get(name)
        if known is None or not known.definitions or known.kind not in ("enum", "input"):
            return True
        if known.kind == "input":
            return isinstance(value, ObjectValueNode)
        values = {v.name.value for _d, part in known.parts for v in below(part, "values")}
        return isinstance(value, EnumValueNode) and value.value in values

    def _heads(self) -> None:
        """`schema {…}`: once, each operation once."""
        seen: dict[str, str] = {}
        first: str | None = None
        for document, node in self.schema.heads:
            if isinstance(node, SchemaExtensionNode):
                pass
            elif first is not None and not (self.supplied.merges and first != document.file):
                self.tell(document, node, "duplicate-key", "schema")
            else:
                first = document.file
            for one in below(node, "operation_types"):
                before = seen.get(one.operation.value)
                if before and not (self.supplied.merges and before != document.file):
                    self.tell(document, one, "duplicate-key", one.operation.value)
                seen[one.operation.value] = document.file
        if first is not None and "query" not in seen and "Query" not in self.schema.types:
            self.tell(*self.schema.heads[0], "no-query", "schema")

    def _directives_defined(self) -> None:
        for name, all_of in self.schema.directives.items():
            for document, node in all_of[1:]:
                if not (self.supplied.merges and document.file != all_of[0][0].file):
                    self.tell(document, node, "duplicate-key", f"@{name}")

    def _type(self, name: str, known: Named) -> None:
        for document, node in known.definitions[1:]:
            merged = self.supplied.merges and document.file != known.definitions[0][0].file
            if not merged:
                self.tell(document, node, "duplicate-key", name)
            elif KINDS[type(node)] != known.kind:
                self.tell(document, node, "kind", name)
        for document, node in known.extensions:
            if KINDS[type(node)] != known.kind:
                self.tell(document, node, "kind", name)
            elif not known.definitions and not self._may_extend(name, node, document):
                self.tell(document, node, "extends-unknown", name)
        self._members(name, known)
        if known.kind in ("type", "interface"):
            self._implements(name, known)

    def _may_extend(self, name: str, node: Node, document: Document) -> bool:
        # A part of a federated graph extends what another service defines.
        keyed = any(one.name.value in ("key", "extends") for one in below(node, "directives"))
        known = self.supplied.knows(name)
        return name in (*ROOTS, *BUILT_IN) or keyed or known or document.is_partial

    def _members(self, name: str, known: Named) -> None:
        """Fields, values and members: each once, and at least one."""
        if known.kind == "scalar":
            return
        seen: dict[str, tuple[str, str]] = {}
        apart = self.supplied.copies or self.supplied.services
        # Of what stands twice in one file, the second was told already.
        parts = known.parts
        for number, (document, node) in enumerate(parts):
            again = number and not isinstance(node, TypeExtensionNode)
            if again and not (self.supplied.merges and document.file != parts[0][0].file):
                continue
            for key, one in _members(node):
                what = key, shown(one.type) if hasattr(one, "type") else ""
                place = (document.file, what[1])
                before = seen.setdefault(key, place)
                same_file = before[0] == document.file
                if before is not place and (same_file or not self.supplied.merges):
                    self.tell(document, one, "duplicate-key", f"{name}.{key}")
                elif before is not place and before[1] != what[1] and not apart:
                    self.tell(document, one, "conflict", f"{name}.{key}: {before[1]}, {what[1]}")
            self._once(document, below(node, "interfaces"), f"{name}: ")
        partial = any(document.is_partial for document, _ in parts)
        if known.definitions and not seen and not partial and not self._changed(known):
            root = name in ROOTS and self.supplied.knows(f"extend {name}")
            if not root:
                self.tell(*known.definitions[0], "empty", name)

    def _once(self, document: Document, nodes: Iterable[Any], before: str) -> None:
        seen: set[str] = set()
        for one in nodes:
            if one.name.value in seen:
                self.tell(document, one, "duplicate-key", f"{before}{one.name.value}")
            seen.add(one.name.value)

    def _changed(self, known: Named) -> bool:
        """Whether a framework makes further fields of it."""
        used = {one.name.value for _d, node in known.parts for one in below(node, "directives")}
        return bool(used & self.supplied.changing)

    def _implements(self, name: str, known: Named) -> None:
        """Every field of every interface, with its arguments and a type that fits."""
        partial = any(document.is_partial for document, _ in known.parts)
        if self.supplied.copies or partial or self._changed(known) or not known.definitions:
            return
        fields = self._fields(known)
        direct = self._interfaces(known)
        document, node = known.definitions[0]
        for interface in direct:
            above = self.schema.types.get(interface)
            if above is None or above.kind != "interface" or not above.definitions:
                continue
            for further in self._interfaces(above):
                self._work += 1
                if further not in direct and further != name:
                    self.tell(document, node, "missing-interface", f"{name}: {further}")
            if any(one.is_partial for one, _ in above.parts):
                continue
            for key, (_where, wanted) in self._fields(above).items():
                self._work += 1
                if self._counts[document.file] >= MAX_FAULTS:
                    return
                if self._work > MAX_WORK:
                    self.tell(document, node, "too-large", f"{name}: > {MAX_WORK}")
                    return
                if key not in fields:
                    self.tell(document, node, "missing-field", f"{name}.{key} ({interface})")
                else:
                    self._field_fits(f"{name}.{key}", *fields[key], wanted, interface)

    def _field_fits(self, at: str, document: Document, own: Any, wanted: Any, above: str) -> None:
        if not self._covers(wanted.type, own.type):
            self.tell(document, own, "field-type", f"{at}: {shown(wanted.type)} ({above})")
        has = {argument.name.value: argument for argument in below(own, "arguments")}
        needs = {argument.name.value: argument for argument in below(wanted, "arguments")}
        for name, argument in needs.items():
            if name not in has:
                self.tell(document, own, "missing-argument", f"{at}({name}) ({above})")
            elif shown(has[name].type) != shown(argument.type):
                self.tell(
                    document, has[name], "argument-type", f"{at}({name}: {shown(argument.type)})"
                )
        for name, argument in has.items():
            if name not in needs and _is_required(argument):
                self.tell(document, argument, "extra-argument", f"{at}({name}) ({above})")

    def _covers(self, wanted: Any, own: Any) -> bool:
        """Whether what a field gives is what its interface promises, or more exact."""
        if isinstance(own, NonNullTypeNode):
            own = own.type
            wanted = wanted.type if isinstance(wanted, NonNullTypeNode) else wanted
        if isinstance(wanted, NonNullTypeNode):
            return False
        if isinstance(wanted, ListTypeNode) or isinstance(own, ListTypeNode):
            both = isinstance(wanted, ListTypeNode) and isinstance(own, ListTypeNode)
            return both and self._covers(wanted.type, own.type)
        above, below_it = named(wanted).name.value, named(own).name.value
        known, exact = self.schema.types.get(above), self.schema.types.get(below_it)
        if above == below_it:
            return True
        if known is None or exact is None or not known.definitions or not exact.definitions:
            return above not in BUILT_IN and below_it not in BUILT_IN and (
                known is None or exact is None)  # fmt: skip
        if known.kind == "union":
            return below_it in {key for _d, node in known.parts for key, _ in _members(node)}
        return known.kind == "interface" and above in self._interfaces(exact)

    def _fields(self, known: Named) -> dict[str, tuple[Document, Any]]:
        if id(known) not in self._kept:
            self._kept[id(known)] = {
                one.name.value: (document, one)
                for document, node in reversed(known.parts)
                for one in below(node, "fields")
            }
        return self._kept[id(known)]

    def _interfaces(self, known: Named) -> dict[str, None]:
        return {
            one.name.value: None for _d, node in known.parts for one in below(node, "interfaces")
        }

    def _interfaces_in_circles(self) -> None:
        arcs = {
            name: list(self._interfaces(known))
            for name, known in self.schema.types.items()
            if known.kind == "interface" and known.definitions
        }
        for name in sorted(_circles(arcs)):
            self.tell(*self.schema.types[name].definitions[0], "circle", name)

    def _inputs_in_circles(self) -> None:
        """An input that needs itself can never be given."""
        arcs: dict[str, list[str]] = defaultdict(list)
        for name, known in self.schema.types.items():
            if known.kind != "input" or not known.definitions:
                continue
            arcs[name] = [
                one.type.type.name.value
                for _d, node in known.parts
                for one in below(node, "fields")
                if _is_required(one) and hasattr(one.type.type, "name")
            ]
        for name in sorted(_circles(arcs)):
            self.tell(*self.schema.types[name].definitions[0], "circle", name)


_ROLES = {
    "input": _IN, "output": _OUT, "member": ("type",), "interface": ("interface",),
    "root": ("type",),
}  # fmt: skip


def _used(node: Node) -> Iterator[tuple[str, Node, str]]:
    """Every mention of a type: what it is taken for, where, and its name."""
    for one in below(node, "operation_types"):
        yield "root", one.type, one.type.name.value
    for one in below(node, "interfaces"):
        yield "interface", one, one.name.value
    for one in below(node, "types"):
        yield "member", one, one.name.value
    for one in below(node, "fields"):
        if not isinstance(one, InputValueDefinitionNode):
            yield "output", named(one.type), named(one.type).name.value
    for one in takers(node):
        yield "input", named(one.type), named(one.type).name.value


def _members(node: Node) -> Iterator[tuple[str, Any]]:
    for key in ("fields", "values", "types"):
        for one in below(node, key):
            yield one.name.value, one


def _is_required(taker: Any) -> bool:
    return isinstance(taker.type, NonNullTypeNode) and taker.default_value is None


def _circles(arcs: Mapping[str, list[str]]) -> set[str]:
    """The first name, in order, of every circle of names."""
    state: dict[str, int] = {}
    found: set[str] = set()
    for start in arcs:
        path = [(start, iter(arcs[start]))] if start not in state else []
        state.setdefault(start, 1)
        while path:
            name, rest = path[-1]
            for further in rest:
                if state.get(further) == 1:
                    found.add(further)
                elif further in arcs and further not in state:
                    state[further] = 1
                    path.append((further, iter(arcs[further])))
                    break
            else:
                state[name] = 2
                path.pop()
    return found
