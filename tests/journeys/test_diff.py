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
