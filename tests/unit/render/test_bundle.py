import errno
import hashlib
import os
import resource
import subprocess
import sys
import textwrap

import pytest

from tests.unit.render import builder
from vetting.content import load
from vetting.model.errors import BadContent, BadSetup
from vetting.render import FORMATS, SUMS, choose_formats, read_report, write_bundle
from vetting.render.bundle import _write

ALL = choose_formats("")
NAMES = {
    "laporan.vet.json", "laporan.html", "laporan.en.html", "temuan.sarif", "junit.xml",
    "ringkasan.md", "sbom.cdx.json", "ropa.csv", SUMS,
}  # fmt: skip


def names(folder):
    return {path.name for path in folder.iterdir()}


def write(folder, report=None, formats=ALL, **options):
    return write_bundle(report or builder.report(), folder, formats, "id", load(), **options)


def test_the_bundle_holds_every_file_and_its_sum(tmp_path):
    paths = write(tmp_path / "baru" / "laporan", extra={"berkas.jsonl": b"{}"})
    folder = tmp_path / "baru" / "laporan"
    assert names(folder) == NAMES | {"berkas.jsonl"} == {path.name for path in paths}
    rows = (folder / SUMS).read_text().splitlines()
    sums = {name: digest for digest, name in (row.split("  ") for row in rows)}
    assert set(sums) == names(folder) - {SUMS}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert read_report((folder / "laporan.vet.json").read_bytes()) == builder.report()


def test_a_bundle_of_the_same_report_has_the_same_bytes(tmp_path):
    write(tmp_path / "a")
    write(tmp_path / "b", read_report((tmp_path / "a" / "laporan.vet.json").read_bytes()))
    for name in NAMES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_json_is_the_last_of_the_formats_and_the_sums_follow(tmp_path):
    paths = [path.name for path in write(tmp_path)]
    assert paths[-2:] == ["laporan.vet.json", SUMS]


def test_a_smaller_bundle_leaves_nothing_of_the_old_one(tmp_path):
    write(tmp_path)
    (tmp_path / "catatan.txt").write_text("milik peninjau")
    write(tmp_path, builder.passing(), choose_formats("md"))
    assert names(tmp_path) == {"laporan.vet.json", "ringkasan.md", SUMS, "catatan.txt"}


@pytest.mark.parametrize("stop", range(len(NAMES)))
def test_a_full_disk_leaves_neither_half_a_bundle_nor_the_old_one(tmp_path, monkeypatch, stop):
    write(tmp_path, builder.passing())
    written = []

    def full(path, body):
        if len(written) == stop:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        _write(path, body)

    monkeypatch.setattr("vetting.render.bundle._write", full)
    with pytest.raises(BadSetup, match="No space left"):
        write(tmp_path)
    assert names(tmp_path) == set()


def test_a_file_cut_short_by_the_kernel_is_taken_away(tmp_path):
    script = f"""
        import resource, signal
        from pathlib import Path
        from tests.unit.render import builder
        from vetting.content import load
        from vetting.model.errors import BadSetup
        from vetting.render import choose_formats, write_bundle
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
        try:
            write_bundle(builder.report(), Path({str(tmp_path)!r}), choose_formats(""), "id", load())
        except BadSetup:
            print("refused")
    """
    done = subprocess.run(
        [sys.executable, "-B", "-c", textwrap.dedent(script)], capture_output=True, check=True
    )
    assert done.stdout == b"refused\n"
    assert names(tmp_path) == set()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 30_000


def test_an_error_while_rendering_leaves_the_old_bundle_whole(tmp_path, monkeypatch):
    write(tmp_path, builder.passing())
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    monkeypatch.setattr("vetting.render.junit.render", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path):
    outside = tmp_path / "penting.txt"
    outside.write_text("jangan ditimpa")
    folder = tmp_path / "laporan"
    folder.mkdir()
    (folder / "laporan.html").symlink_to(outside)
    write(folder)
    assert outside.read_text() == "jangan ditimpa"
    assert not (folder / "laporan.html").is_symlink()


def test_a_folder_that_cannot_be_made_is_the_operators_to_mend(tmp_path):
    (tmp_path / "berkas").write_text("")
    with pytest.raises(BadSetup) as caught:
        write(tmp_path / "berkas" / "laporan")
    assert "--out" in caught.value.hint.id


def test_files_are_readable_by_others_under_any_umask(tmp_path):
    old = os.umask(0o077)
    try:
        write(tmp_path)
    finally:
        os.umask(old)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}


def test_formats_are_chosen_by_name_with_other_files(tmp_path):
    chosen = choose_formats("sarif=hasil.sarif, html=Laporan Akhir.html")
    assert chosen == {
        "json": "laporan.vet.json", "sarif": "hasil.sarif", "html": "Laporan Akhir.html",
    }  # fmt: skip
    write(tmp_path, formats=chosen)
    assert names(tmp_path) == {
        "laporan.vet.json", "hasil.sarif", "Laporan Akhir.html", "Laporan Akhir.en.html", SUMS,
    }  # fmt: skip
    assert set(ALL) == {each.name for each in FORMATS.values() if each.is_default}


@pytest.mark.parametrize(
    "words", ["docx", "sarif=../x", "md=/etc/x", "md=SHA256SUMS", "md=a,junit=a", "md=..", ","]
)
def test_words_that_name_no_format_or_no_plain_file_are_refused(words):
    with pytest.raises(BadContent):
        choose_formats(words)


def test_a_near_miss_is_told_the_nearest_format():
    with pytest.raises(BadContent) as caught:
        choose_formats("sarf")
    assert caught.value.hint.en == "Choose: sarif"
