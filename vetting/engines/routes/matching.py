"""Which operation of a contract is which route of the code. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vetting.engines.routes.contract import Promise
from vetting.engines.routes.route import Route, joined, template

Found = tuple[str, Route]
MAX_PREFIX = 4
"""Leading segments by which the addresses of contract and code may differ."""
_SEGMENT = re.compile(r"[^/]+")


@dataclass(frozen=True)
class Pair:
    """An operation and the routes at its address: those of its method, and the others."""

    promise: Promise
    same: tuple[Found, ...]
    others: tuple[Found, ...]


@dataclass(frozen=True)
class Matched:
    """All operations with their routes, and the routes that no operation is."""

    pairs: tuple[Pair, ...]
    unpromised: tuple[Found, ...]

    @property
    def kept(self) -> int:
        """Operations that the code serves."""
        return sum(1 for pair in self.pairs if pair.same)


def matched(promises: Sequence[Promise], routes: Sequence[Found]) -> Matched:
    """Compare all operations of one contract with all routes.

    Contract and code may differ by a prefix that a gateway or the server's settings add: the
    one under which most operations are found is taken for all.
    """
    fixed: dict[str, list[Found]] = defaultdict(list)
    with_variables: list[tuple[re.Pattern[str], Found]] = []
    floating: list[Found] = []
    for found in routes:
        if found[1].floating:
            floating.append(found)
        path = template(found[1].path)
        fixed[path].append(found)
        if "{}" in path:
            with_variables.append((_fitting(path), found))
    shift = _shift(promises, fixed)
    pairs, taken = [], set[Found]()
    for promise in promises:
        wanted = shift(promise)
        at = [*fixed.get(wanted, ()), *(f for f in floating if _ends(wanted, f[1]))]
        same = tuple(f for f in at if serves(f[1], promise.method))
        if not same:  # `/izin/terbaru` may be what `/izin/{nomor}` answers.
            near = (f for fits, f in with_variables if fits.fullmatch(wanted))
            same = tuple(f for f in near if serves(f[1], promise.method))
        others = tuple(f for f in at if f not in same)
        taken.update(f for f in same if f in at)
        pairs.append(Pair(promise, same, others))
    rest = tuple(found for found in routes if found not in taken)
    return Matched(tuple(pairs), rest)


def _fitting(path: str) -> re.Pattern[str]:
    """What a template answers, each variable for one segment."""
    return re.compile("[^/{}]+".join(re.escape(piece) for piece in path.split("{}")))


def serves(route: Route, method: str) -> bool:
    """Whether a route answers a method; a PHP resource's update, listed as PUT, answers PATCH."""
    if route.method in ("any", method):
        return True
    is_resource = route.framework in ("php", "codeigniter")
    return is_resource and (route.method, method) == ("put", "patch")


def _ends(wanted: str, route: Route) -> bool:
    tail = template(route.path)
    return tail != "/" and tail != "/{}" and (wanted == tail or wanted.endswith(tail))


class _Shift:
    """How a contract's addresses become the code's: a prefix cut off, another put before."""

    def __init__(self, cut: int, before: str) -> None:
        self.cut, self.before = cut, before

    def __call__(self, promise: Promise) -> str:
        segments = _SEGMENT.findall(promise.template)
        return (
            joined(self.before, *segments[self.cut :])
            if self.cut or self.before
            else promise.template
        )


def _shift(promises: Sequence[Promise], fixed: Mapping[str, object]) -> _Shift:
    """The shift that finds most operations; no shift where it is as good as any."""
    befores = {""} | {joined(*_SEGMENT.findall(path)[:n]) for path in fixed
                      for n in range(1, MAX_PREFIX) if "{}" not in path[: len(path) // 2]}  # fmt: skip
    candidates = [_Shift(0, "")]
    shared = _shared(promise.template for promise in promises)
    for cut in range(min(MAX_PREFIX, shared) + 1):
        candidates += [_Shift(cut, before) for before in sorted(befores)[:200]]
    keys = set(fixed)

    def score(shift: _Shift) -> int:
        return sum(shift(promise) in keys for promise in promises)

    best = max(candidates, key=lambda shift: (score(shift), -shift.cut, -len(shift.before)))
    return best if score(best) > score(candidates[0]) else candidates[0]


def _shared(paths: Iterable[str]) -> int:
    """How many leading segments all paths have in common."""
    split = [_SEGMENT.findall(path) for path in paths]
    count = 0
    for level in zip(*split, strict=False) if split else ():
        if len(set(level)) > 1:
            break
        count += 1
    return min(count, min((len(s) for s in split), default=1) - 1)
