"""Packages that lie in the application with their own metadata: wheels and jars."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from vetting.engines.supply_chain.locks.parts import Contents, Package

_JARS = (".jar", ".war", ".ear", ".aar")
_MOST_ENTRIES = 20_000
_MOST_METADATA = 256 * 1024
_MOST_LICENCE = 200
_TARBALL = re.compile(r"^(.+?)-(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)\.tgz$")
_MOST_COPY = 64 * 1024 * 1024
_MOST_NESTED = 64 * 1024 * 1024
_STEM = re.compile(r"^(.+?)-(\d[\w.+-]*?)(?:-(?:sources|javadoc|tests))?$")
_LICENCE_CLASSIFIER = re.compile(r"^License :: (?:OSI Approved :: )?(.+)$")


def is_jar(path: str) -> bool:
    """Whether the name is that of a Java archive; the build tool's own starter is none."""
    name = PurePosixPath(path.lower()).name
    return name.endswith(_JARS) and name not in ("gradle-wrapper.jar", "maven-wrapper.jar")


def is_copy(path: str) -> bool:
    """Whether the name is that of a release's own archive: a wheel, or npm's `name-1.2.3.tgz`."""
    name = PurePosixPath(path.lower()).name
    return name.endswith(".whl") or bool(_TARBALL.match(name))


def copy(path: str, file: Path) -> Contents:
    """The release that a committed archive claims to be, and the hashes of its bytes.

    The archive is not opened.
    """
    name = PurePosixPath(path).name
    parts = name.removesuffix(".whl").split("-")
    match = _TARBALL.match(name)
    if name.lower().endswith(".whl") and len(parts) >= 5:
        found = Package(parts[0], parts[1], 0, ecosystem="PyPI")
    elif match:
        scope = next((p for p in PurePosixPath(path).parts[:-1] if p.startswith("@")), "")
        found = Package(f"{scope}/{match[1]}" if scope else match[1], match[2], 0, ecosystem="npm")
    else:
        raise ValueError("no name and version in the file's name")
    body = file.read_bytes() if file.stat().st_size <= _MOST_COPY else b""
    if not body:
        raise ValueError(f"empty, or larger than {_MOST_COPY} bytes")
    hashes = (
        f"{kind}:{hashlib.new(kind, body).hexdigest()}" for kind in ("sha1", "sha256", "sha512")
    )
    return Contents((replace(found, hashes=tuple(hashes), is_direct=None),))


def metadata(text: str) -> Contents:
    """The METADATA or PKG-INFO of an installed Python package."""
    header = HeaderParser().parsestr(text)
    name, version = header.get("Name", ""), header.get("Version", "")
    if not name or not version:
        raise ValueError("no name or version")
    licence = header.get("License-Expression") or _classified(header.get_all("Classifier") or [])
    licence = licence or (header.get("License") or "").split("\n")[0]
    return Contents((Package(str(name), str(version), 1, licence=str(licence)[:120]),))


def _classified(values: list[str]) -> str:
    found = [match[1] for value in values if (match := _LICENCE_CLASSIFIER.match(value))]
    return found[0] if len(found) == 1 else ""


def jar(file: Path) -> Contents:
    """The Maven artifacts that a jar holds, by pom.properties, manifest or file name.

    Jars inside it are read too, one level deep. One that tells nothing is a package without a
    release.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            found = list(_artifacts(file.name, archive, is_nested=False))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValueError(f"not a jar: {error}") from error
    return Contents(tuple({(p.name, p.version): p for p in found}.values()))


def _artifacts(name: str, archive: zipfile.ZipFile, is_nested: bool) -> Iterator[Package]:
    infos = archive.infolist()
    if len(infos) > _MOST_ENTRIES:
        raise ValueError(f"more than {_MOST_ENTRIES} entries")
    stated = [_properties(archive, i) for i in infos if i.filename.endswith("/pom.properties")]
    known = [package for package in stated if package]
    fields = _manifest(archive)
    if len(known) == 1:
        known = [replace(known[0], licence=fields.get("Bundle-License", "")[:_MOST_LICENCE])]
    yield from known or [_from_manifest(name, fields)]
    if is_nested:
        return
    budget = _MOST_NESTED
    for info in infos:
        if info.filename.endswith(".jar") and not info.is_dir():
            budget -= info.file_size
            if budget < 0:
                raise ValueError(f"jars inside hold more than {_MOST_NESTED} bytes")
            with zipfile.ZipFile(io.BytesIO(archive.read(info))) as inner:
                yield from _artifacts(PurePosixPath(info.filename).name, inner, is_nested=True)


def _small(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    if info.file_size > _MOST_METADATA:
        raise ValueError(f"metadata of {info.file_size} bytes")
    return archive.read(info).decode("utf-8", "replace")


def _properties(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Package | None:
    values = dict(
        re.findall(r"(?m)^(groupId|artifactId|version)\s*=\s*(\S+)", _small(archive, info))
    )
    if len(values) < 3:
        return None
    name = f"{values['groupId']}:{values['artifactId']}"
    return Package(name, values["version"], 0, ecosystem="Maven")


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    if "META-INF/MANIFEST.MF" not in archive.namelist():
        return {}
    text = _small(archive, archive.getinfo("META-INF/MANIFEST.MF")).replace("\r", "")
    return dict(re.findall(r"(?m)^([\w-]+): *(.*)$", text.replace("\n ", "")))


def _from_manifest(name: str, fields: dict[str, str]) -> Package:
    stem = re.sub(r"\.\w+$", "", name)
    match = _STEM.match(stem)
    artifact, version = (match[1], match[2]) if match else (stem, "")
    version = (
        version or fields.get("Implementation-Version", "") or fields.get("Bundle-Version", "")
    )
    group = fields.get("Implementation-Vendor-Id", "")
    return Package(
        f"{group}:{artifact}" if group else artifact,
        version,
        0,
        licence=fields.get("Bundle-License", "")[:_MOST_LICENCE],
        ecosystem="Maven",
    )
