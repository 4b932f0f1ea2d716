"""Which triggers of an impact assessment (UU 27/2022 article 34) are met, and by what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vetting.engines.data_map.build import Entity, Item, Map
from vetting.engines.data_map.signs import DECISION, MATCHING, MONITORING, TECHNOLOGY
from vetting.engines.personal_data.kinds import normal
from vetting.engines.personal_data.people import is_people
from vetting.model.annex import Annex, Table
from vetting.model.facts import Facts
from vetting.model.text import Text, same

SPECIFIC, CHILDREN, SCALE = "specific", "children", "scale"
TRIGGERS: Mapping[str, Text] = {
    SPECIFIC: Text("data pribadi spesifik", "specific personal data"),
    CHILDREN: Text("data anak", "children's data"),
    SCALE: Text("berskala besar: daftar penduduk, pasien, peserta, dan sejenisnya",
                "large scale: registers of residents, patients, participants and the like"),
    DECISION: Text("penilaian (skor) atau keputusan otomatis tentang orang",
                   "scoring of people, or automated decisions on them"),
    MONITORING: Text("pemantauan yang sistematis", "systematic monitoring"),
    TECHNOLOGY: Text("teknologi baru", "new technology"),
    MATCHING: Text("pencocokan atau penggabungan data dari beberapa sumber",
                   "matching or combining data of several sources"),
}  # fmt: skip
"""The triggers in the order in which they are shown."""
_SURE = (SPECIFIC, CHILDREN)
# Registers that hold everybody of an area or a service, one row each.
_REGISTERS = re.compile(
    r"_(?:penduduk|warga|kependudukan|keluarga|pemilih|voters?|pasien|patients?|siswa|murid|students?|"
    r"peserta(?:_didik)?|participants?|wajib_pajak|pelanggan|customers?|penerima(?:_bantuan)?|balita|"
    r"lansia|pegawai|karyawan|employees?|residents?|citizens?)_"
)
_PAPER = re.compile(
    r"(?i)dpia|penilaian[-_ ]*dampak|(?:impact|dampak)[-_ ]*(?:assessment|pelindungan)"
)
_PAPERS = ("document", "text")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen, and where."""

    shown: str
    path: str
    line: int

    def __str__(self) -> str:
        return (
            f"{self.shown} ({self.path}:{self.line})"
            if self.line
            else f"{self.shown} ({self.path})"
        )


@dataclass(frozen=True, slots=True)
class Impact:
    """The evidence for each trigger, none for those that are not met; and papers handed in."""

    met: Mapping[str, tuple[Evidence, ...]]
    papers: tuple[str, ...]

    @property
    def is_needed(self) -> bool:
        """Whether any trigger is met."""
        return any(self.met.values())

    @property
    def is_sure(self) -> bool:
        """Whether one is met by the data itself, and not by a word in the code."""
        return any(self.met[name] for name in _SURE)

    @property
    def first(self) -> Evidence:
        """The first evidence of the first trigger; StopIteration where none is met."""
        return next(one for found in self.met.values() for one in found)


def impact(mapped: Map, rows: Iterable[Mapping[str, object]], papers: Iterable[str]) -> Impact:
    """The triggers that the map and the rows of the worker show.

    Words in the code count only where the application holds personal data at all.
    """
    met: dict[str, list[Evidence]] = {name: [] for name in TRIGGERS}
    for entity in mapped.entities:
        for name, item in _of_entity(entity):
            met[name].append(Evidence(f"{entity.name}.{item.name}", item.path, item.line))
    for each in mapped.scores if mapped.entities else ():
        met[DECISION].append(Evidence(f"{each.entity}.{each.name}", each.path, each.line))
    for row in rows if mapped.entities else ():
        for sign in row.get("signs", ()):  # type: ignore[attr-defined]
            met[sign["trigger"]].append(Evidence(sign["shown"], str(row["path"]), sign["line"]))
    return Impact({name: tuple(found) for name, found in met.items()}, tuple(papers))


def _of_entity(entity: Entity) -> Iterable[tuple[str, Item]]:
    sure = [item for item in entity.specific if item.is_sure]
    if sure:
        yield SPECIFIC, sure[0]
    if entity.is_children:
        yield CHILDREN, entity.items[0]
    numbered = any(item.kind.name in ("nik", "kk", "identity", "bpjs") for item in entity.items)
    if numbered and is_people(entity.name) and _REGISTERS.search(normal(entity.name)):
        yield SCALE, entity.items[0]


def papers_in(facts: Facts) -> list[str]:
    """Files that are an impact assessment by their names."""
    found = set(facts.files(kinds=_PAPERS))
    return sorted(
        path for path in found if _PAPER.search(path.rpartition("/")[2]) and not _is_code(path)
    )


def _is_code(path: str) -> bool:
    return not path.lower().endswith(
        (".pdf", ".docx", ".doc", ".odt", ".rtf", ".md", ".txt", ".html")
    )


_COLUMNS = (Text("Pemicu", "Trigger"), Text("Keadaan", "State"), Text("Bukti", "Evidence"))
_STATES = {True: Text("terlihat", "seen"), False: Text("tidak terlihat", "not seen")}
_TITLE = Text("Pemicu penilaian dampak (UU 27/2022 Pasal 34)",
              "Triggers of an impact assessment (UU 27/2022 article 34)")  # fmt: skip
_NOTE = Text(
    "Dihitung dari peta data, kontrak, dan kode. Yang tidak terlihat di kode dapat tetap ada: "
    "penguji menanyakannya.",
    "Worked out from the map of data, contracts and code. What does not show in code may still be "
    "there: the reviewer asks.",
)


def annex(found: Impact) -> Annex:
    """Every trigger with its evidence, and the paper that was handed in."""
    rows = [
        (said, _STATES[bool(found.met[name])], _listed(found.met[name]))
        for name, said in TRIGGERS.items()
    ]
    paper = Text("berkas penilaian dampak di dalam paket", "impact assessment in the package")
    rows.append((paper, _STATES[bool(found.papers)], same(", ".join(found.papers) or "–")))
    table = Table("impact", _TITLE, _COLUMNS, tuple(rows))
    return Annex("impact-assessment", _TITLE, _NOTE, (table,))


def _listed(found: Sequence[Evidence]) -> Text:
    if not found:
        return same("–")
    shown = "; ".join(str(one) for one in found[:_SHOWN])
    more = len(found) - _SHOWN
    return (
        Text(f"{shown}; dan {more} lagi", f"{shown}; and {more} more") if more > 0 else same(shown)
    )


def message(found: Impact) -> Text:
    """The sentence that asks for the paper, with the triggers that are met."""
    met = [TRIGGERS[name] for name, evidence in found.met.items() if evidence]
    said = Text("; ".join(each.id for each in met), "; ".join(each.en for each in met))
    return Text(
        f"Penilaian dampak (Pasal 34) diperlukan karena terlihat: {said.id}. Berkasnya tidak "
        "ditemukan di dalam paket; perlu tinjauan.",
        f"An impact assessment (article 34) is needed, as these were seen: {said.en}. Its file was "
        "not found in the package; for a person to review.",
    )
