"""The `data-map` engine: one pass over schemas, models, contracts and forms."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.data_map.annex import annex
from vetting.engines.data_map.build import Entity, Map, build
from vetting.engines.data_map.column import PLAIN
from vetting.engines.personal_data.kinds import kind_named
from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "data-map"
_HERE = Path(__file__).parent
_KINDS = ("sql", "html", "blade", "php-template", "twig", "jinja", "ejs", "handlebars", "vue", "jsx",
          "openapi")  # fmt: skip
_LANGUAGES = ("php", "javascript", "typescript", "python", "java", "kotlin", "dart", "go")
_NAMES = (".prisma", "AndroidManifest.xml", "Info.plist")
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
        kinds = _HERE.parent / "personal_data" / "kinds.py"
        return f"{NAME} {vetting.__version__} {code_digest(_HERE, kinds)}"

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
        return {
            check.id: Ran(
                tuple(_findings(check, mapped)), scope, tool,
                annex(mapped) if check.settings["reports"] == "map" else None,
            )
            for check in checks
        }  # fmt: skip


def _rows(asked: list[dict[str, Any]], tree: Tree, bench: Bench) -> list[dict[str, Any]] | Failed:
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


def _findings(check: Check, mapped: Map) -> Iterator[Finding]:
    reports = check.settings["reports"]
    for entity in mapped.entities:
        if reports == "map":
            yield from _grave(check, entity)
        elif reports == "unprotected" and entity.is_stored:
            yield from _unprotected(check, entity)


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
    if any(item.protection == PLAIN for item in entity.specific):
        yield _specific(check, entity, "plain-column", Text(
            "Data spesifik pada {entity} tidak tampak dienkripsi: {kinds}.",
            "Specific data in {entity} does not seem to be encrypted: {kinds}."))  # fmt: skip


def _specific(check: Check, entity: Entity, rule: str, said: Text) -> Finding:
    items = [item for item in entity.specific if rule != "plain-column" or item.protection == PLAIN]
    kinds = [kind_named(name).title for name in dict.fromkeys(item.kind.name for item in items)]
    listed = Text(", ".join(k.id for k in kinds), ", ".join(k.en for k in kinds))
    message = Text(
        said.id.format(entity=entity.name, kinds=listed.id),
        said.en.format(entity=entity.name, kinds=listed.en),
    )
    return check.finding(
        rule, Place(items[0].path, items[0].line, pointer=entity.name),
        anchor=f"{rule} {entity.name}", confidence=Confidence.MEDIUM, message=message,
        evidence=", ".join(item.name for item in items[:12]),
    )  # fmt: skip
