"""Libraries that lie in the application with the manifest of their makers."""

import json

import pytest

from tests.unit.advisories.data import advisory, store_with
from tests.unit.engines.supply_chain.bench import NPM, UNLOCKED, npm_lock, run
from tests.unit.engines.supply_chain.test_inventory import bill
from vetting.content import load
from vetting.model.scale import Confidence

APP = json.dumps({"name": "contoh/surat", "type": "project"})
TOOLS = {"require-dev": {"uji/uji": "^9"}}


def library(name="luar/kartu", **more):
    return json.dumps({"name": name, "license": "MIT", **TOOLS, **more})


def found(tmp_path, files):
    outcome = run(UNLOCKED, tmp_path, files)
    return [(f.rule, f.place.path, f.confidence.name) for f in getattr(outcome, "findings", ())]


def test_many_are_one_finding_and_their_tools_are_none(tmp_path):
    files = {"composer.json": APP, "pustaka/kartu/composer.json": library(),
             "pustaka/sisir/composer.json": library("lain/sisir")}  # fmt: skip
    outcome = run(UNLOCKED, tmp_path, files)
    (finding,) = outcome.findings
    assert (finding.rule, finding.confidence) == ("copied-library", Confidence.HIGH)
    assert "2 pustaka" in finding.message.id
    assert "lain/sisir, luar/kartu" in finding.message.id
    assert [step.place.path for step in finding.steps] == ["pustaka/sisir/composer.json"]


OWN = {
    "a part of the same makers": library("contoh/cetak"),
    "a project": library(type="project"),
    "one without a licence": library(license=""),
    "one without a maker": library("kartu"),
}


@pytest.mark.parametrize("name", OWN)
def test_what_may_be_the_vendors_own_is_no_copy(tmp_path, name):
    files = {"composer.json": APP, "bagian/composer.json": OWN[name]}
    assert found(tmp_path, files) == [("no-lock", "bagian/composer.json", "MEDIUM")]


def test_a_folder_that_the_build_names_as_its_part_is_no_copy(tmp_path):
    app = json.dumps({"name": "contoh/surat",
                      "repositories": [{"type": "path", "url": "./paket/*"}]})  # fmt: skip
    files = {"composer.json": app, "paket/kartu/composer.json": library()}
    assert found(tmp_path, files) == [("no-lock", "paket/kartu/composer.json", "MEDIUM")]


def test_a_folder_with_its_own_lock_is_no_copy(tmp_path):
    files = {"composer.json": APP, "bagian/composer.json": library(),
             "bagian/composer.lock": '{"packages": []}'}  # fmt: skip
    assert found(tmp_path, files) == [("lock-outdated", "bagian/composer.json", "MEDIUM")]


def test_without_a_manifest_above_it_must_say_what_it_is(tmp_path):
    (tmp_path / "b").mkdir()
    assert found(tmp_path, {"bagian/composer.json": library()})[0][0] == "no-lock"
    files = {"bagian/composer.json": library(type="library")}
    assert found(tmp_path / "b", files)[0][0] == "copied-library"


def test_a_version_that_a_lock_above_or_the_code_states_is_known(tmp_path):
    lock = '{"packages": [{"name": "luar/kartu", "version": "1.2.0"}]}'
    mailer = library("phpmailer/phpmailer")
    files = {"composer.json": APP, "composer.lock": lock, "pustaka/kartu/composer.json": library(),
             "pustaka/surel/composer.json": mailer,
             "pustaka/surel/src/PHPMailer.php": "<?php\nconst VERSION = '6.5.0';\n"}  # fmt: skip
    assert found(tmp_path, files) == []


def test_what_it_needs_to_run_is_asked_about_once(tmp_path):
    needy = library(require={"php": "^7.4", "luar/sisir": "^1", "luar/pisau": "^2"})
    files = {"composer.json": APP, "pustaka/kartu/composer.json": needy,
             "pustaka/kartu/alat/composer.json": '{"require": {"uji/alat": "*"}}',
             "pustaka/sisir/composer.json": library("luar/sisir")}  # fmt: skip
    assert sorted(found(tmp_path, files)) == [
        ("copied-library", "pustaka/kartu/composer.json", "HIGH"),
        ("copies-need", "pustaka/kartu/alat/composer.json", "MEDIUM"),
    ]


def test_it_speaks_neither_for_the_runtime_nor_for_the_licence_of_the_application(tmp_path):
    other = library(license="AGPL-3.0-only", require={"php": "7.4"})
    files = {"composer.json": APP, "pustaka/kartu/composer.json": other}
    told = bill(tmp_path, files)
    assert told.runtimes == ()
    assert told.licences == {}
    assert [(c.name, c.licence, c.is_copy) for c in told.locked] == [
        ("luar/kartu", "AGPL-3.0-only", True)
    ]


CHART = json.dumps({"name": "bagan.js", "version": "1.1.0", "devDependencies": {"gulp": "3"}})


def test_a_package_beside_its_minified_build_is_a_copy_of_a_known_release(tmp_path):
    files = {"js/bagan/package.json": CHART, "js/bagan/dist/Bagan-1.1.min.js": "x"}
    (copy,) = bill(tmp_path, files).locked
    assert (copy.name, copy.version, copy.is_copy) == ("bagan.js", "1.1.0", True)


def test_and_its_known_faults_are_told(tmp_path):
    store_with(tmp_path, advisory("A")).__exit__()
    kartu = json.dumps({"name": "kartu", "version": "1.1.0"})
    files = {"js/kartu/package.json": kartu, "js/kartu/kartu.min.js": "x"}
    (finding,) = run(NPM, tmp_path, files).findings
    assert "salinan ini" in finding.fix.id


def test_what_bower_laid_down_is_a_copy(tmp_path):
    files = {"publik/bower_components/bagan/package.json": CHART,
             "publik/bower_components/bagan/plugins/x/package.json": CHART,
             "publik/bower_components/sisir/package.json": '{"name": "sisir"}'}  # fmt: skip
    assert found(tmp_path, files) == [
        ("copied-library", "publik/bower_components/sisir/package.json", "HIGH")
    ]


def test_lock_files_inside_what_bower_laid_down_install_nothing(tmp_path):
    here = "publik/bower_components/bagan/"
    files = {here + "bower.json": "{}", here + "package.json": CHART,
             here + "package-lock.json": npm_lock(gulp="3.9.0"),
             here + "docs/requirements.txt": "sphinx\n"}  # fmt: skip
    told = bill(tmp_path, files)
    assert [c.name for c in told.locked] == ["bagan.js"]
    assert {s.reason for s in told.skipped} == {"inside-package"}
    (tmp_path / "b").mkdir()
    plain = {path: text for path, text in files.items() if not path.endswith("bower.json")}
    assert "gulp" in {c.name for c in bill(tmp_path / "b", plain).locked}


@pytest.mark.parametrize(
    "text", [json.dumps(json.loads(CHART) | {"private": True}), CHART.replace("1.1.0", "")]
)
def test_a_private_package_or_one_without_a_version_is_no_copy(tmp_path, text):
    files = {"bagan/package.json": text, "bagan/bagan.min.js": "x"}
    assert found(tmp_path, files) == [("no-lock", "bagan/package.json", "MEDIUM")]


def test_the_same_library_for_two_package_managers_is_told_once(tmp_path):
    files = {"composer.json": APP, "js/bagan/package.json": CHART, "js/bagan/bagan.min.js": "x",
             "js/bagan/composer.json": library("luar/bagan", version="1.1.0")}  # fmt: skip
    assert [(c.ecosystem, c.name) for c in bill(tmp_path, files).locked] == [("npm", "bagan.js")]


def test_a_copys_own_licence_outweighs_what_is_known_of_its_name(tmp_path):
    licences = load().checks["integrity/component-licences"]
    text = json.dumps({"name": "tinymce", "version": "5.1.0", "license": "MIT"})
    files = {"js/tinymce/package.json": text,
             "js/tinymce/tinymce.min.js": "/*! TinyMCE version 5.1.0 */"}  # fmt: skip
    assert run(licences, tmp_path, files).findings == ()


def test_the_licence_of_a_name_goes_by_its_release(tmp_path):
    licences = load().checks["integrity/component-licences"]
    rules = {}
    for version in ("5.1.0", "6.5.1", "7.0.0"):
        folder = tmp_path / version
        folder.mkdir()
        files = {"js/tinymce.min.js": f"/*! TinyMCE version {version} */"}
        rules[version] = [f.evidence for f in run(licences, folder, files).findings]
    assert rules == {"5.1.0": ["LGPL-2.1-or-later"], "6.5.1": [], "7.0.0": ["GPL-2.0-or-later"]}
