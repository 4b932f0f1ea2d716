"""The `duties` engine: what is said counts as found; what is not found is for a person to see."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.content import load_yaml
from vetting.engines.base import Bench, code_digest
from vetting.engines.remembering import Remembering
from vetting.model.annex import Annex, Table
from vetting.model.check import Check
from vetting.model.facts import PAGES, Facts
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence
from vetting.model.text import Text, same
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "duties"
_HERE = Path(__file__).parent
_LANGUAGES = ("php", "dart", "javascript", "typescript", "kotlin", "java", "python", "go")
_ENDS = (".md", ".txt")
_OTHERS = {"vendor", "node_modules", "bower_components", "third_party", "tests", "test", "Pods"}
_NOTHING = Text("Tidak ada halaman atau kode.", "There are no pages and no code.")
_CANARY = {"root": "canary", "path": "canary/privasi.html"}


def _paths(facts: Facts) -> list[str]:
    chosen = set(facts.files(kinds=PAGES, languages=_LANGUAGES))
    chosen.update(p for p in facts.kinds.get("text", ()) if p.lower().endswith(_ENDS))
    return [p for p in sorted(chosen) if not _OTHERS & {*p.split("/")} and ".min." not in p]


class Duties:
    """Explains itself: for each duty the sentence that was taken for it, and where."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool; the words are in the check's digest."""
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One worker for each check."""
        paths = _paths(bench.facts)
        if not paths:
            return {check.id: NotApplicable(_NOTHING) for check in checks}
        return {check.id: _one(check, paths, tree, bench) for check in checks}


def _one(check: Check, paths: Sequence[str], tree: Tree, bench: Bench) -> Outcome:
    duties = load_yaml(check.folder / str(check.settings["words"]))["duties"]
    shapes = {
        name: {"any": duty["any"], "in-notice": duty.get("in-notice", "")}
        for name, duty in duties.items()
    }
    salt = f"{Duties().fingerprint(bench)} {json.dumps(shapes, sort_keys=True)}"
    memory = Remembering(bench.kept, tree, salt)
    known = memory.known(paths)
    rest = [path for path in paths if path not in known]
    payload = {
        "roots": {"app": str(tree.root), "canary": str(_HERE)},
        "files": [*({"root": "app", "path": path} for path in rest), _CANARY],
        "shapes": shapes,
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _HERE), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        rows = [row for row in got["files"] if row["root"] == "app"]
        if not all(row["said"] for row in got["files"] if row["root"] == "canary"):
            return Failed(Reason.CANARY_MISSED, NAME, "sentences of the canary")
        if [row["path"] for row in rows] != rest:
            return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
    except (TypeError, KeyError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    memory.keep({row["path"]: row for row in rows})
    known |= {row["path"]: row for row in rows}
    rows = [known[path] for path in paths]
    read = [row for row in rows if "skipped" not in row]
    if not read:
        return Failed(Reason.NOTHING_READ, NAME, f"0 of {len(rows)} files")
    skipped = tuple(Skip(row["path"], row["skipped"]) for row in rows if "skipped" in row)
    size = sum(tree.manifest.sizes[row["path"]] for row in read)
    scope = Scope(len(rows), len(read), size, "files", skipped)
    tool = Tool(NAME, vetting.__version__)
    return Ran(tuple(_findings(check, duties, read)), scope, tool, _annex(check, duties, read))


def _first(read: Sequence[Mapping[str, Any]], name: str) -> tuple[str, int, str] | None:
    """Path, line and words: of a privacy notice where one says it, else of the first file."""
    rows = sorted((row for row in read if name in row["said"]), key=lambda row: not row["notice"])
    return next(((row["path"], *row["said"][name]) for row in rows), None)


def _findings(
    check: Check, duties: Mapping[str, Any], read: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    for row in read:
        for line in row["ticked"]:
            yield check.finding(
                "ticked-beforehand", Place(row["path"], line), anchor="ticked",
                message=Text("Kotak persetujuan sudah tercentang sebelum warga memilih.",
                             "A consent box is ticked before anybody chose."),
            )  # fmt: skip
    for name, duty in duties.items():
        if not _first(read, name):
            yield check.finding(
                name, Place(""), anchor=name, confidence=Confidence.LOW,
                message=_missing(duty, len(read)),
            )  # fmt: skip


def _missing(duty: Mapping[str, Any], looked: int) -> Text:
    when = duty.get("when", {"id": "", "en": ""})
    indonesian, english = (f", {word}" if word else "" for word in (when["id"], when["en"]))
    return Text(
        f"Tidak ditemukan: {duty['id']} ({duty['article']}{indonesian}). Dicari di {looked} "
        "halaman, dokumen teks, dan berkas kode; perlu tinjauan.",
        f"Not found: {duty['en']} ({duty['article']}{english}). Looked for in {looked} "
        "pages, text documents and code files; for a person to review.",
    )


def _annex(check: Check, duties: Mapping[str, Any], read: Sequence[Mapping[str, Any]]) -> Annex:
    rows = []
    for name, duty in duties.items():
        met = _first(read, name)
        rows.append((
            Text(duty["id"], duty["en"]), same(duty["article"]),
            same(met[2]) if met else Text("tidak ditemukan", "not found"),
            same(f"{met[0]}:{met[1]}") if met else same("–"),
        ))  # fmt: skip
    columns = (Text("Kewajiban", "Duty"), Text("Pasal", "Article"),
               Text("Kalimat yang dianggap memenuhinya", "Sentence taken for it"),
               Text("Tempat", "Place"))  # fmt: skip
    note = Text(
        "Kalimat pertama yang cocok, dari pemberitahuan privasi bila ada; penguji menilai apakah "
        "isinya benar-benar memenuhi.",
        "The first sentence that fits, of a privacy notice where there is one; the reviewer judges "
        "whether it really does.",
    )
    return Annex("duties", check.title, note, (Table("duties", check.title, columns, tuple(rows)),))
