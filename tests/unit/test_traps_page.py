"""Every test that docs/traps.md cites exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CITED = sorted(
    set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/traps.md").read_text()))
)


def test_every_row_cites_a_test():
    rows = [line for line in (ROOT / "docs/traps.md").read_text().splitlines() if line[:2] == "| "]
    rows = [row for row in rows if not row.startswith("| trap |")]
    assert len(rows) > 20
    assert [row for row in rows if "::" not in row] == []
    assert "\n".join(rows).count("::") == sum(len(re.findall(r"`tests/[^`]+`", r)) for r in rows)


@pytest.mark.parametrize(("path", "name"), CITED)
def test_a_cited_test_exists(path, name):
    tree = ast.parse((ROOT / path).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
