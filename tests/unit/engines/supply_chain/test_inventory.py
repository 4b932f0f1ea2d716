"""The bill of materials of whole trees, through the real sandbox."""

import json
from datetime import date

from tests.unit.advisories.data import advisory, store_with
from tests.unit.engines.supply_chain.bench import NPM, bench_of, npm_lock, run, tree_of
from vetting.advisories import build
from vetting.advisories.importers.signals import Signal, Signals
from vetting.advisories.store import FILE_NAME
from vetting.engines.supply_chain.inventory import bill_of
from vetting.model.scale import Severity
from vetting.render.canonical import canonical


def bill(tmp_path, files):
    root = tmp_path / "app"
    root.mkdir()
    tree = tree_of(root, files)
    return bill_of(tree, bench_of(tree, tmp_path))


def locked(tmp_path, files):
    return {(c.ecosystem, c.name): c for c in bill(tmp_path, files).locked}


def test_central_versions_lock_the_projects_below(tmp_path):
    props = '<Project><ItemGroup><PackageVersion Include="A" Version="1.0"/></ItemGroup></Project>'
    project = '<Project><ItemGroup><PackageReference Include="A"/></ItemGroup></Project>'
    found = bill(tmp_path, {"Directory.Packages.props": props, "src/x.csproj": project})
    assert found.loose == ()
    assert [c.name for c in found.locked] == ["a"]


def test_go_sum_counts_only_where_go_mod_does_not_list_all(tmp_path):
    sums = "a.invalid v1.0.0 h1:x=\nb.invalid v1.0.0 h1:x=\n"
    mod = "module x.invalid\n\ngo {}\n\nrequire a.invalid v1.0.0\n"
    new = bill(tmp_path, {"go.mod": mod.format("1.22"), "go.sum": sums})
    assert {c.name for c in new.locked} == {"a.invalid"}
    (tmp_path / "b").mkdir()
    old = bill(tmp_path / "b", {"go.mod": mod.format("1.16"), "go.sum": sums})
    assert {c.name for c in old.locked} == {"a.invalid", "b.invalid"}


def test_requirements_are_read_where_they_lie_and_absent_parts_are_said(tmp_path):
    found = bill(tmp_path, {
        "requirements.txt": "-r requirements/prod.txt\n", "requirements/prod.txt": "-r base.txt\nb==2\n",
        "requirements/base.txt": "a==1\n", "x/requirements.txt": "--requirement=../lain/y.txt\n",
    })  # fmt: skip
    assert [(c.name, c.version) for c in found.locked] == [("a", "1"), ("b", "2")]
    assert [(b.ecosystem, b.path) for b in found.broken] == [("PyPI", "x/requirements.txt")]
    assert "../lain/y.txt" in found.broken[0].why


PNPM = """lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      alias: {specifier: 'npm:@dinas/kartu@^1.0.0', version: '@dinas/kartu@1.1.0'}
      bersama: {specifier: 'workspace:*', version: 'link:paket/bersama'}
packages:
  '@dinas/kartu@1.1.0': {resolution: {integrity: sha512-AA==}}
"""


def test_aliases_and_links_of_pnpm_are_locked(tmp_path):
    wanted = {"alias": "npm:@dinas/kartu@^1.0.0", "bersama": "1.0.0", "tak-terkunci": "^1.0.0"}
    manifest = json.dumps({"dependencies": wanted})
    found = bill(tmp_path, {"pnpm-lock.yaml": PNPM, "package.json": manifest})
    assert [c.name for c in found.locked] == ["@dinas/kartu"]
    assert [c.name for c in found.loose] == ["tak-terkunci"]


PACKAGE = json.dumps({"name": "kartu", "version": "1.1.0", "license": "MIT"})


def test_installed_packages_are_read_where_no_lock_names_them(tmp_path):
    found = locked(tmp_path, {"package.json": '{"dependencies": {"kartu": "^1.0.0"}}',
                              "node_modules/kartu/package.json": PACKAGE,
                              "node_modules/kartu/lib/package.json": '{"name": "dalam", "version": "1.0.0"}'})  # fmt: skip
    assert found["npm", "kartu"].version == "1.1.0"
    assert ("npm", "dalam") not in found


def test_and_not_where_a_lock_names_them(tmp_path):
    found = bill(tmp_path, {"package-lock.json": npm_lock(kartu="1.1.0"),
                            "node_modules/kartu/package.json": PACKAGE,
                            "node_modules/jquery/dist/jquery.min.js": "/*! jQuery v1.9.1 */"})  # fmt: skip
    assert [c.place.path for c in found.locked] == ["package-lock.json"]


def test_a_copied_library_has_the_files_own_hash(tmp_path):
    found = locked(tmp_path, {"public/jquery.min.js": "/*! jQuery v3.4.1 */"})
    copy = found["npm", "jquery"]
    assert copy.is_copy
    assert copy.is_direct
    assert copy.hashes[0].startswith("sha256:")


def test_direct_and_transitive_where_the_lock_does_not_tell(tmp_path):
    lock = '# yarn lockfile v1\n\na@1:\n  version "1.0.0"\n\nb@1:\n  version "1.0.0"\n'
    found = locked(tmp_path, {"package.json": '{"dependencies": {"a": "1"}}', "yarn.lock": lock})
    assert found["npm", "a"].is_direct is True
    assert found["npm", "b"].is_direct is False


def test_the_bill_has_one_canonical_form(tmp_path):
    from vetting.model.bill import Bill
    from vetting.model.codec import from_plain, to_plain

    found = bill(tmp_path, {"package-lock.json": npm_lock(kartu="1.1.0"), "b/yarn.lock": "broken"})
    plain = to_plain(found)
    assert from_plain(Bill, json.loads(canonical(plain))) == found


def test_exploited_faults_are_told_and_weigh_more(tmp_path):
    store_with(
        tmp_path, advisory("A", aliases=("CVE-2026-1111",), severity=Severity.LOW)
    ).__exit__()
    signal = Signals("KEV", {"CVE-2026-1111": Signal(date(2026, 3, 1))})
    build.note(tmp_path / FILE_NAME, signal)
    build.note(tmp_path / FILE_NAME, Signals("EPSS", {"CVE-2026-1111": Signal(None, 0.93)}))
    (finding,) = run(NPM, tmp_path, {"package-lock.json": npm_lock(kartu="1.1.0")}).findings
    assert finding.severity is Severity.HIGH
    assert "2026-03-01" in finding.message.id
    assert "93%" in finding.message.en


def test_each_fault_is_a_finding_with_the_one_upgrade_that_clears_all(tmp_path):
    from vetting.advisories.spans import Span

    store_with(
        tmp_path,
        advisory("A", aliases=("CVE-2026-1",), span=Span("", True, "1.2.0")),
        advisory("B", aliases=("CVE-2026-1", "CVE-2026-3"), span=Span("", True, "1.2.5")),
        advisory("C", aliases=("CVE-2026-2",), span=Span("1.0.0", True, "1.3.0")),
    ).__exit__()
    outcome = run(NPM, tmp_path, {"package-lock.json": npm_lock(kartu="1.1.0")})
    assert len(outcome.findings) == 2, "aliases are one fault"
    assert all("1.3.0" in f.fix.en for f in outcome.findings)
