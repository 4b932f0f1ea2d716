"""The small commands: quick, narrow, helpful, offline."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LOADED = """
import json, sys
from vetting.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_help_loads_nothing_beyond_the_standard_library():
    done = subprocess.run(
        [sys.executable, "-I", "-c", LOADED],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    # What the interpreter's own start brings (.pth files of an editable install).
    started = set(
        json.loads(
            subprocess.run(
                [
                    sys.executable,
                    "-I",
                    "-c",
                    "import json, sys; print(json.dumps(list(sys.modules)))",
                ],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
    )
    foreign = loaded - set(sys.stdlib_module_names) - {n.split(".")[0] for n in started}
    assert foreign <= {"vetting"}


WORDS = [
    ("--help",),
    ("submit", "--help"),
    ("plan", "--help"),
    ("checks",),
    ("explain", "security/sql-injection"),
    ("explain", "BSSN-4-2021/P27.4.h"),
    ("explain", "WCAG22/4.1.3"),
    ("explain", "ITE/P15"),
    ("policy", "show"),
    ("policy", "lint"),
    ("db", "--help"),
    ("history", "--help"),
    ("sign", "--help"),
    ("verify", "--help"),
]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_command_answers_within_80_columns(vet, words, language):
    run = vet.run(*words, VET_LANG=language, COLUMNS="80")
    assert run.code == 0, run.err
    assert run.out.strip()
    too_wide = [line for line in run.out.splitlines() if len(line) > 80]
    assert not too_wide


def test_explain_shows_what_why_fix_and_both_examples(vet):
    said = vet.run("explain", "security/sql-injection").out
    for title in ("Apa", "Mengapa", "Perbaikan", "Contoh buruk", "Contoh baik", "Kendali"):
        assert title in said
    english = vet.run("explain", "security/sql-injection", "--lang", "en").out
    assert "Why" in english
    assert "Mengapa" not in english


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("explain", "security/sql-injektion"), "security/sql-injection"),
        (("policy", "show", "--policy", "basline"), "baseline"),
        (("submit", "/nonexistent.zip"), "/nonexistent.zip"),
        (("submit",), "APP"),
        (("submit", ".", "--format", "pdff"), "pdff"),
        (("nonsense",), "nonsense"),
        (("report", "/etc/hostname"), "laporan.vet.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_usage_errors_end_with_2_and_say_what_was_meant(vet, words, says):
    run = vet.run(*words)
    assert run.code == 2, run.err
    assert says in run.err
    assert "Traceback" not in run.err


def test_plan_runs_nothing_and_explains_what_does_not_apply(vet, repaired):
    run = vet.run("plan", str(repaired))
    assert run.code == 0, run.err
    assert "laravel" in run.out
    assert "security/vulnerable-npm-packages" in run.out
    assert "Tidak ada berkas jenis" in run.out


def test_both_names_of_the_command_are_installed():
    for name in ("vet", "vetting"):
        assert (Path(sys.prefix) / "bin" / name).is_file()
