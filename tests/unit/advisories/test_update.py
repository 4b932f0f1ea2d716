"""The download, against a small server on this machine that can break off and lie."""

import base64
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from vetting.advisories import update
from vetting.model.errors import BadSetup

BODY = bytes(range(256)) * 2000


class Handler(BaseHTTPRequestHandler):
    stop_after = None
    checksum = hashlib.md5(BODY).digest()
    etag = '"one"'
    ranges: ClassVar[list] = []

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("ETag", self.etag)
        if self.checksum:
            stated = base64.b64encode(self.checksum).decode()
            self.send_header("x-goog-hash", f"crc32c=AAAAAA==,md5={stated}")
        self.end_headers()

    def do_GET(self):
        wanted = self.headers.get("Range")
        type(self).ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        self.wfile.write(BODY[start : type(self).stop_after])

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    handler = type("Own", (Handler,), {"ranges": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        running.handler = handler
        running.url = f"http://127.0.0.1:{running.server_port}"
        yield running
        running.shutdown()


def fetch(server, folder, progress=lambda _done, _total: None):
    return update.fetch("npm", folder, progress, server.url)


def test_a_whole_download(server, tmp_path):
    seen = []
    path = fetch(server, tmp_path, lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))


def test_a_broken_download_is_resumed(server, tmp_path):
    server.handler.stop_after = 300_000
    with pytest.raises(BadSetup) as caught:
        fetch(server, tmp_path)
    assert "resumes" in caught.value.hint.en
    server.handler.stop_after = None
    assert fetch(server, tmp_path).read_bytes() == BODY
    assert server.handler.ranges[-1].startswith("bytes=")
    assert server.handler.ranges[-1] != "bytes=0-"


def test_a_changed_dump_is_not_resumed(server, tmp_path):
    server.handler.stop_after = 300_000
    with pytest.raises(BadSetup):
        fetch(server, tmp_path)
    server.handler.stop_after, server.handler.etag = None, '"two"'
    assert fetch(server, tmp_path).read_bytes() == BODY
    assert server.handler.ranges[-1] is None


@pytest.mark.parametrize("checksum", [b"", b"x" * 16])
def test_without_the_right_checksum_nothing_is_kept(server, tmp_path, checksum):
    server.handler.checksum = checksum
    with pytest.raises(BadSetup, match="checksum"):
        fetch(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_plain_http_to_another_host_is_refused(tmp_path):
    with pytest.raises(BadSetup, match="https"):
        update.fetch("npm", tmp_path, lambda *_: None, "http://example.invalid")


def test_no_network_is_exit_3_with_a_remedy(tmp_path):
    with pytest.raises(BadSetup) as caught:
        update.fetch("npm", tmp_path, lambda *_: None, "http://127.0.0.1:9")
    assert caught.value.exit_code == 3
    assert "vet db import" in caught.value.hint.id
