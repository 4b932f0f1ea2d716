"""Hosts that no table names: each is told by its place, its country unknown."""

import re
from collections.abc import Iterable, Iterator

import re2

from vetting.engines.words import lines_with

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
_SCHEMES = (
    "https?|wss?|s?ftp|smtps?|mysql|mariadb|postgres(?:ql)?|pgsql|mongodb(?:\\+srv)?|rediss?|amqps?|"
    "ldaps?|mqtts?|jdbc:\\w+|sqlserver"
)
_URL = re.compile(rf"(?i)(?:{_SCHEMES})://(?:[^\s/@'\"<>]{{1,100}}@)?({_NAME})")
# A name alone says that a server is meant only where a setting of that kind takes it.
_SETTING = re.compile(
    r"(?i)[\w.-]*(?:host(?:name)?|server|endpoint|domain|broker|address|smtp)s?[\"']?\s*(?:=>|[:=])\s*"
    rf"[\"']?({_NAME})(?::\d+)?[\"']?\s*[,;)\]}}]?\s*$"
)
_HINT = re2.compile(
    rb"(?i)://|(?:host(?:name)?|server|endpoint|domain|broker|address|smtp)s?[\"']?\s*(?:=>|[:=])"
)
# What a person may follow, and names of formats: nothing goes there by itself.
_LINK = re.compile(
    r"(?i)(?:href|cite|xmlns(?::\w+)?|schemaLocation|@see|@link|namespace)\s*[=:(]?\s*[\"']?\S{0,80}\Z|\]\(\Z"
)
_ENDINGS = re.compile(
    r"(?i)\.(?:com|net|org|info|biz|id|io|co|app|dev|cloud|me|my|sg|us|uk|au|jp|cn|eu|de|fr|nl|in|xyz|"
    r"site|online|tech|ai|gov|edu|mil|int|tv|ws|cc|page|link|store|host|world|asia)\Z"
)
_NUMBER = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z")
_HERE = re.compile(
    r"(?i)(?:^|\.)(?:localhost|test|local|internal|lan|invalid|example(?:\.(?:com|org|net|id))?|"
    r"contoh\.\w+|(?:your|my)-?(?:domain|app|site|host)\.\w+|domain\.\w+)\Z|"
    r"^(?:127|10|0|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|22[4-9]|23\d|255)\."
)
# Sources of code and of formats: what a program is made of, and not where it keeps its data.
_NEUTRAL = re.compile(
    r"(?i)(?:^|\.)(?:w3\.org|schema\.org|json-schema\.org|xmlsoap\.org|openxmlformats\.org|"
    r"schemas\.microsoft\.com|schemas\.android\.com|android\.com|apache\.org|gnu\.org|opensource\.org|"
    r"creativecommons\.org|mozilla\.org|whatwg\.org|ietf\.org|rfc-editor\.org|wikipedia\.org|"
    r"java\.sun\.com|jcp\.org|springframework\.org|hibernate\.org|spdx\.org|purl\.org|sitemaps\.org|"
    r"adobe\.com|aomedia\.org|oasis-open\.org|unicode\.org|github\.com|gitlab\.com|bitbucket\.org|"
    r"githubusercontent\.com|stackoverflow\.com|npmjs\.(?:com|org)|yarnpkg\.com|packagist\.org|"
    r"getcomposer\.org|pypi\.org|pub\.dev|maven\.org|gradle\.org|golang\.org|go\.dev|php\.net|python\.org|"
    r"nodejs\.org|laravel\.com|codeigniter\.com|symfony\.com|vuejs\.org|reactjs\.org|react\.dev|angular\.io|"
    r"jquery\.com|getbootstrap\.com|fontawesome\.com|mit-license\.org|swagger\.io|openapis\.org|"
    r"datatables\.net|eslint\.org|babeljs\.io|webpack\.js\.org|flutter\.dev|dart\.dev|kotlinlang\.org|"
    r"docker\.(?:com|io)|apple\.com/DTDs)\Z"
)
_WIDEST = 2000


def is_asked(host: str) -> bool:
    """Whether a host may be one that the application speaks to, and where it stands is to be asked."""
    is_name = _ENDINGS.search(host) is not None and host.rpartition(".")[2].isalpha()
    numbers = _NUMBER.match(host) and all(int(part) < 256 for part in host.split("."))
    known_place = _HERE.search(host) or _NEUTRAL.search(host)
    return bool(is_name or numbers) and not known_place and "--" not in host


def hosts(body: bytes, comment: re.Pattern[str], *, settings: bool) -> Iterator[tuple[str, int]]:
    """Hosts and their lines, each once; `settings` says that the file holds settings."""
    seen: set[str] = set()
    for number, raw in lines_with(_HINT, body):
        if len(raw) > _WIDEST:
            continue
        line = raw.decode("utf-8", "replace").rstrip()
        if comment.match(line):
            continue
        for host in _of_line(line, settings=settings):
            if host not in seen and is_asked(host):
                seen.add(host)
                yield host, number


def _of_line(line: str, *, settings: bool) -> Iterable[str]:
    for found in _URL.finditer(line):
        if not _LINK.search(line[: found.start()]):
            yield found[1].lower()
    named = _SETTING.search(line) if settings else None
    if named:
        yield named[1].lower()
