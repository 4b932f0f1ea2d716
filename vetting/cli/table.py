"""Plain tables for the terminal: aligned, at most 80 columns, nothing hostile passes."""

import textwrap
from collections.abc import Sequence

from vetting.render.visible import visible

WIDTH = 80
_GAP = 2


def print_table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print a titled table; the last column wraps. Nothing is printed for no rows."""
    if not rows:
        return
    print(f"\n{title} ({len(rows)})")
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [min(max(len(row[i]) for row in cells), 44) for i in range(len(cells[0]) - 1)]
    indent = 2 + sum(widths) + _GAP * len(widths)
    for row in cells:
        head = "".join(c[:w].ljust(w + _GAP) for c, w in zip(row, widths, strict=False))
        lines = textwrap.wrap(row[-1], max(WIDTH - indent, 20)) or [""]
        print(f"  {head}{lines[0]}".rstrip())
        for line in lines[1:]:
            print(" " * indent + line)


def print_paragraph(title: str, text: str) -> None:
    """Print a labelled paragraph, wrapped."""
    print(f"\n{title}")
    for line in text.splitlines():
        body = visible(line)
        if line.startswith(("    ", "\t")) or not line.strip():
            print(f"  {body}"[:WIDTH])
        else:
            print(textwrap.fill(body, WIDTH, initial_indent="  ", subsequent_indent="  "))
