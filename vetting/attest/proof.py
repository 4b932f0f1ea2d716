"""Whether a sealed bundle is what an office issued: every fault named, nothing taken on trust.

Unknown is the starting state: without a fresh signed list of states no bundle is called valid.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vetting.attest import heads, life, pdf_check, seal
from vetting.attest.heads import Stored
from vetting.attest.life import State, StatusList
from vetting.attest.said import Said, Word, overall
from vetting.attest.trust import Signer
from vetting.model.text import Text

__all__ = ["Papers", "Said", "Word", "overall", "verify_bundle"]


@dataclass(frozen=True, slots=True)
class Papers:
    """What the verifier holds besides the bundle; None for what was not given.

    `policy` is the digest of the policy that the office says it judges by. `ledger` is what the
    office's database holds, `proof` shows an event in a log that is not at hand, and `since` is an
    older list of states, which the log must begin with. `roots` are certificates, in DER: where
    there are some, every PDF of the bundle must bear a signature that leads to one.
    """

    trust: Mapping[str, Signer]
    today: date
    status: bytes | None = None
    log: bytes | None = None
    artefact: bytes | None = None
    policy: str = ""
    ledger: Stored | None = None
    proof: bytes | None = None
    since: bytes | None = None
    roots: tuple[bytes, ...] = ()


def verify_bundle(folder: Path, papers: Papers) -> tuple[Said, ...]:
    """Every point of a sealed bundle; raises BadProof where it cannot be read at all."""
    files = seal.files_of(folder)
    try:
        predicate, subjects, signer = _opened(folder / seal.FILE, seal.OWN, papers.trust)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return (_no("pengesahan tidak dapat dipercaya", "the seal cannot be relied on", error),)
    try:
        return tuple(_points(folder, files, predicate, subjects, signer, papers))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return (_no("pengesahannya tidak lengkap", "the seal is not complete", error),)


def _points(
    folder: Path,
    files: Mapping[str, bytes],
    predicate: Mapping[str, Any],
    subjects: Mapping[str, str],
    signer: Signer,
    papers: Papers,
) -> list[Said]:
    """Every point; raises KeyError and the like for a seal that does not say what it should."""
    verdict = predicate["verdict"]
    said = [Said(Word.VALID, Text(
        f"Disahkan oleh {signer.name}, {predicate['signed-on']}; putusan: {verdict}.",
        f"Sealed by {signer.name}, {predicate['signed-on']}; verdict: {verdict}."))]  # fmt: skip
    said += _files(files, subjects)
    said += _report(files, predicate)
    said += _summary(folder, files, predicate, papers)
    said += _documents(files, papers)
    said += _times(predicate, papers)
    said += _outside(predicate, papers)
    said += _life(predicate, signer, papers)
    return said


def _opened(
    path: Path, kind: str, trust: Mapping[str, Signer]
) -> tuple[dict[str, Any], dict[str, str], Signer]:
    line = path.read_bytes().removesuffix(b"\n")
    plain, signer = life.opened(line, seal.KIND, trust)
    if plain["_type"] != seal.STATEMENT or plain["predicateType"] != kind:
        raise ValueError("another kind of statement")
    subjects = {str(each["name"]): str(each["digest"]["sha256"]) for each in plain["subject"]}
    if len(subjects) != len(plain["subject"]):
        raise ValueError("one name for two files")
    return plain["predicate"], subjects, signer


def _files(files: Mapping[str, bytes], subjects: Mapping[str, str]) -> Iterator[Said]:
    for name in sorted({*files, *subjects}):
        if name not in subjects:
            yield _no("berkas tambahan", "a file was added", name)
        elif name not in files:
            yield _no("berkas hilang", "a file is missing", name)
        elif seal.sha256(files[name]) != subjects[name]:
            yield _no("berkas berubah", "a file was changed", name)


def _report(files: Mapping[str, bytes], predicate: Mapping[str, Any]) -> Iterator[Said]:
    facts = seal.facts_of(files.get(seal.REPORT, b""))
    artefact = predicate["artefact"]
    pairs = (
        ("putusan", "verdict", facts.overall, predicate["verdict"]),
        ("hasil", "result", facts.result, predicate["result"]),
        ("kebijakan", "policy", dict(facts.policy), predicate["policy"]),
        ("aplikasi", "artefact", facts.artefact, artefact["sha256"]),
        ("catatan keputusan", "records", facts.records, predicate["records"]),
        ("persetujuan", "acceptance", list(facts.accepted_by), predicate["accepted-by"]),
    )
    for words, en, found, stated in pairs:
        if found != stated:
            yield Said(Word.INVALID, Text(f"Laporan dan pengesahan berbeda: {words}.",
                                          f"The report and its seal differ: {en}."))  # fmt: skip


def _summary(
    folder: Path, files: Mapping[str, bytes], predicate: Mapping[str, Any], papers: Papers
) -> Iterator[Said]:
    """The SLSA summary says the same as the seal, and by a trusted key."""
    path = folder / seal.VSA_FILE
    if not path.exists() and not predicate["artefact"]["sha256"]:
        return
    try:
        summary, subjects, _ = _opened(path, seal.VSA, papers.trust)
        agrees = (
            list(subjects.values()) == [predicate["artefact"]["sha256"]]
            and summary["policy"]["digest"]["sha256"] == predicate["policy"]["digest"]
            and (summary["verificationResult"] == "PASSED") == (predicate["verdict"] == seal.PASS)
            and summary["inputAttestations"][0]["digest"]["sha256"]
            == seal.sha256(files.get(seal.REPORT, b""))
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        yield _no(
            "ringkasan SLSA tidak dapat dipercaya", "the SLSA summary cannot be relied on", error
        )
        return
    if not agrees:
        yield _no("ringkasan SLSA berbeda dari pengesahan", "the SLSA summary differs from the seal",
                  seal.VSA_FILE)  # fmt: skip


def _documents(files: Mapping[str, bytes], papers: Papers) -> Iterator[Said]:
    """The signatures inside the PDFs, where the verifier brought certificates to trust."""
    for name, body in files.items() if papers.roots else ():
        if name.lower().endswith(".pdf"):
            yield from pdf_check.check_pdf(name, body, papers.roots, papers.today)


def _times(predicate: Mapping[str, Any], papers: Papers) -> Iterator[Said]:
    signed, until = (date.fromisoformat(predicate[key]) for key in ("signed-on", "until"))
    if until < papers.today:
        yield _no("masa berlaku habis", "it has expired", until)
    if signed > papers.today:
        yield Said(Word.UNKNOWN, Text(f"Bertanggal esok hari ({signed}); jam mesin ini mungkin salah.",
                                      f"Dated in the future ({signed}); the clock here may be wrong."))  # fmt: skip


def _outside(predicate: Mapping[str, Any], papers: Papers) -> Iterator[Said]:
    if (
        papers.artefact is not None
        and seal.sha256(papers.artefact) != predicate["artefact"]["sha256"]
    ):
        yield _no("bukan arsip yang diuji", "not the archive that was vetted",
                  predicate["artefact"]["name"])  # fmt: skip
    if papers.policy and papers.policy != predicate["policy"]["digest"]:
        yield _no("kebijakannya lain", "judged by another policy", predicate["policy"]["id"])


def _life(predicate: Mapping[str, Any], signer: Signer, papers: Papers) -> Iterator[Said]:
    revoked = signer.revoked_on
    if revoked and date.fromisoformat(predicate["signed-on"]) >= revoked:
        yield _no("kuncinya dicabut", "its key was revoked", revoked)
    if papers.status is None:
        unknown = "Daftar status tidak diberikan.", "No list of states was given."
        yield Said(Word.INVALID if revoked else Word.UNKNOWN, Text(*unknown))
        return
    try:
        known = life.read_list(papers.status, papers.trust)
        if papers.log is not None:
            life.check_log(papers.log, known, papers.trust)
        yield from _heads(known, str(predicate["result"]), papers)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        yield _no("daftar atau riwayat status tidak dapat dipercaya",
                  "the list or log of states cannot be relied on", error)  # fmt: skip
        return
    yield _state(known, str(predicate["result"]), papers.today)
    yield from _later(str(predicate["result"]), papers)
    if not predicate["accepted-by"]:
        yield Said(Word.INVALID, Text("Laporan ini konsep: tidak ada yang menyetujuinya.",
                                      "This report is a draft: nobody stands for it."))  # fmt: skip


def _heads(known: StatusList, result: str, papers: Papers) -> Iterator[Said]:
    """What the ledger, a proof of the log and an older list add; raises ValueError at a fault."""
    log = papers.log
    if papers.ledger is not None:
        left = heads.check_stored(papers.ledger, papers.trust)
        log = papers.ledger.body
        life.check_log(log, known, papers.trust)
        if left:
            yield Said(Word.UNKNOWN, Text(f"{left} kejadian buku besar belum disahkan.",
                                          f"{left} events of the ledger are not sealed yet."))  # fmt: skip
        yield Said(Word.VALID, Text(f"Buku besar utuh: {len(papers.ledger.entries)} kejadian, "
                                    f"{len(papers.ledger.lists)} titik periksa.",
                                    f"The ledger is whole: {len(papers.ledger.entries)} events, "
                                    f"{len(papers.ledger.lists)} checkpoints."))  # fmt: skip
    if papers.proof is not None:
        plain = heads.check_proof(papers.proof, known, result, papers.trust)
        at = f"{int(plain['index']) + 1}/{known.size}"
        yield Said(
            Word.VALID, Text(f"Tercatat sebagai kejadian {at}.", f"On record as event {at}.")
        )
    if papers.since is not None:
        heads.check_since(papers.since, known, log, papers.proof, papers.trust)
        yield Said(Word.VALID, Text("Riwayat melanjutkan daftar terdahulu.",
                                    "The log continues the earlier list."))  # fmt: skip


def _later(result: str, papers: Papers) -> Iterator[Said]:
    """What the verified log at hand says that its list does not say yet, where it ends a result."""
    for log in (papers.log, papers.ledger.body if papers.ledger else None):
        state = life.states(life.read_log(log, papers.trust)[0]).get(result) if log else None
        if state in life.ENDS:
            yield Said(Word.INVALID, Text(f"Menurut riwayat: {state}.",
                                          f"By the log: {state.name.lower()}."))  # fmt: skip


def _state(known: StatusList, result: str, today: date) -> Said:
    """A state that ends a result counts though the list be old; that it is issued does not."""
    state = known.states.get(result)
    if state in life.ENDS:
        new = known.replaced_by.get(result, "")
        by = (f" oleh {new[:16]}", f" by {new[:16]}") if new else ("", "")
        return Said(
            Word.INVALID, Text(f"Status: {state}{by[0]}.", f"State: {state.name.lower()}{by[1]}.")
        )
    if known.until < today or known.made_on > today:
        return Said(Word.UNKNOWN, Text(f"Daftar status berlaku {known.made_on} s.d. {known.until} saja.",
                                       f"The list of states holds {known.made_on} to {known.until} only."))  # fmt: skip
    if state is State.ISSUED:
        return Said(Word.VALID, Text("Status: diterbitkan.", "State: issued."))
    return Said(Word.UNKNOWN, Text("Belum diterbitkan menurut daftar status.",
                                   "Not issued according to the list of states."))  # fmt: skip


def _no(id: str, en: str, detail: object) -> Said:
    if isinstance(detail, json.JSONDecodeError):
        detail = "JSON"
    return Said(Word.INVALID, Text(f"{id[0].upper()}{id[1:]}: {detail}",
                                   f"{en[0].upper()}{en[1:]}: {detail}"))  # fmt: skip
