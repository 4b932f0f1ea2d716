"""The `data-map` engine: one pass over schemas, models, contracts and forms."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.data_map import impact
from vetting.engines.data_map.annex import annex
from vetting.engines.data_map.build import Entity, Item, Map, build
from vetting.engines.data_map.column import PLAIN
from vetting.engines.personal_data.kinds import kind_named
from vetting.engines.personal_data.people import is_children
from vetting.engines.remembering import Remembering
from vetting.model.check import Check
from vetting.model.facts import PAGES, Facts
from vetting.model.finding import Finding, Place, Step
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "data-map"
_HERE = Path(__file__).parent
_KINDS = ("sql", "openapi", *PAGES)
_LANGUAGES = ("php", "javascript", "typescript", "python", "java", "kotlin", "dart", "go")
_NAMES = (".prisma", "AndroidManifest.xml", "Info.plist", "package.json", "composer.json",
          "requirements.txt", "pubspec.yaml", "pyproject.toml", ".gradle", ".gradle.kts", "vet.yaml",
          "vet.yml")  # fmt: skip
_THIRD_PARTY = {"vendor", "node_modules", "bower_components", "third_party", "Pods", "site-packages",
                "dist-packages"}  # fmt: skip
_CANARY = "canary/migrasi.php"
_NOTHING = Text("Tidak ada skema, model, kontrak, atau formulir.",
                "There is no schema, model, contract or form.")  # fmt: skip


def _questions(facts: Facts) -> list[dict[str, Any]]:
    chosen = set(facts.files(kinds=_KINDS, languages=_LANGUAGES))
    chosen.update(p for p in facts.kinds.get("text", ()) if p.endswith(_NAMES))
    contracts = set(facts.kinds.get("openapi", ()))
    return [
        {"root": "app", "path": path, "kinds": ["openapi"] if path in contracts else []}
        for path in sorted(chosen)
        if not _THIRD_PARTY & {*path.split("/")} and ".min." not in path
    ]


class DataMap:
    """Where personal data is collected, stored, shown, logged, exported and sent."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool: the digest of its files and of the kinds it knows."""
        beside = ("personal_data/kinds.py", "personal_data/people.py", "outside/aside.py")
        files = (_HERE.parent / name for name in beside)
        return f"{NAME} {vetting.__version__} {code_digest(_HERE, *files)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One worker serves all checks; the annex comes with the check of the map itself."""
        asked = _questions(bench.facts)
        if not asked:
            return {check.id: NotApplicable(_NOTHING) for check in checks}
        rows = _rows(asked, tree, bench)
        if isinstance(rows, Failed):
            return {check.id: rows for check in checks}
        read = [row for row in rows if "skipped" not in row]
        skipped = tuple(Skip(row["path"], row["skipped"]) for row in rows if "skipped" in row)
        if not read:
            failed = Failed(Reason.NOTHING_READ, NAME, f"0 of {len(rows)} files")
            return {check.id: failed for check in checks}
        mapped = build(read)
        size = sum(tree.manifest.sizes[row["path"]] for row in read)
        scope = Scope(len(rows), len(read), size, "files", skipped)
        tool = Tool(NAME, vetting.__version__)
        called = impact.impact(mapped, read, _papers(read, tree, bench.facts))
        annexes = {"map": annex(mapped), "impact": impact.annex(called)}
        return {
            check.id: Ran(
                tuple(_findings(check, mapped, called)), scope, tool,
                annexes.get(check.settings["reports"]),
            )
            for check in checks
        }  # fmt: skip


def _papers(read: Sequence[Mapping[str, Any]], tree: Tree, facts: Facts) -> list[str]:
    """Impact assessments by their names, or listed as such in vet.yaml and there."""
    listed = {str(path) for row in read for path in row.get("papers", ())}
    return sorted({*impact.papers_in(facts), *(listed & tree.manifest.sizes.keys())})


def _rows(asked: list[dict[str, Any]], tree: Tree, bench: Bench) -> list[dict[str, Any]] | Failed:
    """What the worker says of each file: remembered, or asked now."""
    contracts = sorted(one["path"] for one in asked if one["kinds"])
    salt = f"{DataMap().fingerprint(bench)} {json.dumps(contracts)}"
    memory = Remembering(bench.kept, tree, salt)
    known = memory.known(question["path"] for question in asked)
    new = _asked([one for one in asked if one["path"] not in known], tree, bench)
    if isinstance(new, Failed):
        return new
    memory.keep({row["path"]: row for row in new})
    known |= {row["path"]: row for row in new}
    return [known[question["path"]] for question in asked]


def _asked(asked: list[dict[str, Any]], tree: Tree, bench: Bench) -> list[dict[str, Any]] | Failed:
    payload = {
        "roots": {"app": str(tree.root), "canary": str(_HERE)},
        "files": [*asked, {"root": "canary", "path": _CANARY, "kinds": []}],
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _HERE), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        rows: list[dict[str, Any]] = got["files"]
        canary = build([row for row in rows if row["root"] == "canary"])
        mine = [row for row in rows if row["root"] == "app"]
        paths = [row["path"] for row in mine]
    except (TypeError, KeyError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    if [item.name for entity in canary.entities for item in entity.items] != ["nik", "diagnosa"]:
        return Failed(Reason.CANARY_MISSED, NAME, "columns of the canary")
    if paths != [question["path"] for question in asked]:
        return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
    return mine


def _findings(check: Check, mapped: Map, called: impact.Impact) -> Iterator[Finding]:
    reports = check.settings["reports"]
    if reports == "impact" and called.is_needed and not called.papers:
        yield _paper(check, called)
    for entity in mapped.entities:
        if reports == "map":
            yield from _grave(check, entity)
        elif reports == "unprotected" and entity.is_stored:
            yield from _unprotected(check, entity)


def _paper(check: Check, called: impact.Impact) -> Finding:
    first = called.first
    return check.finding(
        "impact-assessment", Place(first.path, first.line, pointer=first.shown),
        anchor="impact-assessment", message=impact.message(called),
        confidence=Confidence.MEDIUM if called.is_sure else Confidence.LOW, evidence=first.shown,
        steps=tuple(
            Step(Place(found[0].path, found[0].line), impact.TRIGGERS[name])
            for name, found in called.met.items()
            if found
        ),
    )  # fmt: skip


def _grave(check: Check, entity: Entity) -> Iterator[Finding]:
    if entity.is_children:
        first = entity.items[0]
        yield check.finding(
            "children", Place(first.path, first.line, pointer=entity.name),
            anchor=f"children {entity.name}", confidence=Confidence.MEDIUM,
            message=Text(f"Entitas {entity.name} memuat data pribadi anak.",
                         f"The entity {entity.name} holds personal data of children."),
            evidence=", ".join(item.name for item in entity.items[:8]),
        )  # fmt: skip
    if entity.specific:
        yield _specific(check, entity, "specific", Text(
            "Entitas {entity} memuat data pribadi spesifik: {kinds}.",
            "The entity {entity} holds specific personal data: {kinds}."))  # fmt: skip


def _unprotected(check: Check, entity: Entity) -> Iterator[Finding]:
    open_ = _of_children(entity)
    if open_:
        titles = list(dict.fromkeys(item.kind.title for item in open_))
        told = Text(", ".join(t.id for t in titles), ", ".join(t.en for t in titles))
        yield check.finding(
            "plain-child-column", Place(open_[0].path, open_[0].line, pointer=entity.name),
            anchor=f"plain-child-column {entity.name}", confidence=Confidence.MEDIUM,
            message=Text(f"Data anak pada {entity.name} tidak tampak dienkripsi: {told.id}.",
                         f"Children's data in {entity.name} does not seem to be encrypted: {told.en}."),
            evidence=", ".join(item.name for item in open_[:12]),
        )  # fmt: skip
    if any(item.protection == PLAIN for item in entity.specific):
        yield _specific(check, entity, "plain-column", Text(
            "Data spesifik pada {entity} tidak tampak dienkripsi: {kinds}.",
            "Specific data in {entity} does not seem to be encrypted: {kinds}."))  # fmt: skip


# What identifies a child: these a stolen copy of the database must not show.
_CHILD_KINDS = {"name", "nik", "kk", "identity", "birth", "family", "address", "photo", "phone",
                "coordinates", "gender", "religion"}  # fmt: skip


def _of_children(entity: Entity) -> list[Item]:
    """Columns of children in the open: of a table of theirs all that identify, else those named so."""
    if not entity.is_children:
        return []
    theirs = is_children(entity.name)
    return [
        item
        for item in entity.items
        if item.protection == PLAIN
        and not item.is_specific
        and item.kind.name in _CHILD_KINDS
        and (theirs or is_children("", (item.name,)))
    ]


def _specific(check: Check, entity: Entity, rule: str, said: Text) -> Finding:
    items = [item for item in entity.specific if rule != "plain-column" or item.protection == PLAIN]
    kinds = [kind_named(name).title for name in dict.fromkeys(item.kind.name for item in items)]
    listed = Text(", ".join(k.id for k in kinds), ", ".join(k.en for k in kinds))
    message = Text(
        said.id.format(entity=entity.name, kinds=listed.id),
        said.en.format(entity=entity.name, kinds=listed.en),
    )
    # A payee's account may be a firm's, and the reason of a leave another than illness.
    is_guess = all(not item.is_sure for item in items)
    return check.finding(
        rule, Place(items[0].path, items[0].line, pointer=entity.name), message=message,
        anchor=f"{rule} {entity.name}", confidence=Confidence.LOW if is_guess else Confidence.MEDIUM,
        evidence=", ".join(item.name for item in items[:12]),
    )  # fmt: skip
