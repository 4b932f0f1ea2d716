"""Gemfile.lock and Gemfile; the Gemfile is Ruby and is never run."""

import re
from dataclasses import replace

from vetting.engines.supply_chain.locks.parts import Contents, Package

_SPEC = re.compile(r"^ {4}(\S+) \(([^)]+)\)$")
_NEED = re.compile(r"^ {6}(\S+)")
_WANTED = re.compile(r"^ {2}([^\s!(]+)")
_PLATFORM = re.compile(
    r"-(?=[a-z])(?:x86|x64|java|arm|aarch|universal|mingw|mswin|ruby|linux|darwin).*$"
)
_SOURCES = ("GEM", "GIT", "PATH", "PLUGIN SOURCE")
_GEM = re.compile(r"""^\s*gem[\s(]+["']([\w.-]+)["']((?:\s*,\s*["'][^"']*["'])*)""")
_RUBY = re.compile(r"""^\s*(?:ruby[\s(]+["']|   ruby )(\d[\d.]*)""")


def lock(text: str) -> Contents:
    """The gems of a Gemfile.lock; those from a folder of the application are none."""
    found: dict[tuple[str, str], Package] = {}
    section, remote, last = "", "", ("", "")
    wanted: set[str] = set()
    runtimes: list[Package] = []
    seen = False
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line[0].isspace():
            section, remote = line.strip(), ""
            seen = seen or section in (*_SOURCES, "DEPENDENCIES")
        elif line.startswith("  remote: "):
            remote = line[10:].strip()
        elif section in _SOURCES and (match := _SPEC.match(line)):
            last = _add(found, section, remote, match, number)
        elif section in _SOURCES and last in found and (match := _NEED.match(line)):
            found[last] = replace(found[last], needs=(*found[last].needs, match[1]))
        elif section == "DEPENDENCIES" and (match := _WANTED.match(line)):
            wanted.add(match[1])
        elif section == "RUBY VERSION" and (match := _RUBY.match(line)):
            runtimes.append(Package("ruby", match[1], number))
    if text.strip() and not seen:
        raise ValueError("no section of a Gemfile.lock")
    gems = [replace(gem, is_direct=gem.name in wanted) for gem in found.values()]
    return Contents(tuple(gems), provided=tuple(sorted(wanted)), runtimes=tuple(runtimes))


def _add(
    found: dict[tuple[str, str], Package],
    section: str,
    remote: str,
    match: re.Match[str],
    line: int,
) -> tuple[str, str]:
    name, version = match[1], _PLATFORM.sub("", match[2])
    if section == "PATH":
        return ("", "")
    is_git = section == "GIT"
    gem = Package(
        name, "" if is_git else version, line, origin=f"git+{remote}" if is_git else remote
    )
    found.setdefault((name, version), gem)
    return (name, version)


def manifest(text: str) -> Contents:
    """The gems that a Gemfile names literally."""
    declared, runtimes = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if match := _GEM.match(line):
            constraint = ", ".join(re.findall(r"""["']([^"']*)["']""", match[2]))
            declared.append(Package(match[1], constraint, number, is_direct=True))
        elif match := _RUBY.match(line):
            runtimes.append(Package("ruby", match[1], number))
    return Contents(declared=tuple(declared), runtimes=tuple(runtimes))
