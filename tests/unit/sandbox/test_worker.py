"""What a tool that ended badly is said to have died of."""

import pytest

from vetting.sandbox.worker import last_line


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("a\n\nlast \n\n", "last "),
        ("", ""),
        ("Traceback:\n  at x\nValueError: bad\n", "ValueError: bad"),
        ("ImportError: no git\nset a variable:\n   like this\n", "ImportError: no git"),
        ("UnixExit(1):\nFailure: no trust anchor\n\nRaised at a\nCalled from b\n",
         "Failure: no trust anchor"),
        ("a.b.OddError: first\ncleared\nOSError: second\nbye\n", "OSError: second"),
        ("My Error: of prose\nend\n", "end"),
        ("x\x1b[31m\x07y\n", "x [31m y"),
    ],
)  # fmt: skip
def test_the_cause_is_told_where_a_line_names_one(output: str, said: str) -> None:
    assert last_line(output.encode()) == said


def test_it_is_short() -> None:
    assert len(last_line(b"x" * 10_000)) == 200
