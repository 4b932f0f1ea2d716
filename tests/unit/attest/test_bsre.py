"""BSrE's service by contract, against a double on the loopback: one call, whatever comes back."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.unit.attest.pki import SECRET, Office
from vetting.attest.bsre import PATH, Account, Bsre, UnknownOutcome
from vetting.attest.errors import BadProof
from vetting.attest.pdf_signing import Pkcs12
from vetting.render.typeset_worker import typeset

ACCOUNT = Account("kantor", "sandi-layanan", "3374000000000000", "frasa-pejabat")


@pytest.fixture(scope="module")
def document():
    import base64

    text = base64.b64encode(b'#set document(title: "x")\nSurat.').decode()
    return typeset({"template": text, "data": {}, "attached": "", "root": ".", "timestamp": 0})


@pytest.fixture
def double(tmp_path, document):
    """A service whose behaviour a test chooses; it counts its calls and keeps the last."""
    (tmp_path / "a.p12").write_bytes(Office().p12)
    gate = threading.Event()

    class Service(BaseHTTPRequestHandler):
        calls: list = []  # noqa: RUF012 - one list a test
        answer = "sign"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            Service.calls.append((self.path, dict(self.headers), body))
            if self.answer == "drop":
                self.connection.close()
                return
            if self.answer == "hang":
                gate.wait(10)
                return
            self.reply(*self.said())

        def said(self):
            if self.answer == "sign":
                return 200, Pkcs12(tmp_path / "a.p12", SECRET).sign(document)
            if self.answer == "other":
                return 200, b"%PDF-1.7 dokumen lain" + document
            if self.answer == "garbage":
                return 200, b"<html>OK</html>"
            return int(self.answer), b'{"error": "rahasia"}'

        def reply(self, code, body):
            self.send_response(code)
            if code == 302:
                self.send_header("Location", PATH)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Service.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield Service
    gate.set()
    server.shutdown()
    server.server_close()
    thread.join()


def signer(double, tmp_path, seconds=5.0):
    return Bsre(double.url, ACCOUNT, tmp_path / "esign", seconds)


def test_the_document_goes_out_once_and_comes_back_signed(double, tmp_path, document):
    body = signer(double, tmp_path).sign(document)
    assert body.startswith(document)
    ((path, headers, sent),) = double.calls
    assert path == PATH
    assert headers["Authorization"].startswith("Basic ")
    assert headers["Content-Type"].startswith("multipart/form-data")
    for part in (b'name="nik"', b'name="passphrase"', b'name="tampilan"', b"invisible", document):
        assert part in sent
    assert list((tmp_path / "esign").iterdir()) == []


@pytest.mark.parametrize("answer", ["400", "401", "403", "404"])
def test_a_refusal_is_no_signature_and_may_be_tried_again(double, tmp_path, document, answer):
    double.answer = answer
    with pytest.raises(BadProof) as caught:
        signer(double, tmp_path).sign(document)
    assert "rahasia" not in str(caught.value.message)
    assert len(double.calls) == 1
    double.answer = "sign"
    assert signer(double, tmp_path).sign(document)


@pytest.mark.parametrize("answer", ["500", "503", "302", "drop", "hang", "garbage"])
def test_an_answer_that_tells_nothing_is_never_followed_by_a_second_call(
    double, tmp_path, document, answer
):
    double.answer = answer
    with pytest.raises(UnknownOutcome) as caught:
        signer(double, tmp_path, 0.5).sign(document)
    assert caught.value.exit_code == 3
    double.answer = "sign"
    with pytest.raises(UnknownOutcome):
        signer(double, tmp_path).sign(document)
    assert len(double.calls) == 1
    (note,) = (tmp_path / "esign").iterdir()
    assert note.name in caught.value.hint.en
    note.unlink()  # somebody has looked
    assert signer(double, tmp_path).sign(document)


def test_another_document_is_refused(double, tmp_path, document):
    double.answer = "other"
    with pytest.raises(BadProof):
        signer(double, tmp_path).sign(document)


def test_a_service_that_is_not_there_has_signed_nothing(tmp_path, document):
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(BadProof):
        Bsre(f"http://127.0.0.1:{port}", ACCOUNT, tmp_path / "esign").sign(document)
    assert list((tmp_path / "esign").iterdir()) == []


@pytest.mark.parametrize(
    "url", ["http://esign.example", "ftp://127.0.0.1", "http://10.0.0.1", "file:///x"]
)
def test_nothing_is_sent_in_the_open(tmp_path, document, url):
    with pytest.raises(BadProof):
        Bsre(url, ACCOUNT, tmp_path / "esign").sign(document)
    assert not (tmp_path / "esign").exists()
