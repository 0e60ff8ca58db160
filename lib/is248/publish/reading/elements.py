"""What stands on a page, element by element: each works in HTML and in PDF, or is refused by name.

`settled` is the one place where this is decided, right after Pandoc has read the page; the preview comes by here too.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import partial

import panflute as pf

from is248.publish.assembly.book import BookError, Page
from is248.publish.assembly.places import located
from is248.publish.assembly.trial import formula_complaint
from is248.publish.reading.instead import DIV_NAMES, IN_A_CELL, INSTEAD, OF_FORMULAS, OF_LATEX, OTHER_TAGS
from is248.wording.signs import WORD_JOINER, refused

DECIMAL_COMMA = r"\text{,}"  # in a formula: any other comma has a space behind it
BOXES = {"note": "Merk", "tip": "Tips", "important": "Viktig", "warning": "Advarsel", "caution": "Forsiktig"}
FORMATS = {"html": {"html"}, "pdf": {"pdf", "typst", "rapport-typst"}}
_SPANS = {"underline", "smallcaps", "mark", "callout-title", "xref"}
_DIVS = {"exhibit-note", "definition", "colophon", "references", "csl-bib-body"}
_OWN_HTML = re.compile(r'<span class="value"|</span>')
_INVISIBLE = re.compile("[\u200b\ufeff\u200e\u200f\u202a-\u202e]")
_PRINTED = re.compile(r"\{[#.][\w-]+")  # attributes that belong to nothing
_DAMAGED = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0b\x0c\x0e-\x1f]|Ã[¥¦¸˜…†]|â€")
_WORDLESS = re.compile(r"\\(?:text\w*|mathrm|mathit|mathsf|mbox|operatorname\*?|begin|end)\s*\{[^{}]*\}|\\[a-zA-Z]+")
_GREEK = re.compile("[\u0370-\u03ff]")
_WORDS_OF_FORMULA = re.compile(r"[^\W\d_]+(?:[ \n]+[^\W\d_]+)+")


def settled(doc: pf.Doc, page: Page, run: Callable[[list[str], str], str]) -> pf.Doc:
    """Return a page as both formats can have it.

    Parameters
    ----------
    doc : Doc
        The page as Pandoc read it; it is changed.
    page : Page
        For the labels that it has, and for the place in the author's file.
    run : callable
        Runs Pandoc.

    Raises
    ------
    BookError
        If there is something that one of the formats can't have; it tells all that was found, by cell and line.
    """
    checked = _Checked(page)
    doc.walk(checked.visit)
    checked.try_formulas(run)
    if checked.wrong:
        told = dict.fromkeys(f"{located(page.source, *fragments)}: {what}" for fragments, what in checked.wrong)
        raise BookError("\n".join(told))
    return doc


def shown_in(element: pf.Element, format: str) -> bool:
    """Tell whether an element stands in a format; `.content-visible when-format="html"` says which."""
    return not any(f"only-{other}" in getattr(element, "classes", ()) for other in FORMATS if other != format)


class _Checked:
    """The elements of a page, visited one by one: `wrong` has a piece of the author's text and what is wrong."""

    def __init__(self, page: Page):
        self.page = page
        self.wrong: list[tuple[tuple[str, ...], str]] = []
        self.formulas: list[pf.Math] = []
        self.handlers = {
            pf.Str: self._string, pf.Code: self._code, pf.CodeBlock: self._code, pf.Quoted: _quoted,
            pf.RawInline: self._raw, pf.RawBlock: self._raw, pf.Image: self._image, pf.Table: self._table,
            pf.Div: self._div, pf.Span: self._span, pf.LineBlock: self._lines,
            pf.Cite: self._cite, pf.Link: self._link,
            pf.Header: self._header, pf.Math: self._math, pf.Note: self._note, pf.OrderedList: _numbered,
        }  # fmt: skip

    def visit(self, element: pf.Element, doc: pf.Doc):
        """Return what takes the element's place, None for itself."""
        handler = self.handlers.get(type(element))
        return handler(element) if handler else None

    def refuse(self, fragments: str | tuple[str, ...], what: str) -> None:
        """Note something that one of the formats can't have, with the text to look for, the best first."""
        self.wrong.append(((fragments,) if isinstance(fragments, str) else fragments, what))

    # --- words -----------------------------------------------------------------------------------

    def _string(self, element: pf.Str):
        text = element.text
        if text.isascii() and text.isprintable() and text[:1] not in ":[|{":
            return
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
        element.text = text.replace(WORD_JOINER, "")
        if WORD_JOINER in text:  # somebody's own words, which no author can mend
            return
        if text.startswith(":::"):
            self.refuse(":::", "`:::` needs an empty line above it, or it is printed as it stands.")
        if text.startswith("[!"):
            self.refuse(text, "a box is written ::: {.callout-note}, its text, and ::: on lines of their own.")
        if text.startswith("|") and element.index == 0 and _begins_text(element.parent):
            self._no_table(element.parent)
        if _PRINTED.match(text) and ":::" not in pf.stringify(element.parent):
            self.refuse(text, f"`{text}` would be printed: it stands behind a heading, a caption, a picture or […].")
        if text.startswith("[^"):
            self.refuse(text, f"the footnote {text} leads nowhere; its text stands in the same section, [^1]: …")
        self._letters(text)

    def _code(self, element: pf.Code | pf.CodeBlock) -> None:
        if WORD_JOINER in element.text:
            element.text = element.text.replace(WORD_JOINER, "")
        else:
            self._letters(element.text)

    def _letters(self, text: str) -> None:
        if damaged := _DAMAGED.search(text):
            sign = f"U+{ord(damaged[0][0]):04X}" if len(damaged[0]) == 1 else damaged[0]
            self.refuse(text, f"«{text}» was damaged when it was pasted (the sign {sign}); type it anew.")
        elif wrong := refused(text):
            named = [f"«{sign}» ({unicodedata.name(sign, 'no name').lower()})" for sign in wrong]
            signs = ", ".join(named[:3]) + (" …" if len(named) > 3 else "")
            self.refuse(text, f"the PDF's typefaces have no {signs}; write it in words, or take it away.")

    # --- formulas --------------------------------------------------------------------------------

    def _math(self, element: pf.Math) -> None:
        element.text = re.sub(r"(?<=\d)(?:,|\{,\})(?=\d)", lambda _: DECIMAL_COMMA, element.text)
        self.formulas.append(element)

    def try_formulas(self, run: Callable[[list[str], str], str]) -> None:
        """Refuse formulas that can't be set in HTML or PDF."""
        for tex in dict.fromkeys(formula.text for formula in self.formulas):
            if lost := _lost(tex):
                self.refuse((f"${tex}$", tex), f"the formula ${tex}$: {lost}")
                continue
            try:
                complaint = formula_complaint(run(["-f", "markdown", "-t", "typst"], f"${tex.strip()}$"))
            except BookError as error:
                words = " ".join(str(error).split())
                complaint = (words.partition("rendering as TeX: ")[2] or words).partition(" expecting ")[0]
                if unknown := re.search(r"unexpected control sequence \\(\w+)", complaint):
                    complaint = f"it knows no \\{unknown[1]}; {OF_FORMULAS.get(unknown[1], 'write it without')}."
            if complaint:
                self.refuse((f"${tex}$", tex), f"the formula ${tex}$ can't be set: {complaint}")

    # --- what isn't markdown ---------------------------------------------------------------------

    def _raw(self, element: pf.RawInline | pf.RawBlock):
        text = element.text
        if element.format == "html" and re.fullmatch(r"<!--.*-->", text.strip(), re.DOTALL):
            return [] if text.strip() != "<!-- -->" else None
        if (element.format == "html" and _OWN_HTML.match(text)) or _of_an_exhibit(element):
            return None
        first = text.strip().partition("\n")[0]
        if element.format == "html":
            name = re.match(r"</?([\w:-]*)", text.strip())[1].lower()
            if text.startswith("</") and name in OTHER_TAGS:
                return None
            if name in INSTEAD and not text.startswith("</"):
                instead = IN_A_CELL.get(name, INSTEAD[name]) if _within(element, pf.TableCell) else INSTEAD[name]
                self.refuse(first, f"`{first}` is HTML, which the PDF can't have; {instead}.")
            elif ":" in name and not text.startswith("</"):
                self.refuse(first, f"`{first}` is of Word; paste the text without its form (Ctrl+Shift+V).")
            elif name in OTHER_TAGS:
                self.refuse(first, f"`{first}` is HTML, which the PDF can't have; take it away.")
            elif name not in INSTEAD and ":" not in name:
                self.refuse(first, f"`{first}` is taken for an HTML tag, and no reader would see it; write \\{first}")
        elif element.format in ("tex", "latex"):
            name = re.match(r"\\(?:begin\{)?([A-Za-z]*)", first)
            remedy = OF_LATEX.get(name[1] if name else "", "take it away; a backslash is \\\\")
            self.refuse(first, f"`{first}` is LaTeX, which the book can't have outside of formulas; {remedy}.")
        else:
            where = (f"`{text}`{{=", first)
            self.refuse(where, f"`{first}` is raw {element.format}, in one format of the book alone; take it away.")
        return None

    # --- pictures and tables ---------------------------------------------------------------------

    def _image(self, element: pf.Image) -> None:
        inside = isinstance(element.parent, pf.Plain) and isinstance(element.parent.parent, pf.Figure)
        if not inside or element.parent.parent.identifier not in self.page.numbers:
            self.refuse(
                (f"![{pf.stringify(element)}]", element.url),
                f"the picture {element.url} can't stand here: it is a paragraph of its own, "
                '![Caption.](../images/kart.png){#fig-kart fig-alt="What it shows."}',
            )

    def _no_table(self, element: pf.Block) -> None:
        words = pf.stringify(element).strip()
        what = "this is no table: it needs a row of heads, then a line |---|---|, then the rows."
        self.refuse((f"| {words}", words.replace("—", "---")), what)

    def _lines(self, element: pf.LineBlock) -> None:
        if all(pf.stringify(line).rstrip().endswith("|") for line in element.content):
            self._no_table(element)

    def _table(self, element: pf.Table) -> None:
        widths = [width for _, width in element.colspec if width != "ColWidthDefault"]
        if len(widths) == len(element.colspec) and 0 < sum(widths) < 1:  # as wide as its dashes: it fills the line
            element.colspec = [(align, width / sum(widths)) for align, width in element.colspec]
        cells = [pf.stringify(cell).strip() for cell in _inside(element) if isinstance(cell, pf.TableCell)]
        words = [words for words in cells if words]
        fragment, name = (words or [""])[0], f"the table with «{' · '.join(words[:3])}»"
        if element.identifier not in self.page.numbers:
            self.refuse(fragment, f"{name} needs a caption and a label, in a line below it: : Caption. {{#tbl-…}}")
        elif not element.caption.content or not pf.stringify(element.caption.content[0]).strip():
            self.refuse(element.identifier, f"the table {element.identifier} has no caption: : Caption. {{#tbl-…}}")
        elif not element.head.content or not pf.stringify(element.head).strip():
            told = "has no head: its first row names columns, and below it stands |---| or +===+."
            self.refuse(element.identifier, f"the table {element.identifier} {told}")

    def _cite(self, element: pf.Cite) -> None:
        for citation in element.citations:
            if citation.mode == "AuthorInText" and not re.match("(?:fig|tbl|sec)-", citation.id, re.IGNORECASE):
                told = f"prints a number, and no name; write [@{citation.id}] behind the name (\\@ for the sign)."
                self.refuse(f"@{citation.id}", f"@{citation.id} without brackets {told}")

    def _link(self, element: pf.Link) -> None:
        if not element.content:
            self.refuse(f"]({element.url}", f"the link to {element.url} has no words, and no reader would see it.")

    def _header(self, element: pf.Header) -> None:
        if not pf.stringify(element).strip():
            self.refuse("#", "the heading has no words.")

    def _note(self, element: pf.Note) -> None:
        around = element.parent
        while around is not None and not isinstance(around, (pf.Header, pf.Caption, pf.Doc, pf.Note)):
            around = around.parent
        where = {pf.Header: "a heading", pf.Caption: "a caption", pf.Note: "a footnote"}.get(type(around))
        if where:
            self.refuse(pf.stringify(element).strip(), f"a footnote can't stand in {where}; write it in the text.")

    # --- boxes and spans -------------------------------------------------------------------------

    def _div(self, element: pf.Div):
        box = next((name.removeprefix("callout-") for name in element.classes if name.startswith("callout-")), None)
        if box is not None:
            return self._box(element, box)
        if {"content-visible", "content-hidden"} & set(element.classes):
            return self._of_a_format(element)
        own = element.identifier.startswith(("tbl-", "refs")) or not element.classes or _DIVS & set(element.classes)
        names = [name for name in element.classes if name not in _DIVS]
        if names and re.fullmatch(r"\{[\w-]+\}", names[0]):
            self.refuse(names[0], f"`::: {names[0]}`: a name in braces has a dot, ::: {{.{names[0][1:-1]}}}.")
        elif names and not (own and element.identifier):
            advice = DIV_NAMES.get(names[0], f"there are {', '.join(f'.callout-{name}' for name in BOXES)}")
            self.refuse(f".{names[0]}", f"`::: {{.{names[0]}}}` isn't supported: {advice}.")
        elif element.attributes:
            key = next(iter(element.attributes))
            self.refuse(f"{key}=", f"`::: {{{key}=…}}` isn't supported; take it away.")
        return None

    def _box(self, element: pf.Div, kind: str) -> pf.Div | None:
        """Return a callout as a box with its title."""
        if kind not in BOXES:
            self.refuse(f".callout-{kind}", f"there is no `.callout-{kind}`; there are {', '.join(BOXES)}.")
            return None
        blocks = list(element.content)
        title = [pf.Str(element.attributes.get("title", BOXES[kind]))]
        first = blocks[0].content[0] if blocks and isinstance(blocks[0], pf.Para) and blocks[0].content else None
        if isinstance(first, pf.Span) and "callout-title" in first.classes:
            title, blocks = list(first.content), blocks[1:]
        if not blocks:
            self.refuse(f".callout-{kind}", "the box is empty.")
        head = pf.Div(pf.Para(*title), classes=["callout-title"])
        return pf.Div(
            head, *blocks, classes=["callout", kind], attributes={"role": "note"}, identifier=element.identifier
        )

    def _of_a_format(self, element: pf.Div | pf.Span):
        """Return what stands in one format with a mark of it, or nothing if it stands in none."""
        visible, keys = "content-visible" in element.classes, element.attributes
        format = keys.get("when-format") or keys.get("unless-format")
        if not format or set(keys) - {"when-format", "unless-format"}:
            self.refuse(
                f".{element.classes[0]}",
                'a part for one format is marked .content-visible when-format="html", or "pdf".',
            )
            return None
        if any(isinstance(one, (pf.Header, pf.Figure, pf.Table)) for one in _inside(element)):
            self.refuse(".content-", "headings, tables and figures stand in all formats: their numbers are the same.")
        named = {ours for ours, names in FORMATS.items() if format in names}
        if not named:
            self.refuse(f'format="{format}"', f"the book has no format «{format}»; there are html and pdf.")
        shown = named if visible == ("when-format" in keys) else set(FORMATS) - named
        if not shown:
            return []
        element.classes = [f"only-{next(iter(shown))}"] if len(shown) == 1 else []
        element.attributes.clear()
        return element

    def _span(self, element: pf.Span):
        if {"content-visible", "content-hidden"} & set(element.classes):
            return self._of_a_format(element)
        names = [name for name in element.classes if name not in _SPANS and not name.startswith("only-")]
        odd = [key for key in element.attributes if key != "lang"]
        if names:
            self.refuse(f".{names[0]}", f"`[…]{{.{names[0]}}}` isn't supported: it would leave no trace; take it away.")
        elif odd:
            self.refuse(f"{odd[0]}=", f"`[…]{{{odd[0]}=…}}` isn't supported; take it away.")
        return None


def _lost(tex: str) -> str:
    """Return what a formula would be printed without: the spaces between words, or all behind a %."""
    if re.search(r"(?<!\\)%", tex):
        return r"behind a % nothing is printed; as a sign it is \%."
    words = [found[0].split() for found in _WORDS_OF_FORMULA.finditer(_WORDLESS.sub(r"\\", tex))]
    if any(len(word) > 2 or not word.isascii() for run in words for word in run if not _GREEK.search(word)):
        return r"it has no spaces between words; write \text{antall per innbygger}. A dollar is \$."
    return ""


def _quoted(element: pf.Quoted) -> list[pf.Element]:
    """Return a quotation in the marks of Norwegian, in both formats."""
    opening, closing = "«»" if element.quote_type == "DoubleQuote" else "‘’"
    return [pf.Str(opening), *element.content, pf.Str(closing)]


def _numbered(element: pf.OrderedList) -> None:
    """Let each number have a full stop, as a browser has it: the PDF would have `1)` and `(1)` as they are written."""
    if element.delimiter != "DefaultDelim":
        element.delimiter = "Period"


def _within(element: pf.Element, kind: type) -> bool:
    """Tell whether an element stands in one of a kind."""
    around = element.parent
    while around is not None and not isinstance(around, kind):
        around = around.parent
    return around is not None


def _begins_text(element: pf.Element) -> bool:
    """Tell whether an element is a paragraph of the text, and no caption."""
    return isinstance(element, pf.Para) and not getattr(element.parent, "identifier", "").startswith("tbl-")


def _of_an_exhibit(element: pf.Element) -> bool:
    """Tell whether raw text is the publisher's own: a table, or what stands below one."""
    around = element.parent
    return isinstance(around, pf.Div) and (
        around.identifier.startswith("tbl-") or bool({"exhibit-note"} & set(around.classes))
    )


def _inside(element: pf.Element) -> list[pf.Element]:
    found: list[pf.Element] = []
    element.walk(partial(_gather, found))
    return found


def _gather(found: list[pf.Element], element: pf.Element, doc: pf.Doc) -> None:
    found.append(element)
