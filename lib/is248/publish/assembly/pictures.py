"""Pictures of the authors' own: a file beside the chapters or in images/, or one that was pasted into a cell."""

import base64
import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode
from PIL import Image

from is248.chapters.markdown import prose
from is248.project import root
from is248.publish.assembly.book import BookError, Picture
from is248.publish.assembly.svg import PIXEL, size_of
from is248.publish.assembly.trial import picture_complaint

_IMAGE = re.compile(r"!\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)(\{[^{}\n]*\})?")
_WRITE = '![Caption.](../images/kart.png){#fig-kart fig-alt="What it shows."}'
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_LARGEST = 5_000_000  # bytes
_SMALLER = "make it smaller: 2000 pixels in width are enough."
TEXT_WIDTH = 453  # points of a line of the page
_TALLEST = 560  # points; the caption has room below it on a page


@dataclass(frozen=True)
class _Written:
    """A picture as it stands in a cell: where, and what is written."""

    start: int
    end: int
    caption: str
    target: str
    attributes: str

    def value(self, *keys: str) -> str:
        """Return the value of an attribute."""
        quoted = r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^\s}]+)"
        found = re.search(rf"(?<![\w-])(?:{'|'.join(keys)})=(?:{quoted})", self.attributes)
        return re.sub(r"\\(.)", r"\1", next(filter(None, found.groups()), "")) if found else ""

    @property
    def label(self) -> str:
        """Its label, or nothing."""
        found = re.match(r"\{#(fig-[\w-]+)", self.attributes)
        return found[1] if found else ""


def with_pictures(cell: NotebookNode, source: Path, up: str) -> tuple[str, list[Picture]]:
    """Return a cell's markdown with its pictures where the book has them, and the pictures.

    Parameters
    ----------
    cell : NotebookNode
        A text cell.
    source : Path
        The author's file, relative to the project.
    up : str
        The way from the page to the top folder of the book.

    Raises
    ------
    BookError
        If a picture has no label, caption or text alternative, or is no file that both HTML and PDF can show.
    """
    text, pictures, place = [], [], 0
    for written in _written(cell.source):
        try:
            _complete(written, cell.source)
            picture = _read(written, cell, source)
        except BookError as error:
            raise BookError(str(error), line=cell.source.count("\n", 0, written.start) + 1) from None
        pictures.append(picture)
        alt = re.sub(r'(["\\])', r"\\\1", written.value("fig-alt", "alt"))
        width = _width(written.value("width"), picture.size)
        text += [
            cell.source[place : written.start],
            f'![{written.caption}]({up}figures/{picture.file}){{#{written.label} fig-alt="{alt}" width="{width}"}}',
        ]
        place = written.end
    return "".join([*text, cell.source[place:]]), pictures


def _written(text: str) -> Iterator[_Written]:
    for found in _IMAGE.finditer(prose(text)):
        caption, target, attributes = (text[slice(*found.span(n))] for n in (1, 2, 3))
        target = re.sub(r"\s+[\"'].*[\"']$", "", target).strip("<> ")
        yield _Written(*found.span(), caption, target, attributes)


def _complete(written: _Written, text: str) -> None:
    """Stop at a picture that lacks something, or doesn't stand alone."""
    name = written.target.removeprefix("attachment:")
    if not written.label:
        raise BookError(f"the picture {name} has no label; write {_WRITE}")
    if not written.caption.strip():
        raise BookError(f"the picture {name} has no caption; write {_WRITE}")
    if not written.value("fig-alt", "alt").strip():
        raise BookError(
            f"the picture {name} has no text alternative for those who can't see it: "
            f'{{#{written.label} fig-alt="What it shows."}}'
        )
    before, after = text[: written.start].rpartition("\n\n")[2], text[written.end :].partition("\n\n")[0]
    if before.strip() or after.strip():
        raise BookError(f"the picture {written.label} stands alone: with an empty line above and below it.")
    width = written.value("width")
    if width and not re.fullmatch(r"[1-9]\d?%|100%", width):
        raise BookError(f"the picture {written.label}: its width is in percent of the text's, width=60%.")


def _width(asked: str, size: tuple[int, int]) -> str:
    """Return how wide a picture is: as asked for or as it is, but no wider than it may be to stand on a page."""
    width = TEXT_WIDTH * int(asked.removesuffix("%")) / 100 if asked else min(size[0], TEXT_WIDTH)
    if width * size[1] > _TALLEST * size[0]:
        return f"{max(1, int(_TALLEST * size[0] / size[1] / PIXEL))}px"
    return asked or f"{round(size[0] / PIXEL)}px"


def _read(written: _Written, cell: NotebookNode, source: Path) -> Picture:
    """Return the picture itself, if it is one that can be shown."""
    label, target = written.label, unquote(written.target)
    if re.match(r"\w+://|data:|//", target):
        raise BookError(f"the picture {label} is on another host; save it in images/, the book asks no other host.")
    data = _pasted(target, cell) if target.startswith("attachment:") else _file(target, source)
    if len(data) > _LARGEST:
        raise BookError(
            f"the picture {label} takes {len(data) / 1e6:.1f} MB, at most {_LARGEST / 1e6:.0f} MB are fine; {_SMALLER}"
        )
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            suffix, size = _kind(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BookError(f"the picture {label} ({target}) has too many pixels; {_SMALLER}") from None
    except Exception as error:  # whatever a broken file makes of the readers of pictures
        why = f": {error}" if type(error) is ValueError else ", it is none or broken"
        raise BookError(f"the picture {label} ({target}) can't be shown{why}; save it as PNG, JPEG or SVG.") from None
    if why := picture_complaint(suffix, data):
        raise BookError(f"the picture {label} ({target}) can't be set in the PDF: {why}; save it as PNG.")
    return Picture(label, f"{label}{suffix}", data, size)


def _pasted(target: str, cell: NotebookNode) -> bytes:
    name = target.removeprefix("attachment:")
    attachments = cell.get("attachments", {})
    kinds = attachments.get(name) or attachments.get(name.replace(" ", "%20"))
    if not kinds:
        raise BookError(f"the pasted picture {name} is not in the cell any more; paste it again.")
    data = next(iter(kinds.values()))
    return data.encode() if data.lstrip().startswith("<") else base64.b64decode(data)


def _file(target: str, source: Path) -> bytes:
    places = [root() / source.parent / target, root() / target, root() / "images" / target]
    found = next(filter(None, map(_there, places)), None)
    if found is None:
        names = {path.name.lower(): path.name for path in (root() / "images").glob("*")}
        near = get_close_matches(re.split(r"[/\\]", target)[-1].lower(), names, 1, 0.8)
        meant = (
            f"did you mean ../images/{names[near[0]]}?" if near else "a picture lies in images/: ../images/kart.png."
        )
        raise BookError(f"there is no file {target}; {meant}")
    if not found.resolve().is_relative_to(root()):
        raise BookError(f"the picture {target} lies outside the project; copy it to images/.")
    return found.read_bytes()


def _there(place: Path) -> Path | None:
    """Return a file, also where its name is written with other marks for the same letters: å as one sign, or two."""
    if place.is_file() or not place.parent.is_dir():
        return place if place.is_file() else None
    wanted = unicodedata.normalize("NFC", place.name)
    same = (path for path in place.parent.iterdir() if unicodedata.normalize("NFC", path.name) == wanted)
    return next((path for path in same if path.is_file()), None)


def _kind(data: bytes) -> tuple[str, tuple[int, int]]:
    """Return a picture's suffix, by what it is and not by its name, and its width and height in points."""
    if data.lstrip()[:1] == b"<":
        return ".svg", size_of(data)
    if data[:4] == b"%PDF":
        raise ValueError("a browser doesn't show a PDF as a picture")
    if data[4:8] == b"ftyp":
        raise ValueError("not every browser shows HEIC and AVIF pictures")
    with Image.open(io.BytesIO(data)) as image:
        if image.format not in _SUFFIXES:
            raise ValueError(f"not every browser shows {image.format} pictures")
        if getattr(image, "is_animated", False):
            raise ValueError("it moves, and paper doesn't")
        image.load()
        return _SUFFIXES[image.format], (round(image.width * PIXEL), round(image.height * PIXEL))
