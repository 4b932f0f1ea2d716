"""`laporan.pdf`: the report on paper, its first page for the head of office alone.

PDF/A-3a and PDF/UA-1 in one file, which carries the canonical report it was made from.
"""

from typing import Any

from vetting.content import Content
from vetting.model.record import Answered, Decision
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.paper import common, row, source
from vetting.render.summary import Group, Summary, is_noted_only
from vetting.render.typeset import typeset
from vetting.render.visible import named, one_line

GROUPS = 60
PLACES = 3


def render(report: Report, language: Language, content: Content) -> bytes:
    """The document; raises BadSetup when it cannot be set."""
    t, summary = catalogue(content, language), Summary(report)
    digest, attached = source(report)
    counts = summary.status_counts.items()
    data = common(report, language, content, "title", digest) | {
        "counts": ", ".join(f"{t(f'status.{status}')} {t.number(n)}" for status, n in counts if n),
        "controls": [_control(item, t) for item in summary.controls],
        "citations": _citations(summary, t),
        "findings": [_group(group, t) for group in summary.groups[:GROUPS]],
        "decisions": [_decision(each, t) for each in report.verdict.decisions[:GROUPS]],
        "answers": [_answer(each, t) for each in report.verdict.answers[:GROUPS]],
        "basis": _basis(report, t),
    }
    data["labels"] |= {key: t(f"headings.{key}") for key in ("decisions", "answers")}
    return typeset("laporan.typ", data, report, content, attached)


def _citations(summary: Summary, t: Catalogue) -> str:
    """How many articles are not yet verified; "" where all are."""
    firm, total = summary.firm_citations, len(summary.controls)
    return t("intro.citations", firm=t.number(firm), total=t.number(total)) if firm < total else ""


def _control(item: ControlResult, t: Catalogue) -> dict[str, str]:
    law, status = item.control.citation, t(f"status.{item.status}")
    if is_noted_only(item):
        mark = "announced" if item.control.is_announced else "observed"
        status += f" ({t(f'marks.{mark}')})"
    article = one_line(f"{law.source}, {law.article}")
    article += "" if law.is_firm else f" ({t('marks.to-verify')})"
    return {"title": one_line(t.text(item.control.title)), "status": status,
            "article": article, "reason": one_line(t.text(item.reason))}  # fmt: skip


def _group(group: Group, t: Catalogue) -> dict[str, Any]:
    rest = len(group.findings) - PLACES
    places = [
        f"{named(f.place.path)}:{f.place.line}" if f.place.path else t("whole-application")
        for f in group.findings[:PLACES]
    ]
    head = f"{t(f'severity.{group.worst}')} · {t.count('findings', len(group.findings))}"
    return {
        "title": one_line(t.text(group.check.title)),
        "head": head + f" · {group.check.id}",
        "places": places,
        "more": t("document.more", count=t.number(rest)) if rest > 0 else "",
        "fix": one_line(t.text(group.check.fix), 1000),
    }


def _decision(each: Decision, t: Catalogue) -> dict[str, str]:
    reason = f": {t(f'waiver.{each.reason}')}" if each.reason else ""
    people = ", ".join(one_line(name) for name in (each.signer, each.approver) if name)
    until = t("until", date=t.date(each.until))
    return {"head": f"{t(f'decision.{each.kind}')}{reason} · {t(f'standing.{each.standing}')}",
            "text": one_line(each.statement, 600), "people": f"{people}, {until}"}  # fmt: skip


def _answer(each: Answered, t: Catalogue) -> dict[str, str]:
    return {"head": f"{t(f'answer.{each.answer}')} · {each.fingerprint[:16]}",
            "text": one_line(each.explanation, 600), "people": one_line(each.vendor)}  # fmt: skip


def _basis(report: Report, t: Catalogue) -> list[dict[str, Any]]:
    basis = report.basis
    return [
        row(t("fields.vet-version"), basis.vet_version),
        row(t("fields.policy-digest"), basis.policy_digest, mono=True),
        row(t("fields.content-digest"), basis.content_digest, mono=True),
        row(t("fields.tree-digest"), report.subject.tree, mono=True),
        row(t("fields.sandbox"), t.known("sandbox", basis.sandbox)),
    ]
