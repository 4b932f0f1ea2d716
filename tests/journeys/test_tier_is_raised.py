"""What the application stores raises the tier it is judged by, and every paper says why."""

import pytest

POLICY = """
id: naik
version: '1'
title: {id: Naik, en: Raised}
floors:
  privacy: {coverage: 0.5}
controls:
  UUPDP/P31: {checks: [privacy/data-map]}
"""
CASES = {
    "NIK": ("pasien", "$table->string('nik');", "menyimpan NIK atau nomor KK (pasien.nik)"),
    "health": ("kunjungan", "$table->integer('pasien_id'); $table->text('diagnosa');",
               "menyimpan data pribadi spesifik (kunjungan.diagnosa)"),
    "children": ("siswa", "$table->string('nama'); $table->date('tanggal_lahir');",
                 "menyimpan data anak (siswa)"),
}  # fmt: skip


def _app(tmp_path, table, columns):
    made = tmp_path / "app" / "database" / "migrations" / "2026_01_01_000000_buat.php"
    made.parent.mkdir(parents=True)
    made.write_text(
        f"<?php\nSchema::create('{table}', function ($table) {{ $table->id(); {columns} }});\n"
    )
    (tmp_path / "naik.yaml").write_text(POLICY)
    return tmp_path / "app"


def _submit(vet, tmp_path, app):
    policy = str(tmp_path / "naik.yaml")
    return vet.submit(app, tmp_path / "out", "--policy", policy, "--tier", "rendah")


@pytest.mark.parametrize("case", CASES)
def test_personal_data_raises_the_tier_and_the_reason_is_told(vet, tmp_path, case):
    table, columns, reason = CASES[case]
    run = _submit(vet, tmp_path, _app(tmp_path, table, columns))
    basis = run.json["result"]["basis"]
    assert basis["tier"] == "tinggi"
    assert reason in [fact["id"] for fact in basis["raised"]]
    assert reason in " ".join(run.out.replace("│", " ").split())
    for paper in ("laporan.html", "ringkasan.md"):
        assert reason in run.text(paper).replace("\\", "")


def test_without_personal_data_the_tier_stays(vet, tmp_path):
    app = _app(tmp_path, "produk", "$table->string('nama'); $table->integer('harga');")
    basis = _submit(vet, tmp_path, app).json["result"]["basis"]
    assert (basis["tier"], basis["raised"]) == ("rendah", [])
