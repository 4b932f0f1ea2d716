"""Whether the licences of components let the code be handed over."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from vetting import __version__
from vetting.content import load_yaml, refuse_unknown
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.report import also
from vetting.engines.supply_chain.scopes import nothing_in, whole
from vetting.model.bill import Bill, Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.outcome import Outcome, Ran, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_ALSO = Text("juga berkas ini", "this file too")
_OWN_FIX = Text(
    "Tulis pada isian `license` di manifes lisensi yang disepakati dalam kontrak, atau hapus isian "
    "bawaan kerangka kerja. Kode yang diserahkan kepada instansi harus boleh dipakai dan diubahnya.",
    "Write the licence that the contract agrees on into the field `license` of the manifest, or "
    "remove the framework's own entry. The office must be free to use and change the code that is "
    "handed over.",
)
_KEYS = ("allowed", "shared", "network", "paid", "conflicting", "known")


class Class(IntEnum):
    """What a licence means for a hand-over; the greater is the worse."""

    ALLOWED = 0
    SHARED = 1
    UNKNOWN = 2
    NETWORK = 3
    PAID = 4
    CONFLICTING = 5


_SEVERITY = {
    Class.SHARED: Severity.INFO, Class.UNKNOWN: Severity.LOW, Class.NETWORK: Severity.MEDIUM,
    Class.PAID: Severity.MEDIUM,
    Class.CONFLICTING: Severity.HIGH,
}  # fmt: skip
_SAID = {
    Class.SHARED: Text("Lisensi {licence} mewajibkan kode bagiannya ikut diserahkan: {names}",
                       "The licence {licence} asks that the source of its part goes along: {names}"),
    Class.UNKNOWN: Text("Lisensi '{licence}' tidak dikenal: {names}",
                        "The licence '{licence}' is not known: {names}"),
    Class.NETWORK: Text("Lisensi {licence} mewajibkan instansi membuka kode kepada pengguna: {names}",
                        "The licence {licence} makes the office offer the source to users: {names}"),
    Class.PAID: Text("Lisensi {licence} berbayar: minta bukti bahwa lisensinya beralih ke instansi: {names}",
                     "The licence {licence} is paid for: ask for proof that it passes to the office: {names}"),
    Class.CONFLICTING: Text("Lisensi {licence} tidak mengizinkan penyerahan kode: {names}",
                            "The licence {licence} does not allow handing the code over: {names}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """SPDX ids by class, and the licences of packages that seldom name their own.

    Those stand by the first release under them, since makers change them.
    """

    classes: Mapping[str, Class]
    known: Mapping[tuple[str, str], Mapping[str, str]]


def outcome(check: Check, bill: Bill) -> Outcome:
    """A finding for each licence that is not plainly allowed, with the packages under it."""
    packages = [c for c in bill.locked if c.ecosystem and c.ecosystem != "docker"]
    if not packages and not bill.licences:
        return nothing_in(bill)
    table = _table(check)
    stated = {(c.ecosystem, c.name, c.version): c.licence for c in packages if c.licence}
    told = [
        replace(c, licence=stated.get((c.ecosystem, c.name, c.version)) or _known(c, table))
        for c in packages
    ]
    findings = [*_judged(check, told, table), *_silent(check, told), *_own(check, bill, table)]
    scope = whole(told, bill, manifests=len(bill.licences))
    return Ran(tuple(findings), scope, Tool(TOOL, __version__, check.digest[:16]))


def _table(check: Check) -> Table:
    file = check.folder / str(check.settings["table"])
    node = load_yaml(file)
    refuse_unknown(file, node, _KEYS)
    classes = {
        str(name): Class[key.upper()]
        for key in ("allowed", "shared", "network", "paid", "conflicting")
        for name in node.get(key) or ()
    }
    known = node.get("known") or {}
    pairs = ((eco, name, value) for eco in known for name, value in known[eco].items())
    return Table(classes, {(eco, name): _by_release(value) for eco, name, value in pairs})


def _by_release(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(first): str(licence) for first, licence in value.items()}
    return {"0": str(value)}


def _known(c: Component, table: Table) -> str:
    """The licence of the newest entry that is no newer than the component."""
    own = _numbers(c.version)
    entries = table.known.get((c.ecosystem, c.name), {})
    fitting = [first for first in entries if _numbers(first) <= own]
    return entries[max(fitting, key=_numbers)] if fitting else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def class_of(licence: str, table: Table) -> Class:
    """The class of an SPDX expression: of a choice the best part, of a sum the worst."""
    from license_expression import (  # type: ignore[import-untyped]
        ExpressionError,
        get_spdx_licensing,
    )

    if licence.startswith("? "):
        return Class.UNKNOWN
    try:
        return _class(get_spdx_licensing().parse(licence), table)
    except (ExpressionError, ValueError, RecursionError):
        return Class.UNKNOWN


def _class(node: Any, table: Table) -> Class:
    parts = [_class(part, table) for part in getattr(node, "args", ()) or ()]
    operator = type(node).__name__
    if operator == "OR" and parts:
        return min(parts)
    if operator == "AND" and parts:
        return max(parts)
    name = str(node).partition(" WITH ")[0]
    return table.classes.get(name, Class.UNKNOWN)


def _judged(check: Check, told: list[Component], table: Table) -> Iterator[Finding]:
    """One finding a licence.

    A licence that asks for the source of its part asks for nothing new where packages are their
    own source, as they mostly are: no sure finding.
    """
    groups: dict[str, list[Component]] = defaultdict(list)
    for c in told:
        if c.licence:
            groups[c.licence].append(c)
    for licence, group in sorted(groups.items()):
        found = class_of(licence, table)
        if found is Class.ALLOWED:
            continue
        severity = _SEVERITY[found]
        if all(c.is_dev for c in group):
            severity = Severity(max(severity - 1, Severity.INFO))
        words = re.sub(r"^\? |\bLicenseRef-", "", licence)
        is_sure = found not in (Class.UNKNOWN, Class.SHARED)
        yield check.finding(
            found.name.lower(),
            group[0].place,
            anchor=licence,
            message=_SAID[found].format(licence=words[:80], names=_some(group)),
            severity=severity,
            confidence=Confidence.HIGH if is_sure else Confidence.MEDIUM,
            evidence=words[:120],
            steps=also(group),
        )


def _some(group: list[Component]) -> str:
    names = sorted({c.name for c in group})
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def _silent(check: Check, told: list[Component]) -> Iterator[Finding]:
    """Packages without a licence: copied code is a question to the reviewer."""
    groups: dict[str, list[Component]] = defaultdict(list)
    for c in told:
        if not c.licence:
            groups[c.place.path].append(c)
    text = Text("{count} paket tanpa keterangan lisensi: {names}",
                "{count} packages state no licence: {names}")  # fmt: skip
    for path, group in sorted(groups.items()):
        is_copy = group[0].is_copy
        yield check.finding(
            "copied-without-licence" if is_copy else "no-licence",
            Place(path, group[0].place.line),
            anchor="no-licence",
            message=text.format(count=len(group), names=_some(group)),
            severity=Severity.MEDIUM if is_copy else Severity.LOW,
            confidence=Confidence.MEDIUM,
        )


def _own(check: Check, bill: Bill, table: Table) -> Iterator[Finding]:
    """The licence that the vendor puts on the application itself."""
    text = Text("Manifes menyatakan aplikasi ini berlisensi {licence}: selaraskan dengan kontrak "
                "penyerahan",
                "The manifest puts this application under {licence}: bring it in line with the "
                "hand-over contract")  # fmt: skip
    told: dict[str, list[str]] = defaultdict(list)
    for path, licence in sorted(bill.licences.items(), key=lambda item: _is_lock(item[0])):
        if class_of(licence, table) in (Class.CONFLICTING, Class.NETWORK):
            told[licence].append(path)
    for licence, (first, *others) in told.items():
        words = re.sub(r"^\? |\bLicenseRef-", "", licence)[:80]
        yield check.finding(
            "own-licence",
            Place(first),
            anchor=licence,
            message=text.format(licence=words),
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,  # the contract decides, and it is not here
            evidence=words,
            fix=_OWN_FIX,
            steps=tuple(Step(Place(path), _ALSO) for path in others),
        )


def _is_lock(path: str) -> bool:
    """A lock file repeats what the manifest says."""
    return "lock" in path.rpartition("/")[2]
