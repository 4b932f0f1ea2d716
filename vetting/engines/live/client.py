"""Sends requests to one host and nowhere else, slowly, writing down each before it is sent.

What comes back is hostile: it is bounded in bytes and seconds, never followed, and never parsed
here beyond what the standard library reads of HTTP. Its content is judged inside the sandbox.
"""

import contextlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from vetting.engines.excerpts import clip, mask, printable
from vetting.engines.live.credentials import blotted
from vetting.model.errors import BadContent
from vetting.model.live import Target
from vetting.model.text import Text

MAX_BODY = 256 * 1024
MAX_SENT = 64 * 1024
MAX_SECONDS = 10.0
"""For one request, from the connection to the last byte kept."""
_METHOD = re.compile(r"[A-Z]{3,10}\Z")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
_PATH = re.compile(r"/[!-~]{0,4000}\Z")
_OURS = re.compile(
    r"(?i)(host|connection|content-length|transfer-encoding|expect|upgrade|te|trailer|user-agent"
    r"|proxy-.*|authorization|cookie|forwarded|x-forwarded-.*)\Z"
)
"""Headers that a contract may not choose."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `path` with its query, `body` as it is sent.

    `is_known`: the credentials of the target go with it.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `error` says why nothing did; then `status` is 0."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_cut: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How the connection is protected. `fault` is why the certificate is not trusted."""

    version: str = ""
    days_left: int = 0
    fault: str = ""


def parts_of(address: str) -> tuple[bool, str, int, str]:
    """Whether it is encrypted, host, port and path; raises BadContent for what is no address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _no_address(address) from error
    is_encrypted = parts.scheme == "https"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_address(address)
    if "@" in parts.netloc or parts.query or parts.fragment or not _PATH.match(parts.path or "/"):
        raise _no_address(address)
    default = 443 if is_encrypted else 80
    return is_encrypted, parts.hostname, port or default, parts.path.rstrip("/")


class Client:
    """Speaks to the host of the target alone: its address is looked up once, for the whole run.

    Raises BadContent for an address that is none, or that leads to no machine of its own.
    """

    def __init__(self, target: Target) -> None:
        self.is_encrypted, self.host, self.port, self.base = parts_of(target.address)
        self.pinned = _pinned(self.host, self.port, target.address)
        self.sent = 0
        self._target = target
        self._next = 0.0
        self._trust = True
        if target.credentials.headers and not (self.is_encrypted or _is_own(self.pinned)):
            raise _in_the_open(target.address)

    def handshake(self) -> Handshake:
        """The connection's protection; after an untrusted certificate requests still go on."""
        if not self.is_encrypted:
            return Handshake(fault="http")
        try:
            with self._connected(time.monotonic() + MAX_SECONDS) as sock:
                return _handshake(sock)
        except ssl.SSLCertVerificationError as error:
            self._trust = False
            return Handshake(fault=printable(error.verify_message)[:200])
        except OSError as error:
            return Handshake(fault=_why(error))

    def send(self, request: Request) -> Answer:
        """Send one request at its turn and read a bounded answer; never raises for the host."""
        fault = _fault(request)
        if request.is_known and not self._trust:
            fault = "no credentials for a certificate that cannot be trusted"
        if fault:
            return Answer(0, error=fault)
        self._wait()
        self.sent += 1
        started = time.monotonic()
        self._write({"event": "request", "method": request.method, "path": request.path,
                     "bytes": len(request.body), "credentials": request.is_known})  # fmt: skip
        answer = self._blotted(self._asked(request, started + MAX_SECONDS))
        self._write({"event": "answer", "status": answer.status, "bytes": len(answer.body),
                     "error": answer.error, "seconds": round(time.monotonic() - started, 3)})  # fmt: skip
        return answer

    def _blotted(self, answer: Answer) -> Answer:
        """The answer without the credentials, which the server may repeat."""
        held = self._target.credentials

        def clean(text: str) -> str:
            return blotted(text.encode("utf-8", "surrogateescape"), held).decode("utf-8", "replace")

        headers = tuple((clean(name), clean(value)) for name, value in answer.headers)
        body = blotted(answer.body, held)
        return replace(answer, headers=headers, body=body, error=clean(answer.error))

    def note(self, event: str, **more: object) -> None:
        """Write something else to the log, such as who allowed the requests."""
        self._write({"event": event, **more})

    def _wait(self) -> None:
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now))
        self._next = max(now, self._next) + 1.0 / self._target.per_second

    def _write(self, row: Mapping[str, object]) -> None:
        shown = {
            key: clip(mask(printable(v))) if isinstance(v, str) else v for key, v in row.items()
        }
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"number": self.sent, "at": at, **shown}, ensure_ascii=False)
        self._target.log.parent.mkdir(parents=True, exist_ok=True)
        with self._target.log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _connected(self, deadline: float) -> socket.socket:
        sock = socket.create_connection(
            (self.pinned, self.port), max(0.1, deadline - time.monotonic())
        )
        if not self.is_encrypted:
            return sock
        context = ssl.create_default_context()
        if not self._trust:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        try:
            return context.wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise

    def _asked(self, request: Request, deadline: float) -> Answer:
        try:
            with self._connected(deadline) as sock:
                # A host that drips its answer byte by byte never meets a time-out of the socket.
                guard = threading.Timer(max(0.1, deadline - time.monotonic()), _hang_up, (sock,))
                guard.start()
                try:
                    answer = self._spoken(request, sock)
                finally:
                    guard.cancel()
                # What was hung up on ends early and would look whole.
                return answer if time.monotonic() < deadline else Answer(0, error="too slow")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(0, error=_why(error))

    def _spoken(self, request: Request, sock: socket.socket) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port)
        connection.sock = sock
        headers = {"User-Agent": "vet", "Connection": "close", **request.headers}
        if request.is_known:
            given = {name.lower() for name in self._target.credentials.names}
            headers = {name: one for name, one in headers.items() if name.lower() not in given}
            headers |= dict(self._target.credentials.headers)
        connection.request(request.method, request.path, body=request.body or None, headers=headers)
        response = connection.getresponse()
        body = response.read(MAX_BODY + 1)
        found = tuple((name[:100], value[:2000]) for name, value in response.getheaders()[:100])
        return Answer(response.status, found, body[:MAX_BODY], len(body) > MAX_BODY)


def _fault(request: Request) -> str:
    """Why a request that the contract asks for is not sent."""
    odd = [
        name
        for name, value in request.headers.items()
        if not _NAME.match(name)
        or _OURS.match(name)
        or not value.isprintable()
        or len(value) > 2000
    ]
    if odd or not _METHOD.match(request.method) or not _PATH.match(request.path):
        return "not a request that may be sent"
    return "too large" if len(request.body) > MAX_SENT else ""


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _why(error: BaseException) -> str:
    return clip(printable(f"{type(error).__name__}: {error}"), 160)


def _handshake(sock: socket.socket) -> Handshake:
    assert isinstance(sock, ssl.SSLSocket)  # noqa: S101 - for the type checker
    held = sock.getpeercert() or {}
    ends = ssl.cert_time_to_seconds(str(held["notAfter"])) if "notAfter" in held else time.time()
    return Handshake(sock.version() or "", int((ends - time.time()) // 86_400))


def _pinned(host: str, port: int, address: str) -> str:
    """The one IP address that every connection of this run goes to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _no_address(address) from error
    ip = str(found[0][4][0])
    plain = ipaddress.ip_address(ip.split("%")[0])
    if plain.is_link_local or plain.is_multicast or plain.is_unspecified:
        raise _no_address(address)
    return ip


def _is_own(ip: str) -> bool:
    return ipaddress.ip_address(ip.split("%")[0]).is_loopback


def _in_the_open(address: str) -> BadContent:
    return BadContent(
        Text(f"kredensial tidak dikirim tanpa enkripsi: {address}",
             f"credentials are not sent without encryption: {address}"),
        hint=Text("Beri alamat https, atau uji tanpa --url-credentials.",
                  "Give an https address, or ask without --url-credentials."),
    )  # fmt: skip


def _no_address(address: str) -> BadContent:
    return BadContent(
        Text(f"alamat yang diuji tidak dapat dipakai: {address}",
             f"the address to ask cannot be used: {address}"),
        hint=Text("Beri alamat http(s) tanpa kata sandi dan kueri, milik satu server.",
                  "Give an http(s) address without password and query, of one server."),
    )  # fmt: skip
