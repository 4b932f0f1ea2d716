"""Synthetic advisory records and stores."""

from datetime import date
from pathlib import Path
from typing import Any

from vetting.advisories import build
from vetting.advisories.importers.batch import Batch
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import Span
from vetting.advisories.store import FILE_NAME, Store

TODAY = date(2026, 11, 24)


def osv(**changes: Any) -> dict[str, Any]:
    """An OSV record of the npm package `kartu`."""
    record = {
        "id": "GHSA-aaaa-bbbb-cccc",
        "aliases": ["CVE-2026-1111"],
        "modified": "2026-11-01T10:00:00Z",
        "published": "2026-10-01T10:00:00Z",
        "summary": "A synthetic fault",
        "affected": [
            {
                "package": {"ecosystem": "npm", "name": "kartu"},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.0"}]}],
            }
        ],
        "references": [{"type": "WEB", "url": "https://example.invalid/1"}],
    }
    return record | changes


def advisory(
    name: str, package: str = "kartu", span: Span | None = None, *, ecosystem: str = "npm",
    **changes: Any,
) -> Advisory:  # fmt: skip
    """An advisory on one span of one package."""
    spans = (span or Span("", True, "1.2.0"),)
    values: dict[str, Any] = {"aliases": (), "modified": date(2026, 11, 20)}
    return Advisory(id=name, affected=(Affected(ecosystem, package, spans),), **(values | changes))


def filling(ecosystem: str = "npm") -> tuple[Advisory, ...]:
    """As many records as make a whole dump."""
    return tuple(
        advisory(f"FILL-{ecosystem}-{n}", f"filling-{n}", Span("1.0.0", True, "1.0.1"),
                 ecosystem=ecosystem)
        for n in range(build.LEAST_RECORDS)
    )  # fmt: skip


def store_with(folder: Path, *advisories: Advisory, whole: bool = True) -> Store:
    """A store of these advisories, of npm a whole dump when `whole`."""
    found = (*advisories, *(filling() if whole else ()))
    build.add(folder / FILE_NAME, Batch("OSV npm", whole, found, ()), TODAY)
    store = Store.open(folder / FILE_NAME)
    assert store is not None
    return store
