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


def test_the_platform_of_composer_is_no_version_in_use(tmp_path):
    body = {"require": {}, "config": {"platform": {"php": "7.4.0"}}}
    (finding,) = findings(tmp_path, {"composer.json": json.dumps(body)})
    assert finding.confidence is Confidence.MEDIUM
