"""CredSweeper's rules and model on the lines that could hold a secret.

On a regional application of 7,000 files CredSweeper alone took 54 s of processor time, nearly
all of it on lines without any value. So a line is handed over only when it has a word such as
password or token beside an assignment, or a run of letters and digits as long as a key.
"""

import os
import re
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import re2

from vetting.engines.excerpts import mask as mask_line
from vetting.engines.secrets.values import UUID, Nature, is_placeholder, is_random, mask
from vetting.engines.words import lines_with

# Longer lines are data or minified code: our own patterns read them, CredSweeper does not.
_LONGEST = 2000
_WORD = re2.compile(
    rb"(?i)(?:pass|pwd|sandi|secret|token|auth|cred|api.?key|access.?key|salt|private|bearer|encrypt"
    rb"|nonce)[^\n]{0,60}?(?:=|:|,|<<<|\s)\s*[\"'`]?[^\s\"'`,;(){}<>]{4}"
    rb"|://[^\s:/@\"'<>]{0,60}:[^\s/\"'<>]{3,80}@"
)
_LONG = re.compile(r"[A-Za-z0-9_\-+/]{16,}")
_CODE = re.compile(r"\\u\{|\\x[0-9a-f]{2}|\(\?:|\[\^|^\w+\(|::|->|\s")
# Rules about any text of some letters and digits, or about things that are no secrets.
_IGNORED = frozenset({"Dropbox App secret", "Product Activation Key", "OTP / 2FA Secret", "Certificate"})  # fmt: skip
# What names something and seldom opens it.
_IDS = frozenset({"UUID", "Salt", "Nonce", "Firebase Domain", "AWS S3 Bucket",
                  "Tencent WeChat API App ID"})  # fmt: skip
_GENERIC = frozenset({"API", "Auth", "Credential", "Key", "Password", "Secret", "Token",
                      "Bearer Authorization", "Basic Authorization", "SQL Password",
                      "URL Credentials"})  # fmt: skip
# Names of things that point to a secret, and links and device tokens that are none.
# A UUID behind one of these is a piece of an address or names an interface.
_PART = ("/", "{")
_DIGEST = re.compile(r"(?i)hashed|hash$|checksum|digest|fingerprint")
_REFERENCE = re.compile(
    r"(?i)(?:id|ids|name|url|uri|path|type|file|field|label|header|title|placeholder"
    r"|(?:client|site|public|publishable)[_-]?key)$"
)
_PUBLIC = re.compile(
    r"alt=media&(?:amp;)?token=|[\"'][\w-]{8,30}:APA91b|integrity=|sha(?:256|384|512)-"
    r"|\sh1:[\w+/]{43}=|data-site-?key="
)
# Keys that a page must show to its visitors: of Mapbox and Stripe.
_SHOWN = re.compile(r"pk\.eyJ|pk_(?:live|test)_")
_PEOPLE = re.compile(
    r"(?i)pass|secret|api.?key|access.?key|private|auth.?token|access.?token|server.?key"
)


@dataclass(frozen=True, slots=True)
class Swept:
    """One secret that CredSweeper believes in."""

    path: str
    line: int
    rule: str
    evidence: str
    nature: Nature
    value: tuple[int, int, int]


def worth_it(text: str, ends: Sequence[int]) -> list[tuple[int, str]]:
    """The lines that CredSweeper should look at, with their numbers; `ends` are line ends."""
    found = {number - 1 for number, _ in lines_with(_WORD, text.encode())}
    found.update(
        bisect_left(ends, match.start()) for match in _LONG.finditer(text) if _is_mixed(match[0])
    )
    rows = []
    for number in sorted(found):
        start = ends[number - 1] + 1 if number else 0
        stop = ends[number] if number < len(ends) else len(text)
        if stop - start <= _LONGEST:
            rows.append((number + 1, text[start:stop].rstrip("\r")))
    return rows


def _is_mixed(run: str) -> bool:
    return not run.isalpha() and any(map(str.isdigit, run)) and any(map(str.isalpha, run))


class Sweeper:
    """Collects candidates file by file; the model judges them all at the end."""

    def __init__(self) -> None:
        warnings.simplefilter("ignore")
        # It imports a library for repositories, which gives up where there is no git.
        os.environ["GIT_PYTHON_REFRESH"] = "quiet"
        from credsweeper.app import CredSweeper
        from credsweeper.credentials import credential_manager

        # It starts a process of its own, met over a socket, only to make an empty list there.
        setattr(credential_manager, "Manager", lambda: SimpleNamespace(list=list))  # noqa: B010
        self._tool = CredSweeper(ml_threads_limit=1, color=False, log_level="ERROR")

    def take(self, path: str, text: str, ends: Sequence[int]) -> None:
        """Scan the lines of one file that are worth it."""
        from credsweeper.file_handler.string_content_provider import StringContentProvider

        lines = worth_it(text, ends)
        if not lines:
            return
        provider = StringContentProvider(
            [line for _, line in lines], [n for n, _ in lines], file_path=path
        )
        self._tool.credential_manager.extend_credentials(self._tool.file_scan(provider))

    def results(self) -> list[Swept]:
        """What the model confirms, ours and theirs sorted out, one for a line."""
        self._tool.post_processing(None)
        found: dict[tuple[str, int], Swept] = {}
        for swept in _told(self._tool.credential_manager.get_credentials()):
            known = found.get((swept.path, swept.line))
            if known is None or (swept.nature, known.rule) > (known.nature, swept.rule):
                found[swept.path, swept.line] = swept
        return sorted(found.values(), key=lambda swept: (swept.path, swept.line))


def _told(candidates: Iterable[object]) -> Iterable[Swept]:
    for candidate in candidates:
        rule = str(candidate.rule_name)  # type: ignore[attr-defined]
        lines = candidate.line_data_list  # type: ignore[attr-defined]
        # A client's id of Google and a text near by: public, as in `google-services.json`.
        if rule == "Google Multi" and not any("secret" in str(one.line).lower() for one in lines):
            continue
        data = lines[0]
        value, name = str(data.value or ""), str(data.variable or "")
        if rule in _IGNORED or not value or is_placeholder(value, name) or _SHOWN.match(value):
            continue
        if _PUBLIC.search(str(data.line)) or (_REFERENCE.search(name) and rule not in _IDS):
            continue
        if rule in _GENERIC and (_CODE.search(value) or _DIGEST.search(name)):
            continue
        start = max(int(data.value_start), 0)
        before = str(data.line)[max(start - 70, 0) : start] if data.value_start >= 0 else name
        if rule == "UUID" and before.endswith(_PART):
            continue
        evidence = f"{mask_line(before).lstrip()}{mask(value)}"
        nature = _nature(rule, name, value, candidate.ml_probability)  # type: ignore[attr-defined]
        where = (int(data.line_num), start, len(str(data.value)))
        yield Swept(str(data.path), int(data.line_num), rule, evidence, nature, where)


def _nature(rule: str, name: str, value: str, probability: float | None) -> Nature:
    if rule in _IDS:
        return Nature.ID
    if UUID.match(value):
        return Nature.LIKELY
    if rule not in _GENERIC:
        sure = probability is None or bool(probability >= 0.99)
        return Nature.SURE if sure else Nature.LIKELY
    if not is_random(value, 2.5):
        return Nature.WORD
    telling = bool(_PEOPLE.search(name)) and len(value) >= 10 and is_random(value, 3.2)
    return Nature.SURE if telling and (probability or 0) >= 0.99 else Nature.LIKELY


__all__: Sequence[str] = ("Sweeper", "Swept", "worth_it")
