"""Where runs begin: a file from its top, and each function that takes something in by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from vetting.engines.semgrep.flow import tables
from vetting.engines.semgrep.flow.calls import Frame, Hit
from vetting.engines.semgrep.flow.expressions import GivenUp, kids, part, place, written
from vetting.engines.semgrep.flow.interpreter import Interpreter
from vetting.engines.semgrep.flow.project import Class, File, Project
from vetting.engines.semgrep.flow.state import State
from vetting.engines.semgrep.flow.values import UNKNOWN, At, Value
from vetting.engines.semgrep.second.nodes import every

_FUNCTIONS = (
    "function_definition", "method_declaration", "anonymous_function", "arrow_function",
    "anonymous_function_creation_expression",
)  # fmt: skip
_CLASSES = ("class_declaration", "trait_declaration")


@dataclass
class Result:
    """What the runs of a file found.

    `safe` has (language, path, place) of the sinks that no run could harm; `given_up` the places
    of the entries of the file that are beyond what is followed.
    """

    hits: list[Hit] = field(default_factory=list)
    safe: set[tuple[str, str, At]] = field(default_factory=set)
    given_up: list[At] = field(default_factory=list)


def examined(project: Project, path: str) -> Result:
    """Run every entry of a file."""
    result = Result()
    body = project.body(path)
    if not tables.WORDS.search(body) and not tables.INCLUDES.search(body):
        return result
    file = project.file(path)
    harmed: set[tuple[str, str, At]] = set()
    for node in _entries(file):
        if node.has_error:
            result.given_up.append(place(node))
            continue
        run = Interpreter(project, file)
        try:
            _begin(run, node, file)
        except (GivenUp, RecursionError):
            result.given_up.append(place(node))
            continue
        result.hits += run.hits
        for sink, is_safe in run.seen.items():
            (result.safe if is_safe else harmed).add(sink)
    result.safe -= harmed
    return result


def _entries(file: File) -> Iterator[Node]:
    yield file.root
    for node in every(file.root, _FUNCTIONS):
        if node.text and tables.WORDS.search(node.text):
            yield node


def _begin(run: Interpreter, node: Node, file: File) -> None:
    state = State({}, {})
    if node.type == "program":
        run.running.append(node)
        run.block(node.children, state)
        return
    owner = _owner(run, node, file)
    this: Value = UNKNOWN
    if owner is not None:
        this = run.made(owner, state)
        state.variables["this"] = this
    run.frames.append(Frame(this, owner))
    run.running.append(node)
    start = run.project.method(owner, "__construct") if owner else None
    if start and start.node != node and start.file.path == file.path:
        run.inlined(start, this, [], [], start.node, state)
    for one in kids(part(node, "parameters")):
        state.variables[written(part(one, "name")).lstrip("$")] = UNKNOWN
    run.body_of(node, state)


def _owner(run: Interpreter, node: Node, file: File) -> Class | None:
    above = node.parent
    while above is not None and above.type not in _CLASSES:
        above = above.parent
    return run.project.named(written(part(above, "name")), file) if above is not None else None
