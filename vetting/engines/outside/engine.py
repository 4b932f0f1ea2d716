"""The `outside` engine: known services in configuration, code and manifests, with their country."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.outside.report import annex, findings
from vetting.engines.outside.table import Table, table_of
from vetting.model.check import Check
from vetting.model.facts import PAGES, Facts
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "outside"
_HERE = Path(__file__).parent
_KINDS = ("env", "yaml", "json", "xml", "css", "dockerfile", "requirements", "manifest-composer",
          "manifest-npm", "manifest-python", *PAGES)  # fmt: skip
_LANGUAGES = ("php", "javascript", "typescript", "python", "java", "kotlin", "dart", "go")
_NAMES = (".tf", ".ini", ".conf", ".properties", ".toml", ".gradle", "Podfile", ".env", ".cfg")
_OTHERS = {"vendor", "node_modules", "bower_components", "third_party", "Pods", "tests", "test",
           "__tests__", "docs", "doc", ".github", ".gitlab"}  # fmt: skip
_LOCKS = ("lock-composer", "lock-npm", "lock-yarn", "lock-pnpm", "lock-poetry", "lock-uv",
          "lock-pipenv")  # fmt: skip
_NOTHING = Text("Tidak ada konfigurasi atau kode.", "There is no configuration or code.")
_CANARY = "canary/layanan.env"


def _paths(facts: Facts) -> list[str]:
    chosen = set(facts.files(kinds=_KINDS, languages=_LANGUAGES))
    chosen.update(p for p in facts.kinds.get("text", ()) if p.endswith(_NAMES))
    chosen -= set(facts.files(kinds=_LOCKS))
    return [
        p
        for p in sorted(chosen)
        if not _OTHERS & {*p.split("/")[:-1]} and ".min." not in p and "!/" not in p
    ]


class Outside:
    """Which services an application speaks to, by the table that each check brings."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool; the tables are in the checks' digests."""
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One worker for all tables."""
        paths = _paths(bench.facts)
        if not paths:
            return {check.id: NotApplicable(_NOTHING) for check in checks}
        tables = {check.id: table_of(check) for check in checks}
        got = _asked(tables, paths, tree, bench)
        if isinstance(got, Failed):
            return dict.fromkeys(tables, got)
        return {
            check.id: _outcome(check, tables[check.id], got[check.id], tree) for check in checks
        }


def _asked(
    tables: Mapping[str, Table], paths: Sequence[str], tree: Tree, bench: Bench
) -> dict[str, Any] | Failed:
    files = [{"root": "app", "path": path} for path in paths]
    payload = {
        "roots": {"app": str(tree.root), "canary": str(_HERE)},
        "files": [*files, {"root": "canary", "path": _CANARY}],
        "tables": {name: table.plain() for name, table in tables.items()},
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _HERE), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        answers: dict[str, Any] = got["tables"]
        for rows in answers.values():
            if [row["path"] for row in rows if row["root"] == "app"] != list(paths):
                return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
            if not any(row["found"] for row in rows if row["root"] == "canary"):
                return Failed(Reason.CANARY_MISSED, NAME, "services of the canary")
    except (TypeError, KeyError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    return answers


def _outcome(check: Check, table: Table, rows: Sequence[Mapping[str, Any]], tree: Tree) -> Outcome:
    mine = [row for row in rows if row["root"] == "app"]
    read = [row for row in mine if "skipped" not in row]
    if not read:
        return Failed(Reason.NOTHING_READ, NAME, f"0 of {len(mine)} files")
    skipped = tuple(Skip(row["path"], row["skipped"]) for row in mine if "skipped" in row)
    size = sum(tree.manifest.sizes[row["path"]] for row in read)
    scope = Scope(len(mine), len(read), size, "files", skipped)
    tool = Tool(NAME, vetting.__version__, f"{len(table.services)} / {table.as_of}")
    return Ran(tuple(findings(check, table, read)), scope, tool, annex(check, table, read))
