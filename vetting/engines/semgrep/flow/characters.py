"""Sets of characters as bit masks: what a hole may hold, and what is dangerous in a place.

Only ASCII is told apart: each of its characters is one bit, everything beyond is one more.
"""

from functools import cache

OTHER = 1 << 128
"""All characters beyond ASCII."""
ALL = (1 << 129) - 1
NONE = 0


@cache
def mask(characters: str) -> int:
    """The set of the characters of a text."""
    found = 0
    for one in characters:
        found |= 1 << ord(one) if ord(one) < 128 else OTHER
    return found


DIGITS = mask("0123456789")
LETTERS = mask("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WORD = DIGITS | LETTERS | mask("_")
SPACE = mask(" \t\n\r\f\v")
NUMBER = DIGITS | mask("+-.")
"""What a number is written with; the exponent is left out, which no place tells apart."""
_CLASSES = {"d": DIGITS, "w": WORD, "s": SPACE, "h": mask(" \t")}
_NAMED = {
    "alpha": LETTERS, "alnum": DIGITS | LETTERS, "digit": DIGITS, "word": WORD, "space": SPACE,
}  # fmt: skip
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0", "e": "\x1b"}
_OPENERS = {"(": ")", "{": "}", "[": "]", "<": ">"}


def pattern_of(pcre: str) -> tuple[str, str] | None:
    """Body and flags of a delimited expression; None where it has no delimiters."""
    text = pcre.lstrip()
    if not text or text[0].isalnum() or text[0] == "\\":
        return None
    end = text.rfind(_OPENERS.get(text[0], text[0]))
    return (text[1:end], text[end + 1 :]) if end > 0 else None


def whole(pcre: str) -> int | None:
    """The characters of a text that the expression matches as a whole.

    None where the expression is bound to less than the whole text, or is beyond what is read.
    """
    parted = pattern_of(pcre)
    if parted is None:
        return None
    body, flags = parted
    starts, ends = body.startswith(("^", "\\A")), body.endswith(("$", "\\z", "\\Z"))
    if not (starts and ends) or body.endswith("\\$") or "m" in flags or _is_choice(body):
        return None
    inner = body[1:] if body[0] == "^" else body[2:]
    inner = inner[:-1] if body[-1] == "$" else inner[:-2]
    return _characters(inner, folds="i" in flags)


def single(pcre: str) -> int | None:
    """The characters that an expression of one class, repeated or not, matches one of."""
    parted = pattern_of(pcre)
    if parted is None:
        return None
    found, at = _atom(parted[0], 0, folds="i" in parted[1])
    return found if parted[0][at:] in ("", "+", "*") else None


def _folded(found: int, folds: bool) -> int:
    """The set, and the other case of its letters where case does not count."""
    if not folds:
        return found
    upper, lower = mask("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), mask("abcdefghijklmnopqrstuvwxyz")
    return found | ((found & upper) << 32) | ((found & lower) >> 32)


def _is_choice(body: str) -> bool:
    """Whether a `|` stands outside all brackets: then the anchors bind one side only."""
    depth, at = 0, 0
    while at < len(body):
        if body[at] == "\\":
            at += 1
        elif body[at] in "([":
            depth += 1
        elif body[at] in ")]":
            depth -= 1
        elif body[at] == "|" and not depth:
            return True
        at += 1
    return False


def _characters(body: str, *, folds: bool) -> int | None:
    """The union of all that an expression's parts may match."""
    found, at = NONE, 0
    while at < len(body):
        if body.startswith("(?", at):
            mark = body.find(":", at)
            if mark < 0 or body[at : mark + 1] not in ("(?:", "(?i:"):
                return None
            at = mark + 1
        elif body[at] in "()|+*?^$":
            at += 1
        elif body[at] == "{":
            at = body.find("}", at) + 1
            if not at:
                return None
        else:
            atom, at = _atom(body, at, folds=folds)
            if atom is None:
                return None
            found |= atom
    return found


def _atom(body: str, at: int, *, folds: bool) -> tuple[int | None, int]:
    """The characters of the class or character there, and where the next part stands."""
    if at >= len(body):
        return None, at
    if body[at] == "[":
        return _class(body, at + 1, folds=folds)
    if body[at] == "\\":
        return _escaped(body[at + 1 : at + 2]), at + 2
    return (ALL if body[at] == "." else _folded(mask(body[at]), folds)), at + 1


def _escaped(letter: str) -> int | None:
    if letter.lower() in _CLASSES:
        of = _CLASSES[letter.lower()]
        return of if letter.islower() else ALL & ~of
    if letter in _CONTROLS:
        return mask(_CONTROLS[letter])
    return None if not letter or letter.isalnum() else mask(letter)


def _class(body: str, at: int, *, folds: bool) -> tuple[int | None, int]:
    negated = body[at : at + 1] == "^"
    at += negated
    found, last, first = NONE, "", True
    while at < len(body) and (body[at] != "]" or first):
        first = False
        if body.startswith("[:", at):
            end = body.find(":]", at)
            if end < 0 or body[at + 2 : end] not in _NAMED:
                return None, at
            found, at, last = found | _NAMED[body[at + 2 : end]], end + 2, ""
            continue
        if body[at] == "-" and last and body[at + 1 : at + 2] not in ("]", "\\", ""):
            found |= mask("".join(map(chr, range(ord(last), min(ord(body[at + 1]), 127) + 1))))
            at, last = at + 2, ""
            continue
        atom, after = _atom_in_class(body, at)
        if atom is None:
            return None, at
        found, last, at = found | atom, body[at] if after == at + 1 else "", after
    found = _folded(found, folds)
    return (ALL & ~found if negated else found), at + 1


def _atom_in_class(body: str, at: int) -> tuple[int | None, int]:
    if body[at] == "\\":
        return _escaped(body[at + 1 : at + 2]), at + 2
    return mask(body[at]), at + 1
