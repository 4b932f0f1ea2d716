"""What earlier runs took, told for the next; never more than a hint."""

import json
from pathlib import Path

import pytest

from vetting.runner.pace import ALIKE, KEPT, Pace

MB = 1_000_000


def test_longest_of_the_last_runs_scaled_by_size(tmp_path: Path) -> None:
    pace = Pace(tmp_path / "home" / "pace.json")
    pace.learn({"semgrep": 100.0, "files": 2.0}, 10 * MB)
    pace.learn({"semgrep": 5.0}, 10 * MB)
    assert pace.expected(["semgrep", "files", "browser"], 20 * MB) == {
        "semgrep": 200.0, "files": 4.0, "browser": None,
    }  # fmt: skip


def test_only_alike_and_recent_runs_count(tmp_path: Path) -> None:
    pace = Pace(tmp_path / "pace.json")
    pace.learn({"semgrep": 900.0}, 10 * MB)
    assert pace.expected(["semgrep"], int(10 * MB * ALIKE) + 1) == {"semgrep": None}
    for _ in range(KEPT):
        pace.learn({"semgrep": 10.0}, 10 * MB)
    assert pace.expected(["semgrep"], 10 * MB) == {"semgrep": 10.0}


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"a": 1}', '{"a": [[0, 1]]}', '{"a": [["x", 1]]}']
)
def test_nonsense_means_nothing_expected(tmp_path: Path, body: str) -> None:
    path = tmp_path / "pace.json"
    path.write_text(body)
    assert Pace(path).expected(["a"], MB) == {"a": None}
    Pace(path).learn({"a": 3.0}, MB)
    assert json.loads(path.read_text())["a"] == [[MB, 3.0]]


def test_no_place_keeps_nothing_and_a_folder_in_the_way_is_no_obstacle(tmp_path: Path) -> None:
    Pace().learn({"a": 1.0}, MB)
    assert Pace().expected(["a"], MB) == {"a": None}
    (tmp_path / "pace.json").mkdir()
    Pace(tmp_path / "pace.json").learn({"a": 1.0}, MB)
    assert [path.name for path in tmp_path.iterdir()] == ["pace.json"]
