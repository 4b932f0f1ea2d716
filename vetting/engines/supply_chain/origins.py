"""Where packages come from: public registries, repositories, bare addresses."""

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

_COMMIT = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_IN_FRAGMENT = re.compile(rf"(?:commit=)?({_COMMIT})")
_AT_END = re.compile(rf"[#/]({_COMMIT})$")
_ARCHIVES = (".tgz", ".tar.gz", ".zip", ".whl", ".gem", ".crate")
_OPEN_WAYS = ("http://", "git://", "git+http://", "git+git://")
_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_SHORT = re.compile(r"^(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+)$")
_WAY = re.compile(r"^(?:git\+)?(?:(?:https?|git|ssh)://)?(?:[^/@]*@)?")
_OF_GITHUB = re.compile(
    r"^(?:codeload\.)?(github\.com/[^/]+/[^/]+?)(?:\.git)?"
    rf"(?:/(?:archive|tarball|zipball|(?:legacy\.)?(?:tar\.gz|zip))/.*|/{_COMMIT})?$"
)


def without_credentials(address: str) -> str:
    """The address without user, password, query or fragment, but with a whole commit's id.

    After the address of an archive stands that archive's hash instead, which goes.
    """
    address = re.sub(r"//[^/@\s]*@", "//", address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.split("?")[0].split("#")[0][:500]
    is_archive = parts.path.lower().endswith(_ARCHIVES)
    commit = None if is_archive else _IN_FRAGMENT.fullmatch(parts.fragment)
    bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))[:430]
    return f"{bare}#{commit[1]}" if commit else bare


def is_open(address: str) -> bool:
    """Whether what is fetched from there comes without encryption."""
    return address.startswith(_OPEN_WAYS)


def commit_of(address: str) -> str:
    """The whole commit that an address names, "" for none: a branch, tag or release may move."""
    match = _AT_END.search(address)
    return match[1] if match else ""


def place_of(address: str) -> str:
    """The repository of code that an address leads to, however it is written; else the address.

    `github:a/b`, `git@github.com:a/b.git`, and the archive of a commit are one place.
    """
    bare = address.partition("#")[0].partition("?")[0].lower()
    if short := _SHORT.match(bare):
        return f"{_FORGES[short[1] or 'github']}/{short[2]}".removesuffix(".git")
    bare = re.sub(r"^([\w.-]+):(?=[a-z])", r"\1/", _WAY.sub("", bare))
    hosted = _OF_GITHUB.match(bare)
    return hosted[1] if hosted else bare.removesuffix(".git")


def host_of(address: str) -> str:
    """The host of an address in lower case, "" when it has none."""
    try:
        return (urlsplit(address.removeprefix("git+")).hostname or "").lower()
    except ValueError:
        return ""


def digest_of_host(host: str) -> str:
    """SHA-256 of a host's name, as lists of known hosts hold it."""
    return hashlib.sha256(host.encode()).hexdigest()
