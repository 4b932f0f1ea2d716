"""Near names, hosts by digest, credentials, and classes of licences."""

import hashlib

import pytest

from vetting.content import load
from vetting.engines.supply_chain.licences import Class, Table, _table, class_of
from vetting.engines.supply_chain.locks.licences import spdx
from vetting.engines.supply_chain.nearness import is_near
from vetting.engines.supply_chain.origins import digest_of_host, host_of, without_credentials


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
    assert all(class_of(licence, table) is not Class.UNKNOWN for licence in table.known.values())
