"""The data map as an annex: table of columns, table of flows, graph, and a draft register."""

from collections import Counter
from collections.abc import Iterable, Sequence

from vetting.engines.data_map.build import OF_PAYEES, Entity, Item, Map, Passage, same_field
from vetting.engines.data_map.column import ENCRYPTED, HASHED, PLAIN
from vetting.engines.data_map.flows import COLLECTED, EXPORTED, LOGGED, SENT, SHOWN
from vetting.model.annex import Annex, Edge, Graph, Node, Table
from vetting.model.text import Text, same

NAME = "data-map"
_TITLE = Text("Peta data pribadi", "Map of personal data")
_NOTE = Text(
    "Disusun dari migrasi, model, skema, kontrak API, dan formulir; isi data tidak dibaca. "
    "Kolom digolongkan menurut UU 27/2022 Pasal 4. Yang bertanda tanya dapat berupa kontak lembaga.",
    "Made from migrations, models, schemas, API contracts and forms; no data was read. Columns are "
    "classed by UU 27/2022 article 4. Those with a question mark may be an office's contact.",
)
GROUPS = {"specific": Text("spesifik", "specific"), "general": Text("umum", "general")}
PROTECTIONS = {
    PLAIN: Text("tidak tampak", "none seen"),
    ENCRYPTED: Text("terenkripsi", "encrypted"),
    HASHED: Text("di-hash", "hashed"),
}
TARGETS = {
    "form": Text("formulir", "form"), "request": Text("permintaan", "request"),
    "api": Text("API", "API"), "device": Text("izin perangkat", "device permission"),
    "page": Text("halaman", "page"), "log": Text("log", "log"), "file": Text("ekspor", "export"),
}  # fmt: skip
STAGES = {
    COLLECTED: Text("dikumpulkan", "collected"), SHOWN: Text("ditampilkan", "shown"),
    LOGGED: Text("dicatat di log", "logged"), EXPORTED: Text("diekspor", "exported"),
    SENT: Text("dikirim", "sent"),
}  # fmt: skip
# Boxes of a stage of the graph, so that it still fits a page; the tables hold everything.
_BOXES = 24
_NOTHING = same("–")
_FILL = Text("(diisi penyedia)", "(for the vendor to fill in)")


class _Ways:
    """Which passages a column has, by its spelling."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._by: dict[str, set[tuple[str, str]]] = {}
        for passage in passages:
            spelled = same_field(passage.field)
            self._by.setdefault(spelled, set()).add((passage.stage, passage.target))

    def of(self, name: str) -> set[tuple[str, str]]:
        """(stage, target) pairs of a column of that name."""
        return self._by.get(same_field(name), set())


def target(name: str) -> Text:
    """The name of a point: a word of ours, or a host as it is."""
    return TARGETS.get(name, same(name))


def _listed(texts: Sequence[Text]) -> Text:
    unique = list(dict.fromkeys(texts))
    if not unique:
        return _NOTHING
    return Text(", ".join(t.id for t in unique), ", ".join(t.en for t in unique))


def _column_row(entity: Entity, item: Item, ways: set[tuple[str, str]]) -> tuple[Text, ...]:
    sure = "" if item.is_sure else " ?"
    place = f"{item.path}:{item.line}" if item.line else item.path
    into = sorted(name for stage, name in ways if stage == COLLECTED)
    out = sorted((stage, name) for stage, name in ways if stage != COLLECTED)
    return (
        same(entity.name),
        same(item.name + sure),
        item.kind.title,
        _group(entity, item),
        PROTECTIONS[item.protection],
        _listed([target(name) for name in into]),
        _listed([target(name) if stage == SENT else STAGES[stage] for stage, name in out]),
        same(place),
    )


def _group(entity: Entity, item: Item) -> Text:
    group = GROUPS[item.kind.group]
    if entity.is_children:
        return Text(f"{group.id}, anak", f"{group.en}, children")
    return group


_COLUMNS = (
    Text("Entitas", "Entity"), Text("Kolom", "Column"), Text("Jenis", "Kind"),
    Text("Golongan", "Class"), Text("Pelindungan", "Protection"),
    Text("Dikumpulkan lewat", "Collected by"), Text("Keluar lewat", "Leaves by"),
    Text("Bukti", "Evidence"),
)  # fmt: skip


def _flows(passages: Sequence[Passage]) -> Table:
    grouped: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        grouped.setdefault((passage.stage, passage.target), []).append(passage)
    rows = tuple(
        (
            STAGES[stage], target(point),
            same(", ".join(sorted({p.field for p in found})[:12])),
            same(str(len(found))), same(f"{found[0].path}:{found[0].line}"),
        )
        for (stage, point), found in sorted(grouped.items())
    )  # fmt: skip
    columns = (Text("Tahap", "Stage"), Text("Titik", "Point"), Text("Data", "Data"),
               Text("Tempat", "Places"), Text("Contoh", "Example"))  # fmt: skip
    return Table(
        "flows", Text("Aliran yang terlihat di kode", "Flows seen in the code"), columns, rows
    )


_REGISTER = (
    Text("Kegiatan pemrosesan", "Processing activity"), Text("Tujuan", "Purpose"),
    Text("Dasar pemrosesan (Pasal 20)", "Legal basis (article 20)"),
    Text("Subjek data", "Data subjects"), Text("Data umum", "General data"),
    Text("Data spesifik", "Specific data"), Text("Sumber", "Source"),
    Text("Tempat simpan", "Stored in"), Text("Pelindungan", "Protection"),
    Text("Penerima", "Recipients"), Text("Transfer ke luar negeri", "Transfer abroad"),
    Text("Masa retensi", "Retention"),
    Text("Cara memenuhi hak subjek (Pasal 5-13)", "How rights are met (articles 5-13)"),
    Text("Pengendali, prosesor, dan pejabat pelindungan data",
         "Controller, processor and data protection officer"),
    Text("Bukti", "Evidence"),
)  # fmt: skip


def _register(entities: Sequence[Entity], ways: _Ways) -> Table:
    return Table(
        "ropa",
        Text("Konsep rekaman kegiatan pemrosesan (UU 27/2022 Pasal 31)",
             "Draft record of processing activities (UU 27/2022 article 31)"),
        _REGISTER,
        tuple(_register_row(entity, ways) for entity in entities),
        is_form=True,
    )  # fmt: skip


def _register_row(entity: Entity, ways: _Ways) -> tuple[Text, ...]:
    mine = sorted({way for item in entity.items for way in ways.of(item.name)})
    general = [item.kind.title for item in entity.items if not item.is_specific]
    hosts = [same(name) for stage, name in mine if stage == SENT]
    protections = [PROTECTIONS[item.protection] for item in entity.items]
    first = entity.items[0]
    whom = Text("anak", "children") if entity.is_children else _FILL
    return (
        same(entity.name), _FILL, _FILL, whom, _listed(general),
        _listed([item.kind.title for item in entity.specific]),
        _listed([target(name) for stage, name in mine if stage == COLLECTED]),
        same(entity.name) if entity.is_stored else _NOTHING,
        _listed(protections), _listed(hosts), _FILL, _FILL, _FILL, _FILL,
        same(f"{first.path}:{first.line}"),
    )  # fmt: skip


def _graph(entities: Sequence[Entity], ways: _Ways) -> Graph:
    shown = sorted(entities, key=lambda e: (-len(e.specific), -len(e.items), e.name))[:_BOXES]
    links = Counter[tuple[str, str, str]]()
    for entity in shown:
        for item in entity.items:
            for stage, name in ways.of(item.name):
                links[entity.name, stage, name] += 1
    points = sorted({(stage, name) for _, stage, name in links})
    sources = [name for stage, name in points if stage == COLLECTED][:_BOXES]
    sinks = [point for point in points if point[0] != COLLECTED][:_BOXES]
    nodes = [Node(0, target(name), _NOTHING) for name in sources]
    nodes += [_box(entity) for entity in sorted(shown, key=lambda e: e.name)]
    nodes += [
        Node(2, target(name) if stage == SENT else STAGES[stage], _NOTHING, stage in (LOGGED, SENT))
        for stage, name in sinks
    ]
    at = {("", name): index for index, name in enumerate(sources)}
    names = [entity.name for entity in sorted(shown, key=lambda e: e.name)]
    stored = {name: len(sources) + index for index, name in enumerate(names)}
    ends = {point: len(sources) + len(names) + index for index, point in enumerate(sinks)}
    edges = []
    for name, stage, point in sorted(links):
        if stage == COLLECTED and ("", point) in at:
            edges.append(Edge(at["", point], stored[name]))
        elif (stage, point) in ends:
            edges.append(Edge(stored[name], ends[stage, point]))
    stages = (Text("Dikumpulkan", "Collected"), Text("Disimpan", "Stored"),
              Text("Ditampilkan, dicatat, diekspor, dikirim", "Shown, logged, exported, sent"))  # fmt: skip
    return Graph(stages, tuple(nodes), tuple(edges))


def _box(entity: Entity) -> Node:
    count = len(entity.items)
    grave = len(entity.specific)
    note = Text(f"{count} kolom", f"{count} columns")
    if grave:
        note = Text(f"{count} kolom, {grave} spesifik", f"{count} columns, {grave} specific")
    return Node(1, same(entity.name), note, bool(grave) or entity.is_children)


def _weighs(entities: Sequence[Entity]) -> tuple[Text, ...]:
    found = []
    stored = [entity for entity in entities if entity.is_stored]
    number = next(((e, i) for e in stored for i in e.items if i.kind.name in ("nik", "kk")), None)
    if number:
        where = f"{number[0].name}.{number[1].name}"
        found.append(Text(f"menyimpan NIK atau nomor KK ({where})",
                          f"stores national ID or family card numbers ({where})"))  # fmt: skip
    grave = next(
        ((entity, item) for entity in stored for item in entity.specific
         if item.is_sure or item.kind.name not in OF_PAYEES), None)  # fmt: skip
    if grave:
        where = f"{grave[0].name}.{grave[1].name}"
        found.append(Text(f"menyimpan data pribadi spesifik ({where})",
                          f"stores specific personal data ({where})"))  # fmt: skip
    children = next((e for e in stored if e.is_children), None)
    if children:
        found.append(Text(f"menyimpan data anak ({children.name})",
                          f"stores data of children ({children.name})"))  # fmt: skip
    return tuple(found)


def annex(mapped: Map) -> Annex | None:
    """The annex, or None when no personal data was found."""
    if not mapped.entities and not mapped.passages:
        return None
    ways = _Ways(mapped.passages)
    rows = tuple(
        _column_row(entity, item, ways.of(item.name))
        for entity in mapped.entities
        for item in entity.items
    )
    tables = (
        Table("columns", Text("Kolom data pribadi", "Columns of personal data"), _COLUMNS, rows),
        _flows(mapped.passages),
        _register(mapped.entities, ways),
    )
    return Annex(
        NAME, _TITLE, _NOTE, tables, _graph(mapped.entities, ways), _weighs(mapped.entities)
    )
