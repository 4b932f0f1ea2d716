"""A sealed bundle, and everything that somebody could do to it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope as OtherEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from tests.unit.render import builder
from vetting.attest import life, seal
from vetting.attest.circle import read_circle, write_circle
from vetting.attest.dsse import write
from vetting.attest.errors import BadProof
from vetting.attest.life import Event, State
from vetting.attest.proof import Papers, Word, overall, verify_bundle
from vetting.attest.secret import sign
from vetting.attest.trust import Signer
from vetting.content import load
from vetting.model.verdict import Overall
from vetting.render import choose_formats, write_bundle
from vetting.render.laporan import render as canonical_report

DAY = date(2026, 11, 24)
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
IBU = Signer("Ibu Contoh", KEY.public_key())
BAPAK = Signer("Bapak Contoh", OTHER.public_key())
TRUST = {IBU.id: IBU}
APP = b"isi arsip"


def by(key):
    return lambda kind, body: sign(key, kind, body)


def sealed(folder, report=None, key=KEY, day=DAY):
    files = choose_formats("md,sarif,html")
    report = builder.accepted(report or builder.report(5))
    report = replace(report, subject=replace(report.subject, archive_sha256=seal.sha256(APP)))
    write_bundle(report, folder, files, "id", load())
    reseal(folder, key, day)
    return report


def reseal(folder, key=KEY, day=DAY):
    made = seal.statements(seal.files_of(folder), day, day + timedelta(days=365))
    for name, body in made.items():
        (folder / name).write_bytes(write(sign(key, seal.KIND, body)) + b"\n")


def result_of(folder):
    return seal.facts_of((folder / seal.REPORT).read_bytes()).result


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "laporan"
    sealed(folder)
    log = life.appended(b"", Event("00" * 32, State.ISSUED, DAY, ""), by(KEY), TRUST)
    log = life.appended(log, Event(result_of(folder), State.ISSUED, DAY, ""), by(KEY), TRUST)
    listed = life.checkpoint(log, DAY, DAY + timedelta(days=7), by(KEY), TRUST)
    papers = Papers(TRUST, DAY, status=listed, log=log, artefact=APP)
    return SimpleNamespace(folder=folder, papers=papers, log=log)


def word(case, **papers):
    return overall(verify_bundle(case.folder, replace(case.papers, **papers)))


def test_an_intact_issued_bundle_is_valid(case):
    assert word(case) is Word.VALID
    digest = builder.report(5).basis.policy_digest
    assert word(case, policy=digest) is Word.VALID


def test_a_flipped_bit_in_any_file_is_found(case):
    for path in sorted(case.folder.iterdir()):
        body = path.read_bytes()
        for at in (0, len(body) // 2, len(body) - 2):
            flipped = bytearray(body)
            flipped[at] ^= 1
            path.write_bytes(flipped)
            try:
                found = word(case)
            except BadProof:
                found = Word.INVALID
            assert found is Word.INVALID, (path.name, at)
        path.write_bytes(body)
    assert word(case) is Word.VALID


def edited_report(case):
    report = builder.passing()
    (case.folder / seal.REPORT).write_bytes(canonical_report(report, "id", load()))


def swapped(case):
    html, md = case.folder / "laporan.html", case.folder / "ringkasan.md"
    one, two = html.read_bytes(), md.read_bytes()
    html.write_bytes(two)
    md.write_bytes(one)


def sealed_by_a_stranger(case):
    reseal(case.folder, OTHER)


def summary_of_another(case):
    elsewhere = case.folder.parent / "lain"
    sealed(elsewhere, builder.report(6))
    (case.folder / seal.VSA_FILE).write_bytes((elsewhere / seal.VSA_FILE).read_bytes())


def summary_turned_green(case):
    line = json.loads((case.folder / seal.VSA_FILE).read_bytes())
    import base64

    plain = json.loads(base64.b64decode(line["payload"]))
    plain["predicate"]["verificationResult"] = "PASSED"
    line["payload"] = base64.b64encode(json.dumps(plain).encode()).decode()
    (case.folder / seal.VSA_FILE).write_text(json.dumps(line))


def seal_of_another(case):
    elsewhere = case.folder.parent / "lain"
    sealed(elsewhere, builder.report(6))
    (case.folder / seal.FILE).write_bytes((elsewhere / seal.FILE).read_bytes())


ACTS = {
    "edited report": edited_report,
    "swapped attachments": swapped,
    "added file": lambda case: (case.folder / "lampiran.pdf").write_bytes(b"LULUS"),
    "removed file": lambda case: (case.folder / "ringkasan.md").unlink(),
    "appended page": lambda case: (case.folder / "laporan.html").open("a").write("LULUS"),
    "stranger's seal": sealed_by_a_stranger,
    "seal of another": seal_of_another,
    "no seal": lambda case: (case.folder / seal.FILE).unlink(),
    "no summary": lambda case: (case.folder / seal.VSA_FILE).unlink(),
    "summary of another": summary_of_another,
    "summary turned green": summary_turned_green,
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_on_the_folder_is_found(case, act):
    ACTS[act](case)
    assert word(case) is Word.INVALID


def test_a_link_in_a_bundle_is_refused(case):
    (case.folder / "ringkasan.md").unlink()
    (case.folder / "ringkasan.md").symlink_to("/etc/hostname")
    with pytest.raises(BadProof):
        word(case)


def test_wrong_artefact_and_replaced_policy_are_found(case):
    assert word(case, artefact=APP + b".") is Word.INVALID
    assert word(case, policy="ab" * 32) is Word.INVALID


def test_a_report_judged_by_another_policy_is_found_though_resealed_files_fit(case):
    report = builder.report(5)
    other = replace(report, basis=replace(report.basis, policy_digest="ab" * 32))
    sealed(case.folder, other)
    assert word(case) is Word.UNKNOWN  # a new result, which nobody issued
    assert word(case, policy=report.basis.policy_digest) is Word.INVALID


def test_nothing_is_valid_without_a_fresh_status(case):
    assert word(case, status=None) is Word.UNKNOWN
    assert word(case, today=DAY + timedelta(days=7)) is Word.VALID
    assert word(case, today=DAY + timedelta(days=8)) is Word.UNKNOWN
    assert word(case, today=DAY - timedelta(days=1)) is Word.UNKNOWN
    assert word(case, today=DAY + timedelta(days=366)) is Word.INVALID


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REVOKED, State.EXPIRED, State.REPLACED])
def test_a_state_that_ends_a_result_counts_even_in_an_old_list(case, state):
    log = life.appended(case.log, Event(result_of(case.folder), state, DAY, "x"), by(KEY), TRUST)
    listed = life.checkpoint(log, DAY, DAY + timedelta(days=7), by(KEY), TRUST)
    assert word(case, status=listed, log=log) is Word.INVALID
    assert word(case, status=listed, log=log, today=DAY + timedelta(days=30)) is Word.INVALID
    with pytest.raises(ValueError, match="cut"):
        life.check_log(case.log, life.read_list(listed, TRUST), TRUST)


def test_what_was_revoked_never_comes_back(case):
    name = result_of(case.folder)
    log = life.appended(case.log, Event(name, State.REVOKED, DAY, "x"), by(KEY), TRUST)
    with pytest.raises(ValueError, match="not followed"):
        life.appended(log, Event(name, State.ISSUED, DAY, ""), by(KEY), TRUST)


def test_a_cut_or_shuffled_log_is_found(case):
    lines = case.log.splitlines(keepends=True)
    assert word(case, log=lines[0]) is Word.INVALID
    assert word(case, log=lines[1]) is Word.INVALID
    assert word(case, log=lines[1] + lines[0]) is Word.INVALID
    assert word(case, log=case.log[:-1]) is Word.INVALID
    other = life.appended(lines[0], Event("11" * 32, State.ISSUED, DAY, ""), by(KEY), TRUST)
    assert word(case, log=other) is Word.INVALID


def test_a_log_that_grew_since_still_fits_its_checkpoint(case):
    log = life.appended(case.log, Event("22" * 32, State.ISSUED, DAY, ""), by(KEY), TRUST)
    assert word(case, log=log) is Word.VALID


def test_a_revoked_key_is_found_and_its_earlier_seals_need_a_list_by_another(case):
    gone = replace(IBU, revoked_on=DAY)
    assert word(case, trust={IBU.id: gone, BAPAK.id: BAPAK}) is Word.INVALID
    later = {IBU.id: replace(IBU, revoked_on=DAY + timedelta(days=1)), BAPAK.id: BAPAK}
    assert word(case, trust=later) is Word.INVALID  # the list is by the revoked key
    again = life.checkpoint(case.log, DAY, DAY + timedelta(days=7), by(OTHER), later)
    assert word(case, trust=later, status=again) is Word.VALID
    assert word(case, trust=later, status=None) is Word.INVALID


def test_the_trust_file_is_signed_and_grows_stale():
    both = {IBU.id: IBU, BAPAK.id: replace(BAPAK, revoked_on=DAY)}
    body = write_circle(both, DAY, DAY + timedelta(days=30), by(KEY))
    assert read_circle(body, IBU, DAY) == both
    for bad, root, day in (
        (body, BAPAK, DAY),
        (body, IBU, DAY + timedelta(days=31)),
        (body, IBU, DAY - timedelta(days=1)),
        (body.replace(b'"payload":"e', b'"payload":"f'), IBU, DAY),
        (b"{}", IBU, DAY),
        (b"[]", IBU, DAY),
    ):
        with pytest.raises(BadProof):
            read_circle(bad, root, day)


def test_another_implementation_accepts_ours_and_not_its_broken_twin(case):
    pem = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    other = SSlibKey.from_crypto(serialization.load_pem_public_key(pem), keyid=IBU.id)
    for name in (seal.FILE, seal.VSA_FILE):
        plain = json.loads((case.folder / name).read_bytes())
        assert OtherEnvelope.from_dict(json.loads(json.dumps(plain))).verify([other], 1)
        plain["payload"] = plain["payload"][:-8] + "AAAA" + plain["payload"][-4:]
        with pytest.raises(VerificationError):
            OtherEnvelope.from_dict(plain).verify([other], 1)


def test_a_draft_is_never_valid_though_somebody_issued_it(case):
    report = builder.report(5)
    report = replace(report, subject=replace(report.subject, archive_sha256=seal.sha256(APP)))
    write_bundle(report, case.folder, choose_formats("md,sarif,html"), "id", load())
    reseal(case.folder)
    assert word(case) is Word.INVALID


def test_an_acceptance_that_the_seal_does_not_know_is_found(case):
    path = case.folder / seal.REPORT
    path.write_bytes(path.read_bytes().replace(b"Ibu Contoh", b"Pak Contoh"))
    said = [one.about.en for one in verify_bundle(case.folder, case.papers)]
    assert "The report and its seal differ: acceptance." in said


def test_the_slsa_summary_is_green_for_a_full_pass_alone(tmp_path):
    import base64

    for number, verdict in enumerate(Overall):
        report = builder.report(5)
        report = replace(report, verdict=replace(report.verdict, overall=verdict))
        folder = tmp_path / str(number)
        sealed(folder, report)
        plain = json.loads(
            base64.b64decode(json.loads((folder / seal.VSA_FILE).read_bytes())["payload"])
        )
        passed = plain["predicate"]["verificationResult"] == "PASSED"
        assert passed is (verdict is Overall.PASS)
        assert plain["predicateType"] == "https://slsa.dev/verification_summary/v1"
