"""The bill of materials: valid for a validator that is not ours, and no reference dangles."""

import json
from dataclasses import replace

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.render.builder import check, report
from vetting.content import load
from vetting.engines.supply_chain.report import RULE
from vetting.model.bill import Bill, Broken, Component
from vetting.model.finding import Finding, Place, fingerprinted
from vetting.model.outcome import Ran, Scope, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.render.cyclonedx import render
from vetting.render.purl import purl

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def component(name="kartu", version="1.1.0", ecosystem="npm", path="package-lock.json", **changes):
    return Component(ecosystem, name, version, Place(path, 3, pointer=name), **changes)


def known(package, *names, severity=Severity.HIGH):
    return Finding(
        check="security/vulnerable-npm-packages", rule=RULE, severity=severity,
        confidence=Confidence.HIGH, message=Text("x", "x"), place=package.place,
        anchor=f"{package.name}@{package.version} {names[0]}", references=names,
        fix=Text("Naikkan.", "Raise."),
    )  # fmt: skip


def made(bill, *findings):
    ran = Ran(
        fingerprinted(findings), Scope(1, 1, unit="packages"), Tool("osv-match", "1", "npm 2026")
    )
    whole = report(3)
    checks = (*whole.checks, check("security/vulnerable-npm-packages", ran))
    return replace(whole, checks=checks, bill=bill)


def document(one):
    return json.loads(render(one, "id", load()))


def faults_of(text):
    error = VALIDATOR.validate_str(text if isinstance(text, str) else json.dumps(text))
    return f"invalid: {error.data.message[:200]}" if error else ""  # its own text is megabytes


def references(value):
    """Every name of a component that stands anywhere but at its own definition."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("ref", "dependsOn", "assemblies"):
                yield from [item] if isinstance(item, str) else item
            else:
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def defined(bom):
    rows = [bom["metadata"]["component"], *bom["components"], *bom["vulnerabilities"]]
    return [row["bom-ref"] for row in rows]


KARTU = component(licence="MIT", hashes=("sha512:" + "a" * 128,), is_direct=True, needs=("surat",),
                  origin="https://example.invalid/kartu.tgz")  # fmt: skip
SURAT = component("@dinas/surat", "2.0.0", licence="? BSD", is_dev=True, is_direct=False)
BILL = Bill(
    locked=(KARTU, replace(KARTU, place=Place("b/package-lock.json", 9)), SURAT,
            component("surat", "1.0.0", needs=("surat", "tak-ada")),
            component("org.contoh:inti", "1.0", "Maven", "pom.xml", licence="Apache-2.0 OR MIT"),
            component("php", "8.1-fpm", "docker", "Dockerfile"), component("tanpa", "")),
    loose=(component("longgar", "^1.0 || <2"), component("Surat_X", "", "PyPI", "requirements.txt")),
    runtimes=(component("php", ">=7.2", "", "composer.json"),),
    broken=(Broken("npm", "rusak/package-lock.json", "not JSON"),),
)  # fmt: skip


def test_it_is_valid_and_says_all_that_is_known():
    bom = document(made(BILL, known(KARTU, "CVE-2026-1111", "GHSA-x", VECTOR)))
    assert faults_of(bom) == ""
    kartu = next(c for c in bom["components"] if c["bom-ref"] == "pkg:npm/kartu@1.1.0")
    assert kartu["licenses"] == [{"expression": "MIT"}]
    assert kartu["hashes"] == [{"alg": "SHA-512", "content": "a" * 128}]
    assert [o["location"] for o in kartu["evidence"]["occurrences"]] == [
        "b/package-lock.json", "package-lock.json"
    ]  # fmt: skip
    dev = next(c for c in bom["components"] if c["purl"] == "pkg:npm/%40dinas/surat@2.0.0")
    assert (dev["scope"], dev["group"], dev["name"]) == ("excluded", "@dinas", "surat")
    assert dev["licenses"] == [{"license": {"name": "BSD"}}]
    (fault,) = bom["vulnerabilities"]
    assert fault["id"] == "CVE-2026-1111"
    assert fault["ratings"][0] == {
        "score": 9.8, "severity": "critical", "method": "CVSSv31", "vector": VECTOR
    }  # fmt: skip
    assert fault["affects"] == [{"ref": "pkg:npm/kartu@1.1.0"}]
    assert bom["compositions"][0]["aggregate"] == "incomplete"
    assert "laravel" in [c["name"] for c in bom["components"] if c["type"] == "framework"]
    assert {"name": "vet:unreadable", "value": "rusak/package-lock.json"} in bom["metadata"][
        "properties"
    ]


def test_a_broken_twin_is_refused():
    bom = document(made(BILL))
    assert faults_of(bom) == ""
    for change in (
        {"bomFormat": "SPDX"}, {"components": [{"type": "library"}]}, {"tambahan": 1},
        {"components": [bom["components"][0] | {"type": "pustaka"}]},
        {"components": [bom["components"][0] | {"licenses": [{"license": {"id": "BUKAN-SPDX"}}]}]},
    ):  # fmt: skip
        assert faults_of(bom | change)


def test_no_reference_dangles_and_none_is_defined_twice():
    bom = document(made(BILL, known(KARTU, "CVE-2026-1111")))
    assert len(defined(bom)) == len(set(defined(bom)))
    assert set(references(bom)) <= set(defined(bom))
    edges = {row["ref"]: row["dependsOn"] for row in bom["dependencies"]}
    assert edges["pkg:npm/kartu@1.1.0"] == ["pkg:npm/surat@1.0.0"]
    assert edges["pkg:npm/surat@1.0.0"] == []
    assert "pkg:npm/%40dinas/surat@2.0.0" not in edges["aplikasi"]


def test_one_fault_in_two_packages_stands_once():
    bom = document(made(BILL, known(KARTU, "CVE-2026-1111"), known(SURAT, "CVE-2026-1111")))
    (fault,) = bom["vulnerabilities"]
    assert len(fault["affects"]) == 2
    assert fault["ratings"] == [{"severity": "high", "source": {"name": "vet"}}]


def test_a_report_without_an_inventory_says_so():
    bom = document(made(None))
    assert faults_of(bom) == ""
    assert {c["type"] for c in bom["components"]} <= {"framework"}
    assert {"name": "vet:inventory", "value": "absent"} in bom["metadata"]["properties"]


def test_the_same_report_gives_the_same_bytes():
    assert render(made(BILL), "id", load()) == render(made(BILL), "id", load())


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "expected"),
    [
        ("npm", "@a/b", "1.0.0", "pkg:npm/%40a/b@1.0.0"), ("Packagist", "a/b", "v1.2", "pkg:composer/a/b@1.2"),
        ("Maven", "g.h:a", "1", "pkg:maven/g.h/a@1"), ("Go", "a.invalid/b/c", "1.0.0", "pkg:golang/a.invalid/b/c@1.0.0"),
        ("crates", "x", "1.0.0", "pkg:cargo/x@1.0.0"), ("npm", "x", "^1", "pkg:npm/x"), ("", "php", "8", ""),
        ("npm", "/", "1", ""),
    ],
)  # fmt: skip
def test_purl(ecosystem, name, version, expected):
    assert purl(component(name, version, ecosystem)) == expected


WORDS = st.text(max_size=12)


@settings(max_examples=12, deadline=None)
@given(
    name=WORDS, version=WORDS, path=WORDS, licence=WORDS.map("? ".__add__), origin=WORDS.map("https://".__add__),
    ecosystem=st.sampled_from(["npm", "Maven", "docker", "", "Go"]),
)  # fmt: skip
def test_hostile_names_stay_valid(name, version, path, licence, origin, ecosystem):
    odd = Component(ecosystem, name, version, Place(path), licence=licence, origin=origin)
    bom = document(made(Bill(locked=(odd,), loose=(replace(odd, name="b"),))))
    assert faults_of(bom) == ""
    assert len(defined(bom)) == len(set(defined(bom)))
