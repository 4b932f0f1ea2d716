"""Lock files that want to exhaust, confuse or silence the inventory, through the real sandbox."""

import gzip
import json
import time
import zipfile

import pytest

from tests.unit.advisories.data import advisory, store_with
from tests.unit.engines.supply_chain.bench import NPM, UNLOCKED, npm_lock, run
from vetting.model.outcome import Failed, Ran, Reason
from vetting.model.scale import Severity

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><project><name>&l11;</name></project>'
HOSTILE = {
    "broken": {"package-lock.json": '{"lockfileVersion": 3, "packages": {'},
    "truncated": {"package-lock.json": npm_lock(kartu="1.1.0")[:-20]},
    "nested json": {"package-lock.json": '{"lockfileVersion":3,"packages":' + "[" * 200_000},
    "nested yaml": {"pnpm-lock.yaml": "lockfileVersion: 9\npackages: " + "{a: " * 20_000},
    "nested toml": {"uv.lock": "version = 1\nx = " + "[" * 100_000},
    "yaml aliases": {"pnpm-lock.yaml": "lockfileVersion: &a ['x']\npackages: {a: *a, b: *a}\n"},
    "billion laughs": {"pom.xml": BOMB},
    "external entity": {"pom.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><project>&e;</project>'},
    "not utf-8": {"composer.lock": b"\xff\xfe\xfa{}"},
    "a key twice": {"composer.lock": '{"packages": [], "packages": []}'},
    "many packages": {"yarn.lock": "# yarn lockfile v1\n" + "".join(
        f'p{n}@1:\n  version "1.0.0"\n' for n in range(60_000))},
    "long name": {"package-lock.json": npm_lock(**{"a" * 5000: "1.0.0"})},
    "deep python": {"setup.py": "setup(install_requires=" + "(" * 5000 + ")" * 5000 + ")"},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_is_a_finding_within_the_caps(tmp_path, name):
    started = time.monotonic()
    outcome = run(UNLOCKED, tmp_path, HOSTILE[name])
    assert time.monotonic() - started < 60
    assert isinstance(outcome, Ran)
    (finding,) = outcome.findings
    assert finding.rule == "unreadable"
    assert finding.severity is Severity.HIGH
    assert finding.place.path == next(iter(HOSTILE[name]))
    assert "root:" not in finding.message.en


def test_a_file_of_200_mb_is_told_and_not_read(tmp_path):
    (tmp_path / "app").mkdir()
    big = tmp_path / "app/package-lock.json"
    with big.open("wb") as file:
        file.write(b'{"lockfileVersion": 3, "packages": {')
        file.truncate(200 << 20)
    from tests.unit.engines.supply_chain.bench import bench_of
    from vetting.engines.supply_chain import SupplyChain
    from vetting.model.tree import Entry, Manifest, Tree

    tree = Tree(tmp_path / "app", Manifest.of([Entry(big.name, 200 << 20, "0" * 64)]))
    bench = bench_of(tree, tmp_path)
    started = time.monotonic()
    outcomes = SupplyChain().run([UNLOCKED], tree, bench)
    assert time.monotonic() - started < 30
    (finding,) = outcomes[UNLOCKED.id].findings
    assert "larger than" in finding.message.en


@pytest.mark.parametrize("name", ["broken", "truncated", "nested json", "long name"])
def test_and_undecided_for_the_ecosystem(tmp_path, name):
    store_with(tmp_path, advisory("A")).__exit__()
    outcome = run(NPM, tmp_path, HOSTILE[name])
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.SOURCE_UNREADABLE


def test_one_broken_file_does_not_hide_another(tmp_path):
    store_with(tmp_path, advisory("A")).__exit__()
    files = {"package-lock.json": npm_lock(kartu="1.1.0"), "b/package-lock.json": "{"}
    outcome = run(NPM, tmp_path, files)
    assert isinstance(outcome, Ran)
    assert [f.place.path for f in outcome.findings] == ["package-lock.json"]
    assert outcome.scope.examined == 0


def test_a_jar_that_is_a_bomb(tmp_path):
    (tmp_path / "j").mkdir()
    with zipfile.ZipFile(tmp_path / "j/b.jar", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/maven/g/a/pom.properties", "a" * (300 << 10))
    outcome = run(UNLOCKED, tmp_path, {"lib/b.jar": (tmp_path / "j/b.jar").read_bytes()})
    (finding,) = outcome.findings
    assert finding.rule == "unreadable"


def test_names_that_no_search_finds_cost_little(tmp_path):
    entries = {f"node_modules/\u00e9{n}": {"version": "1.0.0"} for n in range(20_000)}
    lock = json.dumps({"lockfileVersion": 3, "packages": entries})  # names are escaped in it
    started = time.monotonic()
    outcome = run(UNLOCKED, tmp_path, {"package-lock.json": lock})
    assert time.monotonic() - started < 60
    assert isinstance(outcome, Ran)
    assert outcome.scope.examined == 20_000


def test_signals_that_are_a_bomb(tmp_path):
    from vetting.advisories.importers import signals
    from vetting.model.errors import BadSetup

    file = tmp_path / "epss.csv.gz"
    with gzip.open(file, "wb") as packed:
        packed.write(b"0" * (40 << 20))
    with pytest.raises(BadSetup):
        signals.read(file)
