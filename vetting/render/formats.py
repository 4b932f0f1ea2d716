"""The formats of the bundle by name; each renderer is imported when it is used."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from vetting.content import Content
from vetting.model.errors import BadContent
from vetting.model.report import Report
from vetting.model.text import Language, Text

SUMS = "SHA256SUMS"
MANIFEST = "daftar-berkas.jsonl"
"""The list of examined files in a bundle: its own SHA-256 is the tree digest of the report."""
Renderer = Callable[[Report, Language, Content], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to print a report, with the file it goes to unless another is named.

    `is_paired` marks a format with one file a language, each linking to the other. One that
    is not `is_default` is written only when it is asked for. `function` is the renderer's name in `module`.
    """

    name: str
    file: str
    module: str
    is_paired: bool = False
    is_default: bool = True
    function: str = "render"

    def render(self, report: Report, language: Language, content: Content) -> bytes:
        """The bytes of the file; the same report, language and content give the same bytes."""
        renderer: Renderer = getattr(import_module(self.module), self.function)
        return renderer(report, language, content)

    def files(
        self, report: Report, language: Language, content: Content, name: str
    ) -> dict[str, bytes]:
        """The file, and the one in the other language where the format has it, by name.

        A format that has nothing to say of this report makes none.
        """
        if self.is_paired:
            pages: dict[str, bytes] = import_module(self.module).pages(
                report, language, content, name
            )
            return pages
        body = self.render(report, language, content)
        return {name: body} if body else {}


FORMATS: Mapping[str, Format] = MappingProxyType({
    each.name: each
    for each in (
        Format("json", "laporan.vet.json", "vetting.render.laporan"),
        Format("html", "laporan.html", "vetting.render.html", is_paired=True),
        Format("sarif", "temuan.sarif", "vetting.render.sarif"),
        Format("cyclonedx", "sbom.cdx.json", "vetting.render.cyclonedx"),
        Format("junit", "junit.xml", "vetting.render.junit"),
        Format("md", "ringkasan.md", "vetting.render.markdown"),
        Format("ropa", "ropa.csv", "vetting.render.ropa"),
        Format("openvex", "kerentanan.openvex.json", "vetting.render.openvex", is_default=False),
        Format("pdf", "laporan.pdf", "vetting.render.pdf", is_default=False),
        Format("minutes", "berita-acara.pdf", "vetting.render.letters", is_default=False,
               function="minutes"),
        Format("letter", "konsep-surat-rekomendasi.pdf", "vetting.render.letters",
               is_default=False, function="letter"),
        Format("csv", "bukti.csv", "vetting.render.evidence", is_default=False, function="as_csv"),
        Format("xlsx", "bukti.xlsx", "vetting.render.evidence", is_default=False,
               function="as_xlsx"),
        Format("todo", "tugas-penyedia.csv", "vetting.render.evidence", is_default=False,
               function="todo"),
        Format("openacr", "aksesibilitas.openacr.yaml", "vetting.render.openacr",
               is_default=False),
        Format("oscal", "hasil.oscal.json", "vetting.render.oscal", is_default=False,
               function="results"),
        Format("oscal-catalog", "katalog.oscal.json", "vetting.render.oscal", is_default=False,
               function="controls"),
        Format("oscal-profile", "profil.oscal.json", "vetting.render.oscal_plan",
               is_default=False, function="profile"),
        Format("attestations", "pernyataan.cdx.json", "vetting.render.attestations",
               is_default=False),
        Format("oscal-plan", "rencana.oscal.json", "vetting.render.oscal_plan", is_default=False,
               function="plan"),
    )
})  # fmt: skip


def choose_formats(words: str) -> Mapping[str, str]:
    """File names by format name from "a,b=FILE"; the default ones when nothing is asked for.

    The canonical JSON is always among them. Raises BadContent for an unknown format, a file
    name with a folder in it, or one name for two files.
    """
    if not words.strip():
        return {each.name: each.file for each in FORMATS.values() if each.is_default}
    chosen = {"json": FORMATS["json"].file}
    for word in words.split(","):
        name, _, file = (part.strip() for part in word.partition("="))
        if name not in FORMATS:
            raise _unknown(name)
        chosen[name] = file or FORMATS[name].file
        if "/" in file or file in (".", "..", SUMS, MANIFEST):
            raise _bad_name(file)
    if len(set(chosen.values())) < len(chosen):
        raise _bad_name(words)
    return chosen


def _unknown(name: str) -> BadContent:
    near = difflib.get_close_matches(name, FORMATS, n=1)
    known = ", ".join(near or FORMATS)
    return BadContent(
        Text(f"bentuk laporan '{name}' tidak dikenal", f"unknown report format '{name}'"),
        hint=Text(f"Pilih: {known}", f"Choose: {known}"),
    )


def _bad_name(file: str) -> BadContent:
    return BadContent(
        Text(f"nama berkas '{file}' tidak dapat dipakai", f"the file name '{file}' cannot be used"),
        hint=Text("Beri nama tanpa folder, berbeda untuk tiap bentuk; folder dipilih dengan --out.",
                  "Give a name without a folder, another for each format; --out names the folder."),
    )  # fmt: skip
