"""What a file's name says of it: tables, nothing read."""

from pathlib import PurePosixPath

LANGUAGES = {
    "php": (".php", ".phtml", ".php3", ".php4", ".php5", ".php7", ".phps", ".phar.php"),
    "javascript": (".js", ".mjs", ".cjs", ".jsx", ".vue"),
    "typescript": (".ts", ".tsx", ".mts", ".cts"),
    "python": (".py", ".pyw"),
    "java": (".java", ".jsp"),
    "kotlin": (".kt", ".kts"),
    "dart": (".dart",),
    "go": (".go",),
}

KINDS_BY_SUFFIX = {
    "blade": (".blade.php",),
    "html": (".html", ".htm", ".xhtml"),
    "twig": (".twig",),
    "jinja": (".j2", ".jinja", ".jinja2", ".njk", ".nunjucks", ".liquid", ".volt"),
    "ejs": (".ejs",),
    "handlebars": (".hbs", ".handlebars", ".mustache"),
    "vue": (".vue",),
    "jsx": (".jsx", ".tsx"),
    "angular": (".component.html",),
    "pug": (".pug", ".jade"),
    "smarty": (".latte",),
    "jsp": (".jsp", ".jspf", ".jspx", ".tagx"),
    "erb": (".html.erb", ".rhtml"),
    "razor": (".cshtml", ".razor"),
    "svelte": (".svelte",),
    "gotemplate": (".gohtml", ".gotmpl", ".html.tmpl"),
    "freemarker": (".ftlh",),
    # Pages that nobody here can read: listed, so that they count as not examined.
    "template-unread": (
        ".slim",
        ".haml",
        ".astro",
        ".aspx",
        ".ascx",
        ".master",
        ".asp",
        ".cfm",
        ".gsp",
        ".heex",
        ".leex",
        ".html.eex",
        ".vbhtml",
        ".marko",
        ".mako",
        ".html.ep",
        ".gtpl",
        ".templ",
    ),
    "css": (".css", ".scss", ".less", ".sass"),
    "sql": (".sql", ".dump", ".pgsql"),
    "csv": (".csv", ".tsv"),
    "xlsx": (".xlsx", ".xlsm"),
    "json": (".json", ".jsonl", ".geojson"),
    "yaml": (".yaml", ".yml"),
    "xml": (".xml", ".xsd", ".plist"),
    "log": (".log",),
    "notebook": (".ipynb",),
    "image": (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".ico", ".heic", ".tif", ".tiff"),
    "document": (".pdf", ".docx", ".doc", ".odt", ".ods", ".rtf", ".pptx", ".xls"),
    "database": (".sqlite", ".sqlite3", ".db", ".db3", ".mdb", ".accdb", ".dbf"),
    "manifest-gradle": (".gradle", ".gradle.kts", ".versions.toml"),
    "manifest-nuget": (".csproj", ".fsproj", ".vbproj"),
    "jar": (".jar", ".war", ".ear", ".aar"),
    "archive": (".zip", ".jar", ".war", ".tar", ".tgz", ".gz", ".xz", ".bz2", ".7z", ".rar"),
}

KINDS_BY_NAME = {
    "composer.lock": "lock-composer",
    "composer.json": "manifest-composer",
    "package-lock.json": "lock-npm",
    "npm-shrinkwrap.json": "lock-npm",
    "yarn.lock": "lock-yarn",
    "pnpm-lock.yaml": "lock-pnpm",
    "package.json": "manifest-npm",
    "poetry.lock": "lock-poetry",
    "uv.lock": "lock-uv",
    "pipfile.lock": "lock-pipenv",
    "pyproject.toml": "manifest-python",
    "pipfile": "manifest-python",
    "setup.py": "manifest-python",
    "setup.cfg": "manifest-python",
    "pom.xml": "manifest-maven",
    "gradle.lockfile": "lock-gradle",
    "buildscript-gradle.lockfile": "lock-gradle",
    "gradle-wrapper.properties": "manifest-gradle",
    "pubspec.lock": "lock-pub",
    "pubspec.yaml": "manifest-pub",
    "go.mod": "manifest-go",
    "go.sum": "lock-go",
    "packages.lock.json": "lock-nuget",
    "packages.config": "lock-nuget",
    "directory.packages.props": "manifest-nuget",
    "gemfile.lock": "lock-bundler",
    "gems.locked": "lock-bundler",
    "gemfile": "manifest-bundler",
    "gems.rb": "manifest-bundler",
    "cargo.lock": "lock-cargo",
    "cargo.toml": "manifest-cargo",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
}


def languages_of(path: str) -> set[str]:
    """The languages that the ending of the name stands for."""
    name = path.lower()
    return {language for language, ends in LANGUAGES.items() if name.endswith(ends)}


def kinds_of(path: str) -> set[str]:
    """The kinds that the name stands for; none of them says whether the file is text."""
    pure = PurePosixPath(path.lower())
    kinds = {kind for kind, ends in KINDS_BY_SUFFIX.items() if pure.name.endswith(ends)}
    if pure.name in KINDS_BY_NAME:
        kinds.add(KINDS_BY_NAME[pure.name])
    is_listed = pure.name.startswith("requirements") or pure.parent.name == "requirements"
    if is_listed and pure.suffix in (".txt", ".in"):
        kinds.add("requirements")
    if pure.name == ".env" or pure.name.startswith(".env."):
        kinds.add("env")
    if pure.name.startswith("dockerfile.") or pure.suffix == ".dockerfile":
        kinds.add("dockerfile")
    if _is_routes(pure):
        kinds.add("routes")
    return kinds


def _is_routes(pure: PurePosixPath) -> bool:
    parts = pure.parts
    return (
        (len(parts) > 1 and parts[-2] == "routes" and pure.suffix in (".php", ".js", ".ts"))
        or pure.name in ("routes.php", "urls.py")
        or pure.name.endswith((".controller.ts", ".controller.js", ".routes.ts", ".routes.js"))
    )
