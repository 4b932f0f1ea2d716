"""The regulations' controls of `policies/controls/`: titles and citations by control id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vetting.content import Content, Node, bad_content, load_yaml, refuse_unknown, text
from vetting.model.policy import Citation
from vetting.model.text import Text

_KEYS = (
    "id", "title", "source", "article", "group", "k-number", "confidence", "source-tier",
    "evidence", "note", "verified-on", "effective-from", "effective-to", "kind", "severity",
    "min-tier", "looks-at", "applies-to", "asvs4", "asvs5", "masvs", "api-top10", "owasp-2025",
    "wcag", "cwe",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a regulation asks, apart from how a policy applies it."""

    id: str
    title: Text
    citation: Citation


def read_date(path: Path, node: Node, key: str) -> date | None:
    """An ISO date at a key, or None where the key is absent."""
    if node.get(key) is None:
        return None
    try:
        return date.fromisoformat(str(node[key]))
    except ValueError:
        raise bad_content(path, node.lines[key], f"'{key}' harus tanggal ISO",
                          f"'{key}' must be an ISO date") from None  # fmt: skip


def _requirement(path: Path, node: Node) -> Requirement:
    refuse_unknown(path, node, _KEYS)
    for key in ("id", "source", "article", "confidence", "source-tier"):
        if not node.get(key):
            raise bad_content(path, node.line, f"kunci '{key}' belum ada", f"missing key '{key}'")
    citation = Citation(
        source=str(node["source"]),
        article=str(node["article"]),
        confidence=str(node["confidence"]),
        source_tier=str(node["source-tier"]),
        effective_from=read_date(path, node, "effective-from"),
        effective_to=read_date(path, node, "effective-to"),
        verified_on=read_date(path, node, "verified-on"),
        note=str(node.get("note", "")),
        k_number=node.get("k-number"),
    )
    return Requirement(str(node["id"]), text(path, node, "title"), citation)


def requirements(content: Content) -> Mapping[str, Requirement]:
    """All requirements by id; raises BadContent where an id occurs twice."""
    found: dict[str, Requirement] = {}
    for root in content.roots:
        for path in sorted((root / "policies" / "controls").glob("*.yaml")):
            for node in load_yaml(path).get("controls", ()):
                requirement = _requirement(path, node)
                if requirement.id in found:
                    raise bad_content(path, node.line, f"'{requirement.id}' sudah ada",
                                      f"'{requirement.id}' exists already")  # fmt: skip
                found[requirement.id] = requirement
    return found
