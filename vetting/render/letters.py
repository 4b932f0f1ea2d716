"""*Berita acara* and the draft *surat rekomendasi*: what the office itself writes stays blank."""

from typing import Any

from vetting.content import Content
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.paper import common, digest_of, row
from vetting.render.typeset import typeset

_MINUTES = ("number", "date", "place")
_LETTER = ("number", "date", "to", "subject")


def minutes(report: Report, language: Language, content: Content) -> bytes:
    """The minutes, with a place to sign for the examiner, the provider and who acknowledges."""
    t = catalogue(content, language)
    data = common(report, language, content, "document.minutes", digest_of(report)) | {
        "intro": t("document.minutes-intro"),
        "office-fields": _blank(_MINUTES, t),
        "signers": [t(f"document.{who}") for who in ("examiner", "provider", "head")],
    }
    return typeset("berita-acara.typ", data, report, content)


def letter(report: Report, language: Language, content: Content) -> bytes:
    """The draft letter; what it recommends follows from the verdict alone."""
    t = catalogue(content, language)
    fields = _blank(_LETTER, t)
    fields[-1]["value"] = t("document.subject-line")
    said = t(f"document.recommended.{report.verdict.overall}")
    data = common(report, language, content, "document.letter", digest_of(report)) | {
        "intro": f"{t('document.letter-intro')} {said}",
        "office-fields": fields,
        "signers": [t("document.signed")],
    }
    return typeset("surat-rekomendasi.typ", data, report, content)


def _blank(names: tuple[str, ...], t: Catalogue) -> list[dict[str, Any]]:
    return [row(t(f"document.{name}"), t("document.fill")) for name in names]
