"""Servers of our own on the loopback: a faulty application, its good twin, and hostile hosts."""

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

CONTRACT = """openapi: 3.0.3
info: {title: Izin, version: 1.0.0}
servers: [{url: 'https://api.kotacontoh.go.id/v1'}]
paths:
  /izin:
    get:
      security: []
      parameters: [{name: halaman, in: query, required: true, schema: {type: integer, minimum: 1}}]
      responses:
        '200':
          description: Daftar
          content: {application/json: {schema: {$ref: '#/components/schemas/Daftar'}}}
        '400': {$ref: '#/components/responses/Galat'}
    post:
      security: []
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [nama], properties: {nama: {type: string}}}}}
      responses: {'201': {description: Dibuat}, '400': {$ref: '#/components/responses/Galat'}}
  /izin/{id}:
    get:
      security: [{kunci: []}]
      parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
      responses:
        '200': {description: Satu, content: {application/json: {schema: {type: object}}}}
        '401': {$ref: '#/components/responses/Galat'}
components:
  securitySchemes: {kunci: {type: apiKey, in: header, name: X-Kunci}}
  responses:
    Galat: {description: Galat, content: {application/problem+json: {schema: {type: object}}}}
  schemas:
    Daftar: {type: object, required: [data], properties: {data: {type: array, items: {type: string}}}}
"""


class Good(BaseHTTPRequestHandler):
    """Keeps the contract."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        parts = urlsplit(self.path)
        if parts.path == "/v1/izin":
            pages = parse_qs(parts.query).get("halaman", [""])
            good = len(pages) == 1 and pages[0].isdecimal() and int(pages[0]) > 0
            self.say(200, {"data": ["a"]}) if good else self.say(400, {"title": "halaman"})
        elif parts.path.startswith("/v1/izin/"):
            self.say(401, {"title": "kunci"})
        else:
            self.say(404, {"title": "tidak ada"})

    def do_POST(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.say(400, {"title": "nama"})

    def say(self, status: int, body: object, kind: str = "") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        default = "application/json" if status < 400 else "application/problem+json"
        self.send_header("Content-Type", kind or default)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Strict-Transport-Security", "max-age=31536000")
        self.more()
        self.end_headers()
        self.wfile.write(data)

    def more(self) -> None:
        """Further headers."""

    def version_string(self) -> str:
        return "peladen"

    def log_message(self, *_args: object) -> None:
        pass


class Faulty(Good):
    """Breaks it in every way that is looked for."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        parts = urlsplit(self.path)
        if parts.path.startswith("/v1/izin/"):
            self.say(200, b"terbuka", "text/plain")
        elif parts.path == "/v1/izin":
            if not parse_qs(parts.query).get("halaman", ["x"])[0].isdecimal():
                trace = 'Traceback (most recent call last):\n  File "/var/www/app/izin.py", line 3\nSQLSTATE[42000]'
                self.say(500, trace.encode(), "text/html")
            else:
                self.say(200, {"daftar": []})
        else:
            self.say(404, b"Werkzeug Debugger", "text/html")

    def more(self) -> None:
        self.send_header("X-Powered-By", "PHP/7.4.3")
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
        self.send_header("Access-Control-Allow-Credentials", "true")


class Moving(Good):
    """Sends every caller elsewhere."""

    elsewhere = ""
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(302)
        self.send_header("Location", self.elsewhere)
        self.end_headers()


@contextlib.contextmanager
def serving(handler: type[BaseHTTPRequestHandler], context=None):
    """The address of a server that answers with the handler until the block ends."""
    handler.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    scheme = "https" if context is not None else "http"
    try:
        yield f"{scheme}://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def raw(*pieces: bytes, pause: float = 0.0, endless: bool = False):
    """The address of a host that sends these bytes to whoever connects, again and again."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def speak() -> None:
        while not over.is_set():
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), peer:
                peer.recv(4096)
                for piece in pieces:
                    peer.sendall(piece)
                    time.sleep(pause)
                while endless and not over.is_set():
                    peer.sendall(pieces[-1])
                    time.sleep(pause)

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        listening.close()
