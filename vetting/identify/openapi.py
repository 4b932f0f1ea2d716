"""Which YAML and JSON files are OpenAPI documents, from their first bytes."""

import re

# A key of the top level: at the start of a YAML line, or the first level of a JSON object.
_YAML_KEY = re.compile(rb"^[\"']?(openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?[1-9]", re.MULTILINE)
_JSON_KEY = re.compile(rb"[\"'](openapi|swagger)[\"']\s*:\s*[\"']?[1-9]")
_BARE = re.compile(r"(^|/)(api-docs|openapi|swagger)$", re.IGNORECASE)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


def looks_like_openapi(head: bytes) -> bool:
    """Whether a file that begins with `head` states an OpenAPI version at its top level.

    True for a broken document as well: that is for the check to say. Give at least 64 KiB,
    since the key may stand after a long description.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head.lstrip().startswith(b"{"):
        return bool(_YAML_KEY.search(head))
    return any(_depth(head[: match.start()]) == 1 for match in _JSON_KEY.finditer(head))


def is_bare_name(path: str) -> bool:
    """Whether a file without a suffix is named as frameworks name the address of a contract."""
    return bool(_BARE.search(path))


def _depth(before: bytes) -> int:
    """How many braces and brackets are open at the end of a piece of JSON."""
    bare = _STRING.sub(b"", before)
    return sum(bare.count(sign) for sign in (b"{", b"[")) - sum(
        bare.count(sign) for sign in (b"}", b"]")
    )
