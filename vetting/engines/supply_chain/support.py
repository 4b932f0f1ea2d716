"""Which release line of a product a version or constraint stands for, and when it ended."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vetting.content import Node, bad_content, load_yaml, refuse_unknown
from vetting.model.check import Check
from vetting.model.errors import BadContent
from vetting.model.scale import Severity

Numbers = tuple[int, ...]
_KEYS = ("name", "severity", "source", "checked", "runtimes", "frameworks", "packages", "cycles",
         "stands-for")  # fmt: skip
_PART = re.compile(r"(\^|~>?|>=|<=|>|<|==?)?\s*v?(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the table and the last day of support of each of its release lines.

    A line that the maker has left without naming a day has the day of its last release.
    `checked` is the day of the public record that the dates were last compared with. Where the
    number only stands for another product's release, `stands_for` names that release by line.
    """

    id: str
    name: str
    severity: Severity
    source: str
    checked: date
    runtimes: frozenset[str]
    frameworks: frozenset[str]
    packages: frozenset[tuple[str, str]]
    cycles: Mapping[Numbers, date]
    stands_for: Mapping[Numbers, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """A release line without support: its name as the table writes it, and the last day.

    Releases before every line of the table go by `≤` and the oldest.

    `release` is the release of another product that it stands for, "" for none.
    """

    cycle: str
    on: date
    release: str = ""


def products(check: Check) -> tuple[Product, ...]:
    """The table that the check names; raises BadContent for a fault in it."""
    file = check.folder / str(check.settings["table"])
    table = load_yaml(file)
    found = []
    for name, node in table.items():
        if not isinstance(node, Node):
            raise bad_content(file, table.lines[name], "bukan pemetaan", "not a mapping")
        refuse_unknown(file, node, _KEYS)
        try:
            found.append(_product(name, node))
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise _bad(file, node.line, error) from error
    return tuple(found)


def _bad(file: Any, line: int, error: Exception) -> BadContent:
    return bad_content(file, line, f"isi tabel salah: {error}", f"bad table: {error}")


def _product(name: str, node: Node) -> Product:
    packages = node.get("packages") or {}
    return Product(
        id=name,
        name=str(node["name"]),
        severity=Severity(Severity.parse(str(node["severity"]))),
        source=str(node["source"]),
        checked=date.fromisoformat(str(node["checked"])),
        runtimes=frozenset(node.get("runtimes") or ()),
        frameworks=frozenset(node.get("frameworks") or ()),
        packages=frozenset((eco, package) for eco in packages for package in packages[eco]),
        cycles={_numbers(cycle): _last_day(day) for cycle, day in node["cycles"].items()},
        stands_for={_numbers(k): str(name) for k, name in (node.get("stands-for") or {}).items()},
    )


def _last_day(text: str) -> date:
    """The day, or the end of time for a line whose end nobody has announced."""
    return date.max if text == "supported" else date.fromisoformat(str(text))


def _numbers(text: str) -> Numbers:
    return tuple(int(part) for part in text.split("."))


def ended(product: Product, version: str, as_of: date) -> Ended | None:
    """The line of the newest release that `version` allows, if its support ended before `as_of`.

    `version` may be a version, the front of one, or a constraint of Composer or npm. A
    constraint without an upper end allows what is supported. Releases older than every line
    of the table count as its oldest.
    """
    allowed = [line for part in re.split(r"\|\|?", version) for line in _lines(product, part)]
    if not allowed:
        return None
    newest = max(allowed)
    last_day = product.cycles[newest]
    if last_day >= as_of:
        return None
    is_older = newest == min(product.cycles) and not any(
        _fits(newest, how, numbers)
        for part in re.split(r"\|\|?", version)
        for how, numbers in _bounds(part)
    )
    cycle = ("≤ " if is_older else "") + ".".join(map(str, newest))
    return Ended(cycle, last_day, product.stands_for.get(newest, ""))


def _lines(product: Product, constraint: str) -> Iterator[Numbers]:
    """The lines that one alternative of a constraint allows."""
    cycles = sorted(product.cycles)
    bounds = list(_bounds(constraint))
    if not bounds:
        yield cycles[-1]  # nothing stated: nothing to object to
        return
    fitting = [c for c in cycles if all(_fits(c, how, numbers) for how, numbers in bounds)]
    if fitting:
        yield from fitting
    elif all(numbers < cycles[0] for _, numbers in bounds):
        yield cycles[0]


def _bounds(constraint: str) -> Iterator[tuple[str, Numbers]]:
    for operator, digits in _PART.findall(constraint):
        numbers = _numbers(digits)
        if operator == "^":
            yield "in", numbers[:2] if numbers[0] == 0 else numbers[:1]
        elif operator in ("~", "~>"):
            yield "in", numbers[:-1] or numbers
        elif operator in (">", ">="):
            yield "from", numbers
        elif operator in ("<", "<="):
            yield ("below" if operator == "<" else "to"), numbers
        else:
            yield "in", numbers


def _fits(cycle: Numbers, how: str, numbers: Numbers) -> bool:
    shared = min(len(cycle), len(numbers))
    if how == "in":
        return cycle[:shared] == numbers[:shared]
    if how == "from":
        return cycle[:shared] >= numbers[:shared]
    if how == "to":
        return cycle[:shared] <= numbers[:shared]
    # Below 8.1 lies line 8.0, and so does part of line 8; below 8 lies no line 8.
    padded = (*numbers, *(0,) * (len(cycle) - len(numbers)))
    return cycle < padded
