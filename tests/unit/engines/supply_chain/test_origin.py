"""Near names, hosts by digest, credentials, and classes of licences."""

import hashlib
import json

import pytest

from tests.unit.engines.supply_chain.bench import run
from vetting.content import load
from vetting.engines.supply_chain.licences import Class, Table, _table, class_of
from vetting.engines.supply_chain.locks.licences import spdx
from vetting.engines.supply_chain.nearness import is_near
from vetting.engines.supply_chain.origins import (
    commit_of,
    digest_of_host,
    host_of,
    place_of,
    without_credentials,
)


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("expres", "express", True), ("expresss", "express", True), ("exprses", "express", True),
        ("exprexs", "express", True), ("cross-env", "crossenv", True), ("lodash", "lodash", False),
        ("loadsh", "lodash", True), ("lodash-es", "lodash", False), ("base64", "base32", False),
        ("mysql2", "mysql", False), ("chalk", "chai", False), ("abc", "abd", False),
        ("expressed", "express", False),
    ],
)  # fmt: skip
def test_one_slip(name, known, expected):
    assert is_near(name, known) is expected
    assert is_near(known, name) is expected


def test_addresses_lose_what_is_secret():
    address = "https://user:rahasia@example.invalid/a.tgz?token=rahasia#x"
    assert without_credentials(address) == "https://example.invalid/a.tgz"
    assert without_credentials("git+ssh://git:kunci@example.invalid/x.git") == (
        "git+ssh://example.invalid/x.git"
    )
    assert "rahasia" not in without_credentials("https://[rahasia@x?rahasia")
    assert host_of("git+https://Example.Invalid:8443/x") == "example.invalid"
    assert digest_of_host("a") == hashlib.sha256(b"a").hexdigest()


COMMIT = "0123456789" * 4


def test_of_an_addresss_fragment_only_a_whole_commit_stays():
    git, archive = "git+https://git.invalid/x.git", "https://example.invalid/x/-/x-1.0.0.tgz"
    assert without_credentials(f"{git}#{COMMIT}") == f"{git}#{COMMIT}"
    assert without_credentials(f"{git}#commit={COMMIT}") == f"{git}#{COMMIT}"
    assert without_credentials(f"{git}#cabang") == git
    assert without_credentials(f"{archive}#{COMMIT}") == archive
    assert commit_of(f"https://codeload.github.com/a/b/tar.gz/{COMMIT}") == COMMIT
    assert commit_of(f"{git}#0123456") == commit_of(archive) == ""


@pytest.mark.parametrize(
    "address",
    [
        "github:A/b#cabang", "a/b", "git@github.com:a/b.git", "git+ssh://git@github.com/a/b.git#x",
        "git://github.com/a/b.git", "https://github.com/a/b/archive/v1.zip",
        f"https://codeload.github.com/a/b/tar.gz/{COMMIT}", f"github.com/a/b/{COMMIT}",
    ],
)  # fmt: skip
def test_one_repository_is_one_place_however_it_is_written(address):
    assert place_of(address) == "github.com/a/b"


@pytest.mark.parametrize(
    "address",
    ["https://github.com@git.invalid/a/b", "https://github.com.git.invalid/a/b.git", "gitlab:a/b",
     "https://github.com/a/b/raw/x.tgz", "https://github.com/a/c", "git+https://git.invalid/a/b"],
)  # fmt: skip
def test_and_another_is_another(address):
    assert place_of(address) != "github.com/a/b"


TABLE = Table({"MIT": Class.ALLOWED, "GPL-3.0-only": Class.SHARED, "AGPL-3.0-only": Class.NETWORK,
               "LicenseRef-proprietary": Class.CONFLICTING, "GPL-2.0-only": Class.SHARED}, {})  # fmt: skip


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", Class.ALLOWED), ("MIT OR AGPL-3.0-only", Class.ALLOWED),
        ("MIT AND AGPL-3.0-only", Class.NETWORK), ("LicenseRef-proprietary", Class.CONFLICTING),
        ("(MIT OR GPL-3.0-only) AND LicenseRef-proprietary", Class.CONFLICTING),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Class.SHARED), ("? BSD", Class.UNKNOWN),
        ("Zlib", Class.UNKNOWN), ("((", Class.UNKNOWN),
    ],
)  # fmt: skip
def test_of_a_choice_the_best_of_a_sum_the_worst(licence, expected):
    assert class_of(licence, TABLE) is expected


def test_the_shipped_table_knows_spdx_ids_only_once():
    check = load().checks["integrity/component-licences"]
    table = _table(check)
    assert len(table.classes) > 80
    assert all(spdx(name) == name for name in table.classes), [
        name for name in table.classes if spdx(name) != name
    ]
    known = [licence for releases in table.known.values() for licence in releases.values()]
    assert all(class_of(licence, table) is not Class.UNKNOWN for licence in known)


GIT = {"version": "1.0.0", "resolved": "git+https://git.invalid/sisir.git#0123456789"}


def entries(**packages):
    places = {f"node_modules/{name}": entry for name, entry in packages.items()}
    return json.dumps({"lockfileVersion": 3, "packages": places})


def test_a_package_from_a_repository_is_told_once_for_all_lock_files(tmp_path):
    origin = load().checks["security/dependency-origin"]
    yarn = '# yarn lockfile v1\n\nsisir@x:\n  version "1.0.0"\n  resolved "https://git.invalid/sisir.git#01"\n'
    files = {"package-lock.json": entries(sisir=GIT), "yarn.lock": yarn}
    (finding,) = run(origin, tmp_path, files).findings
    assert finding.rule == "from-repository"
    assert [step.place.path for step in finding.steps] == ["yarn.lock"]


def test_and_only_as_unencrypted_where_it_is(tmp_path):
    origin = load().checks["security/dependency-origin"]
    open_way = GIT | {"resolved": "git://git.invalid/sisir.git#01"}
    files = {
        "package-lock.json": entries(sisir=open_way),
        "b/package-lock.json": entries(sisir=GIT),
    }
    (finding,) = run(origin, tmp_path, files).findings
    assert finding.rule == "plain-http"


def test_one_licence_is_told_once_and_one_that_asks_for_nothing_new_is_not_sure(tmp_path):
    licences = load().checks["integrity/component-licences"]
    entry = {"version": "1.0.0", "license": "LGPL-3.0-or-later"}
    files = {"package-lock.json": entries(sisir=entry), "b/package-lock.json": entries(kartu=entry)}
    (finding,) = run(licences, tmp_path, files).findings
    assert (finding.rule, finding.confidence.name) == ("shared", "MEDIUM")
    assert "kartu, sisir" in finding.message.id


def test_a_registrys_address_in_place_of_a_version_is_no_repository(tmp_path):
    origin = load().checks["security/dependency-origin"]
    address = "https://paket.example/sisir/-/sisir-1.2.3.tgz"
    lock = json.dumps({"lockfileVersion": 1, "dependencies": {"sisir": {"version": address}}})
    found = run(origin, tmp_path, {"package-lock.json": lock}).findings
    # A registry of its own; of the public one nothing would be said.
    assert [finding.rule for finding in found] == ["other-registry"]


def wanting(address, resolved, **more):
    """The application asks for `atas`, which asks for `sisir` from that address."""
    atas = {"version": "1.0.0", "dependencies": {"sisir": address}, "integrity": "sha512-x"}
    sisir = {"version": "1.0.0", "resolved": resolved} | more
    return {"package.json": '{"dependencies": {"atas": "^1"}}',
            "package-lock.json": entries(atas=atas, sisir=sisir)}  # fmt: skip


def told(tmp_path, files):
    check = load().checks["security/dependency-origin"]
    return [
        (f.rule, f.confidence.name, f.message.en, f.fix.en[:12] if f.fix else "")
        for f in run(check, tmp_path, files).findings
    ]


AT_COMMIT = f"git+ssh://git@github.com/luar/sisir.git#{COMMIT}"


@pytest.mark.parametrize("address", ["github:luar/sisir", f"luar/sisir#{COMMIT}"])
def test_what_another_package_wants_from_there_is_told_of_that_package_less_surely(
    tmp_path, address
):
    ((rule, confidence, message, fix),) = told(tmp_path, wanting(address, AT_COMMIT))
    assert (rule, confidence) == ("from-repository", "MEDIUM")
    assert message.startswith("atas brings in") and message.endswith(": sisir")  # noqa: PT018
    assert fix == "Raise, repla"


def test_all_that_one_direct_package_brings_in_is_one_finding(tmp_path):
    files = wanting("luar/sisir", AT_COMMIT)
    body = json.loads(files["package-lock.json"])
    rambut = {"version": "1.0.0", "resolved": AT_COMMIT.replace("sisir", "rambut")}
    body["packages"]["node_modules/rambut"] = rambut
    body["packages"]["node_modules/sisir"]["dependencies"] = {"rambut": "luar/rambut"}
    files["package-lock.json"] = json.dumps(body)
    ((_, confidence, message, _),) = told(tmp_path, files)
    assert (confidence, message.partition(": ")[2]) == ("MEDIUM", "rambut, sisir")


@pytest.mark.parametrize(
    "address",
    ["^1.0.0", "github:lain/sisir", "https://github.com@git.invalid/luar/sisir",
     f"luar/sisir#{COMMIT[::-1]}"],
)  # fmt: skip
def test_an_address_that_nobody_wants_stays_sure_and_may_be_a_changed_lock(tmp_path, address):
    ((rule, confidence, message, fix),) = told(tmp_path, wanting(address, AT_COMMIT))
    assert (rule, confidence, fix) == ("from-repository", "HIGH", "")
    assert message.endswith("(brought in by atas)")


def test_nor_is_a_moving_state_less_sure(tmp_path):
    ((_, confidence, message, _),) = told(
        tmp_path, wanting("luar/sisir", "git+https://github.com/luar/sisir.git")
    )
    assert (confidence, message[:14]) == ("HIGH", "atas brings in")


def test_what_the_application_asks_for_itself_is_its_own(tmp_path):
    files = wanting("luar/sisir", AT_COMMIT)
    files["package.json"] = '{"dependencies": {"atas": "^1", "sisir": "luar/sisir"}}'
    ((rule, confidence, message, fix),) = told(tmp_path, files)
    assert (rule, confidence, fix) == ("from-repository", "HIGH", "Use a releas")
    assert "atas" not in message


def test_the_open_way_of_what_is_brought_in_weighs_as_much(tmp_path):
    files = wanting("git://git.invalid/sisir.git#01", f"git://git.invalid/sisir.git#{COMMIT}")
    ((rule, confidence, message, _),) = told(tmp_path, files)
    assert (rule, confidence, message.partition(" ")[0]) == ("plain-http", "HIGH", "atas")


def test_a_lock_that_opens_what_was_wanted_encrypted_is_no_wish_of_the_other_package(tmp_path):
    files = wanting("https://git.invalid/sisir.git", f"git://git.invalid/sisir.git#{COMMIT}")
    ((rule, confidence, message, fix),) = told(tmp_path, files)
    assert (rule, confidence, fix) == ("plain-http", "HIGH", "")
    assert message.startswith("sisir is fetched") and message.endswith("by atas)")  # noqa: PT018


def test_in_yarns_lock_as_well(tmp_path):
    yarn = (
        '# yarn lockfile v1\n\natas@^1:\n  version "1.0.0"\n  dependencies:\n'
        '    sisir "github:luar/sisir#v1"\n\n"sisir@github:luar/sisir#v1":\n  version "1.0.0"\n'
        f'  resolved "https://codeload.github.com/luar/sisir/tar.gz/{COMMIT}"\n'
    )
    files = {"package.json": '{"dependencies": {"atas": "^1"}}', "yarn.lock": yarn}
    ((_, confidence, message, _),) = told(tmp_path, files)
    assert (confidence, message[:14]) == ("MEDIUM", "atas brings in")


def test_only_signs_of_a_changed_lock_are_answered_with_a_new_one(tmp_path):
    bare = {"version": "1.0.0", "resolved": "https://example.invalid/lain/-/lain-1.0.0.tgz"}
    files = {"package-lock.json": entries(sisir=bare | {"integrity": "sha512-x"}, expres=bare)}
    found = {rule: fix for rule, _, _, fix in told(tmp_path, files)}
    assert (found["other-archive"], found["near-name"]) == ("", "Make sure th")
