"""What only mentions a service: libraries' own files, samples, lists, hints, patterns, messages."""

import re

import re2

# Static files of other people: libraries below a folder of assets, and the pages they come with.
_LIBRARY = re.compile(
    r"(?i)(?:^|/)(?:assets?|static(?:files)?|public(?:_html)?|webroot|dist)/(?:[^/]+/)*"
    r"(?:plugins?|vendors?|libs?|librar(?:y|ies)|third[-_]?party)/"
)
# Below assets, a folder with a version's number or a banner at the head says the same.
_STATIC = re.compile(
    r"(?i)(?:^|/)(?:assets?|static(?:files)?|public(?:_html)?|webroot|dist|js|css)/"
)
_VERSIONED = re.compile(r"(?i)/[\w.-]*\d+\.\d+(?:\.\d+)?[\w.-]*/")
_BANNER = re.compile(
    rb"(?i)/\*!|@(?:license|preserve|copyright)\b|\bcopyright\b|licen[cs]ed under|\bMIT licen[cs]e"
)
_HEAD = 1500
_CODE = (".js", ".css", ".scss", ".less", ".html", ".htm")
# The application's own sources, though they may lie below such a folder.
_OWN = re.compile(r"(?i)(?:^|/)(?:src|resources)/")
# A package of Java may be called `com.example`; everywhere else it is somebody's sample.
_SAMPLE = re.compile(
    r"(?i)(?:^|/)(?<!com/)(?<!org/)(?<!id/)(?:demos?|examples?|samples?|documentations?|js-?doc|yui-?doc|"
    r"php-?doc(?:umentor)?|type-?doc|api-?docs?|doxygen|sphinx|mkdocs|doc-?gen\w*)/"
)
_STATIC_PAGE = re.compile(
    r"(?i)(?:^|/)(?:assets?|static(?:files)?|plugins?|css|fonts?|public/(?:themes?|templates?|dist))/(?:[^/]+/)*[^/]+\.html?\Z"
)
# A hint of a form, a value still to be filled in, the second argument of env(): what holds where
# nothing is configured.
_DEFAULT = re.compile(
    r"\benv\(\s*['\"]\w+['\"]\s*,|getenv\([^,()]+,|process\.env\.\w+\s*(?:\|\||\?\?)|\$\{\w+:-?"
    r"|(?i:\bplaceholder\b|[/'\"]your[-_])"
    # What the key file of a service account always holds.
    r"|\"(?:auth_uri|token_uri|auth_provider_x509_cert_url|client_x509_cert_url)\""
)
# A pattern that knows such addresses, with what it captured put in; a message that names one.
_PATTERN = re.compile(
    r"(?i:\bregexp?\s*[:=(])|[=/]\$\d\b|\w\\\.(?:com|net|org|io|co|id)\b"
    r"|(?:\.(?:includes|indexOf|startsWith|endsWith|contains|has)|\bstr_?(?:pos|contains|starts_with|ends_with))\("
    r"|\bconsole\.\w+\(\s*['\"`]|\bnew\s+\w*Error\(\s*['\"`]"
)
# A file that names more sites is a list of them: of crawlers, links, made-up companies.
_LIST = 100
_SITE = re2.compile(
    rb"https?://([\w.-]{4,255})|[\"'@]((?:[\w-]{1,63}\.){1,4}(?:com|net|org|info|gov|edu|io|co|biz|me|us|uk|jp"
    rb"|de|fr|it|nl|eu|cn|ru|br|pl))\\?[\"'/]"
)
# Addresses of map tiles; an application has one or two, a list for all has dozens.
_TILES = re2.compile(rb"//([^\s\"'`]{4,120})/\{z\}")
_TILE_LIST = 6
_TOLD_AS_HINT = re.compile(r"(?i)\$placeholders?\b|\bplaceholders?\s*[=:]\s*[\[{]")
# Sign-in data beside a server that nobody can sign in with.
_UNFILLED = re.compile(
    r"(?i)\b(?:\w+_)?(?:user(?:name)?|login|pass(?:w(?:or)?d)?|sandi)['\"\]]*\s*(?:=>|[:=])\s*"
    r"(?:''|\"\"|['\"](?:your[\w@. -]*|isi[\w -]*|admin|user(?:name)?|pass(?:word)?|secret|x{3,}|\*{3,}|"
    r"change[-_ ]?me|[\w.]+@(?:example|localhost|domain|email)\.\w+)['\"])"
)
_NEAR = 8


def is_aside(path: str) -> bool:
    """Whether a file is a library's or a sample, which mentions more than the application uses."""
    if _OWN.search(path):
        return False
    return any(shape.search(path) for shape in (_LIBRARY, _SAMPLE, _STATIC_PAGE))


def is_library(path: str, body: bytes) -> bool:
    """Whether a static file says itself that somebody else made it."""
    if _OWN.search(path) or not _STATIC.search(path) or not path.lower().endswith(_CODE):
        return False
    return (_VERSIONED.search(path) or _BANNER.search(body[:_HEAD])) is not None


def is_list(body: bytes) -> bool:
    """Whether a file lists sites or servers to choose from."""
    if len(set(_TILES.findall(body))) >= _TILE_LIST:
        return True
    return len({one or other for one, other in _SITE.findall(body)}) > _LIST


def is_mentioned(line: str) -> bool:
    """Whether a line names a service without using it, or only where nothing is configured."""
    return (_DEFAULT.search(line) or _PATTERN.search(line)) is not None


def is_hint(lines: list[str], number: int) -> bool:
    """Whether the lines around a server say that nobody filled it in; `number` counts from 1."""
    before, after = max(number - 1 - _NEAR, 0), number + _NEAR
    near = lines[before:after]
    return any(_UNFILLED.search(line) for line in near) or any(
        _TOLD_AS_HINT.search(line) for line in lines[before : number - 1]
    )
