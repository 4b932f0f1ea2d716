"""`laporan.html`: one file, no outside resource, readable without its script.

Every value that a template prints passes through `shown`, so nothing from the archive can
become markup and nothing in it stays invisible. There is one file a language, because two
texts of 10,000 findings in one page would double its size; each links to the other.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from vetting.content import Content
from vetting.intake.warnings import WARNINGS
from vetting.model.outcome import Ran
from vetting.model.report import Report
from vetting.model.scale import Severity
from vetting.model.text import Language, Text, same
from vetting.model.verdict import Overall
from vetting.render.bundle import sibling
from vetting.render.catalogue import Catalogue, catalogue, other
from vetting.render.graph import drawn
from vetting.render.html_parts import Parts
from vetting.render.laporan import document
from vetting.render.summary import Summary, declared, older, state, tools
from vetting.render.visible import clipped, visible

FILE = "laporan.html"
SKIPS_SHOWN = 50
ROWS_SHOWN = 300
_ICONS = {
    Overall.PASS: "✓", Overall.CONDITIONAL: "△", Overall.INCONCLUSIVE: "?", Overall.FAIL: "✕",
}  # fmt: skip
_WORRY = ("failed", "not-run", "ran", "not-applicable")


@dataclass(frozen=True, slots=True)
class Inline:
    """A style or script of ours, and the hash that lets the page's policy admit it alone."""

    body: Markup
    hash: str

    @classmethod
    def of(cls, path: Path) -> "Inline":
        """Read from a content file."""
        body = path.read_text(encoding="utf-8")
        hashed = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        return cls(Markup(body), f"sha256-{hashed}")  # noqa: S704 - our own asset


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same report in the other language, in the same folder."""

    file: str
    language: Language


def shown(value: Any) -> Any:
    """Any value as escaped markup in which hidden characters stand out."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    if text.isprintable():
        return escape(text)
    marked = Markup("<i>%s</i>")
    return Markup("").join(
        char if char.isprintable() else marked % visible(char, str) for char in text
    )


class _Labels:
    """The catalogue as templates call it: with a key, or with a text of the report."""

    def __init__(self, labels: Catalogue) -> None:
        self._labels = labels

    def __call__(self, key: str | Text, **values: object) -> str:
        if isinstance(key, Text):
            return key.in_language(self._labels.language)
        return self._labels(key, **values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._labels, name)


def labelled(labels: Catalogue) -> _Labels:
    """The catalogue as templates call it."""
    return _Labels(labels)


@cache
def environment(roots: tuple[Path, ...]) -> jinja2.Environment:
    """Templates in which every value is escaped and every hidden character stands out."""
    folders = [root / "reports" / "templates" for root in reversed(roots)]
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        finalize=shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _values(
    report: Report, labels: Catalogue, content: Content, result_digest: str
) -> dict[str, Any]:
    summary = Summary(report)
    parts, old = Parts(summary, labels, shown), older(report)
    languages = sorted(report.languages.items(), key=lambda item: (-item[1], item[0]))
    return {
        "r": report,
        "s": summary,
        "t": _Labels(labels),
        "icon": _ICONS[report.verdict.overall],
        "kind": state,
        "coverage": sorted(report.checks, key=lambda c: (_WORRY.index(state(c.outcome)), c.id)),
        "evidence": parts.evidence,
        "findings": parts.findings,
        "roots": parts.roots,
        "anchor": parts.anchor,
        "reference": parts.reference,
        "severities": tuple(Severity),
        "skips_shown": SKIPS_SHOWN,
        "rows_shown": ROWS_SHOWN,
        "annexes": [
            c.outcome.annex for c in report.checks if isinstance(c.outcome, Ran) and c.outcome.annex
        ],
        "drawn": lambda graph, title: drawn(graph, title, labels.text, shown),
        "clip": lambda text: clipped(text, 300),
        "warning": lambda code: WARNINGS.get(code, same(code or "–")),
        "languages": ", ".join(f"{name} ({labels.number(n)})" for name, n in languages),
        "frameworks": ", ".join(f"{f.name} {f.version}".strip() for f in report.frameworks),
        "tools": tools(report.checks),
        "declared": declared(report),
        "older": labels("document.older", schema=old[0], fields=old[1]) if old else "",
        "result_digest": result_digest,
        "style": Inline.of(content.file("reports", "assets", "laporan.css")),
        "script": Inline.of(content.file("reports", "assets", "laporan.js")),
    }


def page(
    report: Report,
    language: Language,
    content: Content,
    twin: Sibling | None,
    result_digest: str = "",
) -> bytes:
    """The whole page, linking to its twin if it has one; the digest is worked out if not given."""
    labels = catalogue(content, language)
    template = environment(content.roots).get_template("laporan.html.j2")
    values = _values(report, labels, content, result_digest or _digest(report))
    return template.render(sibling=twin, **values).encode() + b"\n"


def _digest(report: Report) -> str:
    return str(document(report)["result-digest"])


def render(report: Report, language: Language, content: Content) -> bytes:
    """The page alone, in one language."""
    return page(report, language, content, None)


def pages(
    report: Report, language: Language, content: Content, file: str = FILE
) -> dict[str, bytes]:
    """The page as `file` and its sibling in the other language, by file name."""
    second = other(language)
    name = sibling(file, second)
    known = _digest(report)  # the dearest value of a large report, so asked for once
    return {
        file: page(report, language, content, Sibling(name, second), known),
        name: page(report, second, content, Sibling(file, language), known),
    }
