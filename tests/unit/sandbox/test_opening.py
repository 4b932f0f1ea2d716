"""The strongest walls that stand are chosen, by trying them, and honestly named."""

from collections.abc import Iterator

import pytest

from vetting.model.errors import BadSetup
from vetting.sandbox import cell, landlock, opening
from vetting.sandbox.job import Level

ORDER = [Level.NAMESPACES, Level.LANDLOCK, Level.RLIMITS]


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(opening, "_tried", {})
    return


def _without(monkeypatch: pytest.MonkeyPatch, *levels: Level) -> None:
    def fail() -> None:
        raise cell.broken("taken away")

    walls = {k: (fail if k in levels else v) for k, v in opening._WALLS.items()}
    monkeypatch.setattr(opening, "_WALLS", walls)


def test_strongest_working_level_is_taken() -> None:
    works = [level for level, why in opening.survey().items() if not why]
    assert list(opening.survey()) == ORDER
    assert opening.open_sandbox().level is works[0]


def test_next_level_is_taken_when_one_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, Level.NAMESPACES, Level.LANDLOCK)
    assert opening.open_sandbox().level is Level.RLIMITS
    assert "taken away" in opening.survey()[Level.NAMESPACES]


def test_nothing_works_is_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, *ORDER)
    with pytest.raises(BadSetup) as caught:
        opening.open_sandbox()
    assert "bubblewrap" in caught.value.hint.id
    assert "namespaces: " in caught.value.message.en


def test_no_walls_only_when_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, *ORDER)
    assert opening.open_sandbox(allow_none=True).level is Level.NONE
    with pytest.raises(BadSetup):
        opening.open_sandbox(Level.NONE)


def test_exact_level_is_never_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, Level.LANDLOCK)
    with pytest.raises(BadSetup):
        opening.open_sandbox(Level.LANDLOCK)


def test_walls_that_do_not_hold_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits-only walls, passed off as sound ones, fail the self-test."""
    from vetting.sandbox.confined import Confined

    class Fraud(Confined):
        def __init__(self) -> None:
            super().__init__(Level.NONE)
            self.level = Level.NONE

    class Claimed(Fraud):
        def inner(self, *arguments):  # type: ignore[no-untyped-def]
            return {**super().inner(*arguments), "landlock": None, "seccomp": None}

        def __init__(self) -> None:
            super().__init__()
            self.level = Level.NAMESPACES

    monkeypatch.setattr(opening, "_WALLS", {Level.NAMESPACES: Claimed})
    assert "secret" in opening.survey()[Level.NAMESPACES]
    assert "network" in opening.survey()[Level.NAMESPACES]


def test_old_landlock_is_not_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: 2)
    assert "ABI 2" in opening.survey()[Level.LANDLOCK]
