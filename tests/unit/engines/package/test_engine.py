"""The engine as the runner drives it: what is missing, by whom, and the tier that answers give."""

from dataclasses import replace
from datetime import date

import pytest

from tests.content import harness
from vetting.content import load
from vetting.engines.package import Package
from vetting.engines.package.category import points_of, tier_of
from vetting.engines.package.documents import KINDS, months_between
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.policy import DOCUMENT_KINDS, DocumentRule, Party, Tier
from vetting.sandbox import open_sandbox

CHECKS = [check for check in load().checks.values() if check.engine == "package"]
SHEET = load().checks["package/category"].folder / "questions.yaml"
MANIFEST = """\
schema: urn:vet:schema:pengajuan/1
application: {name: Layanan Surat, version: '2.1.0'}
vendor: {name: PT Uji, contact: a@uji.example}
owner: {office: Dinas Uji}
documents:
  - {kind: manual, path: panduan.md, by: vendor, date: '2025-07-01'}
"""


def run(root, documents=harness.DOCUMENTS, as_of=harness.AS_OF):
    tree = harness.tree_of(root)
    bench = harness.bench_of(tree, open_sandbox(), root)
    bench = replace(bench, documents=documents, as_of=as_of)
    return Package().run(CHECKS, tree, bench)


def test_without_a_manifest_all_that_is_missing_is_listed_by_who_brings_it(tmp_path):
    (tmp_path / "index.html").write_text("<p>Halo")
    outcomes = run(tmp_path)
    (finding,) = outcomes["package/manifest"].findings
    assert finding.rule == "no-manifest"
    rows = outcomes["package/manifest"].annex.tables[0].rows
    assert [(row[0].id, row[1].id, row[2].id) for row in rows] == [
        ("perangkat daerah pemilik", "Surat permohonan", "belum dibawa"),
        ("penyedia", "Panduan pengguna dan pengelola", "belum dibawa"),
    ]
    others = [outcome for name, outcome in outcomes.items() if name != "package/manifest"]
    assert all(isinstance(outcome, NotApplicable) for outcome in others)


@pytest.mark.parametrize(
    ("months", "as_of", "is_stale"),
    [(6, date(2026, 1, 1), False), (6, date(2026, 1, 2), True), (0, date(2036, 1, 1), False)],
)
def test_age_is_counted_in_months_to_the_day(tmp_path, months, as_of, is_stale):
    (tmp_path / "vet.yaml").write_text(MANIFEST)
    (tmp_path / "panduan.md").write_text("Panduan Layanan Surat 2.1.0 bagi warga " * 9)
    outcomes = run(tmp_path, (DocumentRule("manual", Party.VENDOR, months),), as_of)
    rules = {finding.rule for finding in outcomes["package/documents"].findings}
    assert rules == ({"stale"} if is_stale else set())
    assert months_between(date(2025, 1, 31), date(2025, 2, 28)) == 0


def test_a_manifest_deep_in_somebody_elses_code_is_none(tmp_path):
    for folder in ("vendor/lain", "node_modules/lain"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "vet.yaml").write_text(MANIFEST)
    assert run(tmp_path)["package/manifest"].findings[0].rule == "no-manifest"


def test_a_worker_that_sees_no_fault_of_the_canary_answers_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("vetting.engines.package.engine._CANARY", tmp_path)
    (tmp_path / "vet.yaml").write_text(MANIFEST)
    for outcome in run(tmp_path).values():
        assert isinstance(outcome, Failed)
        assert outcome.reason is Reason.CANARY_MISSED


def test_points_give_the_tier():
    from vetting.content import load_yaml

    sheet = load_yaml(SHEET)
    names = list(sheet["questions"])
    assert len(names) == 10
    for given, points, tier in (
        ("c" * 10, 10, Tier.RENDAH), ("a" + "c" * 9, 14, Tier.RENDAH),
        ("aa" + "c" * 8, 18, Tier.TINGGI), ("aaaaaa" + "c" * 4, 34, Tier.TINGGI),
        ("aaaaaab" + "c" * 3, 35, Tier.STRATEGIS), ("a" * 10, 50, Tier.STRATEGIS),
    ):  # fmt: skip
        answers = dict(zip(names, given, strict=True))
        assert points_of(sheet, answers) == points
        assert tier_of(sheet, answers) is tier


def test_half_an_answer_counts_as_the_middle_category(tmp_path):
    (tmp_path / "vet.yaml").write_text(MANIFEST + "category: {investment: c}\n")
    outcome = run(tmp_path)["package/category"]
    assert isinstance(outcome, Ran)
    assert len(outcome.findings) == 9
    assert outcome.annex.raises is Tier.TINGGI


def test_the_lists_of_kinds_and_questions_are_one():
    import json

    from vetting.content import load_yaml

    path = load().file("reports", "schemas", "vet-1.schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))["properties"]
    assert tuple(schema["documents"]["items"]["properties"]["kind"]["enum"]) == DOCUMENT_KINDS
    assert set(KINDS) == set(DOCUMENT_KINDS)
    assert set(schema["category"]["properties"]) == set(load_yaml(SHEET)["questions"])
