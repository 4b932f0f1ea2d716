"""A content folder of two checks, three controls and whatever policies a test wants."""

from pathlib import Path

from vetting.content import Content

CHECK = """
id: {id}
title: {{id: judul, en: title}}
why: {{id: sebab, en: reason}}
fix: {{id: perbaikan, en: fix}}
severity: high
maturity: stable
engine: files
"""

CONTROL = """
  - id: {id}
    title: {{id: judul, en: title}}
    source: Peraturan Uji 1/2026
    article: Pasal 1
    confidence: {confidence}
    source-tier: primary
    {dates}
"""

CONTROLS = (
    "regulation: UJI\ncontrols:"
    + CONTROL.format(id="UJI/1", confidence="verified-by-source", dates="")
    + CONTROL.format(
        id="UJI/2", confidence="verified-by-source", dates="effective-from: '2027-01-16'"
    )
    + CONTROL.format(id="UJI/3", confidence="from-memory", dates="effective-to: '2025-12-31'")
)

BASE = """
id: dasar
version: '1'
title: {id: Dasar, en: Base}
default-tier: tinggi
limits: {data-max-age-days: 30}
floors:
  security: {coverage: 0.9, when-absent: inconclusive}
controls:
  UJI/1: {checks: [security/a], blocks-at: {tinggi: high}}
"""


def make_content(folder: Path, **policies: str) -> Content:
    for name in ("security/a", "security/b"):
        path = folder / "checks" / name / "check.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(CHECK.format(id=name))
    controls = folder / "policies" / "controls" / "uji.yaml"
    controls.parent.mkdir(parents=True)
    controls.write_text(CONTROLS)
    for name, body in policies.items():
        (folder / "policies" / f"{name}.yaml").write_text(body)
    return Content((folder,))
