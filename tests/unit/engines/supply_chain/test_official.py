"""Copies of official releases: known by their text alone, and told apart from altered ones."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from vetting.advisories.versions import key
from vetting.content import load
from vetting.engines.supply_chain import origin
from vetting.engines.supply_chain.locks import libraries, official
from vetting.model.bill import Bill, Component
from vetting.model.finding import Place

CHECK = load().checks["security/dependency-origin"]
TEXT = "/* a synthetic script of no known name */\nvar a = 1;\n"
SCRIPT = Path(__file__).parents[4] / "scripts/official-libraries"


@pytest.fixture
def known(monkeypatch):
    """A table of one release, `kartu` 1.2.3, whose script is TEXT."""
    hashes = frozenset({official.digest(TEXT)})
    table = {("kartu", "1.2.3"): official.Scripts(hashes, hashes),
             ("kartu", "2.0.0"): official.Scripts(plain=hashes)}  # fmt: skip
    monkeypatch.setattr(official, "releases", lambda: table)
    monkeypatch.setattr(
        official, "_by_digest", lambda: {official.digest(TEXT): (("kartu", "1.2.3"),)}
    )


def test_the_table_names_releases_and_their_hashes():
    table = official.releases()
    assert len(table) > 400
    for (name, version), scripts in table.items():
        assert key("npm", version), name
        assert scripts.all
        assert all(len(one) == 64 and int(one, 16) for one in scripts.all)


@pytest.mark.parametrize(
    "text",
    [TEXT, TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT, TEXT + "\n\n", TEXT.rstrip(),
     TEXT + "//# sourceMappingURL=kartu.js.map", TEXT + "//# sourceMappingURL=kartu.min.js.map\n"],
)  # fmt: skip
def test_what_copying_does_to_a_text_does_not_matter(text):
    assert official.digest(text) == official.digest(TEXT)
    assert official.digest(text) == hashlib.sha256(TEXT.rstrip().encode()).hexdigest()


@pytest.mark.parametrize("text", [TEXT.replace("1", "2"), TEXT + "b()", " " + TEXT])
def test_a_changed_text_is_another(text):
    assert official.digest(text) != official.digest(TEXT)


@pytest.mark.usefixtures("known")
def test_a_script_without_a_banner_is_known_by_its_hash():
    (found,) = libraries.library("public/vendor/apa.min.js", TEXT).packages
    assert (found.name, found.version, found.ecosystem) == ("kartu", "1.2.3", "npm")
    assert libraries.library("public/vendor/apa.min.js", TEXT + "b()").packages == ()


@pytest.mark.usefixtures("known")
def test_the_hash_outweighs_the_banner(monkeypatch):
    text = "/*! jQuery v1.9.1 */\n" + TEXT
    digest = official.digest(text)
    monkeypatch.setattr(official, "_by_digest", lambda: {digest: (("jquery", "3.7.1"),)})
    (found,) = libraries.library("public/jquery.js", text).packages
    assert found.version == "3.7.1"


def test_a_file_of_several_releases_tells_none(monkeypatch):
    twice = (("kartu", "1.2.3"), ("kartu", "1.2.4"))
    monkeypatch.setattr(official, "_by_digest", lambda: {"a" * 64: twice})
    assert official.of("a" * 64) is None


def copy(path, text, name="kartu", version="1.2.3"):
    hashes = (f"{libraries.NORMAL}:{official.digest(text)}",)
    return Component("npm", name, version, Place(path, 1, pointer=name), hashes=hashes)


def altered(*components):
    found = origin.outcome(CHECK, Bill(locked=components)).findings
    return [finding.place.path for finding in found if finding.rule == "changed-library"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "path",
    ["a/kartu.js", "a/kartu.min.js", "a/kartu-1.2.3.min.js", "a/Kartu.bundle.js", "a/jquery.kartu.js"],
)  # fmt: skip
def test_an_altered_copy_is_asked_about(path):
    assert altered(copy(path, TEXT + "kirim()")) == [path]
    assert altered(copy(path, TEXT)) == []


@pytest.mark.usefixtures("known")
def test_what_is_no_copy_of_one_release_is_not():
    changed = TEXT + "kirim()"
    assert altered(copy("a/vendor.js", changed)) == [], "another name"
    assert altered(copy("a/kartu-custom.js", changed)) == [], "says itself that it is changed"
    assert altered(copy("a/kartu.js", changed, version="9.9.9")) == [], "no hash of that release"
    assert altered(copy("a/kartu.min.js", changed, version="2.0.0")) == [], "none was published"
    assert altered(copy("a/kartu.js", changed, version="2.0.0")) == ["a/kartu.js"]
    joined = (copy("a/kartu.js", changed), copy("a/kartu.js", changed, "surat"))
    assert altered(*joined) == [], "several libraries in one file"


def test_the_table_is_computed_from_unpacked_packages(tmp_path):
    body = "/*! Bootstrap v9.8.7 */\n" + "x();\n" * 400
    for path, text in (
        ("a/package.json", '{"name": "bootstrap", "version": "9.8.7"}'),
        ("a/dist/js/bootstrap.min.js", body), ("a/js/src/bootstrap.js", "y();\n" * 400),
        ("a/dist/js/unrelated.js", "y();\n" * 400), ("a/dist/js/bootstrap.js", "small"),
        ("b/package.json", '{"name": "kosong", "version": "1.0.0"}'),
    ):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True,
                          check=True)  # fmt: skip
    rows = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert rows == [f"bootstrap\t9.8.7\t{official.digest(body)}\t"]
