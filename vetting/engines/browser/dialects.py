"""How each template language writes tags, attributes and expressions."""

import html
import re
from collections.abc import Callable, Sequence

from vetting.engines.browser.markup import BRACE, VOID, Element, Node

# `{foto|foto.jpg}`: an expression, and what static HTML has in its place. `{…}`: one not shown.
_PART = re.compile(r"\{([\w.]+|…)(?:\|([^}]*))?\}")
HIDDEN = "…"
_JSX_NAMES = {
    "class": "className", "for": "htmlFor", "tabindex": "tabIndex", "colspan": "colSpan",
    "rowspan": "rowSpan", "maxlength": "maxLength", "minlength": "minLength", "readonly": "readOnly",
    "autocomplete": "autoComplete", "autoplay": "autoPlay", "srclang": "srcLang", "usemap": "useMap",
    "accesskey": "accessKey", "onclick": "onClick", "onchange": "onChange", "onsubmit": "onSubmit",
    "onkeydown": "onKeyDown", "playsinline": "playsInline", "inputmode": "inputMode",
    "srcset": "srcSet", "allowfullscreen": "allowFullScreen", "crossorigin": "crossOrigin",
}  # fmt: skip
# Angular binds these as properties; all others as attributes.
_PROPERTIES = {"src", "href", "value", "id", "alt", "title", "disabled", "checked", "placeholder"}
_NUMBERS = {"tabindex", "colspan", "rowspan", "maxlength", "minlength"}


class Dialect:
    """HTML with expressions echoed into it; the others differ from it in a few places."""

    def __init__(self, echo: Callable[[str], str]) -> None:
        self._echo = echo

    def written(self, nodes: Sequence[Node]) -> str:
        """The nodes as one line of code."""
        return "".join(self._text(node) if isinstance(node, str) else self._element(node)
                       for node in nodes)  # fmt: skip

    def _text(self, text: str) -> str:
        return _PART.sub(lambda part: self._output(part[1], part[2]), text)

    def _output(self, name: str, _literal: str | None) -> str:
        return self._echo(name)

    def _element(self, element: Element) -> str:
        attributes = [self._attribute(key, value) for key, value in element.attributes]
        start = " ".join([f"<{element.name}", *attributes])
        if element.name in VOID:
            return start + self._void_end()
        inner = self.written(element.children)
        return f"{start}>" if element.is_open else f"{start}>{inner}</{element.name}>"

    def _void_end(self) -> str:
        return ">"

    def _attribute(self, key: str, value: str | None) -> str:
        if value is None:
            return self._key(key)
        if key.startswith("@") and _is_sample(value):
            return self._event(key[1:], value)
        if _PART.search(value):
            return self._dynamic(key, value)
        return self._literal(key, value)

    def _key(self, key: str) -> str:
        return key

    def _literal(self, key: str, value: str) -> str:
        return f'{key}="{_quoted(value)}"'

    def _dynamic(self, key: str, value: str) -> str:
        return f'{key}="{self._text(_quoted(value))}"'

    def _event(self, name: str, handler: str) -> str:
        return f'on{name}="{handler}()"'


class _Html(Dialect):
    def _output(self, name: str, literal: str | None) -> str:
        return literal if literal is not None else self._echo(name)


class _Thymeleaf(_Html):
    """Its page can be opened without a server: what it fills in stands beside a sample."""

    def _output(self, name: str, _literal: str | None) -> str:
        return f"[[{_dollar(name)}]]"

    def _dynamic(self, key: str, value: str) -> str:
        whole = _PART.fullmatch(value)
        inner = _dollar(whole[1]) if whole else f"|{_PART.sub(lambda p: _dollar(p[1]), value)}|"
        return f'th:{key}="{inner}"'


class _Bound(Dialect):
    """Vue and Angular: an attribute is bound to code."""

    def _dynamic(self, key: str, value: str) -> str:
        if HIDDEN in value:
            return super()._dynamic(key, value)
        return f'{self._bound(key)}="{self._code(value)}"'

    def _bound(self, key: str) -> str:
        return f":{key}"

    def _code(self, value: str) -> str:
        whole = _PART.fullmatch(value)
        return whole[1] if whole else f"`{_PART.sub(lambda part: f'${{{part[1]}}}', value)}`"

    def _event(self, name: str, handler: str) -> str:
        return f'@{name}="{handler}"'


class _Angular(_Bound):
    def _bound(self, key: str) -> str:
        return f"[{key}]" if key in _PROPERTIES else f"[attr.{key}]"

    def _code(self, value: str) -> str:
        return _joined(value)

    def _event(self, name: str, handler: str) -> str:
        return f'({name})="{handler}()"'


class _Jsx(_Bound):
    def _void_end(self) -> str:
        return " />"

    def _key(self, key: str) -> str:
        return _JSX_NAMES.get(key, key)

    def _literal(self, key: str, value: str) -> str:
        shown = (
            f"{{{value}}}"
            if key in _NUMBERS and value.lstrip("-").isdigit()
            else f'"{_quoted(value)}"'
        )
        return f"{self._key(key)}={shown}"

    def _dynamic(self, key: str, value: str) -> str:
        return f"{self._key(key)}={{{self._code(value)}}}"

    def _event(self, name: str, handler: str) -> str:
        return f"on{name.capitalize()}={{{handler}}}"


class _Pug(Dialect):
    """Indentation would need lines: what stands inside is written as `#[tag …]`."""

    def written(self, nodes: Sequence[Node]) -> str:
        only = [node for node in nodes if not isinstance(node, str) or node.strip()]
        if len(only) == 1 and isinstance(only[0], Element):
            return self._element(only[0])
        return f"| {self._inside(nodes)}"

    def _inside(self, nodes: Sequence[Node]) -> str:
        return "".join(self._text(node) if isinstance(node, str) else f"#[{self._element(node)}]"
                       for node in nodes)  # fmt: skip

    def _element(self, element: Element) -> str:
        attributes = " ".join(self._attribute(key, value) for key, value in element.attributes)
        inner = self._inside(element.children)
        return (
            element.name
            + (f"({attributes})" if attributes else "")
            + (f" {inner}" if inner else "")
        )

    def _dynamic(self, key: str, value: str) -> str:
        return f"{key}={_joined(value)}"


class _Svelte(Dialect):
    """Braces in an attribute; one that is nothing else stands without quotes."""

    def _dynamic(self, key: str, value: str) -> str:
        whole = _PART.fullmatch(value)
        return f"{key}={{{whole[1]}}}" if whole else super()._dynamic(key, value)

    def _event(self, name: str, handler: str) -> str:
        return f"on{name}={{{handler}}}"


def _joined(value: str) -> str:
    """Text and expressions as one expression of JavaScript."""
    pieces, position = [], 0
    for part in _PART.finditer(value):
        pieces += [f"'{value[position : part.start()]}'", part[1]]
        position = part.end()
    pieces.append(f"'{value[position:]}'")
    return " + ".join(piece for piece in pieces if piece != "''")


def _is_sample(handler: str) -> bool:
    return handler.isidentifier()


def _quoted(value: str) -> str:
    return html.escape(value, quote=False).replace('"', "&quot;").replace(BRACE, "{")


def _dollar(name: str) -> str:
    return f"${{{name}}}"


def _around(before: str, after: str, sign: str = "") -> Callable[[str], str]:
    return lambda name: f"{before}{'' if name == HIDDEN else sign}{name}{after}"


def _php(name: str) -> str:
    return f"<?= {name if name == HIDDEN else f'htmlspecialchars(${name})'} ?>"


def _field(name: str) -> str:
    return f"{{{{ {name if name == HIDDEN else '.' + name[0].upper() + name[1:]} }}}}"


def _escaped(name: str) -> str:
    return f"${{{name if name == HIDDEN else f'fn:escapeXml({name})'}}}"


_BRACES = _around("{{ ", " }}")
DIALECTS = {
    "html": _Html(_BRACES),
    "thymeleaf": _Thymeleaf(_BRACES),
    "blade": Dialect(_around("{{ ", " }}", "$")),
    "php-template": Dialect(_php),
    "twig": Dialect(_BRACES),
    "jinja": Dialect(_BRACES),
    "ejs": Dialect(_around("<%= ", " %>")),
    "handlebars": Dialect(_around("{{", "}}")),
    "vue": _Bound(_BRACES),
    "angular": _Angular(_BRACES),
    "jsx": _Jsx(_around("{", "}")),
    "pug": _Pug(_around("#{", "}")),
    "smarty": Dialect(_around("{", "}", "$")),
    "jsp": Dialect(_escaped),
    "erb": Dialect(_around("<%= ", " %>")),
    "razor": Dialect(_around("@(", ")")),
    "svelte": _Svelte(_around("{", "}")),
    "gotemplate": Dialect(_field),
    "freemarker": Dialect(_around("${", "}")),
    "velocity": Dialect(_around("${", "}")),
}
NAMES = {
    "html": "HTML", "thymeleaf": "Thymeleaf", "blade": "Blade", "php-template": "PHP",
    "twig": "Twig", "jinja": "Jinja", "ejs": "EJS", "handlebars": "Handlebars", "vue": "Vue",
    "angular": "Angular", "jsx": "JSX", "pug": "Pug", "smarty": "Smarty", "jsp": "JSP",
    "erb": "ERB", "razor": "Razor", "svelte": "Svelte", "gotemplate": "Go", "freemarker": "FreeMarker",
    "velocity": "Velocity",
}  # fmt: skip
# Languages that are written as another is, by the end of a file's name.
ALIASES = {".njk": "Nunjucks", ".nunjucks": "Nunjucks", ".liquid": "Liquid", ".volt": "Volt",
           ".latte": "Latte", ".mustache": "Mustache"}  # fmt: skip


def language_of(kind: str, path: str) -> str:
    """What the language of a file is called."""
    return next((name for end, name in ALIASES.items() if path.endswith(end)), NAMES[kind])
