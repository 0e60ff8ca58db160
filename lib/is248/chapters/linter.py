"""The linter of the prose: `make check` finds typed numbers, and words that assert something unchecked.

It reads the chapters' sources and executes nothing. Every pattern that it lets pass, or stops at, stands in
one of the tables below, with the reason.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import papermill  # noqa: F401  (has to be imported before is248.engine, which it loads itself)

from is248 import wording
from is248.chapters.engine import INLINE
from is248.chapters.execution import read_chapter
from is248.project import ProjectError, root

# --- what may be typed: definitions ------------------------------------------------------------------

_SPACE = "[ \u00a0\u202f]"
_SIZE = rf"(?:2000|5000|10{_SPACE}?000|20{_SPACE}?000|50{_SPACE}?000)"  # the limits of the size groups, no others
_MONTH = "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
_AGE = rf"\d{{1,2}}(?:(?:[–-]|{_SPACE}(?:til|og|eller){_SPACE})\d{{1,2}})?"

_DEFINITIONS = (
    # age limits: «under 18 år», «18 år og over», «13–24 år», «18-åringer»
    rf"\b(?:under|over|fra|fylt|mellom|til|≥|<){_SPACE}?{_AGE}{_SPACE}år\b",
    rf"\b{_AGE}{_SPACE}år{_SPACE}(?:og|eller){_SPACE}(?:over|eldre|yngre|mer)\b",
    rf"\b\d{{1,2}}[–-]\d{{1,2}}{_SPACE}år\b",
    r"\b\d{1,2}-åringe?r?\b",
    # size groups: «færre enn 5000 innbyggere», «2000–5000 innbyggere», «50 000 innbyggere eller flere»
    rf"(?:\b(?:færre enn|flere enn|mer enn|mindre enn|minst|under|over|fra|mellom|inntil|opptil){_SPACE})?"
    rf"\b{_SIZE}(?:(?:–|{_SPACE}(?:til|og){_SPACE}){_SIZE})?{_SPACE}innbyggere(?:{_SPACE}eller{_SPACE}flere)?\b",
    # the size groups by name, and the ten largest municipalities
    r"\b[Dd]e (?:minste|største) (?:kommunene|bydelene)\b",
    r"\b[Dd]e ti(?: største(?: kommunene)?)?\b(?! siste)",
    # the unit of a rate, and what a column of percent adds up to
    rf"\bper{_SPACE}(?:100{_SPACE}000|10{_SPACE}?000|1000|100)\b",
    rf"\b(?:til|over|enn){_SPACE}100{_SPACE}prosent\b",
    # a day of the year; the year itself is computed
    rf"\b\d{{1,2}}\.{_SPACE}{_MONTH}\b",
    # periods that the questionnaire asks about, and scales
    r"\b(?:de )?siste (?:12|tolv) måned(?:er|ene)\b",
    r"\bskala(?:en)? fra (?:\d+|én|null) til (?:\d+|fem|sju|ti)\b",
    # names: the survey, pathways, services, diagnoses, opening hours round the clock
    r"\bIS-\d+(?:/\d+)?\b",
    r"\b(?:[Hh]oved)?[Ff]orløp(?:ene)? [123](?:(?:, [123])? og [123])?\b",
    r"\b(?:ICD-1[01]|DSM-5|SARA:V3|24/7|covid-19)\b",
    # the form of a table
    r"\b(?:to|tre|fire) (?:første|siste) (?:kolonnene|radene)\b",
    # laws, white papers and plans with their numbers and years, ISBN
    r"§{1,2}\s?\d+(?:[-–]\d+)?(?: ?[a-z]\b)?",
    r"\b(?:Meld\. St\.|Prop\.|Innst\.|NOU|Rundskriv)\s[\d: ]+(?: ?[LS]\b)?(?: ?\(\d{4}[–-]\d{2,4}\))?",
    r"\b(?:[Oo]pptrappingsplan|[Hh]andlingsplan|[Ss]trategi|[Pp]lan)\w*[^.,;\d\n]{0,60}\(\d{4}[–-]\d{4}\)",
    r"\bISBN[ :]*[\d-]+",
    # tables of Statistics Norway by their number
    r"\b(?:SSB|Statistisk sentralbyrå)[^.\d\n]{0,20}tabell \d{5}\b",
)

# --- what may not be typed: numbers -------------------------------------------------------------------

_UNITS_IN_WORDS = "to|tre|fire|fem|seks|sju|syv|åtte|ni"
_TENS = "tjue|tretti|førti|femti|seksti|sytti|åtti|nitti"
_CARDINAL = (
    rf"{_UNITS_IN_WORDS}|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|"
    rf"(?:{_TENS})(?:én|en|{_UNITS_IN_WORDS})?|hundre|tusen|millioner|milliarder"
)
_ORDINAL = "annen|andre|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende"
_COUNTED = r"(?:kommuner?|bydele?r?|enhete?r?|fylker?|grupper?|team|svar|prosent|prosentpoeng)\b"

_NUMBERS = (
    r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[,.]\d+)?(?:[–/-]\d+)*",
    rf"\b(?:hver|hvert) (?:{_ORDINAL})\b",
    r"\b(?:[Nn]esten )?halvparten\b|\bhalvdelen\b",
    r"\b(?:(?:en|én|to|tre|fire)[ -])?(?:tre(?:dje)?|fjerde|fire|femte?|sjette?|ti(?:ende)?)del(?:er|en|ene)?\b",
    r"\bflertall(?:et)?\b|\bmindretall(?:et)?\b",
    r"\b(?:doblet|doblingen?|dobbelt så|tredoblet|halvert|halvering(?:en)?)\b",
    rf"\bfor (?:{_ORDINAL}) (?:år|gang|måling)\w*|\bpå rad\b",
    # «én» and «ett» are numbers when they count, «en» is an article
    rf"\b(?:én|ett|en|{_CARDINAL}) av (?:de )?(?:{_CARDINAL})\b",
    rf"\b(?:én|ett) {_COUNTED}|\bén av\b",
    rf"\b(?:{_CARDINAL})\b",
)

# --- what may not be typed: words that assert ----------------------------------------------------------

_MORE = (
    "flere|færre|høyere|lavere|større|mindre|mer|oftere|sjeldnere|raskere|bedre|dårligere|vanligere|sterkere|svakere"
)
_GROUPS = (
    r"(?:kommune(?:r|ne)|bydel(?:er|ene)|fylke(?:r|ne)|enhete(?:r|ne)|HF-område(?:r|ne)|helseregione(?:r|ne)|"
    r"\w*gruppe(?:r|ne))\b"
)
_ASSERTIONS = {
    "test": (
        r"\bsignifikan\w+",
        r"\bsystematisk\w* (?:forskjell|variasjon|økning|nedgang|sammenheng|høyere|lavere|mer|mindre|flere|færre)\w*",
        r"\b(?:øker?|økte|økende|faller|fallende|stiger|synker|avtar|varierer) systematisk\b",
        r"\bsystematisk (?:med|etter) (?:kommune)?størrelse\w*",
    ),
    "quantifier": (
        r"\bde(?: aller)? fleste\b",
        r"\b(?:kun|utelukkende|samtlige)\b",
        # «av alle kommuner» names a base; «alle 373» has a computed number behind it
        rf"(?<!av )(?<!blant )(?<!for )\balle (?:{_GROUPS}|årene\b)",
        rf"\bingen (?:(?:av )?{_GROUPS}|forskjell\w*|endring\w*)",
        r"\b(?:mesteparten|størsteparten|størstedelen)\b",
    ),
    "change": (
        r"\b(?:økning|nedgang|vekst|reduksjon|bedring)(?:en|er|ene)?\b",
        r"\bøkte(?= (?:fra|til|med|i|også|litt|andelen|tallet)\b|[.,])",  # «økte utgifter» is no change over years
        r"\b(?:øker|økende|stiger|stigende|faller|falt|fallende|synker|sank|avtar|avtok|vokser|vokste)\b",
        r"\bhar (?!fått|gitt|bidratt|ført)[^.;:,\ue000]{0,40}?\b(?:økt|vokst|steget|sunket|avtatt|redusert)\b",
        r"\b(?:gått|går|gikk) (?:\w+ )?(?:ned|opp)\b",
        r"\buendret\b|\bstabilt?e?\b|\bflatet ut\b|\butflating\w*",
    ),
    "size": (
        r"\b(?:betydelig|vesentlig|markant|marginal|kraftig)\w*",
        r"\b(?:stor|store|små|liten|klare?|tydelige?|noen) (?:forskjell|variasjon|endring)\w*",
        rf"\b(?:litt|noe|mye|langt|klart|svært mye) (?:{_MORE})\b",
        r"\b(?:nesten|drøyt|knapt|i underkant av|i overkant av|godt over|litt over|litt under)(?= [\ue000])",
    ),
    "comparison": (
        rf"\b(?:{_MORE})\b(?=[^.;:,]*\benn\b)",
        r"\b(?:omtrent |nesten |tilnærmet )?like (?:mange|stor\w*|høy\w*|lav\w*|mye|ofte|vanlig\w*)\b",
        r"\bomtrent (?:som|uendret|det samme)\b|\bdet samme som\b",
    ),
    "superlative": (
        r"\b(?:aller )?(?:flest|færrest|høyest|lavest|størst|vanligst|oftest|sjeldnest)e?\b(?! mulig)",
        r"\bminste?\b(?! (?:mulig|[\ue000]|én|ett|\d))(?<!det minste)(?<!ikke minst)",
        r"\bmest\b(?! mulig)",
    ),
}

# The functions that look at the data first. A word that asserts is bound if its sentence has one of them.
_CHECKING = tuple(
    function.__name__
    for function in (
        *(wording.holds, wording.change, wording.compare, wording.equal, wording.majority, wording.quantifier),
        *(wording.fraction, wording.changed, wording.change_noun, wording.changed_in, wording.from_to),
        *(wording.trend, wording.differences),
    )
)
_CHECKS = re.compile(rf"(?<![.\w])(?:{'|'.join(_CHECKING)})\(")
# A superlative is bound as well by what picks the row out and names it.
_NAMES = re.compile(r"\.(?:top|bottom|named|label|highest|lowest|names|largest_in)\(|\b(?:join|listed)\(")

_ADVICE = {
    "typed-number": 'compute it with `{{python}} …`, or mark what is from outside: […]{{.fact source="…"}}',
    "no-data": "the expression looks at no data; compute it from the survey",
    "unbound-word": "let holds, changed, majority … check it in its sentence, or mark it: […]{{.interpretation}}",
    "fact-without-source": 'say where it is from: […]{{.fact source="NPR 2023"}}',
    "not-mentioned": "mention it in the chapter's text before it stands, with @{0}",
    "no-such-label": "no chapter has this label; correct it, or add the label",
}


# --- reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Passage:
    """A piece of a source: prose, or a code cell; `line` is where it begins in the file, or 1 in a notebook's cell."""

    path: Path
    where: str
    line: int
    kind: str
    text: str

    def finding(self, start: int, text: str, rule: str) -> "Finding":
        """Return what was found at a place of the text."""
        shown = " ".join(text.split())
        return Finding(self, self.line + self.text.count("\n", 0, start), shown, rule)


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it stands, what it is, and the rule that it breaks."""

    passage: _Passage
    line: int
    text: str
    rule: str

    def __str__(self) -> str:
        path = self.passage.path
        shown = path.relative_to(root()) if path.is_relative_to(root()) else path
        place = f"{shown}: {self.passage.where}, line {self.line}" if self.passage.where else f"{shown}:{self.line}"
        return f"{place}: {self.rule} «{self.text}»: {_ADVICE[self.rule].format(self.text)}"


def _passages(path: Path) -> Iterator[_Passage]:
    if path.suffix == ".ipynb":
        for number, cell in enumerate(read_chapter(path).cells, 1):
            yield _Passage(path, f"cell {number} ({cell.id})", 1, cell.cell_type, cell.source)
        return
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(f"There is no file {path} to check.") from None
    pieces = re.split(r"^(```\{python\}\n.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    line = 1
    for i, piece in enumerate(pieces):
        yield _Passage(path, "", line, "code" if i % 2 else "markdown", piece)
        line += piece.count("\n")


_INLINE, _HIDDEN = "\ue000", "\ue001"  # private characters for what an expression prints, and for what is no prose

_NO_PROSE = (
    re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL),  # front matter
    re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL),
    re.compile(
        r"^::: ?\{\.definition\}$.*?^:::$", re.MULTILINE | re.DOTALL
    ),  # explains words, says nothing of the data
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^#{1,6} .*$", re.MULTILINE),  # headings name, they don't assert
    re.compile(r"`[^`\n]*`"),
    re.compile(r"\[-?@[^\]]*\]|(?<!\w)@[\w:-]*\w|\[\^[^\]]*\]"),  # citations, references, footnotes
    re.compile(r"(?<=\])\([^)\s]*\)|https?://\S+"),
    re.compile(r"^\s*\d+\.(?=\s)", re.MULTILINE),  # numbers of a list
    re.compile(r"«[^»\n]*»"),  # names of answers, questions and plans; quotations are fetched by code
    re.compile(r"\{[^{}\n]*\}"),  # attributes
)
_SPAN = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\{(?=[^{}\n]*\.%s\b)([^{}\n]*)\}"
_FACT, _INTERPRETATION = re.compile(_SPAN % "fact"), re.compile(_SPAN % "interpretation")
_SOURCE = re.compile(r"""\bsource=(?:"[^"]*\w[^"]*"|'[^']*\w[^']*')""")

_CAPTION = re.compile(r"^#\|\s*(?:tbl|fig)-cap:[ \t]*(?P<text>.*)$", re.MULTILINE)
_LABEL = re.compile(r"^#\|\s*label:\s*(?P<code>(?:tbl|fig|sec)-\S+)|\{#(?P<text>(?:tbl|fig|sec)-[\w-]+)", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")


def _hide(match: re.Match, character: str = _HIDDEN) -> str:
    return re.sub(r"[^\n]", character, match.group())


def _prose(text: str, *spans: re.Pattern) -> str:
    """Return the text with all that isn't typed prose hidden, every other character in its place."""
    text = INLINE.sub(lambda match: _hide(match, _INLINE), text)
    for pattern in (*spans, *_NO_PROSE, *_ALLOWED):
        text = pattern.sub(_hide, text)
    return text


def _any(patterns: Iterable[str]) -> list[re.Pattern]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]


_ALLOWED, _TYPED = _any(_DEFINITIONS), _any(_NUMBERS)
_SUPERLATIVES = _any(_ASSERTIONS["superlative"])
_WORDS = _any(pattern for patterns in _ASSERTIONS.values() for pattern in patterns)


def _matches(patterns: Iterable[re.Pattern], prose: str) -> Iterator[re.Match]:
    """Yield what the patterns find, each place once; abbreviations in capitals are no words."""
    taken: set[int] = set()
    for pattern in patterns:
        for match in pattern.finditer(prose):
            if not match.group().isupper() and taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                yield match


# --- the rules -------------------------------------------------------------------------------------


def _typed_numbers(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield place, text and rule of every number that is typed, in plain text or in an expression without data."""
    for match in _matches(_TYPED, _prose(text, _FACT)):
        yield match.start(), match.group(), "typed-number"
    for match in INLINE.finditer(text):
        if _has_no_data(match.group(1)):
            yield match.start(), match.group(1), "no-data"


def _has_no_data(expression: str) -> bool:
    """Return whether an expression names nothing but functions of wording: `"42 prosent"`, `holds("flest", True)`."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        return False  # the build tells of it, with the kernel's words
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(
        hasattr(wording, node.id) and (node in called or isinstance(getattr(wording, node.id), wording.Noun))
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
    )


def _unbound_words(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield every word that asserts something, in a sentence without a function that checks it."""
    prose = _prose(text, _FACT, _INTERPRETATION)
    for match in _matches(_WORDS, prose):
        code = " ".join(INLINE.findall(text[_sentence(prose, match.start())]))
        counted = prose[: match.start()].endswith(f"{_INLINE} ")  # «de `…` største»: as many as the data have
        named = match.re in _SUPERLATIVES and (counted or _NAMES.search(code))
        if not (named or _CHECKS.search(code)):
            yield match.start(), match.group(), "unbound-word"


def _sentence(prose: str, start: int) -> slice:
    """Return where the sentence that holds a place begins and ends."""
    ends = [match.end() for match in _SENTENCE_END.finditer(prose)]
    return slice(
        max((end for end in ends if end <= start), default=0),
        min((end for end in ends if end > start), default=len(prose)),
    )


_SENTENCE_END = re.compile(rf"[.!?](?=\s+[A-ZÆØÅ{_INLINE}{_HIDDEN}\[])|\n\s*\n|\n(?=\s*[-*|>] )")


def _facts_without_source(text: str) -> Iterator[tuple[int, str, str]]:
    for match in _FACT.finditer(text):
        if not _SOURCE.search(match.group(2)):
            yield match.start(), match.group(1), "fact-without-source"


def findings_in(text: str) -> list[tuple[int, str, str]]:
    """Return what is wrong in a piece of prose: place, text and rule, in the order of the text."""
    rules = (_typed_numbers, _unbound_words, _facts_without_source)
    return sorted(found for rule in rules for found in rule(text))


def _in_passage(passage: _Passage) -> Iterator[Finding]:
    texts = [(0, passage.text)]
    if passage.kind != "markdown":
        texts = [(match.start("text"), match["text"]) for match in _CAPTION.finditer(passage.text)]
    for offset, text in texts:
        for start, found, rule in findings_in(text):
            yield passage.finding(offset + start, found, rule)


def _labels(passages: Iterable[_Passage]) -> Iterator[tuple[_Passage, int, str]]:
    for passage in passages:
        kind = "text" if passage.kind == "markdown" else "code"
        for match in _LABEL.finditer(passage.text):
            if match[kind]:
                yield passage, match.start(), match[kind]


def _references(passages: Iterable[_Passage]) -> Iterator[tuple[_Passage, int, str]]:
    for passage in passages:
        if passage.kind == "markdown":
            for match in _REFERENCE.finditer(passage.text):
                yield passage, match.start(), match.group(1)[0].lower() + match.group(1)[1:]


def book_files() -> list[Path]:
    """Return the pages and chapters of the project, those too that _quarto.yml doesn't name yet."""
    return [*sorted(root().glob("*.qmd")), *sorted((root() / "chapters").glob("*.ipynb"))]


def check_prose(files: Iterable[Path] = ()) -> list[Finding]:
    """Return everything that the linter finds in the files, or in the whole book; it executes nothing.

    Parameters
    ----------
    files : iterable of Path
        Chapters (.ipynb) and pages (.qmd); all of the book unless given.

    Returns
    -------
    list of Finding
        In the order of the files and their lines. Rules: `typed-number`, `no-data`, `unbound-word`,
        `fact-without-source`, `not-mentioned` (a table or figure), `no-such-label` (a reference).

    Raises
    ------
    ProjectError
        If there is no such file, or it is no notebook.
    """
    asked = [Path(file).resolve() for file in files] or book_files()
    sources = {path: list(_passages(path)) for path in dict.fromkeys([*asked, *book_files()])}
    known = {label for passages in sources.values() for _, _, label in _labels(passages)}
    findings = []
    for path in asked:
        passages = sources[path]
        here = [finding for passage in passages for finding in _in_passage(passage)]
        mentioned = {label for _, _, label in _references(passages)}
        here += [
            passage.finding(start, label, "not-mentioned")
            for passage, start, label in _labels(passages)
            if not label.startswith("sec-") and label not in mentioned
        ]
        here += [
            passage.finding(start, label, "no-such-label")
            for passage, start, label in _references(passages)
            if label not in known
        ]
        order = {passage: number for number, passage in enumerate(passages)}
        findings += sorted(here, key=lambda finding: (order[finding.passage], finding.line))
    return findings
