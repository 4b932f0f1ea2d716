"""What is known of a PHP value. PHP copies arrays, so only objects need a heap."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vetting.engines.semgrep.flow.characters import ALL, NONE, NUMBER, WORD, mask
from vetting.engines.semgrep.flow.syntax import At

MOST_WAYS = 6
"""Alternatives kept of one value; beyond, they become one hole."""
MOST_PARTS = 60
"""Parts kept of one text; beyond, it becomes one hole."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where data came in: `kind` is page, header, rewritten, stored, session, rows or column.

    `rewritten` is a part of a page's request that some file of the application fills anew, so
    that it may be clean where the run did not see that. `rows` are what a database answers, by
    the query in `about`; a `column` is one of its values, by the `table.column`s in `about`. Of
    what comes with the request, `about` is what is read.
    """

    kind: str
    path: str
    at: At
    about: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it is only known where the value lay, and not who put it there."""
        return self.kind in ("rows", "column")


@dataclass(frozen=True, slots=True)
class Hole:
    """A piece of a text that is not known.

    `chars` it may hold; of these, `slashed` only behind a backslash and `doubled` only in
    pairs; `encoded` it may hold as HTML entities only. `is_sure` says that every step from the sources was understood. `filters` are the
    escaping functions it went through.
    """

    sources: frozenset[Source] = frozenset()
    chars: int = ALL
    slashed: int = NONE
    doubled: int = NONE
    encoded: int = NONE
    is_sure: bool = True
    filters: frozenset[str] = frozenset()

    @property
    def is_outside(self) -> bool:
        """Whether something of it is known to come from outside."""
        return any(not one.is_kept for one in self.sources)


@dataclass(frozen=True, slots=True)
class Known:
    """A number, truth or nothing that the source states; texts are `Text`."""

    value: int | float | bool | None


@dataclass(frozen=True, slots=True)
class Text:
    """Pieces in order."""

    parts: tuple[str | Hole, ...] = ()


@dataclass(frozen=True)
class Array:
    """Values by known key, and one for all others."""

    entries: Mapping[Any, "Value"] = field(default_factory=dict)
    rest: "Value | None" = None
    next_key: int | None = 0


@dataclass(frozen=True, slots=True)
class Object:
    """An object on the heap."""

    id: int


@dataclass(frozen=True, slots=True)
class Closure:
    """A function without a name."""

    node: Any
    bound: Any = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class Ways:
    """One of several values, unknown which."""

    values: tuple["Value", ...]


Value = Known | Text | Array | Object | Closure | Ways

NOTHING = Known(None)
EMPTY = Text(("",))


def text(value: str) -> Text:
    """A known text."""
    return Text((value,))


def hole(*sources: Source, **known: Any) -> Text:
    """A text of one hole."""
    return Text((Hole(frozenset(sources), **known),))


HARMLESS = hole(chars=NONE)
"""A value that is not known and cannot do harm."""
UNKNOWN = hole(is_sure=False)
"""A value of which nothing is known, not even whether it is from outside."""


def ways(values: Iterable[Value]) -> Value:
    """One of these values."""
    values = tuple(values)
    first = values[0]
    for value in values:
        if value is not first:
            break
    else:
        return first
    flat = _distinct(one for value in values for one in each(value))
    if len(flat) == 1:
        return flat[0]
    arrays = [one for one in flat if isinstance(one, Array)]
    if len(arrays) > 1:
        flat = [*(one for one in flat if not isinstance(one, Array)), _of_arrays(arrays)]
        return ways(flat) if len(flat) > 1 else flat[0]
    if len(flat) > MOST_WAYS:
        kept = tuple(one for one in flat if isinstance(one, Object | Array))[:MOST_WAYS]
        found = [
            h for one in flat if isinstance(one, Text) for h in _placed(one) if isinstance(h, Hole)
        ]
        # What is sure stays apart from what is not: it is still one of the ways.
        groups = [[h for h in found if h.is_sure is sure] for sure in (True, False)]
        merged = tuple(Text((merged_hole(group),)) for group in groups if group)
        left = (*kept, *merged) or (HARMLESS,)
        return Ways(left) if len(left) > 1 else left[0]
    return Ways(tuple(flat))


def _distinct(values: Iterable[Value]) -> list[Value]:
    """Each value once, in order; there may be thousands of them."""
    arrays: list[Array] = []  # these have no hash
    others: dict[Value, None] = {}
    found: list[Value] = []
    for one in values:
        if isinstance(one, Array):
            if one in arrays:
                continue
            arrays.append(one)
        elif one in others:
            continue
        else:
            others[one] = None
        found.append(one)
    return found


def _of_arrays(arrays: list[Array]) -> Array:
    keys = dict.fromkeys(key for one in arrays for key in one.entries)
    first, *others = (one.entries for one in arrays)
    entries = {}
    for key in keys:
        value = first.get(key)
        # Mostly it is the very same in all of them: nothing happened to it.
        if value is None or any(other.get(key) is not value for other in others):
            value = ways(one.entries.get(key, one.rest or NOTHING) for one in arrays)
        entries[key] = value
    rests = [one.rest for one in arrays if one.rest is not None]
    counts = {one.next_key for one in arrays}
    return Array(
        entries, ways(rests) if rests else None, counts.pop() if len(counts) == 1 else None
    )


def each(value: Value) -> Iterator[Value]:
    """The alternatives of a value."""
    if isinstance(value, Ways):
        yield from value.values
    else:
        yield value


def holes(value: Value) -> Iterator[Hole]:
    """Every hole in a value; what an object holds is not looked into."""
    match value:
        case Text(parts):
            yield from (part for part in parts if isinstance(part, Hole))
        case Ways(values):
            for one in values:
                yield from holes(one)
        case Array(entries, rest):
            for one in entries.values():
                yield from holes(one)
            if rest is not None:
                yield from holes(rest)


def _placed(one: Text) -> Iterator[str | Hole]:
    """The pieces of a text that becomes one hole, which does not tell where they stood.

    So those behind others lose their `:`, as it ends the name of no scheme there.
    """
    for number, piece in enumerate(one.parts):
        if number and isinstance(piece, Hole):
            piece = replace(piece, chars=piece.chars & ~mask(":"))
        yield piece


def rows_of(value: "Value") -> Source | None:
    """The rows that a value is some or one of."""
    if isinstance(value, Text) and len(value.parts) == 1 and isinstance(value.parts[0], Hole):
        return min((one for one in value.parts[0].sources if one.kind == "rows"),
                   key=lambda one: (one.path, one.at), default=None)  # fmt: skip
    if isinstance(value, Ways):
        return next((found for one in value.values if (found := rows_of(one))), None)
    return None


def _is_plain(one: Hole) -> bool:
    """Whether it can hold nothing but numbers and words, which do no harm anywhere."""
    return not one.encoded and not one.chars & ~(WORD | NUMBER)


_OWN = {"rows", "column", "session"}
"""Kinds of what the application keeps: who put it there is another question."""


def merged_hole(parts: Iterable[Hole | str]) -> Hole:
    """One hole that may be any of these pieces, or several in a row."""
    parts = tuple(parts)
    sources: frozenset[Source] = frozenset()
    filters: frozenset[str] = frozenset()
    chars, slashed, doubled, encoded, sure = NONE, ALL, ALL, NONE, True
    if any(isinstance(part, Hole) and part.sources for part in parts):
        # What the application itself writes there is not what the sources can do.
        unknown = [part for part in parts if isinstance(part, Hole)]
        if {source.kind for one in unknown for source in one.sources} <= _OWN:
            parts = tuple(one for one in unknown if one.sources)
        else:
            parts = tuple(one for one in unknown if one.is_outside or not one.sources)
    told = [one for one in parts if isinstance(one, Hole) and one.sources and not _is_plain(one)]
    for part in parts:
        one = part if isinstance(part, Hole) else Hole(chars=mask(part))
        if not one.sources and not one.chars and not one.encoded:
            continue
        if not told or not _is_plain(one):
            sources |= one.sources
        filters |= one.filters
        # What this piece holds bare is bare in the whole.
        slashed &= one.slashed | ~one.chars
        doubled &= one.doubled | ~one.chars
        chars |= one.chars
        encoded |= one.encoded
        sure = sure and one.is_sure
    return Hole(sources, chars, slashed & chars, doubled & chars, encoded, sure, filters)


def texts(value: Value) -> Iterator[Text]:
    """The texts that a value may be written as."""
    for one in each(value):
        match one:
            case Text():
                yield one
            case Known(None | False):
                yield EMPTY
            case Known(known):
                yield text("1" if known is True else str(known))
            case Array():
                yield text("Array")
            case _:
                yield UNKNOWN


def joined(pieces: Iterable[Value]) -> Value:
    """The texts in a row."""
    results: list[tuple[str | Hole, ...]] = [()]
    for piece in pieces:
        options = list(texts(piece))
        if len(results) * len(options) > MOST_WAYS:
            merged = merged_hole(part for one in options for part in _placed(one))
            options = [Text((merged,))]
        results = [(*done, *one.parts) for done in results for one in options]
    return ways(_tidied(parts) for parts in results)


def _tidied(parts: tuple[str | Hole, ...]) -> Text:
    out: list[str | Hole] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, str) and isinstance(last, str):
            out[-1] = last + part
        elif part != "":
            out.append(part)
    if len(out) > MOST_PARTS:
        return Text((merged_hole(out),))
    return Text(tuple(out) or ("",))


def constant(value: Value) -> Any:
    """The PHP scalar that a value is for sure; `...` where it is not known."""
    match value:
        case Known(known):
            return known
        case Text((str() as only,)):
            return only
    return ...


def changed(value: Value, change: Any) -> Value:
    """The value with each hole of its texts changed, also inside arrays."""
    match value:
        case Text(parts):
            after = tuple([change(part) if isinstance(part, Hole) else part for part in parts])
            return value if after == parts else Text(after)
        case Ways(values):
            return ways(changed(one, change) for one in values)
        case Array(entries, rest, next_key):
            inner = {key: changed(one, change) for key, one in entries.items()}
            return Array(inner, changed(rest, change) if rest is not None else None, next_key)
    return value


def unsure(value: Value) -> Value:
    """The same value after a step that was not understood."""
    return changed(value, lambda one: replace(one, is_sure=False, filters=frozenset()))
