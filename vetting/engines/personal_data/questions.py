"""Which files go to the worker, in which form, and for which detectors."""

from collections.abc import Mapping, Sequence
from typing import Any

from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.outcome import Skip
from vetting.model.tree import INSIDE

# What a check's `detector` asks of the worker. Tables are judged together with numbers.
_ASKS = {
    "nik": ("resident",),
    "kk": ("resident",),
    "npwp": ("resident", "tax"),
    "contacts": ("contacts",),
    "tables": ("tables", "resident"),
    "records": ("records", "tables"),
    "photos": (),
}
# Kinds that hold tables, also where their text is UTF-16 without a mark, or no text at all.
_TABLES = ("csv", "sql", "json", "log", "xml", "database")
_PACKED = ".gz"
_TEXTS = (".sql", ".csv", ".tsv", ".json", ".jsonl", ".log", ".txt", ".dump", ".xml")
_NAMED = ("lock-composer", "lock-npm", "lock-yarn", "lock-pnpm", "lock-poetry", "lock-uv",
          "lock-pipenv", "manifest-composer", "manifest-npm", "manifest-python")  # fmt: skip


_THIRD_PARTY = {"vendor", "node_modules", "bower_components"}


def eligible(check: Check, facts: Facts) -> list[str]:
    """The files that the check is about.

    Lists of packages, and packages themselves, name their authors: those are no contact lists.
    """
    kinds = {*check.applies_to.kinds}
    kinds |= {*_TABLES} if "text" in kinds else {"database"} if "sql" in kinds else set()
    asked = facts.files(kinds=tuple(sorted(kinds)), languages=check.applies_to.languages)
    opened = _opened(facts)
    paths = [path for path in asked if path not in opened]
    if check.settings["detector"] not in ("contacts", "records"):
        return paths
    named = set(facts.files(kinds=_NAMED))
    return [path for path in paths if path not in named and not _THIRD_PARTY & {*path.split("/")}]


def _opened(facts: Facts) -> frozenset[str]:
    """Archives whose files intake put into the tree: they are asked there, one by one."""
    inside = {path for paths in facts.kinds.values() for path in paths if INSIDE in path}
    return frozenset(
        path[:at] for path in inside for at in range(len(path)) if path.startswith(INSIDE, at)
    )


def _packed_text(path: str) -> bool:
    return path.lower().endswith(_PACKED) and path.lower()[: -len(_PACKED)].endswith(_TEXTS)


def unopened(paths: Sequence[str], facts: Facts) -> list[Skip]:
    """Archives inside the archive, which nobody opens here: said, not passed over."""
    archives = set(facts.kinds.get("archive", ()))
    return [Skip(p, "nested-archive") for p in paths if p in archives and not _packed_text(p)]


def form_of(path: str, facts: Facts) -> str:
    """How the worker must read a file: "", "csv", "xlsx", "document", "database", "gz", "gz+csv"."""
    name = path.lower()
    if path in facts.kinds.get("xlsx", ()):
        return "xlsx"
    if path in facts.kinds.get("document", ()) and not name.endswith(".rtf"):
        return "document"
    if path in facts.kinds.get("database", ()):
        return "database"
    if _packed_text(path):
        return "gz+csv" if name.removesuffix(_PACKED).endswith((".csv", ".tsv")) else "gz"
    return "csv" if path in facts.kinds.get("csv", ()) else ""


def questions(checks: Sequence[Check], facts: Facts) -> list[dict[str, Any]]:
    """One question a file: every check's detectors together, so that it is read once."""
    wanted: dict[str, set[str]] = {}
    for check in checks:
        paths = eligible(check, facts)
        closed = {skip.path for skip in unopened(paths, facts)}
        for path in paths:
            if path not in closed:
                wanted.setdefault(path, set()).update(_ASKS[check.settings["detector"]])
    return [
        {"root": "app", "path": path, "form": form_of(path, facts), "detectors": sorted(asks)}
        for path, asks in sorted(wanted.items())
        if asks
    ]


def canaries(detectors: Sequence[str]) -> list[dict[str, Any]]:
    """The questions about our own known-bad files, which must be answered with findings."""
    asks = sorted({ask for name in detectors for ask in _ASKS[name]})
    return [
        {"root": "canary", "path": path, "form": form, "detectors": asks}
        for path, form in (("warga.sql", ""), ("warga.csv", "csv"))
    ]


def found_canary(detector: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a detector found what the canary files hold, in both of them."""
    names = {"contacts": {"phone", "email"}}.get(detector, {detector})
    if detector == "photos":
        return True
    if detector == "records":
        return all(row["records"] for row in rows) and len(rows) == 2
    if detector == "tables":
        return any(table["table"] == "warga" for row in rows for table in row["tables"])
    return len(rows) == 2 and all(
        names <= {group["detector"] for group in row["groups"]} for row in rows
    )
