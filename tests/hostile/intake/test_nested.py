"""Archives within the application: opened alike however packed, or named as not examined."""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import time
import zlib
from dataclasses import replace

import pytest

from tests.hostile.intake.corpus.zip_writer import Entry, build, folder
from vetting.intake import DEFAULT, Refused, compare, receive
from vetting.intake.sink import Folder
from vetting.intake.unpack import unpack

SOURCE = b"<?php echo 1;\n"
INNER = [Entry("src/a.php", SOURCE, 8), Entry("b.txt", b"2")]


def tar_of(files, mode="w"):
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return body.getvalue()


def phar_of(files, stub=b"<?php __HALT_COMPILER(); ?>\r\n", signed=True, tail=b""):
    rows, bodies = b"", b""
    for name, (data, flags) in files.items():
        packed = data
        if flags & 0x1000:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = packer.compress(data) + packer.flush()
        elif flags & 0x2000:
            packed = bz2.compress(data)
        raw = name.encode()
        rows += struct.pack("<I", len(raw)) + raw
        rows += struct.pack("<IIIIII", len(data), 0, len(packed), zlib.crc32(data), flags, 0)
        bodies += packed
    manifest = struct.pack("<IHIII", len(files), 0x1100, 0x10000 if signed else 0, 0, 0) + rows
    body = stub + struct.pack("<I", len(manifest)) + manifest + bodies
    return body + (bytes(20) + struct.pack("<I", 2) + b"GBMB" if signed else b"") + tail


def read(tmp_path, entries, limits=DEFAULT):
    """Paths of the tree and what stayed closed, for a zip with those entries."""
    path, target = tmp_path / "app.zip", tmp_path / "tree"
    path.write_bytes(build(entries))
    target.mkdir()
    result = unpack(path, path.name, Folder(target), limits)
    on_disk = {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
    paths = {entry.path for entry in result.entries}
    assert paths == on_disk
    return paths, {path for code, path in result.warnings if code == "nested-unopened"}


KINDS = {
    "l.zip": build(INNER),
    "l.jar": build([folder("META-INF/"), *INNER]),
    "l.war": build(INNER),
    "l.tar": tar_of({"src/a.php": SOURCE, "b.txt": b"2"}),
    "l.tar.gz": tar_of({"src/a.php": SOURCE, "b.txt": b"2"}, "w:gz"),
    "l.tar.xz": tar_of({"src/a.php": SOURCE, "b.txt": b"2"}, "w:xz"),
    "l.tgz": tar_of({"src/a.php": SOURCE, "b.txt": b"2"}, "w:gz"),
    "called-otherwise.dat": tar_of({"src/a.php": SOURCE, "b.txt": b"2"}, "w:bz2"),
    "l.phar": phar_of({"src/a.php": (SOURCE, 0x1000), "b.txt": (b"2", 0)}),
    "l-bz2.phar": phar_of({"src/a.php": (SOURCE, 0x2000), "b.txt": (b"2", 0)}),
    "unsigned.phar": phar_of({"src/a.php": (SOURCE, 0), "b.txt": (b"2", 0)}, signed=False),
    "tool": phar_of({"src/a.php": (SOURCE, 0), "b.txt": (b"2", 0)}, b"#!/usr/bin/env php\n<?php __HALT_COMPILER();\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_opened_beside_the_archive(tmp_path, name):
    paths, closed = read(tmp_path, [Entry("x.php", SOURCE), Entry(f"d/{name}", KINDS[name])])
    expected = {"x.php", f"d/{name}", f"d/{name}!/src/a.php", f"d/{name}!/b.txt"}
    assert paths - {f"d/{name}!/.phar/stub.php"} == expected
    assert not closed
    assert (tmp_path / f"tree/d/{name}!/src/a.php").read_bytes() == SOURCE


@pytest.mark.parametrize(
    ("name", "pack", "inside"),
    [
        ("dump.sql.gz", gzip.compress, "dump.sql"),
        ("dump.sql.bz2", bz2.compress, "dump.sql"),
        ("dump.sql.xz", lzma.compress, "dump.sql"),
        ("dump", gzip.compress, "isi"),
    ],
)
def test_a_compressed_file_is_opened_too(tmp_path, name, pack, inside):
    paths, closed = read(tmp_path, [Entry(name, pack(b"INSERT INTO a VALUES (1);\n" * 9))])
    assert paths == {name, f"{name}!/{inside}"}
    assert not closed


CLOSED = {
    "l.rar": b"Rar!\x1a\7" + bytes(40),
    "l.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "l.zst": b"\x28\xb5\x2f\xfd" + bytes(40),
    "traversal.zip": build([*INNER, Entry("../x", b"1")]),
    "twice.zip": build([*INNER, Entry("b.txt", b"3")]),
    "encrypted.zip": build([Entry("a", b"1", flags=1)]),
    "cut.tar.gz": tar_of({"a": SOURCE}, "w:gz")[:-9],
    "trailing.gz": gzip.compress(SOURCE) + b"evil",
    "picture.gif": b"GIF89a" + build(INNER),
    "called.tar.gz": build(INNER),
    "outside.tar": tar_of({"/etc/x": b"1"}),
    "l.phar": phar_of({"a": (SOURCE, 0)}, tail=b"evil"),
    "gap.phar": phar_of({"../a": (SOURCE, 0)}),
    "crc.phar": phar_of({"a.php": (SOURCE, 0)}).replace(SOURCE, SOURCE.upper()),
    "not.phar": b"no phar at all",
    "place.zip": build([Entry("a", b"1"), Entry("a!/b", b"2")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOSED)
def test_what_the_strict_reader_refuses_stays_closed_and_is_named(tmp_path, name):
    good = Entry("good.zip", build(INNER))
    paths, closed = read(tmp_path, [good, Entry(f"d/{name}", CLOSED[name])])
    assert closed == {f"d/{name}"}
    assert paths == {"good.zip", "good.zip!/src/a.php", "good.zip!/b.txt", f"d/{name}"}


def test_version_control_and_links_inside_reach_nothing(tmp_path):
    link = Entry("l", b"b.txt", mode=0o120777)
    inner = build([*INNER, Entry(".git/config", b"[core]\nfsmonitor=x\n"), link])
    paths, closed = read(tmp_path, [Entry("l.zip", inner)])
    assert paths == {"l.zip", "l.zip!/src/a.php", "l.zip!/b.txt"}
    assert not closed


def deep(levels):
    data = build([Entry("x.txt", b"deep")])
    for _ in range(levels):
        data = build([Entry("n.zip", data)])
    return data


def test_depth_two_is_opened_and_three_is_named(tmp_path):
    paths, closed = read(tmp_path, [Entry("n.zip", deep(2))])
    assert "n.zip!/n.zip!/n.zip" in paths
    assert closed == {"n.zip!/n.zip!/n.zip"}
    assert not any(path.endswith("x.txt") for path in paths)


BUDGETS = {
    "bytes": replace(DEFAULT, total_bytes=3000, total_ratio_floor=1),
    "entries": replace(DEFAULT, entries=3),
    "nodes": replace(DEFAULT, nodes=4),
    "depth": replace(DEFAULT, depth=2),
    "path": replace(DEFAULT, path_bytes=9),
}


@pytest.mark.parametrize("what", BUDGETS)
def test_what_exceeds_the_shared_budget_stays_closed(tmp_path, what):
    big = build([Entry("src/a.php", random.Random(1).randbytes(2000)), Entry("b", b"2")])
    paths, closed = read(tmp_path, [Entry("a.php", SOURCE), Entry("l.zip", big)], BUDGETS[what])
    assert closed == {"l.zip"}
    assert paths == {"a.php", "l.zip"}


def test_many_small_bombs_share_one_budget(tmp_path):
    bomb = build([Entry("z", bytes(15 << 20), 8)])
    start = time.process_time()
    _, closed = read(tmp_path, [Entry(f"{i}.zip", bomb) for i in range(40)])
    assert len(closed) == 36
    assert time.process_time() - start < 5
    assert sum(p.stat().st_size for p in (tmp_path / "tree").rglob("z")) <= 64 << 20


def test_order_and_packing_change_nothing(tmp_path):
    entries = [Entry(f"{i}.zip", build([Entry("z", bytes(15 << 20), 8)])) for i in range(7)]
    stores = []
    for number, order in enumerate((entries, entries[::-1])):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(build(order))
        stores.append(receive(path, tmp_path / "store").tree)
    loose = tmp_path / "loose"
    loose.mkdir()
    for entry in entries:
        (loose / entry.name.decode()).write_bytes(entry.raw)
    stores.append(receive(loose, tmp_path / "store").tree)
    assert stores[0] == stores[1] == stores[2]
    assert not compare(stores[0].root, stores[0].manifest)
    opened = [path for path in stores[0].manifest.sizes if path.endswith("!/z")]
    assert opened == [f"{i}.zip!/z" for i in range(4)]


def document(*names):
    return build([Entry(name, b"<x/>") for name in names])


def test_documents_are_no_archives_unless_they_only_say_so(tmp_path):
    paths, closed = read(tmp_path, [
        Entry("a.docx", document("[Content_Types].xml", "word/document.xml")),
        Entry("b.odt", document("mimetype", "content.xml")),
        Entry("c.xlsx", document("shell.php")),
    ])  # fmt: skip
    assert paths == {"a.docx", "b.odt", "c.xlsx", "c.xlsx!/shell.php"}
    assert not closed


def test_an_inner_clash_of_places_closes_the_inner_only(tmp_path):
    with pytest.raises(Refused):
        read(tmp_path, [Entry("l.zip", build(INNER)), Entry("l.zip!/src/a.php", b"other")])
