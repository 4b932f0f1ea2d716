"""What is known of a value, and of the objects on the heap; all immutable."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

LOST = "lost"
"""The label of what could hold anything."""
ANY = "*"
"""The field that stands for all fields of an object that were not touched."""


@dataclass(frozen=True, slots=True)
class Const:
    """A value known exactly."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Dep:
    """An unknown value that is made of nothing but what its labels stand for."""

    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ref:
    """An object on the heap."""

    id: int


@dataclass(frozen=True, slots=True)
class Either:
    """One of several objects, unknown which, or an unknown value of these labels."""

    ids: frozenset[int]
    labels: frozenset[str] = frozenset()


Value = Const | Dep | Ref | Either


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list or array with its elements in order."""

    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A map with its values by constant keys."""

    entries: dict[str | int | float | bool | None, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of a class of the application, its fields as far as they were touched."""

    type: str
    fields: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blob:
    """An object of which only the labels are known."""

    labels: frozenset[str] = frozenset()


Object = Sequence | Table | Thing | Blob


@dataclass(slots=True)
class State:
    """Variables and heap at one point of a run."""

    env: dict[str, Value]
    heap: dict[int, Object]

    def copy(self) -> "State":
        """An independent copy; values and objects are immutable and shared."""
        return State(dict(self.env), dict(self.heap))

    def labels(self, *values: Value) -> frozenset[str]:
        """The labels of everything that the values reach."""
        found: set[str] = set()
        seen: set[int] = set()
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if isinstance(value, Dep):
                found |= value.labels
            elif isinstance(value, Either):
                found |= value.labels
                waiting.extend(Ref(number) for number in value.ids)
            elif isinstance(value, Ref) and value.id not in seen:
                seen.add(value.id)
                thing = self.heap[value.id]
                found |= thing.labels if isinstance(thing, Blob) else set()
                waiting.extend(parts(thing))
        return frozenset(found)

    def smear(self, value: Value, labels: frozenset[str]) -> None:
        """Note that an object, and what it holds, may have taken in the labels."""
        if isinstance(value, Either):
            for number in value.ids:
                self.smear(Ref(number), labels)
        if not isinstance(value, Ref):
            return
        thing = self.heap[value.id]
        if isinstance(thing, Blob):
            self.heap[value.id] = Blob(thing.labels | labels)
            return
        for part in list(parts(thing)):
            if labels - self.labels(part):
                self.smear(part, labels)
        if isinstance(thing, Thing):
            fields = {name: _wider(v, labels) for name, v in thing.fields.items()}
            fields[ANY] = _wider(thing.fields.get(ANY, Dep()), labels)
            self.heap[value.id] = replace(thing, fields=fields)
        else:
            self.heap[value.id] = Blob(self.labels(value) | labels)


def parts(thing: Object) -> Iterator[Value]:
    """What an object holds."""
    if isinstance(thing, Sequence):
        yield from thing.items
    elif isinstance(thing, Table):
        yield from thing.entries.values()
    elif isinstance(thing, Thing):
        yield from thing.fields.values()


def _wider(value: Value, labels: frozenset[str]) -> Value:
    if isinstance(value, Ref | Either):
        return value
    return Dep(labels | (value.labels if isinstance(value, Dep) else frozenset()))


def joined(states: Iterable[State | None]) -> State | None:
    """What holds wherever any of the states was left; None where none of them goes on."""
    going = [state for state in states if state is not None]
    if not going:
        return None
    first, *others = going
    for other in others:
        first = _join(first, other)
    return first


def sure(states: Iterable[State | None]) -> State:
    """`joined` of states of which at least one goes on."""
    state = joined(states)
    if state is None:
        raise ValueError("no state goes on")
    return state


def _join(a: State, b: State) -> State:
    heap = dict(a.heap)
    for number, thing in b.heap.items():
        mine = heap.get(number)
        heap[number] = thing if mine is None or mine == thing else _join_objects(a, b, mine, thing)
    names = a.env.keys() | b.env.keys()
    return State({n: mixed(a.env.get(n, Dep()), b.env.get(n, Dep())) for n in names}, heap)


def mixed(x: Value, y: Value) -> Value:
    """What is known of a value that is one of two."""
    if x == y:
        return x
    ids = _ids(x) | _ids(y)
    labels = _own_labels(x) | _own_labels(y)
    return Either(ids, labels) if ids else Dep(labels)


def _ids(value: Value) -> frozenset[int]:
    if isinstance(value, Ref):
        return frozenset({value.id})
    return value.ids if isinstance(value, Either) else frozenset()


def _own_labels(value: Value) -> frozenset[str]:
    return value.labels if isinstance(value, Dep | Either) else frozenset()


def _join_objects(a: State, b: State, x: Object, y: Object) -> Object:
    if isinstance(x, Sequence) and isinstance(y, Sequence) and len(x.items) == len(y.items):
        pairs = zip(x.items, y.items, strict=True)
        return Sequence(tuple(mixed(left, right) for left, right in pairs))
    if isinstance(x, Table) and isinstance(y, Table):
        keys = x.entries.keys() | y.entries.keys()
        return Table({k: mixed(x.entries.get(k, Dep()), y.entries.get(k, Dep())) for k in keys})
    if isinstance(x, Thing) and isinstance(y, Thing) and x.type == y.type:
        names = x.fields.keys() | y.fields.keys()
        return Thing(x.type, {n: mixed(_field(x, n), _field(y, n)) for n in names})
    own = {label for thing in (x, y) if isinstance(thing, Blob) for label in thing.labels}
    return Blob(frozenset(own) | a.labels(*parts(x)) | b.labels(*parts(y)))


def _field(thing: Thing, name: str) -> Value:
    """A field of an object; one that was not touched is what it was before."""
    if name == ANY:
        return thing.fields.get(name, Dep())
    return thing.fields.get(name, Dep(frozenset({f"field:{name}"})))
