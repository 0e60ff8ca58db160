"""The project's own pages: what Jinja fills in templates/."""

from collections.abc import Callable

import jinja2

from is248.project import root


def template(name: str, *filters: Callable) -> jinja2.Template:
    """Return a template of templates/, which stops at a name that it is not given; filters go by their own names."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root() / "templates"),
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {function.__name__: function for function in filters}
    return environment.get_template(name)
