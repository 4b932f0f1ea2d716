"""Signed PDFs: by a file and by a token, checked by pyHanko, and everything done to them after."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.unit.attest.pki import SECRET, Office
from tests.unit.render import builder
from tests.unit.render.test_pdf import vera
from vetting.attest import pdf_check
from vetting.attest.errors import BadProof
from vetting.attest.pdf_check import check_pdf, is_signed, read_roots
from vetting.attest.pdf_signing import Pkcs12, pkcs11_of
from vetting.attest.said import Word, overall
from vetting.content import load
from vetting.model.errors import BadSetup
from vetting.render.letters import minutes

STAMP = b"BT 20 20 Td (LULUS) Tj ET"
DAY = date(2026, 11, 24)
OFFICE = Office()
TOKENS = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def plain():
    return minutes(builder.accepted(builder.report(3)), "id", load())


@pytest.fixture(scope="module")
def signed(plain, tmp_path_factory):
    path = tmp_path_factory.mktemp("kunci") / "pejabat.p12"
    path.write_bytes(OFFICE.p12)
    return Pkcs12(path, SECRET).sign(plain)


def word(body, office=OFFICE, day=DAY):
    return overall(check_pdf("a.pdf", body, (office.der,), day))


def test_the_document_is_kept_and_one_signature_appended(plain, signed):
    assert signed.startswith(plain)
    assert (is_signed(plain), is_signed(signed), is_signed(b"bukan")) == (False, True, False)
    (one,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"  # PAdES B-B
    assert one.sig_field.get("/Rect", [0, 0, 0, 0]) == [0, 0, 0, 0]  # invisible


def test_pyhankos_own_validator_accepts_it_offline(signed):
    from asn1crypto import x509

    (one,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(OFFICE.der)], allow_fetching=False
    )
    status = validate_pdf_signature(one, context)
    assert status.bottom_line
    assert status.pretty_print_details()


def test_it_is_valid_for_its_root_and_its_term_alone(plain, signed):
    assert word(signed) is Word.VALID
    assert word(signed, Office()) is Word.INVALID
    assert word(signed, day=date(2028, 1, 1)) is Word.INVALID
    assert word(plain) is Word.INVALID


def appended_page(body):
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    content = writer.add_object(generic.StreamObject(stream_data=STAMP))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    return written(writer)


def stamped(body):
    """A "LULUS" over the first page, added the lawful way, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=STAMP)))
    return written(writer)


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(body):
    at = body.index(b"stream") + 40
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


ACTS = {
    "flipped byte": flipped,
    "appended page": appended_page,
    "appended stamp": stamped,
    "appended bytes": lambda body: body + b"\n% LULUS\n",
    "cut tail": lambda body: body[:-200],
    "another file": lambda body: b"%PDF-1.7\n",
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_on_a_signed_document_is_found(signed, act):
    assert ACTS[act](signed) != signed
    assert word(ACTS[act](signed)) is Word.INVALID


def test_a_wrong_passphrase_and_a_wrong_file_sign_nothing(plain, tmp_path):
    (tmp_path / "a.p12").write_bytes(OFFICE.p12)
    for key in (Pkcs12(tmp_path / "a.p12", "salah"), Pkcs12(tmp_path / "hilang.p12", SECRET)):
        with pytest.raises(BadProof):
            key.sign(plain)
    with pytest.raises(BadProof):
        Pkcs12(tmp_path / "a.p12", SECRET).sign(b"bukan PDF")


def test_roots_are_read_from_pem_and_nothing_else(tmp_path):
    (tmp_path / "akar.pem").write_bytes(OFFICE.pem)
    assert read_roots(tmp_path / "akar.pem") == (OFFICE.der,)
    (tmp_path / "lain.pem").write_bytes(b"bukan")
    for name in ("lain.pem", "hilang.pem"):
        with pytest.raises(BadProof):
            read_roots(tmp_path / name)


def test_without_pyhanko_it_says_what_to_install(monkeypatch, signed):
    import sys

    monkeypatch.setitem(sys.modules, "pyhanko.sign", None)
    with pytest.raises(BadSetup) as caught:
        check_pdf("a.pdf", signed, (OFFICE.der,), DAY)
    assert pdf_check.EXTRA in caught.value.hint.en


def test_verapdf_still_accepts_the_signed_document(signed, tmp_path):
    assert vera(tmp_path, signed) == [["PASS", "3a"], ["PASS", "ua1"]]


@pytest.mark.parametrize("uri", ["pkcs11:token=a", "pkcs11:token=a;object=b", "pkcs11:"])
def test_an_incomplete_address_of_a_token_is_refused(uri):
    with pytest.raises(BadProof):
        pkcs11_of(uri, "1234")


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A software token with the officer's key; where SoftHSM is not installed there is none."""
    module = next((path for path in TOKENS if Path(path).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("softhsm2 is not installed")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "Kantor", "--pin", "123456",
         "--so-pin", "654321"], check=True, capture_output=True)  # fmt: skip
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    shelf = pkcs11.lib(module).get_token(token_label="Kantor")
    with shelf.open(rw=True, user_pin="123456") as session:
        kept = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "pejabat",
                pkcs11.Attribute.ID: b"\x01"}  # fmt: skip
        session.create_object(decode_rsa_private_key(OFFICE.plain_key) | kept)
        session.create_object(decode_x509_certificate(OFFICE.plain_certificate) | kept)
    return module


def test_a_key_in_a_token_signs_and_a_wrong_pin_does_not(token, plain):
    uri = f"pkcs11:token=Kantor;object=pejabat?module-path={token}"
    assert word(pkcs11_of(uri, "123456").sign(plain)) is Word.VALID
    for wrong in (pkcs11_of(uri, "000000"), pkcs11_of(uri.replace("Kantor", "Lain"), "123456")):
        with pytest.raises(BadProof):
            wrong.sign(plain)
