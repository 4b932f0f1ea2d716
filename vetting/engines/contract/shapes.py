"""Bodies as their fields by path; equal bodies of a document are kept once. In the sandbox."""

from vetting.engines.contract.nodes import At, Library, elements, get, is_true, items, scalar
from vetting.engines.excerpts import mask
from vetting.model.contract import Field

MAX_DEPTH = 12
MAX_FIELDS = 1_000
"""Fields of one shape that are kept; an operation with a larger one is not whole."""
MAX_TOTAL = 100_000
"""Fields of all shapes of a document."""
_LIMITS = (
    "maxLength", "minLength", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum",
    "maxItems", "minItems", "pattern", "format",
)  # fmt: skip
_MANY = ("allOf", "oneOf", "anyOf")
_LONGEST = 300


class Shapes:
    """The shapes of one document. `cut` counts those that were too large to keep whole."""

    def __init__(self, library: Library) -> None:
        self.known: list[dict[str, Field]] = []
        self.cut = 0
        self._library = library
        self._by_node: dict[int, tuple[int, bool]] = {}
        self._by_content: dict[str, int] = {}
        self._total = 0

    def request(self, root: At, at: At) -> dict[str, int]:
        """The shapes of a request by media type."""
        body = self._library.follow(at.down("requestBody"))
        if body is not None:
            return self._content(body)
        for one in elements(get(at.node, "parameters")):
            found = self._library.follow(At(at.file, one))
            if found is not None and scalar(get(found.node, "in")) == "body":
                types = _listed(at, root, "consumes")
                return dict.fromkeys(types, self._place(found.down("schema")))
        return {}

    def answers(self, root: At, at: At) -> dict[str, dict[str, int]]:
        """The shapes of answers by status and media type."""
        found: dict[str, dict[str, int]] = {}
        responses = at.down("responses")
        for status, _key, value in items(responses.node) if responses else ():
            answer = self._library.follow(At(at.file, value))
            if answer is None or status.startswith("x-"):
                continue
            schema = answer.down("schema")
            if schema is not None:
                types = _listed(at, root, "produces")
                found[status] = dict.fromkeys(types, self._place(schema))
            else:
                found[status] = self._content(answer)
        return found

    def _content(self, holder: At) -> dict[str, int]:
        content = holder.down("content")
        media = items(content.node) if content else ()
        return {
            bare(name): self._place(At(holder.file, value).down("schema"))
            for name, _key, value in media
            if content
        }

    def _place(self, at: At | None) -> int:
        """Where the shape of a schema stands among the known ones."""
        schema = self._library.follow(at)
        key = id(schema.node) if schema else 0
        if key not in self._by_node:
            shape, is_whole = fields(self._library, schema)
            if self._total + len(shape) > MAX_TOTAL:
                shape, is_whole = {}, False
            self._by_node[key] = (self._kept(shape), is_whole)
        place, is_whole = self._by_node[key]
        self.cut += not is_whole
        return place

    def _kept(self, shape: dict[str, Field]) -> int:
        content = repr(sorted(shape.items(), key=lambda pair: pair[0]))
        if content not in self._by_content:
            self._by_content[content] = len(self.known)
            self.known.append(shape)
            self._total += len(shape)
        return self._by_content[content]


def _listed(at: At, root: At, key: str) -> list[str]:
    """The media types of an operation or document of Swagger 2."""
    own = at.down(key) or root.down(key)
    found = [scalar(one) for one in elements(own.node)] if own else []
    return [bare(one) for one in found if one] or ["application/json"]


def bare(media_type: str) -> str:
    """A media type without its parameters, in lower case."""
    return media_type.split(";")[0].strip().lower()


def fields(library: Library, at: At | None) -> tuple[dict[str, Field], bool]:
    """The fields below a schema by path, and whether that is all of them.

    The schema itself is ``""``. Alternatives (`oneOf`, `anyOf`) count with all their fields,
    none of them required. What contains itself ends where it comes round again.
    """
    walk = _Walk(library)
    walk.into(at, "", True, ())
    return walk.found, walk.is_whole


class _Walk:
    """One walk through a schema."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.found: dict[str, Field] = {}
        self.is_whole = True
        self._steps = 0

    def into(
        self, at: At | None, path: str, required: bool, above: tuple[int, ...], sure: bool = True
    ) -> None:
        """Collect a schema at a path, and all below it; `sure`: it is no mere alternative."""
        schema = self._library.follow(at)
        if schema is None:
            self.is_whole &= at is None  # a reference that leads nowhere: what it means is unknown
            return
        if id(schema.node) in above:  # comes round again: the field counts, what is in it is known
            self._add(path, required and sure, described(schema), sure)
            return
        self._steps += 1
        if len(above) > MAX_DEPTH or self._steps > MAX_FIELDS or len(path) > _LONGEST:
            self.is_whole = False
            return
        above = (*above, id(schema.node))
        self._add(path, required and sure, described(schema), sure)
        for word in _MANY:
            for part in elements(get(schema.node, word)):
                inner_sure = sure and word == "allOf"
                self.into(At(schema.file, part), path, required, above, inner_sure)
        needed = {scalar(one) for one in elements(get(schema.node, "required"))}
        properties = schema.down("properties")
        for name, _key, value in items(properties.node) if properties else ():
            inner = f"{path}.{name}" if path else name
            self.into(At(schema.file, value), inner, name in needed, above, sure)
        self.into(schema.down("items"), f"{path}[]", False, above, sure)
        rest = schema.down("additionalProperties")
        if rest is not None and scalar(rest.node) is None:
            self.into(rest, f"{path}.*" if path else "*", False, above, sure)

    def _add(self, path: str, required: bool, new: Field, sure: bool) -> None:
        """Parts of one schema (`allOf`) add up; alternatives widen what may stand at a place."""
        old = self.found.get(path, Field("", False))
        kinds = {*filter(None, (*old.type.split("|"), *new.type.split("|")))}
        values = new.values or old.values
        if not sure and old.values and new.values:
            values = tuple(sorted({*old.values, *new.values}))
        limits = {**old.limits, **new.limits}
        self.found[path] = Field("|".join(sorted(kinds)), required or old.required, values, limits)


def described(schema: At) -> Field:
    """A schema's own type, values (masked: they go into the report) and bounds."""
    node = get(schema.node, "type")
    kinds = {scalar(node)} if scalar(node) else {scalar(one) for one in elements(node)}
    if kinds and is_true(get(schema.node, "nullable")):
        kinds.add("null")
    const = get(schema.node, "const")
    values = elements(get(schema.node, "enum")) or ([const] if const is not None else [])
    limits = {key: said[:_LONGEST] for key in _LIMITS if (said := scalar(get(schema.node, key)))}
    if scalar(get(schema.node, "additionalProperties")) == "false":
        limits["additionalProperties"] = "false"
    return Field(
        "|".join(sorted(filter(None, kinds))),
        False,
        tuple(sorted(mask(said)[:_LONGEST] for one in values if (said := scalar(one)))),
        limits,
    )
