"""The shipped policies: sound at every tier, tried on their own cases, and every control decided."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.policy.content_folder import BASE, make_content
from vetting.cli import main
from vetting.content import load
from vetting.model.errors import BadContent
from vetting.model.policy import Mode, Tier
from vetting.policy import resolve
from vetting.policy.catalogue import requirements
from vetting.policy.compare import differences
from vetting.policy.coverage import page
from vetting.policy.lint import lint, may_fail
from vetting.policy.resolve import reasons_left_out, undecided

TODAY = date(2026, 11, 24)
FOLDER = Path(__file__).parents[3] / "policies"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
OVERLAYS = [name for name in NAMES if name != "baseline"]


def test_there_are_overlays_to_learn_from():
    assert {"kabupaten-contoh", "pra-periksa-penyedia"} <= set(OVERLAYS)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tier", Tier)
def test_each_is_sound_and_leaves_nothing_undecided(name, tier):
    content = load()
    policy = resolve(content, name, tier, TODAY)
    assert [fault for fault in lint(policy, content.checks) if fault.is_error] == []
    assert undecided(content, name) == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_passes_its_own_cases(name, capsys):
    assert main(["policy", "test", str(FOLDER / "tests" / f"{name}.yaml")]) == 0


@pytest.mark.parametrize("name", OVERLAYS)
def test_each_overlay_differs_from_its_base(name):
    content = load()
    old, new = (resolve(content, each, Tier.TINGGI, TODAY) for each in ("baseline", name))
    assert differences(old, new)


def test_every_manual_control_tells_the_reviewer_what_to_do():
    policy = resolve(load(), "baseline", Tier.STRATEGIS, TODAY)
    asked = [c for c in policy.controls if c.mode is not Mode.AUTOMATED]
    assert len(asked) > 100
    assert all(c.guidance and len(c.guidance.id) > 20 and len(c.guidance.en) > 20 for c in asked)
    texts = [c.guidance.id for c in asked if c.guidance]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "line",
    [
        "limits: {data-max-age-days: 31}",
        "floors: {package: {coverage: 0.1}}",
        "documents: {security-test: {months: 12}}",
        "documents: {security-test: {months: 0}}",
        "documents: {security-test: {tier: strategis}}",
        "documents: {security-test: {names-version: false}}",
        "controls: {DAERAH/UAT: {tier: strategis}}",
        "controls: {BSSN-4-2021/P27.4.h: {stage: warn}}",
        "left-out: {DAERAH/UAT: {id: Tidak perlu., en: Not needed.}}",
    ],
)
def test_lint_refuses_an_overlay_that_loosens(tmp_path, line, capsys):
    path = tmp_path / "longgar.yaml"
    head = "id: longgar\nversion: '1'\ntitle: {id: Longgar, en: Loose}\nextends: baseline\n"
    path.write_text(head + line + "\n")
    assert main(["policy", "lint", "--policy", str(path)]) == 2
    assert "longgar.yaml:" in capsys.readouterr().err
    path.write_text(head)
    assert main(["policy", "lint", "--policy", str(path)]) == 0


REASON = "left-out: {UJI/2: {id: Sebabnya., en: The reason.}}\n"


def test_a_control_without_a_way_to_be_decided_is_found(tmp_path):
    content = make_content(
        tmp_path, dasar=BASE, sebagian=BASE.replace("dasar", "sebagian") + REASON
    )
    assert undecided(content, "dasar") == ("UJI/2", "UJI/3")
    assert undecided(content, "sebagian") == ("UJI/3",)
    assert reasons_left_out(content, "sebagian")["UJI/2"].en == "The reason."


def test_an_overlay_may_use_what_its_base_left_out(tmp_path):
    over = (
        "id: atas\nversion: '1'\ntitle: {id: Atas, en: Over}\nextends: sebagian\n"
        "controls: {UJI/2: {mode: manual, guidance: {id: Lihat., en: Look.}}}\n"
    )
    content = make_content(tmp_path, sebagian=BASE + REASON, atas=over)
    assert reasons_left_out(content, "atas") == {}
    assert undecided(content, "atas") == ("UJI/3",)


def test_what_is_used_is_not_left_out_as_well(tmp_path):
    content = make_content(tmp_path, dasar=BASE + REASON.replace("UJI/2", "UJI/1"))
    with pytest.raises(BadContent, match="both used and left out"):
        resolve(content, "dasar", None, TODAY)


def test_every_weak_citation_is_warned_of_by_its_source_and_all_are_counted(capsys):
    content = load()
    policy = resolve(content, "baseline", Tier.STRATEGIS, TODAY)
    weak = {c.id: c for c in policy.controls if not c.citation.is_firm}
    said = {
        f.where: f.message.en for f in lint(policy, content.checks) if "citation" in f.message.en
    }
    assert said.keys() == weak.keys()
    for name, control in weak.items():
        is_memory = control.citation.confidence.startswith("from-memory")
        assert ("memory" in said[name]) is is_memory
        assert ("second-hand" in said[name]) is not is_memory
        assert said[name].endswith("can fail an application") is may_fail(control)
    assert main(["policy", "lint", "--date", TODAY.isoformat()]) == 0
    out = capsys.readouterr().out
    assert f"{len(weak)} kendali berdasar kutipan yang perlu verifikasi" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_the_coverage_page_counts_how_sure_each_citation_is():
    known = requirements(load())
    text = page(load())
    firm = sum(one.citation.is_firm for one in known.values())
    assert f"| primer · primary | {firm} |" in text
    assert text.count("perlu verifikasi: ") == len(known) - firm + 3
