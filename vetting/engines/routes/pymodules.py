"""Python files as modules of one another: what a name means in another file."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

MAX_HOPS = 8


@dataclass
class Module:
    """One parsed file; `imports` maps a local name to (dotted module, name or "")."""

    path: str
    tree: ast.Module
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Classes at any level by name."""
        return {n.name: n for n in ast.walk(self.tree) if isinstance(n, ast.ClassDef)}

    @cached_property
    def functions(self) -> "dict[str, ast.FunctionDef | ast.AsyncFunctionDef]":
        """Functions at any level by name."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return {n.name: n for n in ast.walk(self.tree) if isinstance(n, kinds)}

    @cached_property
    def strings(self) -> dict[str, str]:
        """Texts that names are given, of the module and of its classes."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            targets: list[ast.expr] = []
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                targets = [node.target]
            value = getattr(node, "value", None)
            for target in targets:
                said = value.value if isinstance(value, ast.Constant) else None
                if isinstance(target, ast.Name) and isinstance(said, str):
                    found.setdefault(target.id, said)
        return found

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What names of the module itself are given, the last time."""
        found: dict[str, ast.expr] = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign):
                found |= {t.id: node.value for t in node.targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found |= {node.target.id: node.value} if node.value is not None else {}
        return found


def read(path: str, text: str) -> Module:
    """Parse one file; raises SyntaxError, ValueError or RecursionError."""
    module = Module(path, ast.parse(text))
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                name = one.asname or one.name.split(".")[0]
                module.imports[name] = (one.name if one.asname else name, "")
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            dotted = ".".join(part for part in (base, node.module or "") if part)
            for one in node.names:
                if one.name == "*":
                    module.stars.append(dotted)
                else:
                    module.imports[one.asname or one.name] = (dotted, one.name)
    return module


class Project:
    """All modules of an application, found by dotted name from any folder."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self._by_end: dict[str, list[str]] = {}
        for path in modules:
            dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            parts = dotted.split(".")
            for start in range(len(parts)):
                self._by_end.setdefault(".".join(parts[start:]), []).append(path)

    def module(self, dotted: str, near: str = "") -> Module | None:
        """The file of a dotted name: the only one, or the one nearest to the importer."""
        paths = self._by_end.get(dotted, [])
        if not paths:
            return None
        best = max(paths, key=lambda path: (_common(path, near), -len(path)))
        return self.modules[best]

    def resolve(self, module: Module, name: str, hops: int = 0) -> tuple[Module, str] | None:
        """The module that defines a (dotted) name, and its name there; "" for a module itself."""
        head, _, rest = name.partition(".")
        if head in module.imports and hops < MAX_HOPS:
            dotted, taken = module.imports[head]
            inner = self.module(f"{dotted}.{taken}" if taken else dotted, module.path)
            if inner is not None:
                return self.resolve(inner, rest, hops + 1) if rest else (inner, "")
            owner = self.module(dotted, module.path)
            if owner is None:
                return None
            return self.resolve(owner, ".".join(filter(None, (taken, rest))), hops + 1)
        for star in module.stars if hops < MAX_HOPS else ():
            owner = self.module(star, module.path)
            if owner is not None and head in {
                *owner.classes,
                *owner.functions,
                *owner.strings,
                *owner.values,
            }:
                return self.resolve(owner, name, hops + 1)
        return module, name

    def string(self, module: Module, node: ast.expr | None) -> str | None:
        """The text of an expression; None when it is not known."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.string(module, node.left), self.string(module, node.right)
            return None if left is None or right is None else left + right
        if isinstance(node, ast.JoinedStr):
            parts = [self.string(module, v.value if isinstance(v, ast.FormattedValue) else v)
                     for v in node.values]  # fmt: skip
            return None if None in parts else "".join(filter(None, parts))
        name = dotted(node)
        if not name:
            return None
        owner = self.resolve(module, name)
        last = name.rsplit(".", 1)[-1]
        if owner and last in owner[0].strings:
            return owner[0].strings[last]
        # `settings.API_PREFIX`: an attribute of an object; the one text of that name, if any.
        said = {m.strings[last] for m in self.modules.values() if last in m.strings}
        return said.pop() if "." in name and len(said) == 1 else None

    def bases(
        self, module: Module, node: ast.ClassDef, depth: int = 0
    ) -> Iterator[tuple[Module, str]]:
        """Names of all classes above, nearest first, with the module that names each."""
        for base in node.bases if depth < MAX_HOPS else ():
            name = dotted(base.value if isinstance(base, ast.Subscript) else base)
            yield module, name
            found = self.class_of(module, name)
            if found is not None and found[1] is not node:
                yield from self.bases(*found, depth + 1)

    def class_of(self, module: Module, name: str) -> tuple[Module, ast.ClassDef] | None:
        """The class that a name means here, with its module."""
        owner = self.resolve(module, name) if name else None
        last = name.rsplit(".", 1)[-1]
        if owner and last in owner[0].classes:
            return owner[0], owner[0].classes[last]
        return None


def _common(path: str, near: str) -> int:
    count = 0
    for left, right in zip(path.split("/"), near.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` as text; the empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def strings_in(node: ast.AST | None) -> list[str]:
    """All literal texts below a node."""
    inner = ast.walk(node) if node is not None else ()
    return [n.value for n in inner if isinstance(n, ast.Constant) and isinstance(n.value, str)]
