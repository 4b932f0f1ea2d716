"""JSP pages: scriptlets, expression language, and the tags of the usual libraries."""

import re

from vetting.engines.browser.render.marks import EXPRESSION, MADE, Marked, Op, lines_of, quoted

_SCRIPTLET = re.compile(r"<%(?P<sign>--|[=!@]?)(?P<code>.*?)(?:--%>|%>|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<%--.*?(?:--%>|\Z)", re.DOTALL)
_LANGUAGE = re.compile(r"(?<!\\)[$#]\{((?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^{}\"'])*)\}")
# Values for later, told in a body.
_KEPT = re.compile(
    r"<(?P<tag>c:(?:set|param)|jsp:(?:attribute|param))\b(?:\"[^\"]*\"|'[^']*'|[^\"'>/]|/(?!>))*>"
    r".*?</(?P=tag)\s*>",
    re.DOTALL,
)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<space>[a-zA-Z][\w-]*):(?P<name>[\w.-]+)"
    r"(?P<rest>(?:\s+[\w.:-]+\s*=\s*(?:\"(?:<[^>]*>|[^\"<])*\"|'(?:<[^>]*>|[^'<])*')|\s+[\w.:-]+)*)\s*(?P<self>/?)>"
)
_ATTRIBUTE = re.compile(r"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FLOW = {
    "c:if", "c:choose", "c:when", "c:otherwise", "c:forEach", "c:forTokens", "c:catch", "s:if",
    "s:else", "s:elseif", "s:elseIf", "s:iterator", "sec:authorize", "security:authorize",
    "fn:if", "jsp:body", "jsp:doBody", "fmt:bundle", "s:bind", "spring:bind", "spring:nestedPath",
    "logic:equal", "logic:notEqual", "logic:present", "logic:notPresent", "logic:iterate",
    "logic:empty", "logic:notEmpty", "nested:iterate",
}  # fmt: skip
_SILENT = {
    "c:set", "c:remove", "c:param", "fmt:setLocale", "fmt:setBundle", "fmt:param", "jsp:useBean",
    "jsp:setProperty", "jsp:param", "fmt:parseDate", "s:set", "s:param", "jsp:attribute",
    "spring:argument", "spring:htmlEscape", "fmt:requestEncoding", "jsp:directive.page", "jsp:root",
}  # fmt: skip
_OUTPUT = ("c:out", "c:url", "fmt:", "s:property", "s:text", "s:url", "spring:", "jsp:getProperty",
           "bean:", "tiles:insertAttribute", "tiles:getAsString", "decorator:", "sitemesh:",
           "form:errors", "form:options", "form:radiobuttons", "form:checkboxes", "html:errors",
           "html:options")  # fmt: skip
# What the form tags of Spring and Struts write: the element, and its type.
_FORM = {
    "form:form": ("form", ""), "form:input": ("input", "text"), "form:password": ("input", "password"),
    "form:hidden": ("input", "hidden"), "form:checkbox": ("input", "checkbox"),
    "form:radiobutton": ("input", "radio"), "form:textarea": ("textarea", ""),
    "form:select": ("select", ""), "form:option": ("option", ""), "form:label": ("label", ""),
    "form:button": ("button", ""), "html:form": ("form", ""), "html:text": ("input", "text"),
    "html:password": ("input", "password"), "html:hidden": ("input", "hidden"),
    "html:textarea": ("textarea", ""), "html:select": ("select", ""), "html:option": ("option", ""),
    "html:checkbox": ("input", "checkbox"), "html:radio": ("input", "radio"),
    "html:submit": ("input", "submit"), "html:link": ("a", ""), "html:img": ("img", ""),
}  # fmt: skip
_RENAMED = {"cssClass": "class", "cssStyle": "style", "styleClass": "class", "styleId": "id",
            "page": "href", "action": "action"}  # fmt: skip
_FIELDS = {"input", "select", "textarea"}
_FILE = re.compile(r"\b(?:file|page|url|template)\s*=\s*[\"']([^\"']*)")


def neutralise(text: str) -> Marked:
    """The page with what the server does as marks."""
    marked = Marked("")
    text = _COMMENT.sub(lambda match: lines_of(match[0]), text)
    text = _SCRIPTLET.sub(lambda match: _scriptlet(match, marked), text)
    text = _KEPT.sub(lambda match: lines_of(match[0]), text)
    text = _TAG.sub(lambda match: _tag(match, marked), text)
    marked.text = _LANGUAGE.sub(lambda match: marked.expression(match[0], match[1]), text)
    return marked


def _scriptlet(match: re.Match[str], marked: Marked) -> str:
    whole, sign, code = match[0], match["sign"], match["code"]
    if sign == "=":
        return marked.expression(whole, code)
    if sign == "@" and re.match(r"\s*include\b", code):
        return marked.operation(whole, Op.INCLUDE, *quoted(code)[:1])
    if sign == "" and re.search(r"\bout\s*\.\s*print", code):
        return marked.expression(whole, code)
    return marked.flow(whole) if sign == "" else lines_of(whole)


def _tag(match: re.Match[str], marked: Marked) -> str:
    whole, name = match[0], f"{match['space']}:{match['name']}"
    if name in ("jsp:include", "c:import", "tiles:insertTemplate", "s:include"):
        file = _FILE.search(match["rest"])
        return lines_of(whole) if match["close"] else marked.operation(
            whole, Op.INCLUDE, *(file.groups() if file else ()))  # fmt: skip
    if name in _FLOW or name.startswith("logic:"):
        return marked.flow(whole)
    if name in _SILENT:
        return lines_of(whole)
    if name in _FORM:
        return _form(match, name, marked) + lines_of(whole)
    if name.startswith(_OUTPUT):
        return lines_of(whole) if match["close"] else marked.expression(whole)
    return whole


def _form(match: re.Match[str], name: str, marked: Marked) -> str:
    """The element that a form tag writes; a field has the id that its path gives it."""
    tag, kind = _FORM[name]
    if match["close"]:
        return f"</{tag}>"
    given = {_RENAMED.get(key, key): double or single
             for key, double, single in _ATTRIBUTE.findall(match["rest"])}  # fmt: skip
    path = given.pop("path", "") or given.pop("property", "")
    attributes = {"type": kind} if kind else {}
    if path and tag in _FIELDS:
        attributes |= {"name": path} | ({"id": path} if name.startswith("form:") else {})
    if path and tag == "label":
        attributes["for"] = path
    attributes |= given
    is_open = kind in ("checkbox", "radio") or any(EXPRESSION.search(v) for v in [path] if v)
    if kind in ("checkbox", "radio") and "id" not in given:
        attributes.pop("id", None)
    written = f" {MADE}" + "".join(f' {key}="{value}"' for key, value in attributes.items())
    ending = f"</{tag}>" if match["self"] and tag not in ("input", "img") else ""
    return f"<{tag}{written}{' ' + marked.expression('', name) if is_open else ''}>{ending}"
