"""What the first bytes of a file say of it. Pure; runs inside the sandbox."""

import re

HEAD = 65_536
_HTML_TAG = re.compile(
    rb"<(!doctype|html|head|body|div|form|input|table|section|main|nav|ul|p|h[1-6]|a|img|button"
    rb"|select|textarea|label|fieldset|span|tr|td|li|ol|dl|header|footer|article|aside|iframe|video)\b",
    re.IGNORECASE,
)
_PHP_BLOCK = re.compile(rb"<\?(?:php|=)?.*?(?:\?>|\Z)", re.DOTALL)
_JINJA = re.compile(rb"\{%-?\s*(extends|block|include|if|for|load|set|import|macro)\b")
# Angular's bindings and blocks; its templates need not be called .component.html.
_ANGULAR = re.compile(
    rb"\s\*ng(?:If|For|Switch)|\s\[\(ngModel\)\]|\s\((?:click|submit|ngSubmit|change|input)\)=\""
    rb"|<ng-(?:container|template|content)\b|^\s*@(?:if|for|switch|defer)\s*\([^\n]*\)\s*\{",
    re.MULTILINE,
)
_WHOLE = re.compile(rb"<(?:!doctype|html|body)[\s>]", re.IGNORECASE)
# Markup where only an expression may stand, in a module; templates in strings of a component.
_MODULE = re.compile(rb"^(?:import|export)\b|\brequire\(['\"]react", re.MULTILINE)
_JSX = re.compile(rb"(?:\breturn|=>)\s*\(?\s*<(?:>|[A-Za-z][\w.:-]*[\s/>])")
_TEMPLATE = re.compile(rb"\btemplate\s*:\s*(?:`|['\"])\s*(?:\\n\s*)?[<@{]")
_VUE = re.compile(
    rb"\bVue\.(?:component|extend)\(\s*['\"{]|\b(?:createApp|defineComponent|new Vue)\(\s*\{"
    rb"|^export default\s*\{",
    re.MULTILINE,
)
_COMPONENT = re.compile(rb"@Component\s*\(")
# Endings that several template languages share, and that other things than pages have as well.
_SHARED = (".tpl", ".tmpl", ".ftl", ".vm", ".vtl", ".erb", ".tag")
_NOT_PAGE = re.compile(
    r"\.(?:js|css|scss|json|ya?ml|text|txt|xml|sh|conf|sql|csv|rb|coffee|md)\.\w+$"
)
_BRACES = re.compile(rb"\{\{-?\s*(?:/\*|[\w.$\"(])")
_HANDLEBARS = re.compile(rb"\{\{[#>^]")
_GO = re.compile(
    rb"\{\{-?\s*(?:(?:define|template|block|partial)\s+\"|(?:range|with)\s+[.$]"
    rb"|if\s+(?:\(|[.$]|(?:eq|ne|not|and|or)\b))"
)
_JSP = re.compile(rb"<%@\s*(?:page|taglib|tag|include|attribute)\b|<jsp:")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.{0,2000}?-->|<[%#@?][^>]{0,2000}>|\{[*#%].{0,2000}?\})*+"
    rb"<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_SHEBANG = re.compile(rb"^#![^\n]*\b(python|php|node)")
_SHEBANG_LANGUAGES = {b"python": "python", b"php": "php", b"node": "javascript"}


def is_text(head: bytes) -> bool:
    """No NUL byte, or a UTF-16 mark: the same rule as grep and git use."""
    return b"\0" not in head[:8192] or head[:2] in (b"\xff\xfe", b"\xfe\xff")


def languages_in(head: bytes) -> set[str]:
    """Languages that show in the text whatever the file is called."""
    found = set()
    if b"<?php" in head[:HEAD].lower():
        found.add("php")
    shebang = _SHEBANG.match(head)
    if shebang:
        found.add(_SHEBANG_LANGUAGES[shebang.group(1)])
    return found


def template_kind(path: str, head: bytes, named: set[str]) -> str | None:
    """The kind of page template a text file is, where its name alone does not tell.

    A PHP file with markup outside its PHP blocks is a page; an `.html` file with Jinja or
    Django tags is a template and not a static page, nor is one with Angular's. A script may hold
    markup (JSX), or templates in strings.
    """
    lower = path.lower()
    if "html" in named:
        return _html_kind(head, named)
    if lower.endswith((".js", ".mjs", ".ts")):
        return _script_kind(lower, head)
    if lower.endswith((".php", ".phtml")) and "blade" not in named:
        outside = _PHP_BLOCK.sub(b"", head)
        return "php-template" if _HTML_TAG.search(outside) else None
    if lower.endswith(_SHARED) and "erb" not in named:
        return _shared_kind(lower, head)
    # A whole page by another name: it is one all the same, in a language that we do not know.
    is_page = named <= {"text"} and not languages_in(head) and _PAGE.match(head)
    return "template-unread" if is_page else None


def _shared_kind(lower: str, head: bytes) -> str | None:
    """The language of a page whose ending stands for several; None where it is no page."""
    if _NOT_PAGE.search(lower) or not _HTML_TAG.search(head):
        return None
    if lower.endswith((".ftl", ".vm", ".vtl")):
        return "freemarker" if lower.endswith(".ftl") else "velocity"
    if lower.endswith((".erb", ".tag")):
        return "erb" if lower.endswith(".erb") else _tag_kind(head)
    return _braces_kind(head) or ("smarty" if lower.endswith(".tpl") else "gotemplate")


def _tag_kind(head: bytes) -> str:
    """A tag file of JSP, or another's component."""
    return "jsp" if _JSP.search(head) else "template-unread"


def _braces_kind(head: bytes) -> str | None:
    """What the marks in the text of a `.tpl` or `.tmpl` say."""
    if b"<?php" in head or b"<?=" in head:
        return "php-template"
    if b"<%" in head:
        return "ejs"
    if _JINJA.search(head):
        return "jinja"
    if _HANDLEBARS.search(head):
        return "handlebars"
    return "gotemplate" if _BRACES.search(head) else None


def _html_kind(head: bytes, named: set[str]) -> str | None:
    if _JINJA.search(head):
        return "jinja"
    if _GO.search(head):
        return "gotemplate"
    is_angular = "angular" in named or (_ANGULAR.search(head) and not _WHOLE.search(head))
    return "angular" if is_angular else None


def _script_kind(lower: str, head: bytes) -> str | None:
    """Built bundles hold neither: what they draw is seen by running them only."""
    is_typed = lower.endswith(".ts")
    if lower.endswith(".min.js"):
        return None
    if _TEMPLATE.search(head) and (_COMPONENT if is_typed else _VUE).search(head):
        return "angular" if is_typed else "vue"
    is_jsx = not is_typed and _MODULE.search(head) and _JSX.search(head)
    return "jsx" if is_jsx else None
