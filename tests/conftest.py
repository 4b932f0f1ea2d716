"""Which tests may run beside others, and which stay together on one worker."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# They count processes, watch the clock closely, or shake the machine: each has it to itself.
ALONE = (
    "hostile/sandbox", "hostile/intake/test_corpus.py", "hostile/intake/test_store_under_fire.py",
    "unit/sandbox", "journeys/test_interruptions.py",
)  # fmt: skip
# They take minutes, for the most part waiting: begun first, they wait beside all others.
LONG = ("unit/engines/browser/test_unfold.py", "unit/engines/browser/test_browser.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what must be alone; a file's tests share a worker, as they share what they made."""
    for item in items:
        file = _file(item)
        if file.startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(file))
    items.sort(key=lambda item: not _file(item).startswith(LONG))


def _file(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).as_posix()
