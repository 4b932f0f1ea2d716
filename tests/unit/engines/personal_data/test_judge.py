import random

import pytest

from tests.unit.engines.personal_data.made import Maker
from vetting.content import load
from vetting.engines.personal_data import judge
from vetting.engines.personal_data.findings import of_rows
from vetting.engines.personal_data.scan import Scan
from vetting.engines.personal_data.synthetic import is_example, looks_made_up
from vetting.model.scale import Confidence, Severity


def group(**given):
    return {"seen": 10, "dated": 10, "valid": 10, "distinct": 10, "meaning": "nik",
            "made-up": "", "detector": "nik"} | given  # fmt: skip


def test_a_named_column_of_residents_is_sure():
    assert judge.residents(group(), Severity.HIGH) == (Severity.HIGH, Confidence.HIGH)


def test_a_hundred_residents_are_critical():
    many = group(distinct=100, valid=100, seen=100)
    assert judge.residents(many, Severity.HIGH) == (Severity.CRITICAL, Confidence.HIGH)


def test_one_named_number_is_medium():
    one = group(distinct=1, valid=1, seen=1)
    assert judge.residents(one, Severity.HIGH) == (Severity.MEDIUM, Confidence.HIGH)


def test_chance_alone_is_no_finding():
    assert judge.residents(group(meaning="", seen=10_000, valid=6), Severity.HIGH) is None


def test_a_foreign_name_needs_many_and_asks():
    assert judge.residents(group(meaning="foreign", distinct=2, valid=2), Severity.HIGH) is None
    judged = judge.residents(group(meaning="foreign"), Severity.HIGH)
    assert judged == (Severity.HIGH, Confidence.MEDIUM)


def test_made_up_data_never_blocks():
    assert judge.residents(group(**{"made-up": "ordered"}), Severity.HIGH) == (
        Severity.INFO,
        Confidence.LOW,
    )


def test_contacts_below_the_least_are_silent():
    few = group(detector="phone", meaning="phone", distinct=24)
    assert judge.contacts(few, Severity.MEDIUM, 25) is None
    assert judge.contacts(few | {"distinct": 25}, Severity.MEDIUM, 25) is not None


def test_residents_do_not_look_made_up():
    niks = {nik.encode() for nik in Maker().niks(500)}
    assert looks_made_up(niks, 1.0) == ""


@pytest.mark.parametrize(
    "number", [b"3201010101010001", b"9104010101010099", b"3374011111111111", b"3374010012345678"]
)
def test_documentation_examples(number):
    assert is_example(number)


def test_an_ordinary_number_is_no_example():
    assert not is_example(b"3374010203900001")


def test_generated_sets():
    assert looks_made_up({b"33740101019000%02d" % n for n in range(1, 20)}, 1.0) == "one-date"
    dates = {b"3374%02d0203900001" % n for n in range(1, 4)} | {b"3374010203900001"}
    assert looks_made_up(dates, 1.0) == ""
    niks = {nik.encode() for nik in Maker().niks(30)}
    assert looks_made_up(niks, 0.4) == "random-regions"


def test_numbers_with_random_regions_in_a_nik_column_are_made_up():
    draw, maker = random.Random(4), Maker()
    rows = "".join(f"{draw.randrange(110000, 950000)}{maker.nik()[6:]}\n" for _ in range(4000))
    import io

    found = Scan("csv").read(io.BytesIO(b"nik\n" + rows.encode()))
    assert found["groups"][0]["made-up"] == "random-regions"


@pytest.mark.parametrize(
    ("path", "sure"),
    [
        ("tests/Feature/WargaTest.php", "LOW"), ("database/seeders/DemoDataSeeder.php", "LOW"),
        ("contoh_warga.csv", "LOW"), ("latest.csv", "HIGH"), ("database/seeders/Warga.php", "HIGH"),
        ("data/demokrasi/warga.csv", "HIGH"),
    ],
)  # fmt: skip
def test_a_few_numbers_in_a_trials_file_ask(path, sure):
    check = load().checks["privacy/nik-in-files"]
    few = group(
        distinct=2, valid=2, seen=2, table="", column="nik", line=1, example="", sampled=False
    )
    rows = [{"path": path, "groups": [few]}]
    assert [f.confidence.name for f in of_rows(check, rows)] == [sure]
    many = [{"path": path, "groups": [few | {"distinct": 5, "valid": 5, "seen": 5}]}]
    assert [f.confidence.name for f in of_rows(check, many)] == ["HIGH"]


def test_a_drawing_holds_no_tax_numbers():
    check = load().checks["privacy/tax-numbers"]
    one = group(detector="npwp", table="", column="npwp", line=1, example="", sampled=False)
    assert list(of_rows(check, [{"path": "logo.svg", "groups": [one]}])) == []
    assert list(of_rows(check, [{"path": "daftar.csv", "groups": [one]}])) != []
