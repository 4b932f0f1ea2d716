"""Where runs begin: a file from its top, and each function that takes something in by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from vetting.engines.semgrep.flow import tables
from vetting.engines.semgrep.flow.calls import Frame, Harm, Hit
from vetting.engines.semgrep.flow.expressions import GivenUp
from vetting.engines.semgrep.flow.interpreter import Interpreter
from vetting.engines.semgrep.flow.project import Class, File, Function, Project
from vetting.engines.semgrep.flow.state import State
from vetting.engines.semgrep.flow.stored import EVERY, Write
from vetting.engines.semgrep.flow.syntax import At, Node, kids, looking_for, part, place, written
from vetting.engines.semgrep.flow.values import UNKNOWN, Value
from vetting.engines.semgrep.flow.within import is_within

_FUNCTIONS = looking_for(
    "function_definition", "method_declaration", "anonymous_function", "arrow_function"
)
_STATEMENTS = looking_for(
    "expression_statement", "echo_statement", "return_statement", "exit_statement", "if_statement",
    "switch_statement", "while_statement", "do_statement", "for_statement", "foreach_statement",
    "try_statement",
)  # fmt: skip
_CLASSES = ("class_declaration", "trait_declaration")
_Begun = tuple[Interpreter, State]
"""A run, and the state in which it stands."""


@dataclass
class Result:
    """What the runs of a file found.

    `writes` are what is stored; `seen` says by (language, path, place) of a sink what could break
    out there in any run, and `safe` has those where nothing could; `reads` says of each place
    where a part of the request is read whether it was clean by then in every run; `asked` says of
    the sinks that the request reached whether it surely breaks out there in any run, `unreached` has the
    statements that no run came to although it came to its end, and `given_up` the places of the
    entries that are beyond what is followed.
    """

    hits: list[Hit] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    seen: dict[tuple[str, str, At], Harm] = field(default_factory=dict)
    reads: dict[tuple[str, At], bool] = field(default_factory=dict)
    asked: dict[tuple[str, str, At], bool] = field(default_factory=dict)
    unreached: list[At] = field(default_factory=list)
    given_up: list[At] = field(default_factory=list)

    @property
    def safe(self) -> set[tuple[str, str, At]]:
        """The sinks that no run could harm."""
        return self.sinks(Harm.NONE)

    def sinks(self, harm: Harm) -> set[tuple[str, str, At]]:
        """The sinks where just this could break out."""
        return {sink for sink, its in self.seen.items() if its is harm}


def examined(project: Project, path: str) -> Result:
    """Run every entry of a file."""
    result = Result()
    body = project.body(path)
    if not tables.may_matter(body) and not tables.INCLUDES.search(body):
        return result
    file = project.file(path)
    entries = _Entries(project, file)
    ended: list[Node] = []
    reached: set[At] = set()
    for node in _where(file):
        if node.has_error:
            result.given_up.append(place(node))
            continue
        try:
            run = entries.run(node)
        except (GivenUp, RecursionError):
            result.given_up.append(place(node))
            continue
        ended.append(node)
        reached |= run.reached
        result.hits += run.hits
        result.writes += run.writes
        for sink, is_sure in run.asked.items():
            result.asked[sink] = result.asked.get(sink, False) or is_sure
        for read, is_clean in run.reads.items():
            result.reads[read] = result.reads.get(read, True) and is_clean
        for sink, harm in run.seen.items():
            result.seen[sink] = max(result.seen.get(sink, harm), harm)
    if tables.WORDS.search(body):
        result.unreached += _unreached(file, ended, reached)
    return result


def _unreached(file: File, ended: list[Node], reached: set[At]) -> Iterator[At]:
    """The statements of these entries that were not come to, without those inside them."""
    inner = [place(node) for node in file.root.every(_FUNCTIONS)]
    whole = {place(node) for node in ended}
    around: At | None = None
    for at in map(place, file.root.every(_STATEMENTS)):
        if at in reached or (around is not None and is_within(at, around)):
            continue
        owners = [one for one in inner if is_within(at, one)]
        owner = max(owners, key=lambda one: one[:2], default=place(file.root))
        if owner in whole:
            around = at
            yield at


def _where(file: File) -> Iterator[Node]:
    yield file.root
    for node in file.root.every(_FUNCTIONS):
        if tables.may_matter(node.source):
            yield node


class _Entries:
    """Runs what begins in a file; an object of a class is made once for all its methods."""

    def __init__(self, project: Project, file: File) -> None:
        self._project = project
        self._file = file
        self._objects: dict[str, _Begun | None] = {}

    def run(self, node: Node) -> Interpreter:
        """The run of an entry, done; raises GivenUp."""
        if node.type == "program":
            run, state = Interpreter(self._project, self._file), State({}, {})
            run.running.append(node)
            run.block(node.children, state)
            return run
        above = _class_around(node)
        owner = self._project.named(written(part(above, "name")), self._file) if above else None
        run, state = self._object(owner, above, node)
        run.frames.append(Frame(state.variables.get("this", UNKNOWN), owner))
        run.running.append(node)
        for one in kids(part(node, "parameters")):
            given = self._row(run, one)
            state.variables[written(part(one, "name")).lstrip("$")] = given
        run.body_of(node, state)
        for end, value in run.frames[-1].ends:
            run.show(value, end)
        return run

    def _row(self, run: Interpreter, parameter: Node) -> Value:
        """What a parameter is: a row where its type is a class of rows."""
        kind = part(parameter, "type")
        owner = self._project.named(written(kind), self._file) if kind is not None else None
        table = self._project.table(owner) if owner is not None else ""
        return run.rows(EVERY + table, parameter) if table else UNKNOWN

    def _object(self, owner: Class | None, above: Node | None, node: Node) -> _Begun:
        """The run that made the object whose method the entry is."""
        start = self._project.method(owner, "__construct") if owner else None
        if owner is None or above is None:
            return Interpreter(self._project, self._file), State({}, {})
        if start is None or start.node is node or start.file.path != self._file.path:
            return self._made(owner)
        if owner.name not in self._objects:
            self._objects[owner.name] = None
            self._objects[owner.name] = self._constructed(owner, start, above)
        begun = self._objects[owner.name]
        if begun is None:
            raise GivenUp
        return begun[0].going_on(), begun[1].copy()

    def _made(self, owner: Class) -> _Begun:
        run, state = Interpreter(self._project, self._file), State({}, {})
        state.variables["this"] = run.made(owner, state)
        return run, state

    def _constructed(self, owner: Class, start: Function, above: Node) -> _Begun:
        run, state = self._made(owner)
        this = state.variables["this"]
        run.frames.append(Frame(this, owner))
        run.running.append(above)
        run.inlined(start, this, [], [], start.node, state)
        return run, state


def _class_around(node: Node) -> Node | None:
    above = node.parent
    while above is not None and above.type not in _CLASSES:
        above = above.parent
    return above
