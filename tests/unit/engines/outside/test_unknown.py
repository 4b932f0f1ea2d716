"""Hosts that no table names are listed one by one, with their place and an unknown country."""

import re

import pytest

from vetting.content import load
from vetting.engines.outside.report import annex
from vetting.engines.outside.table import table_of
from vetting.engines.outside.unknown import hosts, is_asked
from vetting.engines.outside.worker import Matcher, read

CHECKS = load().checks
HOME, THIRD = CHECKS["privacy/foreign-hosting"], CHECKS["privacy/third-party-services"]
NO_COMMENT = re.compile(r"(?!)")


def _found(text, *, settings=True):
    return [host for host, _ in hosts(text.encode(), NO_COMMENT, settings=settings)]


def _annex(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    table = table_of(HOME)
    others = [Matcher(table_of(THIRD).plain())]
    row = {"path": name, **read(tmp_path / name, name, Matcher(table.plain()), others)}
    return annex(HOME, table, [row])


def test_each_unknown_host_has_its_place_and_no_country(tmp_path):
    text = "DB_HOST=basisdata.penyedia.net\nAPI=https://layanan.dinas.go.id/v1\nS=https://x.herokuapp.com\n"
    made = _annex(tmp_path, ".env", text)
    (table,) = [each for each in made.tables if each.name == "unknown-hosts"]
    told = {row[0].id: (row[1].en, row[3].id) for row in table.rows}
    assert told.keys() == {"basisdata.penyedia.net", "layanan.dinas.go.id"}
    assert told["basisdata.penyedia.net"] == ("unknown", ".env:1")
    assert told["layanan.dinas.go.id"][0].startswith("unknown (an Indonesian domain")


def test_services_of_either_table_are_not_unknown(tmp_path):
    made = _annex(
        tmp_path, ".env", "A=https://www.google-analytics.com/x\nB=https://a.s3.amazonaws.com\n"
    )
    assert all(table.name != "unknown-hosts" for table in made.tables)


def test_a_list_of_hosts_is_told_as_one(tmp_path):
    text = "\n".join(f"- https://perayap{i}.com/" for i in range(60))
    (row,) = _annex(tmp_path, "perayap.yaml", text).tables[-1].rows
    assert row[0].id == "daftar 60 alamat"


@pytest.mark.parametrize("text", [
    "url=http://localhost:8000", "url=https://contoh.example.com", "url=http://192.168.1.4/x",
    '<html xmlns="http://www.w3.org/1999/xhtml">', '<a href="https://berita.penyedia.net/x">',
    "server: nginx.conf", "host = app.module", "version: 1.2.3", "url=https://your-domain.com",
])  # fmt: skip
def test_what_stands_here_or_is_a_link_or_a_format_is_not_asked(text):
    assert _found(text) == []


@pytest.mark.parametrize(("text", "host"), [
    ("mongodb+srv://u:p@klaster.penyedia.net/db", "klaster.penyedia.net"),
    ("DB_HOST=103.20.10.5", "103.20.10.5"),
    ('"host": "smtp.penyedia.co.id",', "smtp.penyedia.co.id"),
    ("fetch('https://API.Penyedia.com/warga')", "api.penyedia.com"),
    ("jdbc:postgresql://db.penyedia.id:5432/x", "db.penyedia.id"),
])  # fmt: skip
def test_addresses_of_every_kind_are_read(text, host):
    assert _found(text) == [host]


def test_a_bare_name_counts_in_settings_only():
    assert _found("$host = 'db.penyedia.net'", settings=False) == []
    assert is_asked("db.penyedia.net")
