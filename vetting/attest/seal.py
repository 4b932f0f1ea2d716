"""The seal on a bundle: what an office says about these files, as two in-toto statements.

`pengesahan.dsse.json` binds every file of the bundle, the artefact, policy and verdict;
`vsa.dsse.json` is the SLSA verification summary of the artefact, for tools that read those.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vetting.attest.errors import BadProof
from vetting.model.text import Text

KIND = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
OWN = "urn:vet:predicate:pengesahan/1"
VSA = "https://slsa.dev/verification_summary/v1"
FILE, VSA_FILE = "pengesahan.dsse.json", "vsa.dsse.json"
REPORT = "laporan.vet.json"
PASS = "lulus"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the canonical report says of itself: the values that a seal repeats."""

    result: str
    overall: str
    artefact_name: str
    artefact: str
    tree: str
    policy: Mapping[str, str]
    content: str
    tier: str
    records: str
    accepted_by: tuple[str, ...]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a bundle by name but its seals; raises BadProof for anything that is none.

    A link or a folder in a bundle is never ours: what it holds could change unseen.
    """
    try:
        entries = sorted(folder.iterdir())
        if any(entry.is_symlink() or not entry.is_file() for entry in entries):
            raise _bad("bundel berisi tautan atau folder", "the bundle holds a link or a folder",
                       folder)  # fmt: skip
        return {e.name: e.read_bytes() for e in entries if e.name not in (FILE, VSA_FILE)}
    except OSError as error:
        raise _bad("bundel tidak terbaca", "the bundle cannot be read", folder) from error


def facts_of(body: bytes) -> Facts:
    """The facts of a canonical report; raises BadProof where it is none."""
    try:
        plain = json.loads(body)
        result, subject = plain["result"], plain["subject"]
        basis = result["basis"]
        policy = {key: str(basis[f"policy-{key}"]) for key in ("id", "version", "digest")}
        return Facts(
            result=str(plain["result-digest"]),
            overall=str(result["verdict"]["overall"]),
            artefact_name=str(subject["name"]),
            artefact=str(subject["archive-sha256"]),
            tree=str(result["tree"]["digest"]),
            policy=policy,
            content=str(basis["content-digest"]),
            tier=str(basis["tier"]),
            records=str(basis.get("records", "")),
            accepted_by=tuple(str(row["signer"]) for row in plain["run"].get("acceptances", ())),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _bad("bukan laporan vet", "not a report of vet", Path(REPORT)) from error


def statements(
    files: Mapping[str, bytes], signed_on: date, until: date, verifier: str = "urn:vet:verifier"
) -> dict[str, bytes]:
    """The two statements by the file that their envelopes go to, in a fixed spelling.

    `until` is the last day on which the seal counts. Raises BadProof where the report is missing.
    """
    if REPORT not in files:
        raise _bad(f"{REPORT} tidak ada", f"there is no {REPORT}", Path(REPORT))
    facts = facts_of(files[REPORT])
    subjects = [_subject(name, body) for name, body in sorted(files.items())]
    predicate = {
        "result": facts.result,
        "verdict": facts.overall,
        "artefact": {"name": facts.artefact_name, "sha256": facts.artefact, "tree": facts.tree},
        "policy": dict(facts.policy),
        "content": facts.content,
        "tier": facts.tier,
        "records": facts.records,
        "accepted-by": list(facts.accepted_by),
        "signed-on": signed_on.isoformat(),
        "until": until.isoformat(),
    }
    made = {FILE: _statement(subjects, OWN, predicate)}
    if facts.artefact:
        made[VSA_FILE] = _statement(
            [{"name": facts.artefact_name, "digest": {"sha256": facts.artefact}}],
            VSA,
            _summary(facts, files[REPORT], signed_on, verifier),
        )
    return {name: spelled(plain) for name, plain in made.items()}


def spelled(plain: Any) -> bytes:
    """The one spelling in which we sign: sorted keys, no blanks."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def sha256(body: bytes) -> str:
    """In hex."""
    return hashlib.sha256(body).hexdigest()


def _subject(name: str, body: bytes) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": sha256(body)}}


def _statement(subjects: list[dict[str, Any]], kind: str, predicate: Any) -> dict[str, Any]:
    return {"_type": STATEMENT, "subject": subjects, "predicateType": kind, "predicate": predicate}


def _summary(facts: Facts, report: bytes, signed_on: date, verifier: str) -> dict[str, Any]:
    """PASSED for a full pass alone: other tools know no condition."""
    passed = facts.overall == PASS
    return {
        "verifier": {"id": verifier},
        "timeVerified": f"{signed_on.isoformat()}T00:00:00Z",
        "resourceUri": f"urn:sha256:{facts.artefact}",
        "policy": {
            "uri": f"urn:vet:policy:{facts.policy['id']}:{facts.policy['version']}",
            "digest": {"sha256": facts.policy["digest"]},
        },
        "inputAttestations": [{"uri": REPORT, "digest": {"sha256": sha256(report)}}],
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": [f"VET_{facts.tier.upper()}"] if passed else [],
        "slsaVersion": "1.1",
    }


def _bad(id: str, en: str, where: Path) -> BadProof:
    return BadProof(Text(id, en), where=where.name, hint=Text(
        "Beri folder laporan yang utuh.", "Give the whole folder of a report."))  # fmt: skip
