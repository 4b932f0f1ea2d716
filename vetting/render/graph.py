"""A staged graph as inline SVG: boxes and arrows only, so it prints and needs no script."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from vetting.model.annex import Graph, Node
from vetting.model.text import Text
from vetting.render.visible import clipped

_WIDTH, _BOX, _HEIGHT, _GAP, _TOP = 960, 240, 40, 10, 34
_LETTERS = 30


def drawn(
    graph: Graph, title: Text, text: Callable[[Text], str], shown: Callable[[Any], Markup]
) -> Markup:
    """The graph, stages from left to right; the tables beside it say the same in words."""
    places = _places(graph)
    tallest = max((y for _, y in places), default=_TOP) + _HEIGHT + _GAP
    parts = [
        f'<svg class="graph" role="img" viewBox="0 0 {_WIDTH} {tallest}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{shown(text(title))}</title>'
    ]
    parts += [
        f'<text class="stage" x="{_left(graph, stage) + _BOX / 2:.0f}" y="18" '
        f'text-anchor="middle">{shown(text(name))}</text>'
        for stage, name in enumerate(graph.stages)
    ]
    parts += [_arrow(places[edge.start], places[edge.end]) for edge in graph.edges]
    parts += [
        _box(node, place, text, shown) for node, place in zip(graph.nodes, places, strict=True)
    ]
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - each piece is made of shown values


def _left(graph: Graph, stage: int) -> float:
    gaps = max(len(graph.stages) - 1, 1)
    return stage * (_WIDTH - _BOX) / gaps


def _places(graph: Graph) -> Sequence[tuple[float, float]]:
    """The upper left corner of each box: its stage's column, one below the other."""
    filled = [0] * len(graph.stages)
    places = []
    for node in graph.nodes:
        places.append((_left(graph, node.stage), _TOP + filled[node.stage] * (_HEIGHT + _GAP)))
        filled[node.stage] += 1
    return places


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1 = start[0] + _BOX, start[1] + _HEIGHT / 2
    x2, y2 = end[0], end[1] + _HEIGHT / 2
    bend = (x2 - x1) / 2
    return (
        f'<path class="edge" d="M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} '
        f'{x2 - bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"/>'
    )


def _box(
    node: Node,
    place: tuple[float, float],
    text: Callable[[Text], str],
    shown: Callable[[Any], Markup],
) -> str:
    x, y = place
    grave = " grave" if node.is_grave else ""
    name = shown(clipped(text(node.name), _LETTERS))
    note = text(node.note)
    lower = note if note != "–" else ""
    middle = y + (16 if lower else 25)
    second = f'<text class="fine" x="{x + 10:.0f}" y="{y + 32:.0f}">{shown(lower)}</text>'
    return (
        f'<rect class="box{grave}" x="{x:.0f}" y="{y:.0f}" width="{_BOX}" height="{_HEIGHT}" rx="4"/>'
        f'<text x="{x + 10:.0f}" y="{middle:.0f}">{name}</text>{second if lower else ""}'
    )
