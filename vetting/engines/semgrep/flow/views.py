"""Templates that a controller shows, run with the variables that they are given."""

import re
from typing import Any

from vetting.engines.semgrep.flow.calls import Frame
from vetting.engines.semgrep.flow.expressions import GivenUp
from vetting.engines.semgrep.flow.html import Page
from vetting.engines.semgrep.flow.state import State, Thing
from vetting.engines.semgrep.flow.stored import Stored
from vetting.engines.semgrep.flow.syntax import Node, place
from vetting.engines.semgrep.flow.values import (
    HARMLESS,
    UNKNOWN,
    Array,
    Object,
    Text,
    Value,
    constant,
    each,
    holes,
    merged_hole,
)  # fmt: skip

VIEW = "\\view"
"""The class of our own of a page that is yet to be shown."""
NESTED = 9
"""Calls and templates inside one another."""
BUDGET = 8_000
"""Nodes evaluated for one template; beyond, what it shows is not known."""
_LOADS = re.compile(r"load$|parser$")
_MAKES = ("view", "render", "renderView", "make", "display", "renderPartial", "fetch")


class Views(Stored):
    """Follows a value from the controller into the page."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self._sited: dict[int, Any] = {}

    # --- pages to be shown --------------------------------------------------------------------

    def of_view_function(
        self, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """`view('name', $data)`, and how a template shows another."""
        if name == "__template":
            self._shown(args, node, state, shares=True)
            return HARMLESS
        if name == "__template_when":
            self._shown(args[1:], node, state, shares=True)
            return HARMLESS
        if name == "view" and args:
            return self._view(args, node, state)
        return None

    def of_view_method(
        self, base: Value, receiver: str, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A method that shows a template, or gives one more variables."""
        if isinstance(base, Object) and state.heap[base.id].type == VIEW:
            return self._of_view(base, name, args, node, state)
        if name in ("view", "parse") and _LOADS.search(receiver):
            is_text = name == "view" and len(args) > 2 and constant(args[2]) is not False
            self._shown(args, node, state, is_text=is_text)
            return HARMLESS
        if name not in _MAKES or not args:
            return None
        given = args if isinstance(constant(args[0]), str) else args[1:]
        if not given or self._template(given[0]) is None:
            return None
        made = self._view(given, node, state)
        if name == "display":
            self.show(made, state)
            return HARMLESS
        return made

    def _view(self, args: list[Value], node: Node, state: State) -> Object:
        self._made += 1
        data = args[1] if len(args) > 1 else Array()
        state.heap[self._made] = Thing(VIEW, {"name": args[0], "data": data})
        self._sited[self._made] = (
            *self.sites,
            (self.file.path, place(node), str(constant(args[0])), None),
        )
        return Object(self._made)

    def _of_view(
        self, base: Object, name: str, args: list[Value], node: Node, state: State
    ) -> Value:
        del node
        thing = state.heap[base.id]
        key = constant(args[0]) if args else ...
        more: Value | None = None
        if name == "with" and args:
            more = Array({key: args[1]}) if isinstance(key, str) and len(args) > 1 else args[0]
        elif name.startswith("with") and args:
            more = Array({name[4].lower() + name[5:]: args[0]})
        elif name == "layout" and args:
            return base
        elif name in ("render", "toHtml", "__toString"):
            self.show(base, state, is_text=True)
            return HARMLESS
        if isinstance(more, Array):
            data = thing.fields["data"]
            before = data if isinstance(data, Array) else Array()
            joined = Array({**before.entries, **more.entries}, more.rest or before.rest)
            state.heap[base.id] = Thing(VIEW, {**thing.fields, "data": joined})
        return base

    def show(self, value: Value, state: State, *, is_text: bool = False) -> None:
        """Show the pages that a value is."""
        for one in each(value):
            if isinstance(one, Object) and state.heap[one.id].type == VIEW:
                fields = state.heap[one.id].fields
                sites = self._sited.get(one.id, self.sites)
                self._run_template(fields["name"], fields["data"], sites, state, is_text=is_text)

    # --- running them -------------------------------------------------------------------------

    def _template(self, name: Value) -> Any:
        known = constant(name)
        return self.project.template(known, self.file) if isinstance(known, str) and known else None

    def _shown(
        self, args: list[Value], node: Node, state: State, *,
        shares: bool = False, is_text: bool = False,
    ) -> None:  # fmt: skip
        if args:
            site = (self.file.path, place(node), str(constant(args[0])), None)
            self._run_template(
                args[0], args[1] if len(args) > 1 else Array(), (*self.sites, site), state,
                shares=shares, is_text=is_text,
            )  # fmt: skip

    def _run_template(
        self, name: Value, data: Value, sites: Any, state: State, *,
        shares: bool = False, is_text: bool = False,
    ) -> None:  # fmt: skip
        file = self._template(name)
        if file is None or file.root in self.running or len(self.running) >= NESTED:
            return
        seen = state.variables if shares else {
            key: one for key, one in state.variables.items() if key[:1] in "_:\\" or key == "this"
        }  # fmt: skip
        given = {**seen, **_variables(data, state)}
        if not _tells(given, state):
            return  # What the template takes in by itself, its own run sees.
        inner = State(given, dict(state.heap), state.page)
        if is_text:
            inner.page = Page()
        kept = self.file, self.sites, self.left
        self.file, self.sites, self.left = file, sites, min(self.left, BUDGET)
        self.running.append(file.root)
        self.frames.append(Frame(UNKNOWN, None))
        try:
            end = self.block(file.root.children, inner)
        except GivenUp:
            end = None
        finally:
            self.frames.pop()
            self.running.pop()
            spent = min(kept[2], BUDGET) - max(self.left, 0)
            self.file, self.sites, self.left = kept[0], kept[1], kept[2] - spent // 2
        if end is not None:
            state.heap = end.heap
            state.page = state.page if is_text else end.page

    def block(self, nodes: Any, state: State | None) -> State | None:
        """Statements in order."""
        raise NotImplementedError


def _tells(given: dict[str, Value], state: State) -> bool:
    """Whether one of the variables holds something that came in, or was stored."""
    for name, value in given.items():
        if name[:1] in "_:\\" or name == "this":
            continue
        for one in each(value):
            inner = state.heap[one.id].fields.values() if isinstance(one, Object) else [one]
            if any(found.sources for of in inner for found in holes(of)):
                return True
    return False


def _variables(data: Value, state: State) -> dict[str, Value]:
    """The variables that a template is given."""
    found: dict[str, Value] = {}
    for one in each(data):
        if isinstance(one, Object):
            found.update(state.heap[one.id].fields)
        elif isinstance(one, Array):
            found.update({key: of for key, of in one.entries.items() if isinstance(key, str)})
            if one.rest is not None:
                found["*"] = Text((merged_hole(holes(one.rest)),))
    return found
