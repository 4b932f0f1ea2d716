"""No identity number is written in a path, and no two paths become one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.model.hiding import RESIDENT, hidden, hidden_paths

_NIK = "3374010101900001"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"{_NIK}.jpg", "337401xxxxxxxxxx.jpg"),
        ("ktp_3374014112950003_siti.jpg", "ktp_337401xxxxxxxxxx_xxxx.jpg"),
        ("fotox3374010101900001x.jpg", "xxxxx337401xxxxxxxxxxx.jpg"),
        ("337401 010190 0001.jpg", "337401 xxxxxx xxxx.jpg"),
        ("33.74.01.010190.0001.pdf", "33.74.01.xxxxxx.xxxx.pdf"),
        ("3374-0101-0190-0001/a", "3374-01xx-xxxx-xxxx/a"),
        ("NPWP 01.234.567.8-901.000.pdf", "NPWP 01.23x.xxx.x-xxx.xxx.pdf"),
        ("012345678901000.pdf", "0123xxxxxxxxxxx.pdf"),
        ("0012345678901000.pdf", "0012xxxxxxxxxxxx.pdf"),
        ("Chat +62 812-3456-7890.txt", "Chat +62 81x-xxxx-xxxx.txt"),
        ("081234567890/foto.jpg", "0812xxxxxxxx/foto.jpg"),
        ("u/KTP Budi Santoso.jpg", "u/KTP xxxx xxxxxxx.jpg"),
        ("u/ktp_siti_aminah.png", "u/ktp_xxxx_xxxxxx.png"),
        (f"{_NIK}_Budi Santoso.pdf", "337401xxxxxxxxxx_xxxx xxxxxxx.pdf"),
        ("KK a.n. Wayan Sudarta (1).jpeg", "KK a.n. xxxxx xxxxxxx (1).jpeg"),
        ("budi.santoso@surat.co.id.pdf", "xxxx.xxxxxxx@surat.co.id.pdf"),
        ("u/siti@surat.id/ktp.jpg", "u/xxxx@surat.id/ktp.jpg"),
    ],
)
def test_numbers_of_people_are_hidden(name, shown):
    assert hidden(name) == shown
    assert hidden_paths([name]) == {name: shown}
    assert hidden(shown) == shown


@pytest.mark.parametrize(
    "name",
    [
        "2014_10_12_000000_create_users_table.php", "logo@2x.png", "jquery-3.7.1.min.js",
        "backup-20230101120000.sql", "1628000000000000.jpg", "IMG_20230101_120000_0001.jpg",
        "app.0812345678ab9c.js", "33740101019000012.jpg", "3374999901900001.jpg",
        "3374010101900000.jpg", "docs/adr/0001-x.md", "ktp-elektronik.png", "ktp.jpg", "sim.png",
        "assets/foto_kantor.jpg", "akta_kelahiran.pdf", "panduan-ktp-baru.pdf", "KtpValidator.php",
        "node_modules/@scope/ktp/index.js", "icon-kk-merah.png",
    ],
)  # fmt: skip
def test_other_numbers_stay(name):
    assert hidden(name) == name
    assert hidden_paths([name]) == {}


def test_one_number_has_one_form_and_another_number_another():
    other = "3374010202900001"
    paths = [f"a/{_NIK}.jpg", f"{other}/k.zip", f"{other}/k.zip!/{_NIK}.txt", "b.php"]
    assert hidden_paths(paths) == {
        f"a/{_NIK}.jpg": "a/337401xxxxxxxxxx.jpg",
        f"{other}/k.zip": "337401xxxxxxxx2x/k.zip",
        f"{other}/k.zip!/{_NIK}.txt": "337401xxxxxxxx2x/k.zip!/337401xxxxxxxxxx.txt",
    }


def test_later_paths_do_not_change_earlier_ones():
    first = hidden_paths(["3374010202900001.jpg"])
    both = hidden_paths(["3374010202900001.jpg"], [f"lib.zip!/{_NIK}.jpg"])
    assert both["3374010202900001.jpg"] == first["3374010202900001.jpg"]


def test_a_form_that_a_name_already_has_is_not_given():
    names = hidden_paths([f"{_NIK}.jpg", "337401xxxxxxxxxx.jpg"])
    assert names == {f"{_NIK}.jpg": "337401xxxxxxxx2x.jpg"}


def test_two_names_of_one_shape_have_two_forms_however_short():
    names = hidden_paths(
        f"ktp {a}{b}{c}.jpg" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwy"
    )
    assert len(set(names.values())) == len(names) == 400


def test_ten_thousand_numbers_of_one_kecamatan_take_no_time():
    paths = [f"337401{day:02}{month:02}{year:02}0001.jpg"
             for year in range(50) for month in range(1, 13) for day in range(1, 29)]  # fmt: skip
    names = hidden_paths(paths)
    assert len(set(names.values())) == len(paths) == 16_800
    assert all(RESIDENT.findall(name) == ["337401"] for name in names.values())


_PART = st.one_of(
    st.sampled_from(["ktp ", "Budi", "xxxx", "budi@surat.id", "xxxx@surat.id", " Siti", _NIK, "3374010202900001", "337401xxxxxxxxxx", "337401xxxxxxxx2x", "x", "1",
                     "123456x", "081234567890", "0812xxxxxxxx", "/", "-", ".jpg", "012345678901000"]),
    st.text("01x.-", max_size=3),
)  # fmt: skip
_PATHS = st.lists(st.lists(_PART, min_size=1, max_size=5).map("".join), unique=True, max_size=8)


@given(_PATHS, _PATHS)
def test_no_two_paths_become_one_and_no_number_stays(first, later):
    later = [path for path in later if path not in first]
    names = hidden_paths(first, later)
    shown = [names.get(path, path) for path in (*first, *later)]
    assert len(set(shown)) == len(shown)
    assert all(len(names[path]) >= len(path) for path in names)
    assert not any(re.search(rf"(?<!\d)({_NIK}|3374010202900001)(?!\d)", path) for path in shown)
    assert hidden_paths(shown[: len(first)], shown[len(first) :]) == {}
