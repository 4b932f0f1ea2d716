"""Which packages that the application asks for lead to one that it does not."""

from collections import defaultdict
from collections.abc import Iterable

from vetting.engines.supply_chain.origins import commit_of, is_open, place_of
from vetting.model.bill import Component

MOST_STEPS = 5_000
"""Packages looked at on the way up; the largest real lock file seen has 2,500."""


PATIENCE = 20_000_000
"""Needs looked at for all packages of an ecosystem, some seconds at worst; beyond it nobody is
named. The 2,207 packages of a real lock file took 36,000."""


class Ancestry:
    """The needs of the packages of one ecosystem, upside down.

    By name alone: where two versions of a package are locked, the needs of both count.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        self._parents: dict[str, set[str]] = defaultdict(set)
        self._direct: set[str] = set()
        self._known: dict[str, tuple[str, ...]] = {}
        self._patience = PATIENCE
        self._wanted: set[tuple[str, str, str, bool]] = set()
        for component in components:
            if component.is_direct:
                self._direct.add(component.name)
            for need in component.needed:
                self._parents[need].add(component.name)
            for need, _, address in (need.partition(" ") for need in component.needs):
                if address:
                    self._wanted.add(
                        (need, place_of(address), commit_of(address), is_open(address))
                    )

    def direct(self, name: str) -> tuple[str, ...]:
        """The direct packages above `name`, sorted; none where the lock file tells no needs."""
        if name not in self._known:
            self._known[name] = self._above(name) if self._patience > 0 else ()
        return self._known[name]

    def _above(self, name: str) -> tuple[str, ...]:
        seen, waiting = {name}, [name]
        while waiting and len(seen) < MOST_STEPS:
            parents = self._parents.get(waiting.pop(), set())
            self._patience -= len(parents)
            waiting += sorted(parents - seen)
            seen |= parents
        return tuple(sorted((seen - {name}) & self._direct))

    def is_wanted_from(self, name: str, address: str) -> bool:
        """Whether a package that needs it names that very place, no other commit and no safer way."""
        place = place_of(address)
        ways = {True, is_open(address)}
        return any(
            (name, place, commit, way) in self._wanted
            for commit in ("", commit_of(address))
            for way in ways
        )


class Families:
    """The ancestry of all packages of an application, by ecosystem."""

    def __init__(self, components: Iterable[Component]) -> None:
        members: dict[str, list[Component]] = defaultdict(list)
        for component in components:
            members[component.ecosystem].append(component)
        self._of = {ecosystem: Ancestry(group) for ecosystem, group in members.items()}

    def above(self, group: Iterable[Component]) -> tuple[str, ...]:
        """The direct packages that bring in one package, named by `group`.

        None where the application asks for it itself, or nothing tells who does.
        """
        uses = list(group)
        if any(c.is_direct is not False for c in uses):
            return ()
        return tuple(sorted({name for c in uses for name in self._of[c.ecosystem].direct(c.name)}))

    def is_wanted_from_there(self, c: Component) -> bool:
        """Whether another package asks for it from the address where it is fetched."""
        return self._of[c.ecosystem].is_wanted_from(c.name, c.origin)
