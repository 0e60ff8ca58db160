"""The project's own pages: what Jinja fills in templates/, and what a browser may do for them."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from is248.project import root


def template(name: str, *filters: Callable) -> jinja2.Template:
    """Return a template of templates/, which stops at a name that it is not given; filters go by their own names."""
    return _environment(root(), filters).get_template(name)


@cache
def _environment(project: Path, filters: tuple[Callable, ...]) -> jinja2.Environment:
    """Return what keeps the templates as they were compiled, until their files change."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(project / "templates"),
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {function.__name__: function for function in filters}
    environment.globals["policy"] = policy
    return environment


def policy(style: str = "'self'", script: str = "'self'", connect: str = "'none'") -> Markup:
    """Return a page's Content-Security-Policy: files beside it and no other host, no code or style in the page itself.

    A page that is one file gives its style for what may come in `style`; the browser takes it by its hash.
    """
    if not style.startswith("'"):
        style = f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    may = {"script": script, "style": style, "img": "'self' data:", "font": "'self'", "connect": connect}
    sources = "; ".join(f"{kind}-src {source}" for kind, source in may.items())
    return Markup(f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'")
