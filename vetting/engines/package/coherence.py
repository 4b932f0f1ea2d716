"""Whether the papers speak of this application, this version, and of days that can be."""

from collections.abc import Iterator
from datetime import timedelta

from vetting.engines.base import Bench
from vetting.engines.package.documents import KINDS, place_of
from vetting.engines.package.submission import Look, Paper, Submission
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.tree import Tree

GRACE = timedelta(days=31)
"""How long after its own date a document's file may have been made: it is scanned, signed, sent."""


def look(check: Check, found: Submission | None, path: str, tree: Tree, bench: Bench) -> Look:
    """Names, versions and dates that do not agree; a document that could not be read says none."""
    if found is None:
        return Look(iter(()))
    return Look(_findings(check, found, path, tree, bench))


def _findings(
    check: Check, found: Submission, path: str, tree: Tree, bench: Bench
) -> Iterator[Finding]:
    root = path.rpartition("/")[0]
    for file, version in found.declared:
        if found.version and version != found.version:
            yield check.finding(
                "version-differs", Place(path, found.version_line), anchor=file,
                confidence=Confidence.MEDIUM,
                message=Text(f"vet.yaml menyebut versi {found.version}, {file} menyebut {version}.",
                             f"vet.yaml says version {found.version}, {file} says {version}."),
                evidence=f"{root}/{file}" if root else file,
            )  # fmt: skip
    asked = {rule.kind for rule in bench.documents if rule.names_version}
    for paper in found.papers:
        name = KINDS.get(paper.kind, KINDS["other"])
        for code, said in _faults(paper, found, asked):
            yield check.finding(
                code, place_of(paper, path, tree), anchor=f"{paper.kind} {paper.path}",
                confidence=Confidence.MEDIUM,
                message=Text(f"{name.id} {said.id}.", f"{name.en} {said.en}."),
            )  # fmt: skip


def _faults(paper: Paper, found: Submission, asked: set[str]) -> Iterator[tuple[str, Text]]:
    if paper.state != "ok":
        return
    if found.name and not paper.names_app:
        yield (
            "other-application",
            Text(f"tidak menyebut '{found.name}'", f"does not name '{found.name}'"),
        )
    if paper.kind in asked and found.version and not paper.names_version:
        yield (
            "other-version",
            Text(f"tidak menyebut versi {found.version}", f"does not name version {found.version}"),
        )
    if paper.dated and paper.made and paper.made > paper.dated + GRACE:
        yield (
            "made-later",
            Text(f"bertanggal {paper.dated}, tetapi berkasnya dibuat {paper.made}",
                 f"is dated {paper.dated}, but its file was made {paper.made}"),
        )  # fmt: skip
