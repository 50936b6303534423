"""Give static files names that hold the hash of their content, and follow the references between them.

Pure functions from {name: bytes} to {name: bytes}; names are relative to `static/`, with forward slashes.
"""

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping

Sources = Mapping[str, bytes]

COMMENT_OR_STRING = re.compile(r"""/\*.*?\*/|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.DOTALL)
CSS_IMPORT = re.compile(
    r"""@import\s+(?:url\(\s*)?(["']?)(?P<target>[^"'()\s]+)\1\s*\)?\s*(?:layer\((?P<layer>[\w.-]+)\)\s*)?;"""
)
CSS_URL = re.compile(r"""url\(\s*(["']?)(?P<target>[^"'()]+)\1\s*\)""")
JS_IMPORT = re.compile(r"""(?P<head>\b(?:from|import)\s*\(?\s*)(["'])(?P<target>\.{1,2}/[^"']+)\2""")


class BuildError(Exception):
    """A static file refers to something that is not there, or not allowed."""


def hashed(name: str, data: bytes) -> str:
    """Return the name with twelve hex digits of the content's SHA-256: "css/main.0123456789ab.css"."""
    stem, suffix = posixpath.splitext(name)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}{suffix}"


def resolve(origin: str, target: str) -> str:
    """Return the name that `target`, written in the file `origin`, stands for."""
    if target.startswith("/static/"):
        return target.removeprefix("/static/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), target))


def strip_comments(css: str) -> str:
    """Return CSS without comments, indentation and empty lines; strings stay as they are."""
    bare = COMMENT_OR_STRING.sub(lambda match: match[1] or "", css)
    return "\n".join(line for line in map(str.strip, bare.splitlines()) if line) + "\n"


def bundle_css(name: str, sources: Sources, seen: set[str] | None = None) -> str:
    """Return one style sheet with every @import replaced by its file, and every url(...) from /static/ on.

    `@import "a.css" layer(b);` becomes `@layer b {...}`. Names that were put in are added to `seen`.
    Raises BuildError for a missing file, a file imported twice, and other forms of @import.
    """
    seen = set() if seen is None else seen
    if name not in sources:
        raise BuildError(f"static/{name} is imported but is not there")
    if name in seen:
        raise BuildError(f"static/{name} is imported more than once")
    seen.add(name)

    def include(match: re.Match[str]) -> str:
        inner = bundle_css(resolve(name, match["target"]), sources, seen)
        return f"@layer {match['layer']} {{\n{inner}}}" if match["layer"] else inner

    css = CSS_URL.sub(lambda match: from_static(name, match), strip_comments(sources[name].decode()))
    css = CSS_IMPORT.sub(include, css)
    if "@import" in css:
        raise BuildError(f'static/{name}: write @import "file.css"; or @import "file.css" layer(name);')
    return css


def from_static(origin: str, match: re.Match[str]) -> str:
    """Return the url(...) of a match with its target from /static/ on; data: and #fragment stay."""
    target = match["target"].strip()
    if target.startswith(("data:", "#")):
        return match[0]
    if "//" in target or (target.startswith("/") and not target.startswith("/static/")):
        raise BuildError(f"static/{origin} refers to {target}: only files under static/ may be used")
    return f'url("/static/{resolve(origin, target)}")'


def point_urls(css: str, origin: str, names: Mapping[str, str]) -> str:
    """Return a bundled style sheet with each url(...) pointing to the hashed file, seen from `origin`."""

    def point(match: re.Match[str]) -> str:
        path, mark, fragment = match["target"].partition("#")
        if not path.startswith("/static/"):
            return match[0]
        target = resolve(origin, path)
        if target not in names:
            raise BuildError(f"static/{origin} refers to static/{target}, which is not there")
        return f'url("{posixpath.relpath(names[target], posixpath.dirname(origin))}{mark}{fragment}")'

    return CSS_URL.sub(point, css)


def rewrite_js(name: str, text: str, locate: Callable[[str], str]) -> str:
    """Return a module with its relative imports pointing to hashed names.

    locate: gives the hashed name of a module's name.
    """

    def point(match: re.Match[str]) -> str:
        path = posixpath.relpath(locate(resolve(name, match["target"])), posixpath.dirname(name))
        return f'{match["head"]}"{path if path.startswith(".") else "./" + path}"'

    return JS_IMPORT.sub(point, text)


def rewrite_modules(sources: Sources) -> dict[str, tuple[str, bytes]]:
    """Return {name: (hashed name, bytes)} of every .js file; a module's hash covers what it imports.

    Raises BuildError for an import of a missing file and for modules that import each other in a circle.
    """
    done: dict[str, tuple[str, bytes]] = {}
    open_names: list[str] = []

    def finish(name: str) -> str:
        if name in done:
            return done[name][0]
        if name not in sources:
            raise BuildError(f"static/{open_names[-1]} imports static/{name}, which is not there")
        if name in open_names:
            raise BuildError(f"modules import each other in a circle: {' -> '.join([*open_names, name])}")
        open_names.append(name)
        data = rewrite_js(name, sources[name].decode(), finish).encode()
        open_names.pop()
        done[name] = (hashed(name, data), data)
        return done[name][0]

    for name in sources:
        if name.endswith(".js"):
            finish(name)
    return done


def rewrite_styles(sources: Sources, names: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """Return {name: (hashed name, bytes)} of every style sheet that no other one imports.

    names: {name: hashed name} of the files that style sheets may refer to.
    """
    bundles: dict[str, str] = {}
    included: set[str] = set()
    for name in (name for name in sources if name.endswith(".css")):
        seen: set[str] = set()
        bundles[name] = bundle_css(name, sources, seen)
        included |= seen - {name}
    result = {}
    for name in bundles.keys() - included:
        data = point_urls(bundles[name], name, names).encode()
        result[name] = (hashed(name, data), data)
    return result


def rewrite(sources: Sources) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return (manifest, files) of a whole folder: {name: hashed name} and {hashed name: bytes}.

    The same sources give the same result. Raises BuildError, naming the file at fault.
    """
    outputs = {
        name: (hashed(name, data), data)
        for name, data in sources.items()
        if not name.endswith((".css", ".js"))
    }
    outputs |= rewrite_modules(sources)
    outputs |= rewrite_styles(sources, {name: output[0] for name, output in outputs.items()})
    manifest = {name: new for name, (new, _) in outputs.items()}
    return manifest, dict(outputs.values())
