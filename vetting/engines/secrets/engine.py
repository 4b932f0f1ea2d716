"""The `secrets` engine: our own patterns and CredSweeper, in one worker over every text file."""

import hashlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.owners import owners_of
from vetting.engines.remembering import Remembering
from vetting.engines.rules import Rule
from vetting.engines.secrets import findings
from vetting.engines.secrets.rules import load
from vetting.engines.secrets.values import Nature
from vetting.model.check import Check
from vetting.model.errors import BadSetup
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "secrets"
_HERE = Path(__file__).parent
_CANARY = "canary.py"
# From here on the files are shared out among workers.
WORTH_PARTS = 200
_NOTHING = Text("Tidak ada berkas yang diperiksa cek ini.", "There is no file for this check.")


def version() -> str:
    """The version of the installed CredSweeper."""
    try:
        return importlib.metadata.version("credsweeper")
    except importlib.metadata.PackageNotFoundError as error:
        raise BadSetup(
            Text("credsweeper tidak ditemukan", "credsweeper was not found"),
            hint=Text("Pasang ulang vet beserta credsweeper.",
                      "Install vet with credsweeper again."),
        ) from error  # fmt: skip


@dataclass(frozen=True)
class _Read:
    """What the worker proved: rows by path, CredSweeper's findings, lines our rules cover."""

    rows: Mapping[str, Mapping[str, Any]]
    swept: Sequence[Sequence[Any]]

    @property
    def covered(self) -> set[tuple[str, int]]:
        return {(path, hit[1]) for path, row in self.rows.items() for hit in row.get("hits", ())}


class Secrets:
    """Keys, tokens and passwords. No value leaves the worker unmasked.

    The rules of all checks run whatever checks are asked for, so that a line that one check
    reports is never reported again by CredSweeper, and results do not depend on each other.
    """

    name = NAME

    def fingerprint(self, bench: Bench) -> str:
        """CredSweeper's version, the digest of our own code, and of all checks' rules."""
        digest = hashlib.sha256(code_digest(_HERE).encode())
        for check in _siblings(bench, ()):
            digest.update(check.digest.encode())
        return f"{NAME} {vetting.__version__} credsweeper {version()} {digest.hexdigest()[:16]}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """The same workers for all checks."""
        rules = {rule.key: rule for check in _siblings(bench, checks) for rule in load(check)}
        paths = [entry.path for entry in tree.manifest]
        salt = self.fingerprint(bench)
        got = _read(rules, paths, salt, tree, bench) if paths else Failed(Reason.NOTHING_READ, NAME)
        return {check.id: _outcome(check, rules, got, tree, bench) for check in checks}


def _siblings(bench: Bench, checks: Sequence[Check]) -> list[Check]:
    known = {check.id: check for check in bench.content.checks.values() if check.engine == NAME}
    known.update({check.id: check for check in checks})
    return [known[name] for name in sorted(known)]


def _read(
    rules: Mapping[str, Rule], paths: list[str], salt: str, tree: Tree, bench: Bench
) -> "_Read | Failed":
    """Every text file: remembered, or read now by as many workers as may run at once."""
    readable = set(bench.facts.kinds.get("text", ()))
    text = [path for path in paths if path in readable]
    memory = Remembering(bench.kept, tree, salt)
    known = memory.known(text)
    fresh = _shares([path for path in text if path not in known], tree, bench.jobs)
    with ThreadPoolExecutor(max(1, bench.jobs)) as pool:
        done = list(pool.map(lambda share: _ask(rules, share, tree, bench), fresh))
    rows: dict[str, Mapping[str, Any]] = {**_named(rules, sorted(set(paths) - set(text)))}
    rows |= {path: row for path, (row, _) in known.items()}
    swept: list[Sequence[Any]] = [
        [path, *rest] for path, (_, found) in known.items() for rest in found
    ]
    for one in done:
        if isinstance(one, Failed):
            return one
        memory.keep(_by_path(one))
        rows |= one.rows
        swept += one.swept
    return _Read(rows, sorted(swept, key=list))


def _shares(paths: list[str], tree: Tree, parts: int) -> list[list[str]]:
    """The files for each worker: every so many-th by size, few files all to one."""
    by_size = sorted(paths, key=lambda path: (-tree.manifest.sizes[path], path))
    parts = parts if len(paths) >= WORTH_PARTS else 1
    return [share for number in range(parts) if (share := by_size[number::parts])]


def _by_path(read: _Read) -> dict[str, Any]:
    """What was said of each file that was read to its end."""
    swept: dict[str, list[Any]] = {path: [] for path in read.rows}
    for path, *rest in read.swept:
        swept[path].append(rest)
    return {path: [row, swept[path]] for path, row in read.rows.items() if "skipped" not in row}


def _ask(
    rules: Mapping[str, Rule], text: Sequence[str], tree: Tree, bench: Bench
) -> "_Read | Failed":
    """One worker."""
    payload = {
        "roots": {"app": str(tree.root), "canary": str(_HERE / "canary")},
        "files": [*(("app", path) for path in text), ("canary", _CANARY)],
        "rules": [dict(rule.plain) for rule in rules.values()],
        "sweep": True,
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _HERE), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        return _believed(got, rules, text, tree)
    except (TypeError, KeyError, ValueError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")


def _named(rules: Mapping[str, Rule], paths: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Files that are no text and whose name alone is a finding, such as a keystore."""
    from vetting.engines.secrets.matching import NOWHERE, Matchers

    matchers = Matchers(rule.plain for rule in rules.values() if rule.plain["paths"])
    return {
        path: {"path": path, "hits": [[key, 0, "", NOWHERE] for key in matchers.named(path)]}
        for path in paths
    }


def _believed(
    got: Any, rules: Mapping[str, Rule], text: Sequence[str], tree: Tree
) -> "_Read | Failed":
    rows = {row["path"]: row for row in got["files"] if row["root"] == "app"}
    swept = [
        [
            *key.split(":", 1),
            int(line),
            str(rule),
            str(evidence),
            int(Nature(nature)),
            [int(number) for number in value],
        ]
        for key, line, rule, evidence, nature, value in got["swept"]
    ]
    missed = sorted(set(rules) - set(got["canaries"]))
    if missed:
        return Failed(Reason.CANARY_MISSED, NAME, f"rule {missed[0]}")
    if not any(root == "canary" for root, *_ in swept):
        return Failed(Reason.CANARY_MISSED, "credsweeper", "its canary was not found")
    if set(rows) != set(text):
        return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
    for path, row in rows.items():
        if "skipped" not in row and row["bytes"] != tree.manifest.sizes[path]:
            return Failed(Reason.TOOL_ERRORS, NAME, "a file was not read to its end")
    return _Read(rows, [rest for root, *rest in swept if root == "app"])


def _outcome(
    check: Check, rules: Mapping[str, Rule], got: "_Read | Failed", tree: Tree, bench: Bench
) -> Outcome:
    applies = check.applies_to
    paths = bench.facts.files(languages=applies.languages, kinds=applies.kinds)
    if not paths:
        return NotApplicable(_NOTHING)
    if isinstance(got, Failed):
        return got
    rows = [got.rows[path] for path in paths if path in got.rows]
    read = [row for row in rows if "skipped" not in row]
    skipped = [Skip(row["path"], row["skipped"]) for row in rows if "skipped" in row]
    if not read:
        return Failed(Reason.NOTHING_READ, NAME, f"0 of {len(paths)} files")
    owners, values = owners_of(tree), findings.Values(tree)
    found = findings.of_rules(rules, check, read, owners, values)
    if check.settings.get("credsweeper"):
        known = findings.places_of(got.rows.values(), values)
        found += findings.of_sweep(check, got.swept, got.covered, known, owners, values)
    size = sum(tree.manifest.sizes[row["path"]] for row in read)
    scope = Scope(len(paths), len(read), size, "files", tuple(sorted(skipped)))
    return Ran(tuple(found), scope, Tool(NAME, vetting.__version__, f"credsweeper {version()}"))
