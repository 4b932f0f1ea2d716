"""Check folders load, or their first fault is named."""

import pytest

from tests.unit.policy.content_folder import BASE, CHECK, make_content
from vetting.content import load, shipped
from vetting.model.errors import BadContent


def test_the_shipped_content_loads_and_has_all_families():
    content = load()
    families = {check.family for check in content.checks.values()}
    assert {"security", "accessibility", "privacy", "api"} <= families
    assert (shipped() / "checks").is_dir()


def test_fixtures_do_not_change_a_digest_and_rules_do(tmp_path):
    content = make_content(tmp_path, dasar=BASE)
    folder = tmp_path / "checks" / "security" / "a"
    before = content.checks["security/a"].digest
    (folder / "fixtures" / "x.bad").mkdir(parents=True)
    (folder / "fixtures" / "x.bad" / "a.php").write_text("<?php")
    again = make_content_again(tmp_path)
    assert again.checks["security/a"].digest == before
    (folder / "rules.yaml").write_text("rules: []")
    assert make_content_again(tmp_path).checks["security/a"].digest != before


def make_content_again(folder):
    from vetting.content import Content

    return Content((folder,))


def test_the_current_directory_is_never_content(tmp_path, monkeypatch):
    make_content(tmp_path, dasar=BASE)
    monkeypatch.chdir(tmp_path)
    assert "security/b" not in load().checks
    assert tmp_path not in load().roots


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: security/a", "id: security/z", "must be 'security/a'"),
        ("severity: high", "severity: bad", "not one of"),
        ("maturity: stable", "maturity: old", "maturity is one of"),
        ("engine: files", "", "missing key 'engine'"),
        ("en: title", "", "needs an 'id' and an 'en'"),
        ("engine: files", "engine: files\napplies-to: {langs: [php]}", "did you mean 'languages'"),
    ],
)
def test_faults_of_a_check(tmp_path, old, new, says):
    content = make_content(tmp_path, dasar=BASE)
    body = CHECK.format(id="security/a")
    assert old in body
    (tmp_path / "checks/security/a/check.yaml").write_text(body.replace(old, new, 1))
    with pytest.raises(BadContent) as caught:
        _ = content.checks
    assert says in caught.value.message.en
    assert caught.value.where.startswith("check.yaml:")


def test_a_check_is_defined_once(tmp_path):
    make_content(tmp_path / "1", dasar=BASE)
    make_content(tmp_path / "2", dasar=BASE)
    from vetting.content import Content

    with pytest.raises(BadContent, match="exists already"):
        _ = Content((tmp_path / "1", tmp_path / "2")).checks
