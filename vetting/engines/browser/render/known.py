"""Components of common libraries whose HTML everybody knows: icons, links and pictures."""

import re
from collections.abc import Mapping

from vetting.engines.browser.render.marks import lines_of

_IMPORT = re.compile(r"\bimport\s+([^;'\"]{1,4000}?)\s+from\s+['\"]([^'\"\n]{1,200})['\"]")
_ALIAS = re.compile(r"(?:\*\s+as\s+)?(?:type\s+)?([A-Za-z_$][\w$]*)(?:\s+as\s+([A-Za-z_$][\w$]*))?")
_SOURCES = (
    ("a", re.compile(r"react-router(?:-dom)?$|next/link$|@inertiajs/|gatsby$|@remix-run/react$")),
    ("img", re.compile(r"next/(?:legacy/)?image$")),
    ("i", re.compile(
        r"react-icons(?:/|$)|@mui/icons-material|@material-ui/icons|lucide-(?:react|vue|vue-next)$"
        r"|@heroicons/|react-feather$|vue-feather|@ant-design/icons|@tabler/icons|@fortawesome/"
        r"|react-bootstrap-icons$|@phosphor-icons/|phosphor-react$|@iconify/|react-native-vector-icons")),
)  # fmt: skip
# What else such a library exports draws nothing of that kind.
_ONLY = {"a": {"Link", "NavLink", "InertiaLink"}, "img": {"Image"}}
ICONS = ("mat-icon", "fa-icon", "ng-icon", "nz-icon", "clr-icon", "i-feather", "lucide-icon",
         "v-icon", "VIcon", "font-awesome-icon", "FontAwesomeIcon", "b-icon", "iconify-icon")  # fmt: skip
LINKS = {"router-link", "RouterLink", "nuxt-link", "NuxtLink", "inertia-link", "InertiaLink"}
_ICON = re.compile(
    rf"<(?P<name>{'|'.join(ICONS)})(?P<rest>(?=[\s/>])(?:\"[^\"]*\"|'[^']*'|[^\"'>])*?)"
    r"(?:/>|>[^<]*</(?P=name)\s*>)"
)
# With one of these an icon may say something after all.
SAYS = re.compile(r"aria-label|aria-hidden=.?false|\btitle|\balt\b|\{\.\.\.|v-bind=", re.IGNORECASE)


def imported(script: str) -> Mapping[str, str]:
    """The components that a script imports of such libraries, with the element each draws."""
    found = {}
    for names, source in _IMPORT.findall(script):
        tag = next((tag for tag, pattern in _SOURCES if pattern.match(source)), "")
        for original, alias in _ALIAS.findall(names):
            if tag and original in _ONLY.get(tag, {original}):
                found[alias or original] = tag
    return found


def without_icons(text: str) -> str:
    """Icons as elements that say nothing: the name of one is no text, and the library hides it."""
    return _ICON.sub(_icon, text)


def _icon(match: re.Match[str]) -> str:
    if SAYS.search(match["rest"]):
        return match[0]
    after = match[0].partition(match["rest"] + ">")[2] if match["rest"] else match[0]
    return f'<i aria-hidden="true"{match["rest"]}></i>' + lines_of(after)
