"""Runs one function on unknown arguments and notes, for each expression, what it is made of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vetting.engines.semgrep.second import ir, library
from vetting.engines.semgrep.second.values import (
    ANY,
    LOST,
    Blob,
    Const,
    Dep,
    Either,
    Ref,
    Sequence,
    State,
    Table,
    Thing,
    Value,
    joined,
    mixed,
    parts,
    sure,
)

BUDGET = 60_000
"""Nodes evaluated for one function before it is given up: real ones need below a tenth."""
DEPTH = 6
"""Calls followed inside one another; beyond, a call is not looked into."""
ROUNDS = 4
"""Rounds of a loop until nothing changes; a loop that still changes is given up."""

_NOTHING: frozenset[str] = frozenset()
SOURCE = frozenset({"source"})
"""The label of what a rule says comes from outside."""


class GivenUp(Exception):
    """The function is beyond what is followed: its findings stay."""


@dataclass(slots=True)
class _Frame:
    """One call: its class, and the states in which it, and the loops in it, were left."""

    owner: ir.Class
    this: Ref | None
    types: dict[str, str] = field(default_factory=dict)
    ends: list[tuple[State, Value]] = field(default_factory=list)
    breaks: list[list[State]] = field(default_factory=list)
    repeats: list[list[State]] = field(default_factory=list)
    watched: list[list[State]] = field(default_factory=list)


_Own = tuple[ir.Class, Ref | None, ir.Function]


class Interpreter:
    """One run of one function.

    `classes` gives the class of a name, or None where the application has none or several.
    `sources` are places whose value counts as from outside, whatever it is made of.
    `cleaners` are the names of methods after which a value is harmless to this sink.
    `seen` has, by place, the labels of every expression evaluated; labels
    are `param:NAME` for what came in, `field:NAME` for fields, `lost` for what was not followed.
    """

    def __init__(
        self,
        classes: Callable[[str], ir.Class | None],
        sources: frozenset[ir.At] = frozenset(),
        cleaners: re.Pattern[str] | None = None,
    ) -> None:
        self._classes = classes
        self._cleaners = cleaners
        self._sources = sources
        self._sites: dict[tuple[ir.At, ...], int] = {}
        self._calls: tuple[ir.At, ...] = ()
        self._left = BUDGET
        self._frames: list[_Frame] = []
        self.seen: dict[ir.At, frozenset[str]] = {}

    def run(self, owner: ir.Class, function: ir.Function) -> None:
        """Run a function on arguments of which nothing is known; raises GivenUp."""
        state = State({}, {})
        this = self._new(state, Thing(owner.name), owner.at)
        for number, (name, type_name) in enumerate(function.params):
            labels = frozenset({f"param:{name}"})
            fixed = type_name in library.IMMUTABLE
            place = (*function.at[:3], -number - 1)
            state.env[name] = Dep(labels) if fixed else self._new(state, Blob(labels), place)
        self._frames.append(_Frame(owner, this, dict(function.params)))
        try:
            self._all(function.body, state)
        except RecursionError as error:
            raise GivenUp from error

    def _new(self, state: State, thing: Sequence | Table | Thing | Blob, at: ir.At) -> Ref:
        """An object made at a place; made there again, in a loop, it stands for all of them."""
        site = (*self._calls, at)
        number = self._sites.setdefault(site, len(self._sites))
        before = state.heap.get(number)
        if before is not None:
            labels = state.labels(Ref(number), *parts(thing))
            thing = Blob(labels | (thing.labels if isinstance(thing, Blob) else _NOTHING))
        state.heap[number] = thing
        return Ref(number)

    def _note(self, at: ir.At, labels: frozenset[str]) -> None:
        self.seen[at] = self.seen.get(at, _NOTHING) | labels

    # --- statements ---------------------------------------------------------------------------

    def _all(self, body: Iterable[ir.Stmt], state: State | None) -> State | None:
        for statement in body:
            if state is None:
                return None
            state = self._one(statement, state)
            for watched in self._frames[-1].watched if state else ():
                watched.append(state.copy())  # type: ignore[union-attr]
        return state

    def _one(self, statement: ir.Stmt, state: State) -> State | None:
        match statement:
            case ir.Do(value):
                self.value(value, state)
            case ir.Let(name, type_name, value):
                got = self.value(value, state) if value else Const(None)
                self._frames[-1].types[name] = type_name
                state.env[name] = self._held(state, got, type_name)
            case ir.If(condition, then, other):
                return self._branches(condition, then, other, state)
            case ir.Loop() | ir.Each():
                return self._loop(statement, state)
            case ir.Switch():
                return self._switch(statement, state)
            case ir.Try():
                return self._try(statement, state)
            case ir.Block(body):
                return self._all(body, state)
            case ir.Leave():
                self._leave(statement, state)
                return None
        return state

    def _held(self, state: State, value: Value, type_name: str) -> Value:
        """The value in a variable of that type: a text cannot be changed behind its back."""
        if isinstance(value, Ref | Either) and type_name in library.IMMUTABLE:
            return Dep(state.labels(value))
        return value

    def _branches(
        self,
        condition: ir.Expr,
        then: tuple[ir.Stmt, ...],
        other: tuple[ir.Stmt, ...],
        state: State,
    ) -> State | None:
        known = self.value(condition, state)
        if isinstance(known, Const):
            return self._all(then if known.value else other, state)
        return joined([self._all(then, state.copy()), self._all(other, state)])

    def _leave(self, statement: ir.Leave, state: State) -> None:
        frame = self._frames[-1]
        value = self.value(statement.value, state) if statement.value else Const(None)
        if statement.how == "return":
            frame.ends.append((state, value))
        elif statement.how == "break":
            for states in frame.breaks:
                states.append(state.copy())
        elif statement.how == "continue":
            for states in frame.repeats:
                states.append(state.copy())

    def _loop(self, loop: ir.Loop | ir.Each, state: State) -> State | None:
        frame = self._frames[-1]
        frame.breaks.append([])
        frame.repeats.append([])
        before = state
        never: list[State | None] = []
        for _ in range(ROUNDS):
            entered = before.copy()
            never.append(self._enter(loop, entered))
            after = self._all(loop.body, entered) if self._may_run(loop, entered) else None
            after = joined([after, *frame.repeats[-1]])
            frame.repeats[-1].clear()
            if after is not None and isinstance(loop, ir.Loop):
                for step in loop.step:
                    self.value(step, after)
            merged = sure([before, after])
            if after is None or _same(merged, before):
                break
            before = merged
        else:
            raise GivenUp
        frame.repeats.pop()
        return joined([before, *never, *frame.breaks.pop()])

    def _enter(self, loop: ir.Loop | ir.Each, state: State) -> State | None:
        """Bind the variable of a loop over elements, or ask the condition."""
        if isinstance(loop, ir.Each):
            items = self.value(loop.items, state)
            labels = state.labels(items)
            fixed = loop.type in library.IMMUTABLE
            self._frames[-1].types[loop.name] = loop.type
            place = (*loop.items.at[:3], -1)
            state.env[loop.name] = Dep(labels) if fixed else self._new(state, Blob(labels), place)
        elif loop.condition and not loop.first:
            self.value(loop.condition, state)
        return None

    def _may_run(self, loop: ir.Loop | ir.Each, state: State) -> bool:
        if isinstance(loop, ir.Loop) and loop.condition and not loop.first:
            known = self.value(loop.condition, state)
            return not (isinstance(known, Const) and not known.value)
        return True

    def _switch(self, switch: ir.Switch, state: State) -> State | None:
        subject = self.value(switch.subject, state)
        chosen = self._case(switch, subject, state)
        frame = self._frames[-1]
        frame.breaks.append([])
        running: State | None = None
        ends: list[State | None] = []
        for number, (_labels, body) in enumerate(switch.cases):
            if chosen is None or number == chosen:
                running = joined([running, state.copy()])
            running = self._all(body, running)
            if not switch.falls:
                ends.append(running)
                running = None
        has_default = any(label is None for labels, _ in switch.cases for label in labels)
        skipped = state if chosen == -1 or (chosen is None and not has_default) else None
        return joined([running, *ends, *frame.breaks.pop(), skipped])

    def _case(self, switch: ir.Switch, subject: Value, state: State) -> int | None:
        """The number of the case that a known subject enters, -1 for none, None if unknown."""
        default = -1
        for number, (labels, _body) in enumerate(switch.cases):
            for label in labels:
                if label is None:
                    default = number
                    continue
                value = self.value(label, state)
                if not isinstance(value, Const) or not isinstance(subject, Const):
                    return None
                if value.value == subject.value:
                    return number
        return default if isinstance(subject, Const) else None

    def _try(self, attempt: ir.Try, state: State) -> State | None:
        frame = self._frames[-1]
        stops: list[State] = [state.copy()]
        frame.watched.append(stops)
        done = self._all(attempt.body, state)
        frame.watched.pop()
        thrown = sure(stops)
        ends = [done]
        for name, body in attempt.handlers:
            caught = thrown.copy()
            caught.env[name] = Dep(frozenset({LOST}))
            ends.append(self._all(body, caught))
        return self._all(attempt.always, joined(ends))

    # --- expressions --------------------------------------------------------------------------

    def value(self, node: ir.Expr, state: State) -> Value:
        """The value of an expression, its effects done."""
        self._left -= 1
        if self._left < 0:
            raise GivenUp
        value = self._evaluate(node, state)
        # An own method that provably answers with a constant is no source, whatever its name.
        if node.at in self._sources and not isinstance(value, Const):
            state.smear(value, SOURCE)
            if isinstance(value, Dep):
                value = Dep(SOURCE | value.labels)
        self._note(node.at, state.labels(value))
        return value

    def _evaluate(self, node: ir.Expr, state: State) -> Value:
        match node:
            case ir.Literal(_, value):
                return Const(value)
            case ir.Name():
                return self._named(node, state)
            case ir.Member(_, base, _):
                return self._member(node, self.value(base, state), state)
            case ir.Index(_, base, index):
                return self._element(node, self.value(base, state), self.value(index, state), state)
            case ir.Items(_, items):
                return self._new(
                    state, Sequence(tuple(self.value(item, state) for item in items)), node.at
                )
            case ir.Binary(_, op, left, right):
                a, b = self.value(left, state), self.value(right, state)
                return library.computed(op, a, b) or Dep(state.labels(a, b))
            case ir.Unary():
                return self._unary(node, state)
            case ir.Choice():
                return self._choice(node, state)
            case ir.Assign():
                return self._assign(node, state)
            case ir.Call():
                return self._call(node, state)
            case ir.New():
                return self._made(node, state)
            case ir.Lambda():
                return self._lambda(node, state)
            case ir.Mixed(_, parts):
                values = [self.value(part, state) for part in parts]
                if len(values) == 1:
                    return values[0]
                return self._new(state, Blob(state.labels(*values)), node.at)

    def _named(self, node: ir.Name, state: State) -> Value:
        name = node.name
        if name in state.env:
            return state.env[name]
        frame = self._frames[-1]
        if name == "this" and frame.this:
            return frame.this
        if name in frame.owner.fields:
            return self._field(frame.this, name, node.at, state)
        # A class, or a constant of it: nothing that a request brings.
        return self._new(
            state, Blob(_NOTHING if name[:1].isupper() else frozenset({LOST})), node.at
        )

    def _field(self, this: Ref | None, name: str, at: ir.At, state: State) -> Value:
        thing = state.heap[this.id] if this else None
        if not isinstance(thing, Thing) or this is None:
            return self._new(state, Blob(frozenset({f"field:{name}"})), at)
        if name not in thing.fields:
            owner = self._classes(thing.type) or self._frames[-1].owner
            start = owner.fields.get(name) if owner.name == thing.type else None
            any_other = state.labels(thing.fields.get(ANY, Dep()))
            if isinstance(start, ir.Literal) and not any_other:
                value: Value = Const(start.value)
            else:
                value = self._new(state, Blob(any_other | {f"field:{name}"}), at)
            thing = Thing(thing.type, {**thing.fields, name: value})
            state.heap[this.id] = thing
        return thing.fields[name]

    def _member(self, node: ir.Member, base: Value, state: State) -> Value:
        name = node.name
        if isinstance(base, Ref) and isinstance(thing := state.heap[base.id], Thing):
            owner = self._classes(thing.type) or self._frames[-1].owner
            if owner.name == thing.type:
                return self._field(base, name, node.at, state)
        if isinstance(base, Ref) and isinstance(thing := state.heap[base.id], Sequence):
            return Const(len(thing.items)) if name == "length" else Dep(state.labels(base))
        if isinstance(node.base, ir.Name) and (of_class := self._classes(node.base.name)):
            start = of_class.fields.get(name)
            if isinstance(start, ir.Literal):
                return Const(start.value)
        return base if isinstance(base, Ref | Either) else Dep(state.labels(base))

    def _element(self, node: ir.Index, base: Value, index: Value, state: State) -> Value:
        thing = state.heap[base.id] if isinstance(base, Ref) else None
        if isinstance(thing, Sequence) and isinstance(index, Const) and type(index.value) is int:
            if 0 <= index.value < len(thing.items):
                return thing.items[index.value]
            return Const(None)
        if isinstance(thing, Table) and isinstance(index, Const):
            return thing.entries.get(index.value, Dep())
        if isinstance(base, Const) and isinstance(base.value, str) and isinstance(index, Const):
            at = index.value
            if type(at) is int and -len(base.value) <= at < len(base.value):
                return Const(base.value[at])
        if isinstance(base, Either) or isinstance(thing, Blob):
            return base
        if isinstance(thing, Sequence) and any(isinstance(i, Ref | Either) for i in thing.items):
            return self._new(state, Blob(state.labels(base) | {LOST}), node.at)
        return Dep(state.labels(base, index))

    def _unary(self, node: ir.Unary, state: State) -> Value:
        value = self.value(node.value, state)
        if node.op in ("++", "--"):
            changed: Value = library.computed(node.op[0], value, Const(1)) or Dep(
                state.labels(value)
            )
            self._store(node.value, changed, state)
            return Dep(state.labels(value))
        if isinstance(value, Const) and node.op == "!":
            return Const(not value.value)
        if isinstance(value, Const) and node.op == "-" and isinstance(value.value, int | float):
            return Const(-value.value)
        return Dep(state.labels(value))

    def _choice(self, node: ir.Choice, state: State) -> Value:
        known = self.value(node.condition, state)
        if isinstance(known, Const):
            return self.value(node.then if known.value else node.other, state)
        one, two = self.value(node.then, state), self.value(node.other, state)
        return mixed(one, two)

    def _assign(self, node: ir.Assign, state: State) -> Value:
        value = self.value(node.value, state)
        if node.op:
            before = self.value(node.target, state)
            value = library.computed(node.op, before, value) or Dep(state.labels(before, value))
        self._store(node.target, value, state)
        return value

    def _store(self, target: ir.Expr, value: Value, state: State) -> None:
        match target:
            case ir.Name(_, name) if name in state.env:
                type_name = self._frames[-1].types.get(name, "")
                state.env[name] = self._held(state, value, type_name)
            case ir.Name(_, name):
                self._store_field(self._frames[-1].this, name, value, state)
            case ir.Member(_, base, name):
                self._store_field(self.value(base, state), name, value, state)
            case ir.Index(_, base, index):
                self._store_element(self.value(base, state), self.value(index, state), value, state)
            case _:
                raise GivenUp

    def _store_field(self, base: Value | None, name: str, value: Value, state: State) -> None:
        if not isinstance(base, Ref):
            self._store_somewhere(base, value, state)
            return
        thing = state.heap[base.id]
        if isinstance(thing, Thing):
            state.heap[base.id] = Thing(thing.type, {**thing.fields, name: value})
        else:
            state.smear(base, state.labels(value))

    def _store_somewhere(self, base: Value | None, value: Value, state: State) -> None:
        """Into one of several objects, or one that is not known."""
        labels = state.labels(value)
        if isinstance(base, Either):
            state.smear(base, labels)
        elif base is not None and labels:
            raise GivenUp

    def _store_element(self, base: Value, index: Value, value: Value, state: State) -> None:
        if not isinstance(base, Ref):
            self._store_somewhere(base, value, state)
            return
        thing = state.heap[base.id]
        at = index.value if isinstance(index, Const) else None
        if isinstance(thing, Sequence) and type(at) is int and 0 <= at < len(thing.items):
            items = (*thing.items[:at], value, *thing.items[at + 1 :])
            state.heap[base.id] = Sequence(items)
        elif isinstance(thing, Table) and isinstance(index, Const):
            state.heap[base.id] = Table({**thing.entries, index.value: value})
        else:
            state.smear(base, state.labels(value))

    def _lambda(self, node: ir.Lambda, state: State) -> Value:
        frame = self._frames[-1]
        inner = _Frame(frame.owner, frame.this, dict(frame.types), watched=frame.watched)
        self._frames.append(inner)
        run = state.copy()
        for name in node.params:
            label = frozenset({f"param:{name}"})
            run.env[name] = self._new(run, Blob(label), (*node.at[:3], -1))
        end = self._all(node.body, run)
        self._frames.pop()
        ways = [end, *(state for state, _ in inner.ends)]
        labels = frozenset().union(*(s.labels(v) for s, v in inner.ends))
        after = sure([state.copy(), *ways])
        state.env = {name: after.env[name] for name in state.env}
        state.heap = after.heap
        return self._new(state, Blob(labels), node.at)

    # --- calls --------------------------------------------------------------------------------

    def _made(self, node: ir.New, state: State) -> Value:
        args = [self.value(arg, state) for arg in node.args]
        labels = state.labels(*args)
        empty = library.made(node.type, args)
        if empty is not None:
            return self._new(state, empty, node.at)
        owner = None if node.body else self._classes(node.type)
        if owner is None:
            return self._new(state, Blob(labels), node.at)
        this = self._new(state, Thing(owner.name), node.at)
        makers = [f for f in owner.functions if f.name == owner.name]
        fitting = [f for f in makers if len(f.params) == len(args)]
        if len(fitting) == 1:
            self._inlined((owner, this, fitting[0]), args, node.at, state)
        elif makers:
            state.smear(this, labels)
        return this

    def _call(self, node: ir.Call, state: State) -> Value:
        base = self.value(node.base, state) if node.base else None
        args = [self.value(arg, state) for arg in node.args]
        if isinstance(base, Const) and isinstance(base.value, str):
            known = library.on_text(base.value, node.name, args)
            if known is not None:
                return known
        if isinstance(base, Ref):
            result = library.on_object(state, base, node.name, args)
            if result is not None:
                return result
        if isinstance(node.base, ir.Name) and (node.base.name, node.name) in library.MAKERS:
            return self._new(state, Sequence(tuple(args)), node.at)
        if self._cleaners and self._cleaners.search(node.name):
            return Dep()
        own = self._own(node, base, state, len(args))
        if own is not None:
            return self._inlined(own, args, node.at, state)
        return self._unknown(base, args, node.at, state)

    def _own(self, node: ir.Call, base: Value | None, state: State, count: int) -> _Own | None:
        """The application's own method that a call means, if it is exactly one."""
        owner: ir.Class | None = None
        this: Ref | None = None
        if base is None:
            owner, this = self._frames[-1].owner, self._frames[-1].this
        elif isinstance(base, Ref) and isinstance(thing := state.heap[base.id], Thing):
            owner, this = self._classes(thing.type), base
            if thing.type == self._frames[-1].owner.name:
                owner = self._frames[-1].owner
        elif isinstance(node.base, ir.Name | ir.Member) and node.base.name[:1].isupper():
            owner = self._classes(node.base.name)
        if owner is None or len(self._frames) > DEPTH:
            return None
        fitting = [f for f in owner.functions if f.name == node.name and len(f.params) == count]
        return (owner, this, fitting[0]) if len(fitting) == 1 else None

    def _inlined(self, own: _Own, args: list[Value], at: ir.At, state: State) -> Value:
        owner, this, function = own
        env = {
            name: self._held(state, value, type_name)
            for (name, type_name), value in zip(function.params, args, strict=True)
        }
        frame = _Frame(owner, this, dict(function.params))
        self._frames.append(frame)
        self._calls = (*self._calls, at)
        inner = State(env, dict(state.heap))
        start = inner.copy()
        # What a callee did before it threw is done as well.
        stops: list[State] = [start]
        if self._frames[-2].watched:
            frame.watched.append(stops)
        end = self._all(function.body, inner)
        self._frames.pop()
        self._calls = self._calls[:-1]
        ends = [*frame.ends, *([(end, Const(None))] if end else [])]
        for watched in self._frames[-1].watched:
            watched.extend(State(dict(state.env), stop.heap) for stop in stops)
        if not ends:
            raise GivenUp
        return self._returned(ends, state)

    def _returned(self, ends: list[tuple[State, Value]], state: State) -> Value:
        for one, value in ends:
            one.env = {"return": value}
        after = sure(one for one, _ in ends)
        state.heap = after.heap
        return after.env["return"]

    def _unknown(self, base: Value | None, args: list[Value], at: ir.At, state: State) -> Value:
        """A call that is not followed: it may put any of its inputs into any other."""
        everything = [*args, *([base] if base is not None else [])]
        if base is None and self._frames[-1].this:
            everything.append(self._frames[-1].this)
        labels = state.labels(*everything)
        for value in everything:
            state.smear(value, labels)
        if isinstance(base, Either) or (
            isinstance(base, Ref) and isinstance(state.heap[base.id], Blob)
        ):
            return base
        return self._new(state, Blob(labels), at)


def _same(a: State, b: State) -> bool:
    """Whether two states say the same of every variable and of every object of both."""
    shared = a.heap.keys() & b.heap.keys()
    return a.env == b.env and all(a.heap[number] == b.heap[number] for number in shared)
