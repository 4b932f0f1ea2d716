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
          "blood_\\w+|kronis|anemia|merokok|gula_darah\\w*|kolesterol|asam_urat|hb|hbsag|sifilis|visus_\\w+|heart_rate|"
          "resp_rate|kesadaran|menyusui|partus|gravida|abortus|keguguran|(?:ber)?kacamata|skrining|"
          "(?:tanggal|bulan|tahun|tempat|jam|sebab|penyebab|penolong)_(?:mati|meninggal|kematian)|meninggal_di|risiko_jatuh|anamnes[ae]\\w*|pemeriksaan(?:_\\w+)?|keluhan|sistole?|diastole?|nadi|"
          "spo_?2|respirasi|imt|bmi|\\w+_circumference|lingkar_\\w+|lila|weight|height|(?:data)?medis(?:_\\w+)?|treatment|"
          "(?:berat|panjang)_(?:bayi|lahir)|bayi_kembar|gcs|triase|triage|hpht|menarche|haid|menstruasi|persalinan|komplikasi|nyeri|berat_donor|"
          "disabilitas|disability|cacat|hamil|kehamilan|pregnan\\w*|melahirkan|nifas|pil_fe|tablet_fe|tikar|im[ou]n[ai]sasi|batuk|pilek|flu|demam|"
          "sesak_?nafas|sakit_kepala|diare|depresi|surat_dokter|sulit_\\w+|kesulitan_(?:melihat|mendengar|berjalan|berbicara|mengingat)|"
          "vaksin\\w*|vaccin\\w*|"
          "icd|icd10|rekam_medis|no_?rm|norm|medical|medis|stunting|hiv|status_gizi|gizi|gejala|symptoms?|"
          "keluhan_(?:fisik|medis)|kontrasepsi|akseptor|cara_kb|resep|obat|tinggi_badan|berat_badan|"
          "tensi|tekanan_darah|suhu(?:_tubuh)?|kesehatan|health|kejiwaan|swab|pcr|rapid|komorbid|"
          "comorbid\\w*|sakit_menahun|bpjs_kesehatan|status_covid|covid|lab_result|hasil_lab"),
    _kind("biometric", "biometrik", "biometrics", SPECIFIC,
          "sidik_jari|fingerprint|finger(?:_?(?:id|scan|data|template))?|biometri[ck]\\w*|wajah|(?<!font_)(?<!type_)face(?:_\\w+)?|"
          "(?:scan_|pindai_)(?:iris|retina)|(?:iris|retina)_(?:scan|data|template)|"
          "selfie|swafoto|foto_selfie|voice_?print"),
    _kind("genetic", "genetika", "genetics", SPECIFIC, "dna|geneti[ck]a?|genom\\w*"),
    _kind("criminal", "catatan kejahatan", "criminal record", SPECIFIC,
          "pidana|kriminal|kejahatan|narapidana|skck|criminal|convict\\w*|tersangka"),
    _kind("bank-account", "rekening bank", "bank account", SPECIFIC,
          "no_?rek(?:ening)?|norek|rek(?:ening)?_(?:no|bank)|bank_account|account_number|"
          "iban|kartu_kredit|credit_card|"
          "(?<!family_)(?<!identity_)(?<!id_)(?<!member_)(?<!student_)(?<!employee_)card_(?:number|no)|atas_nama_rekening|nama_rekening",
          whole="rekening|rek"),
    _kind("npwp", "NPWP", "tax number", SPECIFIC, "npwpd?|no_?npwp|tax_id|tin"),
    _kind("finance", "keuangan pribadi", "personal finance", SPECIFIC,
          "gaji(?:_pokok)?|salary|penghasilan\\w*|pendapatan|income|saldo|tabungan|hutang|pinjaman|"
          "tunjangan|honor|kekayaan|potongan|pajak|phdp|gapok|omset\\w*"),
    _kind("kk", "nomor Kartu Keluarga", "family card number", GENERAL,
          "no_?kk|nkk|kk_no|no_kartu_keluarga|kartu_keluarga|family_card\\w*|id_kk|"
          "(?:scan|foto|file|berkas|dokumen|fotokopi|unggah|upload)_kk",
          whole="kk"),
    _kind("bpjs", "nomor BPJS", "social insurance number", GENERAL,
          "no_?(?:bpjs|jkn|kis|kpj|asuransi)|bpjs\\w*|jamsostek\\w*|jamkes\\w*|jkn|kpj|noka_\\w+|(?:insurance|asuransi)_(?:no|number)"),
    _kind("passport", "nomor paspor", "passport number", GENERAL,
          "paspor|pass?port|dokumen_pas?por|kitas|kitap|dokumen_kitas"),
    _kind("driving-licence", "nomor SIM", "driving licence number", GENERAL,
          "no_sim|sim_number|driving_licen[cs]e", whole="sim"),
    _kind("plate", "nomor polisi kendaraan", "vehicle plate", GENERAL,
          "nopol|no_pol(?:isi)?|plat(?:_no)?|plate(?:_number)?|tnkb"),
    _kind("family", "data keluarga", "family members", GENERAL,
          "(?:nama|nik|name|kerja|pekerjaan|alamat|hp|telp|no_hp|ttl|tanggal_lahir)_?"
          "(?:ayah|ibu|ibu_kandung|bapak|istri|suami|wali|orang_?tua|ortu|pasangan|kk|kepala_keluarga)|"
          "(?:ayah|ibu|wali|istri|suami)(?:_nik|_nama|_name)?|mother_?\\w*|father_?\\w*|(?:mom|dad)_?(?:nama|name)|"
          "kepala_keluarga|kk_nama|kk_level|hubungan_\\w+|shdk|parent_name|ahli_waris|jumlah_anak|anak_ke|birth_order|status_(?:keluarga|orang_?tua|ortu)|"
          "spouse\\w*|guardian\\w*|tanggungan|nama_ortu|alamat_ortu"),
    _kind("identity", "nomor induk lain", "another identity number", GENERAL, "tag_id_card"),
    _kind("nik", "NIK", "national ID number", GENERAL,
          "nik|no_?ktp|ktp|ktp_el|e_?ktp|no_?identitas|(?:identity|identitas|id)_(?:number|no)|"
          "id_card|kartuid|kartu_identitas|identity_card\\w*|national_id|no_induk_kependudukan|card_id|nik_\\w+|identitas"),
    _kind("staff-number", "nomor induk pegawai", "staff number", GENERAL,
          "nipa?m?|nip_\\w+|niap|nrp|nuptk|nidn"),
    _kind("identity", "nomor induk lain", "another identity number", GENERAL,
          "nisn|nis|nim|npm|no_id|no_id_kartu|kartu_peserta|no_?peserta|no_anggota|no_kartu|no_kia|rfid\\w*|"
          "unique_code|kode_unik|qr_?code|no_?sip|no_?str|"
          "member_(?:no|code|number|id)|no_induk|no_akta\\w*|akta_?(?:lahir|perkawinan|"
          "perceraian|kelahiran|nikah|mati|kematian|meninggal|meniggal)|ktp_\\w+|nipd|nia|niy|no_karpeg|badge",
          whole="str|sip"),
    _kind("birth", "tempat dan tanggal lahir", "place and date of birth", GENERAL,
          "lahir|dilahirkan|kelahiran|birth|birthdate|birthday|birth_?date|birth_?place|birth_?day|dob|ttl|"
          "tgl_?lahir|tanggal_?lahir|tempat_?lahir|date_of_birth|date_birth"),
    _kind("age", "umur", "age", GENERAL, "usia|umur|age", bound=True),
    _kind("gender", "jenis kelamin", "gender", GENERAL,
          "kelamin|jenis_?kelamin|jenkel|jk|gender|sex", whole="l_?p"),
    _kind("religion", "agama", "religion", GENERAL, "agama|religion|keyakinan|kepercayaan"),
    _kind("marital", "status perkawinan", "marital status", GENERAL,
          "status_(?:kawin|perkawinan|nikah|pernikahan)|kawin|(?:tanggal_?)?(?:perkawinan|perceraian)|marital\\w*|nikah"),
    _kind("nationality", "kewarganegaraan atau suku", "nationality or ethnicity", GENERAL,
          "warga_?negara\\w*|kewarganegaraan|warganegara|nationality|citizenship|wni|suku|etnis|nation|race|ras|"
          "ethnicity|negara_asal|bahasa_id", bound=True),
    _kind("name", "nama", "name", GENERAL,
          "nama_?lengkap|namalengkap|full_?name|fullname|first_?name|last_?name|middle_name|"
          "nick_?name|nama_(?:panggilan|atasan|kades|sekdes|kaur\\w*|bendahara|bupati|camat|lurah|penyetor|wp|wajib_pajak|koordinator|sekretaris|direktur|kepemilikan|ppl|pml|dr|depan|belakang|tengah|responden|perujuk|pemeriksa|warga|penduduk|pasien|pegawai|karyawan|siswa|guru|anak|"
          "bayi|pemohon|pelapor|terlapor|pengadu|saksi|korban|user|pengguna|anggota|member|"
          "peserta|penerima|petugas|dokter|perawat|kontak|pic|ketua|kepala|pejabat|pemilik|"
          "penanggung_?jawab|pamong|customer|pelanggan|pendaftar|jamaah|tamu|penandatangan|pengirim|pemudik|pelaku)|"
          "(?:nama_)?(?:tengah|belakang|depan)_nama|(?:middle|last|first)_nama|oleh_nama|penanda_?tangan|(?:dokter|perawat|bidan|petugas)_penanggung_?jawab|guest_name|"
          "(?:dr|dokter|family|paramedis|guru|siswa|pegawai|karyawan|pay|payer|pj|source|donor|pemohon|pelapor|author|member|patient|pasien|employee|staff|customer|recipient|"
          "receiver|sender|contact|applicant|applicants|pengirim|penerima|owner|approver|leader|pic|"
          "penduduk|warga|pamong|user|realname|publisher_contact)_?(?:nama|name)|realname|"
          "contact_person|narahubung|koordinator_(?:kegiatan|lapangan)|delivery_driver|driver_name|nama_(?:sopir|pengemudi)|gelar_(?:depan|belakang)|gelardepan|gelarbelakang|nama_alias|gelar|jbtn_nama|kartu_nama|doctor\\w*name|kepala_dusun|ketua_rt|username|user_name|userid"),
    _kind("name", "nama", "name", GENERAL, "", whole="nama|name|alias|display_name|identifier|pic|pemohon|pelapor|pengirim|owner", bound=True),
    _kind("email", "alamat surel", "e-mail address", GENERAL,
          "e_?mail|email|surel|mail", bound=True),
    _kind("phone", "nomor telepon", "telephone number", GENERAL,
          "no_?hp|hp|no_?telp|telp|tlp|telepon|telpon|notelp|no_?tlp|telephone|phone|"
          "phone_?number|phonenumber|no_?wa|wa|whats_?app|mobile|handphone|seluler|msisdn|cell_?phone|contact_number|"
          "kontak|no_kontak|telegram|fax|no_operator|(?:sender|destination|recipient|caller)_number",
          bound=True, whole="contact"),
    _kind("device", "alamat IP atau perangkat", "IP address or device", GENERAL,
          "ip|ip_?address|remote_addr\\w*|ipaddress|last_ip|user_agent|imei|device_?id|device_token|fcm_token|"
          "mac_address|android_id|push_token|fcm\\w*"),
    _kind("address", "alamat", "address", GENERAL,
          "alamat|alamat_\\w+|address|address_\\w+|domisili|jalan|street|rt|rw|rt_rw|dusun|kode_?pos|"
          "postal_?code|postcode|region_\\w+|prov|propinsi|kab|kec|kel|desa|city|zip|zipcode|tempat_tinggal|domicile\\w*|kelurahan|desa_id|kecamatan|id_cluster|"
          "village\\w*|city_id|kota|kabupaten|provinsi|subdistrict\\w*|lokasi_rumah|"
          "status_(?:kependudukan|penduduk|domisili|tempat_tinggal)|foto_rumah", bound=True),
    _kind("coordinates", "koordinat", "coordinates", GENERAL,
          "lat|lng|lon|long|latitude|longitude|latlng|koordinat|coordinates?|geolocation|"
          "lokasi_gps|gps|lintang|bujur", bound=True),
    _kind("photo", "foto", "photo", GENERAL,
          "foto|photo|avatar|pas_?foto|file_picture|picture|gambar_(?:profil|diri)|profile_(?:image|picture|photo)|"
          "user_image|member_image|photo_url", bound=True, whole="images?|gambar"),
    _kind("signature", "tanda tangan", "signature", GENERAL,
          "ttd|tanda_tangan|signature|ttd_\\w+", bound=True),
    _kind("education", "pendidikan", "education", GENERAL,
          "pendidikan\\w*|pend_terakhir|asal_sekolah|tamatan|education|ijazah|sekolah_asal|lulusan|jurusan|institusi|gpa|ipk|kualifikasi|"
          "partisipasi_sekolah|kelas_tertinggi", bound=True),
    _kind("occupation", "pekerjaan", "occupation", GENERAL,
          "pekerjaan\\w*|occupation|job_title|profesi|kerja|jabatan|pangkat|golongan|spesialis\\w*|perusahaan|jbtn|tempat_(?:be)?kerja|"
          "bekerja|lapangan_usaha|inst_name|nama_instansi", bound=True),
    _kind("welfare", "tingkat kesejahteraan", "welfare", GENERAL,
          "kelas_sosial|status_ekonomi|tingkat_kesejahteraan|keluarga_sejahtera|desil", bound=True),
    _kind("social", "akun media sosial", "social media account", GENERAL,
          "social_media|(?:google|facebook|apple|telegram)_id|twitter|facebook|instagram|linkedin|medsos|sosmed|tiktok|line_id", bound=True),
)  # fmt: skip

_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# One word for those that schemas write in several ways.
_SHORT = {"nm": "nama", "nomor": "no", "tgl": "tanggal", "jml": "jumlah", "keterangan": "ket",
          "kd": "kode", "jns": "jenis", "tmp": "tempat", "cd": "kode", "seqno": "seq"}  # fmt: skip
_NUMBERED = re.compile(r"([a-z]{4})_?(\d{1,2})\b")
# Columns about such data and not the data: dates of verifying, settings, counters, templates.
_ABOUT = re.compile(
    r"_(?:verified_at|confirmed_at|verifikasi_email|email_verified|(?:jumlah|total)(?!_(?:anak|tanggungan|potongan|penghasilan|gaji|vaksin))|count|counter|"
    r"template|config|setting|min|max|is_\w+|has_\w+|can_\w+|show|tampil|urut|notif\w*|"
    r"expired?|expires?|expired_at|expiry|created_at|updated_at|deleted_at)_"
    # Keys of other tables that happen to be about health: a room, a vaccine, a medicine.
    r"|_(?:health|medical|medis|kesehatan|vaccin\w*|vaksin\w*|obat|resep)_(?:\w+_)?(?:id|kode|seq|type|types|tp)_"
    r"|_(?:identitas|identity|id|bpjs|insurance|asuransi)_(?:id|kode|type|tp|jenis)_"
    # When pay rises, in which month and by which decree: no pay.
    r"|_(?:naik|kenaikan)_(?:gaji|pangkat)_|\A_(?:tanggal|tmt|kode|jenis|status|bulan|tahun|periode|file|sk|no_sk)_"
    r"(?:\w+_)?(?:gaji|pajak|tunjangan|honor|potongan|pinjaman|saldo|tabungan)_"
    r"|_lanjut_usia_|_usia_(?:produktif|sekolah|lanjut|\d+)"
    r"|_(?:skor|score|bobot|poin|peringkat)_(?:\w+_)?(?:usia|umur|age|jarak|penghasilan|pendapatan|pekerjaan|pendidikan)_"
    r"|_gaji_(?:profil|batch|ref)\w*|_kode_pajak_|_(?:resep|obat)_(?:no|date|tanggal)_|_skala_"
    r"|\A_id_(?!card|number|no_|kk_|ktp|cluster|telegram)|\A_jadwal_"
    r"|_non_(?:medical|medis)_"
    # When somebody was visited, and aid that is called after a disease.
    r"|\A_tanggal_pemeriksaan_\Z|_(?:bst|blt|bantuan|dana)_(?:\w+_)?covid_?\d*_"
)


def normal(name: str) -> str:
    """`noKK`, `nomor_kk` and `No. KK` as one spelling: `_no_kk_`; `mobile1` as `_mobile_1_`."""
    spaced = _NUMBERED.sub(r"\1_\2", _CAMEL.sub("_", name).lower())
    parts = (_SHORT.get(part, part) for part in _SPLIT.split(spaced) if part)
    return "_" + "_".join(parts) + "_"


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


@lru_cache(maxsize=8192)
def is_heading(text: str) -> bool:
    """Whether a text is nothing but the name of personal data, as the head of a column is.

    Words that may stand in data as well, such as those of addresses, do not count.
    """
    spelled = normal(text)
    kind = kind_of(text)
    found = kind.shape.match(spelled) if kind and not kind.is_bound else None
    return found is not None and found.end() >= len(spelled) - 1


_BY_NAME = {kind.name: kind for kind in reversed(KINDS)}


def kind_named(name: str) -> Kind:
    """The kind of that name; KeyError for any other."""
    return _BY_NAME[name]
