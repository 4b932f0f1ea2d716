"""What the readers find in sources that a test gives as text."""

from vetting.engines.routes.sources import Sources


def reader(files, settings=None):
    """A reader that was given these files."""
    sources = Sources(settings or {})
    for name, text in files.items():
        sources.add(name, text)
    return sources


def routes(files, settings=None):
    """All routes of these files."""
    return [route for _file, route in reader(files, settings).routes()]


def pairs(files, settings=None):
    """(method, path) of all routes."""
    return {(route.method, route.path) for route in routes(files, settings)}


def guards(files, settings=None):
    """The guards of each route by method and path."""
    return {(r.method, r.path): r.guards for r in routes(files, settings)}
