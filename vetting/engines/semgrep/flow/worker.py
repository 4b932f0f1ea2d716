"""Inside the sandbox: follow the flows of the files asked about, and print them as JSON."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetting.engines.semgrep.flow.calls import Hit
from vetting.engines.semgrep.flow.entries import Result, examined
from vetting.engines.semgrep.flow.project import Project
from vetting.engines.semgrep.flow.values import Source
from vetting.sandbox.serving import serve

NESTED = 6_000
"""Python's own depth: an expression of some hundred nested parts is followed."""
HERE = Path(__file__).parent
CANARY = "canary.php.txt"
TEXT = 1_000
"""Characters of a text at a sink that are told."""
_KINDS = ("page", "header", "rewritten", "stored", "session")
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
        "files": {path: _of_file(project, path) for path in asked},
    }


def _of_file(project: Project, path: str) -> Mapping[str, Any]:
    project.used.clear()
    return {**_shown(examined(project, path)), "used": sorted({path, *project.used})}


def _shown(result: Result) -> Mapping[str, Any]:
    hits = {}
    for hit in result.hits:
        source = _nearest(hit)
        if source is not None and hit.hole.is_sure:
            shown = _hit(hit, source)
            hits[hit.language, hit.path, hit.at, shown["kind"], shown["filtered"]] = shown
    return {
        "hits": list(hits.values()),
        "safe": [[language, path, list(at)] for language, path, at in sorted(result.safe)],
        "given_up": len(result.given_up),
    }


def _nearest(hit: Hit) -> Source | None:
    known = [one for one in hit.hole.sources if one.kind in _KINDS]
    return min(
        known, key=lambda one: (_KINDS.index(_kind(hit, one)), one.path, one.at), default=None
    )


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
        "calls": [[path, list(at), name] for path, at, name in hit.calls],
        "text": _text(hit),
    }


def _text(hit: Hit) -> str:
    """What is known of the text at the sink: a NUL for the value, another sign for others."""
    signs = {True: "\x00", False: "\x01"}
    parts = (one if isinstance(one, str) else signs[one == hit.hole] for one in hit.written.parts)
    return "".join(parts)[:TEXT]


if __name__ == "__main__":
    serve(answer)
