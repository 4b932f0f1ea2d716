"""Credentials of the live check: sent to one host, and written nowhere.

They come from a file or a variable of the environment, never from the command line, and reach
neither the sandbox nor the log. What the server says of them is blotted out of its answers.
"""

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from vetting.model.errors import BadContent
from vetting.model.live import Credentials
from vetting.model.text import Text

_VARIABLE = "env:"
_MAX_BYTES = 16 * 1024
_SHORTEST = 6
"""Characters of a value or a part of one, below which blotting it out would blot out all."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
_FRAMING = re.compile(
    r"(?i)(host|connection|content-.*|transfer-encoding|expect|upgrade|te|trailer|proxy-.*)\Z"
)


def read(source: str) -> Credentials:
    """The headers in a file, or in the variable that `env:NAME` names: `Name: value` a line.

    Raises BadContent, which never shows a value.
    """
    lines = [line.strip() for line in _text(source).splitlines()]
    found = tuple(_header(source, number, line) for number, line in enumerate(lines, 1) if line)
    if not found:
        raise _bad(source, "kosong", "is empty")
    return Credentials(found)


def _text(source: str) -> str:
    if source.startswith(_VARIABLE):
        text = os.environ.get(source.removeprefix(_VARIABLE))
        if text is None:
            raise _bad(source, "belum diisi", "is not set")
        return text
    try:
        with Path(source).open("rb") as file:
            return file.read(_MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(source, "tidak terbaca", "cannot be read") from error


def _header(source: str, number: int, line: str) -> tuple[str, str]:
    name, mark, value = line.partition(":")
    name, value = name.strip(), value.strip()
    is_sendable = value.isascii() and value.isprintable() and _SHORTEST <= len(value) <= 8_000
    if not mark or not _NAME.match(name) or _FRAMING.match(name) or not is_sendable:
        raise _bad(f"{source}:{number}", "bukan 'Nama-Tajuk: nilai' yang dapat dikirim",
                   "is no 'Header-Name: value' that can be sent")  # fmt: skip
    return name, value


def _bad(where: str, said: str, meant: str) -> BadContent:
    return BadContent(
        Text(f"--url-credentials {where}: {said}", f"--url-credentials {where}: {meant}"),
        hint=Text("Satu tajuk tiap baris, misalnya 'Authorization: Bearer …'; lihat docs/kontrak-api.md.",
                  "One header a line, such as 'Authorization: Bearer …'; see docs/kontrak-api.md."),
    )  # fmt: skip


def blotted(data: bytes, credentials: Credentials) -> bytes:
    """Bytes of a server with each credential, and each of its parts, made stars of its length."""
    for one in secrets(credentials):
        data = data.replace(one, b"*" * len(one))
    return data


def secrets(credentials: Credentials) -> list[bytes]:
    """All that must not be seen, the longest first: values, parts, and other ways to write them."""
    plain = {part for _name, value in credentials.headers for part in _parts(value)}
    ways = {
        way
        for one in plain
        for way in (one, quote(one), quote(one, safe=""), json.dumps(one)[1:-1],
                    json.dumps(one)[1:-1].replace("/", "\\/"), _encoded(one))
    }  # fmt: skip
    return sorted((one.encode() for one in ways), key=lambda one: (-len(one), one))


def _parts(value: str) -> Iterator[str]:
    yield value
    scheme, _, rest = value.partition(" ")
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(rest).decode("latin-1")
        except (binascii.Error, ValueError):
            pair = ""
        yield from (one for one in (pair, pair.partition(":")[2]) if len(one) >= _SHORTEST)
    for part in re.split(r"[\s;,]+", value):
        for one in (part, part.partition("=")[2].strip('"')):
            if len(one) >= _SHORTEST:
                yield one


def _encoded(one: str) -> str:
    return base64.b64encode(one.encode()).decode()
