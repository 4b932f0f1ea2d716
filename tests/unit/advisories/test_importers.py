import json
import zipfile
from datetime import date

import pytest
import yaml

from tests.unit.advisories.data import osv
from vetting.advisories.importers.batch import read, starter
from vetting.advisories.spans import Span
from vetting.advisories.versions import ECOSYSTEMS
from vetting.model.errors import BadSetup
from vetting.model.scale import Severity

FOP = {
    "title": "Sintetis",
    "link": "https://example.invalid/2",
    "cve": "CVE-2026-2222",
    "branches": {
        "1.x": {"time": "2026-02-03 10:00:00", "versions": [">=1.0", "<1.4"]},
        "2.x": {"time": "2026-03-04 10:00:00", "versions": [">=2.0", "<=2.1"]},
    },
    "reference": "composer://Dinas/Kartu",
}


def folder(tmp_path, **files):
    for name, body in files.items():
        text = body if isinstance(body, str) else json.dumps(body)
        (tmp_path / name.replace("__", ".")).write_text(text)
    return tmp_path


def test_osv_json(tmp_path):
    batch = read(folder(tmp_path, a__json=osv()))
    (found,) = batch.advisories
    assert (batch.source, batch.is_dump, batch.refused) == ("OSV npm", True, ())
    assert found.ids == {"GHSA-aaaa-bbbb-cccc", "CVE-2026-1111"}
    assert found.affected[0].spans == (Span("", True, "1.2.0"),)
    assert found.modified == date(2026, 11, 1)
    assert found.references == ("https://example.invalid/1",)
    assert not found.is_withdrawn


def test_a_zip_and_a_folder_say_the_same(tmp_path):
    (tmp_path / "x").mkdir()
    source = folder(tmp_path / "x", a__json=osv())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(source / "a.json", "deep/down/a.json")
    assert read(tmp_path / "a.zip").advisories == read(source).advisories


def test_pypa_yaml_is_a_database_of_its_own(tmp_path):
    record = osv(id="PYSEC-2026-1")
    record["affected"] = [
        {"package": {"ecosystem": "PyPI", "name": "Kartu_Warga"},
         "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}], "versions": ["1.0", 1.1]}
    ]  # fmt: skip
    batch = read(folder(tmp_path, a__yaml=yaml.safe_dump(record)))
    assert batch.source == "PyPA"
    (affected,) = batch.advisories[0].affected
    assert (affected.name, affected.spans, affected.versions) == ("kartu-warga", (), ("1.0", "1.1"))


def test_friends_of_php(tmp_path):
    batch = read(folder(tmp_path, CVE__yaml=yaml.safe_dump(FOP)))
    (found,) = batch.advisories
    assert batch.source == "FriendsOfPHP"
    assert found.id == "FOP/dinas/kartu/CVE"
    assert found.aliases == ("CVE-2026-2222",)
    assert found.severity is None
    assert found.modified == date(2026, 3, 4)
    assert found.affected[0].spans == (Span("1.0", True, "1.4"), Span("2.0", True, "2.1", True))


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, None),
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
          "database_specific": {"severity": "LOW"}}, Severity.CRITICAL),
        ({"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}],
          "database_specific": {"severity": "MODERATE"}}, Severity.MEDIUM),
    ],
)  # fmt: skip
def test_severity_is_the_vector_then_the_label(tmp_path, changes, severity):
    assert read(folder(tmp_path, a__json=osv(**changes))).advisories[0].severity is severity


def test_a_few_broken_records_are_named_and_many_refuse_the_dump(tmp_path):
    for number in range(99):
        folder(tmp_path, **{f"r{number}__json": osv(id=f"GHSA-{number}")})
    folder(tmp_path, x__json=osv(affected=[{"package": {"ecosystem": "npm", "name": 5}}]))
    batch = read(tmp_path)
    assert len(batch.advisories) == 99
    assert [name for name, _ in batch.refused] == ["x.json"]
    folder(tmp_path, y__json="{", z__json=osv(modified="yesterday"))
    with pytest.raises(BadSetup, match="3 broken records"):
        read(tmp_path)


@pytest.mark.parametrize("body", ["{}", "[]", "nothing", ""])
def test_no_record_at_all_is_an_error_never_an_empty_database(tmp_path, body):
    (tmp_path / "a.json").write_text(body)
    with pytest.raises(BadSetup):
        read(tmp_path / "a.json")
    with pytest.raises(BadSetup):
        read(tmp_path)


def test_an_absent_file_is_the_operators_to_mend(tmp_path):
    with pytest.raises(BadSetup) as caught:
        read(tmp_path / "none.zip")
    assert "vet db import" in caught.value.hint.en


def test_the_starter_data_is_no_dump_and_every_record_is_rated():
    batch = starter()
    assert not batch.is_dump
    assert len(batch.advisories) > 20
    assert all(found.severity and found.affected[0].spans for found in batch.advisories)
    ecosystems = {part.ecosystem for found in batch.advisories for part in found.affected}
    assert ecosystems == set(ECOSYSTEMS)


def test_rusts_registry_has_a_name_without_its_ending(tmp_path):
    record = osv()
    record["affected"][0]["package"] = {"ecosystem": "crates" + ".io", "name": "waktu"}
    (found,) = read(folder(tmp_path, a__json=record)).advisories
    assert (found.affected[0].ecosystem, found.affected[0].name) == ("crates", "waktu")


def test_vectors_of_both_versions_are_kept_and_broken_ones_refuse_nothing(tmp_path):
    good = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    severity = [{"type": "CVSS_V4", "score": good}, {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}]
    (found,) = read(folder(tmp_path, a__json=osv(severity=severity))).advisories
    assert found.vectors == (good,)
    assert found.severity is Severity.CRITICAL
