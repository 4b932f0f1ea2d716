import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.unit.render import builder, test_roots
from vetting.content import load
from vetting.model.verdict import Status
from vetting.render.terminal import FIXES, UNDECIDED, print_report

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def printed(report, language="id", *, width=80, colour=False, **options):
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    print_report(report, console, language, load(), **options)
    return stream.getvalue()


def flat(text):
    return " ".join(re.sub(r"[│┃╭╮╰╯─━┏┓┗┛]", " ", text).split())


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "make", [builder.report, builder.passing, builder.refused, builder.hostile]
)
def test_nothing_is_wider_than_eighty_columns_or_the_screen(make, language, width):
    lines = printed(make(), language, width=width).splitlines()
    assert lines
    assert max(cell_len(line) for line in lines) <= min(width, 80)


def test_no_name_of_the_archive_sends_a_control_sequence():
    text = printed(builder.hostile(), colour=True)
    rest = ESCAPE.sub("", text).replace("\n", "")
    assert rest.isprintable()
    assert "<U+001B>[31mmerah" in rest
    plain = printed(builder.hostile())
    assert "\x1b" not in plain
    named = builder.report(subject=builder.subject(name="[red]a[/red]"))
    assert "[red]a[/red]" in printed(named)


def test_the_verdict_comes_first_and_every_part_is_there():
    report = builder.report()
    text = flat(printed(report))
    parts = [
        "TIDAK LULUS", "aplikasi-layanan-warga.zip", "Alasan utama", report.verdict.reasons[2].id,
        "Langkah berikutnya", "Bukti per bidang", "60 dari 123 satuan (48,7 %)", "Kendali",
        "Terpenuhi 26", "Perbaikan yang didahulukan", "Belum dapat diputuskan",
        "Naikkan batas dengan `--timeout`", "tidak menggantikan audit keamanan SPBE",
    ]  # fmt: skip
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_controls_that_are_met_are_counted_only_unless_asked_for():
    report = builder.report()
    met = "divalidasi di sisi peladen (29)"
    assert met not in unwrapped(printed(report))
    assert met in unwrapped(printed(report, every_control=True))


def unwrapped(text):
    """The first column of the control table, its wrapped lines joined again."""
    return " ".join(" ".join(line[:29] for line in text.splitlines()).split())


def test_marks_of_articles_and_of_controls_to_come_are_printed():
    text = flat(printed(builder.report()))
    assert "[akan wajib]" in text
    assert "verifikasi]" in text


def test_long_lists_are_cut():
    text = printed(builder.report(200, extra_checks=30))
    fixes = text.split("Perbaikan yang didahulukan")[1].split("Belum dapat")[0]
    assert len(re.findall(r"^ +\d+\. ", fixes, re.MULTILINE)) == FIXES
    report = builder.report()
    controls = tuple(builder.control(n, Status.UNTESTED) for n in range(40))
    many = builder.report(verdict=type(report.verdict)(
        report.verdict.overall, (), (), controls, ()
    ))  # fmt: skip
    assert f"dan {40 - UNDECIDED} lagi" in printed(many)


def test_runs_that_are_no_whole_result_are_marked_first():
    refused = printed(builder.refused())
    assert refused.index("DITOLAK DI PENERIMAAN") < refused.index("BELUM DAPAT DISIMPULKAN")
    assert "path-escape" in refused
    weak = printed(builder.report(basis=builder.basis(sandbox="rlimits")))
    assert weak.index("SEMENTARA") < weak.index("TIDAK LULUS")


def test_paths_are_printed_last(tmp_path):
    text = printed(builder.report(), paths={"Laporan": tmp_path / ("x" * 100)})
    assert text.replace("\n", "").endswith("x" * 100)


def test_a_change_that_removes_several_findings_is_one_fix():
    text = flat(printed(test_roots.report()))
    assert "satu perubahan di <b>.php:3, tempat nilainya masuk, menghilangkan 3 temuan" in text
