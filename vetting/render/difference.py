"""Two reports side by side, as text of at most 80 columns and as JSON."""

import textwrap
from collections.abc import Iterable, Iterator

from vetting.compare import Change, Comparison
from vetting.content import Content
from vetting.model.codec import to_plain
from vetting.model.finding import Finding
from vetting.model.text import Language
from vetting.render.canonical import canonical
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.visible import named, one_line

FILE = "perbandingan.json"
LISTED = 25
_WIDTH = 80
_COUNTED = ("new", "fixed", "unchanged", "moved", "unseen")


def as_json(compared: Comparison) -> bytes:
    """The whole comparison; equal comparisons give equal bytes."""
    return canonical({"comparison": to_plain(compared)})


def as_text(compared: Comparison, language: Language, content: Content) -> str:
    """What changed, the new findings first; long lists are cut and say so."""
    t = catalogue(content, language)
    return "\n".join(_lines(compared, t)) + "\n"


def _lines(compared: Comparison, t: Catalogue) -> Iterator[str]:
    overall = compared.overall
    yield f"{t('headings.verdict')}: {_arrow(overall, t, 'verdict')}"
    yield t("difference.counts", **{
        name: t.number(len(getattr(compared, name))) for name in _COUNTED
    })  # fmt: skip
    for name in ("new", "unseen", "fixed"):
        yield from _section(t(f"difference.{name}"), _findings(getattr(compared, name), t), t)
    yield from _section(t("difference.moved"), _moves(compared), t)
    controls = (f"{one.name}: {_arrow(one, t, 'status')}" for one in compared.controls)
    yield from _section(t("difference.controls"), list(controls), t)
    basis = [
        f"{t(f'difference.basis-of.{one.name}')}: {named(one.before)} → {named(one.after)}"
        for one in compared.basis
    ]
    yield from _section(t("difference.basis"), basis, t)


def _arrow(change: Change, t: Catalogue, group: str) -> str:
    before, after = (
        t.known(group, word) if word else t("difference.absent")
        for word in (change.before, change.after)
    )
    return before if before == after else f"{before} → {after}"


def _section(heading: str, rows: list[str], t: Catalogue) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield heading
    for row in rows[:LISTED]:
        yield from textwrap.wrap(
            one_line(row, 400), _WIDTH, initial_indent="  ", subsequent_indent="    ",
            break_on_hyphens=False,
        )  # fmt: skip
    if len(rows) > LISTED:
        yield f"  {t('and-more', count=t.number(len(rows) - LISTED), file=FILE)}"


def _findings(findings: Iterable[Finding], t: Catalogue) -> list[str]:
    return [_row(finding, t) for finding in findings]


def _row(finding: Finding, t: Catalogue) -> str:
    place = finding.place
    path = named(place.path) or t("whole-application")
    severity = t(f"severity.{finding.severity}")
    return f"[{severity}] {path}:{place.line} {named(t.text(finding.message))} ({finding.check})"


def _moves(compared: Comparison) -> list[str]:
    return [
        f"{named(then.place.path)} → {named(now.place.path)}:{now.place.line} ({now.check})"
        for then, now in compared.moved
    ]
