"""Whether a table holds people, children or what is known of a patient, by names alone."""

import re
from collections.abc import Iterable

from vetting.engines.personal_data.kinds import normal

# Tables of people by their names, and of children.
_PEOPLE = re.compile(
    r"_(?:users?|warga|penduduk|tweb_penduduk\w*|pegawai|karyawan|employees?|staff|pasien|patients?|"
    r"siswa|murid|santri|students?|guru|dosen|teachers?|anggota|members?|peserta|participants?|"
    r"pelanggan|customers?|pemohon|applicants?|pelapor|pengadu|persons?|people|orang|individu|profiles?|biodata|"
    r"keluarga|famil(?:y|ies)|anak|balita|bayi|lansia|penerima|jamaah|pamong|dokter|"
    r"perawat|nakes|relawan|volunteers?|tamu|visitors?|pengunjung|donatur|korban|saksi|pengguna|"
    r"akun|accounts?|pendaftar\w*|registrants?|kepala_keluarga|kependudukan|authors?|mst_author|contacts?|kontak|"
    r"ahli_waris|ibu_hamil|bumil|pemudik|wajib_pajak|perangkat_desa|pemilih|voters?|admins?|operators?|petugas|pengurus|officers?|applicant\w*)_"
)
_CHILDREN = re.compile(
    r"_(?:anak|balita|bayi|siswa|murid|peserta_didik|pelajar|santri|stunting|posyandu|paud|kia|"
    r"ibu_hamil_anak|child|children|nisn|nama_anak|nama_bayi|baby|infants?|students?)_"
)


# Tables that only hang on one of people: their kinds, groups, rooms, counters and settings.
_BESIDE = re.compile(
    r"_(?:types?|groups?|rooms?|categor(?:y|ies)|jenis|kategori|levels?|roles?|permissions?|access|"
    r"stocks?|schedules?|products?|count|settings?|ratings?|status|kuota|jadwal|ref|config)_\Z"
)
# Keys that tie a row to one person whose health, account or record it is.
_OF_PERSON = re.compile(
    r"\A_(?:id_)?(?:patients?|pasien|penduduk|warga|siswa|murid|student|pegawai|karyawan|employee|"
    r"member|anggota|peserta|applicant|pemohon|balita|anak|keluarga|person|individu|pend|biodata)"
    r"(?:_id|_kode|_no)?_\Z|\A_(?:nipa?m?|nrp|nisn?|nuptk|nidn|nim|no_rm|no_?rawat|user_agent)_\Z"
)


# A row of a visit or an examination: whatever is noted in it is about a patient's health.
_OF_PATIENT = re.compile(
    r"\A_(?:id_)?(?:pasien|patients?|medical|rekam_medis|kunjungan|pemeriksaan|encounter)"
    r"(?:_id|_kode|_no)?_\Z|\A_(?:no_rm|no_?rawat|no_rkm_medis)_\Z"
)


# Names that are a person's by their own words, and an office's never.
_OWN_NAME = re.compile(
    r"_(?:(?:nama|name)_(?:lengkap|panggilan|depan|belakang|warga|penduduk|pasien|pegawai|karyawan|siswa|"
    r"murid|guru|anak|bayi|balita|pemohon|peserta|penerima|anggota|jamaah|lansia)|namalengkap|"
    r"full_?name|first_?name|last_?name|(?:patient|pasien|student|employee)_(?:nama|name))_"
)


def names_person(column: str) -> bool:
    """Whether a column of that name holds the names of people, and not of offices."""
    return _OWN_NAME.search(normal(column)) is not None


def is_people(table: str) -> bool:
    """Whether a table of that name holds people."""
    spelled = normal(table)
    return _PEOPLE.search(spelled) is not None and not _BESIDE.search(spelled)


def points_to_person(column: str) -> bool:
    """Whether a column is the key of one person, such as `patient_id`; accounts do not count."""
    spelled = normal(column)
    return bool(_OF_PERSON.match(spelled) or _OF_PATIENT.match(spelled))


# What is measured of a body: two of them in a table, and each row is about somebody.
_BODY = re.compile(
    r"_(?:gol(?:ongan)?_?darah|tekanan_darah|tensi|sistole?|diastole?|nadi|suhu_tubuh|hb|spo_?2|bmi|"
    r"imt|berat_badan|tinggi_badan|lingkar_\w+|keluhan|blood_(?:type|pressure)|"
    r"(?:head|arm|waist)_circumference|birth_(?:weight|height|length)|(?:weight|height|length|bmi)_for_\w+)_"
)


def is_of_bodies(columns: Iterable[str]) -> bool:
    """Whether the columns hold measures of a body."""
    return sum(1 for column in columns if _BODY.search(normal(column))) >= 2


# Keys of a tree, whose branches are called parent and child.
_KEY = re.compile(r"\A_(?:id_child(?:ren)?|child(?:ren)?_id|child(?:ren)?|childs)_\Z")
# How many children, or the how manieth child: a grown-up's column.
_OF_PARENTS = re.compile(
    r"_(?:jumlah|jml|banyak\w*|total|tunjangan)_anak_|_anak_ke\w*_|_status_anak_"
)


# Where somebody works or is looked after, and grown-ups who have to do with children.
_PLACE = re.compile(
    r"\A_(?:(?:id|kode|nama)_)?(?:posyandu|paud|kia)(?:_(?:id|kode|no|nama|name))?_\Z"
)
_ADULTS = re.compile(
    r"_(?:kader|guru|wali|orang_?tua|ortu|parents?|guardians?|teachers?|bidan|petugas|pengurus|pembina|"
    r"pengasuh|admin)s?_"
)


# Those who study at a university are grown up, though English calls them students as well.
_UNIVERSITY = re.compile(r"_(?:nim|npm|mahasiswa|prodi|program_studi|fakultas|faculty|dosen)_")
# Accounts of everybody, of whom some belong to a child: a key says no more than that.
_ACCOUNTS = re.compile(r"_(?:users?|accounts?|pengguna|akun)_\Z")
_ANY_KEY = re.compile(r"\A_(?:id|kode)_|_(?:id|kode)_\Z")
_STUDENTS = re.compile(r"_students?_")


def is_children(table: str, columns: tuple[str, ...] = ()) -> bool:
    """Whether a table or one of its columns is about children."""
    own = normal(table)
    if _STUDENTS.search(own) and any(_UNIVERSITY.search(normal(each)) for each in columns):
        return False
    spelled = [own] if not _ADULTS.search(own) else []
    skipped = (_KEY, _PLACE, *((_ANY_KEY,) if _ACCOUNTS.search(own) else ()))
    spelled += [
        name for name in map(normal, columns) if not any(shape.search(name) for shape in skipped)
    ]
    return any(_CHILDREN.search(name) and not _OF_PARENTS.search(name) for name in spelled)


_SCORES = re.compile(
    r"_(?:skor|score|scoring|desil|peringkat|ranking|kelayakan|prediksi(?!_(?:naik|kenaikan|pensiun|tanggal|selesai))|klasifikasi_kesejahteraan)_"
)


def is_score(column: str) -> bool:
    """Whether a column holds how somebody was scored or ranked."""
    return _SCORES.search(normal(column)) is not None


# Words of complaints, inspections and goods as much as of patients: alone they say nothing.
_AMBIGUOUS = re.compile(r"_(?:keluhan|pemeriksaan|treatment|rapid|kesadaran|komplikasi|gejala)_")
_OF_GOODS = re.compile(r"_(?:cacat|weight|height|suhu)_")
_CARE = re.compile(
    r"_(?:pasien|patients?|medis|medical|periksa|kunjungan|klinik|clinic|poli|rawat\w*|rekam|diagnosa|diagnosis|"
    r"posyandu|balita|bayi|ibu_hamil|bumil|imunisasi|kesehatan|health|dokter|doctors?|perawat|bidan|kader|"
    r"skrining|screening|kia|anak|child|donor|vaksin\w*|lansia)_"
)


def is_ambiguous(column: str, table: str = "") -> bool:
    """Whether a column of that name is about health only where other signs say so."""
    spelled = normal(column)
    if _OF_GOODS.search(spelled):
        return not is_people(table)
    return _AMBIGUOUS.search(spelled) is not None


def is_of_care(table: str, columns: Iterable[str]) -> bool:
    """Whether the names of a table and its columns speak of patients and those who care for them."""
    return any(_CARE.search(normal(name)) for name in (table, *columns))


_TALLY = re.compile(r"\A_(?:jumlah|jml|total|banyak)_")
# Groups of people by which a tally counts: `balita int` beside `jumlah_jiwa`.
_GROUP = re.compile(
    r"\A_(?:balita|bayi|anak(?:_anak)?|remaja|dewasa|lansia|lanjut_usia|siswa|murid|santri|pelajar|hamil|"
    r"ibu_hamil|menyusui|disabilitas|laki(?:_laki)?|perempuan|pria|wanita|l|p)_\Z"
)


def is_tally(columns: Iterable[str]) -> bool:
    """Whether a table counts people instead of listing them."""
    spelled = [normal(column) for column in columns]
    return any(map(_TALLY.match, spelled)) or sum(1 for own in spelled if _GROUP.match(own)) >= 3


def is_group(column: str) -> bool:
    """Whether a number in a column of that name is a count of such people."""
    return _GROUP.match(normal(column)) is not None


_VISIT = re.compile(r"\A_(?:id_)?(?:pelayanan|kunjungan|visit)(?:_id|_kode|_no)?_\Z")
_CARER = re.compile(r"\A_(?:id_)?(?:dokter|doctor|perawat|nurse|bidan|nakes|dr)(?:_id|_kode)?_\Z")
# Except where such a row is about money, stock, a place in a queue or a schedule.
_BUSINESS = re.compile(
    r"_(?:harga|price|tarif|biaya|amount|(?:pem)?bayar\w*|payment|invoice|diskon|discount|qty|quantity|stok|"
    r"antrian|antrean|queue|jadwal|schedule|insurance|asuransi)(?:_|\Z)"
)
_TECHNICAL = re.compile(
    r"_(?:id|kode|seq|no|uuid|slug|tanggal|date|datetime|time|waktu|jam|created|updated|deleted|at|by|"
    r"user|st|status|active|aktif|version|modi|token|total|jumlah|count|iter|info|title|file|path|url)_(?:\d+_)?\Z|"
    r"\A_(?:id|tanggal|jam|waktu|status|total|date|datetime|created|updated|is|kode|user|dr|dokter|paramedis|petugas|medunit)_"
)


def is_clinical(table: str, columns: Iterable[str]) -> bool:
    """Whether each row of a table notes something of one patient's health."""
    spelled = [normal(column) for column in columns]
    visited = any(map(_VISIT.match, spelled)) and any(map(_CARER.match, spelled))
    return (
        (visited or any(map(_OF_PATIENT.match, spelled)))
        and not is_people(table)
        and not any(map(_BUSINESS.search, (normal(table), *spelled)))
    )


def is_note(column: str) -> bool:
    """Whether a column says something, and is no key, time, state or switch of the program."""
    return _TECHNICAL.search(normal(column)) is None
