"""Whether there is a manifest, whether it fits its schema, and whether it was filled in."""

from collections.abc import Iterator

from vetting.engines.base import Bench
from vetting.engines.package.documents import completeness
from vetting.engines.package.submission import Fault, Look, Submission
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.scale import Severity
from vetting.model.text import Text
from vetting.model.tree import Tree

_UNFILLED = ("PT Contoh", "kontak@contoh.example", "Dinas pemilik aplikasi", "Aplikasi Contoh")


def look(check: Check, found: Submission | None, path: str, tree: Tree, bench: Bench) -> Look:
    """Without a manifest the annex still lists what must be brought, and by whom."""
    del tree
    if found is None:
        absent = check.finding(
            "no-manifest", Place(""), anchor="no-manifest",
            message=Text("Pengajuan ini tidak membawa vet.yaml.",
                         "This submission brings no vet.yaml."),
        )  # fmt: skip
        return Look(iter((absent,)), completeness(None, bench))
    return Look(_findings(check, found, path))


def _findings(check: Check, found: Submission, path: str) -> Iterator[Finding]:
    for fault in found.faults:
        yield check.finding(
            f"schema-{fault.code}", Place(path, fault.line), severity=Severity.HIGH,
            anchor=f"{fault.code} {fault.key}", message=_words(fault),
        )  # fmt: skip
    said = {"application": found.name, "vendor": found.vendor, "owner": found.office}
    for key, value in said.items():
        if value in _UNFILLED:
            yield check.finding(
                "not-filled-in", Place(path, found.line(key)), anchor=key,
                message=Text(f"'{key}' masih berisi contoh: {value}",
                             f"'{key}' still holds the example: {value}"),
            )  # fmt: skip


def _words(fault: Fault) -> Text:
    key, detail = fault.key, fault.detail
    near = (
        f"; maksudnya '{detail}'?" if detail else "",
        f"; did you mean '{detail}'?" if detail else "",
    )
    return {
        "yaml": Text(f"Bukan YAML yang sah: {key}", f"Not valid YAML: {key}"),
        "alias": Text("Rujukan YAML (*) tidak diterima.", "YAML aliases (*) are not accepted."),
        "large": Text("Berkas ini terlalu besar.", "This file is too large."),
        "missing": Text(f"Kunci '{key}' belum ada.", f"The key '{key}' is missing."),
        "unknown": Text(f"Kunci '{key}' tidak dikenal{near[0]}", f"Unknown key '{key}'{near[1]}"),
        "choice": Text(f"'{key}' salah satu dari: {detail}", f"'{key}' is one of: {detail}"),
    }.get(fault.code) or Text(f"Bentuk '{key}' tidak sesuai ({detail}).",
                              f"The form of '{key}' does not fit ({detail}).")  # fmt: skip
