"""A route as code declares it, and what is common to all frameworks."""

import re
from dataclasses import dataclass

METHODS = ("get", "post", "put", "patch", "delete", "options", "head", "any")
UNSURE = "?"
"""Among a route's guards: the code guards it, or not, in a way that is not understood."""
_API = re.compile(r"(^|/)(api|rest|v\d+|\w+[_-]api|graphql)(/|$)", re.IGNORECASE)
_VARIABLE = re.compile(
    r"\{[^}]*\}|<[^>]*>|\[[^\]]*:[^\]]*\]|\(:?[^)]*\)|:[A-Za-z_]\w*\??(?:\([^)]*\))?\+?|\*+\w*"
)
_NAMES = re.compile(
    r"\{\$?\*?(\w+)[^}]*\}|<(?:\w+:)?(\w+)>|\[\w+:(\w+)\]|:([A-Za-z_]\w*)|\*([A-Za-z_]\w*)"
)


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """Method in lower case (`any` for all), path with a leading slash, line of its declaration.

    `guards` are the names of what stands before the handler (middleware, guards, permissions),
    outermost first; UNSURE among them forbids to call the route open. `floating` says that
    the beginning of the path is decided somewhere that was not understood. `queries` are the
    query parameters that the declaration names; `*` where it takes more than it names.
    """

    method: str
    path: str
    line: int
    framework: str
    is_api: bool
    guards: tuple[str, ...] = ()
    floating: bool = False
    queries: tuple[str, ...] = ()


def joined(*parts: str) -> str:
    """The parts as one path: one slash between them, a leading one, no trailing one."""
    return "/" + "/".join(part.strip("/") for part in parts if part.strip("/"))


def looks_like_api(path: str) -> bool:
    """Whether a segment of the path says that machines are to read the answer."""
    return bool(_API.search(path))


def template(path: str) -> str:
    """The path with every variable written `{}`, to compare code with a contract."""
    bare = _VARIABLE.sub("{}", path.split("?")[0] if "?}" not in path else path)
    return joined(bare).lower()


def variables(path: str) -> tuple[str, ...]:
    """The names of the path's variables, in order."""
    return tuple(next(filter(None, match)) for match in _NAMES.findall(path))
