"""Where packages come from: public registries, repositories, bare addresses."""

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit


def without_credentials(address: str) -> str:
    """The address without user, password, query or fragment."""
    address = re.sub(r"//[^/@\s]*@", "//", address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.split("?")[0].split("#")[0][:500]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))[:500]


def host_of(address: str) -> str:
    """The host of an address in lower case, "" when it has none."""
    try:
        return (urlsplit(address.removeprefix("git+")).hostname or "").lower()
    except ValueError:
        return ""


def digest_of_host(host: str) -> str:
    """SHA-256 of a host's name, as lists of known hosts hold it."""
    return hashlib.sha256(host.encode()).hexdigest()
