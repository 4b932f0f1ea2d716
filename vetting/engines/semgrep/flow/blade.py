"""Blade templates as the PHP that they stand for, every part on the row where it was."""

import re

SHOWN = "__template"
"""The function that a template is shown by: its name, and what it is given."""
_TOKEN = re.compile(
    r"\{\{--.*?--\}\}|@verbatim\b.*?@endverbatim\b|@(?=\{\{|\{!!)(?:\{\{.*?\}\}|\{!!.*?!!\})|"
    r"@php\b(?!\s*\().*?@endphp\b|<\?(?:php|=).*?(?:\?>|\Z)|\{!!.*?!!\}|\{\{\{.*?\}\}\}|\{\{.*?\}\}|"
    r"</?x-[\w.:-]+(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|(?<![\w@])@\w+",
    re.S,
)
_ATTRIBUTE = re.compile(r"([:@]*)([\w.:-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'))?", re.S)
_ANY = "if (isset($__any)):"
_OPENS = {
    "if": "if ({}):", "elseif": "elseif ({}):", "unless": "if (!({})):", "isset": "if (isset({})):",
    "foreach": "foreach ({}):", "forelse": "foreach ({}):", "for": "for ({}):",
    "while": "while ({}):", "empty": "if (empty({})):", "php": "{};", "json": "echo json_encode({});",
    "include": "__template({});", "includeIf": "__template({});", "component": "__template({});",
    "extends": "__template({});",
}  # fmt: skip
_ASKS = ("auth", "guest", "can", "cannot", "canany", "elsecan", "env", "error", "hasSection",
         "sectionMissing", "session", "role", "hasrole", "switch")  # fmt: skip
_BARE = {
    "else": "else:", "endif": "endif;", "endunless": "endif;", "endisset": "endif;",
    "endempty": "endif;", "endforeach": "endforeach;", "endfor": "endfor;", "endwhile": "endwhile;",
    "empty": f"endforeach; {_ANY}", "endforelse": "endif;", "case": f"endif; {_ANY}",
    "default": f"endif; {_ANY}", "production": _ANY, **dict.fromkeys(_ASKS, _ANY),
    "elsecan": "else:", **{f"end{name}": "endif;" for name in (*_ASKS, "production")},
}  # fmt: skip


def as_php(body: str) -> str:
    """The same page as PHP; a directive that is not known is text."""
    out: list[str] = []
    behind = ""
    at = 0
    while (found := _TOKEN.search(body, at)) is not None:
        out.append(body[at : found.start()])
        token, at = found.group(), found.end()
        if token[0] == "@" and token[1:].isalnum():
            inner, at = _argument(body, at)
            made = _directive(token[1:], inner)
            if token == "@extends" and inner is not None:
                made, behind = "", behind + made
        else:
            made = _of_token(token)
            inner = None
        out.append(_on_rows(made, body[found.start() : at]))
    return "".join([*out, body[at:], behind])


def _on_rows(made: str, was: str) -> str:
    """The PHP with as many rows as what it stands for."""
    return made + "\n" * (was.count("\n") - made.count("\n"))


def _argument(body: str, at: int) -> tuple[str | None, int]:
    """What stands in the brackets behind a directive, and where they end; None without any."""
    start = re.compile(r"[ \t]*\(").match(body, at)
    if start is None:
        return None, at
    depth, quote, here = 1, "", start.end()
    while here < len(body) and depth:
        one = body[here]
        if quote:
            here += one == "\\"
            quote = "" if one == quote else quote
        elif one in "'\"":
            quote = one
        else:
            depth += (one in "([") - (one in ")]")
        here += 1
    return (body[start.end() : here - 1], here) if not depth else (None, at)


def _directive(name: str, inner: str | None) -> str:
    if name == "section" and inner is not None:
        # A section with two arguments is its text, which Blade escapes.
        return f"<?php echo e([{inner}][1] ?? ''); ?>" if "," in inner else ""
    if name in ("includeWhen", "includeUnless") and inner is not None:
        return f"<?php __template_when({inner}); ?>"
    if inner is not None and name in _OPENS:
        return f"<?php {_OPENS[name].format(inner)} ?>"
    if name in _BARE and (inner is None or name in (*_ASKS, "case")):
        return f"<?php {_BARE[name]} ?>"
    return ""


def _of_token(token: str) -> str:
    if token.startswith(("{{--", "@verbatim")):
        return ""
    if token.startswith("@php"):
        return f"<?php{token[4:-7]} ?>"
    if token.startswith("{!!"):
        return f"<?php echo {token[3:-3]}; ?>"
    if token.startswith("{{"):
        inner = token.strip("{}")
        return f"<?php echo e({inner}); ?>" if inner.strip() else ""
    return _component(token) if token.startswith(("<x-", "</x-")) else token


def _component(tag: str) -> str:
    """An anonymous component: its attributes are the variables of its template."""
    found = re.match(r"<x-([\w.:-]+)", tag)
    if found is None or found.group(1).startswith(("slot", "dynamic-component")):
        return ""
    given = []
    for sign, name, value in _ATTRIBUTE.findall(tag[found.end() :]):
        if value and sign in ("", ":"):
            made = value[1:-1] if sign else _attribute(value[1:-1])
            camel = re.sub(r"[-:](\w)", lambda one: one.group(1).upper(), name)
            given.append(f"'{camel}' => {made}")
    return f"<?php __template('components.{found.group(1)}', [{', '.join(given)}]); ?>"


def _attribute(value: str) -> str:
    """A plain attribute, in which Blade escapes what it fills in."""
    pieces = re.split(r"\{\{(.*?)\}\}", value, flags=re.S)
    made = [f"e({one})" if number % 2 else _quoted(one) for number, one in enumerate(pieces)]
    return " . ".join(made)


def _quoted(known: str) -> str:
    escaped = known.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
