"""Whether the documents that the policy asks for are there, can be read, and are young enough."""

from collections.abc import Iterator, Mapping
from datetime import date

from vetting.engines.base import Bench
from vetting.engines.package.submission import Look, Paper, Submission
from vetting.model.annex import Annex, Table
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.policy import DocumentRule, Party
from vetting.model.scale import Confidence
from vetting.model.text import Text, same
from vetting.model.tree import Tree

THIN = 30
"""Words below which a document is as good as empty."""
KINDS: Mapping[str, Text] = {
    "request-letter": Text("Surat permohonan", "Request letter"),
    "category-questionnaire": Text("Penetapan kategori sistem", "Category of the system"),
    "requirements": Text("Analisis kebutuhan (SRS)", "Requirements"),
    "design": Text("Rancang bangun", "Design"),
    "acceptance-minutes": Text("Berita acara uji terima", "Acceptance minutes"),
    "data-register": Text("Rekaman kegiatan pemrosesan", "Record of processing"),
    "security-test": Text("Laporan uji keamanan", "Security test report"),
    "load-test": Text("Laporan uji beban", "Load test report"),
    "manual": Text("Panduan pengguna dan pengelola", "Manual"),
    "processor-agreement": Text("Perjanjian pemrosesan data", "Processing agreement"),
    "privacy-notice": Text("Pemberitahuan privasi", "Privacy notice"),
    "impact-assessment": Text("Penilaian dampak", "Impact assessment"),
    "api-plan": Text("Rencana interoperabilitas", "Plan of interoperation"),
    "backup-plan": Text("Rencana pencadangan dan uji pulih", "Backup and restore plan"),
    "handover-minutes": Text("Berita acara serah terima", "Handover minutes"),
    "integrity-pact": Text("Pakta integritas dan NDA", "Integrity pact and NDA"),
    "team-decree": Text("Keputusan tim pengelola", "Decree on the team"),
    "hosting-request": Text("Permohonan hosting", "Hosting request"),
    "other": Text("Dokumen lain", "Another document"),
}
_WHO = {
    Party.OWNER: Text("perangkat daerah pemilik", "owning agency"),
    Party.VENDOR: Text("penyedia", "vendor"),
}
_STATES: Mapping[str, Text] = {
    "ok": Text("ada dan terbaca", "there and readable"),
    "absent": Text("berkasnya tidak ada", "its file is not there"),
    "empty": Text("kosong", "empty"),
    "large": Text("terlalu besar untuk dibaca", "too large to be read"),
    "encrypted": Text("terkunci sandi", "locked by a password"),
    "unreadable": Text("tidak dapat dibuka", "cannot be opened"),
    "picture": Text("gambar tanpa teks; dibaca petugas", "a picture without text; for a person"),
}
_MISSING = Text("belum dibawa", "not brought yet")
_UNSURE = ("picture", "large")


def look(check: Check, found: Submission | None, path: str, tree: Tree, bench: Bench) -> Look:
    """A finding for each document that is missing, unreadable, too old, or there twice."""
    if found is None:
        return Look(iter(()))
    return Look(_findings(check, found, path, tree, bench), completeness(found, bench))


def place_of(paper: Paper, manifest: str, tree: Tree) -> Place:
    """The document where it lies in the tree, else its line in the manifest."""
    root = manifest.rpartition("/")[0]
    path = f"{root}/{paper.path}" if root else paper.path
    return Place(path) if path in tree.manifest.sizes else Place(manifest, paper.line)


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to the other, at least 0."""
    whole = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(whole - (later.day < earlier.day), 0)


def _findings(
    check: Check, found: Submission, path: str, tree: Tree, bench: Bench
) -> Iterator[Finding]:
    listed = {paper.kind for paper in found.papers}
    for rule in bench.documents:
        if rule.kind not in listed:
            name, who = KINDS[rule.kind], _WHO[rule.by]
            yield check.finding(
                "not-listed", Place(path, found.line("documents")), anchor=rule.kind,
                message=Text(f"Belum ada: {name.id}; dibawa {who.id}.",
                             f"Missing: {name.en}; the {who.en} brings it."),
            )  # fmt: skip
    rules = {rule.kind: rule for rule in bench.documents}
    for paper in found.papers:
        for code, said, confidence in _faults(paper, rules.get(paper.kind), bench.as_of):
            yield check.finding(
                code, place_of(paper, path, tree), anchor=f"{paper.kind} {paper.path}",
                confidence=confidence, message=said,
            )  # fmt: skip
    yield from _twice(check, found, path, tree)


def _faults(
    paper: Paper, rule: DocumentRule | None, today: date
) -> Iterator[tuple[str, Text, Confidence]]:
    name = KINDS.get(paper.kind, KINDS["other"])
    if paper.state != "ok":
        unsure = Confidence.LOW if paper.state in _UNSURE else Confidence.HIGH
        yield paper.state, _about(name, _STATES[paper.state]), unsure
    elif paper.words < THIN:
        said = Text(f"hanya {paper.words} kata", f"has {paper.words} words only")
        yield "thin", _about(name, said), Confidence.MEDIUM
    if paper.kind == "request-letter" and not paper.number:
        yield "no-number", _about(name, Text("tanpa nomor surat", "has no number")), Confidence.HIGH
    if paper.dated is None:
        return
    if paper.dated > today:
        said = Text(f"bertanggal {paper.dated}, sesudah hari penilaian",
                    f"is dated {paper.dated}, after the day of judgement")  # fmt: skip
        yield "future", _about(name, said), Confidence.HIGH
    elif rule and rule.months and _is_older(paper.dated, today, rule.months):
        said = Text(f"bertanggal {paper.dated}, lebih dari {rule.months} bulan",
                    f"is dated {paper.dated}, more than {rule.months} months ago")  # fmt: skip
        yield "stale", _about(name, said), Confidence.HIGH


def _is_older(dated: date, today: date, months: int) -> bool:
    whole = months_between(dated, today)
    return whole > months or (whole == months and dated.day != today.day)


def _about(name: Text, said: Text) -> Text:
    return Text(f"{name.id}: {said.id}.", f"{name.en}: {said.en}.")


def _twice(check: Check, found: Submission, path: str, tree: Tree) -> Iterator[Finding]:
    """One file, or its copy, for two documents."""
    digests = {entry.path: entry.sha256 for entry in tree.manifest}
    seen: dict[str, Paper] = {}
    for paper in found.papers:
        place = place_of(paper, path, tree)
        digest = digests.get(place.path, "") if place.path != path else ""
        first = seen.setdefault(digest, paper) if digest else paper
        if first.kind != paper.kind:
            one, two = KINDS.get(first.kind, KINDS["other"]), KINDS.get(paper.kind, KINDS["other"])
            yield check.finding(
                "reused", place, anchor=f"{first.kind} {paper.kind}",
                message=Text(f"{one.id} dan {two.id} berkasnya sama.",
                             f"{one.en} and {two.en} are one file."),
            )  # fmt: skip


def completeness(found: Submission | None, bench: Bench) -> Annex:
    """What was asked for, by who must bring it, and what became of it."""
    papers = found.papers if found else ()
    rows = []
    for rule in sorted(bench.documents, key=lambda rule: (rule.by, rule.kind)):
        brought = [paper for paper in papers if paper.kind == rule.kind]
        rows += [_row(rule, paper) for paper in brought] or [_row(rule, None)]
    columns = (Text("Dibawa oleh", "Brought by"), Text("Dokumen", "Document"),
               Text("Keadaan", "State"), Text("Berkas", "File"), Text("Tanggal", "Date"))  # fmt: skip
    title = Text("Kelengkapan pengajuan", "Completeness of the submission")
    note = Text("Yang belum dibawa ditulis lebih dahulu.", "What is missing stands first.")
    rows.sort(key=lambda row: row[2] != _MISSING)
    return Annex("submission", title, note, (Table("submission", title, columns, tuple(rows)),))


def _row(rule: DocumentRule, paper: Paper | None) -> tuple[Text, ...]:
    if paper is None:
        return (_WHO[rule.by], KINDS[rule.kind], _MISSING, same("–"), same("–"))
    dated = same(str(paper.dated)) if paper.dated else same("–")
    return (_WHO[rule.by], KINDS[rule.kind], _STATES[paper.state], same(paper.path or "–"), dated)
