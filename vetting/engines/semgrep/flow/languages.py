"""Where in a query, command, path or address a hole stands, and what it must not hold there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from vetting.engines.semgrep.flow.characters import ALL, LETTERS, OTHER, SPACE, mask
from vetting.engines.semgrep.flow.danger import NOT_PLAIN, SAFE, Danger
from vetting.engines.semgrep.flow.values import Hole, Text

_SQL = re.compile(r"\\.|'|\"|`|--\s|#|\n|/\*|\*/", re.S)
_NAMES = re.compile(
    r"(?is)\bselect\b(?:(?!\bfrom\b)[^'\"])*$|\b(?:order|group)\s+by\b(?:(?!\blimit\b)[^'\"])*$"
    r"|\b(?:from|join|into|update|table)\s+[\w.\0]*$|\binsert\s+into\s+[\w.`\0]+\s*\([\w.,`\s\0]*$"
)
"""What stands before the name of a table or column, or before `ASC`."""
_SHELL = re.compile(r"\\.|'|\"", re.S)
_QUOTES = re.compile(r"'|\"")
_PHP = re.compile(r"\\.|'|\"", re.S)
_FIXED_HOST = re.compile(r"(?i)^(?:[a-z]+:)?//[^/?#]+[/?#]")

Place = tuple[Hole, Danger]


def places(language: str, written: Text) -> Iterator[Place]:
    """Each hole of a text of that language, with what is dangerous where it stands."""
    return _LANGUAGES[language](written)


def _quoted(
    written: Text, tokens: re.Pattern[str], inside: Callable[[str], Danger], outside: Danger
) -> Iterator[Place]:
    """The holes of a language of which only the quotes matter.

    Entities count as the characters they stand for: an escape made for HTML keeps out of other
    languages by accident at best, and what it leaves bare differs between versions of PHP.
    """
    quote = ""
    for part in written.parts:
        if isinstance(part, str):
            quote = _quote_behind(part, tokens, quote)
        else:
            yield part, inside(quote) if quote else outside


def _last_sign(written: Text) -> str:
    """A backslash at the end of one value frees the next one, if there is one."""
    return "\\" if sum(isinstance(part, Hole) for part in written.parts) > 1 else ""


_CLOSES = {"--": "\n", "#": "\n", "/*": "*/"}


def _quote_behind(piece: str, tokens: re.Pattern[str], quote: str) -> str:
    """The quote, or comment, that is open behind a known piece."""
    for found in tokens.finditer(piece):
        token = found.group().strip() or "\n"
        if not quote:
            quote = token if token in ("'", '"', "`", *_CLOSES) else ""
        elif token == _CLOSES.get(quote, quote):
            quote = ""
    return quote


def _sql(written: Text) -> Iterator[Place]:
    # Letters beyond ASCII end no name and begin no other.
    bare = Danger("sql-bare", (NOT_PLAIN & ~OTHER,), decodes=True)
    last = _last_sign(written)

    def inside(quote: str) -> Danger:
        if quote in _CLOSES:
            return Danger("sql-comment", (mask("\n*"),))
        if quote == "`":
            return Danger("sql-name", (mask("`"),), doubling=True, decodes=True)
        ends = (mask(quote + last),)
        return Danger("sql-string", ends, backslash=True, doubling=True, decodes=True)

    name = replace(bare, place="sql-name")
    for hole, danger in _quoted(written, _SQL, inside, bare):
        is_name = danger is bare and _NAMES.search(_before(written, hole))
        yield hole, name if is_name else danger


def _before(written: Text, hole: Hole) -> str:
    """What is known of a text before a hole; a NUL stands for each other hole."""
    parts = written.parts[: next(n for n, part in enumerate(written.parts) if part is hole)]
    return "".join(part if isinstance(part, str) else "\0" for part in parts)


def _shell(written: Text) -> Iterator[Place]:
    meta = SPACE | mask(";|&$`()<>*?[]{}\\\"'~#")

    def inside(quote: str) -> Danger:
        if quote == "'":
            return Danger("shell-string", (mask("'"),), decodes=True)
        return Danger("shell-string", (mask('"$`\\'),), backslash=True, decodes=True)

    first = True
    for hole, danger in _quoted(
        written, _SHELL, inside, Danger("shell-bare", (meta,), backslash=True, decodes=True)
    ):
        starts = first and written.parts[0] is hole
        yield hole, Danger("shell-program", (meta | LETTERS,)) if starts else danger
        first = False


def _xpath(written: Text) -> Iterator[Place]:
    def inside(quote: str) -> Danger:
        return Danger("xpath-string", (mask(quote),), decodes=True)

    return _quoted(written, _QUOTES, inside, Danger("xpath-bare", (NOT_PLAIN,), decodes=True))


def _php(written: Text) -> Iterator[Place]:
    def inside(quote: str) -> Danger:
        more = "$" if quote == '"' else ""
        ends = (mask(quote + last + more),)
        return Danger("php-string", ends, backslash=True, decodes=True)

    last = _last_sign(written)
    return _quoted(written, _PHP, inside, Danger("php-code", (NOT_PLAIN,), decodes=True))


def _everywhere(place: str, characters: str) -> Callable[[Text], Iterator[Place]]:
    danger = Danger(place, (mask(characters),))

    def of(written: Text) -> Iterator[Place]:
        return ((part, danger) for part in written.parts if isinstance(part, Hole))

    return of


def _path(written: Text, chooses: str = "/") -> Iterator[Place]:
    """A file's name: nothing may lead out of the folder, or choose another one.

    `chooses` are the characters of which one at the beginning is enough for that.
    """
    before, last = "", ""
    for part in written.parts:
        if isinstance(part, str):
            before, last = before + part, part
        elif re.match(r"(?i)[a-z]{2,}://", before) and not before.lower().startswith("file:"):
            yield part, SAFE
        elif before:
            # Behind `a/b_` only PHP's own working out of the dots leads anywhere.
            place = "path-part" if last.endswith(("/", "\\")) or not last else "path-prefixed"
            yield part, Danger(place, (mask("/"), mask(".")), unfit=True)
            last = ""
        else:
            yield part, Danger("path", (mask(chooses),), unfit=True)
            before = "?"


def _include(written: Text) -> Iterator[Place]:
    """A file that is run: `data:` is the only scheme without a slash, and holds its own code."""
    return _path(written, "/:")


def _entry(written: Text) -> Iterator[Place]:
    """A name that is handed to the system as it is: behind `a/b_` no `..` leads anywhere.

    Where a file is opened, PHP works the dots out first, so there it does.
    """
    before: str | Hole = ""
    for part in written.parts:
        if isinstance(part, Hole):
            begins = isinstance(before, str) and before and not before.endswith("/")
            ((_, danger),) = [one for one in _path(written) if one[0] is part][:1]
            yield part, SAFE if begins else danger
        before = part


def _address(written: Text) -> Iterator[Place]:
    """An address: its host may not be chosen."""
    before = ""
    for part in written.parts:
        if isinstance(part, str):
            before += part
            continue
        yield part, _host_danger(before.strip())
        before += "?"


def _host_danger(before: str) -> Danger:
    if not before:
        return Danger("address", (mask("/\\:"),), unfit=True)
    if before == "/":
        return Danger("address", (mask("/\\"),))
    if re.match(r"(?i)^(https?:)?//[^/?#]*$", before) and "?" not in before:
        return Danger("host", (LETTERS | mask(".@"),))
    return SAFE


def _redirect(written: Text) -> Iterator[Place]:
    """An address to go to; a path behind a known beginning is a lesser matter."""
    before = ""
    for part in written.parts:
        if isinstance(part, str):
            before += part
            continue
        address = re.sub(r"(?i)^'?location\s*:\s*", "", before.strip())
        danger = _host_danger(address)
        if danger is SAFE and not _FIXED_HOST.match(address) and address[0] not in "?*/":
            danger = SAFE if "?" in address else Danger("address-part", (mask("/\\"),))
        yield part, danger
        before += "*"


def _anything(place: str) -> Callable[[Text], Iterator[Place]]:
    danger = Danger(place, (ALL,))

    def of(written: Text) -> Iterator[Place]:
        return ((part, danger) for part in written.parts if isinstance(part, Hole))

    return of


def _callable(written: Text) -> Iterator[Place]:
    """The name of a function, class or method; behind its first letters it is one of a family."""
    before = ""
    for part in written.parts:
        if isinstance(part, str):
            before = part
            continue
        place = "function-part" if re.search(r"\w\Z", before) else "callable"
        yield part, Danger(place, (ALL,))
        before = ""


_LANGUAGES: dict[str, Callable[[Text], Iterator[Place]]] = {
    "sql": _sql,
    "shell": _shell,
    "xpath": _xpath,
    "php": _php,
    "ldap": _everywhere("ldap-filter", "()*\\"),
    "ldap-name": _everywhere("ldap-name", ',=+<>;"#\\'),
    "path": _path,
    "entry": _entry,
    "deleted": _entry,
    "include": _include,
    "redirect": _address,
    "location": _redirect,
    "url": _address,
    "lines": _everywhere("lines", "\r\n"),
    "mail": _everywhere("mail-header", "\r\n"),
    "serialized": _anything("serialized"),
    "callable": _callable,
}
LANGUAGES = frozenset(_LANGUAGES)
"""The languages that a sink may be of, beside `html`."""
