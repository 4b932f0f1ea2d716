"""The words without which a pattern of semgrep cannot match, read off the pattern itself.

A name in a pattern stands in every file where it matches, so a file without it need not be
looked at. What cannot be read off, such as a pattern of metavariables alone, needs no word.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import re2

# Put out of the way: metavariables, also typed ones, strings, and what comments hold.
_TYPED = re.compile(r"\([\w.<>\[\]\\ *?]+\s\$[A-Z_][A-Z_0-9]*\)|\(\$[A-Z_][A-Z_0-9]*\s*:[^()]*\)")
_APART = re.compile(
    r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|\$\.\.\.[A-Z_0-9]*|\$[A-Z_][A-Z_0-9]*|//.*|#.*"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
# Words of languages: semgrep takes some for signs that are written otherwise, as `<?=` for echo.
_WORDS_OF_LANGUAGES = """
    abstract and array async await break case catch class clone const continue declare def default
    defer delete die echo elif else elseif empty enum eval except exit export extends extern final
    finally for foreach from func function global goto if implements import include include_once
    instanceof interface isset lambda let list match namespace new nil none not null object
    package pass print private protected public raise range readonly require require_once return
    select static struct super switch synchronized this throw throws trait transient true false
    try type typeof undefined unset use val var void volatile when where while with yield self
    fun suspend override data late string int integer bool boolean float double
"""
_GRAMMAR = frozenset(_WORDS_OF_LANGUAGES.split())
_BETWEEN = r"(?:\b|\W|\A|\z)"
_LETTERS = re.compile(r"[A-Za-z]{3}")


def words_of(formulas: Iterable[Any]) -> str:
    """An expression of which something stands wherever one of the formulas matches, or ""."""
    found = [_of(formula) for formula in formulas]
    return "|".join(dict.fromkeys(found)) if found and all(found) else ""


def _of(formula: Any) -> str:
    """The same for one formula: all that is in it must hold, so any part of it will do."""
    if isinstance(formula, str):
        return _names(formula)
    if isinstance(formula, list):
        return _best(map(_of, formula))
    if not isinstance(formula, Mapping):
        return ""
    return _best(_part(key, value) for key, value in formula.items())


def _part(key: str, value: Any) -> str:
    match key:
        case "pattern" | "pattern-inside" | "patterns":
            return _of(value)
        case "pattern-either":
            return words_of(value)
        case "pattern-regex":
            return _usable(f"(?m:{value})")  # semgrep's lines begin and end like this, too
        case "metavariable-regex":
            return _usable(_loose(str(value["regex"])))
        case _:
            return ""


def _best(parts: Iterable[str]) -> str:
    """The part that fewest files hold, as far as its look tells: a plain name, the longest."""
    found = [part for part in parts if part]
    plain = [part for part in found if part.startswith(r"(?i:\b")]
    return max(plain, key=len, default="") or next(iter(found), "")


def _names(pattern: str) -> str:
    bare = _APART.sub(" ", _TYPED.sub(" ", pattern))
    names = [name for name in _NAME.findall(bare) if name.lower() not in _GRAMMAR]
    longest = max(names, key=len, default="")
    return rf"(?i:\b{longest}\b)" if longest else ""


def _loose(expression: str) -> str:
    """The expression wherever in a file what it is about begins and ends: between two words."""
    out, in_class, at = [], False, 0
    while at < len(expression):
        sign = expression[at : at + 2] if expression[at] == "\\" else expression[at]
        in_class = sign == "[" or (in_class and sign != "]")
        out.append(sign if in_class or sign not in ("^", "$") else _BETWEEN)
        at += len(sign)
    return "".join(out)


def _usable(expression: str) -> str:
    """The expression, if re2 knows it and it asks for some letters at least."""
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(expression.encode(), options)
    except re2.error:
        return ""
    asks = _LETTERS.search(expression) and not compiled.search(b"")
    return f"(?:{expression})" if asks else ""
