"""Office documents: zips by form, but read as documents by the engines and not as archives."""

from pathlib import Path

from vetting.intake.refused import Refused
from vetting.intake.zip_directory import read_directory
from vetting.intake.zip_end import find_end

_ENDINGS = (
    ".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx", ".pptx", ".pptm", ".potx",
    ".odt", ".ods", ".odp", ".odg", ".ott", ".ots", ".epub",
)  # fmt: skip
# What ECMA-376 part 2 and OpenDocument part 2 ask of every such file.
_MARKS = (b"[Content_Types].xml", b"mimetype")


def is_document(file: Path) -> bool:
    """Whether name and content both say so; a document is listed nowhere as an archive."""
    if not file.name.lower().endswith(_ENDINGS):
        return False
    with file.open("rb") as opened:
        try:
            end = find_end(opened, file.stat().st_size)
            return any(record.name in _MARKS for record in read_directory(opened, end))
        except Refused:
            return False
