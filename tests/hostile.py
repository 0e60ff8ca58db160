"""Texts that people have typed, or could: each is to be printed as what it is, wherever it stands."""

import unicodedata

MARKUP = [
    "= x", "== x", "+ x", "1. x", "1) x", "(1) x", "a) x", "i. x", "- x", "* x", "/ x: y", "# x", "## x {#sec-x}",
    "> x",
    "| a | b |", "|---|---|", "@tbl-x", "@sec-x", "[@ref]", "[x](y)", "![x](y){#fig-x}", "{#tbl-x}", "{#fig-y .z}",
    "[^1]", "^[note]", "$x$", "$$\\frac{1$$", "*x*", "_x_", "**x", "~x~", "^x^", "~~x~~", "`x", "`{python} 1+1`",
    "x\n```\n{=html}\n<b>y</b>", "```{=typst}", "`#x`{=typst}", ":::", "::: {.callout-note}", "[!NOTE]", "{.only}",
    "{{< include x.qmd >}}", "{=html}", "#let x = 1", "#panic()", "\\", "\\\\ \\n", "\\textbf{x}", "&amp;",
    "&#x3C;b&gt;",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table><h1>x", "<!-- x -->", "]]>",
    "'x' \"y\"",
    "...", "-- x --- y", "http://x.no/a_b", "x@y.no", "%x%", "</script>", "javascript:alert(1)", "${x}", "{{ x }}",
    "#sym.arrow", "<label>", "// x", "/* x */", "x // y", "-?x", "x~y", "Term\n:   Def", "---", "***", "Grep 1.",
    "C#",
]  # fmt: skip
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0", "#N/A",
            "#REF!", "＝1", "01.02.2024", "1e5", "TRUE", "=x"]  # fmt: skip
SIGNS = [
    "x\u2028y", "x\u0085y", "a\u00adb", "\u200bx", "\u202eabc\u202c x", "\u2066x\u2069", "x\u200by", "e\u0301",
    "x\u0330\u0301\u0302",
    "x\x00y", "x\x07y\x1b[0m", "x\x7f", "\uf0b7 punkt", "\uf0d8 punkt", "\uf0a7 punkt", "\ue000 x", "\U000f0000 x",
    "\ufffe x",
    "\ud800 x", "\ufffd x", "x 🙂", "👍🏽", "👨‍👩‍👧", "🇳🇴", "漢字", "العربية", "עברית", "हिन्दी", "\U0001fae9",
    "☺ ✓ ☐ →", "½ ² ³ µ",
    "Ã¥rsverk", "â€œx", "fi ﬁ", "𝑥", "\u0378", "x\u20e3", "\u0338x",
]  # fmt: skip
EMPTY = [" ", "\u200b", "\u2060 \u00a0", "\t"]
LONG = ["a" * 40_000, "å" * 300, "漢" * 200, "x-" * 200]
ALL = MARKUP + FORMULAS + SIGNS + LONG


def letters(text: str) -> str:
    """The letters of a text and nothing of how they are set: no blanks, ends of line, or signs without a look."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] not in "ZC")
