"""Routes of Express and its like, and of NestJS, in JavaScript and TypeScript."""

import re

from vetting.engines.routes.route import Route, joined, looks_like_api

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"`\\])//[^\n]*", re.DOTALL)
_SERVER = re.compile(
    r"""(?:require\(\s*|from\s+)['"](?:express|express-promise-router|fastify|koa-router|@koa/router"""
    r"""|restify|polka|hono|router)['"]|\bexpress\.Router\b|\bRouter\(\)"""
)
_CALL = re.compile(
    r"""\b(?P<on>[A-Za-z_$][\w$]*)\s*\.\s*(?P<method>get|post|put|patch|delete|all)\s*\("""
    r"""\s*(?P<quote>['"`])(?P<path>/[^'"`\n]*)(?P=quote)\s*,"""
)
_CLIENTS = {"axios", "http", "https", "client", "fetch", "request", "api", "nock", "superagent"}
_CONTROLLER = re.compile(
    r"""@Controller\(\s*(?:\{[^}]*?path:\s*)?(?:\[\s*)?(?:['"`]([^'"`]*)['"`])?"""
)
_DECORATED = re.compile(
    r"""@(Get|Post|Put|Patch|Delete|All)\(\s*(?:\[\s*)?(?:['"`]([^'"`]*)['"`])?"""
)
_PREFIX = re.compile(r"""setGlobalPrefix\(\s*['"`]([^'"`]+)['"`]""")


def routes(_path: str, text: str) -> list[Route]:
    """The routes that one script declares."""
    bare = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    found = _nest(bare) if "@Controller" in bare and "@nestjs/common" in bare else []
    if _SERVER.search(bare):
        found += _express(bare)
    return found


def _express(text: str) -> list[Route]:
    is_page = bool(re.search(r"\bres(?:ponse)?\.render\s*\(", text))
    found = []
    for match in _CALL.finditer(text):
        if match["on"] in _CLIENTS:
            continue
        line = text.count("\n", 0, match.start()) + 1
        method = "any" if match["method"] == "all" else match["method"]
        path = joined(match["path"])
        found.append(Route(method, path, line, "express", not is_page or looks_like_api(path)))
    return found


def _nest(text: str) -> list[Route]:
    found = []
    controllers = list(_CONTROLLER.finditer(text))
    for index, controller in enumerate(controllers):
        last = index + 1 == len(controllers)
        end = len(text) if last else controllers[index + 1].start()
        for match in _DECORATED.finditer(text, controller.end(), end):
            line = text.count("\n", 0, match.start()) + 1
            method = "any" if match.group(1) == "All" else match.group(1).lower()
            path = joined(controller.group(1) or "", match.group(2) or "")
            found.append(Route(method, path, line, "nestjs", True))
    return found


def global_prefix(text: str) -> str:
    """The prefix that NestJS puts before every path, or the empty string."""
    match = _PREFIX.search(text)
    return match.group(1) if match else ""
