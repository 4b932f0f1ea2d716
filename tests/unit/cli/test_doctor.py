"""What `vet doctor` says of the sandbox."""

import os
from types import SimpleNamespace

import pytest

from vetting.cli import doctor
from vetting.sandbox import cgroup
from vetting.sandbox.job import Level


@pytest.mark.parametrize(
    ("user", "has_group", "is_told"),
    [(0, False, True), (0, True, False), (1000, False, False), (1000, True, False)],
)
def test_root_without_a_control_group_is_told(monkeypatch, user, has_group, is_told):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(cgroup, "is_available", lambda: has_group)
    bench = SimpleNamespace(sandbox=SimpleNamespace(level=Level.NAMESPACES))
    health = doctor._sandbox(bench)
    assert health.is_fine
    assert ("sebagai pengguna biasa" in health.detail) is is_told
