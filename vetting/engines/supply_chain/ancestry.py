"""Which packages that the application asks for lead to one that it does not."""

from collections import defaultdict
from collections.abc import Iterable

from vetting.engines.supply_chain.origins import commit_of, place_of
from vetting.model.bill import Component

MOST_STEPS = 5_000
"""Packages looked at on the way up; the largest real lock file seen has 2,500."""


class Ancestry:
    """The needs of the packages of one ecosystem, upside down.

    By name alone: where two versions of a package are locked, the needs of both count.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        self._parents: dict[str, set[str]] = defaultdict(set)
        self._direct: set[str] = set()
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for component in components:
            if component.is_direct:
                self._direct.add(component.name)
            for need in component.needed:
                self._parents[need].add(component.name)
            for need, _, address in (need.partition(" ") for need in component.needs):
                if address:
                    self._wanted[need].add(address)

    def direct(self, name: str) -> tuple[str, ...]:
        """The direct packages above `name`, sorted; none where the lock file tells no needs."""
        seen, waiting = {name}, [name]
        while waiting and len(seen) < MOST_STEPS:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return tuple(sorted((seen - {name}) & self._direct))

    def wanted_from(self, name: str) -> frozenset[str]:
        """The addresses that packages name for the one they need, where they name any."""
        return frozenset(self._wanted.get(name, ()))


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
        """Whether another package asks for it from that very place, and at no other commit."""
        return any(
            place_of(address) == place_of(c.origin)
            and commit_of(address) in ("", commit_of(c.origin))
            for address in self._of[c.ecosystem].wanted_from(c.name)
        )
