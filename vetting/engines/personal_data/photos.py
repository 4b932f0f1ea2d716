"""Photos and scans of identity documents, told by their folders and names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from vetting.engines.personal_data.numbers import regions
from vetting.model.hiding import RESIDENT, hidden
from vetting.model.scale import Confidence

_DOCUMENTS = {"ktp", "ektp", "kk", "kartukeluarga", "selfie", "swafoto", "paspor", "passport",
              "npwp", "sim", "akta", "fotoktp", "fotokk", "ktpdiri", "idcard"}  # fmt: skip
# "sim" and "kk" are too short to mean much in the name of a file.
_TELLING = _DOCUMENTS - {"sim", "kk", "akta"}
_UPLOADS = {"upload", "uploads", "storage", "media", "files", "berkas", "dokumen", "lampiran",
            "desa", "userfiles", "attachments", "private"}  # fmt: skip
_DRAWN = {"icon", "icons", "ikon", "logo", "illustration", "ilustrasi", "contoh", "sample", "demo",
          "default", "placeholder", "dummy", "template", "bg", "banner", "svg", "example",
          "frame", "overlay", "guide", "panduan"}  # fmt: skip
_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with such files: the first of them, how many, and how sure."""

    first: str
    count: int
    confidence: Confidence
    rule: str


def _words(part: str) -> set[str]:
    words = _WORDS.findall(part.lower())
    return {*words, "".join(words)}


def _rule(path: str) -> str:
    """Why a file looks like an identity document: `number`, `folder`, `name`, or ""."""
    pure = PurePosixPath(path)
    if any(region.encode() in regions() for region in RESIDENT.findall(hidden(path))):
        return "number-in-name"
    parts = [_words(part) for part in pure.parts[:-1]]
    name = _words(pure.stem)
    if name & _DRAWN or any(part & _DRAWN for part in parts):
        return ""
    uploaded = any(part & _UPLOADS for part in parts)
    if parts and any(part & _DOCUMENTS for part in parts) and uploaded:
        return "document-folder"
    return "document-name" if name & _TELLING and uploaded else ""


def identity_photos(paths: Iterable[str]) -> list[Folder]:
    """One row a folder and rule; three files of a kind, or a NIK as a name, leave no doubt."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(paths):
        rule = _rule(path)
        if rule:
            found.setdefault((str(PurePosixPath(path).parent), rule), []).append(path)
    rows = []
    for (_, rule), files in sorted(found.items()):
        sure = rule == "number-in-name" or (rule == "document-folder" and len(files) >= 3)
        confidence = Confidence.HIGH if sure else Confidence.MEDIUM
        rows.append(Folder(files[0], len(files), confidence, rule))
    return rows
