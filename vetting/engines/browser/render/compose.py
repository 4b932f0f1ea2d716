"""Layouts, sections and includes put together into one page."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vetting.engines.browser.render.marks import OPERATION, Op, Operation
from vetting.engines.browser.render.tags import WORD

MAX_DEPTH = 12
MAX_NESTED = 40
MAX_PAGE = 3_000_000
_STEP = 50


@dataclass
class Node:
    """A piece of a template: text, or an operation with what stands inside it."""

    text: str = ""
    operation: Operation | None = None
    op: Op | None = None
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """One file, parsed."""

    file: int
    nodes: list[Node]


@dataclass(frozen=True, slots=True)
class Page:
    """A composed page: its HTML and the files in it.

    `is_whole` tells a page from a fragment, `is_cut` that it grew over MAX_PAGE.
    """

    html: str
    files: frozenset[int]
    is_whole: bool
    is_cut: bool


_OPENING = (Op.DEFINE, Op.BLOCK, Op.PUSH)
_WHOLE = re.compile(r"<(?:!doctype|html|head|body)[\s>]", re.IGNORECASE)
Resolve = Callable[[int, tuple[str, ...]], Part | None]


def parse(text: str, operations: list[Operation]) -> list[Node]:
    """The annotated text as a tree; unbalanced ends are ignored, open ones end with the file."""
    root = Node()
    stack = [root]
    position = 0
    for match in OPERATION.finditer(text):
        stack[-1].children.append(Node(text[position : match.start()]))
        position = match.end()
        operation = operations[int(match[1])]
        if operation.op is Op.END:
            _end(stack, operation)
            continue
        node = Node(operation=operation, op=operation.op)
        stack[-1].children.append(node)
        if operation.op in _OPENING and len(stack) < MAX_NESTED:
            stack.append(node)
    stack[-1].children.append(Node(text[position:]))
    return root.children


def _end(stack: list[Node], operation: Operation) -> None:
    if len(stack) == 1:
        return
    node = stack.pop()
    if operation.names == ("show",):
        node.op = Op.BLOCK


class Composer:
    """Composes the pages of one tree; `resolve` finds the file that a name means."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def page(self, part: Part) -> Page:
        """The page that this file makes, within its layout if that can be found."""
        return _Composition(self._resolve).run(part)


class _Composition:
    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._sections: dict[str, list[tuple[int, list[Node]]]] = {}
        self._pushed: dict[str, list[tuple[int, list[Node]]]] = {}
        self._files: set[int] = set()
        self._size = 0
        self._in_place = False

    def run(self, part: Part) -> Page:
        for _ in range(MAX_DEPTH):
            self._files.add(part.file)
            layout = next((n for n in _walk(part.nodes) if n.op is Op.EXTENDS), None)
            self._collect(part)
            parent = self._resolve(part.file, layout.operation.names) if (
                layout and layout.operation) else None  # fmt: skip
            if parent is None or parent.file in self._files:
                # A layout that cannot be found: show the sections where they stand.
                self._in_place = layout is not None
                break
            part = parent
        html = "".join(self._expand(part.file, part.nodes, 0, ()))
        is_cut = self._size > MAX_PAGE
        return Page(html, frozenset(self._files), bool(_WHOLE.search(html)), is_cut)

    def _collect(self, part: Part) -> None:
        for node in _walk(part.nodes):
            name = node.operation.names[0] if node.operation and node.operation.names else ""
            if node.op in (Op.DEFINE, Op.BLOCK) and name:
                self._sections.setdefault(name, []).append((part.file, node.children))
            elif node.op is Op.PUSH:
                self._pushed.setdefault(name, []).append((part.file, node.children))

    def _expand(
        self, file: int, nodes: list[Node], depth: int, super_: tuple[tuple[int, list[Node]], ...]
    ) -> Iterable[str]:
        for node in nodes:
            # Every step costs: empty includes that double each time must end too.
            self._size += len(node.text) + _STEP
            if self._size > MAX_PAGE or depth > MAX_DEPTH:
                return
            if node.op is None:
                yield node.text
            else:
                yield from self._operate(file, node, depth, super_)

    def _operate(
        self, file: int, node: Node, depth: int, super_: tuple[tuple[int, list[Node]], ...]
    ) -> Iterable[str]:
        names = node.operation.names if node.operation else ()
        name = names[0] if names else ""
        if node.op is Op.CALL and self._sections.get(name):
            yield from self._section(name, (), depth)
        elif node.op in (Op.INCLUDE, Op.CALL):
            yield from self._include(file, names, depth)
        elif node.op is Op.FRAGMENT:
            yield from self._fragment(file, names, depth)
        elif node.op is Op.PARENT and super_:
            yield from self._expand(*super_[0], depth + 1, super_[1:])
        elif node.op is Op.YIELD:
            yield from self._section(name, names[1:], depth)
        elif node.op is Op.STACK:
            for owner, children in self._pushed.get(name, []):
                yield from self._expand(owner, children, depth + 1, ())
        elif node.op is Op.BLOCK and not self._in_place and self._sections.get(name):
            yield from self._section(name, (), depth)
        elif node.op is Op.BLOCK or (node.op is Op.DEFINE and self._in_place):
            yield from self._expand(file, node.children, depth + 1, super_)

    def _include(self, file: int, names: tuple[str, ...], depth: int) -> Iterable[str]:
        part = self._resolve(file, names)
        if part is None:
            yield f"<!--vet-output-->{WORD}"
            return
        self._files.add(part.file)
        yield from self._expand(part.file, part.nodes, depth + 1, ())

    def _fragment(self, file: int, names: tuple[str, ...], depth: int) -> Iterable[str]:
        """One part of another file, by its name; all of it where none is given."""
        part = self._resolve(file, names[:1])
        nodes = part.nodes if part else []
        if len(names) > 1:
            nodes = next((node.children for node in _walk(nodes)
                          if node.op is Op.BLOCK and node.operation
                          and node.operation.names[:1] == names[1:]), [])  # fmt: skip
        if part is None or not nodes:
            yield f"<!--vet-output-->{WORD}"
            return
        self._files.add(part.file)
        yield from self._expand(part.file, nodes, depth + 1, ())

    def _section(self, name: str, default: tuple[str, ...], depth: int) -> Iterable[str]:
        found = self._sections.get(name)
        if found:
            yield from self._expand(*found[0], depth + 1, tuple(found[1:]))
        else:
            yield default[0].replace("<", "&lt;") if default else f"<!--vet-output-->{WORD}"


def _walk(nodes: list[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)
