import pytest

from vetting.engines.personal_data.words import is_person_table, meaning


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("nik", "nik"), ("NIK", "nik"), ("no_ktp", "nik"), ("nik_ayah", "nik"),
        ("nik_kepala_kk", "nik"), ("noKtp", "nik"), ("no_kk", "kk"), ("No. KK", "kk"),
        ("nomorKK", "kk"), ("npwp", "npwp"), ("NO_NPWP", "npwp"), ("no_hp", "phone"),
        ("telepon", "phone"), ("email", "email"), ("tgl_lahir", "birth"), ("alamat", "address"),
        ("no_va", "foreign"), ("imei", "foreign"), ("created_time", "foreign"), ("klinik", ""),
        ("teknik", ""), ("id", ""), ("", ""), ("123", ""),
    ],
)  # fmt: skip
def test_meaning(name, kind):
    assert meaning(name) == kind


def test_person_tables():
    assert is_person_table(("id", "nama", "tgl_lahir", "alamat"))
    assert is_person_table(("id", "name", "email", "phone"))
    assert not is_person_table(("id", "nama", "alamat"))
    assert not is_person_table(("id", "nama", "harga", "kode"))
    assert not is_person_table(())
