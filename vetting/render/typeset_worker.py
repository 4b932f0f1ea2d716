"""Set one document, inside the sandbox: JSON on stdin, the PDF on stdout.

The template is ours; every word of the report comes as data, which typst prints and never reads
as markup. Only the fonts inside the typst package are used, so every machine sets the same bytes.
"""

import base64
import json
import sys
from typing import Any


def main() -> None:
    """Compile; an error goes to stderr with exit code 1 and nothing is printed."""
    order = json.load(sys.stdin)
    body = typeset(order)
    sys.stdout.buffer.write(body)


def typeset(order: dict[str, Any]) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1 in one file."""
    import typst

    compiler = typst.Compiler(
        root=order["root"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(order["data"]), "attached": order["attached"]},
    )
    body = compiler.compile(
        input=base64.b64decode(order["template"]),
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=order["timestamp"],
    )
    if not isinstance(body, bytes):
        raise TypeError("typst gave no single file")
    # typst ends with no line break; a signature appended later would break PDF/A without one.
    return body.rstrip(b"\n") + b"\n"


if __name__ == "__main__":
    main()
