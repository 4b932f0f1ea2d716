import io
import json
import re
import threading

import pytest
from rich.console import Console

from tests.unit.render import builder
from tests.unit.samples import check
from vetting.content import load
from vetting.model.outcome import Failed, Reason
from vetting.render.catalogue import catalogue
from vetting.render.progress import Display, progress
from vetting.render.progress_json import JsonLines

CHECKS = [check("security/a"), check("security/b")]
RAN = builder.check(count=3).outcome
OUTCOMES = {"security/a": RAN, "security/b": Failed(Reason.TIMED_OUT, "semgrep")}


def drawn(display):
    console = Console(file=io.StringIO(), width=80)
    console.print(display)
    return console.file.getvalue()


def display_of(*engines):
    console = Console(file=io.StringIO(), force_terminal=True)
    return Display(catalogue(load(), "id"), engines, console)


def test_plain_lines_where_there_is_no_terminal(capsys):
    stream = io.StringIO()
    with progress("id", ["semgrep", "bandit"], stream=stream) as shown:
        shown.started("semgrep", CHECKS)
        shown.advanced("semgrep", 1, 10)
        shown.finished("semgrep", OUTCOMES)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert re.fullmatch(r"semgrep: berjalan 2 pemeriksaan, [\d,]+ d", lines[0])
    assert re.fullmatch(r"semgrep: gagal 2 pemeriksaan, 1 gagal, 3 temuan, [\d,]+ d", lines[1])
    assert "\x1b" not in stream.getvalue()
    assert capsys.readouterr().out == ""


def test_the_picture_shows_every_state():
    display = display_of("menanti", "semgrep", "bandit", "browser")
    display.started("semgrep", CHECKS)
    display.advanced("semgrep", 1200, 2400)
    display.finished("bandit", {"security/a": RAN})
    display.finished("browser", OUTCOMES)
    rows = {line.split()[0]: line for line in drawn(display).splitlines()}
    assert "menunggu" in rows["menanti"]
    assert "berjalan" in rows["semgrep"]
    assert "1.200/2.400" in rows["semgrep"]
    assert "selesai" in rows["bandit"]
    assert "gagal" in rows["browser"]


def test_an_engine_named_by_an_enemy_draws_nothing():
    display = display_of()
    display.started("x\x1b[2J" + "y" * 200, CHECKS)
    lines = drawn(display).splitlines()
    assert "\x1b" not in "".join(lines)
    assert max(map(len, lines)) <= 80


def test_calls_from_many_threads_are_all_counted():
    display = display_of()

    def work(name):
        display.started(name, CHECKS)
        for step in range(200):
            display.advanced(name, step, 200)
            drawn(display)
        display.finished(name, {"security/a": RAN})

    threads = [threading.Thread(target=work, args=(f"alat-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn(display).count("selesai") == 4


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_terminal_is_left_clean(language):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    stream = Screen()
    with progress(language, ["semgrep"], stream=stream) as shown:
        shown.started("semgrep", CHECKS)
    assert "semgrep" in stream.getvalue()
    assert stream.getvalue().endswith(("\x1b[2K", "\x1b[?25h"))


def test_what_is_waited_for_and_how_long_it_may_take():
    display = display_of()
    display.planned({"browser": 94.4, "semgrep": 412.0, "files": None})
    display.started("semgrep", CHECKS)
    rows = {line.split()[0]: line for line in drawn(display).splitlines()}
    assert "menunggu" in rows["browser"]
    assert "paling lama 94 d" in rows["browser"]
    assert "paling lama 412 d" in rows["semgrep"]
    assert "paling lama" not in rows["files"]
    display.finished("semgrep", OUTCOMES)
    assert "paling lama 412" not in drawn(display)


def test_json_lines_say_the_same_to_a_program():
    stream = io.StringIO()
    lines = JsonLines(stream)
    lines.planned({"semgrep": 411.96, "files": None})
    lines.started("semgrep", CHECKS)
    lines.advanced("semgrep", 1, 10)
    lines.finished("semgrep", OUTCOMES)
    planned, started, advanced, finished = map(json.loads, stream.getvalue().splitlines())
    assert planned["expected"] == {"semgrep": 412.0, "files": None}
    assert started["checks"] == ["security/a", "security/b"]
    assert (advanced["done"], advanced["total"]) == (1, 10)
    assert (finished["findings"], finished["failed"]) == (3, ["security/b"])
    assert all(line["seconds"] >= 0 for line in (planned, started, advanced, finished))
