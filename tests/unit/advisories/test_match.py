import pytest

from tests.unit.advisories.data import advisory, store_with
from vetting.advisories.match import look_up, merged
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import Span
from vetting.advisories.versions import BadVersion
from vetting.model.scale import Severity


def test_the_bounds_of_a_span(tmp_path):
    with store_with(tmp_path, advisory("A", span=Span("1.0.0", True, "1.2.0"))) as store:
        hits = [
            version
            for version in (
                "0.9.9",
                "1.0.0-rc.1",
                "1.0.0",
                "1.1.9",
                "1.2.0-beta.1",
                "1.2.0",
                "2.0.0",
            )
            if look_up(store, "npm", "kartu", version).vulnerabilities
        ]
    assert hits == ["1.0.0", "1.1.9", "1.2.0-beta.1"]


def test_a_version_listed_by_name_is_hit_in_any_spelling(tmp_path):
    listed = Advisory("A", (), (Affected("npm", "kartu", (), ("1.0.0",)),))
    with store_with(tmp_path, listed) as store:
        assert look_up(store, "npm", "kartu", "v1.0.0").vulnerabilities
        assert not look_up(store, "npm", "kartu", "1.0.1").vulnerabilities


def test_a_version_without_a_place_is_an_error_not_a_clean_answer(tmp_path):
    with store_with(tmp_path, advisory("A")) as store, pytest.raises(BadVersion):
        look_up(store, "npm", "unknown-package", "latest")


def test_names_are_looked_up_in_normal_spelling(tmp_path):
    known = advisory("A", "kartu-warga", ecosystem="PyPI")
    with store_with(tmp_path, known) as store:
        assert look_up(store, "PyPI", "Kartu_Warga", "1.0").vulnerabilities


def test_aliases_join_through_a_third_and_the_cve_is_the_name():
    one = advisory("GHSA-1", aliases=("CVE-2026-1",), severity=Severity.LOW)
    other = advisory("PYSEC-1", aliases=("CVE-2026-2",))
    link = advisory("OSV-1", aliases=("CVE-2026-1", "CVE-2026-2"), severity=Severity.CRITICAL)
    alone = advisory("GHSA-9", severity=Severity.HIGH)
    found = merged([one, other, alone, link])
    assert [(v.name, v.severity) for v in found] == [
        ("CVE-2026-1", Severity.CRITICAL),
        ("GHSA-9", Severity.HIGH),
    ]
    assert found[0].ids == ("CVE-2026-1", "CVE-2026-2", "GHSA-1", "OSV-1", "PYSEC-1")


def test_the_upgrade_clears_everything_and_is_the_least_that_does(tmp_path):
    advisories = (
        advisory("A", span=Span("", True, "1.2.0")),
        advisory("B", span=Span("1.1.0", True, "1.3.0")),
        advisory("C", span=Span("2.0.0", True, "2.0.5")),
    )
    with store_with(tmp_path, *advisories) as store:
        assert look_up(store, "npm", "kartu", "1.0.0").upgrade == "1.3.0"
        assert look_up(store, "npm", "kartu", "2.0.1").upgrade == "2.0.5"


def test_no_upgrade_is_named_when_none_is_known(tmp_path):
    endless = advisory("A", span=Span())
    last = advisory("B", "surat", Span("", True, "1.0.0", True))
    with store_with(tmp_path, endless, last) as store:
        assert look_up(store, "npm", "kartu", "9.0.0").upgrade == ""
        assert look_up(store, "npm", "surat", "1.0.0").upgrade == ""
