"""Excerpts show where a fault is, and nobody's data."""

import pytest

from vetting.engines.excerpts import Source, mask


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Warga::create(['nama' => 'Budi Santoso', 'alamat' => \"Jl. Melati 5\"]);",
         "Warga::create(['nama' => '***', 'alamat' => \"***\"]);"),
        ("INSERT INTO warga VALUES (1,'Budi Santoso','Jl X');",
         "INSERT INTO warga VALUES (1,'***','***');"),
        ("('1','Budi Santoso','0812-3456-7890'),", "('1','***','0812-xxxx-xxxx'),"),
        ("x(['nik' => '3374010101900001', 'catatan' => 'sakit jantung'])",
         "x(['nik' => '3374************', 'catatan' => '***'])"),
        ("$db->query(\"SELECT '3374010101900001', 'Budi' FROM t\" . $_GET['a']);",
         "$db->query(\"SELECT '3374************', '***' FROM t\" . $_GET['a']);"),
        ("log('hp +62 812-3456-7890 npwp 01.234.567.8-901.000')",
         "log('hp +62 81x-xxxx-xxxx npwp 01.23x.xxx.x-xxx.xxx')"),
        ("nik 337401 010190 0001", "nik 337401 xxxxxx xxxx"),
    ],
)  # fmt: skip
def test_what_says_something_of_a_person_is_masked(line, shown):
    assert mask(line) == shown


@pytest.mark.parametrize("line", [
    '<input name="nama" class="isian">', "$x = DB::select(\"select * from t where a='$b'\");",
    "$nama = $_POST['nama'];", "Route::get('/warga/{id}', 'Warga@satu');", "v = '2026-01-01 08:10'",
])  # fmt: skip
def test_code_is_shown_as_it_is(line):
    assert mask(line) == line


@pytest.mark.parametrize(("line", "shown"), [
    ("POSTGRES_PASSWORD=Contoh123", "POSTGRES_PASSWORD=***"),
    ("# JWT_SECRET=contohkunci", "# JWT_SECRET=***"),
    ("export LAYANAN_API_KEY=abc-123", "export LAYANAN_API_KEY=***"),
    ("spring.datasource.password=contoh.sandi", "spring.datasource.password=***"),
    ("      - MYSQL_ROOT_PASSWORD=akar2", "      - MYSQL_ROOT_PASSWORD=***"),
    ("  password: Contoh.2020  # sementara", "  password: ***  # sementara"),
    ("ENV DB_PASSWORD=akar2", "ENV DB_PASSWORD=***"),
])  # fmt: skip
def test_a_setting_without_quotation_marks_is_masked(line, shown):
    assert mask(line) == shown


@pytest.mark.parametrize("line", [
    "DB_PASSWORD=", "  token: string", "    password = user.password", "APP_KEY=${APP_KEY}",
    "$password = $request->password;", "password = baca_sandi()", "const token = await ambil(id)",
])  # fmt: skip
def test_code_that_reads_a_secret_is_shown_as_it_is(line):
    assert mask(line) == line


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("text", [f"0123456789{LETTERS}", f"{LETTERS}0123456789+/", LETTERS])
def test_an_alphabet_is_no_secret(text):
    assert mask(f"$acak = str_shuffle('{text}');") == f"$acak = str_shuffle('{text}');"


@pytest.mark.parametrize("text", [
    "Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3A", f"x9Kq72LmPz{LETTERS[:30]}",
    "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789ABCD",
])  # fmt: skip
def test_a_long_random_text_is_shortened(text):
    assert mask(f"f('{text}')") == f"f('{text[:4]}***')"


def test_an_alphabet_that_is_a_password_is_masked():
    assert mask(f"$password = '{LETTERS}';") == "$password = '***';"


def test_code_behind_thousands_of_blanks_is_shown(tmp_path):
    (tmp_path / "a").write_text(f"a();\n{' ' * 9000}b();{chr(9) * 300}c();\n{' ' * 90}d();\n")
    shown = Source(tmp_path / "a").excerpt(2)
    assert shown.lines == ("a();", " … b(); … c();", f"{' ' * 90}d();", "")
