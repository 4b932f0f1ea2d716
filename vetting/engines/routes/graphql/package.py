"""All GraphQL of a package: its schemas, what stands in its code, and the requests it sends."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from vetting.engines.routes.graphql import asking
from vetting.engines.routes.graphql.embedded import embedded, made_by_code
from vetting.engines.routes.graphql.judging import BUILT_IN, Fault, Judge, Supplied
from vetting.engines.routes.graphql.nodes import below, directed
from vetting.engines.routes.graphql.reading import (
    MAX_TOKENS,
    SCHEMA,
    Document,
    definitions,
    is_document,
    text_of,
    tokens,
)
from vetting.engines.routes.graphql.schemas import ROOTS, Manifests, Schema, is_schema, schemas
from vetting.engines.spectral.guard import Broken

NAMED = re.compile(r"\.(graphqls?|gqls?)$", re.IGNORECASE)
MANIFESTS = re.compile(
    r"(^|/)(package\.json|composer\.json|go\.mod|pom\.xml|build\.gradle(\.kts)?|pyproject\.toml"
    r"|requirements\.txt|setup\.py|Cargo\.toml|Gemfile|mix\.exs|[^/]+\.csproj)$"
)
"""The files beside which a project lies."""
MAX_ALL = 2 * MAX_TOKENS
"""Tokens of all documents of a package together."""
_HERE = Path(__file__).parent


@dataclass
class Answer:
    """Whether a file holds a schema, and its faults, each a line, a code and what it is about."""

    is_schema: bool
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def judged(
    files: Mapping[str, bytes],
    sources: Iterable[str],
    source: Callable[[str], bytes],
    manifests: Mapping[str, bytes],
) -> dict[str, Answer]:
    """Every file with a schema, sound or not, and every other one that has a fault."""
    package = _Package(sources, source, Manifests(manifests), b"\n".join(manifests.values()))
    for name, data in sorted(files.items()):
        package.add(name, data)
    package.look_into_sources()
    package.judge()
    return package.answers


class _Package:
    """The documents of one package, from reading to the answers."""

    def __init__(
        self, sources: Iterable[str], source: Callable[[str], bytes], manifests: Manifests,
        said: bytes,
    ) -> None:  # fmt: skip
        self.sources, self.source, self.manifests, self.said = (
            list(sources),
            source,
            manifests,
            said,
        )
        self.answers: dict[str, Answer] = {}
        self.documents: list[Document] = []
        self.left = MAX_ALL

    def add(self, name: str, data: bytes) -> None:
        """Read one file of GraphQL."""
        try:
            text = text_of(data)
        except Broken as fault:
            self._tell(name, fault.line, fault.code, fault.detail, is_schema=True)
            return
        if not is_document(text):
            return
        try:
            found = definitions(text, self.left)
        except Broken as fault:
            self._tell(name, fault.line, fault.code, fault.detail, bool(SCHEMA.search(text)))
            return
        self._keep(Document(name, found), text)

    def look_into_sources(self) -> None:
        """Read what stands in template strings and heredocs; what cannot be read is left alone."""
        for name in self.sources:
            text = self.source(name).decode("utf-8", "replace")
            for body, before, partial in embedded(name, text):
                if not is_document(body):
                    continue
                try:
                    found = definitions(body, self.left)
                except Broken as fault:
                    # What the code puts together may only then be a document.
                    if not partial and fault.code != "too-large":
                        line = before + fault.line
                        self._tell(name, line, fault.code, fault.detail, bool(SCHEMA.search(body)))
                    continue
                self._keep(Document(name, found, before, partial, is_embedded=True), body)

    def _keep(self, document: Document, text: str) -> None:
        self.left -= sum(1 for _ in tokens(text))
        self.documents.append(document)
        if is_schema(document):
            self.answers.setdefault(document.file, Answer(True)).is_schema = True

    def judge(self) -> None:
        """Ask of every schema and of every request what is wrong with it."""
        parts = [one for one in self.documents if is_schema(one)]
        self.schemas = schemas(parts, self.manifests)
        broken = {name for name, answer in self.answers.items() if answer.faults}
        for schema in self.schemas:
            self._take(Judge(schema, self._supplied(schema)).faults())
            self._take(self._rootless(schema))
        whole = [schema for schema in self.schemas if schema.has_root]
        if len(whole) == 1 and not broken:
            requests = [one for one in self.documents if not is_schema(one)]
            self._take(asking.faults(self.schemas, requests, _changing()))

    def _take(self, faults: Iterable[Fault]) -> None:
        for name, line, code, detail in faults:
            self._tell(name, line, code, detail, is_schema=False)

    def _tell(self, name: str, line: int, code: str, detail: str, is_schema: bool) -> None:
        answer = self.answers.setdefault(name, Answer(is_schema))
        answer.is_schema = answer.is_schema or is_schema
        answer.faults.append((max(1, line), code, detail))

    def _supplied(self, schema: Schema) -> Supplied:
        """What the framework, the code and other schemas of the package define for this one."""
        used = _directives(schema)
        copies = bool(used & set(_frameworks()["merging"]))
        near = [one for one in self.schemas if one is not schema and (
            one.root == schema.root or not one.has_root or not schema.has_root)]  # fmt: skip
        beside = {name for one in near for name in one.defined()}
        beside |= {f"@{name}" for one in near for name in one.directives}
        beside |= {f"extend {name}" for one in near for name in one.types}
        given = self._given(schema) | _linked(schema)
        own = schema.defined() | beside

        def knows(name: str) -> bool:
            return name in given or name in beside or _generated(name, own, used) or (
                name in self._in_code)  # fmt: skip

        services = bool(used & set(_frameworks()["services"]))
        merges = copies or services or self.manifests.merges(schema.root)
        return Supplied(knows, merges, copies, services, _changing())

    def _given(self, schema: Schema) -> set[str]:
        """The names that come with the frameworks a project may use."""
        known = _frameworks()
        manifests = self.manifests.names(schema.root)
        chosen = {one for name in manifests for one in known["ecosystems"].get(name, ())}
        families = chosen if chosen and "package.json" not in manifests - {"composer.json"} else (
            {*known["directives"], *known["scalars"]})  # fmt: skip
        if "composer.json" in manifests:
            families = chosen
        given = {f"@{name}" for one in families for name in known["directives"].get(one, ())}
        given |= {name for one in families for name in known["scalars"].get(one, ())}
        for library, names in known["libraries"].items():
            given |= set(names) if library.encode() in self.said else set()
        for document in schema.documents:
            given |= set(known["files"].get(document.file.rsplit("/", 1)[-1], ()))
        return given | BUILT_IN

    @cached_property
    def _in_code(self) -> set[str]:
        """Names that code makes; read once, and only where a name was not known."""
        found: set[str] = set()
        for name in self.sources:
            found |= made_by_code(self.source(name).decode("utf-8", "replace"))
        return found

    def _rootless(self, schema: Schema) -> list[Fault]:
        """A schema that is whole but for what may be asked; no federated or generated one."""
        roots = [schema.types[name] for name in ROOTS[1:] if name in schema.types]
        elsewhere = any(one.has_root for one in self.schemas) or "Query" in self._in_code
        if not roots or elsewhere or _directives(schema) & set(_frameworks()["rootless"]):
            return []
        document, node = (roots[0].definitions or roots[0].extensions)[0]
        return [(document.file, document.line(node), "no-query", "Query")]


@cache
def _frameworks() -> Mapping[str, Any]:
    said: Mapping[str, Any] = yaml.safe_load((_HERE / "frameworks.yaml").read_text("utf-8"))
    return said


@cache
def _changing() -> frozenset[str]:
    return frozenset(_frameworks()["changing"])


def _directives(schema: Schema) -> set[str]:
    """The names of all directives that a schema uses without defining them."""
    used = {
        one.name.value
        for document in schema.documents
        for node in document.definitions
        for holder, _place in directed(node)
        for one in holder
    }
    return used - set(schema.directives)


def _linked(schema: Schema) -> set[str]:
    """What `@link(import: […])` brings from another specification."""
    found: set[str] = set()
    for _document, head in schema.heads:
        for one in below(head, "directives"):
            if one.name.value == "link":
                found |= set(
                    re.findall(r'"(@?\w+)"', one.loc.source.body[one.loc.start : one.loc.end])
                )
    return found


def _generated(name: str, own: set[str], used: set[str]) -> bool:
    """Whether a framework makes this type of a known one."""
    for form in _frameworks()["generated"]:
        ending = form.removeprefix("{}")
        if name.endswith(ending) and name.removesuffix(ending) in own:
            return True
    shape = re.fullmatch(
        r"(?:Create|Update|Delete|Model)(\w+?)(?:Input|FilterInput|ConditionInput|Connection)", name
    )
    if shape and "model" in used:
        return shape[1] in own
    return name == "PageInfo" and any(one.endswith(("Connection", "Edge")) for one in own)
