"""Which tests may run beside others, and which stay together on one worker."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# They count processes, watch the clock closely, or shake the machine: each has it to itself.
ALONE = (
    "hostile/sandbox", "hostile/intake/test_store_under_fire.py", "unit/sandbox",
    "journeys/test_interruptions.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what must be alone; a file's tests share a worker, as they share what they made."""
    for item in items:
        file = item.path.relative_to(HERE).as_posix()
        if file.startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(file))
