"""What counts as personal, what is dropped again, and what the annex says of it."""

from vetting.engines.data_map.annex import annex
from vetting.engines.data_map.build import build
from vetting.engines.data_map.worker import read


def row(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return {"path": name, **read(path, name, frozenset())}


def columns(mapped):
    return {f"{e.name}.{i.name}": i.kind.name for e in mapped.entities for i in e.items}


def test_an_office_is_no_person_and_a_patient_is(tmp_path):
    sql = ("CREATE TABLE puskesmas (id int, nama varchar(9), alamat text, lat float);\n"
           "CREATE TABLE pasien (id int, nama varchar(9), alamat text, diagnosa text);\n")  # fmt: skip
    found = columns(build([row(tmp_path, "s.sql", sql)]))
    assert found == {"pasien.nama": "name", "pasien.alamat": "address", "pasien.diagnosa": "health"}


def test_a_later_migration_takes_a_column_back(tmp_path):
    made = "Schema::create('warga', function ($table) { $table->string('nik'); $table->text('agama'); });"
    gone = "Schema::table('warga', function ($table) { $table->dropColumn('agama'); });"
    rows = [row(tmp_path, "1.php", f"<?php {made}"), row(tmp_path, "2.php", f"<?php {gone}")]
    assert columns(build(rows)) == {"warga.nik": "nik"}


def test_a_cast_protects_and_the_rows_of_a_dump_are_not_read(tmp_path):
    sql = "CREATE TABLE pasien (nik char(16), diagnosa text);\nINSERT INTO pasien VALUES ('Rahasia');\n"
    model = "<?php class Pasien extends Model { protected $table = 'pasien'; protected $casts = ['diagnosa' => 'encrypted']; }"
    mapped = build([row(tmp_path, "a.sql", sql), row(tmp_path, "b.php", model)])
    assert [i.protection for i in mapped.entities[0].specific] == ["encrypted"]
    assert "Rahasia" not in repr(annex(mapped))


def test_the_annex_weighs_and_drafts_a_register(tmp_path):
    sql = "CREATE TABLE balita (nik char(16), nama text, tanggal_lahir date);"
    log = "<?php Log::info('x', [$balita->nik]);"
    made = annex(build([row(tmp_path, "a.sql", sql), row(tmp_path, "b.php", log)]))
    assert len(made.weighs) == 2
    register = next(table for table in made.tables if table.is_form)
    assert len(register.rows[0]) == len(register.columns)
    names = [node.name.id for node in made.graph.nodes]
    assert tuple(names) == ("balita", "dicatat di log")
    assert [(edge.start, edge.end) for edge in made.graph.edges] == [(0, 1)]
