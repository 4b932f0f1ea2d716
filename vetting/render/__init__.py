"""Verdict to terminal, JSON, HTML, SARIF, JUnit and Markdown; nothing is decided here."""

from vetting.render.bundle import write_bundle
from vetting.render.formats import FORMATS, MANIFEST, SUMS, Format, choose_formats
from vetting.render.laporan import BadReport, NewerReport, read_report

__all__ = [
    "FORMATS",
    "MANIFEST",
    "SUMS",
    "BadReport",
    "Format",
    "NewerReport",
    "choose_formats",
    "read_report",
    "write_bundle",
]
