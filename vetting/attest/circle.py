"""The signed trust file: all signers of an office, their keys and revocations, under one root key.

Who checks documents needs the root's public file alone. Rotation is a new file with a new key in
it; a file past its day is stale, and whoever relies on it would miss a revocation.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date

from vetting.attest.dsse import Envelope, read, verify, write
from vetting.attest.errors import BadProof
from vetting.attest.seal import spelled
from vetting.attest.trust import Signer, signer_of
from vetting.model.text import Text

KIND = "application/vnd.vet.trust.v1+json"
FILE = "kepercayaan.dsse.json"
Sign = Callable[[str, bytes], Envelope]


def write_circle(trust: Mapping[str, Signer], made_on: date, until: date, sign: Sign) -> bytes:
    """The trust file, to be relied on up to and with `until`."""
    signers = [json.loads(trust[name].text) for name in sorted(trust)]
    plain = {"made-on": made_on.isoformat(), "until": until.isoformat(), "signers": signers}
    return write(sign(KIND, spelled(plain))) + b"\n"


def read_circle(body: bytes, root: Signer, today: date) -> Mapping[str, Signer]:
    """All signers by key id; raises BadProof for another root, a damaged or a stale file."""
    try:
        signers = _signers(body, root, today)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadProof(
            Text(f"berkas kepercayaan tidak dapat dipakai: {error}",
                 f"the trust file cannot be used: {error}"),
            hint=Text("Ambil yang terbaru dari kantor penerbit, dan kunci akarnya.",
                      "Fetch the newest from the issuing office, and its root key."),
            where=FILE,
        ) from error  # fmt: skip
    return {signer.id: signer for signer in signers}


def _signers(body: bytes, root: Signer, today: date) -> list[Signer]:
    envelope = read(body.removesuffix(b"\n"))
    verify(envelope, {root.id: root.key})
    if envelope.kind != KIND or root.revoked_on:
        raise ValueError("another kind, or the root key was revoked")
    plain = json.loads(envelope.payload)
    made_on, until = (date.fromisoformat(plain[key]) for key in ("made-on", "until"))
    if not made_on <= today <= until:
        raise ValueError(f"holds {made_on} to {until} only")
    return [signer_of(each) for each in plain["signers"]]
