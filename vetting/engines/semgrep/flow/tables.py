"""Where data comes in and where it must not get to, in PHP and its usual frameworks."""

import re
from dataclasses import dataclass

WORDS = re.compile(
    rb"(?i)\$_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|SESSION)\b|php://input|getallheaders|"
    rb"filter_input|->\s*input\b|\$req(?:uest)?\b|->\s*request\b|\brequest\s*\(|\b(?:Request|Input)::|"
    rb"\bf(?:read|gets|getc|getcsv|scanf)\s*\(|stream_get_(?:contents|line)|file_get_contents|"
    rb"\bfile\s*\(|shell_exec|\bexec\s*\(|\bsystem\s*\(|unserialize|`"
)
"""A function without one of these words takes in nothing from outside by itself."""

READS = re.compile(
    rb"(?i)->\s*(?:result|row|result_array|row_array|getResult\w*|getRow\w*|get|first|find\w*|paginate|"
    rb"fetch\w*|all|view)\s*\(|::\s*(?:all|find\w*|where\w*|first\w*|with|latest|paginate|query|"
    rb"select|table)\s*\(|\b\w+_fetch_\w+\s*\(|\bview\s*\("
)
"""A function with one of these may take out what others stored."""
_SHOWS = re.compile(rb"(?i)\bview\b|render|\becho\b|\bprint|<\?=|\?>|display")


def may_matter(body: bytes) -> bool:
    """Whether code takes something in, or shows what was stored."""
    return bool(WORDS.search(body) or (READS.search(body) and _SHOWS.search(body)))


INCLUDES = re.compile(rb"(?i)\b(?:include|require)(?:_once)?\b")
"""A file with one of these may take in what the included file does."""

PAGE_KEYS = re.compile(r"^PHP_SELF$")
# Frameworks bound what a path may hold (CodeIgniter refuses `<` and quotes): no surer than a header.
HEADER_KEYS = re.compile(r"^(PATH_INFO|ORIG_PATH_INFO|HTTP_(?!HOST).*|REQUEST_URI|QUERY_STRING)$")

_RECEIVER = (
    r"^(?:\$(?:this->)?req(?:uest)?|request\(\)|\$\w+->request|\\?(?:Request|Input)::)(?:->)?"
)
_CI = r"^(?:\$\w+(?:->\w+)?|\\?get_instance\(\)|\\?ci\(\))->input->"
CALLS = (
    ("page", re.compile(_CI + r"(?:get|post|get_post|post_get|input_stream)$")),
    ("header", re.compile(_CI + r"(?:cookie|get_request_header|user_agent)$")),
    ("page", re.compile(
        r"^\\?Yii::\$app->(?:request|getRequest\(\))->"
        r"(?:get|post|getQueryParam|getBodyParam|getQueryParams|getBodyParams)$")),
    ("page", re.compile(
        _RECEIVER + r"(?:getGet|getPost|getVar|getPostGet|getGetPost|getRawInput|getJsonVar|"
        r"getQueryParams|getParsedBody|input|get|query|post|all|only|except|json|string|str|"
        r"getContent|(?:query|request|attributes)->get)$")),
    ("header", re.compile(
        _RECEIVER + r"(?:getCookie|getCookieParams|cookie|header|getHeaderLine|getQueryString|"
        r"(?:cookies|headers)->get)$")),
)  # fmt: skip
"""Methods that hand out parts of a request, by what is written in front of their arguments."""

FIELD = re.compile(
    r"^(?:\$request|request\(\))->(?!(?:server|attributes|files|query|request|cookies|headers|"
    r"session|user|method|route|ajax|file|ip|uri)\b)\w+$"
)
"""Fields of a request that are parameters, in Laravel."""

UNSEALED = re.compile(
    r"(?i)^(?:\\?(?:\w+\\)*Crypt::(?:decrypt|decryptString)|(?:\$(?:\w+->)?encrypter|\$\w+->encryption|"
    r"service\(['\"]encrypter['\"]\)|\\?(?:\w+\\)*Services::encrypter\([^()]*\))->decrypt)$"
)
"""Methods of frameworks that open only what the application itself sealed: nobody else has its key."""

FUNCTIONS = {
    "getallheaders": "header", "apache_request_headers": "header",
    **dict.fromkeys(
        ("fgets", "fread", "fgetc", "fgetcsv", "fscanf", "stream_get_contents", "stream_get_line",
         "shell_exec", "system", "unserialize", "file_get_contents", "file", "passthru"), "stored"),
}  # fmt: skip
OWN_FILE = re.compile(r"(?i)http|\.(sql|tpl|json|css|html?|xml|md|txt\.php)$")
"""Names of files that an application brings along: what they hold is its own."""


@dataclass(frozen=True, slots=True)
class Sink:
    """An argument that must not be chosen from outside, and the language it is read in.

    `before` is what the library writes in front of it.
    """

    language: str
    argument: int
    before: str = ""


def _sinks(language: str, argument: int, names: str) -> dict[str, list[Sink]]:
    return {name: [Sink(language, argument)] for name in names.split()}


_LISTS = (
    _sinks("sql", 0, "mysql_query mysql_unbuffered_query pg_query pg_send_query sqlite_query db_query"),
    _sinks("sql", 1, "mysqli_query mysqli_multi_query mysqli_real_query mysqli_prepare pg_query "
           "pg_send_query sqlsrv_query sqlsrv_prepare odbc_exec odbc_prepare oci_parse mysql_db_query "
           "sqlite_query"),
    _sinks("shell", 0, "exec shell_exec system passthru popen proc_open pcntl_exec"),
    _sinks("php", 0, "eval assert"),
    _sinks("php", 1, "create_function"),
    _sinks("callable", 0, "call_user_func call_user_func_array"),
    _sinks("ldap", 2, "ldap_search ldap_list ldap_read"),
    _sinks("ldap-name", 1, "ldap_search ldap_list ldap_read ldap_bind ldap_delete ldap_add"),
    _sinks("path", 0, "file_get_contents readfile fopen file file_put_contents copy highlight_file "
           "show_source parse_ini_file simplexml_load_file imagecreatefromjpeg imagecreatefrompng "
           "force_download"),
    _sinks("entry", 0, "rename mkdir scandir opendir"),
    _sinks("deleted", 0, "unlink rmdir"),
    _sinks("path", 1, "copy"),
    _sinks("entry", 1, "rename move_uploaded_file"),
    _sinks("redirect", 0, "redirect wp_redirect"),
    _sinks("location", 0, "http_redirect"),
    _sinks("url", 0, "curl_init get_headers fsockopen"),
    _sinks("serialized", 0, "unserialize"),
    _sinks("lines", 0, "error_log"),
    _sinks("lines", 1, "log_message"),
    _sinks("mail", 3, "mail"),
)  # fmt: skip
SINKS: dict[str, list[Sink]] = {}
for _list in _LISTS:
    for _name, _of in _list.items():
        SINKS.setdefault(_name, []).extend(_of)

DATABASE = re.compile(
    r"(?i).*(db|dbs|dbh|pdo|sql|conn|connection|con|link|koneksi|database|mysqli|em|sth)\d*(\(.*\))?$"
)
_XML = re.compile(
    r"(?i)^\$(?!.*(db|sql|pdo|conn|koneksi|mysqli|query|builder))"
    r"[\w>-]*(xml|xpath|xp|dom|doc|element|node|sxe|feed|finder)[\w>-]*$"
)
_ANY = re.compile("")
_FACADE = re.compile(r"^\\?(?:\w+\\)*DB::(?:connection\([^()]*\))?$")
"""Laravel's database itself: behind `DB::table()` stands a builder, which binds what it is given."""
_RESPONSE = re.compile(r"^(?:\\?Redirect::|redirect\(\))$")
_LOG = re.compile(r"(?i)^(?:\$.*(?:log|logger)|\\?Log::|logger\(\))$")
_Method = tuple[re.Pattern[str], Sink]


def _methods(
    receiver: re.Pattern[str], language: str, names: str, before: str = ""
) -> dict[str, list[_Method]]:
    return {name: [(receiver, Sink(language, 0, before))] for name in names.split()}


METHODS: dict[str, list[_Method]] = {
    **_methods(DATABASE, "sql", "exec multi_query real_query prepare simple_query unbuffered_query "
               "executeQuery executeStatement getAll getRow getOne"),
    **_methods(_FACADE, "sql", "select selectOne scalar statement unprepared insert "
               "update delete raw affectingStatement"),
    **_methods(_ANY, "sql", "whereRaw orWhereRaw havingRaw orHavingRaw joinRaw"),
    **_methods(_ANY, "sql", "orderByRaw groupByRaw", "ORDER BY "),
    **_methods(_ANY, "sql", "selectRaw", "SELECT "),
    **_methods(_ANY, "sql", "fromRaw", "FROM "),
    **_methods(_ANY, "xpath", "xpath"),
    **_methods(_XML, "xpath", "evaluate"),
    **_methods(re.compile(r"(?i).*(?:db|getDb\(\)|connection)$"), "sql", "createCommand"),
    **_methods(re.compile(r".*::$"), "sql", "findBySql"),
    **_methods(_RESPONSE, "redirect", "to away"),
    **_methods(_LOG, "lines", "info error warning debug notice critical alert log"),
    "query": [(DATABASE, Sink("sql", 0)), (_XML, Sink("xpath", 0))],
}  # fmt: skip
