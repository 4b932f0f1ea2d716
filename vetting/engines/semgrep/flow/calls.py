"""Calls: of PHP's own functions, of the application's, and of what is not known."""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from vetting.engines.semgrep.flow import filters, languages, tables
from vetting.engines.semgrep.flow.characters import ALL, NONE, NUMBER, mask
from vetting.engines.semgrep.flow.danger import Danger
from vetting.engines.semgrep.flow.expressions import Expressions
from vetting.engines.semgrep.flow.project import Class, Function
from vetting.engines.semgrep.flow.state import State, Thing, joined_states
from vetting.engines.semgrep.flow.syntax import At, Node, kids, part, place, written
from vetting.engines.semgrep.flow.values import (
    HARMLESS,
    NOTHING,
    UNKNOWN,
    Array,
    Closure,
    Hole,
    Known,
    Object,
    Text,
    Value,
    constant,
    each,
    holes,
    joined,
    merged_hole,
    text,
    texts,
    unsure,
    ways,
)  # fmt: skip

DEPTH = 5
"""Calls followed inside one another."""
_NOT_A_PAGE = re.compile(
    r"(?i)^content-type:(?!\s*(?:text/html|application/xhtml))|^content-disposition:\s*attachment"
)
CLEANED = mask("<>'\"`\\\0")
"""What functions that clean a whole request take away or escape."""
_KEPT = ("column", "session")
_ASKED = ("page", "header", "rewritten")
"""Kinds of what comes with the request."""
_FILLED = ("_GET", "_POST", "_REQUEST", "_COOKIE", "_SERVER", "_SESSION")
_Sited = tuple[str, At, str, tuple[str, At] | None]
"""A call: the file it stands in, its place there, what it calls, and where that stands."""


class Harm(IntEnum):
    """What may break out at a sink: nothing, surely only what the application kept, or more."""

    NONE = 0
    KEPT = 1
    ANY = 2


def _harm(piece: Hole) -> Harm:
    if piece.is_sure and not piece.sources:
        return Harm.NONE  # Texts of the application's own, put together in ways too many to tell.
    kept = piece.sources and all(one.kind in _KEPT for one in piece.sources)
    return Harm.KEPT if kept and piece.is_sure else Harm.ANY


def _is_asked(piece: Hole) -> bool:
    return any(one.kind in _ASKED for one in piece.sources)


@dataclass(frozen=True)
class Hit:
    """A hole that may break out of its place: what is to be said is decided by the rules.

    `calls` are the places of the calls that lead there from where the run began. `outlasts` says
    that what cleans requests for pages and queries would not have kept it from breaking out.
    """

    language: str
    danger: Danger
    path: str
    at: At
    hole: Hole
    calls: tuple[_Sited, ...]
    written: Text
    outlasts: bool = True

    @property
    def place(self) -> str:
        """What the hole stands in."""
        return self.danger.place


@dataclass
class Frame:
    """One call that is under way."""

    this: Value
    owner: Class | None
    function: Node | None = None
    nodes: list[Node] = field(default_factory=list)
    ends: list[tuple[State, Value]] = field(default_factory=list)


class Calls(Expressions):
    """Follows calls; notes at each sink whether it is safe."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.hits: list[Hit] = []
        self.seen: dict[tuple[str, str, At], Harm] = {}
        self.asked: dict[tuple[str, str, At], bool] = {}
        """The sinks that the request reached, and whether it surely breaks out of one there."""
        self.frames: list[Frame] = [Frame(UNKNOWN, None)]
        self.sites: tuple[_Sited, ...] = ()
        self.running: list[Node] = []
        self.taken: list[str] = []
        """The files that the run has included."""
        self._made = 0

    def body_of(self, node: Node, state: State) -> State | None:
        """Run the body of a function."""
        raise NotImplementedError

    # --- sinks --------------------------------------------------------------------------------

    def reaches(self, language: str, value: Value, node: Node) -> None:
        """Look at what reaches a sink."""
        for one in texts(value):
            for piece, danger in languages.places(language, one):
                self._note(language, piece, danger, node, one)
            self.seen.setdefault((language, self.file.path, place(node)), Harm.NONE)

    def _note(self, language: str, piece: Hole, danger: Danger, node: Node, whole: Text) -> None:
        key = (language, self.file.path, place(node))
        is_reached = danger.reached_by(piece)
        harm = _harm(piece) if is_reached else Harm.NONE
        self.seen[key] = max(self.seen.get(key, Harm.NONE), harm)
        if _is_asked(piece):
            self.asked[key] = self.asked.get(key, False) or (is_reached and piece.is_sure)
        if is_reached and (piece.is_outside or (piece.sources and language == "html")):
            self._hit(language, piece, danger, node, whole)
        elif language in ("sql", "xpath") and _chooses_a_row(piece, whole):
            # What a clean value chooses may still be somebody else's.
            self._hit("row", piece, danger, node, whole)

    def _hit(self, language: str, piece: Hole, danger: Danger, node: Node, whole: Text) -> None:
        path, at, sites = self.file.path, place(node), self.sites
        depth = len(self.frames) - 1
        # A function that only hands on its parameter is not where the text was made.
        while sites and (number := _parameter(node, self.frames[depth])) is not None:
            call = self.frames[depth].nodes
            if number >= len(call):
                break
            node, depth = call[number], depth - 1
            path, at, sites = sites[-1][0], place(node), sites[:-1]
        cleaned = replace(piece, chars=piece.chars & ~CLEANED, encoded=NONE)
        outlasts = language not in ("html", "sql") or danger.reached_by(cleaned)
        self.hits.append(Hit(language, danger, path, at, piece, sites, whole, outlasts))

    def echoed(self, value: Value, node: Node, state: State) -> None:
        """Write to the page."""
        self.show(value, state)
        self.seen.setdefault(("html", self.file.path, place(node)), Harm.NONE)
        if state.page is None:
            return
        after = None
        for one in texts(value):
            page = state.page
            for piece in one.parts:
                if isinstance(piece, str):
                    page = page.fed(piece)
                else:
                    self._note("html", piece, page.danger, node, one)
                    page = page.passed()
            after = after or page
        state.page = after or state.page

    # --- calls --------------------------------------------------------------------------------

    def called(self, node: Node, state: State) -> Value:
        """The value of a call, by its kind."""
        match node.type:
            case "function_call_expression":
                return self._function(node, state)
            case "object_creation_expression":
                return self._new(node, state)
            case "shell_command_expression":
                value = self.string(node, state)
                self.reaches("shell", value, node)
                return self.source("stored", node)
            case "scoped_call_expression":
                return self._static(node, state)
            case "member_call_expression" | "nullsafe_member_call_expression":
                return self._method(node, state)
        target = kids(node)[-1]
        value = self.value(target, state)
        self.reaches("include", value, target)
        return self.included(value, node, state)

    def included(self, value: Value, node: Node, state: State) -> Value:
        """Run the files that an include may mean, each in a copy of the state; what they return."""
        raise NotImplementedError

    def _arguments(self, node: Node, state: State) -> tuple[list[Node], list[Value]]:
        listed = part(node, "arguments")
        if listed is None:
            listed = next((kid for kid in kids(node) if kid.type == "arguments"), None)
        nodes = [kids(one)[-1] for one in kids(listed) if kids(one)]
        return nodes, [self.value(one, state) for one in nodes]

    def _function(self, node: Node, state: State) -> Value:
        callee = part(node, "function")
        name = written(callee).lstrip("\\").rsplit("\\", 1)[-1].lower()
        nodes, args = self._arguments(node, state)
        if callee is None or "name" not in callee.type or callee.type == "variable_name":
            return self._of_value(callee, args, node, state)
        for sink in tables.SINKS.get(name, ()):
            if sink.argument < len(args) and not self._is_other_overload(name, sink, args):
                self.reaches(sink.language, args[sink.argument], nodes[sink.argument])
        special = self.of_view_function(name, args, node, state)
        if special is None:
            special = self.of_database(name, args, nodes, node)
        if special is None:
            special = self._special(name, node, nodes, args, state)
        if special is not None:
            return special
        return self.by_name(name, args, nodes, node, state)

    def show(self, value: Value, state: State, *, is_text: bool = False) -> None:
        """Show the pages that a value is."""
        raise NotImplementedError

    # Where a library stores or shows values: see `stored` and `views`.

    def of_view_function(
        self, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A function that shows a template."""
        raise NotImplementedError

    def of_view_method(
        self, base: Value, receiver: str, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A method that shows a template."""
        raise NotImplementedError

    def of_database(
        self, name: str, args: list[Value], nodes: list[Node], node: Node
    ) -> Value | None:
        """A function that asks a database."""
        raise NotImplementedError

    def of_object(
        self, base: Value, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A method of a database, or of rows."""
        raise NotImplementedError

    def of_class(
        self, owner: Class, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A static method of a class of rows."""
        raise NotImplementedError

    def of_facade(self, name: str, args: list[Value], node: Node) -> Value | None:
        """A static method of Laravel's database."""
        raise NotImplementedError

    def _is_other_overload(self, name: str, sink: tables.Sink, args: Sequence[Value]) -> bool:
        """`pg_query($q)` and `pg_query($connection, $q)` are one function.

        Nor does `unserialize` make objects of any class where it is told which.
        """
        if name == "unserialize":
            return len(args) > 1
        twofold = ("pg_query", "pg_send_query", "sqlite_query")
        return name in twofold and sink.argument == 0 and len(args) > 1

    def by_name(
        self, name: str, args: list[Value], nodes: list[Node], node: Node, state: State
    ) -> Value:
        """A function: the application's own, one of PHP, or one that is not known."""
        own = self.project.function(name, self.file, self.taken)
        if own is not None:
            return self.inlined(own, UNKNOWN, args, nodes, node, state)
        known = filters.FUNCTIONS.get(name)
        if known is None:
            return self._not_known(args)
        return self._of_filter(known, args, name) if args else HARMLESS

    def _of_filter(self, known: filters.Filter, args: Sequence[Value], name: str) -> Value:
        """What a function of a table makes; of fewer arguments than it needs, nothing is known.

        So it is where a list is spread into the arguments.
        """
        try:
            return known(args, name)
        except IndexError:
            return self._not_known(args)

    def _not_known(self, args: Sequence[Value]) -> Value:
        merged = merged_hole(one for arg in args for one in holes(arg))
        return unsure(Text((replace(merged, chars=ALL, slashed=0, doubled=0),)))

    def _special(
        self, name: str, node: Node, nodes: list[Node], args: list[Value], state: State
    ) -> Value | None:
        """Functions that do more than make a text of their arguments."""
        match name:
            case "printf" | "vprintf":
                form = "vsprintf" if name == "vprintf" else "sprintf"
                self.echoed(self._of_filter(filters.FUNCTIONS[form], args, form), node, state)
                return HARMLESS
            case "print_r" | "var_dump" | "var_export" if args:
                if len(args) == 1 and not isinstance(args[0], Array | Object):
                    self.echoed(args[0], nodes[0], state)
                return args[0]
            case "filter_input":
                return self._filter_input(node, args)
            case "array_map" if len(args) > 1:
                return self._mapped(args, nodes, node, state)
            case "call_user_func" if args and isinstance(constant(args[0]), str):
                return self.by_name(constant(args[0]).lower(), args[1:], nodes[1:], node, state)
            case "array_push" | "array_unshift" if len(args) > 1:
                self.store(nodes[0], _with_more(args[0], args[1:]), state)
                return HARMLESS
            case "settype" if args:
                self.store(nodes[0], filters.only(args[0], NUMBER), state)
                return HARMLESS
            case "defined" if args and f"\\{constant(args[0])}" in state.variables:
                return Known(True)
            case "exec" if len(nodes) > 1:
                self.store(nodes[1], Array({}, self.source("stored", node), None), state)
                return self.source("stored", node)
            case "preg_match" | "preg_match_all" if len(nodes) > 2:
                found = Text((merged_hole(holes(args[1])),))
                self.store(nodes[2], Array({}, found, None), state)
                return HARMLESS
            case "parse_str" if len(nodes) == 1:
                self._extracted(args[0], state)
                return HARMLESS
            case "parse_str" if len(nodes) > 1:
                self.store(nodes[1], Array({}, Text((merged_hole(holes(args[0])),)), None), state)
                return HARMLESS
            case "die" | "exit" if args:
                self.echoed(args[0], nodes[0], state)
                return NOTHING
            case "extract" if args:
                self._extracted(args[0], state)
                return HARMLESS
            case "compact":
                return compacted(args, state)
            case "get_defined_vars":
                return Array({k: one for k, one in state.variables.items() if k.isidentifier()})
            case "define" if len(args) > 1 and isinstance(constant(args[0]), str):
                state.variables[f"\\{constant(args[0])}"] = args[1]
                return HARMLESS
            case "dirname" if args:
                known = constant(args[0])
                return text(posixpath.dirname(known)) if isinstance(known, str) else args[0]
            case "header":
                return self._header(args, nodes, state)
            case "realpath" if args:
                return filters.only(args[0], ALL & ~mask("/\\.:"))
            case "curl_setopt" if len(args) > 2 and constant(args[1]) == "CURLOPT_URL":
                self.reaches("url", args[2], nodes[2])
                return HARMLESS
            case "request" if args:
                return self.source("page", node)
            case "func_get_args":
                return UNKNOWN
        kind = tables.FUNCTIONS.get(name)
        if kind and self.project.function(name, self.file, self.taken) is None:
            return self._read(name, kind, node, args)
        return None

    def _extracted(self, value: Value, state: State) -> None:
        """`extract`: any variable may be one of the array's values from here on."""
        found = Text((merged_hole(holes(value)),))
        for name, before in state.variables.items():
            if name != "this" and not name.startswith(("_", ":")):
                state.variables[name] = ways((before, found))
        state.variables["*"] = found

    def _read(self, name: str, kind: str, node: Node, args: Sequence[Value]) -> Value:
        """What a function reads from outside the program."""
        if name in ("file_get_contents", "file") and args:
            path = constant(args[0])
            if path == "php://input":
                return self.source("page", node)
            literals = [p for one in texts(args[0]) for p in one.parts if isinstance(p, str)]
            if any(tables.OWN_FILE.search(one) for one in literals) or path is ...:
                return UNKNOWN
        found = self.source(kind, node)
        is_many = name in (
            "getallheaders",
            "apache_request_headers",
            "fgetcsv",
            "file",
            "unserialize",
        )
        return Array({}, found, None) if is_many and name != "unserialize" else found

    def _filter_input(self, node: Node, args: list[Value]) -> Value:
        kind = "header" if args and "COOKIE" in str(constant(args[0])) else "page"
        value: Value = self.source(kind, node)
        return filters.FUNCTIONS["filter_var"]([value, *args[2:]], "filter_input")

    def _mapped(self, args: list[Value], nodes: list[Node], node: Node, state: State) -> Value:
        """`array_map`."""
        inner = Text((merged_hole(holes(args[1])),))
        name = constant(args[0])
        if isinstance(name, str):
            result = self.by_name(name.lower(), [inner], nodes[1:2], node, state)
        else:
            result = self._run_closures(args[0], [inner], node, state)
        return Array({}, result, None)

    def _header(self, args: list[Value], nodes: list[Node], state: State) -> Value:
        if args:
            for one in texts(args[0]):
                start = one.parts[0] if isinstance(one.parts[0], str) else ""
                if re.match(r"(?i)\s*'?location\s*:", start):
                    self.reaches("location", one, nodes[0])
                elif _NOT_A_PAGE.match(start):
                    state.page = None
        return HARMLESS

    def _of_value(self, callee: Node | None, args: list[Value], node: Node, state: State) -> Value:
        value = self.value(callee, state)
        if callee is not None and any(isinstance(one, Text) for one in each(value)):
            self.reaches("callable", value, callee)
        if isinstance(name := constant(value), str) and name:
            return self.by_name(name.lower(), args, [], node, state)
        return self._run_closures(value, args, node, state)

    def _run_closures(self, value: Value, args: list[Value], node: Node, state: State) -> Value:
        found = [one for one in each(value) if isinstance(one, Closure)]
        if not found:
            return self._not_known(args)
        function = Function(self.file, found[0].node, self.frames[-1].owner)
        return self.inlined(function, self.frames[-1].this, args, [], node, state, found[0].bound)

    # --- objects ------------------------------------------------------------------------------

    def _new(self, node: Node, state: State) -> Value:
        name = next((written(kid) for kid in kids(node) if "name" in kid.type), "")
        nodes, args = self._arguments(node, state)
        owner = self._class(name)
        if owner is None:
            return UNKNOWN
        this = self.made(owner, state)
        start = self.project.method(owner, "__construct") or self.project.method(owner, owner.name)
        if start is not None:
            self.inlined(start, this, args, nodes, node, state)
        return this

    def made(self, owner: Class, state: State) -> Object:
        """A new object with its fields' first values."""
        self._made += 1
        first = {
            name: self.value(node, state) if node is not None else NOTHING
            for name, node in owner.fields.items()
        }
        state.heap[self._made] = Thing(owner.name, first)
        return Object(self._made)

    def _class(self, name: str) -> Class | None:
        frame = self.frames[-1]
        if name.lower() in ("self", "static"):
            return frame.owner
        if name.lower() == "parent":
            above = frame.owner.parent if frame.owner else ""
            return self.project.named(above, frame.owner.file) if above and frame.owner else None
        return self.project.named(name, self.file) if name else None

    def _static(self, node: Node, state: State) -> Value:
        scope, name = written(part(node, "scope")), written(part(node, "name"))
        nodes, args = self._arguments(node, state)
        callee = f"{scope}::{name}"
        found = self._framework(f"{scope}::", name, callee, args, nodes, node)
        if found is not None:
            return found
        owner = self._class(scope)
        method = self.project.method(owner, name) if owner else None
        if method is None:
            return self._static_of_library(owner, scope, name, args, node, state)
        frame = self.frames[-1]
        is_own = scope.lower() in ("self", "static", "parent")
        return self.inlined(method, frame.this if is_own else UNKNOWN, args, nodes, node, state)

    def _static_of_library(
        self, owner: Class | None, scope: str, name: str, args: list[Value], node: Node,
        state: State,
    ) -> Value:  # fmt: skip
        found = None
        if owner is not None:
            found = self.of_class(owner, name, args, node, state)
        elif scope.lstrip("\\") == "DB":
            found = self.of_facade(name, args, node)
        elif scope.rsplit("\\", 1)[-1] in ("View", "Twig"):
            found = self.of_view_method(UNKNOWN, scope, name, args, node, state)
        return found if found is not None else self._of_library(f"{scope}::", name, args)

    def _method(self, node: Node, state: State) -> Value:
        target = part(node, "object")
        base = self.value(target, state)
        name = written(part(node, "name"))
        nodes, args = self._arguments(node, state)
        receiver = written(target)
        found = self._framework(receiver, name, f"{receiver}->{name}", args, nodes, node)
        if found is not None:
            return found
        results: list[Value] = []
        for one in each(base):
            method = self._method_of(one, receiver, name, state)
            if method is not None:
                this = one if isinstance(one, Object) else self._loaded(method.owner, state)
                results.append(self.inlined(method, this, args, nodes, node, state))
                continue
            found = self.of_view_method(one, receiver, name, args, node, state)
            if found is None:
                found = self.of_object(one, name, args, node, state)
            if found is None:
                found = self._of_library(f"{receiver}->", name, args)
            results.append(found)
        return ways(results)

    def _loaded(self, owner: Class | None, state: State) -> Value:
        """The object that a framework made of a class: only its texts are known."""
        names = {
            name: self.value(first, state)
            for name, first in (owner.fields if owner else {}).items()
            if first is not None and first.type in ("string", "encapsed_string")
        }
        if owner is None or not names:
            return UNKNOWN
        self._made += 1
        state.heap[self._made] = Thing(owner.name, names)
        return Object(self._made)

    def _method_of(self, one: Value, receiver: str, name: str, state: State) -> Function | None:
        owner: Class | None = None
        if isinstance(one, Object):
            thing = state.heap[one.id]
            frame = self.frames[-1]
            near = frame.owner if frame.owner and frame.owner.name == thing.type else None
            owner = near or self.project.named(thing.type, self.file)
        elif re.fullmatch(r"\$this->\w+", receiver):
            # CodeIgniter loads a model or library into a field of its name.
            owner = self.project.named(receiver[len("$this->") :], self.file)
        return self.project.method(owner, name) if owner else None

    def _framework(
        self,
        receiver: str,
        name: str,
        callee: str,
        args: list[Value],
        nodes: list[Node],
        node: Node,
    ) -> Value | None:
        """A method by what is written before it: a part of the request, or a sink."""
        for pattern, sink in tables.METHODS.get(name, ()):
            if pattern.match(receiver) and sink.argument < len(args):
                given = args[sink.argument]
                if sink.before:
                    given = joined((text(sink.before), given))
                self.reaches(sink.language, given, nodes[sink.argument])
        for kind, pattern in tables.CALLS:
            if pattern.match(callee):
                found: Value = self.source(kind, node)
                if len(args) > 1 and "->input->" in callee and constant(args[1]) is True:
                    return filters.METHODS["xss_clean"]([found], "xss_clean")
                return found
        return None

    def _of_library(self, receiver: str, name: str, args: list[Value]) -> Value:
        if tables.UNSEALED.match(receiver + name):
            return UNKNOWN
        known = filters.METHODS.get(name.lower())
        if known is not None and args:
            return self._of_filter(known, args, name.lower())
        # What an object answers is its own.
        return self._not_known(args)

    # --- the application's own functions ------------------------------------------------------

    def inlined(
        self,
        function: Function,
        this: Value,
        args: list[Value],
        nodes: list[Node],
        node: Node,
        state: State,
        seen: dict[str, Value] | None = None,
    ) -> Value:
        """Run a function of the application on these arguments."""
        if len(self.running) >= DEPTH or function.node in self.running:
            return self._not_known(args)
        inner = State(dict(seen or {}), dict(state.heap), state.page)
        by_reference = self._bound(function, args, inner)
        if isinstance(this, Object):
            inner.variables["this"] = this
        inner.variables.update({k: v for k, v in state.variables.items() if k[:1] in "_:\\"})
        where = function.file.path, place(function.node)
        caller, site = self.file, (self.file.path, place(node), _named(node), where)
        self.frames.append(Frame(this, function.owner, function.node, nodes))
        self.file, self.sites = function.file, (*self.sites, site)
        self.running.append(function.node)
        try:
            end = self.body_of(function.node, inner)
            frame = self.frames[-1]
        finally:
            self.frames.pop()
            self.running.pop()
            self.file, self.sites = caller, self.sites[:-1]
        ends = [*frame.ends, *([(end, NOTHING)] if end else [])]
        if not ends:
            return NOTHING
        after = joined_states(one for one, _ in ends)
        if after is not None:
            state.heap, state.page = after.heap, after.page
            for name in _FILLED:
                if name in after.variables:
                    state.variables[name] = after.variables[name]
                else:
                    state.variables.pop(name, None)
            for number, name in by_reference:
                if number < len(nodes) and nodes[number].type == "variable_name":
                    self.store(nodes[number], after.variables.get(name, UNKNOWN), state)
        return ways(value for _, value in ends)

    def _bound(self, function: Function, args: list[Value], inner: State) -> list[tuple[int, str]]:
        """Give the parameters their values; those that change the caller's variable."""
        by_reference = []
        for number, one in enumerate(kids(part(function.node, "parameters"))):
            name = written(part(one, "name")).lstrip("$")
            if one.type == "variadic_parameter":
                inner.variables[name] = Array(dict(enumerate(args[number:])), None, None)
            elif number < len(args):
                inner.variables[name] = args[number]
            else:
                default = part(one, "default_value")
                inner.variables[name] = self.value(default, inner) if default else UNKNOWN
            if any(kid.type == "reference_modifier" for kid in one.children):
                by_reference.append((number, name))
        return by_reference


def _parameter(node: Node, frame: Frame) -> int | None:
    """Which parameter of the function a sink's argument is, if it is nothing but that."""
    if node.type != "variable_name" or frame.function is None:
        return None
    names = [written(part(one, "name")) for one in kids(part(frame.function, "parameters"))]
    return names.index(written(node)) if written(node) in names else None


def _with_more(before: Value, more: list[Value]) -> Array:
    """A list with further values somewhere in it."""
    known = before if isinstance(before, Array) else Array({}, before, None)
    rest = more if known.rest is None else [known.rest, *more]
    return Array({}, ways([*known.entries.values(), *rest]), None)


def _named(node: Node) -> str:
    """What a call calls, as it is written."""
    called = part(node, "function") or part(node, "name")
    return written(called) or written(node).split("(", 1)[0]


def _chooses_a_row(piece: Hole, whole: Text) -> bool:
    """Whether data from outside says which row, and nothing of the query says whose it must be."""
    is_outside = piece.is_sure and any(
        one.kind != "session" and not one.is_kept for one in piece.sources
    )
    known = whole.parts[: whole.parts.index(piece)]
    before = "".join(one for one in known if isinstance(one, str))
    is_choice = bool(re.search(r"(?i)\bwhere\b|\[", before))
    is_of_user = any(one.kind == "session" for of in holes(whole) for one in of.sources)
    return is_outside and is_choice and not is_of_user


def compacted(args: list[Value], state: State) -> Array:
    """`compact('a', ['b'])`."""
    names: list[str] = []
    for one in args:
        inner = list(one.entries.values()) if isinstance(one, Array) else [one]
        names += [name for way in inner if isinstance(name := constant(way), str)]
    return Array({name: state.variables.get(name, NOTHING) for name in names})
