"""*Berita acara* and the draft *surat rekomendasi*: what the office itself writes stays blank."""

from typing import Any

from vetting.content import Content
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.laporan import render as canonical_report
from vetting.render.paper import common, row
from vetting.render.typeset import typeset

_MINUTES = ("number", "date", "place")
_LETTER = ("number", "date", "to", "subject")


def _set(report: Report, language: Language, content: Content, template: str,
         more: dict[str, Any]) -> bytes:  # fmt: skip
    attached = canonical_report(report, language, content)
    return typeset(template, more, report, content, attached)


def minutes(report: Report, language: Language, content: Content) -> bytes:
    """The minutes, with a place to sign for the examiner, the provider and who acknowledges."""
    t = catalogue(content, language)
    data = common(report, language, content, "document.minutes") | {
        "intro": t("document.minutes-intro"),
        "office-fields": _blank(_MINUTES, t),
        "signers": [t(f"document.{who}") for who in ("examiner", "provider", "head")],
    }
    return _set(report, language, content, "berita-acara.typ", data)


def letter(report: Report, language: Language, content: Content) -> bytes:
    """The draft letter; what it recommends follows from the verdict alone."""
    t = catalogue(content, language)
    fields = _blank(_LETTER, t)
    fields[-1]["value"] = t("document.subject-line")
    said = t(f"document.recommended.{report.verdict.overall}")
    data = common(report, language, content, "document.letter") | {
        "intro": f"{t('document.letter-intro')} {said}",
        "office-fields": fields,
        "signers": [t("document.signed")],
    }
    return _set(report, language, content, "surat-rekomendasi.typ", data)


def _blank(names: tuple[str, ...], t: Catalogue) -> list[dict[str, Any]]:
    return [row(t(f"document.{name}"), t("document.fill")) for name in names]
