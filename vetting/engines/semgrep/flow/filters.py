"""What PHP's own functions do to a text: which characters are left, and how they are written."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from vetting.engines.semgrep.flow.characters import (
    ALL,
    DIGITS,
    LETTERS,
    NONE,
    NUMBER,
    SPACE,
    WORD,
    mask,
    single,
    whole,
)  # fmt: skip
from vetting.engines.semgrep.flow.values import (
    EMPTY,
    HARMLESS,
    NOTHING,
    Array,
    Hole,
    Text,
    Value,
    changed,
    constant,
    each,
    hole,
    holes,
    joined,
    merged_hole,
    text,
    unsure,
    ways,
)  # fmt: skip

_URL = DIGITS | LETTERS | mask("-_.%+~")
_QUOTED = mask("'\"\\\0")
_EMAIL = DIGITS | LETTERS | mask("!#$%&'*+-=?^_`{|}~@.[]")
_SHELL_META = mask("#&;`|*?~<>^()[]{}$\\\n\"'")
Args = Sequence[Value]
Filter = Callable[[Args, str], Value]
"""What a function makes of its arguments; it is told its own name."""


def only(value: Value, chars: int, *, name: str = "") -> Value:
    """The value with nothing but these characters left."""

    def change(one: Hole) -> Hole:
        filters = one.filters | {name} if name else one.filters
        return replace(one, chars=one.chars & chars, filters=filters,
                       encoded=one.encoded if chars & mask("&") else NONE)  # fmt: skip

    return changed(value, change)


def _slashed(value: Value, name: str) -> Value:
    def change(one: Hole) -> Hole:
        return replace(
            one, slashed=one.slashed | (one.chars & _QUOTED), filters=one.filters | {name}
        )

    return changed(value, change)


def _escaped_html(args: Args, name: str) -> Value:
    flags = _names(args[1]) if len(args) > 1 else ""
    quotes = "" if "NOQUOTES" in flags else '"' if "COMPAT" in flags else "'\""
    away = mask("<>" + quotes)
    value = args[0]
    if isinstance(known := constant(value), str):
        return text(html.escape(known, quote=bool(quotes)))
    return changed(value, lambda one: replace(
        one, chars=one.chars & ~away, encoded=one.encoded | (one.chars & away),
        filters=one.filters | {name}))  # fmt: skip


def _decoded(args: Args, _name: str) -> Value:
    """What was escaped is bare again, whatever it was."""
    return changed(args[0], lambda one: replace(
        one, chars=ALL if one.chars else NONE, slashed=NONE, doubled=NONE, encoded=NONE,
        filters=frozenset()))  # fmt: skip


def _entities_decoded(args: Args, _name: str) -> Value:
    return changed(args[0], lambda one: replace(
        one, chars=one.chars | one.encoded, encoded=NONE, filters=frozenset()))  # fmt: skip


def _unslashed(args: Args, _name: str) -> Value:
    return changed(args[0], lambda one: replace(one, slashed=NONE))


def _as_shell_word(args: Args, name: str) -> Value:
    inner = only(args[0], ALL & ~mask("'"), name=name)
    return joined([text("'"), inner, text("'")])


def _as_shell_command(args: Args, name: str) -> Value:
    # What could still be added is one more word for the program: a matter of its own.
    inner = only(args[0], ALL & ~SPACE, name=name)
    return changed(inner, lambda one: replace(one, slashed=one.slashed | (one.chars & _SHELL_META)))


def _in_database(args: Args, name: str) -> Value:
    """Escaped for a string of a query; the text is the last argument."""
    value = args[-1] if args else NOTHING
    escaped = _slashed(value, name)
    if name.startswith("pg_"):
        escaped = changed(escaped, lambda one: replace(one, doubled=one.chars & _QUOTED))
    if name in ("pg_escape_literal", "quote"):
        return joined([text("'"), escaped, text("'")])
    return escaped


def _ldap(args: Args, name: str) -> Value:
    flags = _names(args[2]) if len(args) > 2 else ""
    away = NONE if "DN" in flags and "FILTER" not in flags else mask("()*\\\0")
    if not flags or "DN" in flags:
        away |= mask(',=+<>;"#\\')
    return only(args[0], ALL & ~away, name=name)


def _json(args: Args, name: str) -> Value:
    """A complete value of JavaScript: a string in quotes of its own, in which no tag closes."""
    inner = merged_hole(holes(args[0]))
    away = mask("<\n\r") | (mask("'") if "HEX_APOS" in _names(args[-1]) else NONE)
    left = replace(
        inner, chars=inner.chars & ~away, slashed=_QUOTED, filters=inner.filters | {name}
    )
    return joined([text('"'), Text((left,)), text('"')])


def _replaced(args: Args, _name: str) -> Value:
    """`str_replace`: characters that are looked for are gone, or written otherwise."""
    value = args[2] if len(args) > 2 else NOTHING
    searched = [constant(one) for one in _elements(args[0])]
    targets = [constant(one) for one in _elements(args[1])]
    for number, search in enumerate(searched):
        target = targets[min(number, len(targets) - 1)] if targets else ""
        if isinstance(search, str) and isinstance(target, str):
            value = changed(value, lambda one, s=search, t=target: _without(one, s, t))
    return value


def _without(one: Hole, search: str, target: str) -> Hole:
    away = mask(search)
    if len(search) != 1:
        # `..` and `../` are taken out one by one, which leaves none only if done again.
        return one
    if target == "\\" + search:
        return replace(one, slashed=one.slashed | (one.chars & away))
    if target == search * 2:
        return replace(one, doubled=one.doubled | (one.chars & away))
    if re.fullmatch(r"\\[0-9a-fA-F]{2}", target):
        return replace(one, chars=one.chars & ~away)
    if search in target:
        return one
    return replace(one, chars=(one.chars & ~away) | (mask(target) if one.chars & away else NONE))


def _matched_away(args: Args, name: str) -> Value:
    """`preg_replace` of one class of characters; another expression takes away nothing for sure."""
    value = args[2] if len(args) > 2 else NOTHING
    targets = [constant(one) for one in _elements(args[1])]
    for number, search in enumerate(constant(one) for one in _elements(args[0])):
        target = targets[min(number, len(targets) - 1)] if targets else ""
        away = single(search) if isinstance(search, str) else None
        if away is None or not isinstance(target, str) or "$" in target or "\\" in target:
            if not isinstance(search, str):
                value = unsure(value)
            continue
        value = only(value, ALL & ~away | mask(target))
    del name
    return value


def _elements(value: Value) -> list[Value]:
    if isinstance(value, Array):
        return [*value.entries.values(), *([value.rest] if value.rest is not None else [])]
    return [value]


def _formatted(args: Args, _name: str) -> Value:
    form = constant(args[0]) if args else ...
    if not isinstance(form, str):
        return joined(args)
    return formatted(form, args[1:])


_DIRECTIVE = re.compile(r"%(?:(\d{1,3})\$)?[-+ 0]*(?:'.)?\d*(?:\.\d+)?([a-zA-Z%])")


def formatted(form: str, args: Args) -> Value:
    """What `sprintf` makes."""
    pieces: list[Value] = []
    at, number = 0, 0
    for found in _DIRECTIVE.finditer(form):
        pieces.append(text(form[at : found.start()]))
        at = found.end()
        if found.group(2) == "%":
            pieces.append(text("%"))
            continue
        chosen = int(found.group(1)) - 1 if found.group(1) else number
        number += not found.group(1)
        value = args[chosen] if 0 <= chosen < len(args) else NOTHING
        pieces.append(value if found.group(2) in "sS" else only(value, NUMBER))
    pieces.append(text(form[at:]))
    return joined(pieces)


def _imploded(args: Args, _name: str) -> Value:
    if len(args) == 1:
        args = (EMPTY, args[0])
    array, glue = (args[1], args[0]) if not isinstance(args[0], Array) else (args[0], args[1])
    if isinstance(array, Array) and array.rest is None and len(array.entries) <= 12:
        pieces: list[Value] = []
        for one in array.entries.values():
            pieces += [glue, one] if pieces else [one]
        return joined(pieces) if pieces else EMPTY
    inner = merged_hole(holes(array))
    return joined([Text((inner,)), glue, Text((inner,))])


def _exploded(args: Args, _name: str) -> Value:
    value = args[1] if len(args) > 1 else NOTHING
    separator = constant(args[0])
    if isinstance(separator, str) and len(separator) == 1:
        value = changed(value, lambda one: replace(one, chars=one.chars & ~mask(separator)))
    return Array({}, Text((merged_hole(holes(value)),)), None)


def _filtered(args: Args, name: str) -> Value:
    """`filter_var`: what a validated or cleaned value may hold."""
    kind = _names(args[1]) if len(args) > 1 else ""
    for word, chars in _FILTERS.items():
        if word in kind:
            return only(args[0], chars, name="" if "NUMBER" in word else word.lower())
    if "SPECIAL_CHARS" in kind or "SANITIZE_STRING" in kind:
        return _escaped_html(args[:1], name)
    if "MAGIC_QUOTES" in kind or "ADD_SLASHES" in kind:
        return _slashed(args[0], name)
    return args[0] if not kind or "UNSAFE_RAW" in kind or "DEFAULT" in kind else unsure(args[0])


_FILTERS = {
    "VALIDATE_INT": NUMBER, "VALIDATE_FLOAT": NUMBER, "VALIDATE_BOOL": NONE,
    "VALIDATE_IP": DIGITS | LETTERS | mask(".:"), "VALIDATE_MAC": WORD | mask(":-."),
    "NUMBER_INT": NUMBER, "NUMBER_FLOAT": NUMBER, "SANITIZE_ENCODED": _URL,
    "VALIDATE_EMAIL": _EMAIL, "SANITIZE_EMAIL": _EMAIL,
    "VALIDATE_DOMAIN": WORD | mask("-."),
}  # fmt: skip


def _names(value: Value) -> str:
    """The names of constants that an option is made of, as the reader wrote them."""
    return " ".join(str(constant(one)) for one in each(value))


def _first(args: Args, _name: str) -> Value:
    return args[0] if args else NOTHING


def _number(args: Args, _name: str) -> Value:
    return only(args[0], NUMBER) if args else HARMLESS


def _to(chars: int, *, escapes: bool = False) -> Filter:
    def of(args: Args, name: str) -> Value:
        return only(args[0], chars, name=name if escapes else "")

    return of


_RAW = {"md5": (0, 1), "sha1": (0, 1), "md5_file": (0, 1), "sha1_file": (0, 1), "hash": (1, 2),
        "hash_hmac": (1, 3)}  # fmt: skip
"""Which argument is digested, and which asks for its bytes instead of hexadecimal digits."""


def _digest(args: Args, name: str) -> Value:
    at, raw = _RAW.get(name, (0, len(args)))
    is_raw = len(args) > raw and constant(args[raw]) not in (False, 0, None)
    return only(args[at], ALL if is_raw else WORD)


def _harmless(args: Args, _name: str) -> Value:
    del args
    return HARMLESS


def _stripped(args: Args, name: str) -> Value:
    # Without tags nothing opens in the text of a page; quotes stay.
    return only(args[0], ALL & ~mask("<"), name=name)


def _element(args: Args, _name: str) -> Value:
    return ways(_elements(args[0])) if _elements(args[0]) else NOTHING


def _keys(args: Args, _name: str) -> Value:
    if isinstance(args[0], Array):
        keys = [text(str(key)) for key in args[0].entries]
        more = Text((merged_hole(holes(args[0].rest)),)) if args[0].rest is not None else None
        return Array(dict(enumerate(keys)), more, len(keys))
    return args[0]


def _merged(args: Args, name: str) -> Value:
    known = [one for one in args if isinstance(one, Array)]
    if name not in ("array_merge", "array_replace") or len(known) < len(args):
        return ways(args) if args else NOTHING
    merged = Array({}, None, None)
    for one in known:
        entries = dict(merged.entries)
        numbered: list[Value] = [one.rest] if one.rest is not None else []
        for key, value in one.entries.items():
            if isinstance(key, int) and name == "array_merge":
                numbered.append(value)
            else:
                entries[key] = value
        if one.rest is not None:
            # Its unknown keys may be any of those before.
            entries = {
                key: value if key in one.entries else ways((value, one.rest))
                for key, value in entries.items()
            }
        rest = [*numbered, *([merged.rest] if merged.rest is not None else [])]
        merged = Array(entries, ways(rest) if rest else None, None)
    return merged


def _lower(args: Args, name: str) -> Value:
    known = constant(args[0])
    if isinstance(known, str):
        return text(known.lower() if "lower" in name else known.upper())
    return args[0]


def _behind_last(args: Args, _name: str) -> Value:
    """`strrchr`: from the last such character on, so there is no other behind it."""
    needle = constant(args[1]) if len(args) > 1 else ...
    if not isinstance(needle, str) or not needle:
        return args[0]
    return joined([text(needle[0]), only(args[0], ALL & ~mask(needle[0]))])


def _parts_of(args: Args, _name: str) -> Value:
    """A list of pieces of the second argument."""
    return Array({}, Text((merged_hole(holes(args[1])),)), None)


def _put_in(args: Args, _name: str) -> Value:
    """`substr_replace`: nothing in place of a part leaves the rest as it was."""
    return args[0] if constant(args[1]) == "" else joined([args[0], args[1]])


def _repeated(args: Args, _name: str) -> Value:
    return joined([args[0], args[0]])


def _all(names: str, what: Filter) -> dict[str, Filter]:
    return dict.fromkeys(names.split(), what)


FUNCTIONS: dict[str, Filter] = {
    **_all("htmlspecialchars htmlentities html_escape esc e", _escaped_html),
    **_all("html_entity_decode htmlspecialchars_decode", _entities_decoded),
    **_all("urldecode rawurldecode base64_decode hex2bin str_rot13 gzinflate gzuncompress "
           "convert_uudecode quoted_printable_decode json_decode", _decoded),
    **_all("stripslashes stripcslashes", _unslashed),
    **_all("addslashes", lambda args, name: _slashed(args[0], name)),
    **_all("mysql_real_escape_string mysqli_real_escape_string mysqli_escape_string "
           "mysql_escape_string pg_escape_string pg_escape_literal sqlite_escape_string "
           "db2_escape_string", _in_database),
    **_all("escapeshellarg", _as_shell_word),
    **_all("escapeshellcmd", _as_shell_command),
    **_all("ldap_escape", _ldap),
    **_all("json_encode", _json),
    **_all("urlencode rawurlencode http_build_query", _to(_URL | mask("=&"), escapes=True)),
    **_all("basename", _to(ALL & ~mask("/\\"))),
    **_all("str_replace str_ireplace", _replaced),
    **_all("preg_replace", _matched_away),
    **_all("sprintf", _formatted),
    **_all("vsprintf", lambda args, _: formatted(str(constant(args[0])), _elements(args[1]))
           if len(args) > 1 and isinstance(constant(args[0]), str) else joined(args)),
    **_all("implode join", _imploded),
    **_all("explode", _exploded),
    **_all("filter_var", _filtered),
    **_all("strip_tags", _stripped),
    **_all("xss_clean clean purify", _to(ALL & ~mask("<>\"'"), escapes=True)),
    **_all("trim ltrim rtrim chop ucfirst ucwords lcfirst nl2br substr mb_substr "
           "str_pad wordwrap strrev utf8_encode utf8_decode iconv_substr mb_strimwidth strstr "
           "stristr strval quotemeta chunk_split array_values array_filter array_unique array_reverse "
           "array_slice array_flip iterator_to_array str_split preg_quote clone serialize "
           "mb_convert_case tap value collect mb_convert_encoding mb_strcut mb_str_split strpbrk "
           "array_chunk array_pad array_diff array_diff_key mb_strstr mb_stristr", _first),
    **_all("iconv", lambda args, _: args[2]),
    **_all("preg_split", _parts_of),
    **_all("substr_replace", _put_in),
    **_all("strtolower strtoupper mb_strtolower mb_strtoupper", _lower),
    **_all("array_pop array_shift current reset end next prev max min", _element),
    **_all("array_keys", _keys),
    **_all("array_merge array_replace array_combine compact", _merged),
    **_all("str_repeat", _repeated),
    **_all("strrchr", _behind_last),
    **_all("intval floatval doubleval number_format round floor ceil abs intdiv", _number),
    **_all("bin2hex md5 sha1 crc32 hash hash_hmac dechex md5_file sha1_file", _digest),
    **_all("base64_encode", _to(WORD | mask("+/="))),
    **_all("password_hash bcrypt", _to(WORD | mask("./$"))),
    **_all("uniqid", _first),
    **_all("boolval count sizeof strlen mb_strlen strpos stripos strrpos strcmp strtotime mktime time "
           "microtime checkdate date gmdate isset empty is_array is_string in_array rand mt_rand random_int "
           "filesize filemtime file_exists is_file is_dir is_numeric ctype_digit ctype_alpha ctype_alnum "
           "preg_match preg_match_all array_key_exists array_search function_exists class_exists "
           "method_exists defined session_id version_compare memory_get_usage fclose pclose feof "
           "is_null is_int is_resource is_object is_readable is_writable fopen popen mysql_connect "
           "mysqli_connect curl_init openssl_encrypt random_bytes getimagesize php_sapi_name "
           "array_sum similar_text levenshtein phpversion php_uname sys_get_temp_dir tempnam "
           "base_url site_url current_url url_to route asset url csrf_token csrf_field csrf_hash "
           "form_open form_close lang trans __ config public_path storage_path base_path env config_item "
           "mysql_num_rows mysqli_num_rows mysql_insert_id", _harmless),
    # What a database answers is its own: not what it was asked with.
    **_all("mysql_fetch_array mysql_fetch_assoc mysql_fetch_object mysql_fetch_row mysqli_fetch_array "
           "mysqli_fetch_assoc mysqli_fetch_object mysqli_fetch_row mysql_result pg_fetch_assoc "
           "pg_fetch_array pg_fetch_object sqlsrv_fetch_array oci_fetch_array", lambda *_: UNKNOWN_ROW),
    # Laravel's: only who has the application's key can have made what it opens.
    "decrypt": lambda *_: UNKNOWN_ROW,
}  # fmt: skip
UNKNOWN_ROW: Value = hole(is_sure=False)
METHODS: dict[str, Filter] = {
    **_all("real_escape_string escape_string escape_str escape_like_str escapestring "
           "escapelikestring quote", _in_database),
    **_all("escape", lambda args, name: joined([text("'"), _in_database(args, name), text("'")])),
    **_all("xss_clean purify", _to(ALL & ~mask("<>\"'"), escapes=True)),
    **_all("sanitize_filename", _to(ALL & ~mask("/\\"))),
    **_all("integer boolean float", _number),
}  # fmt: skip


def narrowed(value: Value, pcre: str) -> Value | None:
    """The value where it matches the expression; None where that says nothing."""
    chars = whole(pcre)
    return None if chars is None or chars == ALL else only(value, chars)
