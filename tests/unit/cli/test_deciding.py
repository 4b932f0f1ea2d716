"""Keys, attestations, waivers and answers as people type them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pdfminer.high_level import extract_text

from tests.unit.render import builder
from vetting.attest.log import read_log
from vetting.attest.trust import read_trust
from vetting.cli import main
from vetting.content import load
from vetting.model.policy import Mode
from vetting.model.record import Approval, Attestation, Response, Waiver
from vetting.model.report import Completeness
from vetting.model.verdict import Status
from vetting.policy import resolve
from vetting.render.laporan import document, read_report, render
from vetting.runner.recheck import decide

UNTIL = "2027-02-01"


@pytest.fixture(autouse=True)
def _office(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_LANG", "en")
    monkeypatch.setenv("VET_KEY_PASSPHRASE", "a long passphrase")
    monkeypatch.chdir(tmp_path)
    for name in ("ani", "budi"):
        assert main(["key", "new", "--name", name, "--out", f"{name}.key"]) == 0
        assert main(["key", "trust", f"{name}.pub.json"]) == 0


def judged():
    """A report of the shipped policy in which nothing could be tested."""
    content, base = load(), builder.report()
    policy = resolve(content, "baseline", None, base.basis.as_of)
    stamped = replace(base.basis, policy_id=policy.id, policy_digest=policy.digest)
    from vetting.model.record import Records

    return decide(replace(base, basis=stamped), policy, Records(), base.basis.as_of)


@pytest.fixture
def report(tmp_path):
    whole = judged()
    (tmp_path / "laporan.vet.json").write_bytes(render(whole, "id", load()))
    (tmp_path / "bukti.pdf").write_bytes(b"%PDF-1.7 bukti")
    return whole


def records(tmp_path):
    rows, _ = read_log(tmp_path / "k.jsonl", read_trust(tmp_path / "home" / "trust"))
    return rows


def signing(*words, key="ani.key"):
    return main([*words, "--key", key, "--records", "k.jsonl"])


def attesting(control, *more):
    return signing("attest", "laporan.vet.json", "--control", control, "--evidence", "bukti.pdf",
                   "--statement", "Seen.", "--until", UNTIL, *more)  # fmt: skip


def test_an_attested_control_is_met_in_the_report_that_follows(tmp_path, report):
    name = next(r.control.id for r in report.verdict.controls if r.control.mode is Mode.MANUAL)
    assert attesting(name, "--date", "2026-11-20") == 0
    (row,) = records(tmp_path)
    assert isinstance(row.record, Attestation)
    assert row.record.evidence[0].bytes == 14
    code = main(["decide", "laporan.vet.json", "--records", "k.jsonl", "--out", "baru",
                 "--format", "json", "--date", "2026-11-24"])  # fmt: skip
    assert code == 1  # its findings still fail it
    new = read_report((tmp_path / "baru" / "laporan.vet.json").read_bytes())
    statuses = {r.control.id: r.status for r in new.verdict.controls}
    assert statuses[name] is Status.MET
    assert new.basis.records
    assert new.verdict.decisions[0].signer == "ani"


def test_an_automated_control_is_not_attested(tmp_path, report):
    name = next(r.control.id for r in report.verdict.controls if r.control.mode is Mode.AUTOMATED)
    assert attesting(name) == 2
    assert not (tmp_path / "k.jsonl").exists()


def test_a_waiver_needs_another_person(tmp_path, report, capsys):
    found = report.findings[0].fingerprint
    asked = ("waive", "request", "laporan.vet.json", "--reason", "mitigated", "--explanation", "x",
             "--until", UNTIL, "--finding")  # fmt: skip
    assert signing(*asked, "0" * 32) == 2
    assert signing(*asked, found) == 0
    name = capsys.readouterr().out.rpartition("ID=")[2].strip()
    assert signing("waive", "approve", name[:16]) == 2
    assert signing("waive", "approve", name[:16], key="budi.key") == 0
    waiver, approval = records(tmp_path)
    assert isinstance(waiver.record, Waiver)
    assert isinstance(approval.record, Approval)
    assert (waiver.signer, approval.signer) == ("ani", "budi")
    assert signing("waive", "withdraw", name[:16], "--why", "mistaken") == 0
    assert len(records(tmp_path)) == 3


def test_an_untrusted_key_signs_nothing(tmp_path, report):
    assert main(["key", "new", "--name", "Asing", "--out", "asing.key"]) == 0
    name = next(r.control.id for r in report.verdict.controls if r.control.mode is Mode.MANUAL)
    words = ("attest", "laporan.vet.json", "--control", name, "--evidence", "bukti.pdf",
             "--statement", "Seen.", "--until", UNTIL)  # fmt: skip
    assert signing(*words, key="asing.key") == 6
    assert (tmp_path / "k.jsonl").read_bytes() == b""


def test_a_revoked_key_signs_no_more(tmp_path, report, capsys):
    trust = read_trust(tmp_path / "home" / "trust")
    key = next(name for name, s in trust.items() if s.name == "ani")
    assert main(["key", "revoke", key[:8]]) == 0
    assert main(["key", "trust", "ani.pub.json"]) == 0  # known already, and stays revoked
    name = next(r.control.id for r in report.verdict.controls if r.control.mode is Mode.MANUAL)
    assert attesting(name) == 6
    assert main(["key", "list"]) == 0
    assert "revoked from" in capsys.readouterr().out


def test_a_report_of_another_policy_is_not_decided(tmp_path, report):
    other = replace(report, basis=replace(report.basis, policy_digest="0" * 64))
    (tmp_path / "laporan.vet.json").write_bytes(render(other, "id", load()))
    assert main(["decide", "laporan.vet.json", "--out", "baru", "--date", "2026-11-24"]) == 2


def test_the_vendors_answers_are_recorded(tmp_path, report):
    import yaml

    assert main(["respond", "export", "laporan.vet.json", "--out", "s.yaml"]) == 0
    sheet = yaml.safe_load((tmp_path / "s.yaml").read_text(encoding="utf-8"))
    assert len(sheet) == len(report.findings)
    sheet[0] |= {"answer": "will-fix", "explanation": "Pekan depan."}
    (tmp_path / "s.yaml").write_text(json.dumps(sheet), encoding="utf-8")
    words = ("respond", "import", "laporan.vet.json", "s.yaml", "--vendor", "PT Contoh")
    assert signing(*words) == 0
    (row,) = records(tmp_path)
    assert isinstance(row.record, Response)
    assert row.record.replies[0].explanation == "Pekan depan."
    (tmp_path / "s.yaml").write_text("- {fingerprint: x, answer: y, explanation: z}")
    assert signing(*words) == 2


def deciding(source, out, day="2026-11-24", formats="json"):
    words = ["decide", f"{source}laporan.vet.json", "--records", "k.jsonl", "--out", out]
    main([*words, "--format", formats, "--date", day])
    return read_report(Path(out, "laporan.vet.json").read_bytes())


def approving(folder, key="ani.key", day="2026-11-24"):
    return signing("approve", f"{folder}/laporan.vet.json", "--date", day, key=key)


def test_the_vendors_answers_are_printed_in_the_report_that_follows(tmp_path, report):
    import yaml

    assert main(["respond", "export", "laporan.vet.json", "--out", "s.yaml"]) == 0
    sheet = yaml.safe_load((tmp_path / "s.yaml").read_text(encoding="utf-8"))
    sheet[0] |= {"answer": "disputed", "explanation": "Bukan kode kami."}
    (tmp_path / "s.yaml").write_text(json.dumps(sheet), encoding="utf-8")
    words = ("respond", "import", "laporan.vet.json", "s.yaml", "--vendor", "PT Contoh")
    assert signing(*words, "--date", "2026-11-23") == 0
    new = deciding("", "baru", formats="json,html,md,sarif,junit,pdf")
    (answer,) = new.verdict.answers
    assert (answer.fingerprint, answer.vendor) == (sheet[0]["fingerprint"], "PT Contoh")
    assert new.verdict.overall is report.verdict.overall
    for name in ("laporan.html", "laporan.id.html", "ringkasan.md", "temuan.sarif", "junit.xml"):
        assert "Bukan kode kami." in (tmp_path / "baru" / name).read_text(encoding="utf-8"), name
    earlier = deciding("", "dulu", "2026-11-22")
    assert earlier.verdict.answers == ()


def test_a_report_is_a_draft_until_somebody_stands_for_it(tmp_path, report):
    (tmp_path / "k.jsonl").touch()
    assert deciding("", "konsep", formats="json,html,pdf").is_draft
    assert approving("konsep") == 0
    final = deciding("konsep/", "akhir", formats="json,html,pdf")
    assert [one.signer for one in final.acceptances] == ["ani"]
    for folder, is_draft in (("konsep", True), ("akhir", False)):
        printed = extract_text(tmp_path / folder / "laporan.pdf", maxpages=1)
        assert ("Draft; not yet approved" in printed) is is_draft
        assert ("Accepted by ani" in printed) is not is_draft
        html = (tmp_path / folder / "laporan.html").read_text(encoding="utf-8")
        assert ("<strong>DRAFT" in html) is is_draft
        assert ("Accepted by ani" in html) is not is_draft
    one, two = (document(read_report((tmp_path / f / "laporan.vet.json").read_bytes()))
                for f in ("konsep", "akhir"))  # fmt: skip
    assert one["result-digest"] == two["result-digest"]


def test_what_is_decided_later_makes_it_a_draft_again(tmp_path, report):
    (tmp_path / "k.jsonl").touch()
    deciding("", "konsep")
    assert approving("konsep") == 0
    name = next(r.control.id for r in report.verdict.controls if r.control.mode is Mode.MANUAL)
    assert attesting(name, "--date", "2026-11-24", "--until", "2026-12-10") == 0
    assert deciding("konsep/", "kedua").is_draft
    assert approving("konsep") == 2  # it does not hold the attestation
    assert approving("kedua") == 0
    assert not deciding("kedua/", "ketiga").is_draft
    assert deciding("kedua/", "kelak", "2026-12-11").is_draft  # the attestation has ended


def test_an_acceptance_can_be_withdrawn(tmp_path, report, capsys):
    (tmp_path / "k.jsonl").touch()
    deciding("", "konsep")
    assert approving("konsep") == 0
    name = capsys.readouterr().out.rpartition("ID=")[2].strip()
    words = ("waive", "withdraw", name[:16], "--why", "mistaken", "--date", "2026-11-24")
    assert signing(*words, key="budi.key") == 0
    assert deciding("konsep/", "akhir").is_draft


@pytest.mark.parametrize("change", ["interrupted", "rlimits"])
def test_a_report_that_supports_no_verdict_is_not_approved(tmp_path, report, change):
    if change == "rlimits":
        odd = replace(report, basis=replace(report.basis, sandbox=change))
    else:
        odd = replace(report, completeness=Completeness(change))
    (tmp_path / "laporan.vet.json").write_bytes(render(odd, "id", load()))
    assert signing("approve", "laporan.vet.json") == 2
