"""Time stamps on signed PDFs, by a double of an authority on the loopback (PAdES B-T)."""

import io
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import keys, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.unit.attest.pki import SECRET, Office
from tests.unit.render import builder
from tests.unit.render.test_pdf import vera
from vetting.attest.errors import BadProof
from vetting.attest.pdf_check import check_pdf
from vetting.attest.pdf_signing import Pkcs12
from vetting.attest.said import Word, overall
from vetting.cli import main
from vetting.content import load
from vetting.render import choose_formats, write_bundle
from vetting.render.letters import minutes

OFFICE, AUTHORITY = Office(days=400), Office("Otoritas Cap Waktu", days=2000, stamps=True)
ROOTS = (OFFICE.der, AUTHORITY.der)
SIGNED_AT = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
DAY, AFTER = date(2026, 11, 24), date(2028, 1, 1)
"""The officer's certificate has run out on the later day, the authority's has not."""


@pytest.fixture
def double():
    """An authority whose behaviour a test chooses; it keeps what it was asked."""
    stamps = DummyTimeStamper(
        x509.Certificate.load(AUTHORITY.plain_certificate),
        keys.PrivateKeyInfo.wrap(keys.RSAPrivateKey.load(AUTHORITY.plain_key), "rsa"),
        certs_to_embed=[x509.Certificate.load(AUTHORITY.der)],
        fixed_dt=SIGNED_AT,
    )

    class Authority(BaseHTTPRequestHandler):
        asked: list = []  # noqa: RUF012 - one list a test
        answer = "stamp"

        def do_POST(self):
            import asyncio

            body = self.rfile.read(int(self.headers["Content-Length"]))
            Authority.asked.append(body)
            made = asyncio.run(stamps.async_request_tsa_response(tsp.TimeStampReq.load(body)))
            said = {"stamp": made.dump(), "garbage": b"\x00" * 40}.get(self.answer, b"")
            code = int(self.answer) if self.answer.isdigit() else 200
            self.send_response(code)
            self.send_header("Content-Type", "text/html" if code != 200 else
                             "application/timestamp-reply")  # fmt: skip
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsa"
    yield Authority
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def plain():
    return minutes(builder.accepted(builder.report(3)), "id", load())


def key(folder, url=""):
    (folder / "pejabat.p12").write_bytes(OFFICE.p12)
    return Pkcs12(folder / "pejabat.p12", SECRET, url)


def word(body, day=DAY, roots=ROOTS):
    return overall(check_pdf("a.pdf", body, roots, day))


def test_a_stamped_signature_outlives_the_signers_certificate(double, tmp_path, plain):
    stamped, bare = key(tmp_path, double.url).sign(plain), key(tmp_path).sign(plain)
    assert (word(stamped), word(bare)) == (Word.VALID, Word.VALID)
    assert (word(stamped, AFTER), word(bare, AFTER)) == (Word.VALID, Word.INVALID)
    assert word(stamped, date(2036, 1, 1)) is Word.INVALID  # the authority's has run out too
    (said,) = check_pdf("a.pdf", stamped, ROOTS, DAY)
    assert "2026-11-24 03:30 UTC" in said.about.en


def test_what_is_sent_is_a_digest_alone(double, tmp_path, plain):
    key(tmp_path, double.url).sign(plain)
    assert double.asked
    assert all(len(body) < 200 and plain[:16] not in body for body in double.asked)


def test_a_stamp_of_a_stranger_is_not_relied_on(double, tmp_path, plain):
    stamped = key(tmp_path, double.url).sign(plain)
    assert word(stamped, roots=(OFFICE.der,)) is Word.INVALID
    assert word(stamped, AFTER, (OFFICE.der, Office("Lain", stamps=True).der)) is Word.INVALID
    assert word(stamped, date(2026, 11, 23)) is Word.UNKNOWN  # stamped tomorrow


def test_a_changed_document_is_found_though_it_is_stamped(double, tmp_path, plain):
    stamped = key(tmp_path, double.url).sign(plain)
    assert word(stamped + b"\n% LULUS\n") is Word.INVALID
    at = stamped.index(b"stream") + 40
    assert word(stamped[:at] + bytes([stamped[at] ^ 1]) + stamped[at + 1 :]) is Word.INVALID


@pytest.mark.parametrize("answer", ["500", "403", "302", "garbage", "empty"])
def test_without_a_stamp_nothing_is_signed(double, tmp_path, plain, answer):
    double.answer = answer
    with pytest.raises(BadProof):
        key(tmp_path, double.url).sign(plain)


def test_nothing_is_asked_in_the_open(tmp_path, plain):
    for url in ("http://contoh.example/tsa", "ftp://contoh.example", "contoh"):
        with pytest.raises(BadProof, match="https"):
            key(tmp_path, url).sign(plain)


def test_verapdf_and_the_format_of_the_signature(double, tmp_path, plain):
    stamped = key(tmp_path, double.url).sign(plain)
    (one,) = PdfFileReader(io.BytesIO(stamped)).embedded_signatures
    assert one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    attributes = [each["type"].native for each in one.signer_info["unsigned_attrs"]]
    assert attributes == ["signature_time_stamp_token"]
    assert vera(tmp_path, stamped) == [["PASS", "3a"], ["PASS", "ua1"]]


def test_the_command_stamps_and_an_e_sign_service_is_not_asked_to(double, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_KEY_PASSPHRASE", "kata sandi contoh")
    monkeypatch.setenv("VET_PDF_PASSPHRASE", SECRET)
    key(tmp_path)
    report = builder.accepted(builder.report(3))
    write_bundle(report, tmp_path / "b", choose_formats("minutes"), "id", load())
    assert main(["key", "new", "--name", "ibu", "--out", "ibu.key"]) == 0
    sealing = ["sign", "b", "--key", "ibu.key", "--date", DAY.isoformat(), "--pdf-timestamp"]
    assert main([*sealing, double.url, "--pdf-key", "https://esign.example"]) == 2
    assert main([*sealing, double.url, "--pdf-key", "pejabat.p12"]) == 0
    (tmp_path / "akar.pem").write_bytes(OFFICE.pem + AUTHORITY.pem)
    words = ["verify", "b/berita-acara.pdf", "--pdf-trust", "akar.pem", "--date"]
    assert main([*words, AFTER.isoformat()]) == 0
