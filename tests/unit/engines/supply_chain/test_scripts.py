"""Variables that one file of a Gradle build sets and another uses."""

import pytest

from tests.unit.engines.supply_chain.bench import UNLOCKED, run
from tests.unit.engines.supply_chain.test_inventory import bill
from vetting.model.scale import Confidence

APP = 'dependencies { implementation "g:a:$versi" }\n'


def version(tmp_path, files):
    told = bill(tmp_path, {"android/app/build.gradle": APP} | files)
    return next((c.version for c in told.locked if c.name == "g:a"), None)


ELSEWHERE = {
    "above": {"android/build.gradle": "buildscript { ext.versi = '1.4' }"},
    "properties": {"android/gradle.properties": "versi=1.4\n"},
    "a file of its own": {
        "android/settings.gradle": "include ':app'", "android/gradle/versi.gradle": "ext { versi = '1.4' }",
    },
    "the build's own sources": {
        "android/settings.gradle": "include ':app'", "android/buildSrc/src/main/kotlin/V.kt": 'const val versi = "1.4"',
    },
    "nearest": {"android/build.gradle": "ext.versi = '1.4'", "build.gradle": "ext.versi = '2'"},
}  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_is_followed_to_where_the_build_states_it(tmp_path, name):
    assert version(tmp_path, ELSEWHERE[name]) == "1.4"


OPEN = {
    "nowhere": {},
    "in another build": {"lain/build.gradle": "ext.versi = '1.4'"},
    "twice": {
        "android/build.gradle": "ext.versi = '1.4'", "android/gradle.properties": "versi=1.5\n",
    },
    "a range": {"android/build.gradle": "ext.versi = '1.+'"},
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_else_it_stays_open(tmp_path, name):
    assert version(tmp_path, OPEN[name]) is None


def test_and_is_no_sure_finding(tmp_path):
    (finding,) = run(UNLOCKED, tmp_path, {"build.gradle": APP}).findings
    assert (finding.rule, finding.confidence) == ("no-lock", Confidence.MEDIUM)
    assert "not written in the files" in finding.message.en


def test_a_range_is_one(tmp_path):
    text = APP.replace("$versi", "1.+")
    (finding,) = run(UNLOCKED, tmp_path, {"build.gradle": text}).findings
    assert (finding.rule, finding.confidence) == ("no-lock", Confidence.HIGH)


def test_what_a_locked_bill_of_materials_may_decide_is_none(tmp_path):
    text = """dependencies {
        implementation platform('g:papan-bom:1.0')
        implementation 'g:a'
    }"""
    told = {f.rule: f.confidence for f in run(UNLOCKED, tmp_path, {"build.gradle": text}).findings}
    assert told["no-lock"] is Confidence.MEDIUM
