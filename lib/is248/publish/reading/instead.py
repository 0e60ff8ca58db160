"""What to write in the place of HTML, LaTeX and names of boxes that the book can't have, by their names."""

INSTEAD = {  # of HTML's own tags
    "br": "end the line with a backslash",
    "sup": "write x^2^",
    "sub": "write H~2~O",
    "b": "write **bold**",
    "strong": "write **bold**",
    "i": "write *italic*",
    "em": "write *italic*",
    "u": "write [text]{.underline}",
    "s": "write ~~text~~",
    "del": "write ~~text~~",
    "mark": "write [text]{.mark}",
    "img": 'write ![Caption.](../images/kart.png){#fig-kart fig-alt="…"}',
    "a": "write [text](https://…)",
    "table": "write | A | B | with its caption below, : Caption. {#tbl-…}",
    "h1": "write # Title", "h2": "write ## Section", "h3": "write ### Section",
    "ul": "write - and the point", "ol": "write 1. and the point", "li": "write - and the point",
    "p": "leave a line empty", "hr": "write --- with an empty line above it", "pre": "write ```",
    "code": "write `code`",
    "div": "write :::", "span": "take it away", "font": "take it away", "center": "take it away",
    "iframe": "write a link to it", "video": "write a link to it", "script": "take it away", "style": "take it away",
    "tr": "write | A | B |", "td": "write | A | B |", "th": "write | A | B |", "tbody": "write | A | B |",
    "details": "write ::: {.callout-note}", "blockquote": "write > and the quotation", "small": "take it away",
}  # fmt: skip
OTHER_TAGS = {  # of HTML too: nobody means their words
    *("abbr", "article", "aside", "audio", "button", "caption", "cite", "col", "colgroup", "dd", "dl", "dt", "embed"),
    *("figcaption", "figure", "footer", "form", "h4", "h5", "h6", "header", "input", "ins", "kbd", "label", "link"),
    *("main", "meta", "nav", "object", "option", "picture", "q", "samp", "section", "select", "source", "strike"),
    *("summary", "svg", "path", "tfoot", "thead", "title", "tt", "var", "wbr", "html", "head", "body"),
}
IN_A_CELL = {
    "br": "a cell has one line: make two rows of it, or write a comma",
    "ul": "a cell has no list: write commas", "li": "a cell has no list: write commas",
    "p": "a cell has one line: make two rows of it",
}  # fmt: skip
OF_LATEX = {
    **dict.fromkeys(("align", "equation", "gather", "multline", "eqnarray"), "write $$, the formula, and $$"),
    **dict.fromkeys(("ref", "autoref", "cref", "pageref"), "write @tbl-…, @fig-… or @sec-…"),
    **dict.fromkeys(("cite", "citep", "citet", "parencite"), "write [@ssb07459]"),
    **dict.fromkeys(("emph", "textit"), "write *italic*"),
    "textbf": "write **bold**", "footnote": "write ^[the note]", "href": "write [text](https://…)",
    "url": "write <https://…>", "underline": "write [text]{.underline}", "textsuperscript": "write x^2^",
    "section": "write ## Section", "subsection": "write ### Section", "itemize": "write - and the point",
    "enumerate": "write 1. and the point", "tabular": "write | A | B |", "table": "write | A | B |",
    "newpage": "the PDF breaks its pages itself; take it away", "clearpage": "take it away", "LaTeX": "write LaTeX",
}  # fmt: skip
OF_FORMULAS = {
    "ce": r"write H~2~O in the text, or \mathrm{H_2O}",
    **dict.fromkeys(("SI", "si", "qty", "num", "unit"), r"write the number and \text{km}"),
    **dict.fromkeys(("newline", "newpage"), r"a line ends with \\"),
    **dict.fromkeys(("euro", "EUR"), r"write \text{euro}"),
}
DIV_NAMES = {
    "columns": "text stands in one column", "column": "text stands in one column",
    "column-margin": "the page has no margin notes; write a footnote, text[^1]", "aside": "write a footnote, text[^1]",
    "panel-tabset": "the PDF has no tabs; write sections", "incremental": "take it away",
}  # fmt: skip
