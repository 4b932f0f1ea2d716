"""A route as code declares it, and what is common to all frameworks."""

import re
from dataclasses import dataclass

METHODS = ("get", "post", "put", "patch", "delete", "options", "head", "any")
_API = re.compile(r"(^|/)(api|rest|v\d+|\w+[_-]api|graphql)(/|$)", re.IGNORECASE)
_VARIABLE = re.compile(
    r"\{[^}]*\}|<[^>]*>|\[[^\]]*:[^\]]*\]|\(:?[^)]*\)|:[A-Za-z_]\w*\??(?:\([^)]*\))?|\*+"
)


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """Method in lower case (`any` for all), path with a leading slash, line of its declaration."""

    method: str
    path: str
    line: int
    framework: str
    is_api: bool


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
