"""What `vet doctor` says of the sandbox."""

from types import SimpleNamespace

import pytest

from vetting.cli import doctor
from vetting.sandbox.job import Level


@pytest.mark.parametrize("bounds_tasks", [True, False])
def test_a_cap_on_tasks_that_is_only_watched_is_told(bounds_tasks):
    bench = SimpleNamespace(
        sandbox=SimpleNamespace(level=Level.NAMESPACES, bounds_tasks=bounds_tasks)
    )
    health = doctor._sandbox(bench)
    assert health.is_fine
    assert ("sebagai pengguna biasa" in health.detail) is not bounds_tasks
