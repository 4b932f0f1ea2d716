"""Credentials are sent to one host, with what is protected, and are seen nowhere."""

import base64
import json
from dataclasses import replace
from typing import ClassVar

import pytest

from tests.unit.engines.files.bench import bench_of, tree_of
from tests.unit.engines.live.servers import CONTRACT, Good, serving
from vetting import content
from vetting.cli import main
from vetting.engines.live.client import Client, Request
from vetting.engines.live.credentials import blotted, read
from vetting.engines.live.engine import Live
from vetting.model.codec import to_plain
from vetting.model.errors import BadContent
from vetting.model.facts import Facts
from vetting.model.live import Credentials, Target
from vetting.model.outcome import Failed, Ran
from vetting.sandbox import open_sandbox

SECRET = "kunci-Uji/9001+rahasia"
HELD = Credentials((("X-Kunci", SECRET),))


class Guarded(Good):
    """Lets in who has the key, repeats it in every answer, and breaks its promise of JSON."""

    seen: ClassVar[list[str]] = []
    keys: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self):
        self.keys.append((self.path.split("?")[0], self.headers.get("X-Kunci", "")))
        if not self.path.startswith("/v1/izin/"):
            super().do_GET()
        elif self.headers.get("X-Kunci") == SECRET:
            self.say(200, f'Traceback (most recent call last): "{SECRET}"'.encode(), "text/html")
        else:
            self.say(401, {"title": "kunci"})

    def more(self):
        self.send_header("X-Gema", self.headers.get("X-Kunci", "-"))


def asked(folder, address, held):
    known = content.load().checks
    checks = [
        known[name] for name in ("api/live-transport", "api/live-conformance", "api/live-errors")
    ]
    tree = tree_of(folder / "app", {"openapi.yaml": CONTRACT})
    bench = bench_of(open_sandbox(), Facts({}, {"openapi": ("openapi.yaml",)}))
    target = Target(address, "Penguji", folder / "log.jsonl", per_second=500, credentials=held)
    return Live().run(checks, tree, replace(bench, live=target)), (folder / "log.jsonl").read_text()


def test_what_is_protected_is_judged_behind_its_door_and_nothing_shows_the_key(tmp_path):
    with serving(Guarded) as address:
        found, log = asked(tmp_path, address, HELD)
        keys = {(path.startswith("/v1/izin/"), key) for path, key in Guarded.keys}
    assert keys == {(True, ""), (True, SECRET), (False, "")}  # first as a stranger
    conformance = found["api/live-conformance"]
    assert {f.rule for f in conformance.findings} == {"media-type-undocumented"}
    assert conformance.scope.examined == 2
    assert {f.rule for f in found["api/live-errors"].findings} == {"stack-trace"}
    told = log + json.dumps([to_plain(outcome) for outcome in found.values()])
    assert "X-Kunci" in told
    assert SECRET not in told
    assert "rahasia" not in told
    rows = [json.loads(line) for line in log.splitlines()]
    assert rows[0]["credentials"] == "X-Kunci"
    assert {row["credentials"] for row in rows if row["event"] == "request"} == {True, False}


def test_credentials_that_are_refused_leave_the_operation_unexamined(tmp_path):
    with serving(Guarded) as address:
        found, _log = asked(tmp_path, address, Credentials((("X-Kunci", "kunci-lama"),)))
    outcome = found["api/live-conformance"]
    assert isinstance(outcome, Ran)
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 1)


def test_they_go_neither_unencrypted_nor_past_a_certificate_that_cannot_be_trusted(tmp_path, monkeypatch):  # fmt: skip
    target = Target("http://uji.invalid/", "a", tmp_path / "log", credentials=HELD)
    monkeypatch.setattr("vetting.engines.live.client._pinned", lambda *_given: "192.0.2.1")
    with pytest.raises(BadContent) as caught:
        Client(target)
    assert SECRET not in str(caught.value.message)
    client = Client(replace(target, address="https://uji.invalid/"))
    client._trust = False
    assert "cannot be trusted" in client.send(Request("GET", "/", is_known=True)).error
    assert client.sent == 0


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer abcdef.ghijkl", "abcdef.ghijkl"),
        ("Basic " + base64.b64encode(b"petugas:sandi-uji").decode(), "sandi-uji"),
        ("sesi=abcdef12345; lain=x", "abcdef12345"),
        ("a b+c/d==", "a%20b%2Bc%2Fd%3D%3D"),
        ("a/b/c/d/e", "a\\/b\\/c\\/d\\/e"),
        ("kunci-uji", base64.b64encode(b"kunci-uji").decode()),
    ],
)
def test_whatever_way_a_server_repeats_them_they_are_blotted_out(value, shown):
    body = f"sebelum {shown} sesudah".encode()
    clean = blotted(body, Credentials((("Authorization", value),)))
    assert clean == f"sebelum {'*' * len(shown)} sesudah".encode()


def test_a_file_or_a_variable_gives_them_and_errors_show_none(tmp_path, monkeypatch):
    file = tmp_path / "kredensial"
    file.write_text(f"\nAuthorization: Bearer {SECRET}\nX-Kunci:  {SECRET} \n")
    held = read(str(file))
    assert held.headers == (("Authorization", f"Bearer {SECRET}"), ("X-Kunci", SECRET))
    assert SECRET not in f"{held!r} {Target('https://a', 'b', file, credentials=held)!r}"
    monkeypatch.setenv("KUNCI_UJI", f"X-Kunci: {SECRET}")
    assert read("env:KUNCI_UJI") == HELD
    for bad in (SECRET, f"Host: {SECRET}", f"Content-Length: {SECRET}", "X-Kunci: a",
                f"X Kunci: {SECRET}", f"X-Kunci: {SECRET}\x01", "", f"Transfer-Encoding: {SECRET}"):  # fmt: skip
        monkeypatch.setenv("KUNCI_UJI", bad)
        with pytest.raises(BadContent) as caught:
            read("env:KUNCI_UJI")
        assert SECRET not in f"{caught.value.message} {caught.value.hint}"
    for missing in ("env:TIADA_UJI", str(tmp_path / "tiada"), str(tmp_path)):
        with pytest.raises(BadContent):
            read(missing)


def test_at_the_command_line_a_fault_ends_it_before_anything_is_sent(tmp_path, capsys):
    app = tmp_path / "app"
    app.mkdir()
    given = ["--url", "https://127.0.0.1:9", "--url-consent", "Uji", "--url-credentials", "env:TIADA_UJI"]  # fmt: skip
    assert main(["submit", str(app), "--out", str(tmp_path / "out"), *given]) == 2
    assert "--url-credentials env:TIADA_UJI" in capsys.readouterr().err


def test_all_refused_is_no_pass(tmp_path):
    text = CONTRACT.replace("/izin:", "/izin/semua:").replace("[]\n", "[{kunci: []}]\n")
    with serving(Guarded) as address:
        bench = bench_of(open_sandbox(), Facts({}, {"openapi": ("openapi.yaml",)}))
        held = Credentials((("X-Lain", "kunci-lama"),))
        target = Target(address, "a", tmp_path / "log", per_second=500, credentials=held)
        check = content.load().checks["api/live-conformance"]
        tree = tree_of(tmp_path / "app", {"openapi.yaml": text})
        outcome = Live().run([check], tree, replace(bench, live=target))[check.id]
    assert isinstance(outcome, Failed)
    assert "to the credentials" in outcome.detail
