"""Detectors for what somebody else planted in an application; pure functions like the others."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vetting.engines.files.hits import Hit, Readable
from vetting.engines.files.text import quote

# A block that is there for search engines only: shown nowhere, or beyond the edge of the page.
_HIDDEN = re.compile(
    r"<(?P<tag>div|span|p|ul|section|marquee|font|h\d|td|aside|article|noscript|footer)\b"
    r"[^<>]{0,200}?\bstyle\s*=\s*\\?[\"']?[^<>]{0,200}?"
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|(?:left|top|right|text-indent|margin-(?:left|top))\s*:\s*-\s*\d{3,}"
    r"|(?:height|width)\s*:\s*[01]px[^<>]{0,80}overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden[^<>]{0,80}(?:height|width)\s*:\s*[01](?:px)?[;\"'\\ ])[^<>]{0,200}>",
    re.IGNORECASE,
)
_OFF_PAGE = re.compile(r":\s*-\s*\d{3,}|font-size\s*:\s*0|[01]px", re.IGNORECASE)
_LINK = re.compile(
    r"<a\b[^<>]{0,300}?href\s*=\s*\\?[\"']?\s*(?:https?:)?//(?P<host>[\w.-]{4,100})", re.IGNORECASE
)
_OWN_HOSTS = re.compile(
    r"(?:\.go\.id|\.desa\.id|\.ac\.id|\.sch\.id|\.mil\.id|facebook\.com|instagram\.com|twitter\.com|x\.com"
    r"|youtube\.com|youtu\.be|wa\.me|whatsapp\.com|t\.me|linkedin\.com|tiktok\.com|google\.[\w.]+"
    r"|googleapis\.com|gravatar\.com|wordpress\.org|w3\.org|github\.com|example\.(?:com|org|net)|localhost)$",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:slots?|judi|togel|gacor|casino|kasino|poker|jackpot|toto|sbobet|rtp|scatter|maxwin|betting"
    r"|taruhan|viagra|cialis|levitra|pharmacy|escort|payday|replica|porn|xxx|bokep)\w{0,3}\b|slot\d|\d{2,3}bet",
    re.IGNORECASE,
)
REACH = 3000
"""Characters of a hidden block that are looked at."""


def hidden_links(file: Readable, options: Mapping[str, Any]) -> Iterator[Hit]:
    """Links to other people's sites in a block that no visitor sees.

    Two links and a word of the trade, or `links` of them beyond the edge of the page. A menu
    that opens on a click is hidden as well: its links alone say nothing.
    """
    for opening in _HIDDEN.finditer(file.raw):
        block = _inside(file.raw, opening)
        hosts = {m["host"].lower() for m in _LINK.finditer(block) if not _is_own(m["host"])}
        links = sum(1 for m in _LINK.finditer(block) if not _is_own(m["host"]))
        spoken = len(hosts) >= 1 and links >= 2 and len(_WEAK.findall(block)) >= 2
        many = len(hosts) >= options["hosts"] and _OFF_PAGE.search(opening.group())
        if spoken or many:
            shown = ", ".join(sorted(hosts)[:6])
            yield Hit(file.lines.number(opening.start()), quote(shown), quote(shown, 300))


def _inside(text: str, opening: re.Match[str]) -> str:
    """The text of a block up to the first end of such a tag that no inner one takes up."""
    rest = text[opening.end() : opening.end() + REACH]
    depth = 1
    for tag in re.finditer(rf"<(/?){opening['tag']}\b", rest, re.IGNORECASE):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return rest[: tag.start()]
    return rest


def _is_own(host: str) -> bool:
    return bool(_OWN_HOSTS.search(host))


_FRAMEWORKS = re.compile(
    r"LARAVEL_START|\bFCPATH\b|system/core/CodeIgniter|BASEPATH|Boot::bootWeb|WP_USE_THEMES|wp-blog-header"
    r"|yii\\web\\Application|Yii::createWebApplication|App\\Kernel|_JEXEC|DRUPAL_ROOT|autoload_runtime"
)
# What no framework's own front controller does.
_FOREIGN = re.compile(
    r"(?<![\w>:$])(?:eval|assert|gzinflate|gzuncompress|str_rot13|base64_decode|create_function|shell_exec"
    r"|passthru|system|curl_init|curl_exec|fsockopen)\s*\("
    r"|(?:file_get_contents|include|require|readfile|fopen|copy)(?:_once)?\s*\(?\s*['\"](?:https?|ftp|data):"
    r"|@?(?:include|require)(?:_once)?\s*\(?\s*['\"][^'\"\n]{0,200}(?:\\x[0-9a-f]{2}|\\[0-7]{3}|/(?:images?|img|css|fonts?|uploads?|tmp)/)"
    r"|@?(?:include|require)(?:_once)?\s*\(?\s*['\"][^'\"\n]{1,200}\.(?:ico|png|jpe?g|gif|txt|css|log|dat)['\"]"
    r"|HTTP_(?:USER_AGENT|REFERER)"
    r"|\$_(?:GET|POST|REQUEST|COOKIE)\b"
    r"|header\s*\(\s*['\"]location:\s*https?://",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"^\s*(?:\*|//|#|/\*)")


def changed_front_controller(file: Readable, _options: Mapping[str, Any]) -> Iterator[Hit]:
    """A framework's front controller that does what none of them does."""
    if file.text is None or not _FRAMEWORKS.search(file.text):
        return
    for number, line in enumerate(file.text.split("\n"), 1):
        if not _COMMENT.match(line) and _FOREIGN.search(line):
            yield Hit(number, quote(line), quote(line, 400))
