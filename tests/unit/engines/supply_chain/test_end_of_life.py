"""What is told of products without support, and how surely."""

import json

from tests.unit.engines.supply_chain.bench import npm_lock, run
from vetting.content import load
from vetting.model.scale import Confidence, Severity

CHECK = load().checks["security/end-of-life"]


def findings(tmp_path, files):
    return run(CHECK, tmp_path, files).findings


def composer(**php):
    return {"composer.json": json.dumps({"require": php})}


def test_one_line_of_releases_is_one_finding(tmp_path):
    files = {
        "package-lock.json": npm_lock(vue="2.6.10"),
        "b/package-lock.json": npm_lock(vue="2.6.11"),
    }
    (finding,) = findings(tmp_path, files)
    assert "2.6.10, 2.6.11" in finding.message.id
    assert [step.place.path for step in finding.steps] == ["package-lock.json"]


def test_a_range_that_admits_only_what_has_ended_is_asked_for_and_not_in_use(tmp_path):
    (finding,) = findings(tmp_path, composer(php="^7.2.5"))
    assert finding.confidence is Confidence.MEDIUM
    assert "yang diminta: ^7.2.5" in finding.message.id


def test_what_is_in_use_comes_before_what_is_asked_for(tmp_path):
    (finding,) = findings(tmp_path, composer(php="^7.2.5") | {"Dockerfile": "FROM php:7.4-fpm\n"})
    assert (finding.confidence, finding.place.path) == (Confidence.HIGH, "Dockerfile")
    assert finding.message.en.endswith("in use: 7.4")


def test_what_only_builds_weighs_less(tmp_path):
    text = "FROM node:12 AS bangun\nFROM php:8.4\nCOPY --from=bangun /a /a\n"
    (finding,) = findings(tmp_path, {"Dockerfile": text})
    assert (finding.severity, finding.confidence) == (Severity.MEDIUM, Confidence.HIGH)
    assert "saat membangun" in finding.message.id


def test_what_developers_run_is_of_medium_confidence_unless_it_is_delivered_too(tmp_path):
    alone = {"docker/Dockerfile.dev": "FROM node:12\nCMD node\n"}
    for folder in "ab":
        (tmp_path / folder).mkdir()
    (finding,) = findings(tmp_path / "a", alone)
    assert finding.confidence is Confidence.MEDIUM
    (finding,) = findings(tmp_path / "b", alone | {"Dockerfile": "FROM node:12\nCMD node\n"})
    assert finding.confidence is Confidence.HIGH


def test_the_platform_of_composer_is_no_version_in_use(tmp_path):
    body = {"require": {}, "config": {"platform": {"php": "7.4.0"}}}
    (finding,) = findings(tmp_path, {"composer.json": json.dumps(body)})
    assert finding.confidence is Confidence.MEDIUM


def locked(*packages):
    return {"composer.lock": json.dumps({"packages": packages})}


LARAVEL = {"name": "laravel/framework", "version": "v7.30.6",
           "require": {"swiftmailer/swiftmailer": "^6"}}  # fmt: skip
MAILER = {"name": "swiftmailer/swiftmailer", "version": "v6.3.0"}


def test_what_an_outlived_package_brings_in_is_a_step_of_it(tmp_path):
    files = composer(**{"laravel/framework": "^7"}) | locked(LARAVEL, MAILER)
    (finding,) = findings(tmp_path, files)
    assert (finding.rule, finding.severity) == ("laravel", Severity.HIGH)
    (step,) = finding.steps
    assert step.note.en.startswith("Support for Swift Mailer 6 ended")
    assert step.note.en.endswith("(brought in by laravel/framework)")


def test_and_not_where_something_else_wants_it_too(tmp_path):
    other = {"name": "lain/surat", "version": "1.0.0",
             "require": {"swiftmailer/swiftmailer": "^6"}}  # fmt: skip
    files = composer(**{"laravel/framework": "^7", "lain/surat": "^1"}) | locked(
        LARAVEL, MAILER, other
    )
    found = {finding.rule: finding for finding in findings(tmp_path, files)}
    assert set(found) == {"laravel", "swiftmailer"}
    assert found["swiftmailer"].message.en.endswith("(brought in by lain/surat, laravel/framework)")
    assert "lain/surat, laravel/framework" in found["swiftmailer"].fix.en


def test_nor_where_the_application_asks_for_it_itself(tmp_path):
    wanted = {"laravel/framework": "^7", "swiftmailer/swiftmailer": "^6"}
    found = {f.rule: f for f in findings(tmp_path, composer(**wanted) | locked(LARAVEL, MAILER))}
    assert set(found) == {"laravel", "swiftmailer"}
    assert "brought in" not in found["swiftmailer"].message.en


def test_where_no_line_is_supported_the_advice_is_another_component(tmp_path):
    files = composer(**{"swiftmailer/swiftmailer": "^6"}) | locked(MAILER)
    (finding,) = findings(tmp_path, files)
    assert finding.fix.en.startswith("No release line of Swift Mailer")


def test_where_one_is_the_advice_is_the_checks_own(tmp_path):
    (finding,) = findings(tmp_path, {"package-lock.json": npm_lock(vue="2.6.10")})
    assert finding.fix is None


def test_a_level_of_androids_api_is_told_as_what_it_stands_for(tmp_path):
    script = "android { defaultConfig { targetSdkVersion 29 } }\n"
    (finding,) = findings(tmp_path, {"app/build.gradle": script})
    assert finding.confidence is Confidence.MEDIUM
    assert finding.message.en == (
        "targetSdk 29 = Android 10, whose security updates ended on 2023-03-06; raise targetSdk"
    )
    assert finding.fix.en.startswith("Raise targetSdk to ")
    assert "Android 1" in finding.fix.en


def test_the_least_that_builds_a_module_is_asked_for(tmp_path):
    (finding,) = findings(tmp_path, {"go.mod": "module a\n\ngo 1.20\n"})
    assert (finding.confidence, finding.evidence) == (Confidence.MEDIUM, "Go 1.20")
    assert finding.message.en.endswith("asked for: 1.20")
    (tmp_path / "b").mkdir()
    (finding,) = findings(
        tmp_path / "b", {"go.mod": "module a\n\ngo 1.20\n", "Dockerfile": "FROM golang:1.20\n"}
    )
    assert (finding.confidence, finding.place.path) == (Confidence.HIGH, "Dockerfile")


def test_a_release_before_every_line_is_told_as_older(tmp_path):
    old = {"name": "swiftmailer/swiftmailer", "version": "v5.4.12"}
    (finding,) = findings(tmp_path, locked(old))
    assert finding.message.en.startswith("Support for Swift Mailer ≤ 6 ended")


def test_what_is_compiled_in_is_in_use(tmp_path):
    text = "FROM golang:1.20 AS bangun\nFROM alpine:3.22\nCOPY --from=bangun /a /a\n"
    (finding,) = findings(tmp_path, {"Dockerfile": text})
    assert (finding.rule, finding.severity) == ("go", Severity.HIGH)
    assert finding.message.en.endswith("in use: 1.20")
