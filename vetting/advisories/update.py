"""Fetching osv.dev's dumps: resumed where they broke off, checked before they are used."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests

from vetting.advisories.space import room_in
from vetting.model.errors import BadSetup
from vetting.model.text import Text

SOURCE = "https://osv-vulnerabilities.storage.googleapis.com"
# The schema's name of Rust's registry ends as its address does; ours does not.
_REMOTE = {"crates": ".".join(("crates", "io"))}
_TIMEOUT = (10, 60)
_CHUNK = 1 << 16
_MOST_SUMS = 4096
_SHA256 = re.compile(r"^([0-9a-f]{64})(?:\s|$)")
Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all, 0 when that is unknown."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A whole dump on disk. `etag` names its state on the server, "" where the server does not.

    `day` is the day whose knowledge it holds: of osv.dev the day of asking, of a mirror the day
    of its copy, None where the mirror does not tell.
    """

    path: Path
    etag: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server has nothing newer than what was brought in before; `day` as in `Dump`."""

    day: date | None


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the server says it has: its state, its day, and the digest that it states."""

    etag: str
    day: date | None
    kind: str
    digest: bytes


def fetch(
    ecosystem: str, folder: Path, progress: Progress, source: str = SOURCE, known: str = ""
) -> Dump | Unchanged:
    """The ecosystem's dump, whole and equal to the checksum that the server states.

    `known` is the ETag of the dump that was brought in last. A broken download stays beside the
    target with the server's ETag in its name, and is resumed only for that same ETag. Raises
    BadSetup when the network, the server, the checksum or the disk fails.
    """
    address = f"{source}/{_REMOTE.get(ecosystem, ecosystem)}/all.zip"
    if not _is_safe(address):
        raise _failed(ecosystem, address, "https is needed")
    try:
        with room_in(folder), requests.Session() as session:
            folder.mkdir(parents=True, exist_ok=True)
            session.trust_env = True  # offices reach the network through a proxy
            offer = _offered(session, address, known, is_authority=source == SOURCE)
            if isinstance(offer, Unchanged):
                return offer
            path = _fetched(session, address, folder / f"{ecosystem}.zip", offer, progress)
            return Dump(path, offer.etag, offer.day)
    except (requests.RequestException, OSError, ValueError) as error:
        raise _failed(ecosystem, address, _said(error)) from error


def _said(error: Exception) -> str:
    """Our own words as they are; of others the kind too, for theirs may be empty or long."""
    plain = str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
    return plain[:160]


def _is_safe(address: str) -> bool:
    """Only https, save on this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname == "127.0.0.1"


def _offered(
    session: requests.Session, address: str, known: str, *, is_authority: bool
) -> _Offer | Unchanged:
    wanted = {"If-None-Match": known} if known else {}
    head = session.head(address, headers=wanted, timeout=_TIMEOUT, allow_redirects=False)
    day = _today() if is_authority else _last_change(head.headers.get("Last-Modified", ""))
    etag = head.headers.get("ETag", "")
    if head.status_code == 304 or (head.status_code == 200 and known and etag == known):
        return Unchanged(day)
    if head.status_code != 200:
        raise ValueError(f"the server answered {head.status_code}")
    stated = _md5(head.headers.get("x-goog-hash", ""))
    if stated:
        return _Offer(etag, day, "md5", stated)
    return _Offer(etag, day, "sha256", _sha256(session, f"{address}.sha256"))


def _today() -> date:
    return datetime.now(UTC).date()


def _last_change(header: str) -> date | None:
    """The day in a Last-Modified header, never one to come."""
    try:
        return min(parsedate_to_datetime(header).astimezone(UTC).date(), _today())
    except ValueError:
        return None


def _md5(header: str) -> bytes:
    """The MD5 in an `x-goog-hash` header, empty when it states none."""
    for field in header.split(","):
        kind, _, value = field.strip().partition("=")
        if kind == "md5":
            return base64.b64decode(value, validate=True)
    return b""


def _sha256(session: requests.Session, address: str) -> bytes:
    """The SHA-256 that a mirror keeps beside the dump, as `sha256sum` writes it."""
    answer = session.get(address, timeout=_TIMEOUT, stream=True, allow_redirects=False)
    with answer:
        body = answer.raw.read(_MOST_SUMS) if answer.status_code == 200 else b""
    match = _SHA256.match(body.decode("ascii", "replace"))
    if not match:
        raise ValueError("the server states no checksum: put all.zip.sha256 beside all.zip")
    return bytes.fromhex(match[1])


def _fetched(
    session: requests.Session, address: str, target: Path, offer: _Offer, progress: Progress
) -> Path:
    name = hashlib.sha256(f"{address} {offer.etag}".encode()).hexdigest()[:16]
    part = target.with_suffix(f".{name}.part")
    for old in target.parent.glob(f"{target.stem}.*.part"):
        if old != part:
            old.unlink()
    _download(session, address, part, offer.etag, progress)
    if _digest(part, offer.kind) != offer.digest:
        part.unlink()
        raise ValueError("the download does not match the server's checksum")
    return part.rename(target)


def _download(
    session: requests.Session, address: str, part: Path, etag: str, progress: Progress
) -> None:
    have = part.stat().st_size if part.is_file() else 0
    wanted = {"Range": f"bytes={have}-", "If-Range": etag} if have and etag else {}
    wanted["Accept-Encoding"] = "identity"
    with session.get(
        address, headers=wanted, timeout=_TIMEOUT, stream=True, allow_redirects=False
    ) as answer:
        if answer.status_code == 416:
            return  # all of it is here already; the checksum will tell
        if answer.status_code not in (200, 206):
            raise ValueError(f"the server answered {answer.status_code}")
        done = have if answer.status_code == 206 else 0
        total = done + int(answer.headers.get("Content-Length", 0))
        with part.open("ab" if done else "wb") as file:
            for chunk in answer.iter_content(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                progress(done, total)


def _digest(path: Path, kind: str) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(kind, usedforsecurity=False)).digest()


def _failed(ecosystem: str, address: str, detail: str) -> BadSetup:
    return BadSetup(
        Text(f"data kerentanan {ecosystem} tidak dapat diunduh: {detail}",
             f"the advisories of {ecosystem} cannot be downloaded: {detail}"),
        hint=Text(
            f"Data lama tetap berlaku. Periksa jaringan lalu ulangi; unduhan akan dilanjutkan. "
            f"Tanpa jaringan: unduh {address} di komputer lain, lalu `vet db import BERKAS`.",
            f"The old data stand. Check the network and repeat; the download resumes. Without a "
            f"network: fetch {address} elsewhere, then `vet db import FILE`.",
        ),
    )  # fmt: skip
