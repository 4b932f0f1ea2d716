"""A server of OSV dumps on this machine, that can break off, refuse, change and lie."""

import base64
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.unit.advisories.data import osv


def records(ecosystem: str = "npm", count: int = 600, **changes: Any) -> list[dict[str, Any]]:
    """So many records of an ecosystem, the first on `kartu` below 1.2.0."""
    span = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.0"}]}
    return [
        osv(id=f"GHSA-{n:04}", aliases=[f"CVE-2026-{n + 1000}"], affected=[{
            "package": {"ecosystem": ecosystem, "name": "kartu" if n == 0 else f"paket-{n}"},
            "ranges": [span],
        }], **changes)
        for n in range(count)
    ]  # fmt: skip


def zipped(found: Iterable[dict[str, Any] | bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A dump of them, a file each; bytes go in as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for number, record in enumerate(found):
            body = record if isinstance(record, bytes) else json.dumps(record).encode()
            archive.writestr(f"GHSA-{number:04}.json", body)
    return file.getvalue()


class Mood:
    """What the server holds and how it behaves; the defaults are those of a sound one."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.etag = '"one"'
        self.modified = "Mon, 23 Nov 2026 04:00:00 GMT"
        self.status = 200
        self.stop_after: int | None = None
        self.says_length = True
        self.knows_ranges = True
        self.states: str = "goog"  # "goog", "file", "wrong" or "nothing"
        self.requests: list[tuple[str, str, str]] = []

    def body(self, path: str) -> bytes:
        """What stands at a path such as `/npm/all.zip`."""
        return self.bodies.get(path.split("/")[1], b"")


class _Handler(BaseHTTPRequestHandler):
    mood: Mood

    def do_HEAD(self) -> None:
        mood, known = self.mood, self.headers.get("If-None-Match", "")
        mood.requests.append(("HEAD", self.path, known))
        status = 304 if known and known == mood.etag else mood.status
        self.send_response(status)
        self._describe(self.mood.body(self.path))
        self.end_headers()

    def _describe(self, body: bytes) -> None:
        mood = self.mood
        if mood.etag:
            self.send_header("ETag", mood.etag)
        if mood.modified:
            self.send_header("Last-Modified", mood.modified)
        if mood.states in ("goog", "wrong"):
            told = body if mood.states == "goog" else body + b"x"
            digest = base64.b64encode(hashlib.md5(told).digest()).decode()
            self.send_header("x-goog-hash", f"crc32c=AAAAAA==,md5={digest}")

    def do_GET(self) -> None:
        mood, wanted = self.mood, self.headers.get("Range", "")
        mood.requests.append(("GET", self.path, wanted))
        if self.path.endswith(".sha256"):
            self._send_sum()
            return
        body = mood.body(self.path)
        is_part = bool(wanted) and mood.knows_ranges and self.headers["If-Range"] == mood.etag
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if is_part else 0
        if is_part and start >= len(body):
            self.send_response(416)
            self.end_headers()
            return
        self.send_response(206 if is_part else mood.status)
        if mood.says_length:
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : mood.stop_after])

    def _send_sum(self) -> None:
        body = self.mood.body(self.path)
        if self.mood.states != "file":
            self.send_error(404)
            return
        text = f"{hashlib.sha256(body).hexdigest()}  all.zip\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[tuple[str, Mood]]:
    """The server's address and its mood, while it runs."""
    mood = Mood()
    handler = type("Own", (_Handler,), {"mood": mood})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", mood
        server.shutdown()
