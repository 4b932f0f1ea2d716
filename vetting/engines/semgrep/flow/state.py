"""Variables, objects and the page at one point of a run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vetting.engines.semgrep.flow.html import Page
from vetting.engines.semgrep.flow.values import NOTHING, UNKNOWN, Value, ways


@dataclass(frozen=True)
class Thing:
    """An object: the class it is of, and its fields as far as they were touched."""

    type: str
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """`page` is where the output stands; None where it is no page (JSON, a file)."""

    variables: dict[str, Value]
    heap: dict[int, Thing]
    page: Page | None = field(default_factory=Page)

    def copy(self) -> "State":
        """An independent copy; values are immutable and shared."""
        return State(dict(self.variables), dict(self.heap), self.page)

    def become(self, other: "State") -> None:
        """Be the other from here on."""
        self.variables, self.heap, self.page = other.variables, other.heap, other.page


def joined_states(states: Iterable[State | None]) -> State | None:
    """What holds wherever any of the states was left; None where none goes on."""
    going = [state for state in states if state is not None]
    if not going:
        return None
    first, *others = going
    for other in others:
        first = _join(first, other)
    return first


def _join(a: State, b: State) -> State:
    if a is b:
        return a
    variables: dict[str, Value] = {}
    for name in dict.fromkeys((*a.variables, *b.variables)):
        mine, other = a.variables.get(name), b.variables.get(name)
        if name.startswith("_") and (mine is None or other is None):
            # What PHP fills is, where it was not narrowed, all that may come in.
            continue
        variables[name] = ways((mine or NOTHING, other or NOTHING))
    heap = dict(a.heap)
    for number, thing in b.heap.items():
        before = heap.get(number)
        heap[number] = thing if before is None or before is thing else _both(before, thing)
    return State(variables, heap, a.page if a.page is not None else b.page)


def _both(x: Thing, y: Thing) -> Thing:
    names = dict.fromkeys((*x.fields, *y.fields))
    return Thing(
        x.type, {n: ways((x.fields.get(n, UNKNOWN), y.fields.get(n, UNKNOWN))) for n in names}
    )


def same(a: State, b: State) -> bool:
    """Whether two states say the same."""
    return a.variables == b.variables and a.heap == b.heap
