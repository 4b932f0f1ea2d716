"""What to write instead where contract and code differ: fragments of both. Pure."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from vetting.engines.excerpts import mask
from vetting.engines.routes.contract import Promise
from vetting.engines.routes.route import Route
from vetting.engines.spectral.fragments import Edit, corrected
from vetting.model.check import Check
from vetting.model.text import Text

_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>|:([A-Za-z_]\w*)|\{(\w+)[^}]*\}")
_READS = re.compile(r"baca|read|lihat|get|view", re.IGNORECASE)
_ANSWERS = {"post": "201", "delete": "204"}


def added(route: Route, base: str) -> Text | None:
    """The operation that the contract lacks; `base` is the path of the contract's server."""
    method = "get" if route.method == "any" else route.method
    path = _VARIABLE.sub(lambda m: "{" + next(filter(None, m.groups())) + "}", route.path)
    if base != "/" and path.startswith(base + "/"):
        path = path.removeprefix(base)
    taken = [("path", name) for name in re.findall(r"\{(\w+)\}", path)]
    taken += [("query", name) for name in route.queries if name != "*"]
    body: dict[str, Any] = {"operationId": _named(method, path)}
    if taken:
        body["parameters"] = [_parameter(*one) for one in taken]
    body["responses"] = {_ANSWERS.get(method, "200"): {"description": "Berhasil"}}
    return corrected((Edit("put", ("paths", path, method), body),))


def _named(method: str, path: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", path)
    return method + "".join(word[:1].upper() + word[1:] for word in words)


def _parameter(place: str, name: str) -> dict[str, Any]:
    needed = {"required": True} if place == "path" else {}
    return {"name": mask(name), "in": place, **needed, "schema": {"type": "string"}}


def served(promise: Promise, methods: Collection[str], promised: Collection[str]) -> Text | None:
    """The operation under the methods that the code serves beside those already promised.

    Where there is no such method the operation is to be removed; where there are several, it
    stands under each, with a name of its own.
    """
    at = ("paths", promise.path, promise.method)
    free = sorted(set(methods) - set(promised))
    if not free:
        return corrected((Edit("drop", at),))
    if len(free) > 1:
        return corrected((*(_under(promise, method) for method in free), Edit("drop", at)))
    renamed = Edit("rename", at, free[0])
    if not promise.body:
        return corrected((renamed,))
    whole = Edit("put", ("paths", promise.path, free[0]), json.loads(promise.body))
    return corrected((whole, renamed)) or corrected((renamed,))


def _under(promise: Promise, method: str) -> Edit:
    """The operation under another method: its own body where it is known, else its least."""
    body: dict[str, Any] = json.loads(promise.body) if promise.body else {}
    body |= {"operationId": _named(method, promise.path)}
    if not promise.body:
        taken = [_parameter("path", name) for name in promise.variables]
        body |= {"parameters": taken} if taken else {}
        body["responses"] = {_ANSWERS.get(method, "200"): {"description": "Berhasil"}}
    return Edit("put", ("paths", promise.path, method), body)


def removed(promise: Promise) -> Text | None:
    """The operation that only the contract knows, to be taken out."""
    return corrected((Edit("drop", ("paths", promise.path, promise.method)),))


def queries(promise: Promise, names: Collection[str]) -> Text | None:
    """The operation of the contract with the query parameters that its code takes."""
    stated = [_parameter("query", name) for name in names]
    return corrected((Edit("put", ("paths", promise.path, promise.method, "parameters"), stated),))


def unneeded(promise: Promise, names: Collection[str]) -> Text | None:
    """The query parameters of the contract that its code does not read, to be taken out."""
    at = ("paths", promise.path, promise.method, "parameters")
    return corrected(tuple(Edit("drop", (*at, name)) for name in names))


def secured(promise: Promise) -> Text | None:
    """The operation with the document's first scheme, and that scheme where there is none."""
    at = ("paths", promise.path, promise.method, "security")
    fitting = [s for s in promise.scopes if bool(_READS.search(s)) == (promise.method == "get")]
    scopes = [*fitting, *promise.scopes][:1]
    given = [Edit("put", at, [{promise.scheme or "bearerAuth": scopes}])]
    if not promise.scheme:
        given.append(_scheme(promise))
    return corrected(tuple(given))


def _scheme(promise: Promise) -> Edit:
    if promise.is_swagger:
        value = {"type": "apiKey", "in": "header", "name": "Authorization"}
        return Edit("put", ("securityDefinitions", "bearerAuth"), value)
    value = {"type": "http", "scheme": "bearer"}
    return Edit("put", ("components", "securitySchemes", "bearerAuth"), value)


def guarded(check: Check, promise: Promise, route: Route) -> Text | None:
    """The route with a guard in the words of its framework; else the operation as it is: open.

    The words are the check's `guarding`; a framework without any gives the operation alone.
    """
    opened = corrected((Edit("put", ("paths", promise.path, promise.method, "security"), []),))
    words: Mapping[str, Any] = check.settings["guarding"]
    if opened is None or route.framework not in words:
        return opened
    method = "get" if route.method == "any" else route.method
    path = mask(route.path)
    code = str(words[route.framework])
    code = code.replace("METHOD", method.upper()).replace("Method", method.title())
    code = code.replace("method", method).replace("/path", path)
    said = check.settings["messages"]["guard-or-state"]
    return Text(
        *(
            str(words).replace("{code}", code).replace("{fragment}", fragment)
            for words, fragment in ((said["id"], opened.id), (said["en"], opened.en))
        )
    )
