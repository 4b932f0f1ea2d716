"""Which tests may run beside others, and which begin first."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# They count processes, watch the clock closely, or shake the machine: each has it to itself.
ALONE = (
    "hostile/sandbox", "hostile/intake/test_store_under_fire.py", "unit/sandbox",
    "journeys/test_interruptions.py",
)  # fmt: skip
# They take a minute or more. A file's tests stay on one worker, as they share what they made, so
# these are begun first: none of them is waited for in the end.
LONG = (
    "content/test_checks.py", "unit/engines/browser/test_browser.py",
    "unit/engines/browser/test_unfold.py", "unit/render/test_html_axe.py", "journeys",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what must be alone, and sorts the rest."""
    for item in items:
        if _file(item).startswith(ALONE):
            item.add_marker(pytest.mark.alone)
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    file = _file(item)
    return next((place for place, long in enumerate(LONG) if file.startswith(long)), len(LONG))


def _file(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).as_posix()
