"""What ASP.NET's tag helpers and Blazor's own components write."""

import re

from vetting.engines.browser.render.marks import EXPRESSION, MADE, Marked, Op, lines_of
from vetting.engines.browser.render.vue import component

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*?)(?P<self>/?)>(?P<empty></label>|</select>|</span>)?"
)
_FOR = re.compile(r"(?<=\s)asp-for\s*=\s*[\"']([^\"']*)[\"']")
_WAYS = re.compile(
    r"(?<=\s)asp-(?:action|controller|page|area|route|fragment|route-[\w-]+|page-handler)\s*="
)
_FILLED = re.compile(r"(?<=\s)asp-(?:items|validation-for|validation-summary)\s*=")
_OWN = {"NavLink": "a", "InputText": "input", "InputNumber": "input", "InputDate": "input",
        "InputFile": "input", "InputCheckbox": "input", "InputTextArea": "textarea",
        "InputSelect": "select", "EditForm": "form"}  # fmt: skip
_SEEN_THROUGH = {"AuthorizeView", "Authorized", "NotAuthorized", "ChildContent", "MainLayout", "HeadContent",
                 "environment", "cache"}  # fmt: skip
_VOID = {"input", "img", "br", "hr", "link", "meta"}
_FIELDS = {"input", "select", "textarea"}


def helped(text: str, marked: Marked) -> str:
    """The view with its tags as they reach the browser."""
    return _TAG.sub(lambda match: _tag(match, marked), text)


def _tag(match: re.Match[str], marked: Marked) -> str:
    name, rest, empty = match["name"], match["rest"], match["empty"] or ""
    if name in _SEEN_THROUGH:
        return lines_of(match[0])
    if name in ("partial", "PageTitle"):
        return _other(match, marked)
    kind = "checkbox" if name == "InputCheckbox" else "file" if name == "InputFile" else ""
    written = _OWN.get(name) or (
        component(name) if name[:1].isupper() and name != name.upper() else name
    )
    if match["close"]:
        return f"</{written}>"
    rest, filling = _helped(written.lower(), rest, marked)
    rest += f' type="{kind}"' if kind else ""
    closed = f"</{written}>" if match["self"] and written.lower() not in _VOID else ""
    return f"<{written}{rest}>{filling if empty or closed else ''}{closed}{empty}"


def _helped(tag: str, rest: str, marked: Marked) -> tuple[str, str]:
    """The attributes that helpers stand for, and what they put into the element."""
    found = _FOR.search(rest)
    filling = marked.expression("", rest) if found or _FILLED.search(rest) else ""
    if found:
        name = found[1].lstrip("@")
        ident = re.sub(r"[^\w-]", "_", name) if not EXPRESSION.search(name) else name
        has_id = re.search(r"(?<=\s)id\s*=", rest)
        ways = f'id="{ident}" name="{name}"' if not has_id else f'name="{name}"'
        said = f'{MADE} for="{ident}"' if tag == "label" else f"{MADE} {ways}"
        rest = _FOR.sub(said if tag in _FIELDS or tag == "label" else MADE, rest)
    if _WAYS.search(rest) and tag in ("a", "form") and not re.search(r"(?<=\s)href\s*=", rest):
        rest = _WAYS.sub(f"{MADE}-way=", rest)
        rest += f' {"href" if tag == "a" else "action"}="{marked.expression("", rest)}"'
    return rest, filling


def _other(match: re.Match[str], marked: Marked) -> str:
    if match["name"] == "partial":
        name = re.search(r"(?<=\s)name\s*=\s*[\"']([^\"']*)", match["rest"])
        return "" if match["close"] else marked.operation(
            match[0], Op.INCLUDE, *(name.groups() if name else ()))  # fmt: skip
    return lines_of(match[0])
