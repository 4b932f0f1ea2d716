"""`vet explain` knows every requirement of the catalogue, asked or not, and how sure it is of it."""

import pytest

from vetting.cli import main
from vetting.content import load
from vetting.policy.catalogue import requirements


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("VET_LANG", "en")


def said(capsys, *words, code=0):
    assert main(["explain", *words]) == code
    return capsys.readouterr()


def test_a_control_of_a_heavier_tier_says_from_which_on_it_is_asked(capsys):
    assert "asked from tier strategis" in said(capsys, "WCAG22/4.1.3").out
    assert "asked from tier rendah" in said(capsys, "WCAG22/1.1.1", "--tier", "rendah").out


def test_what_is_left_out_says_why(capsys):
    out = said(capsys, "ITE/P15").out
    assert "Not asked by this policy" in out
    assert "needs verification" in out


def test_what_nobody_knows_is_told_with_the_nearest_name(capsys):
    assert "ITE/P15" in said(capsys, "ITE/P1", code=2).err


def test_each_requirement_is_explained_with_its_confidence(capsys):
    for name, requirement in sorted(requirements(load()).items())[::12]:
        out = " ".join(said(capsys, name).out.split())
        assert requirement.citation.confidence in out
        assert ("needs verification" in out) is not requirement.citation.is_firm
