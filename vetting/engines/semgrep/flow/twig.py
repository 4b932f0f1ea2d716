"""Twig templates as the PHP that they stand for, every part on the row where it was.

What a template says beyond names, their parts, filters and texts is left out: nothing is told of
it.
"""

import re

_TOKEN = re.compile(
    r"\{#.*?#\}|\{%[-~]?\s*verbatim\s*[-~]?%\}.*?\{%[-~]?\s*endverbatim\s*[-~]?%\}|"
    r"\{\{.*?\}\}|\{%.*?%\}|<\?(?:php|=).*?(?:\?>|\Z)",
    re.S,
)
_PART = re.compile(r"\s*(?:([A-Za-z_]\w*)|'([^'\\]*)'|\"([^\"\\#]*)\")")
_STEP = re.compile(r"\s*(?:\.\s*(\w+)|\[\s*['\"]?(\w+)['\"]?\s*\])(\s*\()?")
_FILTER = re.compile(r"\s*\|\s*(\w+)(?:\s*\(([^()]*)\))?")
_REQUEST = re.compile(
    r"app\.request\.(?:get|query\.get|request\.get|query|request)[.(]\s*['\"]?(\w+)['\"]?\s*\)?"
)
_ESCAPED = ("e", "escape", "nl2br")
_SAFE = (
    "length",
    "date",
    "number_format",
    "abs",
    "round",
    "json_encode",
    "url_encode",
    "trans",
    "t",
)
_STRIPPED = ("striptags", "sanitize_html", "sanitize", "purify")


def as_php(body: str) -> str:
    """The same page as PHP."""
    out: list[str] = []
    raw = [False]
    behind = ""
    at = 0
    for found in _TOKEN.finditer(body):
        out.append(body[at : found.start()])
        token, at = found.group(), found.end()
        made = ""
        if token.startswith("{{"):
            value, is_safe = expression(token[2:-2].strip("-~ \n\t"))
            shown = value if is_safe or raw[-1] else f"e({value})"
            made = f"<?php echo {shown}; ?>" if value else ""
        elif token.startswith("{%") and "verbatim" not in token[:20]:
            inner = token[2:-2].strip("-~ \n\t")
            made = _tag(inner, raw)
            if inner.startswith("extends") and made:
                made, behind = "", behind + made
        out.append(made + "\n" * (token.count("\n") - made.count("\n")))
    return "".join([*out, body[at:], behind])


def expression(written: str) -> tuple[str, bool]:
    """A value as PHP, and whether Twig takes it for markup; empty where it is not followed."""
    request = _REQUEST.match(written)
    if request:
        made, at = f"request('{request.group(1)}')", request.end()
    else:
        made, at = _named(written)
    if not made:
        return "", False
    is_safe = False
    while found := _FILTER.match(written, at):
        at = found.end()
        made, is_safe = _filtered(made, found.group(1), found.group(2) or "", is_safe)
    rest = written[at:].lstrip()
    if rest.startswith("~"):
        more, _ = expression(rest[1:].strip())
        return (f"{made} . {more}", False) if more else ("", False)
    return (made, is_safe) if not rest else ("", False)


def _named(written: str) -> tuple[str, int]:
    found = _PART.match(written)
    if found is None:
        return "", 0
    name, at = found.group(1), found.end()
    if name is None:
        return "'" + (found.group(2) or found.group(3) or "").replace("'", "\\'") + "'", at
    made = f"${name}"
    while step := _STEP.match(written, at):
        if step.group(3):
            return "", 0
        key = step.group(1) or step.group(2)
        made, at = f"{made}['{key}']", step.end()
    return ("", 0) if written[at:].lstrip().startswith("(") else (made, at)


def _filtered(made: str, name: str, argument: str, is_safe: bool) -> tuple[str, bool]:
    if name == "raw":
        return made, True
    if name in _ESCAPED and not re.search("js|css|url", argument):
        return (made if is_safe else f"e({made})"), True
    if name in _ESCAPED or name in _SAFE:
        return f"urlencode({made})", True
    if name in _STRIPPED:
        return f"strip_tags({made})", name != "striptags"
    return made, False


def _tag(inner: str, raw: list[bool]) -> str:
    name = re.match(r"\w*", inner).group()  # type: ignore[union-attr]
    rest = inner[len(name) :].strip()
    match name:
        case "autoescape":
            raw.append(rest.strip("'\"") in ("false", "off"))
        case "endautoescape" if len(raw) > 1:
            raw.pop()
        case "if" | "elseif":
            return f"<?php {name} (isset($__any)): ?>"
        case "else":
            return "<?php else: ?>"
        case "endif" | "endfor":
            return f"<?php {'endif' if name == 'endif' else 'endforeach'}; ?>"
        case "for":
            return _loop(rest)
        case "set":
            target, _, value = rest.partition("=")
            made, _ = expression(value.strip())
            return (
                f"<?php ${target.strip()} = {made}; ?>"
                if made and target.strip().isidentifier()
                else ""
            )
        case "include" | "embed" | "extends":
            return _included(rest)
    return ""


def _loop(rest: str) -> str:
    found = re.match(r"(\w+)(?:\s*,\s*(\w+))?\s+in\s+(.*)", rest, re.S)
    made = expression(found.group(3).strip())[0] if found else ""
    if not found or not made:
        return "<?php foreach ($__any as $__one): ?>"
    target = f"${found.group(1)}" + (f" => ${found.group(2)}" if found.group(2) else "")
    return f"<?php foreach ({made} as {target}): ?>"


def _included(rest: str) -> str:
    found = re.match(r"['\"]([^'\"]+)['\"](?:.*?\bwith\s*\{(.*)\})?", rest, re.S)
    if found is None:
        return ""
    given = []
    for key, value in re.findall(r"['\"]?(\w+)['\"]?\s*:\s*([^,{}]+)", found.group(2) or ""):
        made, _ = expression(value.strip())
        if made:
            given.append(f"'{key}' => {made}")
    return f"<?php __template('{found.group(1)}', [{', '.join(given)}]); ?>"
