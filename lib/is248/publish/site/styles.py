"""Styles of single elements as classes: no page has them in itself, so that its policy needs no exception."""

import re
from collections.abc import Iterable

_STYLED = re.compile(r"<[a-z][a-z0-9]*\b[^<>]*?\sstyle=\"[^<>]*>")
_STYLE = re.compile(r"\sstyle=\"([^\"]*)\"")
_CLASS = re.compile(r"(\sclass=\"[^\"]*)\"")


def as_classes(page: str) -> tuple[str, dict[str, str]]:
    """Return HTML with classes in the place of `style` attributes, and the style of each class.

    A class is named by what it says (`text-align-right`, `width-40`), so that all pages share one file of them.
    """
    styles: dict[str, str] = {}

    def exchanged(tag: re.Match) -> str:
        style = _STYLE.search(tag[0])[1].strip().rstrip(";")
        name = re.sub(r"[^a-z0-9]+", "-", style.lower()).strip("-")
        styles[name] = style
        text = _STYLE.sub("", tag[0], count=1)
        if _CLASS.search(text):
            return _CLASS.sub(rf'\1 {name}"', text, count=1)
        return re.sub(r"^<[a-z][a-z0-9]*", rf'\g<0> class="{name}"', text)

    return _STYLED.sub(exchanged, page), styles


def stylesheet(styles: Iterable[dict[str, str]]) -> str:
    """Return the file of all classes of some pages; as in a `style` attribute, they go before all others."""
    rules = {name: style for page in styles for name, style in page.items()}
    return "".join(f".{name} {{ {rules[name].replace(';', ' !important;')} !important; }}\n" for name in sorted(rules))
