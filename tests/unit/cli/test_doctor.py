"""What `vet doctor` says of the sandbox."""

from types import SimpleNamespace

import pytest

from vetting.cli import doctor, main
from vetting.sandbox import opening
from vetting.sandbox.job import Level


@pytest.mark.parametrize("bounds_tasks", [True, False])
def test_a_cap_on_tasks_that_is_only_watched_is_told(bounds_tasks):
    bench = SimpleNamespace(
        sandbox=SimpleNamespace(level=Level.NAMESPACES, bounds_tasks=bounds_tasks)
    )
    health = doctor._sandbox(bench)
    assert health.is_fine
    assert ("sebagai pengguna biasa" in health.detail) is not bounds_tasks


@pytest.mark.skipif(bool(opening.survey()[Level.LANDLOCK]), reason="no Landlock in this kernel")
def test_every_engine_works_where_namespaces_are_forbidden(monkeypatch, tmp_path, capsys):
    """In a container, and on the machines of a public pipeline, Landlock is what there is."""
    box = opening.open_sandbox(Level.LANDLOCK)
    monkeypatch.setattr("vetting.sandbox.open_sandbox", lambda: box)
    monkeypatch.setenv("VET_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    main(["doctor"])
    tests = [row.split() for row in capsys.readouterr().out.splitlines() if "uji diri" in row]
    assert len(tests) >= 15
    assert [row for row in tests if row[0] != "baik"] == []
