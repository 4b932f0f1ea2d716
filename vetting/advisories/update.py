"""Fetching osv.dev's dumps: resumed where they broke off, checked before they are used."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import requests

from vetting.model.errors import BadSetup
from vetting.model.text import Text

SOURCE = "https://osv-vulnerabilities.storage.googleapis.com"
# The schema's name of Rust's registry ends as its address does; ours does not.
_REMOTE = {"crates": ".".join(("crates", "io"))}
_TIMEOUT = (10, 60)
_CHUNK = 1 << 18


def fetch(
    ecosystem: str, folder: Path, progress: Callable[[int, int], None], source: str = SOURCE
) -> Path:
    """The ecosystem's dump, whole and equal to the MD5 that the server states.

    A broken download stays beside the target with the server's ETag in its name, and is
    resumed only for that same ETag. `progress` gets bytes done and bytes in all (0 when
    unknown). Raises BadSetup when the network, the server or the checksum fails.
    """
    address = f"{source}/{_REMOTE.get(ecosystem, ecosystem)}/all.zip"
    if not _is_safe(address):
        raise _failed(ecosystem, "https is needed")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with requests.Session() as session:
            session.trust_env = True  # offices reach the network through a proxy
            return _fetched(session, address, folder / f"{ecosystem}.zip", progress)
    except (requests.RequestException, OSError, ValueError) as error:
        raise _failed(ecosystem, f"{type(error).__name__}: {error}"[:160]) from error


def _is_safe(address: str) -> bool:
    """Only https, save on this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname == "127.0.0.1"


def _fetched(
    session: requests.Session, address: str, target: Path, progress: Callable[[int, int], None]
) -> Path:
    head = session.head(address, timeout=_TIMEOUT, allow_redirects=False)
    if head.status_code != 200:
        raise ValueError(f"the server answered {head.status_code}")
    want, etag = _md5(head.headers.get("x-goog-hash", "")), head.headers.get("ETag", "")
    name = hashlib.sha256(f"{address} {etag}".encode()).hexdigest()[:16]
    part = target.with_suffix(f".{name}.part")
    for old in target.parent.glob(f"{target.stem}.*.part"):
        if old != part:
            old.unlink()
    _download(session, address, part, etag, progress)
    if _digest(part) != want:
        part.unlink()
        raise ValueError("the download does not match the server's checksum")
    return part.rename(target)


def _md5(header: str) -> bytes:
    """The MD5 in an `x-goog-hash` header; ValueError when it states none."""
    for field in header.split(","):
        kind, _, value = field.strip().partition("=")
        if kind == "md5":
            return base64.b64decode(value, validate=True)
    raise ValueError("the server states no checksum")


def _download(
    session: requests.Session,
    address: str,
    part: Path,
    etag: str,
    progress: Callable[[int, int], None],
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


def _digest(path: Path) -> bytes:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()


def _failed(ecosystem: str, detail: str) -> BadSetup:
    return BadSetup(
        Text(f"data kerentanan {ecosystem} tidak dapat diunduh: {detail}",
             f"the advisories of {ecosystem} cannot be downloaded: {detail}"),
        hint=Text(
            f"Periksa jaringan lalu ulangi; unduhan akan dilanjutkan. Tanpa jaringan: unduh "
            f"{SOURCE}/{ecosystem}/all.zip di komputer lain, lalu `vet db import BERKAS`.",
            f"Check the network and repeat; the download resumes. Without a network: fetch "
            f"{SOURCE}/{ecosystem}/all.zip elsewhere, then `vet db import FILE`.",
        ),
    )  # fmt: skip
