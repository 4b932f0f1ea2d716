"""Inside the sandbox: follow the flows of the files asked about, and print them as JSON."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vetting.engines.semgrep.flow.calls import CLEANED, Harm, Hit
from vetting.engines.semgrep.flow.entries import Result, examined
from vetting.engines.semgrep.flow.project import Project
from vetting.engines.semgrep.flow.stored import Write
from vetting.engines.semgrep.flow.syntax import At
from vetting.engines.semgrep.flow.values import Source
from vetting.engines.semgrep.flow.within import is_within
from vetting.engines.semgrep.forgery import POSTED
from vetting.sandbox.serving import serve

NESTED = 6_000
"""Python's own depth: an expression of some hundred nested parts is followed."""
HERE = Path(__file__).parent
CANARY = "canary.php.txt"
TEXT = 1_000
"""Characters of a text at a sink that are told."""
_KINDS = ("page", "header", "rewritten", "stored", "session", "column")
"""From the nearest to whoever attacks to the farthest."""


def answer(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """By file of the order, what was found from there, what is safe, and what files it took.

    `kept` are files whose answer is known as long as `names`, the digest of who declares what,
    is the same; else they are answered too. `canary` says whether a known fault beside the
    application was found, and only its bad line.
    """
    sys.setrecursionlimit(NESTED)
    project = Project(Path(order["root"]), order["paths"])
    asked = [*order["files"], *(order["kept"] if project.names != order["names"] else ())]
    return {
        "canary": [hit.at[0] for hit in examined(Project(HERE, [CANARY]), CANARY).hits] == [2],
        "names": project.names,
        "rewritten": sorted(project.rewritten),
        "files": {path: _of_file(project, path) for path in asked},
    }


def _of_file(project: Project, path: str) -> Mapping[str, Any]:
    project.used.clear()
    return {**_shown(examined(project, path)), "used": sorted({path, *project.used})}


def _shown(result: Result) -> Mapping[str, Any]:
    hits: dict[Any, Any] = {}
    reads: dict[Any, Any] = {}
    for hit in result.hits:
        source = _nearest(hit)
        if source is None or not hit.hole.is_sure:
            continue
        shown = _hit(hit, source)
        if source.kind == "column":
            reads[hit.path, hit.at, source.about, hit.hole] = shown | _needed(hit, source)
        else:
            key = (hit.language, hit.path, hit.at, shown["kind"], shown["filtered"])
            # What a link can send does more harm than what only a form can.
            if shown["posted"] <= hits.get(key, shown)["posted"]:
                hits[key] = shown
    writes = {(one.table, one.column, one.path, one.at): _written(one) for one in result.writes}
    return {
        "hits": list(hits.values()),
        "reads": list(reads.values()),
        "writes": [one for one in writes.values() if one is not None],
        "safe": _places(result.sinks(Harm.NONE)),
        "kept": _places(result.sinks(Harm.KEPT)),
        "doubted": _places(sink for sink, is_sure in result.asked.items() if not is_sure),
        "open": _places(result.sinks(Harm.ANY) - set(result.asked)),
        "unreached": [list(at) for at in result.unreached],
        "asked": [
            [path, list(at), is_clean] for (path, at), is_clean in sorted(result.reads.items())
        ],
        "given_up": len(result.given_up),
    }


def _places(sinks: Iterable[tuple[str, str, At]]) -> list[Any]:
    return [[language, path, list(at)] for language, path, at in sorted(sinks)]


def _nearest(hit: Hit) -> Source | None:
    known = [one for one in hit.hole.sources if one.kind in _KINDS]
    if hit.language == "html" and any(one.kind == "column" for one in known):
        known = [one for one in known if one.kind != "session"]
    return min(
        known,
        key=lambda one: (_KINDS.index(_kind(hit, one)), _is_posted(one), one.path, one.at),
        default=None,
    )


def _is_posted(source: Source) -> bool:
    return bool(POSTED.match(source.about))


def _kind(hit: Hit, source: Source) -> str:
    """The kind of a source, as far as it matters where the hit stands."""
    return "page" if source.kind == "rewritten" and hit.outlasts else source.kind


def _hit(hit: Hit, source: Source) -> dict[str, Any]:
    return {
        "language": hit.language,
        "place": hit.place,
        "kind": _kind(hit, source),
        "filtered": sorted(hit.hole.filters)[0] if hit.hole.filters else "",
        "path": hit.path,
        "at": list(hit.at),
        "source": [source.path, list(source.at)],
        "posted": _is_posted(source),
        **_calls(hit.calls, source),
        "text": _text(hit),
    }


def _calls(calls: Sequence[Any], source: Source) -> dict[str, Any]:
    """The calls, and how many of the first lead to where the source is read."""
    into = [
        number
        for number, (*_, where) in enumerate(calls, 1)
        if where and where[0] == source.path and is_within(source.at, where[1])
    ]
    return {
        "calls": [[path, list(at), name] for path, at, name, _ in calls],
        "callers": max(into, default=0),
    }


def _needed(hit: Hit, source: Source) -> dict[str, Any]:
    """What a value of the column must hold to break out: a character of each of these sets."""
    left = hit.hole.chars | (hit.hole.encoded if hit.danger.decodes else 0)
    return {
        "columns": source.about.split(),
        "needs": [f"{left & one:x}" for one in hit.danger.sets],
        "decodes": hit.danger.decodes,
    }


def _written(one: Write) -> dict[str, Any] | None:
    """What somebody from outside puts into a column; None where it is no one's."""
    known = [
        source for source in one.hole.sources if source.kind in ("page", "header", "rewritten")
    ]
    if not known:
        return None
    source = min(known, key=lambda of: (_KINDS.index(of.kind), of.path, of.at))
    away = CLEANED if source.kind == "rewritten" else 0
    return {
        "column": [one.table, one.column],
        "chars": f"{one.hole.chars & ~away:x}",
        "encoded": f"{one.hole.encoded:x}",
        "path": one.path,
        "at": list(one.at),
        "source": [source.path, list(source.at)],
        **_calls(one.calls, source),
    }


def _text(hit: Hit) -> str:
    """What is known of the text at the sink: a NUL for the value, another sign for others."""
    signs = {True: "\x00", False: "\x01"}
    parts = (one if isinstance(one, str) else signs[one == hit.hole] for one in hit.written.parts)
    return "".join(parts)[:TEXT]


if __name__ == "__main__":
    serve(answer)
