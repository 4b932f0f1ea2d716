"""What every document on paper is filled with: words and figures only, nothing judged."""

import io
from typing import Any

import segno

from vetting.content import Content, load_yaml
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.canonical import canonical
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.laporan import document
from vetting.render.summary import Summary, declared, older
from vetting.render.visible import one_line

OFFICE = ("name", "unit", "address", "url")
_LABELS = {
    "reasons": "headings.reasons", "steps": "headings.next-steps", "controls": "headings.controls",
    "findings": "headings.findings", "basis": "headings.basis", "control": "columns.control",
    "status": "columns.status", "article": "columns.article", "digest": "fields.result-digest",
    "summary": "document.summary", "qr": "document.qr", "scan": "document.scan",
    "id": "document.id", "attached": "document.attached", "name": "document.name",
    "rank": "document.rank", "staff-number": "document.staff-number",
}  # fmt: skip


def number_of(digest: str) -> str:
    """The short number of a result, made of its digest: equal results, equal number."""
    return "VET-" + "-".join(digest[at : at + 4].upper() for at in (0, 4, 8))


def source(report: Report) -> tuple[str, bytes]:
    """The result digest and the canonical report, worked out once: both are dear for a large one."""
    plain = document(report)
    return str(plain["result-digest"]), canonical(plain) + b"\n"


def digest_of(report: Report) -> str:
    """The result digest alone."""
    return str(document(report)["result-digest"])


def common(
    report: Report, language: Language, content: Content, title: str, digest: str
) -> dict[str, Any]:
    """The values that `dasar.typ` and every document below it read."""
    t, summary = catalogue(content, language), Summary(report)
    office, overall = office_of(content), report.verdict.overall
    labels = {name: t(key) for name, key in _LABELS.items()}
    labels["full"] = t("document.full", file="laporan.vet.json")
    return {
        "lang": language,
        "title": t(title),
        "application": one_line(report.subject.name) or "-",
        "author": office["name"] or f"vet {report.basis.vet_version}",
        "summary": t("document.summary"),
        "id": number_of(digest),
        "digest": digest,
        "url": link(office["url"], digest),
        "qr": code(office["url"], digest),
        "office": office,
        "draft": t("document.draft") if report.is_draft else "",
        "footer": _footer(report, t),
        "labels": labels,
        "verdict": {"key": str(overall), "label": t(f"verdict.{overall}"),
                    "meaning": t(f"meaning.{overall}")},
        "banners": [{"title": t(f"banner.{mark}"), "why": _why(mark, report, t)}
                    for mark in summary.banners],
        "reasons": [one_line(t.text(text)) for text in report.verdict.reasons[:3]],
        "steps": [one_line(t.text(text)) for text in report.verdict.next_steps[:3]],
        "facts": facts(report, t),
        "disclaimer": t("disclaimer"),
    }  # fmt: skip


def _footer(report: Report, t: Catalogue) -> str:
    if report.is_draft:
        return t("document.draft-why")
    names = ", ".join(one_line(one.signer) for one in report.acceptances)
    return t("accepted", names=names)


def _why(mark: str, report: Report, t: Catalogue) -> str:
    return t(f"banner.{mark}-why", level=t.known("sandbox", report.basis.sandbox))


def office_of(content: Content) -> dict[str, str]:
    """The letterhead and address of the office; empty until its own content folder fills it."""
    given = load_yaml(content.file("reports", "instansi.yaml"))
    return {key: one_line(str(given.get(key) or "")) for key in OFFICE}


def link(url: str, digest: str) -> str:
    """The office's address for this result, "" where the office has named none."""
    return f"{url}?id={number_of(digest)}&sha256={digest}" if url else ""


def code(url: str, digest: str) -> str:
    """The QR code as SVG: the office's address with number and digest, or those two alone."""
    words = link(url, digest) or f"urn:vet:hasil:{number_of(digest)}:{digest}"
    made = segno.make(words, error="m", micro=False)
    out = io.BytesIO()
    made.save(out, kind="svg", scale=4, border=2, xmldecl=False, nl=False)
    return out.getvalue().decode()


def row(label: str, value: str, *, mono: bool = False) -> dict[str, Any]:
    """One line of a table of facts."""
    return {"label": label, "value": value or "-", "mono": mono}


def facts(report: Report, t: Catalogue) -> list[dict[str, Any]]:
    """What was judged, by what, at which tier and when."""
    basis, subject, old = report.basis, report.subject, older(report)
    said = one_line(declared(report))
    return [
        row(t("fields.application"), one_line(subject.name)),
        *((row(t("fields.declared"), said),) if said else ()),
        row(t("fields.policy"), f"{one_line(t.text(basis.policy_title))} {basis.policy_version}"),
        row(t("fields.tier"), t(f"tier.{basis.tier}")),
        row(t("fields.as-of"), t.date(basis.as_of)),
        row(t("fields.archive-digest"), subject.archive_sha256, mono=True)
        if subject.archive_sha256
        else row(t("fields.tree-digest"), subject.tree, mono=True),
        *(
            row(t("fields.accepted-by"), f"{one_line(one.signer)}, {t.date(one.made_on)}")
            for one in report.acceptances
        ),
        *(
            (row(t("fields.schema"), t("document.older", schema=old[0], fields=old[1])),)
            if old
            else ()
        ),
    ]
