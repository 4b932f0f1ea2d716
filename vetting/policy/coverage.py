"""`docs/coverage.md`: each article, how it is checked, and how sure we are of it. Generated."""

from collections import defaultdict
from datetime import date

from vetting.content import Content
from vetting.model.policy import Control, Mode, Tier
from vetting.policy.catalogue import Requirement, requirements
from vetting.policy.resolve import resolve

_HEAD = """# Cakupan kendali · Coverage

Halaman ini dibuat oleh `vet policy coverage`; jangan disunting. Tiap kendali dari
`policies/controls/`, pasalnya, cara kebijakan *baseline* memeriksanya pada kategori strategis,
dan keyakinan atas nomor pasalnya. *Generated; every control, its article, how the baseline
policy checks it at the heaviest tier, and how sure we are of the article.*

| cara · how | kendali · controls |
|---|---|
"""
_MODES = {
    Mode.AUTOMATED: "otomatis · automated",
    Mode.PARTIAL: "sebagian · partial",
    Mode.MANUAL: "petugas · manual",
}
_NONE = "belum dipakai · not in use"


def page(content: Content) -> str:
    """The page in Markdown; equal content gives equal text."""
    known = requirements(content)
    # On the first of all days nothing is over yet, so that no control is left out.
    policy = resolve(content, "baseline", Tier.STRATEGIS, date.min)
    used = {control.id: control for control in policy.controls}
    ways = [_MODES[used[name].mode] if name in used else _NONE for name in known]
    counts = "".join(f"| {way} | {ways.count(way)} |\n" for way in (*_MODES.values(), _NONE))
    firm = sum(r.citation.is_firm for r in known.values())
    total = f"| semua · all | {len(known)} |\n\nPasal yang sudah dicocokkan dengan naskah resmi: "
    text = _HEAD + counts + total + f"{firm} dari {len(known)}.\n"
    groups: defaultdict[str, list[Requirement]] = defaultdict(list)
    for name in sorted(known):
        groups[name.split("/")[0]].append(known[name])
    return text + "".join(_group(name, groups[name], used) for name in sorted(groups))


def _group(name: str, rows: list[Requirement], used: dict[str, Control]) -> str:
    head = f"\n## {name}\n\n| kendali | pasal | cara | cek | keyakinan |\n|---|---|---|---|---|\n"
    return head + "".join(_row(row, used.get(row.id)) for row in rows)


def _row(row: Requirement, control: Control | None) -> str:
    law = row.citation
    sure = "primer · primary" if law.is_firm else f"perlu verifikasi · {law.confidence}"
    dates = f"; mulai {law.effective_from}" if law.effective_from else ""
    dates += f"; sampai {law.effective_to}" if law.effective_to else ""
    checks = ", ".join(f"`{check}`" for check in control.checks) if control else ""
    cells = (
        f"`{row.id}` {row.title.id}", f"{law.source}, {law.article}{dates}",
        _MODES[control.mode] if control else _NONE, checks or "–", sure,
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
