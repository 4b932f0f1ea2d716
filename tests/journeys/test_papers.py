"""A submission with papers: what is missing is named, and the answers may raise the tier only."""

import pytest

QUESTIONS = ("investment", "operating-cost", "compliance", "algorithm", "users", "personal-data",
             "classification", "criticality", "failure-impact", "loss")  # fmt: skip
MANIFEST = """\
schema: urn:vet:schema:pengajuan/1
application: {name: Layanan Surat Warga, version: '1.0.0'}
vendor: {name: PT Uji, contact: a@uji.example}
owner: {office: Dinas Uji}
documents: []
"""


def category(letter):
    return "category: {" + ", ".join(f"{name}: {letter}" for name in QUESTIONS) + "}\n"


@pytest.mark.parametrize(
    ("letter", "asked", "judged"),
    [("a", "rendah", "strategis"), ("b", "rendah", "tinggi"), ("c", "rendah", "rendah"),
     ("c", "strategis", "strategis"), ("c", "tinggi", "tinggi")],
)  # fmt: skip
def test_answers_raise_and_never_lower(vet, repaired, policy_of, tmp_path, letter, asked, judged):
    (repaired / "vet.yaml").write_text(MANIFEST + category(letter))
    words = ("--policy", policy_of("package/category"), "--tier", asked)
    run = vet.submit(repaired, tmp_path / "out", *words)
    assert run.json["result"]["basis"]["tier"] == judged
    assert bool(run.json["result"]["basis"]["raised"]) is (asked != judged)


def test_what_is_missing_is_named_in_the_report(vet, repaired, policy_of, tmp_path):
    (repaired / "vet.yaml").write_text(MANIFEST)
    path = policy_of("package/documents", "package/manifest")
    with open(path, "a") as file:
        file.write("documents: {request-letter: {by: owner}, manual: {by: vendor}}\n")
    run = vet.submit(repaired, tmp_path / "out", "--policy", path)
    rules = [finding["rule"] for finding in run.outcome("package/documents")["findings"]]
    assert rules == ["not-listed", "not-listed"]
    assert "Kelengkapan pengajuan" in run.text("laporan.html")
    assert "perangkat daerah pemilik" in run.text("laporan.html")
