"""What the first bytes of a file say of it. Pure; runs inside the sandbox."""

import re

HEAD = 65_536
_HTML_TAG = re.compile(
    rb"<(!doctype|html|head|body|div|form|input|table|section|main|nav|ul|p|h[1-6]|a|img|button)\b",
    re.IGNORECASE,
)
_PHP_BLOCK = re.compile(rb"<\?(?:php|=)?.*?(?:\?>|\Z)", re.DOTALL)
_JINJA = re.compile(rb"\{%-?\s*(extends|block|include|if|for|load|set|import|macro)\b")
_SHEBANG = re.compile(rb"^#![^\n]*\b(python|php|node)")
_SHEBANG_LANGUAGES = {b"python": "python", b"php": "php", b"node": "javascript"}


def is_text(head: bytes) -> bool:
    """No NUL byte, or a UTF-16 mark: the same rule as grep and git use."""
    return b"\0" not in head[:8192] or head[:2] in (b"\xff\xfe", b"\xfe\xff")


def languages_in(head: bytes) -> set[str]:
    """Languages that show in the text whatever the file is called."""
    found = set()
    if b"<?php" in head[:HEAD].lower():
        found.add("php")
    shebang = _SHEBANG.match(head)
    if shebang:
        found.add(_SHEBANG_LANGUAGES[shebang.group(1)])
    return found


def template_kind(path: str, head: bytes, named: set[str]) -> str | None:
    """The kind of page template a text file is, where its name alone does not tell.

    A PHP file with markup outside its PHP blocks is a page; an `.html` file with Jinja or
    Django tags is a template and not a static page.
    """
    lower = path.lower()
    if "html" in named and _JINJA.search(head):
        return "jinja"
    if lower.endswith((".php", ".phtml")) and "blade" not in named:
        outside = _PHP_BLOCK.sub(b"", head)
        return "php-template" if _HTML_TAG.search(outside) else None
    return None
