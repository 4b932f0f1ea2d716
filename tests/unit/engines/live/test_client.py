"""One host, slowly, whatever it answers."""

import datetime
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.unit.engines.live.servers import Good, Moving, raw, serving
from vetting.engines.live import client as module
from vetting.engines.live.client import MAX_BODY, Client, Request
from vetting.model.errors import BadContent
from vetting.model.live import Target


def client(address, tmp_path, per_second=500.0):
    return Client(Target(address, "a", tmp_path / "log.jsonl", per_second=per_second))


def get(address, tmp_path):
    return client(address, tmp_path).send(Request("GET", "/"))


@pytest.mark.parametrize(
    "address",
    ["ftp://127.0.0.1", "http://", "http://a:b@127.0.0.1/", "http://127.0.0.1/?a=1", "http://[::1",
     "http://169.254.169.254/", "http://0.0.0.0/", "http://224.0.0.1/", "file:///etc/passwd",
     "http://127.0.0.1:99999/"],
)  # fmt: skip
def test_odd_addresses_are_refused(address, tmp_path):
    with pytest.raises(BadContent):
        client(address, tmp_path)


def test_the_name_is_looked_up_once(tmp_path, monkeypatch):
    with serving(Good) as address:
        real, seen = module.socket.create_connection, []
        monkeypatch.setattr(
            module.socket, "create_connection",
            lambda to, *rest: seen.append(to[0]) or real((to[0], to[1]), *rest),
        )  # fmt: skip
        one = client(address.replace("127.0.0.1", "localhost"), tmp_path)
        for _ in range(2):
            one.send(Request("GET", "/v1/izin"))
        assert set(seen) == {one.pinned} <= {"127.0.0.1", "::1"}


def test_the_pace_is_kept(tmp_path):
    with serving(Good) as address:
        one = client(address, tmp_path, per_second=20)
        started = time.monotonic()
        for _ in range(5):
            one.send(Request("GET", "/v1/izin"))
        assert time.monotonic() - started >= 4 / 20


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "http://lain.invalid/"),
        Request("GET", "/a b"),
        Request("GET", "/a\r\nHost: x"),
        Request("GE T", "/"),
        Request("GET", "/", {"Host": "lain.invalid"}),
        Request("GET", "/", {"Cookie": "a"}),
        Request("GET", "/", {"X": "a\r\nY: b"}),
        Request("POST", "/", {}, b"x" * 70_000),
    ],
)
def test_what_a_contract_may_not_choose_is_not_sent(request_, tmp_path):
    with serving(Good) as address:
        one = client(address, tmp_path)
        assert one.send(request_).error
        assert (one.sent, Good.seen) == (0, [])


def test_redirects_are_never_followed(tmp_path):
    with serving(Good) as other, serving(Moving) as address:
        Moving.elsewhere = other
        assert client(address, tmp_path).send(Request("GET", "/")).status == 302
        assert (Moving.seen, Good.seen) == (["/"], [])


def test_large_answers_are_cut(tmp_path):
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with raw(head, b"x" * 65_536, endless=True) as address:
        answer = get(address, tmp_path)
    assert (answer.status, len(answer.body), answer.is_cut) == (200, MAX_BODY, True)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"",),
        (b"garbage\r\n\r\n",),
        (b"HTTP/1.1 999999999999 X\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",),
        (b"\xff" * 1000,),
    ],
)
def test_garbage_is_an_error_or_an_answer_and_never_an_exception(pieces, tmp_path):
    with raw(*pieces) as address:
        answer = get(address, tmp_path)
    assert answer.error or answer.status


def test_a_host_that_drips_is_hung_up_on(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_SECONDS", 0.6)
    with raw(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.05, endless=True) as address:
        started = time.monotonic()
        assert get(address, tmp_path).error
        assert time.monotonic() - started < 15


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A context for a server on 127.0.0.1 that ends in ten days, and the file that trusts it."""
    import ipaddress

    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "uji")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=10))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    trusted, whole = folder / "ca.pem", folder / "server.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    whole.write_bytes(plain + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    return context, trusted


def test_a_trusted_certificate_and_its_end(certificate, tmp_path, monkeypatch):
    context, trusted = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(Good, context) as address:
        one = client(address, tmp_path)
        shake = one.handshake()
        assert (shake.version, shake.days_left, shake.fault) == ("TLSv1.3", 9, "")
        assert one.send(Request("GET", "/v1/izin?halaman=1")).status == 200


def test_an_untrusted_certificate_is_told_and_the_rest_still_looked_at(certificate, tmp_path):
    context, _trusted = certificate
    with serving(Good, context) as address:
        one = client(address, tmp_path)
        assert "certificate" in one.handshake().fault or "self" in one.handshake().fault
        assert one.send(Request("GET", "/v1/izin?halaman=1")).status == 200


def test_no_encryption_is_a_fault(tmp_path):
    with serving(Good) as address:
        assert client(address, tmp_path).handshake().fault == "http"
