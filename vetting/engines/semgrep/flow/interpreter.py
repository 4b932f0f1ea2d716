"""Runs statements of PHP on values that are partly known."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Any

from vetting.engines.semgrep.flow.calls import DEPTH, Frame
from vetting.engines.semgrep.flow.expressions import GivenUp
from vetting.engines.semgrep.flow.guards import assume, assume_equal
from vetting.engines.semgrep.flow.project import File
from vetting.engines.semgrep.flow.state import State, joined_states, same
from vetting.engines.semgrep.flow.syntax import At, Node, kids, looking_for, part, place, written
from vetting.engines.semgrep.flow.values import (
    NOTHING,
    UNKNOWN,
    Array,
    Known,
    Object,
    Text,
    Value,
    constant,
    each,
    holes,
    merged_hole,
    text,
    texts,
    unsure,
    ways,
)  # fmt: skip
from vetting.engines.semgrep.flow.views import Views

INCLUDED_BUDGET = 8_000
"""Nodes evaluated for one included file; beyond, what it does is not known."""
SHARED_COST = 2
"""What an included file costs of the budget of who includes it, by half: many do the same."""
_CODEIGNITER = re.compile(
    r"\bget_instance\s*\(|\$this->load->|\bextends\s+(?:CI|MY)_\w+|\bBASEPATH\b"
)
_UNDEFINED = re.compile(r"\(\s*!\s*defined\s*\(\s*['\"](\w+)['\"]\s*\)\s*\)")
_ASSIGNED = looking_for("assignment_expression")
_LEAVES = looking_for("continue_statement", "break_statement")
ROUNDS = 3
"""Rounds of a loop; what still changes then is taken as it is."""


class Interpreter(Views):
    """One run of one entry: a file from its top, or a function on unknown arguments."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self._breaks: list[list[State]] = []
        self._repeats: list[list[State]] = []
        self._echo_next = False
        self._begun = self.file.path
        self.reached: set[At] = set()
        """The statements of the file where it began that it came to."""

    def going_on(self) -> "Interpreter":
        """Another run, which has found what this one has."""
        run = Interpreter(self.project, self.file)
        run.hits, run.seen, run.writes = [*self.hits], dict(self.seen), [*self.writes]
        run.reads, run.asked, run.reached = dict(self.reads), dict(self.asked), {*self.reached}
        run.taken = [*self.taken]
        run.left, run._made = self.left, self._made
        return run

    def assume(self, node: Node | None, is_true: bool, state: State) -> None:
        assume(self, node, is_true, state)

    def assume_equal(self, node: Node, other: Node, state: State) -> None:
        assume_equal(self, node, other, state)

    def body_of(self, node: Node, state: State) -> State | None:
        """Run the body of a function; of an arrow function, its value is what it returns."""
        body = part(node, "body")
        if body is not None and node.type == "arrow_function":
            self.frames[-1].ends.append((state, self.value(body, state)))
            return None
        kept = self._breaks, self._repeats
        self._breaks, self._repeats = [], []
        try:
            return self.block(kids(body), state)
        finally:
            self._breaks, self._repeats = kept

    def included(self, value: Value, node: Node, state: State) -> Value:
        """Run the files that an include may mean, each in a copy of the state; what they return."""
        ends: list[State | None] = []
        returned: list[Value] = []
        for one in texts(value):
            file = self._meant(one)
            key = file.root if file else None
            if file is None or key in self.running or len(self.running) >= DEPTH:
                ends.append(state.copy())
                returned.append(UNKNOWN)
                continue
            self.taken.append(file.path)
            end, answer = self._run_file(file, node, state.copy())
            ends.append(end or state.copy())
            returned.append(answer)
        after = joined_states(ends)
        if after is not None:
            state.become(after)
        return ways(returned) if returned else UNKNOWN

    def _meant(self, one: Text) -> File | None:
        known = one.parts[-1]
        if not isinstance(known, str) or not known.endswith((".php", ".inc")):
            return None
        return self.project.included("?" if len(one.parts) > 1 else "", known, self.file)

    def _run_file(self, file: File, node: Node, state: State) -> tuple[State | None, Value]:
        """The state behind a file, and what it returns.

        None where it ends the request, or is beyond its budget.
        """
        caller, left, sites = self.file, self.left, self.sites
        kept = self._breaks, self._repeats
        self._breaks, self._repeats = [], []
        site = (caller.path, place(node), file.path, (file.path, place(file.root)))
        self.file, self.sites = file, (*sites, site)
        self.left = min(left, INCLUDED_BUDGET)
        self.running.append(file.root)
        self.frames.append(Frame(UNKNOWN, None))
        try:
            end = self.block(file.root.children, state)
            ends = [*self.frames[-1].ends, *([(end, Known(1))] if end is not None else [])]
            after = joined_states(one for one, _ in ends)
            return after, ways(one for _, one in ends) if ends else UNKNOWN
        except GivenUp:
            return None, UNKNOWN
        finally:
            self.frames.pop()
            self.running.pop()
            spent = min(left, INCLUDED_BUDGET) - max(self.left, 0)
            self.file, self.sites, self.left = caller, sites, left - spent // SHARED_COST
            self._breaks, self._repeats = kept

    def block(self, nodes: Iterable[Node], state: State | None) -> State | None:
        """Statements in order; None where none of them goes on."""
        for node in nodes:
            if state is None:
                return None
            state = self.statement(node, state)
        return state

    def statement(self, node: Node, state: State) -> State | None:
        """One statement."""
        if self.file.path == self._begun:
            self.reached.add(place(node))
        if self._echo_next and node.type == "expression_statement":
            self._echo_next = False
            return self._echo(node, state)
        made = _STATEMENTS.get(node.type)
        if made is not None:
            return made(self, node, state)
        if node.type not in _DECLARATIONS:
            self.value(node, state)
        return state

    # --- output -------------------------------------------------------------------------------

    def _echo(self, node: Node, state: State) -> State:
        for one in kids(node):
            for piece in kids(one) if one.type == "sequence_expression" else [one]:
                self.echoed(self.value(piece, state), piece, state)
        return state

    def _markup(self, node: Node, state: State) -> State:
        """What stands outside the PHP tags."""
        for one in [node] if node.type in ("text", "php_tag") else kids(node):
            if one.type == "text" and state.page is not None:
                state.page = state.page.fed(written(one))
            self._echo_next = one.type == "php_tag" and written(one) == "<?="
        return state

    def _expression(self, node: Node, state: State) -> State | None:
        for one in kids(node):
            if one.type == "name" and written(one).lower() in ("die", "exit"):
                return None
            self.value(one, state)
            if one.type == "throw_expression" or _stops(one):
                return None
        return state

    def _exit(self, node: Node, state: State) -> None:
        self._echo(node, state)

    # --- branches -----------------------------------------------------------------------------

    def _if(self, node: Node, state: State) -> State | None:
        ways_out: list[State | None] = []
        clauses = [node, *node.every_part("alternative")]
        going: State | None = state
        for clause in clauses:
            if going is None:
                break
            if clause.type == "else_clause":
                ways_out.append(self._inside(part(clause, "body"), going))
                going = None
                continue
            condition = part(clause, "condition")
            known = constant(self.value(condition, going))
            then = going.copy()
            self.assume(condition, True, then)
            if known is ... or known:
                done = self._inside(part(clause, "body"), then)
                ways_out.append(done)
                if len(clauses) == 1 and done is not None and _is_made(condition, done):
                    return done
            if known is not ... and known:
                going = None
            else:
                self.assume(condition, False, going)
        return joined_states([*ways_out, going])

    def _inside(self, body: Node | None, state: State) -> State | None:
        if body is None:
            return state
        if body.type == "colon_block":
            return self.block([*kids(body), *_behind(body)], state)
        if body.type == "compound_statement":
            return self.block(kids(body), state)
        return self.statement(body, state)

    def _switch(self, node: Node, state: State) -> State | None:
        subject = part(node, "condition")
        self.value(subject, state)
        self._breaks.append([])
        self._repeats.append([])
        running: State | None = None
        has_default = False
        labels: list[Node | None] = []
        for case in kids(part(node, "body")):
            value = part(case, "value")
            labels.append(value)
            has_default = has_default or case.type == "default_statement"
            body = [kid for kid in kids(case) if kid != value]
            if body:
                entered = self._entered(subject, labels, state)
                running = self.block(body, joined_states([running, entered]))
                labels = []
        if labels:
            running = joined_states([running, self._entered(subject, labels, state)])
        out = [running, *self._breaks.pop(), *self._repeats.pop()]
        return joined_states(out if has_default else [*out, state])

    def _entered(
        self, subject: Node | None, labels: Iterable[Node | None], state: State
    ) -> State | None:
        """The state in which the statements behind these labels begin; None is the default."""
        entered = []
        for label in labels:
            one = state.copy()
            if label is not None and subject is not None:
                self.assume_equal(kids(subject)[0], label, one)
            entered.append(one)
        return joined_states(entered)

    def _try(self, node: Node, state: State) -> State | None:
        before = state.copy()
        done = self._inside(part(node, "body"), state)
        thrown = joined_states([before, done]) or before
        ends: list[State | None] = [done]
        always = None
        for kid in kids(node):
            if kid.type == "catch_clause":
                caught = thrown.copy()
                caught.variables[written(part(kid, "name")).lstrip("$")] = UNKNOWN
                ends.append(self._inside(part(kid, "body"), caught))
            elif kid.type == "finally_clause":
                always = part(kid, "body")
        after = joined_states(ends)
        return self._inside(always, after) if after is not None else None

    # --- loops --------------------------------------------------------------------------------

    def _loop(
        self,
        state: State,
        enter: Callable[[State], State | None],
        leave: Callable[[State], None],
        body: Node | None,
        step: Callable[[State], None],
    ) -> State | None:
        """Run a loop until nothing changes, or a few times."""
        self._breaks.append([])
        self._repeats.append([])
        before = state
        for _ in range(ROUNDS):
            entered = enter(before.copy())
            after = self._inside(body, entered) if entered is not None else None
            after = joined_states([after, *self._repeats[-1]])
            self._repeats[-1].clear()
            if after is None:
                break
            step(after)
            merged = joined_states([before, after]) or before
            if same(merged, before):
                break
            before = merged
        self._repeats.pop()
        leave(before)
        return joined_states([before, *self._breaks.pop()])

    def _while(self, node: Node, state: State) -> State | None:
        condition = part(node, "condition")

        def enter(one: State) -> State | None:
            known = constant(self.value(condition, one))
            self.assume(condition, True, one)
            return one if known is ... or known else None

        def leave(one: State) -> None:
            self.assume(condition, False, one)

        return self._loop(state, enter, leave, part(node, "body"), lambda _: None)

    def _do(self, node: Node, state: State) -> State | None:
        def step(one: State) -> None:
            self.value(part(node, "condition"), one)

        return self._loop(state, lambda one: one, lambda _: None, part(node, "body"), step)

    def _for(self, node: Node, state: State) -> State | None:
        for one in node.every_part("initialize"):
            self.value(one, state)
        condition = part(node, "condition")

        def enter(one: State) -> State | None:
            self.value(condition, one)
            return one

        def step(one: State) -> None:
            for update in node.every_part("update"):
                self.value(update, one)

        return self._loop(state, enter, lambda _: None, part(node, "body"), step)

    def _foreach(self, node: Node, state: State) -> State | None:
        body = part(node, "body")
        items, target = [kid for kid in kids(node) if kid != body][:2]
        array = self.value(items, state)
        pair = kids(target) if target.type == "pair" else [None, target]

        def enter(one: State) -> State | None:
            if pair[0] is not None:
                self.store(pair[0], _keys(array), one)
            self.store(pair[1], _values(array), one)
            return one

        key = written(pair[0]) if pair[0] is not None else ""
        if not key or body is None or not _writes(body, f"{written(items)}[{key}]"):
            return self._loop(state, enter, lambda _: None, body, lambda _: None)
        # Each element is written anew: what the loop leaves as it was, it was asked about.
        self.store(items, Array({}, None, None), state)
        after = self._loop(state, enter, lambda _: None, body, lambda _: None)
        if after is not None and not _writes_always(body, f"{written(items)}[{key}]"):
            self.store(items, ways((self.value(items, after), unsure(array))), after)
        return after

    def _jump(self, node: Node, state: State) -> State | None:
        stack = self._breaks if node.type == "break_statement" else self._repeats
        if stack:
            stack[-1].append(state.copy())
        return None

    def _return(self, node: Node, state: State) -> State | None:
        inner = kids(node)
        self.frames[-1].ends.append((state, self.value(inner[0], state) if inner else NOTHING))
        return None

    def _unset(self, node: Node, state: State) -> State:
        for one in kids(node):
            if one.type == "variable_name":
                state.variables[written(one).lstrip("$")] = NOTHING
        return state

    def _global(self, node: Node, state: State) -> State:
        for one in kids(node):
            state.variables[written(one).lstrip("$")] = UNKNOWN
        return state

    def _static_variables(self, node: Node, state: State) -> State:
        for one in kids(node):
            state.variables[written(part(one, "name")).lstrip("$")] = UNKNOWN
        return state


def _behind(body: Node) -> list[Node]:
    """The markup between a block's last statement and `endif`, which stands beside the block."""
    above = body.parent
    while above is not None:
        beside = above.children
        number = beside.index(body) + 1
        if number < len(beside) or above.type not in ("else_clause", "else_if_clause"):
            return [*takewhile(lambda one: one.type == "text_interpolation", beside[number:])]
        body, above = above, above.parent
    return []


def _writes(node: Node, target: str) -> bool:
    """Whether something inside assigns to what is written so."""
    return any(
        written(part(one, "left")).replace(" ", "") == target.replace(" ", "")
        for one in node.every(_ASSIGNED)
    )


def _writes_always(body: Node, target: str) -> bool:
    """Whether no way through the body leaves that out."""
    listed = kids(body) if body.type in ("compound_statement", "colon_block") else [body]
    is_left = any(node for node in body.every(_LEAVES))
    simple = [kids(one)[0] for one in listed if one.type == "expression_statement"]
    return not is_left and any(
        one.type == "assignment_expression" and _writes(one, target) for one in simple
    )


def _is_made(condition: Node | None, done: State) -> bool:
    """`if (!defined('A')) { … }` that defines it: who comes by else has been through the same."""
    found = _UNDEFINED.fullmatch(written(condition))
    return found is not None and f"\\{found.group(1)}" in done.variables


def _stops(node: Node) -> bool:
    """Whether the call ends the request: what stands behind it does not run."""
    callee = part(node, "function") if node.type == "function_call_expression" else None
    # CodeIgniter's redirect() exits, Laravel's only makes an answer.
    if written(callee) == "redirect":
        return _is_codeigniter(_file(node))
    return written(callee).lower() in (
        "die",
        "exit",
        "show_404",
        "show_error",
        "abort",
        "dd",
        "wp_die",
    )


@lru_cache(256)
def _is_codeigniter(text: str) -> bool:
    return _CODEIGNITER.search(text) is not None


def _file(node: Node) -> str:
    """The text of the whole file."""
    while node.parent is not None:
        node = node.parent
    return written(node)


def _values(array: Value) -> Value:
    found: list[Value] = []
    for one in each(array):
        if isinstance(one, Array):
            found += [*one.entries.values(), *([one.rest] if one.rest is not None else [])]
        elif isinstance(one, Text) and any(holes(one)):
            found.append(Text((merged_hole(one.parts),)))
        elif isinstance(one, Object):
            found.append(UNKNOWN)
    return ways(found) if found else UNKNOWN


def _keys(array: Value) -> Value:
    found: list[Value] = []
    for one in each(array):
        if isinstance(one, Array):
            found += [text(str(key)) for key in one.entries]
            if one.entries and one.rest is None:
                continue
            rest = [h for h in holes(one.rest) if h.is_sure] if one.rest is not None else []
            # Who sends a request chooses the names of its parts as well; a list has numbers.
            kept = [
                h for h in rest if any(s.kind in ("page", "header", "rewritten") for s in h.sources)
            ]
            found.append(Text((merged_hole(kept),)))
        else:
            found.append(UNKNOWN)
    return ways(found) if found else UNKNOWN


def _give_up(*_: Any) -> None:
    raise GivenUp


_DECLARATIONS = {
    "function_definition", "class_declaration", "interface_declaration", "trait_declaration",
    "enum_declaration", "namespace_use_declaration", "const_declaration", "comment",
    "empty_statement", "php_end_tag", "use_declaration", "declare_statement",
}  # fmt: skip
_STATEMENTS: dict[str, Callable[[Any, Node, State], State | None]] = {
    "text": Interpreter._markup, "php_tag": Interpreter._markup,
    "text_interpolation": Interpreter._markup,
    "expression_statement": Interpreter._expression,
    "echo_statement": Interpreter._echo,
    "exit_statement": Interpreter._exit,
    "compound_statement": lambda self, node, state: self.block(kids(node), state),
    "namespace_definition": lambda self, node, state: self._inside(part(node, "body"), state),
    "if_statement": Interpreter._if,
    "switch_statement": Interpreter._switch,
    "try_statement": Interpreter._try,
    "while_statement": Interpreter._while,
    "do_statement": Interpreter._do,
    "for_statement": Interpreter._for,
    "foreach_statement": Interpreter._foreach,
    "break_statement": Interpreter._jump, "continue_statement": Interpreter._jump,
    "return_statement": Interpreter._return,
    "unset_statement": Interpreter._unset,
    "global_declaration": Interpreter._global,
    "function_static_declaration": Interpreter._static_variables,
    "goto_statement": _give_up,
}  # fmt: skip
