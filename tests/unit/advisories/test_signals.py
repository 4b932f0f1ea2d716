"""Lists of exploited faults and EPSS scores, from file to answer."""

import json

import pytest

from tests.unit.advisories.data import advisory, store_with
from vetting.advisories import build
from vetting.advisories.importers import signals
from vetting.advisories.match import look_up
from vetting.advisories.store import FILE_NAME, Store
from vetting.model.errors import BadSetup

KEV = {"catalogVersion": "2026.11.20",
       "vulnerabilities": [{"cveID": "CVE-2026-1111", "dateAdded": "2026-03-01"}]}  # fmt: skip
EPSS = "#model_version:v1,score_date:2026-11-20\ncve,epss,percentile\nCVE-2026-1111,0.94,0.99\nCVE-2026-2222,0.0004,0.1\n"


def told(tmp_path):
    with Store.open(tmp_path / FILE_NAME) as store:
        (found,) = look_up(store, "npm", "kartu", "1.0.0").vulnerabilities
        return found.signal, store.digest, store.signals()


def test_both_reach_the_answer_and_the_digest(tmp_path):
    store_with(tmp_path, advisory("A", aliases=("CVE-2026-1111",))).__exit__()
    signal, before, _ = told(tmp_path)
    assert (signal.exploited_on, signal.epss) == (None, 0.0)
    (tmp_path / "kev.json").write_text(json.dumps(KEV))
    (tmp_path / "epss.csv").write_text(EPSS)
    for name in ("kev.json", "epss.csv"):
        build.note(tmp_path / FILE_NAME, signals.read(tmp_path / name))
    signal, after, counts = told(tmp_path)
    assert str(signal.exploited_on) == "2026-03-01"
    assert signal.epss == 0.94
    assert counts == (1, 1), "low probabilities are left out"
    assert before != after


def test_a_new_list_replaces_the_old_one_of_its_kind(tmp_path):
    store_with(tmp_path, advisory("A", aliases=("CVE-2026-1111",))).__exit__()
    (tmp_path / "kev.json").write_text(json.dumps(KEV))
    (tmp_path / "none.json").write_text(json.dumps(KEV | {"vulnerabilities": []}))
    build.note(tmp_path / FILE_NAME, signals.read(tmp_path / "kev.json"))
    build.note(tmp_path / FILE_NAME, signals.read(tmp_path / "none.json"))
    assert told(tmp_path)[0].exploited_on is None


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.json", "{"), ("a.json", json.dumps(KEV | {"vulnerabilities": [{"cveID": "x", "dateAdded": "2026-01-01"}]})),
        ("a.csv", "cve,epss\nCVE-2026-1111,1.5\n"), ("a.csv", "cve,epss\nCVE-2026-1111,much\n"),
    ],
)  # fmt: skip
def test_a_broken_list_is_refused(tmp_path, name, body):
    (tmp_path / name).write_text(body)
    with pytest.raises(BadSetup):
        signals.read(tmp_path / name)


def test_other_files_are_none_of_them(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"id": "GHSA-1"}))
    assert signals.read(tmp_path / "a.json") is None
    assert signals.read(tmp_path) is None
