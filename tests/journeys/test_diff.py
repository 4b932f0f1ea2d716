"""A resubmission beside the earlier one, for reviewers and for a vendor's pipeline."""

import json

SQL = "security/sql-injection"
BAD = "<?php\n$q = $_GET['q'];\nmysqli_query($db, \"select * from warga where nama = '$q'\");\n"


def test_only_new_findings_turn_a_pipeline_red_when_asked(vet, faulty, tmp_path, policy_of):
    policy = policy_of(SQL)
    first = vet.submit(faulty, tmp_path / "first", "--policy", policy)
    before = str(tmp_path / "first" / "laporan.vet.json")
    assert first.code == 1

    same = vet.submit(
        faulty, tmp_path / "same", "--policy", policy, "--baseline", before, "--only-new"
    )
    assert same.code == 0, same.out
    assert "TIDAK LULUS" in same.out

    (faulty / "tambahan.php").write_text(BAD)
    worse = vet.submit(
        faulty, tmp_path / "worse", "--policy", policy, "--baseline", before, "--only-new"
    )
    assert worse.code == 1
    assert "tambahan.php" in worse.out[worse.out.index("Temuan baru") :]
    listed = json.loads(worse.text("perbandingan.json"))["comparison"]
    assert [one["place"]["path"] for one in listed["new"]] == ["tambahan.php"]

    after = str(tmp_path / "worse" / "laporan.vet.json")
    there, back = vet.run("diff", before, after), vet.run("diff", after, before)
    assert (there.code, back.code) == (1, 0)
    assert "tambahan.php" in back.out[back.out.index("Temuan yang selesai") :]


def test_a_baseline_that_is_no_report_is_refused_before_any_work(vet, faulty, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    run = vet.submit(faulty, tmp_path / "out", "--baseline", str(tmp_path / "x.json"))
    assert run.code == 2
    assert "x.json" in run.err
    assert vet.submit(faulty, tmp_path / "out", "--only-new").code == 2
    assert not (tmp_path / "out").exists()


KONTRAK = """openapi: 3.0.3
info: {title: Izin, version: 1.0.0}
servers: [{url: 'https://api.kotacontoh.go.id/v1'}]
paths:
  /izin: {get: {responses: {'200': {description: Daftar}}}}
  /surat: {get: {responses: {'200': {description: Surat}}}}
"""
BREAKING = "api/no-breaking-changes"


def test_what_an_earlier_contract_promised_is_held_against_the_next(vet, tmp_path, policy_of):
    app, policy = tmp_path / "app", policy_of(BREAKING)
    app.mkdir()
    (app / "openapi.yaml").write_text(KONTRAK)

    first = vet.submit(app, tmp_path / "first", "--policy", policy)
    assert first.outcome(BREAKING)["kind"] == "NotApplicable"
    assert first.json["result"]["basis"]["baseline"] == ""
    before = tmp_path / "first" / "laporan.vet.json"

    (app / "openapi.yaml").write_text(KONTRAK.replace("  /surat", "  /warga"))
    second = vet.submit(
        app, tmp_path / "second", "--policy", policy, "--baseline", str(before), "--lang", "en"
    )
    assert second.code == 1
    (found,) = second.outcome(BREAKING)["findings"]
    assert (found["rule"], found["evidence"]) == ("operation-removed", "GET /v1/surat")
    assert "no longer served" in found["message"]["en"]
    assert second.json["result"]["basis"]["baseline"] == first.json["result-digest"]

    # A report whose contracts were edited is refused, not believed.
    edited = tmp_path / "edited.vet.json"
    edited.write_text(before.read_text().replace("/surat", "/warga"))
    refused = vet.submit(app, tmp_path / "x", "--policy", policy, "--baseline", str(edited))
    assert refused.code == 2


def test_a_baseline_without_contracts_decides_nothing(vet, tmp_path, policy_of):
    app, policy = tmp_path / "app", policy_of(BREAKING)
    app.mkdir()
    (app / "openapi.yaml").write_text(KONTRAK)
    (tmp_path / "bad.zip").write_bytes(b"no archive")
    vet.submit(tmp_path / "bad.zip", tmp_path / "refused", "--policy", policy)
    before = str(tmp_path / "refused" / "laporan.vet.json")
    run = vet.submit(app, tmp_path / "next", "--policy", policy, "--baseline", before)
    assert run.code == 3
    assert run.outcome(BREAKING)["reason"] == "no-data"
