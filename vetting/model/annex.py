"""What a check lays open besides its findings: tables and a graph, ready to print."""

from dataclasses import dataclass

from vetting.model.policy import Tier
from vetting.model.text import Text


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an annex; every row has a cell for each column.

    `name` is stable and tells renderers which table it is; `is_form` marks a draft that the
    vendor completes, which belongs in a file of its own and not on the page.
    """

    name: str
    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the graph: in which stage it stands, from 0, and whether it weighs more."""

    stage: int
    name: Text
    note: Text
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two nodes, by their places in `Graph.nodes`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes in stages from left to right, and the arrows between them."""

    stages: tuple[Text, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """An appendix to the report.

    `weighs` are the facts found that make the system one of the middle category at least
    (Peraturan BSSN 8/2020): the runner raises a lighter tier for them and says why. `raises` is
    the category that the application's own papers give it: it may raise too, and never lower.
    """

    name: str
    title: Text
    note: Text
    tables: tuple[Table, ...] = ()
    graph: Graph | None = None
    weighs: tuple[Text, ...] = ()
    raises: Tier | None = None
