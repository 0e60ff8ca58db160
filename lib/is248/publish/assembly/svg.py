"""Drawings that authors bring as SVG: how large they are, and what a browser or the PDF would not show of them."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from is248.wording.signs import refused

PIXEL = 0.75  # in points
_POINTS = {"": PIXEL, "px": PIXEL, "pt": 1, "pc": 12, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72}
_LENGTH = re.compile(rf"\s*(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*({'|'.join(filter(None, _POINTS))}|)\s*")
_UNSHOWN = (
    "script",
    "foreignObject",
    "iframe",
    "audio",
    "video",
    "animate",
    "animateTransform",
    "animateMotion",
    "set",
)
_INSIDE = re.compile(r"#|data:image/(?:png|jpe?g|gif|svg\+xml)[;,]")


def size_of(data: bytes) -> tuple[int, int]:
    """Return a drawing's width and height in points; ValueError if it is none, or can't be shown everywhere."""
    svg = ElementTree.fromstring(data)
    if _name(svg) != "svg":
        raise ValueError("it is XML, but no SVG")
    if wrong := next(_wrong(svg), ""):
        raise ValueError(wrong)
    size = _size(svg)
    if min(size) < 1:
        raise ValueError("it has no width or height")
    return size


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _wrong(svg: ElementTree.Element) -> Iterator[str]:
    """Yield what one of the formats would leave out."""
    for element in svg.iter():
        name = _name(element)
        if name in _UNSHOWN:
            yield f"it holds <{name}>, which the PDF can't have"
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2]
            if attribute.lower().startswith("on"):
                yield f"it runs a script ({attribute})"
            elif attribute == "href" and name != "a" and not _INSIDE.match(value.strip()):
                yield f"it takes {value.strip()[:60]} from elsewhere, which no reader would see"
        if found := re.search(
            r"@import|url\(\s*[\"']?(?![\"'#]|data:)[^)]*", " ".join([element.text or "", *element.attrib.values()])
        ):
            yield f"it takes {found[0][:60]} from elsewhere, which no reader would see"
        if name == "text" and (signs := refused("".join(element.itertext()))):
            yield f"the PDF's typefaces have no «{signs[0]}»"


def _size(svg: ElementTree.Element) -> tuple[int, int]:
    sides = [_LENGTH.fullmatch(svg.get(side, "")) for side in ("width", "height")]
    if all(sides):
        return tuple(round(float(side[1]) * _POINTS[side[2]]) for side in sides)
    box = re.split(r"[\s,]+", svg.get("viewBox", "0 0 600 400").strip())
    if len(box) != 4 or not all(re.fullmatch(r"-?\d*\.?\d+(?:[eE][+-]?\d+)?", number) for number in box):
        raise ValueError("its viewBox is not four numbers")
    return round(float(box[2]) * PIXEL), round(float(box[3]) * PIXEL)
