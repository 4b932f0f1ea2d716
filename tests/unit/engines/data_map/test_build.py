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


def test_short_names_and_numbered_ones_are_read(tmp_path):
    sql = ("CREATE TABLE trx_pasien (pasien_nm text, mobile1 text, tgl_lahir date, jns_kelamin text,"
           " identity_no text, blood_tp text, prov text, modi_id text, created_at date);")  # fmt: skip
    assert columns(build([row(tmp_path, "s.sql", sql)])) == {
        "trx_pasien.pasien_nm": "name", "trx_pasien.mobile1": "phone",
        "trx_pasien.tgl_lahir": "birth", "trx_pasien.jns_kelamin": "gender",
        "trx_pasien.identity_no": "nik", "trx_pasien.blood_tp": "health",
        "trx_pasien.prov": "address",
    }  # fmt: skip


def test_notes_about_a_patient_are_about_health_and_the_office_business_is_not(tmp_path):
    sql = ("CREATE TABLE fungsional (pasien_id int, kognitif_tp text, berjalan_tp text, created_at date);\n"
           "CREATE TABLE antrian (pasien_id int, loket text);\n"
           "CREATE TABLE tagihan (pasien_id int, harga int, uraian text);\n"
           "CREATE TABLE tb_perizinan (id_siswa int, alasan text, disetujui text);")  # fmt: skip
    mapped = build([row(tmp_path, "s.sql", sql)])
    assert columns(mapped) == {
        "fungsional.kognitif_tp": "health", "fungsional.berjalan_tp": "health",
        "tb_perizinan.alasan": "health",
    }  # fmt: skip
    assert not any(item.is_sure for entity in mapped.entities for item in entity.items)


def test_lists_of_choices_are_no_persons(tmp_path):
    sql = ("CREATE TABLE ref_agama (id int, agama text);\nCREATE TABLE status_kawins (status_kawin text);\n"
           "CREATE TABLE roles (name text, display_name text);")  # fmt: skip
    assert columns(build([row(tmp_path, "s.sql", sql)])) == {}


def test_who_signs_is_known_by_the_staff_number_beside(tmp_path):
    sql = "CREATE TABLE skp (id int, nama_pejpen text, nip_pejpen text, nama_kegiatan text);"
    assert columns(build([row(tmp_path, "s.sql", sql)])) == {
        "skp.nama_pejpen": "name", "skp.nip_pejpen": "staff-number",
    }  # fmt: skip


def test_entities_of_java_with_indexes_records_and_collections(tmp_path):
    entity = ('@Entity\n@Table(name = "tb_biodata", indexes = {@Index(columnList = "nik")})\n'
              "public class Biodata extends Dasar {\n private String nik;\n"
              " private EGolonganDarah golonganDarah;\n private List<Siswa> siswa;\n}")  # fmt: skip
    record = (
        '@Table("pegawai")\npublic record Pegawai(@Id Long id, String nip, String namaPegawai) {}'
    )
    rows = [row(tmp_path, "A.java", entity), row(tmp_path, "B.java", record)]
    assert columns(build(rows)) == {
        "tb_biodata.nik": "nik", "tb_biodata.golonganDarah": "health",
        "pegawai.nip": "staff-number", "pegawai.namaPegawai": "name",
    }  # fmt: skip


def test_a_migration_of_django_names_the_table_as_the_model_does(tmp_path):
    text = ("migrations.CreateModel(name='SiswaData', fields=[('nik', models.CharField(max_length=16))],"
            " options={'db_table': 'tbl_siswa_data'})")  # fmt: skip
    assert columns(build([row(tmp_path, "0001.py", text)])) == {"tbl_siswa_data.nik": "nik"}


def sure(mapped):
    return {f"{e.name}.{i.name}": i.is_sure for e in mapped.entities for i in e.items}


def test_what_shares_the_role_of_a_name_is_that_persons(tmp_path):
    sql = ("CREATE TABLE lahan (luas int, nama_pemilik_luar text, alamat_pemilik_luar text, alamat text);\n"
           "CREATE TABLE usulan (applicant_name text, applicant_position text, position int, office text);\n"
           "CREATE TABLE berita_acara (fullname text, position text, address text);\n"
           "CREATE TABLE pesan (nama_pengirim text, pengirim text);\n")  # fmt: skip
    assert sure(build([row(tmp_path, "s.sql", sql)])) == {
        "lahan.nama_pemilik_luar": True, "lahan.alamat_pemilik_luar": True,
        "usulan.applicant_name": True, "usulan.applicant_position": True,
        "berita_acara.fullname": True, "berita_acara.position": True,
        "pesan.nama_pengirim": True, "pesan.pengirim": True,
    }  # fmt: skip


def test_a_payee_may_be_a_person_and_an_account_alone_is_nobodys(tmp_path):
    sql = ("CREATE TABLE bukti (nm_penerima text, alamat text, rek_bank text, npwp text, nilai int);\n"
           "CREATE TABLE kas (rek_bank text, npwp text, nilai int);\n")  # fmt: skip
    assert sure(build([row(tmp_path, "s.sql", sql)])) == {
        "bukti.nm_penerima": True, "bukti.alamat": False, "bukti.rek_bank": False,
        "bukti.npwp": False,
    }  # fmt: skip


def test_a_contact_person_makes_an_address_possible_and_an_offices_stays_out(tmp_path):
    sql = ("CREATE TABLE kiriman (contact_person text, phone_number text, location_address text,"
           " agency_address text);")  # fmt: skip
    assert sure(build([row(tmp_path, "s.sql", sql)])) == {
        "kiriman.contact_person": True, "kiriman.phone_number": False,
        "kiriman.location_address": False,
    }  # fmt: skip


def test_who_did_it_counts_as_a_text_and_not_as_a_key(tmp_path):
    sql = ("CREATE TABLE opname (checked_by varchar(50), init_user varchar(50), sent_by int,"
           " created_by varchar(50));")  # fmt: skip
    assert sure(build([row(tmp_path, "s.sql", sql)])) == {
        "opname.checked_by": False, "opname.init_user": False,
    }  # fmt: skip


def test_a_tree_has_no_children_and_a_grid_no_columns(tmp_path):
    sql = "CREATE TABLE induk (nama_pengguna text, id_child int);"
    (entity,) = build([row(tmp_path, "s.sql", sql)]).entities
    assert not entity.is_children
    grid = "<?php $f = ['sex' => $this->input->get('sex')]; datatables()->addColumn('ceklist', fn() => 1);"
    assert columns(build([row(tmp_path, "a.php", grid)])) == {}
    forge = "<?php $f = ['sex' => ['type' => 'INT']]; $this->dbforge->add_column('warga', $f);"
    assert columns(build([row(tmp_path, "b.php", forge)])) == {"warga.sex": "gender"}


def test_a_list_in_a_remark_is_no_list(tmp_path):
    model = ("<?php class Warga extends Model {{ protected $table = 'warga';\n{} protected $fillable = [\n"
             "'agama',\n];\n}}")  # fmt: skip
    assert columns(build([row(tmp_path, "a.php", model.format("//"))])) == {}
    assert columns(build([row(tmp_path, "b.php", model.format(""))])) == {"warga.agama": "religion"}


def test_words_of_surveys_of_households_and_of_health_are_read(tmp_path):
    sql = ("CREATE TABLE anggota (kd_sulit_penglihatan int, kd_imunasasi_lengkap int, batuk int,"
           " kd_ikut_bpjssehat_nonpbi int, akta_mati text, tag_id_card text, kelas_sosial int,"
           " tempat_dilahirkan text, tanggalperkawinan date, scan_kk text, sender_number text);")  # fmt: skip
    assert columns(build([row(tmp_path, "s.sql", sql)])) == {
        "anggota.kd_sulit_penglihatan": "health", "anggota.kd_imunasasi_lengkap": "health",
        "anggota.batuk": "health", "anggota.kd_ikut_bpjssehat_nonpbi": "bpjs",
        "anggota.akta_mati": "identity", "anggota.tag_id_card": "identity",
        "anggota.kelas_sosial": "welfare", "anggota.tempat_dilahirkan": "birth",
        "anggota.tanggalperkawinan": "marital", "anggota.scan_kk": "kk",
        "anggota.sender_number": "phone",
    }  # fmt: skip


def test_aid_named_after_a_disease_says_nothing_of_health(tmp_path):
    sql = "CREATE TABLE anggota (kd_bst_covid19 int, bulan_bst_covid19 int, status_covid int);"
    assert columns(build([row(tmp_path, "s.sql", sql)])) == {"anggota.status_covid": "health"}


def test_documents_are_read_where_they_are_written(tmp_path):
    code = """
    const warga = await getCollection('warga');
    await warga.updateOne({ id }, { $set: { nik: a.nik, tgl_lahir: a.lahir } });
    const isi = { nama_ibu: b };
    db.collection('warga').insertOne(isi);
    kirim.updateOne({ nip: 1 });
    """
    found = columns(build([row(tmp_path, "a.js", code)]))
    assert found == {"warga.nik": "nik", "warga.tgl_lahir": "birth", "warga.nama_ibu": "family"}


def test_who_works_with_children_is_no_child(tmp_path):
    sql = ("CREATE TABLE kaders (nik int, posyandu_id int);\n"
           "CREATE TABLE kader_posyandu (nik int, nama_posyandu text);\n"
           "CREATE TABLE wali (nik int, siswa_id int);\n")  # fmt: skip
    mapped = build([row(tmp_path, "s.sql", sql)])
    assert [(e.name, e.is_children) for e in mapped.entities] == [
        ("kader_posyandu", False), ("kaders", False), ("wali", True),
    ]  # fmt: skip


def test_a_familys_card_is_no_bank_card(tmp_path):
    sql = (
        "CREATE TABLE warga (family_card_number text, identity_card_number text, card_number text);"
    )
    found = columns(build([row(tmp_path, "s.sql", sql)]))
    assert found == {
        "warga.family_card_number": "kk", "warga.identity_card_number": "nik",
        "warga.card_number": "bank-account",
    }  # fmt: skip


def test_what_is_measured_of_a_child_is_health(tmp_path):
    sql = ("CREATE TABLE child_measurement (weight float, head_circumference float, arm_circumference float);\n"
           "CREATE TABLE products (name text, weight float, height float);\n")  # fmt: skip
    found = columns(build([row(tmp_path, "s.sql", sql)]))
    assert set(found) == {
        f"child_measurement.{name}"
        for name in ("weight", "head_circumference", "arm_circumference")
    }


def _kinds(tmp_path, sql):
    return columns(build([row(tmp_path, "s.sql", sql)]))


def test_counts_of_people_are_nobodys_data(tmp_path):
    sql = ("CREATE TABLE posko (nama_posko text, jumlah_jiwa int, balita int, lanjut_usia int);\n"
           "CREATE TABLE imunisasi (balita int, nama_anak text, vaksin text);\n")  # fmt: skip
    mapped = build([row(tmp_path, "s.sql", sql)])
    assert {e.name: e.is_children for e in mapped.entities} == {"imunisasi": True}


def test_when_pay_rises_is_no_pay(tmp_path):
    sql = ("CREATE TABLE pegawai (nip text, gaji int, prediksi_naik_gaji text, tmt_gaji text,"
           " tgl_gaji date, honor timestamp);")  # fmt: skip
    assert _kinds(tmp_path, sql) == {"pegawai.nip": "staff-number", "pegawai.gaji": "finance"}


def test_complaints_and_inspections_are_no_illness(tmp_path):
    sql = ("CREATE TABLE pengaduan (nik text, keluhan text);\n"
           "CREATE TABLE audit (nip text, hasil_pemeriksaan text);\n"
           "CREATE TABLE kunjungan (pasien_id int, keluhan text);\n"
           "CREATE TABLE rawat (nik text, keluhan text, tensi text);\n")  # fmt: skip
    health = [name for name, kind in _kinds(tmp_path, sql).items() if kind == "health"]
    assert sorted(health) == ["kunjungan.keluhan", "rawat.keluhan", "rawat.tensi"]


def test_lines_of_a_budget_are_no_bank_accounts(tmp_path):
    sql = ("CREATE TABLE perjalanan (nip text, kode_rekening text, nama_rekening text);\n"
           "CREATE TABLE penerima (nik text, no_rekening text);\n")  # fmt: skip
    accounts = [n for n, kind in _kinds(tmp_path, sql).items() if kind == "bank-account"]
    assert accounts == ["penerima.no_rekening"]


def test_students_of_a_university_are_grown_up(tmp_path):
    sql = ("CREATE TABLE students (nik text, nim text, prodi text);\n"
           "CREATE TABLE students_b (nik text, kelas text);\n")  # fmt: skip
    mapped = build([row(tmp_path, "s.sql", sql)])
    assert [e.is_children for e in mapped.entities] == [False, True]


def test_a_sharp_screen_and_a_font_are_no_body(tmp_path):
    sql = "CREATE TABLE pengaturan (logo_retina text, font_face text, iris text);"
    assert _kinds(tmp_path, sql) == {}
    assert _kinds(tmp_path, "CREATE TABLE absen (nip text, face_id text, iris_scan text);") == {
        "absen.nip": "staff-number", "absen.face_id": "biometric", "absen.iris_scan": "biometric",
    }  # fmt: skip


def test_an_account_that_may_be_a_pupils_and_a_score_are_no_childs_data(tmp_path):
    sql = ("CREATE TABLE users (user_name text, email text, peserta_didik_id int);\n"
           "CREATE TABLE pendaftaran (peserta_didik_id int, skor_usia int);\n"
           "CREATE TABLE rapor (nama_siswa text, peserta_didik_id int);\n")  # fmt: skip
    mapped = build([row(tmp_path, "s.sql", sql)])
    assert {e.name: e.is_children for e in mapped.entities} == {"users": False, "rapor": True}


def test_where_somebody_is_registered_is_told(tmp_path):
    sql = "CREATE TABLE warga (nik text, status_kependudukan text, foto_rumah text);"
    assert set(_kinds(tmp_path, sql)) == {
        "warga.nik", "warga.status_kependudukan", "warga.foto_rumah",
    }  # fmt: skip
