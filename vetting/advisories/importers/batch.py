"""A dump read whole: its advisories, and what could not be understood."""

import json
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from vetting.advisories.importers import friendsofphp, osv
from vetting.advisories.importers.files import record_files, unreadable
from vetting.advisories.record import Advisory

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_REFUSED = 0.02
"""The share of records that may be unreadable before the whole dump is refused."""
MAIN_SHARE = 0.9
"""The share of a dump's records that concern the ecosystem which the dump is of; all do in
osv.dev's, save those that give it no version that can be compared."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one import brings.

    `source` names the database, `is_dump` tells a whole dump from a single record, and
    `refused` lists `(file, why)` of records that break their format.
    """

    source: str
    is_dump: bool
    advisories: tuple[Advisory, ...]
    refused: tuple[tuple[str, str], ...]


def read(path: Path, ecosystem: str = "") -> Batch:
    """Read a dump of any known format; files that hold no record are passed over.

    `ecosystem` is the one that an OSV dump is asked to be of; where none is named, most of the
    records tell. Raises BadSetup when nothing in it is a record, or when too many are broken.
    """
    found: list[Advisory] = []
    refused: list[tuple[str, str]] = []
    formats: set[str] = set()
    for name, body in record_files(path):
        try:
            record = _parse(name, body)
            kind = _format(record)
            if kind:
                formats.add(kind)
                found.append(_advisory(kind, record, PurePosixPath(name).stem))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            refused.append((name, f"{type(error).__name__}: {error}"[:200]))
        except yaml.YAMLError as error:
            refused.append((name, f"not YAML: {error}"[:200]))
    if not found:
        raise unreadable(path, "no advisory record in it")
    if len(refused) > MOST_REFUSED * (len(found) + len(refused)):
        raise unreadable(path, f"{len(refused)} broken records, such as {refused[0]}")
    is_dump = _is_dump(path)
    relevant = [advisory for advisory in found if advisory.affected]
    if is_dump and formats == {"OSV"} and (main := {ecosystem} - {""} or _mainly(relevant)):
        relevant = [_within(advisory, main) for advisory in relevant]
    given = tuple(advisory for advisory in relevant if advisory.affected)
    if ecosystem and not given:
        raise unreadable(path, f"no record of {ecosystem} in it")
    return Batch(_source(formats, given), is_dump, given, tuple(refused))


def _mainly(advisories: Sequence[Advisory]) -> frozenset[str]:
    """The ecosystem that a dump is of; empty for a dump of many.

    A dump of one ecosystem holds what its records say of others too, but not all that is known
    of those: it must not speak for them, nor for their age.
    """
    counts = Counter(name for one in advisories for name in {a.ecosystem for a in one.affected})
    return frozenset(n for n, count in counts.items() if count >= MAIN_SHARE * len(advisories))


def _within(advisory: Advisory, ecosystems: Container[str]) -> Advisory:
    kept = tuple(part for part in advisory.affected if part.ecosystem in ecosystems)
    return replace(advisory, affected=kept)


def starter() -> Batch:
    """The few records that ship with vet: incomplete by nature, so never a dump."""
    file = Path(__file__).parents[1] / "starter.yaml"
    records = yaml.load(file.read_bytes(), _Loader)  # noqa: S506 - a safe loader
    return Batch("starter", False, tuple(osv.advisory(record) for record in records), ())


def _is_dump(path: Path) -> bool:
    return path.is_dir() or path.suffix == ".zip"


def _parse(name: str, body: bytes) -> Any:
    if name.endswith(".json"):
        return json.loads(body)
    return yaml.load(body, _Loader)  # noqa: S506 - a safe loader


def _format(record: Any) -> str:
    """The format of a parsed file, "" when it is no advisory record."""
    if not isinstance(record, Mapping):
        return ""
    if friendsofphp.is_record(record):
        return "FriendsOfPHP"
    if "id" in record and "affected" in record and "modified" in record:
        return "PyPA" if str(record["id"]).startswith("PYSEC-") else "OSV"
    return ""


def _advisory(kind: str, record: Mapping[str, Any], stem: str) -> Advisory:
    if kind == "FriendsOfPHP":
        return friendsofphp.advisory(record, stem)
    return osv.advisory(record)


def _source(formats: set[str], advisories: tuple[Advisory, ...]) -> str:
    """The database's name; an OSV dump is named after the ecosystems it is about."""
    if formats != {"OSV"} and "OSV" not in formats:
        return "+".join(sorted(formats))
    about = {affected.ecosystem for advisory in advisories for affected in advisory.affected}
    return " ".join(["OSV", *sorted(about)])
