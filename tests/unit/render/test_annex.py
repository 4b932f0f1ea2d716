"""Annexes in the page and in ropa.csv: hostile names stay harmless."""

import csv
import io
from dataclasses import replace

from tests.unit.render.builder import report
from vetting.content import load
from vetting.model.annex import Annex, Edge, Graph, Node, Table
from vetting.model.outcome import Ran
from vetting.model.text import Text, same
from vetting.render import FORMATS

BAD = same("=cmd|<script>alert(1)</script>")
FORM = Table("ropa", same("Konsep"), (Text("Kegiatan", "Activity"),), ((BAD,),), is_form=True)
GRAPH = Graph((same("a"), same("b")), (Node(0, BAD, same("–")), Node(1, same("w"), same("–"))),
              (Edge(0, 1),))  # fmt: skip


def with_annex(annex=None):
    made = report(3)
    annex = annex or Annex("data-map", same("Peta"), same("Catatan"), (FORM,), GRAPH)
    first = next(c for c in made.checks if isinstance(c.outcome, Ran))
    checks = [replace(c, outcome=replace(c.outcome, annex=annex)) if c is first else c
              for c in made.checks]  # fmt: skip
    return replace(made, checks=tuple(checks))


def test_the_graph_is_drawn_and_escaped():
    page = FORMATS["html"].render(with_annex(), "id", load()).decode()
    assert "<svg" in page
    assert "<script>alert" not in page


def test_a_formula_is_no_formula_in_the_register():
    body = FORMATS["ropa"].render(with_annex(), "en", load()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[0] == ["Activity"]
    assert rows[1][0].startswith("'=cmd")
