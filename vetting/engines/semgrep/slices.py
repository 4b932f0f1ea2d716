"""Slices of Python written as elements: semgrep loses a value that goes through `x[a:b]`.

Measured with semgrep 1.185: a tainted `x` is followed through `x[3]`, not through `x[3:]`. Only
the colon is replaced, by one other sign, so that every line and column keeps its place.
"""

import re

_PART = rb"(?:[^\[\]{}'\"#\n:]|\"[^\"\n\\]*\"|'[^'\n\\]*')*"
_SLICE = re.compile(rb"(?<=[\w)\]])\[(" + _PART + rb"):(" + _PART + rb")\]")
_LAMBDA = re.compile(rb"\blambda\b")


def unsliced(body: bytes) -> bytes:
    """The source with `x[a:b]`, `x[a:]` and `x[:b]` read as `x[a,b]`, `x[a,]` and `x[+b]`.

    The length is the same. A slice with brackets or a step inside stays as it is, and so does
    one whose text could be a lambda.
    """
    return _SLICE.sub(_element, body)


def _element(found: re.Match[bytes]) -> bytes:
    start, end = found[1], found[2]
    if _LAMBDA.search(start):
        return found[0]
    if start.strip():
        return b"[" + start + b"," + end + b"]"
    # An element needs an index: a sign before the end makes one, and `x[:]` becomes `x[0]`.
    return b"[" + start + (b"+" if end.strip() else b"0") + end + b"]"
