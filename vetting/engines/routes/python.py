"""Routes of Flask, FastAPI and Django, from the syntax tree."""

import ast
from collections.abc import Iterator

from vetting.engines.routes.route import METHODS, Route, joined, looks_like_api

_DJANGO = ("path", "re_path", "url")


def routes(_path: str, text: str) -> list[Route]:
    """The routes that one module declares; raises SyntaxError or RecursionError."""
    if not any(word in text for word in ("flask", "fastapi", "django", "rest_framework")):
        return []
    module = ast.parse(text)
    prefixes = dict(_prefixes(module))
    found = list(_decorated(module, prefixes, text))
    if "django" in text or "rest_framework" in text:
        found += _django(module, text)
    return found


def _prefixes(module: ast.Module) -> Iterator[tuple[str, str]]:
    """`name = Blueprint(…, url_prefix=…)` and `name = APIRouter(prefix=…)`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            for keyword in node.value.keywords:
                if keyword.arg in ("url_prefix", "prefix"):
                    for target in node.targets:
                        if isinstance(target, ast.Name):
                            yield target.id, _string(keyword.value)


def _decorated(module: ast.Module, prefixes: dict[str, str], text: str) -> Iterator[Route]:
    is_fastapi = "fastapi" in text
    is_page = "render_template" in text or "HTMLResponse" in text
    for node in ast.walk(module):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for call in node.decorator_list:
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            name, owner = call.func.attr, call.func.value
            if name not in ("route", *METHODS) or not call.args or not _string(call.args[0]):
                continue
            prefix = prefixes.get(owner.id, "") if isinstance(owner, ast.Name) else ""
            whole = joined(prefix, _string(call.args[0]))
            framework = "fastapi" if is_fastapi else "flask"
            for method in _methods(name, call):
                is_api = is_fastapi or not is_page or looks_like_api(whole)
                yield Route(method, whole, call.lineno, framework, is_api)


def _methods(name: str, call: ast.Call) -> list[str]:
    if name != "route":
        return [name]
    for keyword in call.keywords:
        if keyword.arg == "methods" and isinstance(keyword.value, (ast.List, ast.Tuple, ast.Set)):
            return [_string(item).lower() for item in keyword.value.elts if _string(item)]
    return ["get"]


def _django(module: ast.Module, text: str) -> Iterator[Route]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        is_register = isinstance(node.func, ast.Attribute) and node.func.attr == "register"
        if name in _DJANGO and len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
            whole = joined(_string(node.args[0]).strip("^$"))
            included = isinstance(node.args[1], ast.Call) and _name(node.args[1]) == "include"
            if not included:
                is_api = looks_like_api(whole) or "rest_framework" in text
                yield Route("any", whole, node.lineno, "django", is_api)
        elif is_register and "rest_framework" in text and _string(node.args[0]):
            yield Route("any", joined(_string(node.args[0])), node.lineno, "django", True)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _string(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and isinstance(node, ast.Constant) else ""
