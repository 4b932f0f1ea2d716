"""Recall on structured data, silence on other numbers, and places that are right."""

import io
import json

import pytest

from tests.unit.engines.personal_data.made import Maker
from vetting.engines.personal_data.scan import Scan

MANY = 3000


def scan(text, form="", size=64 * 1024):
    data = text if isinstance(text, bytes) else text.encode()
    return Scan(form).read(io.BytesIO(data), size)


def only(found, detector="nik"):
    groups = [group for group in found["groups"] if group["detector"] == detector]
    assert len(groups) == 1, groups
    return groups[0]


def sql_listed(niks):
    rows = ",\n".join(f"({i},'O\\'Warga, ke-{i}','{nik}',NULL)" for i, nik in enumerate(niks))
    return f"INSERT INTO `warga` (`id`,`nama`,`nik`,`x`) VALUES\n{rows};\n"


def sql_created(niks):
    head = "CREATE TABLE `warga` (\n  `id` int,\n  `nik` varchar(16),\n  KEY `k` (`nik`)\n);\n"
    return head + "".join(f"INSERT INTO warga VALUES ({i},'{n}');\n" for i, n in enumerate(niks))


def copied(niks):
    rows = "".join(f"{i}\tWarga\t{nik}\n" for i, nik in enumerate(niks))
    return f"COPY public.warga (id, nama, nik) FROM stdin;\n{rows}\\.\n"


def as_json(niks):
    return json.dumps([{"id": i, "nik": nik} for i, nik in enumerate(niks)], indent=1)


def csv(niks):
    return "id;nama;NIK\n" + "".join(f'{i};"Warga; {i}";{nik}\n' for i, nik in enumerate(niks))


SHAPES = {
    "sql-listed": (sql_listed, ""), "sql-created": (sql_created, ""), "copy": (copied, ""),
    "json": (as_json, ""), "csv": (csv, "csv"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_recall_on_structured_dumps(shape):
    make, form = SHAPES[shape]
    niks = Maker().niks(MANY)
    group = only(scan(make(niks), form))
    assert group["valid"] >= 0.99 * MANY
    assert group["valid"] <= 1.01 * MANY
    assert group["column"].lower() == "nik"
    assert group["made-up"] == ""


@pytest.mark.parametrize("size", [1024, 4096, 1 << 20])
def test_every_number_is_counted_once_whatever_the_window(size):
    niks = Maker().niks(200)
    group = only(scan(csv(niks), "csv", size))
    assert (group["valid"], group["distinct"]) == (200, len(set(niks)))
    assert group["line"] == 2


def test_the_line_is_right_far_into_a_file():
    nik = Maker().nik()
    text = "baris biasa\n" * 50_000 + f"NIK: {nik}\n"
    assert only(scan(text))["line"] == 50_001


def test_kk_and_nik_are_told_apart_by_their_columns():
    draw = Maker()
    rows = ",\n".join(f"('{draw.nik()}','{draw.nik()}')" for _ in range(20))
    found = scan(f"INSERT INTO k (no_kk, nik_kepala) VALUES\n{rows};")
    assert only(found, "kk")["column"] == "no_kk"
    assert only(found, "nik")["column"] == "nik_kepala"
    assert only(found, "kk")["valid"] == 20


@pytest.mark.parametrize(
    "text",
    [
        "hash 9f3374010101900001ab", "x = 33740101019000011", "0.3374010101900001",
        "3374010101900001.5", "a3374010101900001", "3374010101900001F",
    ],
)  # fmt: skip
def test_parts_of_longer_things_are_no_numbers(text):
    assert scan(text)["groups"] == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("'nik' => '3374010203900001'", "nik"), ('{"nik":"3374010203900001"}', "nik"),
        ("nik: 3374010203900001", "nik"), ("<nik>3374010203900001</nik>", "nik"),
        ('<f name="nik">3374010203900001</f>', "nik"), ('{\\"nik\\":\\"3374010203900001\\"}', "nik"),
        ("UPDATE w SET nik='3374010203900001'", "nik"), ("NIK 3374010203900001.", "nik"),
        ('"Siti": 3374010203900001', ""), ("Siti NIK: 3374010203900001", "nik"),
    ],
)  # fmt: skip
def test_keys_and_words_beside_a_number(text, column):
    group = only(scan(text))
    assert (group["column"], group["valid"]) == (column, 1)


def test_utf16_reads_like_other_text():
    nik = Maker().nik()
    assert only(scan(f"id,nik\r\n1,{nik}\r\n".encode("utf-16"), "csv"))["valid"] == 1


def test_a_title_above_the_header_is_passed_over():
    niks = Maker().niks(5)
    text = "DATA KELUARGA;;\nNo;NIK;Nama\n" + "".join(f"1;{nik};Warga\n" for nik in niks)
    assert only(scan(text, "csv"))["column"] == "NIK"


def test_a_first_row_of_people_is_never_taken_for_columns():
    nik = Maker().nik()
    found = scan(f"Siti Uji;Malang\nBudi Uji;{nik}\n", "csv")
    assert "Uji" not in json.dumps(found)


def test_person_tables_are_counted():
    rows = ",\n".join(f"({i},'Warga {i}','1990-01-01','x@example.com')" for i in range(50))
    found = scan(f"INSERT INTO p (id,nama,tgl_lahir,email) VALUES\n{rows};\n", size=1024)
    assert found["tables"] == [{"table": "p", "rows": 50, "line": 1}]


def test_rows_of_copy_are_counted_to_their_end_mark():
    rows = "".join(f"{i}\tWarga\t1990-01-01\tx@example.com\n" for i in range(50))
    text = f"COPY p (id,nama,tgl_lahir,email) FROM stdin;\n{rows}\\.\n\n--\n-- lain\n--\n\n"
    assert scan(text, size=1024)["tables"] == [{"table": "p", "rows": 50, "line": 1}]


def test_contacts_are_counted_once_each_and_reserved_domains_never():
    text = "".join(f"('08123456{i:04}','w{i % 30}@surat-uji.id')\n" for i in range(100))
    found = scan(text + "a@example.com b@uji.test\n", size=512)
    assert only(found, "phone")["distinct"] == 100
    assert only(found, "email")["distinct"] == 30


def test_nothing_found_leaves_in_clear():
    niks = Maker().niks(300)
    for make, form in SHAPES.values():
        out = json.dumps(scan(make(niks) + "081234567890 siti@surat-uji.id", form))
        assert not [nik for nik in niks if nik in out]
        assert "081234567890" not in out
        assert "siti" not in out


def test_a_sheet_of_lists_with_their_codes_is_about_nobody():
    rows = "".join(f"O,{n},Islam,{n},Pil,{n},Istri\n" for n in range(1, 40))
    lists = "golongan_darah_id,id,agama_id,id,cara_kb_id,id,id_kk\n"
    people = "golongan_darah_id,id,agama_id,kelas,cara_kb_id,nilai,nama_lengkap\n"
    told = [scan(head + rows, "csv")["records"] for head in (lists, people)]
    assert [any(row["people"] for row in found) for found in told] == [False, True]


def test_addresses_of_all_the_world_look_generated():
    spread = "".join(f'{{"email": "w{n}@firma{n}.com"}},\n' for n in range(40))
    assert only(scan(spread), "email")["made-up"] == "spread"
    here = "".join(f'{{"email": "w{n}@gmail.com"}},\n' for n in range(20))
    assert only(scan(spread + here), "email")["made-up"] == ""
    offices = "".join(f'{{"email": "w{n}@dinas{n}.uji.go.id"}},\n' for n in range(40))
    assert only(scan(offices), "email")["made-up"] == ""
