"""The `personal-data` engine: one pass over every text file serves all its checks."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.personal_data import findings
from vetting.engines.personal_data.numbers import regions
from vetting.engines.personal_data.photos import identity_photos
from vetting.engines.personal_data.questions import (
    canaries,
    eligible,
    found_canary,
    questions,
    unopened,
)
from vetting.engines.remembering import Remembering
from vetting.model.check import Check
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "personal-data"
_HERE = Path(__file__).parent
_PHOTO_CANARY = "storage/app/public/ktp/1.jpg"
_NOTHING = Text("Tidak ada berkas yang dapat memuatnya.", "There is no file that could hold any.")


def _data() -> str:
    joined = b"\n".join(sorted(regions()))
    return f"kecamatan {len(regions())} {hashlib.sha256(joined).hexdigest()[:12]}"


class PersonalData:
    """Numbers, lists, dumps and photos of people. No value leaves the worker unmasked."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool: the digest of its files and of the region list."""
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One worker for all checks that read files; photos are told by their names."""
        asked = questions(checks, bench.facts)
        answered = _answers(checks, asked, tree, bench) if asked else {}
        return {check.id: _outcome(check, answered, tree, bench) for check in checks}


def _answers(
    checks: Sequence[Check], asked: list[dict[str, Any]], tree: Tree, bench: Bench
) -> dict[str, Any] | Failed:
    """The rows by path, remembered or the worker's, or why they cannot be believed."""
    detectors = [check.settings["detector"] for check in checks]
    memories = _memories(asked, tree, bench)
    known: dict[str, Any] = {}
    for memory, paths in memories:
        known |= memory.known(paths)
    new = _asked(detectors, [one for one in asked if one["path"] not in known], tree, bench)
    if isinstance(new, Failed):
        return new
    for memory, paths in memories:
        # What took too long or too much may be read another time.
        memory.keep({
            path: new[path] for path in paths if path in new and "skipped" not in new[path]
        })  # fmt: skip
    return known | new


def _memories(
    asked: list[dict[str, Any]], tree: Tree, bench: Bench
) -> list[tuple[Remembering, list[str]]]:
    """The files of which the same is asked, and the memory of what was said of them."""
    alike: dict[str, list[str]] = {}
    for question in asked:
        alike.setdefault(f"{question['form']} {question['detectors']}", []).append(question["path"])
    tool = PersonalData().fingerprint(bench)
    return [(Remembering(bench.kept, tree, f"{tool} {of}"), paths) for of, paths in alike.items()]


def _asked(
    detectors: list[str], asked: list[dict[str, Any]], tree: Tree, bench: Bench
) -> dict[str, Any] | Failed:
    """The worker's rows by path; it proves itself on our own files even where nothing is new."""
    control = canaries(detectors)
    payload = {
        "roots": {"app": str(tree.root), "canary": str(_HERE / "canary")},
        "files": [*asked, *control],
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _HERE), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        rows = got["files"]
        proof = [row for row in rows if row["root"] == "canary" and "skipped" not in row]
        missed = [name for name in detectors if not found_canary(name, proof)]
        answered = {row["path"]: row for row in rows if row["root"] == "app"}
        fault = _fault(answered, asked, tree)
    except (TypeError, KeyError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    if missed:
        return Failed(Reason.CANARY_MISSED, NAME, f"detector {missed[0]}")
    return fault or answered


def _fault(answered: dict[str, Any], asked: list[dict[str, Any]], tree: Tree) -> Failed | None:
    if set(answered) != {question["path"] for question in asked}:
        return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
    for question in asked:
        row = answered[question["path"]]
        plain = question["form"] in ("", "csv") and "skipped" not in row
        if plain and row["bytes"] != tree.manifest.sizes[question["path"]]:
            return Failed(Reason.TOOL_ERRORS, NAME, "a file was not read to its end")
    return None


def _outcome(check: Check, answered: dict[str, Any] | Failed, tree: Tree, bench: Bench) -> Outcome:
    paths = eligible(check, bench.facts)
    if not paths:
        return NotApplicable(_NOTHING)
    if check.settings["detector"] == "photos":
        return _photos(check, paths)
    if isinstance(answered, Failed):
        return answered
    skipped = [*unopened(paths, bench.facts)]
    read = []
    for path in paths:
        row = answered.get(path)
        if row and "skipped" in row:
            skipped.append(Skip(path, row["skipped"]))
        elif row:
            read.append(row)
    if not read:
        return Failed(Reason.NOTHING_READ, NAME, f"0 of {len(paths)} files")
    size = sum(tree.manifest.sizes[row["path"]] for row in read)
    scope = Scope(len(paths), len(read), size, "files", tuple(sorted(skipped)))
    return Ran(tuple(findings.of_rows(check, read)), scope, _tool())


def _photos(check: Check, paths: list[str]) -> Outcome:
    if not identity_photos([_PHOTO_CANARY]):
        return Failed(Reason.CANARY_MISSED, NAME, "detector photos")
    folders = identity_photos(paths)
    scope = Scope(len(paths), len(paths), 0, "files")
    return Ran(tuple(findings.of_photos(check, folders)), scope, _tool())


def _tool() -> Tool:
    return Tool(NAME, vetting.__version__, _data())
