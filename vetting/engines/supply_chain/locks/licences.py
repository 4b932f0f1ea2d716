"""What packages say of their licence, as SPDX expressions where that can be told."""

import re
from functools import lru_cache

UNTOLD = "? "
"""Stands before words that are no SPDX expression."""

_MOST = 300
# Spellings that are common in lock files and stand for one licence without doubt.
_SPELLINGS = {
    "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache license, version 2.0": "Apache-2.0",
    "the apache software license, version 2.0": "Apache-2.0", "apache-2": "Apache-2.0",
    "the apache license, version 2.0": "Apache-2.0", "apache software license": "Apache-2.0",
    "mit license": "MIT", "mit-only": "MIT", "the mit license": "MIT", "the mit license (mit)": "MIT", "mit/x11": "MIT",
    "expat": "MIT", "bsd 3-clause": "BSD-3-Clause", "bsd-3": "BSD-3-Clause", "new bsd license": "BSD-3-Clause",
    "bsd 2-clause": "BSD-2-Clause", "bsd-2": "BSD-2-Clause", "simplified bsd license": "BSD-2-Clause",
    "isc license": "ISC", "isc license (iscl)": "ISC", "public domain": "LicenseRef-public-domain",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "mpl 2.0": "MPL-2.0", "lgpl-2.1+": "LGPL-2.1-or-later",
    "lgpl-3.0+": "LGPL-3.0-or-later", "gpl-2.0+": "GPL-2.0-or-later", "gpl-3.0+": "GPL-3.0-or-later",
    "gplv2": "GPL-2.0-only", "gplv3": "GPL-3.0-only", "lgplv3": "LGPL-3.0-only",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only", "agplv3": "AGPL-3.0-only",
    "python software foundation license": "PSF-2.0", "psf": "PSF-2.0",
    "unlicensed": "LicenseRef-proprietary", "proprietary": "LicenseRef-proprietary",
    "https://www.apache.org/licenses/license-2.0.txt": "Apache-2.0",
    "http://www.apache.org/licenses/license-2.0.txt": "Apache-2.0",
    "https://www.apache.org/licenses/license-2.0": "Apache-2.0",
    "the unlicense (unlicense)": "Unlicense", "eclipse public license v2.0": "EPL-2.0",
    "eclipse public license v1.0": "EPL-1.0", "cc0": "CC0-1.0", "wtfpl": "WTFPL", "zlib/libpng": "Zlib",
}  # fmt: skip


@lru_cache(maxsize=4096)
def spdx(stated: str) -> str:
    """The SPDX expression that the words stand for, else `UNTOLD` and the words; "" for none."""
    words = " ".join(stated.split())[:_MOST]
    if not words:
        return ""
    known = _SPELLINGS.get(words.lower())
    if known or re.fullmatch(r"LicenseRef-[\w.-]+", words):
        return known or words
    return _parsed(re.sub(r"\s*/\s*", " OR ", words)) or f"{UNTOLD}{words}"


def _parsed(words: str) -> str:
    from license_expression import (  # type: ignore[import-untyped]
        ExpressionError,
        get_spdx_licensing,
    )

    try:
        parsed = get_spdx_licensing().parse(words, validate=True)
    except (ExpressionError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return ""
    return str(parsed) if parsed is not None else ""
