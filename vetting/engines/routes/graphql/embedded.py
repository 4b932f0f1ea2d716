"""GraphQL inside the texts of sources: template strings, heredocs and long texts."""

import re
from collections.abc import Iterator

_WORDS = (b"graphql", b"gql", b"typedefs", b"type_defs")
_TEMPLATE = re.compile(
    r"(?:\b(?:gql|graphql)\s*(?:<[^>`\n]{0,200}>)?\s*\(?\s*|/\*\s*GraphQL\s*\*/\s*)`((?:[^`\\]|\\.)*+)`"
    r"|`(\s*#\s*graphql\b(?:[^`\\]|\\.)*+)`",
    re.IGNORECASE | re.DOTALL,
)
_LONG = re.compile(
    r'(?:\bgql\s*\(\s*|\btype_?defs\w*\s*(?::\s*str\s*)?=\s*(?:gql\s*\(\s*)?)[rR]?"""((?:[^"\\]|\\.|"(?!""))*+)"""',
    re.IGNORECASE | re.DOTALL,
)
_HEREDOC = re.compile(r"<<<\s*(['\"]?)((?:GRAPHQL|GQL|SDL)\w*)\1\r?\n(.*?)\n\s*\2\b", re.DOTALL)
_FORMS = {
    **dict.fromkeys((".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts"), _TEMPLATE),
    ".py": _LONG,
    ".php": _HEREDOC,
}
# Any long text of a source that speaks of GraphQL: what it defines is known, and not judged.
_TEXTS = re.compile(r'`(?:[^`\\]|\\.)*+`|"""(?:[^"\\]|\\.|"(?!""))*+"""|<<<\s*[\'"]?(\w+).*?\n\s*\1\b',
                    re.DOTALL)  # fmt: skip
_DEFINED = re.compile(r"\b(?:type|interface|union|enum|input|scalar)\s+(\w+)|\bdirective\s+(@\w+)")
# Where code makes types itself: their names stand in quotes, or before `::class`.
_MAKES = re.compile(
    r"GraphQL(?:Scalar|Object|Enum|InputObject|Interface|Union)Type|TypeRegistry|ScalarType\b"
    r"|directiveResolvers|schemaDirectives|SchemaDirectiveVisitor|mapSchema|getDirective"
)
_QUOTED = re.compile(r"""['"](\w{1,80})['"]|\b(\w+)::class""")
_DIRECTIVE_CLASS = re.compile(r"\bclass\s+(\w+)Directive\b")
_SPLICED = re.compile(r"\$\{(?:[^{}`]|\{[^{}]*\})*\}|\{\$[^}]*\}")


def mentions(data: bytes) -> bool:
    """Whether a source speaks of GraphQL at all; only such need be looked into."""
    lower = data.lower()
    return any(word in lower for word in _WORDS)


def embedded(name: str, source: str) -> Iterator[tuple[str, int, bool]]:
    """(text, lines before it, whether code puts more into it) of each document in a source."""
    form = _FORMS.get(name[name.rfind(".") :].lower())
    if form is None:
        return
    for match in form.finditer(source):
        group = max(number for number, said in enumerate(match.groups(), 1) if said is not None)
        text = _SPLICED.sub(lambda spliced: "\n" * spliced[0].count("\n"), match[group])
        before = source.count("\n", 0, match.start(group))
        yield text, before, text != match[group]


def made_by_code(source: str) -> set[str]:
    """Names of types, and of directives with their `@`, that a source makes or defines as text."""
    found = {f"@{name[0].lower()}{name[1:]}" for name in _DIRECTIVE_CLASS.findall(source)}
    for text in _TEXTS.finditer(source):
        found |= {one or other for one, other in _DEFINED.findall(text[0])}
    if _MAKES.search(source):
        for quoted, named in _QUOTED.findall(source):
            found |= {quoted, f"@{quoted}"} if quoted else {named}
    return found
