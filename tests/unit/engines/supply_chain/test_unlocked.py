import json

import pytest

from tests.unit.engines.supply_chain.bench import UNLOCKED, npm_lock, run
from vetting.model.outcome import NotApplicable, Ran
from vetting.model.scale import Confidence, Severity


def found(tmp_path, files):
    outcome = run(UNLOCKED, tmp_path, files)
    assert isinstance(outcome, Ran)
    return [(f.rule, f.place.path, f.severity) for f in outcome.findings]


PACKAGE = '{"dependencies": {"kartu": "^1.0"}}'


def test_a_manifest_without_its_lock(tmp_path):
    assert found(tmp_path, {"package.json": PACKAGE}) == [
        ("no-lock", "package.json", UNLOCKED.severity)
    ]


def test_development_packages_alone_weigh_less(tmp_path):
    text = '{"devDependencies": {"kartu": "^1.0"}}'
    assert found(tmp_path, {"package.json": text}) == [("no-lock", "package.json", Severity.LOW)]


def test_a_lock_beside_or_above_is_enough(tmp_path):
    files = {"package-lock.json": npm_lock(kartu="1.0.0"), "package.json": PACKAGE,
             "bagian/package.json": PACKAGE}  # fmt: skip
    assert found(tmp_path, files) == []


INNER = {"bagian/package.json": '{"dependencies": {"sisir": "^1.0"}}'}


def test_what_a_library_inside_asks_for_is_less_sure(tmp_path):
    files = {"package-lock.json": npm_lock(kartu="1.0.0"), "package.json": PACKAGE, **INNER}
    (inside,) = run(UNLOCKED, tmp_path, files).findings
    assert (inside.rule, inside.confidence) == ("no-lock", Confidence.MEDIUM)


def test_what_a_part_without_any_lock_above_asks_for_is_sure(tmp_path):
    (alone,) = run(UNLOCKED, tmp_path, INNER).findings
    assert (alone.rule, alone.confidence) == ("no-lock", Confidence.HIGH)


def test_a_lock_elsewhere_is_not(tmp_path):
    files = {"lain/package-lock.json": npm_lock(kartu="1.0.0"), "package.json": PACKAGE}
    assert found(tmp_path, files)[0][:2] == ("no-lock", "package.json")


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe\xff", b"[]", b'{"lockfileVersion":' + b"[" * 99_999]
)
def test_a_broken_lock_is_a_finding(tmp_path, body):
    assert found(tmp_path, {"package-lock.json": body}) == [
        ("unreadable", "package-lock.json", Severity.HIGH)
    ]


def test_a_utf_16_requirements_file_of_powershell_is_read(tmp_path):
    assert found(tmp_path, {"requirements.txt": "flask==3.0.0\n".encode("utf-16")}) == []


def test_a_file_beyond_the_limit_is_a_finding(tmp_path):
    huge = b"# yarn lockfile v1\n" + b"#\n" * (13 << 20)
    assert found(tmp_path, {"yarn.lock": huge})[0][0] == "unreadable"


def test_no_packages_at_all_is_not_applicable(tmp_path):
    assert isinstance(run(UNLOCKED, tmp_path, {"a.php": "<?php"}), NotApplicable)


BRANCH = '{"packages": [{"name": "luar/sisir", "version": "dev-main"}]}'


def test_a_package_without_a_release_is_told_once(tmp_path):
    files = {"composer.json": "{}", "composer.lock": BRANCH,
             "vendor/composer/installed.json": BRANCH}  # fmt: skip
    (finding,) = run(UNLOCKED, tmp_path, files).findings
    assert (finding.rule, finding.place.path) == ("no-release", "composer.lock")
    assert [step.place.path for step in finding.steps] == ["vendor/composer/installed.json"]


def test_and_not_where_the_check_of_origins_tells_it(tmp_path):
    entry = {"version": "git+https://git.invalid/sisir.git#0123456789"}
    lock = json.dumps({"lockfileVersion": 1, "dependencies": {"sisir": entry}})
    assert found(tmp_path, {"package-lock.json": lock}) == []


def test_one_image_in_two_files_is_one_finding_with_advice_on_images(tmp_path):
    files = {"Dockerfile": "FROM luar/dasar:latest\n", "Dockerfile.local": "FROM luar/dasar\n"}
    (finding,) = run(UNLOCKED, tmp_path, files).findings
    assert finding.rule == "image-not-fixed"
    assert [step.place.path for step in finding.steps] == ["Dockerfile.local"]
    assert "FROM" in finding.fix.id


SCRIPT = "dependencies { implementation 'g:a:1.0' }\n"


def test_all_files_of_one_build_without_a_lock_are_one_finding(tmp_path):
    files = {"build.gradle": SCRIPT, "app/build.gradle": SCRIPT.replace("g:a", "g:b")}
    (finding,) = run(UNLOCKED, tmp_path, files).findings
    assert (finding.rule, finding.place.path) == ("transitive-unknown", "app/build.gradle")
    assert finding.message.en.startswith("2 direct packages")
    assert (finding.severity, finding.fix.en[:23]) == (Severity.INFO, "Hand in gradle.lockfile")
    assert [step.place.path for step in finding.steps] == ["build.gradle"]


def test_what_only_builds_or_tests_brings_nothing_along(tmp_path):
    plugin = "buildscript { dependencies { classpath 'g:plugin:2.0' } }\n"
    tests = "dependencies { testImplementation 'g:uji:1.0'; androidTestImplementation 'g:u:1' }\n"
    files = {"build.gradle": plugin, "app/build.gradle": SCRIPT + tests}
    (finding,) = run(UNLOCKED, tmp_path, files).findings
    assert finding.message.en.startswith("1 direct packages")
    assert (finding.place.path, finding.steps) == ("app/build.gradle", ())


def test_nothing_else_is_no_finding(tmp_path):
    assert found(tmp_path, {"build.gradle": "dependencies { classpath 'g:plugin:2.0' }\n"}) == []


def test_where_a_version_is_open_it_is_to_be_written_out(tmp_path):
    files = {"build.gradle": SCRIPT + 'dependencies { implementation "g:b:$luar" }\n'}
    fixes = {f.rule: f.fix.en for f in run(UNLOCKED, tmp_path, files).findings}
    assert fixes["transitive-unknown"].startswith("Write the whole version")


def test_where_the_lock_is_surely_missing_the_unknown_rest_is_not_told_beside_it(tmp_path):
    files = {"app/build.gradle": SCRIPT + "dependencies { implementation 'g:b:27.+' }\n"}
    (finding,) = run(UNLOCKED, tmp_path, files).findings
    assert (finding.rule, finding.confidence) == ("no-lock", Confidence.HIGH)
    assert "dependencyLocking" in finding.fix.en
    assert "pom.xml" not in finding.fix.en


def test_advice_on_a_pom_speaks_of_no_gradle(tmp_path):
    pom = (
        "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
        "<version>[1.0,2.0)</version></dependency></dependencies></project>"
    )
    (finding,) = run(UNLOCKED, tmp_path, {"pom.xml": pom}).findings
    assert finding.fix.en == "Write the whole version of each package in pom.xml."


def test_maven_has_no_lock_to_ask_for(tmp_path):
    pom = (
        "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
        "<version>1.0</version></dependency></dependencies></project>"
    )
    (finding,) = run(UNLOCKED, tmp_path, {"pom.xml": pom}).findings
    assert finding.fix.en.startswith("Maven has no lock file")


PUBSPEC = """name: surat
dependencies:
  dio: ^5.0.0
  sisir:
    git: https://git.invalid/sisir.git
  kartu: {git: {url: "https://git.invalid/kartu.git", path: bagian}}
  tetap: {git: {url: "https://git.invalid/tetap.git", ref: v1.2.0}}
"""


def test_the_head_of_a_branch_is_told_of_each_package_that_is_taken_from_it(tmp_path):
    no_lock, *heads = run(UNLOCKED, tmp_path, {"pubspec.yaml": PUBSPEC}).findings
    assert no_lock.message.en.endswith("lock file: dio, tetap")
    assert [(f.rule, f.severity, f.message.en.split()[0], f.place.line) for f in heads] == [
        ("no-release", Severity.LOW, "sisir", 4), ("no-release", Severity.LOW, "kartu", 6)
    ]  # fmt: skip


def test_and_not_where_the_lock_names_the_commit(tmp_path):
    lock = (
        "packages:\n  sisir:\n    dependency: direct main\n    source: git\n    version: 1.0.0\n"
        '    description: {url: "https://git.invalid/sisir.git", resolved-ref: "01"}\n'
    )
    text = PUBSPEC.partition("  kartu")[0].replace("  dio: ^5.0.0\n", "")
    assert found(tmp_path, {"pubspec.yaml": text, "pubspec.lock": lock}) == []


def test_what_spring_boot_chooses_is_told_as_that(tmp_path):
    text = "plugins {\n id 'org.springframework.boot' version '3.5.8'\n}\ndependencies {\n runtimeOnly 'org.postgresql:postgresql'\n}"
    finding = next(f for f in run(UNLOCKED, tmp_path, {"build.gradle": text}).findings)
    assert (finding.rule, finding.severity, finding.confidence) == (
        "no-lock", Severity.LOW, Confidence.MEDIUM,
    )  # fmt: skip
    assert "Spring Boot 3.5.8" in finding.message.en


IMAGES = {
    "nginx": Confidence.HIGH,
    "ghcr.io/contoh/surat": Confidence.HIGH,
    "ghcr.io/contoh/surat:latest": Confidence.HIGH,
    "contoh/surat:base": Confidence.HIGH,
    "registry.contoh.go.id/surat:base": Confidence.MEDIUM,
}


@pytest.mark.parametrize("image", IMAGES)
def test_a_tag_of_a_registry_of_ones_own_may_be_fixed(tmp_path, image):
    (finding,) = run(UNLOCKED, tmp_path, {"Dockerfile": f"FROM {image}\n"}).findings
    assert finding.confidence is IMAGES[image]
