"""Signs in code of what calls for an impact assessment, besides the data itself.

Scoring and automated decisions, monitoring, new technology, and matching of data from several
sources (UU 27/2022 article 34). A sign is a word at a place: whether it means that, a person says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from vetting.engines.data_map.column import Source
from vetting.engines.outside.aside import is_aside

DECISION, MONITORING, TECHNOLOGY, MATCHING = "decision", "monitoring", "technology", "matching"

_SHAPES = {
    DECISION: (
        r"(?:hitung|calculate|compute|tentukan)_?(?:skor|score|kelayakan|peringkat|ranking|desil)\w*"
        r"|naive_?bayes|k_?means|\btopsis\b|metode_?(?:saw|ahp|wp|topsis|moora|smart)\b"
        r"|fuzzy_?(?:mamdani|tsukamoto|sugeno|logic)|decision_?tree|random_?forest"
        r"|(?:credit|risk|eligibility|fraud)_?scor(?:e|ing)|skor_?(?:kemiskinan|risiko|kelayakan|kredit)"
        r"|(?:auto|otomatis)_?(?:approve|reject|tolak|setuju|verifikasi)\w*"
        r"|(?:approve|tolak|setujui|verifikasi|keputusan)_?otomatis|automated_?decision"
        r"|kelayakan_?(?:otomatis|penerima)|prediksi_?(?:kelayakan|risiko|penerima|stunting)"
    ),
    MONITORING: (
        r"ACCESS_BACKGROUND_LOCATION|NSLocationAlways\w*|\bwatchPosition\b|getPositionStream"
        r"|requestLocationUpdates|background_?geolocation|\bcctv\b|live_?tracking"
        r"|(?:riwayat|history|jejak|lacak|track)_?(?:lokasi|location)|location_?(?:history|tracking|log)"
        r"|pelacakan_?(?:lokasi|warga|pegawai)|geo_?fenc\w+"
    ),
    TECHNOLOGY: (
        r"face_?recognition|\bface-?api\b|faceDetector|FaceDetectorOptions|\bdeepface\b|\binsightface\b"
        r"|rekognition|pengenalan_?wajah|verifikasi_?wajah|face_?(?:match|compare|verif)\w*"
        r"|tensorflow|\btflite\b|\bpytorch\b|\bimport torch\b|\bkeras\b|\bscikit-learn\b|\bsklearn\b"
        r"|openai|langchain|generativelanguage|google-generativeai|google_mlkit\w*|huggingface"
        r"|\biris_?scan\w*|hyperledger|\bweb3\b"
    ),
    MATCHING: (
        r"pemadanan|\bpadankan\w*|\bpadan_?(?:data|nik|dukcapil|dtks)|record_?linkage|data_?matching"
        r"|(?:match|cocokkan|cek|validasi|verifikasi|check)_?(?:nik|penduduk|dukcapil|dtks)\b"
        r"|dukcapil|\bsiks-?ng|\bdtks|\bvclaim|\bpcare|satusehat"
    ),
}  # fmt: skip
_EACH = {name: re.compile(f"(?i){shape}".replace("\n", "")) for name, shape in _SHAPES.items()}
# Most files hold none of them, which this tells ten times as fast.
_ANY = re2.compile("(?i)" + "|".join(_SHAPES.values()))
_COMMENT = re.compile(r"\s*(?://|#(?![!\[])|\*|/\*|--|<!--)")
_TESTS = re.compile(
    r"(?i)(?:^|/)(?:tests?|__tests__|spec|testing|docs?)/|[._](?:spec|test)\.\w+\Z|\.min\."
)
# Places of one kind in a file that are told; the first says as much as the tenth.
_MOST = 2


@dataclass(frozen=True, slots=True)
class Sign:
    """One word that stands for a trigger, and its line."""

    trigger: str
    shown: str
    line: int


def signs(source: Source) -> Iterator[Sign]:
    """The signs of one file; comments, tests and libraries' own files left out."""
    if _TESTS.search(source.path) or is_aside(source.path) or not _ANY.search(source.text):
        return
    for trigger, shape in _EACH.items():
        told: dict[str, Sign] = {}
        for found in shape.finditer(source.text):
            start = source.text.rfind("\n", 0, found.start()) + 1
            if _COMMENT.match(source.text, start):
                continue
            word = found[0][:40]
            told.setdefault(word.lower(), Sign(trigger, word, source.line(found.start())))
            if len(told) == _MOST:
                break
        yield from told.values()
