"""Kinds of personal data by the name of a column, field or parameter (UU 27/2022 art. 4).

Article 4(2) lists the specific kinds: health, biometrics, genetics, criminal records, children,
personal finance. Article 4(3) lists the general ones, the last of which is anything that,
combined, identifies a person: identity numbers, contacts, addresses.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from vetting.model.text import Text

SPECIFIC, GENERAL, CREDENTIAL = "specific", "general", "credential"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data.

    `is_bound` marks a kind that says something of a person only beside other personal data: a
    name, an address or a telephone number may be an office's.
    """

    name: str
    title: Text
    group: str
    shape: re.Pattern[str]
    is_bound: bool = False


def _kind(
    name: str, id: str, en: str, group: str, words: str, *, bound: bool = False, whole: str = ""
) -> Kind:
    parts = [rf"_(?:{words})(?=_)"] if words else []
    if whole:
        parts.append(rf"^_(?:{whole})_$")
    return Kind(name, Text(id, en), group, re.compile("|".join(parts)), bound)


# The first kind whose words occur is taken, so the telling ones stand before the wide ones.
# Names are compared in lower case, their words joined and enclosed by "_".
KINDS: tuple[Kind, ...] = (
    _kind("password", "kata sandi", "password", CREDENTIAL,
          "password|passwd|pwd|sandi|kata_sandi|katasandi|passphrase|pin|user_?pass|pass_?hash",
          whole="pass"),
    _kind("token", "token atau kunci masuk", "sign-in token or key", CREDENTIAL,
          "remember_token|api_token|access_token|refresh_token|otp|otp_code|kode_otp|secret|"
          "auth_key|verification_token|reset_token|token"),
    _kind("health", "kesehatan", "health", SPECIFIC,
          "diagnosa|diagnosis|diagnosed?(?:_at)?|condition_name|dose_number|dosis|penyakit|alergi|allergy|allergies|gol(?:ongan)?_?darah|blood_?(?:type|group)|"
          "disabilitas|disability|cacat|hamil|kehamilan|pregnan\\w*|imunisasi|vaksin\\w*|vaccin\\w*|"
          "icd|icd10|rekam_medis|no_?rm|norm|medical|medis|stunting|hiv|status_gizi|gizi|gejala|symptoms?|"
          "keluhan_(?:fisik|medis)|kontrasepsi|akseptor|cara_kb|resep|obat|tinggi_badan|berat_badan|"
          "tensi|tekanan_darah|suhu_tubuh|kesehatan|health|kejiwaan|swab|pcr|rapid|komorbid|"
          "comorbid\\w*|sakit_menahun|bpjs_kesehatan|status_covid|covid|lab_result|hasil_lab"),
    _kind("biometric", "biometrik", "biometrics", SPECIFIC,
          "sidik_jari|fingerprint|finger|biometri[ck]\\w*|wajah|face|face_\\w+|iris|retina|"
          "selfie|swafoto|foto_selfie|voice_?print|tag_id_card"),
    _kind("genetic", "genetika", "genetics", SPECIFIC, "dna|geneti[ck]a?|genom\\w*"),
    _kind("criminal", "catatan kejahatan", "criminal record", SPECIFIC,
          "pidana|kriminal|kejahatan|narapidana|skck|criminal|convict\\w*|tersangka"),
    _kind("bank-account", "rekening bank", "bank account", SPECIFIC,
          "no_?rek(?:ening)?|nomor_rek(?:ening)?|norek|rekening_(?:no|nomor|bank)|bank_account|account_number|"
          "iban|kartu_kredit|credit_card|card_number|atas_nama_rekening|nama_rekening",
          whole="rekening|rek"),
    _kind("npwp", "NPWP", "tax number", SPECIFIC, "npwpd?|no_?npwp|tax_id|tin"),
    _kind("finance", "keuangan pribadi", "personal finance", SPECIFIC,
          "gaji(?:_pokok)?|salary|penghasilan|pendapatan|income|saldo|tabungan|hutang|pinjaman|"
          "tunjangan|honor|kekayaan"),
    _kind("kk", "nomor Kartu Keluarga", "family card number", GENERAL,
          "no_?kk|nomor_kk|nkk|kk_no|no_kartu_keluarga|kartu_keluarga|family_card\\w*|kk_level|id_kk",
          whole="kk"),
    _kind("bpjs", "nomor BPJS", "social insurance number", GENERAL,
          "(?:no|nomor)_?(?:bpjs|jkn|kis|kpj|asuransi)|nobpjs|bpjs|jkn|kpj|no_asuransi"),
    _kind("passport", "nomor paspor", "passport number", GENERAL,
          "paspor|passport|dokumen_pas?por|kitas|kitap|dokumen_kitas"),
    _kind("driving-licence", "nomor SIM", "driving licence number", GENERAL,
          "no_sim|nomor_sim|sim_number|driving_licen[cs]e", whole="sim"),
    _kind("plate", "nomor polisi kendaraan", "vehicle plate", GENERAL,
          "nopol|no_pol(?:isi)?|nomor_polisi|plat(?:_nomor)?|plate(?:_number)?|tnkb"),
    _kind("family", "data keluarga", "family members", GENERAL,
          "(?:nama|nik|name|kerja|pekerjaan|alamat|hp|telp|no_hp|ttl|tanggal_lahir)_?"
          "(?:ayah|ibu|ibu_kandung|bapak|istri|suami|wali|orang_?tua|ortu|pasangan|kk|kepala_keluarga)|"
          "(?:ayah|ibu|wali|istri|suami)(?:_nik|_nama|_name)?|mother_?\\w*|father_?\\w*|"
          "kepala_keluarga|kk_nama|hubungan_keluarga|shdk|parent_name|ahli_waris|"
          "spouse\\w*|guardian\\w*|tanggungan|nama_ortu|alamat_ortu"),
    _kind("nik", "NIK", "national ID number", GENERAL,
          "nik|no_?ktp|nomor_ktp|ktp|ktp_el|e_?ktp|no_?identitas|nomor_identitas|identity_(?:number|no)|"
          "id_number|id_card|national_id|nomor_induk_kependudukan|no_induk_kependudukan|card_id|nik_\\w+|identitas"),
    _kind("identity", "nomor induk lain", "another identity number", GENERAL,
          "nip|nip_\\w+|nrp|nuptk|nidn|nisn|nis|nim|npm|no_?peserta|nomor_peserta|no_anggota|"
          "member_(?:no|code|number|id)|no_induk|nomor_induk|no_akta\\w*|akta_(?:lahir|perkawinan|"
          "perceraian|kelahiran)|ktp_\\w+|nipd|nia|niy|no_karpeg|badge"),
    _kind("birth", "tempat dan tanggal lahir", "place and date of birth", GENERAL,
          "lahir|kelahiran|birth|birthdate|birthday|birth_?date|birth_?place|birth_?day|dob|ttl|"
          "tgl_?lahir|tanggal_?lahir|tempat_?lahir|tempatlahir|tanggallahir|tgllahir|usia|umur|age|date_of_birth"),
    _kind("gender", "jenis kelamin", "gender", GENERAL,
          "kelamin|jenis_?kelamin|jenkel|jk|gender|sex|l_?p"),
    _kind("religion", "agama", "religion", GENERAL, "agama|religion|keyakinan|kepercayaan"),
    _kind("marital", "status perkawinan", "marital status", GENERAL,
          "status_(?:kawin|perkawinan|nikah|pernikahan)|kawin|perkawinan|perceraian|marital\\w*|nikah"),
    _kind("nationality", "kewarganegaraan atau suku", "nationality or ethnicity", GENERAL,
          "warga_?negara\\w*|kewarganegaraan|warganegara|nationality|citizenship|wni|suku|etnis|"
          "ethnicity|negara_asal|bahasa_id"),
    _kind("name", "nama", "name", GENERAL,
          "nama_?lengkap|namalengkap|full_?name|fullname|first_?name|last_?name|middle_name|"
          "nick_?name|nama_(?:panggilan|atasan|warga|penduduk|pasien|pegawai|karyawan|siswa|guru|anak|"
          "bayi|pemohon|pelapor|terlapor|pengadu|saksi|korban|user|pengguna|anggota|member|"
          "peserta|penerima|petugas|dokter|perawat|kontak|pic|ketua|kepala|pejabat|pemilik|"
          "penanggung_?jawab|pamong|customer|pelanggan|pendaftar|jamaah|tamu|penandatangan|pengirim|pemudik|pelaku)|"
          "(?:pemohon|pelapor|author|member|patient|pasien|employee|staff|customer|recipient|"
          "receiver|sender|contact|applicant|applicants|pengirim|penerima|owner|approver|leader|pic|"
          "penduduk|warga|pamong|user|realname|publisher_contact)_?(?:nama|name)|realname|display_name|"
          "contact_person|narahubung|delivery_driver|driver_name|nama_(?:sopir|pengemudi)|gelar_(?:depan|belakang)|gelardepan|gelarbelakang|nama_alias|kepala_dusun|ketua_rt|username|user_name|userid"),
    _kind("name", "nama", "name", GENERAL, "", whole="nama|name|nm|alias", bound=True),
    _kind("email", "alamat surel", "e-mail address", GENERAL,
          "e_?mail|email|surel|mail", bound=True),
    _kind("phone", "nomor telepon", "telephone number", GENERAL,
          "no_?hp|nomor_hp|hp|no_?telp|telp|tlp|telepon|telpon|notelp|no_?tlp|telephone|phone|"
          "phone_?number|phonenumber|no_?wa|wa|whats_?app|mobile|handphone|seluler|msisdn|cellphone|contact_number|"
          "kontak|no_kontak|telegram|fax", bound=True),
    _kind("device", "alamat IP atau perangkat", "IP address or device", GENERAL,
          "ip|ip_?address|remote_addr\\w*|ipaddress|last_ip|user_agent|imei|device_?id|device_token|fcm_token|"
          "mac_address|android_id|push_token|fcm\\w*"),
    _kind("address", "alamat", "address", GENERAL,
          "alamat|alamat_\\w+|address|address_\\w+|domisili|jalan|street|rt|rw|rt_rw|dusun|kode_?pos|"
          "postal_?code|zip|zipcode|tempat_tinggal|domicile\\w*|kelurahan|desa_id|kecamatan|id_cluster|"
          "village\\w*|city_id|kota|kabupaten|provinsi|subdistrict\\w*|lokasi_rumah", bound=True),
    _kind("coordinates", "koordinat", "coordinates", GENERAL,
          "lat|lng|lon|long|latitude|longitude|latlng|koordinat|coordinates?|geolocation|"
          "lokasi_gps|gps|lintang|bujur", bound=True),
    _kind("photo", "foto", "photo", GENERAL,
          "foto|photo|avatar|pas_?foto|picture|gambar_(?:profil|diri)|profile_(?:image|picture|photo)|"
          "user_image|member_image|photo_url", bound=True),
    _kind("signature", "tanda tangan", "signature", GENERAL,
          "ttd|tanda_tangan|signature|ttd_\\w+", bound=True),
    _kind("education", "pendidikan", "education", GENERAL,
          "pendidikan\\w*|education|ijazah|sekolah_asal|lulusan", bound=True),
    _kind("occupation", "pekerjaan", "occupation", GENERAL,
          "pekerjaan\\w*|occupation|job_title|profesi|kerja|jabatan|pangkat|golongan", bound=True),
    _kind("social", "akun media sosial", "social media account", GENERAL,
          "social_media|twitter|facebook|instagram|linkedin|medsos|sosmed|tiktok|line_id", bound=True),
)  # fmt: skip

_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Columns about such data and not the data: dates of verifying, settings, counters, templates.
_ABOUT = re.compile(
    r"_(?:verified_at|confirmed_at|verifikasi_email|email_verified|jumlah|total|count|counter|"
    r"template|config|setting|min|max|is_\w+|has_\w+|can_\w+|show|tampil|urut|notif\w*|"
    r"expired?|expires?|expired_at|expiry|created_at|updated_at|deleted_at)_"
    # Keys of other tables that happen to be about health: a room, a vaccine, a medicine.
    r"|_(?:health|medical|medis|kesehatan|vaccin\w*|vaksin\w*|obat|resep)_(?:\w+_)?(?:id|type|types)_"
    r"|_non_(?:medical|medis)_"
)


def normal(name: str) -> str:
    """`noKK`, `no_kk` and `No. KK` as one spelling: `_no_kk_`."""
    spaced = _CAMEL.sub("_", name)
    return "_" + "_".join(part for part in _SPLIT.split(spaced.lower()) if part) + "_"


@lru_cache(maxsize=8192)
def kind_of(name: str) -> Kind | None:
    """The kind of data that a column of that name holds, or None."""
    spelled = normal(name)
    if _ABOUT.search(spelled):
        return None
    for kind in KINDS:
        if kind.shape.search(spelled):
            return kind
    return None


_BY_NAME = {kind.name: kind for kind in reversed(KINDS)}


def kind_named(name: str) -> Kind:
    """The kind of that name; KeyError for any other."""
    return _BY_NAME[name]


# Tables of people by their names, and of children.
_PEOPLE = re.compile(
    r"_(?:users?|warga|penduduk|tweb_penduduk\w*|pegawai|karyawan|employees?|staff|pasien|patients?|"
    r"siswa|murid|santri|students?|guru|dosen|teachers?|anggota|members?|peserta|participants?|"
    r"pelanggan|customers?|pemohon|applicants?|pelapor|pengadu|persons?|people|orang|individu|profiles?|biodata|"
    r"keluarga|famil(?:y|ies)|anak|balita|bayi|lansia|penerima|jamaah|pamong|dokter|"
    r"perawat|nakes|relawan|volunteers?|tamu|visitors?|pengunjung|donatur|korban|saksi|pengguna|"
    r"akun|accounts?|pendaftar\w*|registrants?|kepala_keluarga|kependudukan|authors?|mst_author|contacts?|kontak|"
    r"ahli_waris|pemilih|voters?|admins?|operators?|petugas|pengurus|officers?|applicant\w*)_"
)
_CHILDREN = re.compile(
    r"_(?:anak|balita|bayi|siswa|murid|peserta_didik|pelajar|santri|stunting|posyandu|paud|kia|"
    r"ibu_hamil_anak|child|children|nisn|nama_anak|nama_bayi|wali_murid|baby|infants?|students?)_"
)


# Tables that only hang on one of people: their kinds, groups, rooms, counters and settings.
_BESIDE = re.compile(
    r"_(?:types?|groups?|rooms?|categor(?:y|ies)|jenis|kategori|levels?|roles?|permissions?|access|"
    r"stocks?|schedules?|products?|count|settings?|ratings?|status|kuota|jadwal|ref|config)_\Z"
)
# Keys that tie a row to one person whose health, account or record it is.
_OF_PERSON = re.compile(
    r"\A_(?:id_)?(?:patients?|pasien|penduduk|warga|siswa|murid|student|pegawai|karyawan|employee|"
    r"member|anggota|peserta|applicant|pemohon|balita|anak|keluarga|person|individu|pend)(?:_id)?_\Z"
)


def is_people(table: str) -> bool:
    """Whether a table of that name holds people."""
    spelled = normal(table)
    return _PEOPLE.search(spelled) is not None and not _BESIDE.search(spelled)


def points_to_person(column: str) -> bool:
    """Whether a column is the key of one person, such as `patient_id`; accounts do not count."""
    return _OF_PERSON.match(normal(column)) is not None


def is_children(table: str, columns: tuple[str, ...] = ()) -> bool:
    """Whether a table or one of its columns is about children."""
    names = (table, *columns)
    return any(_CHILDREN.search(normal(name)) for name in names)
