"""A certificate authority and an officer's certificate for tests; made anew each time."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SECRET = "kata sandi contoh"
START = datetime(2026, 1, 1, tzinfo=UTC)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, ca):
    return x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)


def _certificate(subject, issuer, key, signing_key, days, *, ca=False, stamps=False):
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(_usage(ca=ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamps:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.sign(signing_key, hashes.SHA256())


class Office:
    """An authority, an officer's key and certificate, and the files that hold them."""

    def __init__(self, name="PSrE Contoh", days=700, *, stamps=False):
        """Where it `stamps`, the certificate is that of a time stamp authority."""
        self.root_key, self.key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.root = _certificate(name, name, self.root_key, self.root_key, days, ca=True)
        subject = "Cap Waktu Contoh" if stamps else "Pejabat Contoh"
        self.certificate = _certificate(subject, name, self.key, self.root_key, days, stamps=stamps)

    @property
    def pem(self):
        return self.root.public_bytes(Encoding.PEM)

    @property
    def der(self):
        return self.root.public_bytes(Encoding.DER)

    @property
    def p12(self):
        secret = BestAvailableEncryption(SECRET.encode())
        return pkcs12.serialize_key_and_certificates(
            b"pejabat", self.key, self.certificate, [self.root], secret
        )

    @property
    def plain_key(self):
        return self.key.private_bytes(
            Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )

    @property
    def plain_certificate(self):
        return self.certificate.public_bytes(Encoding.DER)
