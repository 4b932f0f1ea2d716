"""File names without what names people: a path is written in reports, lists, logs, the ledger.

`3374010101900001.jpg` becomes `337401xxxxxxxxxx.jpg`: a NIK or KK keeps its kecamatan, which
tells whose area and not whose number. What is hidden cannot be worked out again, as it could
from a digest: behind the kecamatan lie fewer than a million likely numbers. Of `ktp_budi.jpg` and
`budi@surat.id.pdf` the kind of document and the mail's domain stay.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

# Day (women's are 40 higher), month and year of birth, and a serial that is not 0000.
_BORN = r"(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d\d(?!0000)\d{4}"
# Provinces have the codes 11 to 97. Numbers may be spaced as on the card or by four.
_NUMBER = re.compile(
    rf"""(?xa) (?<!\d) (?:
        [1-9]\d{{5}} {_BORN}                                      # NIK, KK
      | \d{{2}}\.\d{{2}}\.\d{{2}}[. ]\d{{6}}[. ]\d{{4}}
      | \d{{6}}(?P<six>[ ._-])\d{{6}}(?P=six)\d{{4}}
      | \d{{4}}(?P<four>[ ._-])\d{{4}}(?P=four)\d{{4}}(?P=four)\d{{4}}
      | 0\d{{15}} | \d{{15}}                                      # NPWP
      | \d{{2}}\.\d{{3}}\.\d{{3}}\.\d[-.]\d{{3}}\.\d{{3}}
      | (?<![A-Za-z])(?:\+?62[ -]?|0)8\d{{2}}(?:[ -]?\d{{3,4}}){{2}}\d{{0,2}}(?![A-Za-z])  # mobile
    ) (?!\d)"""
)
_MAIL = re.compile(
    r"(?xai) (?<![\w.%+-]) (?P<local>[\w.%+-]{2,64}) @ (?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|id|gov|edu|sch|co|io|me|my|sg|info|biz) (?![a-z0-9])"
)
# Pictures and documents of one person are called by the kind of document and the person's name.
_PAPER = re.compile(
    r"(?xai) (?<![a-z]) (?:e?ktp|kk|npwp|sim|paspor|passport|akt[ae]|ijazah|skck|sktm|bpjs|swafoto|selfie"
    r"|cv|rekam[ _-]?medis|slip[ _-]?gaji|kartu[ _-]?keluarga) (?![a-z])"
)
_SCANNED = re.compile(
    r"(?i)\.(?:jpe?g|png|heic|webp|bmp|tiff?|gif|pdf|docx?|odt|xlsx?|txt|zip|rar)\Z"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Words of documents, not of people. Where one of the second kind stands, the name is a title.
_PAPER_WORDS = (
    "ktp ektp kk npwp sim paspor passport akta akte ijazah skck sktm bpjs swafoto selfie cv rekam medis "
    "slip gaji kartu keluarga foto pas photo scan nik no nomor a n an atas nama milik bapak ibu sdr sdri "
    "pak bu img image gambar file berkas dokumen lampiran jpg jpeg png pdf copy salinan e el hp wa tanda "
    "penduduk surat keterangan lahir kelahiran kematian nikah cerai asli baru lama chat whatsapp"
)

_TITLE_WORDS = (
    "contoh template sample example demo default placeholder dummy icon ikon logo banner bg background "
    "frame guide panduan manual syarat persyaratan formulir form blanko format juknis pedoman alur "
    "elektronik digital card depan belakang tampak upload preview ilustrasi illustration mobile desktop "
    "menu page halaman button kantor desa kelurahan kecamatan dinas layanan pelayanan daftar rekap laporan "
    "data test tes uji notaris pendirian perusahaan svg thumb small large medium light dark red blue white "
    "black empty blank admin user users pengguna warga profil profile avatar online offline kosong "
    "perubahan pembuatan penerbitan permohonan pengajuan pendaftaran perekaman cetak hilang rusak"
)
_OF_PAPERS, _OF_TITLES = frozenset(_PAPER_WORDS.split()), frozenset(_TITLE_WORDS.split())

# Told at once of nearly every path: that it holds nothing to hide.
_LIKELY = re.compile(r"(?a)\d[\d ._-]{9}|@")
# Where a path may itself hold what a hidden text looks like.
_FORM = re.compile(r"(?a)\d[ ._-]?x|xx")
RESIDENT = re.compile(r"(?a)(?<!\d)(\d{6})x[x\d]{8}x(?![x\d])")
"""A hidden NIK or KK; its first group is the kecamatan."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A text to hide at a place of a path; `places` are those of its characters that go."""

    start: int
    text: str
    places: tuple[int, ...]


def _number(found: re.Match[str]) -> _Span:
    """All digits but the kecamatan of a NIK, the first four of any other."""
    places = tuple(at for at, character in enumerate(found[0]) if character.isdigit())
    keeps = 6 if len(places) == 16 and not found[0].startswith("0") else 4
    return _Span(found.start(), found[0], places[keeps:])


def _letters(start: int, text: str) -> _Span:
    return _Span(start, text, tuple(at for at, c in enumerate(text) if c.isalnum()))


def _spans(path: str) -> list[_Span]:
    """What is hidden of a path, in order; nothing overlaps."""
    if not _LIKELY.search(path) and not _PAPER.search(path):
        return []
    found = [_number(each) for each in _NUMBER.finditer(path)]
    taken = [(span.start, span.start + len(span.text)) for span in found]
    for each in _MAIL.finditer(path):
        if _is_open(each["local"]):
            found += [_letters(at, path[at:end]) for at, end in _free(each, taken)]
            taken.append((each.start(), each.end()))
    begin = path.rfind("/") + 1
    found += [_letters(at, name) for at, name in _names(path, begin, numbers=bool(found))
              if _is_free(_letters(at, name), taken)]  # fmt: skip
    return sorted(found, key=lambda span: span.start)


def _is_free(span: _Span, taken: Iterable[tuple[int, int]]) -> bool:
    end = span.start + len(span.text)
    return not any(span.start < last and first < end for first, last in taken)


def _free(mail: re.Match[str], taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What stands before the @ of an address, without the numbers in it."""
    at = mail.start("local")
    for first, last in sorted(taken):
        if last <= at or first >= mail.end("local"):
            continue
        if first > at:
            yield at, first
        at = last
    if at < mail.end("local"):
        yield at, mail.end("local")


def _is_open(text: str) -> bool:
    """Whether a text is not already a form: `xxxx`, `xx2x`."""
    return re.fullmatch(r"(?a)[x\d]*x", re.sub(r"[\W_]", "", text)) is None


def _names(path: str, begin: int, *, numbers: bool) -> Iterator[tuple[int, str]]:
    """Names of people in the name of a scan, beside the kind of document or a number."""
    ending = _SCANNED.search(path, begin)
    if not ending or not (numbers or _PAPER.search(path, begin, ending.start())):
        return
    words = list(_WORD.finditer(path, begin, ending.start()))
    if any(word[0].lower() in _OF_TITLES for word in words):
        return
    names = [w for w in words if w[0].lower() not in _OF_PAPERS and set(w[0]) != {"x"}]
    start = 0
    for at in range(1, len(names) + 1):
        follows = at < len(names) and re.fullmatch(
            r"[ ._-]{1,3}", path[names[at - 1].end() : names[at].start()]
        )
        if not follows:
            low, high = names[start].start(), names[at - 1].end()
            if sum(len(word[0]) for word in names[start:at]) >= _LEAST_LETTERS:
                yield low, path[low:high]
            start = at


_LEAST_LETTERS = 3


def _hidden(span: _Span, ordinal: int) -> str:
    """The text with its places as `x`, those before the last one telling others apart."""
    told = f"{ordinal}x" if ordinal > 1 else "x"
    marks = told.rjust(len(span.places), "x")
    shown = list(span.text)
    for at, character in zip(span.places, marks, strict=False):
        shown[at] = character
    # Of a short name the ordinal may need more room than there is.
    return "".join(shown) + marks[len(span.places) :]


def _written(path: str, spans: Iterable[_Span], forms: Mapping[str, str]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [path[at : span.start], forms[span.text]]
        at = span.start + len(span.text)
    return "".join([*parts, path[at:]])


def hidden(name: str) -> str:
    """A name by itself with all that names a person hidden; idempotent."""
    spans = _spans(name)
    return _written(name, spans, {span.text: _hidden(span, 1) for span in spans})


def without_numbers(text: str) -> str:
    """A text with every identity and mobile number hidden, in groups or not."""
    return _NUMBER.sub(lambda found: _hidden(_number(found), 1), text)


def hidden_paths(first: Iterable[str], later: Iterable[str] = ()) -> Mapping[str, str]:
    """Those paths that hold something to hide, each with the path to write instead.

    A function of the two sets: one text has one form in every path, another text another, and
    none is a form that a path held before. Texts that occur in `first` are counted before those
    of `later`, so that they do not depend on these. The form of a number is as long as it.
    """
    every = (list(first), list(later))
    groups = tuple({path: spans for path in paths if (spans := _spans(path))} for paths in every)
    literal = "\n".join(path for paths in every for path in paths if _FORM.search(path))
    forms: dict[str, str] = {}
    given: set[str] = set()
    counted: dict[str, Iterator[int]] = {}
    for group in groups:
        texts = {span.text: span for spans in group.values() for span in spans}
        for text in sorted(texts.keys() - forms.keys()):
            ordinals = counted.setdefault(_hidden(texts[text], 1), count(1))
            forms[text] = next(
                form
                for ordinal in ordinals
                if (form := _hidden(texts[text], ordinal)) not in literal and form not in given
            )
            given.add(forms[text])
    written = {
        path: _written(path, spans, forms) for group in groups for path, spans in group.items()
    }
    return {path: name for path, name in written.items() if path != name}
