"""Source lines to show around a finding: printable, short, and masked before anyone keeps them."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from vetting.model.finding import Excerpt
from vetting.model.hiding import without_numbers

MAX_BYTES = 20_000_000
WIDTH = 200
# Code behind so many blanks is out of sight in an editor; here it is not.
_BLANKS = re.compile(rb"[ \t]{100,}")
_GAP = " … ".encode()
# Lines are cut to this before masking, so that no pattern ever meets a megabyte on one line.
_SCAN_WIDTH = 600

_WORDS = r"pass(?:word|wd|phrase)?|pwd|sandi|secret|token|api[_-]?key|private[_-]?key|credential"
_ASSIGNED = re.compile(
    rf"""(?ix) ( [\w$.\->\[\]"']{{0,60}} (?:{_WORDS}) [\w"'\]]{{0,30}} \s{{0,4}}
         (?: => | := | [=:,(] ) \s{{0,4}} (?:[\w:\\]{{1,40}}\( \s?)? )
         ( ["'] ) ( [^"']{{1,200}} ) ( ["'] )"""
)
# The same without quotation marks, as settings write it: alone on its line.
_BARE = re.compile(
    rf"""(?ix) ^ ( \s{{0,40}} (?:[#;]|//|-)? \s{{0,4}} (?:(?:export|env|arg|set)\s{{1,4}})?
         [\w.\-]{{0,60}} (?:{_WORDS}|[_-]key) [\w.\-]{{0,30}} (\s{{0,4}}) ([=:]) (\s{{0,4}}) )
         ( [^\s"'$<{{(\[|>&*!%*] [^\s"'(){{}}<>;,]{{2,300}} ) ( \s* (?:\#.*)? ) $"""
)
_NO_VALUE = frozenset(
    {"true", "false", "null", "none", "nil", "yes", "string", "str", "text", "password", "required",
     "number", "int", "integer", "bool", "boolean", "any", "undefined", "optional", "varchar"}
)  # fmt: skip
_ATTRIBUTE = re.compile(r"[a-z_]+(?:\.[A-Za-z_]+)+|(?:this|self)\.\w+")


def _bared(found: re.Match[str]) -> str:
    """What is assigned without its value; code that names a type or another thing stays."""
    before, space, sign, after, value, rest = found.groups()
    is_setting = sign == "=" and not space and not after
    names_a_thing = value.lower() in _NO_VALUE or _ATTRIBUTE.fullmatch(value)
    return found[0] if names_a_thing and not is_setting else f"{before}***{rest}"


def _shortened(found: re.Match[str]) -> str:
    """The beginning of a long random text; all of an alphabet, of which nothing is random."""
    text = found[0]
    follow = sum(ord(after) - ord(before) == 1 for before, after in pairwise(text))
    return text if follow >= len(text) - 5 else f"{text[:4]}***"


_PATTERNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # NIK, KK and card numbers: what is left shows where the number came from, not whose it is.
    (re.compile(r"(?<!\d)(\d{4})\d{8,14}(?!\d)"), r"\1************"),
    (re.compile(r"(?<!\d)(\+?62|0)8\d{7,11}(?!\d)"), r"\g<1>8*********"),
    (re.compile(r"\b([A-Za-z0-9])[\w.+-]{0,60}@([\w-]{1,60}\.[\w.-]{2,60})"), r"\1***@\2"),
    (re.compile(r"(?i)(://[^\s:/@]{1,60}:)[^\s@/]{1,120}@"), r"\1***@"),
    (re.compile(r"\b(eyJ|gh[pousr]_|AKIA|AIza|sk[-_]|xox[abp]-)[\w.\-]{8,}"), r"\1***"),
    (re.compile(r"(?<![\w/+])[A-Za-z0-9+]{4}[A-Za-z0-9+/]{36,}={0,2}(?![\w/+])"), _shortened),
)


def mask(line: str) -> str:
    """The line with what looks like a secret or personal data replaced by asterisks.

    Values assigned to names such as password or token, in quotation marks or as the one setting on
    their line, long numbers, telephone numbers, also in
    groups, mail addresses, long random strings, the name and address of somebody, and whatever
    an INSERT stores or stands beside such a number; at most 600 characters are looked at and kept.
    """
    line = line[:_SCAN_WIDTH]
    masked = _PERSON.sub(r"\1\2***\4", _ASSIGNED.sub(r"\1\2***\4", _BARE.sub(_bared, line)))
    for pattern, instead in _PATTERNS:
        masked = pattern.sub(instead, masked)
    masked = without_numbers(masked)
    if _STORED.search(line) or _IDENTITY.search(line) or without_numbers(line) != line:
        masked = _VALUE.sub(_emptied, masked)
    return masked


def _emptied(found: re.Match[str]) -> str:
    """A text in quotes without its content, unless it is a key or masked already."""
    around = found.string[found.start() - 1 : found.start()] + found.string[found.end() :][:1]
    is_key = around == "[]" or _AFTER_KEY.match(found.string, found.end()) is not None
    if is_key or "*" in found[2] or "xx" in found[2] or len(found[2]) < 2:
        return found[0]
    return f"{found[1]}***{found[1]}"


_VALUE = re.compile(r"""(["'])((?:[^"'\\]|\\.){0,300})\1""")
_AFTER_KEY = re.compile(r"\s{0,4}(?:=>|:)")
_LITERAL = re.compile(r"""(["'])(?:[^"'\\]|\\.){2,300}\1""")
# The rows of an INSERT, and lines that are nothing but such a row.
_STORED = re.compile(
    r"(?i)\binsert\s+(?:ignore\s+)?into\b.{0,400}\bvalues?\b|^\s*[(\[]\s*['\"\d][^()]*,[^()]*,[^()]*[)\]]\s*[,;]?\s*$"
)
# Beside a person's number or address, what else the line holds is about that person.
_IDENTITY = re.compile(r"(?<!\d)\d{16}(?!\d)|[\w.+-]@[\w-]{1,60}\.[\w.-]{2,60}")
# What a column or key of that name is given says who somebody is, or how somebody is.
_PERSON = re.compile(
    r"""(?ix) ( ["'.>\[]? \b (?: (?:nama|full_?name|alamat|tempat_lahir|ibu_kandung|nama_\w{2,20}
        |alamat_\w{2,20}|diagnos[ai]s?|penyakit|keluhan|agama) ["'\]]{0,2} \s{0,4} (?: => | [:=] )
        | (?:name|address) ["'\]]{0,2} \s{0,4} (?: => | : ) ) \s{0,4} )
        ( ["'] ) ( [^"'<>{}$]{3,200} ) ( ["'] )"""
)


def mask_literals(line: str) -> str:
    """The line with every string literal emptied, for rules that find secrets in code."""
    return mask(_LITERAL.sub(r"\1***\1", line[:_SCAN_WIDTH]))


def printable(line: str) -> str:
    """The line without control characters, tabs as spaces."""
    line = line.replace("\t", "    ")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def clip(line: str, width: int = WIDTH) -> str:
    """The line, cut to `width` characters with an ellipsis where it was longer."""
    return line if len(line) <= width else line[: width - 1] + "…"


class Source:
    """The lines of one file of the tree, read once.

    A file that cannot be read, or of more than 20 MB, has no lines; nothing raises.
    """

    def __init__(self, path: Path) -> None:
        self._lines: list[bytes] = []
        try:
            if path.stat().st_size <= MAX_BYTES:
                self._lines = path.read_bytes().split(b"\n")
        except OSError:
            pass

    def raw(self, number: int) -> str:
        """Line `number` (from 1), printable but not masked: never keep it.

        A run of a hundred blanks or more is told by an ellipsis.
        """
        if not 1 <= number <= len(self._lines):
            return ""
        line = _BLANKS.sub(_GAP, self._lines[number - 1])[: 4 * _SCAN_WIDTH].rstrip(b"\r")
        return printable(line.decode("utf-8", "replace"))

    def line(self, number: int, *, secret: bool = False) -> str:
        """Line `number`, masked and trimmed; the empty string where there is none."""
        masked = mask_literals if secret else mask
        return masked(self.raw(number).strip())

    def excerpt(
        self, first: int, last: int = 0, *, context: int = 2, secret: bool = False
    ) -> Excerpt | None:
        """Lines `first` to `last` with `context` lines around, at most 12, masked and cut."""
        if not 1 <= first <= len(self._lines):
            return None
        masked = mask_literals if secret else mask
        start = max(1, first - context)
        end = min(len(self._lines), max(first, last) + context, start + 11)
        lines = tuple(clip(masked(self.raw(n)).rstrip()) for n in range(start, end + 1))
        return Excerpt(start, lines)
