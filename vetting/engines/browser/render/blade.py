"""Laravel's Blade (and PHP inside it)."""

import re
from collections.abc import Callable

from vetting.engines.browser.render import php
from vetting.engines.browser.render.brackets import closed
from vetting.engines.browser.render.marks import UNKNOWN_STYLES, VITE, Marked, Op, lines_of, quoted

_COMMENT = re.compile(r"\{\{--.*?(?:--\}\}|\Z)", re.DOTALL)
_PHP_BLOCK = re.compile(r"(?<!\w)@php\b(?!\s*\().*?(?:@endphp|\Z)", re.DOTALL)
_ECHO = re.compile(r"@?\{!!(.*?)!!\}|@?\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"(?<![\w@])@([a-zA-Z]\w*)(?:::\w+)?")
_CSS_RULES = {
    "media", "import", "charset", "keyframes", "page", "supports", "namespace", "layer",
    "container", "apply", "tailwind", "property",
}  # fmt: skip
_FLOW = {
    "if", "elseif", "else", "endif", "unless", "endunless", "isset", "endisset", "empty",
    "endempty", "auth", "endauth", "guest", "endguest", "can", "cannot", "canany", "elsecan",
    "endcan", "endcannot", "endcanany", "foreach", "endforeach", "forelse", "endforelse", "for",
    "endfor", "while", "endwhile", "switch", "case", "break", "default", "endswitch", "continue",
    "production", "endproduction", "env", "endenv", "hasSection", "sectionMissing", "error",
    "enderror", "once", "endonce", "session", "endsession", "role", "endrole", "hasrole",
    "endhasrole", "permission", "endpermission", "feature", "endfeature",
}  # fmt: skip
_SILENT = {
    "php", "verbatim", "endverbatim", "csrf", "method", "class", "style", "checked", "selected",
    "disabled", "readonly", "required", "props", "inject", "use", "aware", "unset",
    "viteReactRefresh", "livewireScripts", "extendsFirst", "dump", "dd",
}  # fmt: skip
_INCLUDES = {"include": 0, "includeIf": 0, "includeWhen": 0, "includeUnless": 0, "each": 0}
_ENDS = {
    "endsection", "stop", "append", "overwrite", "endpush", "endprepend", "endcomponent",
    "endslot", "endPushOnce", "endpushonce", "endComponentFirst", "endpushIf",
}  # fmt: skip
_OPENS = {
    "push": Op.PUSH, "prepend": Op.PUSH, "pushOnce": Op.PUSH, "pushonce": Op.PUSH,
    "component": Op.BLOCK, "slot": Op.BLOCK,
}  # fmt: skip


def neutralise(text: str) -> Marked:
    """The template with its directives as marks."""
    marked = Marked("")
    text = _COMMENT.sub(lambda m: lines_of(m[0]), text)
    text = _PHP_BLOCK.sub(lambda m: lines_of(m[0]), text)
    text = php.replace_tags(text, marked)
    text = _ECHO.sub(lambda m: marked.expression(m[0], m[1] or m[2] or ""), text)
    marked.text = _directives(text, marked)
    return marked


def _directives(text: str, marked: Marked) -> str:
    out, position = [], 0
    for match in _NAME.finditer(text):
        if match.start() < position or match[1] in _CSS_RULES:
            continue
        end, arguments = _arguments(text, match.end())
        new = _directive(match[1], arguments, text[match.start() : end], marked)
        if new is None:
            continue
        out += [text[position : match.start()], new]
        position = end
    return "".join(out) + text[position:]


def _arguments(text: str, start: int) -> tuple[int, str | None]:
    """Where the balanced parentheses after a directive end, and what stands in them."""
    open_at = start
    while open_at < len(text) and text[open_at] in " \t":
        open_at += 1
    if text[open_at : open_at + 1] != "(":
        return start, None
    end = closed(text, open_at)
    return (start, None) if end < 0 else (end, text[open_at + 1 : end - 1])


def _directive(name: str, arguments: str | None, whole: str, marked: Marked) -> str | None:
    """The replacement of one directive, or None when it is not one (an e-mail address, CSS)."""
    if name in _FLOW:
        return marked.flow(whole)
    if name in _SILENT:
        return lines_of(whole)
    if name == "livewireStyles":
        return UNKNOWN_STYLES + lines_of(whole)
    names = quoted(arguments or "")
    if name == "vite":
        return _built(names) + lines_of(whole)
    shaped = _SHAPES.get(name)
    if shaped:
        return shaped(names, arguments or "", whole, marked)
    if name in _ENDS:
        return marked.operation(whole, Op.END)
    if name in _OPENS:
        return marked.operation(whole, _OPENS[name], *names[:1])
    if name in _INCLUDES:
        return marked.operation(whole, Op.INCLUDE, *_view_names(name, names))
    if name.startswith("end"):
        return marked.flow(whole)
    return marked.expression(whole) if arguments is not None else None


def _built(entries: list[str]) -> str:
    """Links to what a build made of these entries, if the tree holds it."""
    clean = [entry for entry in entries if "/" in entry and not set(entry) & set('"<>')]
    links = (f'<link rel="stylesheet" href="{VITE}{entry}">' for entry in clean)
    return "".join(links) or UNKNOWN_STYLES


def _view_names(name: str, names: list[str]) -> list[str]:
    return names[:1] if name in ("include", "includeIf", "each") else names


_Shape = Callable[[list[str], str, str, Marked], str]


def _section(names: list[str], arguments: str, whole: str, marked: Marked) -> str:
    start = marked.operation("", Op.DEFINE, *names[:1])
    rest = arguments.split(",", 1)
    if len(rest) == 1:
        return start + lines_of(whole)
    literal = quoted(rest[1])
    value = literal[0] if literal and rest[1].strip()[:1] in "'\"" else marked.expression(rest[1])
    return start + value.replace("<", "&lt;") + marked.operation("", Op.END) + lines_of(whole)


def _yield(names: list[str], arguments: str, whole: str, marked: Marked) -> str:
    default = quoted(arguments.split(",", 1)[1]) if "," in arguments else []
    return marked.operation(whole, Op.YIELD, *names[:1], *(default[:1]))


_SHAPES: dict[str, _Shape] = {
    "section": _section,
    "yield": _yield,
    "extends": lambda names, _, whole, marked: marked.operation(whole, Op.EXTENDS, *names[:1]),
    "includeFirst": lambda names, _, whole, marked: marked.operation(whole, Op.INCLUDE, *names),
    "stack": lambda names, _, whole, marked: marked.operation(whole, Op.STACK, *names[:1]),
    "parent": lambda _, __, whole, marked: marked.operation(whole, Op.PARENT),
    "show": lambda _, __, whole, marked: marked.operation(whole, Op.END, "show"),
}
