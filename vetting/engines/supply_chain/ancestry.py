"""Which packages that the application asks for lead to one that it does not."""

from collections import defaultdict
from collections.abc import Iterable

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
        for component in components:
            if component.is_direct:
                self._direct.add(component.name)
            for need in component.needed:
                self._parents[need].add(component.name)

    def direct(self, name: str) -> tuple[str, ...]:
        """The direct packages above `name`, sorted; none where the lock file tells no needs."""
        seen, waiting = {name}, [name]
        while waiting and len(seen) < MOST_STEPS:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return tuple(sorted((seen - {name}) & self._direct))
