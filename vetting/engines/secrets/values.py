"""What a value looks like: a placeholder, an expression, or something one would keep secret."""

import math
import re
from collections import Counter
from enum import IntEnum
from urllib.parse import unquote

# Values that stand in for a secret, or that every installation guide prints.
_WHOLE = frozenset(
    """
    null none nil true false undefined default secret password passwd pass pwd sandi katasandi
    rahasia root admin administrator user username token key apikey test testing coba demo local
    localhost homestead laravel sail forge postgres postgresql mysql mariadb mongo redis guest foo
    bar baz abc abcd abc123 qwerty asdf pass123 password1 password123 admin123 root123 secret123
    test123 user123 toor public private changeit letmein welcome string value text required empty
    dev development production staging some-secret supersecret super-secret topsecret keyboard-cat
    thisisasecret mysecret mypassword my-secret my-password mysecretpassword notasecret p@ss p@ssword p@ssw0rd
    """.split()  # noqa: SIM905 - a list of a hundred words reads better as text
)
_PARTS = re.compile(
    r"(?i)change.?me|change.?this|your[-_ ]|[-_]here\b|example|contoh|sample|dummy|placeholder"
    r"|x{4,}|\*{3,}|\.{3}|to.?do\b|fix.?me|redacted|hidden|ganti|isi[-_ ]|diisi|masukkan|insert[-_ ]"
    r"|replace[-_ ]|not[-_ ]?set|fake|mock|lorem"
)
_EXPRESSION = re.compile(
    r"\$\{|\{\{|<%|\$\(|%\(|#\{|^<.*>$|^\[.*\]$|^\{.*\}$|^\$\w|^@\w+@$|^%\w+%$|^_+\w+_+$"
    r"|\b(?:env|getenv|process\.env|os\.environ|config|vault|secrets?\.|var\.|this\.|self\.)\b.*[(.\[]"
)
_REPEATED = re.compile(r"(.{1,3})\1+$")
# The name of a constant, which stands for its value: MY_SERVICE_TOKEN.
_CONSTANT = re.compile(r"[A-Z]{2,}(?:_[A-Z]{2,})+$")
_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "9876543210")
_NOTHING = frozenset({"null", "none", "nil", "true", "false", "undefined", "empty"})
_STAYED = re.compile(r"(?i)change.?me|change.?this|your[-_]|ganti|isi[-_]|example|contoh")
_SHORT = 12
UUID = re.compile(r"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class Nature(IntEnum):
    """What a value is, the surest secret last.

    `ID` names something, such as a UUID or a bucket; `WORD` is no generated value but a word or
    a name: often a weak password, often only one of a test; `SURE` we would sign unseen.
    """

    ID = 0
    WORD = 1
    LIKELY = 2
    SURE = 3


def entropy(value: str) -> float:
    """Shannon entropy in bits for a character; 0 for the empty text."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts) if value else 0.0


def _is_run(value: str) -> bool:
    """Whether the value only counts up, down or along the keyboard: `12345678`, `abcdef`."""
    lower = value.lower()
    return any(lower[:10] and (lower in run * 3 or lower in (run + run[::-1])) for run in _RUNS)


def is_placeholder(value: str, name: str = "") -> bool:
    """Whether a value stands for a secret instead of being one.

    `name` is the variable it is assigned to: `PASSWORD=password` and `API_KEY=api_key` say
    nothing. Expressions that read the environment are no literal secrets either.
    """
    plain = unquote(value.strip("\"'` \t"))
    lower = plain.lower()
    if len(plain) < 4 or lower in _WHOLE or lower == name.lower():
        return True
    if len(set(plain)) <= 2 or _is_run(plain) or _REPEATED.match(plain):
        return True
    if _CONSTANT.match(plain):
        return True
    return bool(_PARTS.search(plain) or _EXPRESSION.search(plain))


def is_random(value: str, least: float = 3.0) -> bool:
    """Whether a value has the mix of a generated secret: entropy, and digits with letters."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and entropy(value) >= least


def is_guessable(value: str) -> bool:
    """Whether a key is one that anybody tries: a common word, a short one, or a template's own."""
    plain = unquote(value.strip("\"'` \t"))
    lower = plain.lower()
    if _EXPRESSION.search(plain) or lower in _NOTHING or len(set(plain)) <= 1:
        return False
    is_short = len(plain) < _SHORT and not is_random(plain)
    return lower in _WHOLE or is_short or bool(_STAYED.search(plain))


def mask(value: str) -> str:
    """The only form in which a secret is kept: a few first characters and three asterisks.

    Four of a long value tell a reviewer which key it is; of a short one nothing is shown
    but its first two, and nothing at all below eight characters.
    """
    shown = 4 if len(value) >= 16 else 2 if len(value) >= 8 else 0
    return f"{value[:shown]}***"
