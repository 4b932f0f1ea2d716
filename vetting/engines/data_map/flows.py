"""Where personal data comes in and goes out: forms, API, devices; pages, logs, exports, hosts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from vetting.engines.data_map.column import Source
from vetting.engines.personal_data.kinds import CREDENTIAL, kind_of

COLLECTED, SHOWN, LOGGED, EXPORTED, SENT = "collected", "shown", "logged", "exported", "sent"


@dataclass(frozen=True, slots=True)
class Flow:
    """One field that passes one point; `target` is a form, a permission, a log or a host."""

    stage: str
    target: str
    field: str
    line: int


_INPUT = re.compile(
    r"<(?:input|select|textarea|b-form-\w+|el-input|v-text-field|x-\w+)\b[^>]{0,400}?"
    r"\b(?:name|wire:model(?:\.\w+)*|v-model(?:\.\w+)*|formControlName|\[\(ngModel\)\])\s*=\s*"
    r"[\"'](?:[\w.]*[.\[])?(\w+)\]?[\"']"
)
_RULE = re.compile(
    r"['\"](\w+)['\"]\s*=>\s*\[?\s*['\"](?:required|nullable|string|sometimes|date|numeric|digits|email)"
)
_REQUEST = re.compile(
    r"(?:\$request->(?:input\(['\"]|get\(['\"]|)|req(?:uest)?\.body\.|request\.(?:POST|data)(?:\.get\(|\[)['\"]|"
    r"input->post\(['\"])(\w+)"
)
_PERMISSIONS = {
    "ACCESS_FINE_LOCATION": "coordinates", "ACCESS_COARSE_LOCATION": "coordinates",
    "ACCESS_BACKGROUND_LOCATION": "coordinates", "CAMERA": "photo", "READ_CONTACTS": "kontak",
    "RECORD_AUDIO": "suara", "READ_PHONE_STATE": "imei", "READ_SMS": "sms", "USE_BIOMETRIC": "biometrik",
    "USE_FINGERPRINT": "sidik_jari", "READ_CALL_LOG": "telepon", "BODY_SENSORS": "kesehatan",
    "NSLocationWhenInUseUsageDescription": "coordinates", "NSCameraUsageDescription": "photo",
    "NSContactsUsageDescription": "kontak", "NSMicrophoneUsageDescription": "suara",
    "NSFaceIDUsageDescription": "wajah", "NSLocationAlwaysUsageDescription": "coordinates",
    "NSPhotoLibraryUsageDescription": "photo", "NSHealthShareUsageDescription": "kesehatan",
}  # fmt: skip
_PERMISSION = re.compile(r"(?:android\.permission\.|<key>)(\w+)")

_SHOWN = re.compile(
    r"\{\{(?!--)([^{}]{1,160})\}\}|\{!!([^{}]{1,160})!!\}|<\?=([^?]{1,160})\?>|<\?php\s+echo\s([^?]{1,160})\?>|"
    r"\bText\(([^()]{1,120})\)"
)
_LOG = re.compile(
    r"(?:\bLog::\w+|\blogger\(\)?->?\w*|\blog_message|\berror_log|console\.(?:log|info|warn|error|debug)|"
    r"\blogg(?:er|ing)\.\w+|\blog\.(?:info|warn|error|debug|Print\w*)|\bdebugPrint|\bTimber\.\w|\bLog\.[deiw])\s*\("
)
_SEND = re.compile(
    r"(?:\bHttp::(?:\w+\([^)]*\)->)*(?:post|get|put|send)|\bcurl_setopt|\baxios\.?\w*|\$http\.\w+|\bfetch|"
    r"\brequests\.(?:post|put|get)|\bdio\.(?:post|get|put)|\bhttp\.(?:post|get|put)|RestTemplate\w*\.\w+|"
    r"->request\(\s*['\"](?:POST|PUT|GET)['\"]|http\.Post\w*|Mail::\w+)\s*[(,]?"
)
_HOST = re.compile(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_EXPORT = re.compile(
    r"\bfputcsv\(|Excel::(?:download|store|raw)|FromQuery|FromCollection|WithHeadings|PhpSpreadsheet|"
    r"\bXLSX\.|exceljs|\bto_csv\(|\bto_excel\(|openpyxl|csv\.writer|Dompdf|DomPDF|Mpdf|loadView\(|"
    r"SpreadsheetWriter|WriterEntityFactory|json2csv|FPDF"
)
# Most files hold none of the three, which this tells ten times as fast.
_PASSES = re2.compile("|".join(each.pattern for each in (_LOG, _SEND, _EXPORT)))
_NAME = re.compile(r"(?:->|\.|\[['\"]|['\"]|\b\$)(\w+)")
_LOCAL = re.compile(
    r"^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.)|(?:^|\.)(?:test|local|example(?:\.com)?)$"
)
_REACH = 400


def _fields(text: str) -> list[str]:
    found = dict.fromkeys(name for name in _NAME.findall(text) if is_telling(name))
    return list(found)


def is_telling(name: str) -> bool:
    """Whether a name alone says that personal data passes: not `name`, not a password."""
    kind = kind_of(name)
    return (
        kind is not None
        and kind.group != CREDENTIAL
        and (not kind.is_bound or kind.name in ("email", "phone", "address", "coordinates"))
    )


def collected(source: Source) -> Iterator[Flow]:
    """Fields of forms, of validated requests, and what a device is asked for."""
    for shape, target in ((_INPUT, "form"), (_RULE, "request"), (_REQUEST, "request")):
        for found in shape.finditer(source.text):
            kind = kind_of(found[1])
            if kind and kind.group != CREDENTIAL:
                yield Flow(COLLECTED, target, found[1], source.line(found.start(1)))
    if source.path.endswith(("AndroidManifest.xml", "Info.plist")):
        for found in _PERMISSION.finditer(source.text):
            if found[1] in _PERMISSIONS:
                line = source.line(found.start())
                yield Flow(COLLECTED, "device", _PERMISSIONS[found[1]], line)


def shown(source: Source) -> Iterator[Flow]:
    """Fields that templates and widgets print."""
    for found in _SHOWN.finditer(source.text):
        for name in _fields(next(filter(None, found.groups()))):
            yield Flow(SHOWN, "page", name, source.line(found.start()))


def passed_on(source: Source) -> Iterator[Flow]:
    """Fields in the arguments of logging and sending, and in files that write exports."""
    if not _PASSES.search(source.text):
        return
    for found in _LOG.finditer(source.text):
        start, end = source.block(found.end() - 1, "(", _REACH)
        for name in _fields(source.text[start:end]):
            yield Flow(LOGGED, "log", name, source.line(found.start()))
    for found in _SEND.finditer(source.text):
        window = source.text[found.start() : found.end() + _REACH]
        host = _HOST.search(window)
        if host and not _LOCAL.search(host[1]):
            for name in _fields(window):
                yield Flow(SENT, host[1].lower(), name, source.line(found.start()))
    if _EXPORT.search(source.text) and "/vendor/" not in source.path:
        for found in re.finditer(r"[^\n]+", source.text):
            for name in _fields(found[0]):
                yield Flow(EXPORTED, "file", name, source.line(found.start()))
