"""The file of records: what comes back, and that nothing in it can be altered."""

import base64
import json
import stat
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib import dsse, signer

from vetting.attest.dsse import key_id, pae, read, write
from vetting.attest.errors import BadProof
from vetting.attest.log import KIND, append, payload, read_log
from vetting.attest.secret import make, sign, unlock
from vetting.attest.trust import Signer, read_signer, read_trust
from vetting.model.record import Approval, Attestation, Evidence, Waiver, WaiverReason, Withdrawal

ANI, BUDI = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
TRUST = {
    key_id(k.public_key()): Signer(n, k.public_key()) for n, k in (("Ani", ANI), ("Budi", BUDI))
}
DAY = date(2026, 11, 1)
RECORDS = (
    Waiver(("f" * 32,), "", WaiverReason.MITIGATED, "Di balik WAF.", DAY, date(2027, 1, 1)),
    Approval("a" * 64, DAY),
    Attestation("DAERAH/PENTEST", "t", "Sudah dibaca.", (Evidence("a.pdf", "e" * 64, 3),),
                date(2026, 11, 2), date(2027, 1, 1)),
    Withdrawal("a" * 64, "Keliru.", date(2026, 11, 3)),
)  # fmt: skip


def signing(key=ANI):
    return lambda kind, body: sign(key, kind, body)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "keputusan.jsonl"
    for record in RECORDS:
        append(path, record, signing(), TRUST)
    return path


def test_records_come_back_with_the_signer_of_the_trust_file(log):
    rows, head = read_log(log, TRUST)
    assert [row.record for row in rows] == list(RECORDS)
    assert {row.signer for row in rows} == {"Ani"}
    assert len(head) == 64


def tampered(lines):
    """Every way to change the file that is not adding to its end."""
    envelope = json.loads(lines[0])
    body = base64.b64decode(envelope["payload"])
    edited = body.replace(b"2027-01-01", b"2037-01-01")
    yield "edited", [write_with(lines[0], edited), *lines[1:]]
    yield "first left out", lines[1:]
    yield "middle left out", [lines[0], *lines[2:]]
    yield "swapped", [lines[1], lines[0], *lines[2:]]
    yield "repeated", [*lines, lines[-1]]
    yield "spelled otherwise", [lines[0].replace(b'":', b'": '), *lines[1:]]
    yield "half a line", [*lines[:-1], lines[-1][:50]]
    stranger = Ed25519PrivateKey.generate()
    yield "signed by a stranger", [write(sign(stranger, KIND, body)), *lines[1:]]
    other = write(sign(ANI, "text/plain", body))
    yield "another kind", [other, *lines[1:]]
    yield "unsigned", [lines[0].replace(envelope["signatures"][0]["sig"].encode(), b""), *lines[1:]]


def write_with(line, body):
    envelope = json.loads(line)
    envelope["payload"] = base64.b64encode(body).decode()
    return json.dumps(envelope, separators=(",", ":"), sort_keys=True).encode()


def test_every_alteration_is_seen(log):
    lines = log.read_bytes().splitlines()
    seen = []
    for name, changed in tampered(lines):
        log.write_bytes(b"".join(line + b"\n" for line in changed))
        with pytest.raises(BadProof):
            read_log(log, TRUST)
        seen.append(name)
    assert len(seen) == 10


def test_every_flipped_byte_is_seen(log):
    whole = log.read_bytes()
    for at in range(0, len(whole), 7):
        log.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadProof):
            read_log(log, TRUST)


def test_a_cut_tail_gives_another_head(log):
    _, head = read_log(log, TRUST)
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    rows, shorter = read_log(log, TRUST)
    assert len(rows) == 3
    assert shorter != head


def test_a_revoked_key_no_longer_signs_but_its_past_stands(log):
    name = key_id(ANI.public_key())
    later = {**TRUST, name: Signer("Ani", ANI.public_key(), date(2026, 11, 4))}
    assert len(read_log(log, later)[0]) == 4
    with pytest.raises(BadProof, match="revoked"):
        append(log, Approval("b" * 64, date(2026, 11, 4)), signing(), later)
    with pytest.raises(BadProof, match="dated before"):
        append(log, Approval("b" * 64, DAY), signing(), later)
    assert len(read_log(log, later)[0]) == 4


def test_nothing_is_added_to_a_broken_file(log):
    log.write_bytes(log.read_bytes()[:-20])
    before = log.read_bytes()
    with pytest.raises(BadProof):
        append(log, RECORDS[-1], signing(), TRUST)
    assert log.read_bytes() == before


def test_keys_are_encrypted_and_belong_to_their_owner_alone(tmp_path):
    path = tmp_path / "ani.key"
    signer = make("Ani", path, "kata sandi panjang")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in path.read_bytes()
    assert key_id(unlock(path, "kata sandi panjang").public_key()) == signer.id
    with pytest.raises(BadProof):
        unlock(path, "kata sandi salah!")
    with pytest.raises(BadProof):
        make("Ani", path, "kata sandi panjang")
    with pytest.raises(BadProof):
        make("Ani", tmp_path / "b.key", "pendek")


def test_the_trust_folder(tmp_path):
    signer = Signer("Ani Sari", ANI.public_key(), DAY)
    (tmp_path / "ani.pub.json").write_bytes(signer.text)
    (found,) = read_trust(tmp_path).values()
    assert (found.name, found.id, found.revoked_on) == (signer.name, signer.id, DAY)
    assert read_trust(tmp_path / "none") == {}
    (tmp_path / "x.pub.json").write_text('{"name": "x", "ed25519": "00"}')
    with pytest.raises(BadProof):
        read_signer(tmp_path / "x.pub.json")


def test_another_implementation_of_dsse_agrees():
    body = payload(RECORDS[0], "")
    line = write(sign(ANI, KIND, body))
    theirs = dsse.Envelope.from_dict(json.loads(line))
    assert theirs.pae() == pae(KIND, body)
    key = signer.SSlibKey.from_crypto(ANI.public_key(), keyid=key_id(ANI.public_key()))
    assert list(theirs.verify([key], 1)) == [key.keyid]
    theirs.payload = body + b" "
    with pytest.raises(Exception, match=r".+"):
        theirs.verify([key], 1)
    assert read(line).payload == body
