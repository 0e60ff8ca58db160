"""Number formats of workbooks: what a cell shows where that is another value than the one it has."""

import re
from xml.etree import ElementTree

_PERCENT_FORMATS = (9, 10)  # built into every workbook
_DATES = re.compile(r"[dmyhs]", re.IGNORECASE)
_NO_SIGN = re.compile(r"\[(?:\$(?:kr\.?|NOK)?(?:-[0-9A-F]+)?|[A-Za-z]+\s?\d*)\]|_.|\*[ -]", re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_IN_THOUSANDS = re.compile(r"[0#?],+(?![,0#?])")
_FIGURES = re.compile(r"[0#?.,%/ ]|[Ee][+-]|General|Standard|@", re.IGNORECASE)
_WORDS = re.compile(  # stand behind or before a number and leave it the same
    r"kr\.?|nok|,-|%|prosent|pst\.?|pct\.?|stk\.?|person(?:er)?|pers\.?|bruker(?:e)?|pasient(?:er)?|årsverk|å\.?v\.?"
    r"|timer|dager|barn|voksne|kommuner|plasser|ansatte",
    re.IGNORECASE,
)


def styles(xml: bytes) -> dict[str, list[int]]:
    """Return the numbers of the cell formats that change what a number means, by kind.

    Of a format that shows another value the kind says for which numbers: «shown otherwise, below 0».
    """
    if not xml:
        return {}
    sheet = ElementTree.fromstring(xml)
    formats = {int(f.attrib["numFmtId"]): f.get("formatCode", "") for f in sheet.iterfind("{*}numFmts/{*}numFmt")}
    fonts = [_is_on(font.find("{*}strike")) for font in sheet.iterfind("{*}fonts/{*}font")]
    kinds: dict[str, list[int]] = {}
    for number, xf in enumerate(sheet.iterfind("{*}cellXfs/{*}xf")):
        format_id, font = int(xf.get("numFmtId", 0)), int(xf.get("fontId", 0))
        struck = font < len(fonts) and fonts[font]
        for kind in ["struck out"] if struck else _kinds(format_id, formats.get(format_id, "")):
            kinds.setdefault(kind, []).append(number)
    return kinds


def _is_on(mark: ElementTree.Element | None) -> bool:
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _kinds(format_id: int, code: str) -> list[str]:
    """Return what a number format does to a number."""
    plain = _LITERAL.sub("", _NO_SIGN.sub("", code))
    if format_id in _PERCENT_FORMATS or ("%" in plain and not _other(code)):
        return ["percent"] if plain.split(";")[0].count("%") < 2 else ["shown otherwise"]
    if _IN_THOUSANDS.search(plain):
        return ["shown in thousands"]
    return _other(code)


def _other(code: str) -> list[str]:
    """Return for which numbers a format shows another value.

    >>> [_other(code) for code in ('0" mill."', '0.0" %"', '"<"0', "0;-0;;@", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-')]
    [['shown otherwise'], [], ['shown otherwise'], ['shown otherwise, 0'], []]
    """
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if not code or _DATES.search(_LITERAL.sub("", _NO_SIGN.sub("", re.sub("General|Standard", "", sections[0])))):
        return []
    if re.search(r"\[[<>=]", code):
        return ["shown otherwise"] if not all(_shows_it(section, "-()") for section in sections) else []
    found = [] if _shows_it(sections[0], "") else ["shown otherwise"]
    if not found and len(sections) > 1 and not _shows_it(sections[1], "-−–()"):
        found.append("shown otherwise, below 0")
    if not found and len(sections) > 2 and not _shows_it(sections[2], "-–"):
        found.append("shown otherwise, 0")
    return found


def _shows_it(section: str, signs: str) -> bool:
    """Return whether a part of a format shows the number it is given, with `signs` and usual words beside it."""
    words = [(a or b).strip() for a, b in _LITERAL.findall(section)]
    left = _FIGURES.sub("", _LITERAL.sub("", _NO_SIGN.sub("", section)))
    usual = all(not word.strip(signs + " \u00a0") or _WORDS.fullmatch(word) for word in words)
    return (
        usual
        and not left.strip(signs)
        and (bool(re.search("[0#?]|General|Standard|@", section)) or "-" in "".join(words))
    )
