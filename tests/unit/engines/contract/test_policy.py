"""What the shipped policy makes of changes that break a contract, in every category."""

from pathlib import Path

import pytest

from vetting.content import load
from vetting.policy.trial import try_out

CASES = Path(__file__).parents[4] / "policies" / "tests" / "perubahan-kontrak.yaml"


@pytest.mark.parametrize("tier", ["rendah", "tinggi", "strategis"])
def test_a_change_that_no_version_announced_blocks_in_every_category(tmp_path, tier):
    text = CASES.read_text(encoding="utf-8")
    assert "tier: rendah" in text
    tried = tmp_path / "cases.yaml"
    tried.write_text(text.replace("tier: rendah", f"tier: {tier}"), encoding="utf-8")
    assert try_out(load(), tried) == (4, ())
