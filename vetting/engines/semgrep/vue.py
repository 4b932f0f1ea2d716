"""The script part of a Vue single-file component."""

import re

_OPEN = re.compile(rb"<script\b[^<>]{0,500}>", re.IGNORECASE)
_CLOSE = re.compile(rb"</script\s{0,9}>", re.IGNORECASE)


def script_of(body: bytes) -> bytes:
    """The component with everything outside `<script>` emptied, so that lines keep their number.

    Columns are kept too. A script that is never closed reaches to the end of the file.
    """
    kept: list[bytes] = []
    at = 0
    while opening := _OPEN.search(body, at):
        closing = _CLOSE.search(body, opening.end())
        end = closing.start() if closing else len(body)
        kept.append(_blank(body[at : opening.end()]))
        kept.append(body[opening.end() : end])
        at = end
        if not closing:
            break
    kept.append(_blank(body[at:]))
    return b"".join(kept)


def _blank(part: bytes) -> bytes:
    return b"\n".join(b" " * len(line) for line in part.split(b"\n"))
