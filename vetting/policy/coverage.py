"""`docs/coverage.md`: each article, how it is checked, and how sure we are of it. Generated."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from vetting.content import Content
from vetting.model.policy import Citation, Control, Mode, Tier
from vetting.model.text import Text
from vetting.policy.catalogue import Requirement, requirements
from vetting.policy.resolve import reasons_left_out, resolve

_HEAD = """# Cakupan kendali · Coverage

Halaman ini dibuat oleh `vet policy coverage`; jangan disunting. Tiap kendali dari
`policies/controls/`, pasalnya, cara kebijakan *baseline* memeriksanya pada kategori strategis,
dan keyakinan atas nomor pasalnya. *Generated; every control, its article, how the baseline
policy checks it at the heaviest tier, and how sure we are of the article.*

| cara · how | kendali · controls |
|---|---|
"""
_DOUBT = """Yang lain ditandai *perlu verifikasi* di sini, dalam tiap bentuk laporan, dan oleh
`vet policy lint`; jangan dikutip sebagai hukum sebelum dicocokkan. *The rest are marked here, in
every format of the report and by the lint; do not cite them as law before they are verified.*

| keyakinan · how sure | kendali · controls |
|---|---|
"""
_MODES = {
    Mode.AUTOMATED: "otomatis · automated",
    Mode.PARTIAL: "sebagian · partial",
    Mode.MANUAL: "petugas · manual",
}
_OUT = "tidak dinilai · left out"
_NONE = "tanpa cara · no way"


def page(content: Content) -> str:
    """The page in Markdown; equal content gives equal text."""
    known = requirements(content)
    # On the first of all days nothing is over yet, so that no control is left out.
    policy = resolve(content, "baseline", Tier.STRATEGIS, date.min)
    used = {control.id: control for control in policy.controls}
    out = reasons_left_out(content, "baseline")
    ways = [_way(used.get(name), out.get(name)) for name in known]
    counts = "".join(f"| {way} | {ways.count(way)} |\n" for way in (*_MODES.values(), _OUT, _NONE))
    firm = sum(r.citation.is_firm for r in known.values())
    total = f"| semua · all | {len(known)} |\n\nPasal yang sudah dicocokkan dengan naskah resmi: "
    text = _HEAD + counts + total + f"{firm} dari {len(known)}.\n" + _DOUBT
    text += "".join(f"| {word} | {number} |\n" for word, number in _sureness(known.values()))
    groups: defaultdict[str, list[Requirement]] = defaultdict(list)
    for name in sorted(known):
        groups[name.split("/")[0]].append(known[name])
    return text + "".join(_group(name, groups[name], used, out) for name in sorted(groups))


def _way(control: Control | None, reason: Text | None) -> str:
    if control:
        return _MODES[control.mode]
    return _OUT if reason else _NONE


def _group(
    name: str, rows: list[Requirement], used: dict[str, Control], out: Mapping[str, Text]
) -> str:
    head = f"\n## {name}\n\n| kendali | pasal | cara | cek, petunjuk, atau sebab | keyakinan |\n|---|---|---|---|---|\n"
    return head + "".join(_row(row, used.get(row.id), out.get(row.id)) for row in rows)


def _sure(law: Citation) -> str:
    if law.is_firm:
        return "primer · primary"
    if law.confidence.startswith("from-memory"):
        return f"perlu verifikasi: ingatan · {law.confidence}"
    return "perlu verifikasi: sumber kedua · second-hand"


def _sureness(known: Iterable[Requirement]) -> list[tuple[str, int]]:
    return sorted(Counter(_sure(row.citation) for row in known).items(), reverse=True)


def _row(row: Requirement, control: Control | None, reason: Text | None) -> str:
    law = row.citation
    sure = _sure(law)
    dates = f"; mulai {law.effective_from}" if law.effective_from else ""
    dates += f"; sampai {law.effective_to}" if law.effective_to else ""
    checks = ", ".join(f"`{check}`" for check in control.checks) if control else ""
    how = checks or (control.guidance.id if control and control.guidance else "")
    how = how or (reason.id if reason else "")
    cells = (
        f"`{row.id}` {row.title.id}", f"{law.source}, {law.article}{dates}",
        _way(control, reason), how or "–", sure,
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
