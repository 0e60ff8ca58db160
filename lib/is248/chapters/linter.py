"""The linter of the prose: `make check` finds typed numbers, and words that assert something unchecked.

It reads the chapters' sources and executes nothing. What it lets pass, or stops at, stands in `patterns.py`.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from is248 import wording
from is248.chapters import trees
from is248.chapters.conditions import spans
from is248.chapters.facts import facts_in
from is248.chapters.inline import INLINE
from is248.chapters.labels import answers_asked, typed_labels, unknown_questions
from is248.chapters.patterns import ASSERTIONS, CONTEXTS, DEFINITIONS, HEADING, NUMBERS, SIGNIFICANT
from is248.chapters.source import all_there, read_chapter
from is248.chapters.uses import Names, named
from is248.data.codebook import Codebook, codebook_years, load_codebook
from is248.data.edition import FILL_IN
from is248.project import root
from is248.reading import read_text

# What looks at the data first: functions of wording, and values of the objects that an author asks. A word that asserts
# is bound if its sentence has one of them, or a condition.
_CHECKS = re.compile(
    r"(?<![.\w])(?:holds|change|compare|majority|quantifier|fraction)\("
    r"|\.(?:change|changed|since|development|spread|differences|significant|slope|stands_out|series|test|verb|goes_with)\b"
    r"(?!(?:\([^)]*\))?\.(?:points|first|last)\b)"  # a bare number looks at nothing
)
# A superlative is bound as well by what picks the row out and names it; the label of an answer picks nothing out.
_NAMES = re.compile(r"\.(?:highest|lowest|names|question\.spoken)\b|\.label\(|\b(?:join|listed|largest_in)\(")
_CHOSEN = re.compile(r"(?:low|high|most|least)\w*")  # what a cell has picked out, by its name
# A word of significance is bound by what asks a test, and an effect by who has shown it: the citation of a reference.
_TESTS = re.compile(
    r"\b(?:differ|told_apart|differing|alike|slope|rising|falling|rises|falls|stands_out|goes_with|significant|direction|test)\b"
)
_CITES = re.compile(r"(?<![\w.])@(?!(?:tbl|fig|sec)-)\w", re.IGNORECASE)
LONGEST = 100  # characters of an inline expression; a longer one holds a sentence, or belongs in a cell
MOST_WORDS = 4  # of a text in an expression with a condition

_ADVICE = {
    "typed-number": "compute it with `{{python}} …`, or mark what is from outside: […]{{.fact}} [@source]",
    "sentence-in-code": "write two spans in its place: […]{{.when test=…}} […]{{.otherwise}}",
    "long-expression": f"over {LONGEST} characters: give a part of it a name in the cell above",
    "no-data": "the expression looks at no data; compute it from the survey",
    "typed-label": "next year's form may word the answer otherwise; write {1}",
    "unbound-word": "let .change, .differences, .when … check it in its sentence, or mark it: […]{{.interpretation}}",
    "untested-word": "only a test says so: write .differences, .significant …, or ask it: […]{{.when test=….differ}}",
    "unshown-effect": "cite who has shown it, [@key], or mark it: […]{{.interpretation}}",
    "fact-without-source": "cite in the same paragraph where it is from: […]{{.fact}} [@source]",
    "fill-in": "write what is to stand here, and take the word FILL-IN away",
    "fact-without-years": 'say for which editions it holds: {{.fact years="2023-2024"}}, or 2023- for what is past',
    "year-behind-change": "a change may end with where its series turned; write the year before: «har siden 2023 økt»",
    "not-mentioned": "mention it in the chapter's text before it stands, with @{0}",
    "no-such-label": "no chapter has this label; correct it, or add the label",
    "no-such-question": "no codebook has this question{1}",
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

    def finding(self, start: int, text: str, rule: str, instead: str = "") -> "Finding":
        """Return what was found at a place of the text."""
        shown = " ".join(text.split())
        return Finding(self, self.line + self.text.count("\n", 0, start), shown, rule, instead)

    def prose(self) -> list[tuple[int, str]]:
        """Return what readers see of it, each text with its place: a page's own, or the caption of a code cell."""
        if self.kind == "markdown":
            return [(0, self.text)]
        return [(match.start("text"), match["text"]) for match in _CAPTION.finditer(self.text)]


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it stands, what it is, the rule that it breaks, and what to write instead."""

    passage: _Passage
    line: int
    text: str
    rule: str
    instead: str = ""

    def __str__(self) -> str:
        path = self.passage.path
        shown = path.relative_to(root()) if path.is_relative_to(root()) else path
        place = f"{shown}: {self.passage.where}, line {self.line}" if self.passage.where else f"{shown}:{self.line}"
        return f"{place}: {self.rule} «{self.text}»: {_ADVICE[self.rule].format(self.text, self.instead)}"


def _passages(path: Path) -> Iterator[_Passage]:
    if path.suffix == ".ipynb":
        for number, cell in enumerate(read_chapter(path).cells, 1):
            yield _Passage(path, f"cell {number} ({cell.id})", 1, cell.cell_type, cell.source)
        return
    text = read_text(path)
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
    re.compile(HEADING, re.MULTILINE),
    re.compile(r"`[^`\n]*`"),
    re.compile(r"\[-?@[^\]]*\]|(?<!\w)@[\w:-]*\w|\[\^[^\]]*\]"),  # citations, references, footnotes
    re.compile(r"(?<=\])\([^)\s]*\)|https?://\S+"),
    re.compile(r"^\s*\d+\.(?=\s)", re.MULTILINE),  # numbers of a list
    re.compile(r"«[^»\n]*»"),  # names of answers, questions and plans; quotations are fetched by code
    re.compile(r"\{[^{}\n]*\}"),  # attributes
)
_SPAN = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\{(?=[^{}\n]*\.%s\b)([^{}\n]*)\}"
_FACT, _INTERPRETATION = re.compile(_SPAN % "fact"), re.compile(_SPAN % "interpretation")
_BOX = re.compile(r"^::: ?\{\.interpretation\}$.*?^:::$", re.MULTILINE | re.DOTALL)  # what the authors think

_CITED_POINT, _LINE_END = re.compile(r"- .*\[@[\w:-]+\]\.?\s*$"), re.compile(r"\n")

_CAPTION = re.compile(r"^#\|\s*(?:tbl|fig)-cap:[ \t]*(?P<text>.*)$", re.MULTILINE)
_LABEL = re.compile(r"^#\|\s*label:\s*(?P<code>(?:tbl|fig|sec)-\S+)|\{#(?P<text>(?:tbl|fig|sec)-[\w-]+)", re.MULTILINE)
_REFERENCE = re.compile(r"(?<![\w.])@((?i:tbl|fig|sec)-[\w-]*\w)")


def _hide(match: re.Match, character: str = _HIDDEN) -> str:
    return re.sub(r"[^\n]", character, match.group())


def _without_values(text: str) -> str:
    return INLINE.sub(lambda match: _hide(match, _INLINE), text)


def _prose(text: str, *spans: re.Pattern) -> str:
    """Return the text with all that isn't typed prose hidden, every other character in its place."""
    text = _without_values(text)
    for pattern in (*spans, *_NO_PROSE, *_ALLOWED):
        text = pattern.sub(_hide, text)
    return text


def _any(patterns: Iterable[str]) -> list[re.Pattern]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]


_ALLOWED, _CONTEXTS, _TYPED = _any(DEFINITIONS), _any(CONTEXTS), _any(NUMBERS)
_WORDS = {pattern: kind for kind, patterns in ASSERTIONS.items() for pattern in _any(patterns)}
_SIGNIFICANT = _any(SIGNIFICANT)


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


def _sentences_in_code(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield every expression that is long, or chooses between sentences: neither linter nor reader sees those."""
    for match in INLINE.finditer(text):
        texts = re.findall(r"[\"'][^\"']*[\"']", match[1])
        words = max(map(len, map(str.split, texts)), default=0)
        if " if " in match[1] and words > MOST_WORDS:
            yield match.start(), match[1], "sentence-in-code"
        elif len(match[1]) > LONGEST:
            yield match.start(), match[1], "long-expression"


def _has_no_data(expression: str) -> bool:
    """Return whether an expression names nothing but functions of wording: `"42 prosent"`, `holds("flest", True)`."""
    try:
        tree = trees.parsed(expression, mode="eval")
    except SyntaxError:
        return False  # the build tells of it, with the kernel's words
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(
        hasattr(wording, node.id) and (node in called or isinstance(getattr(wording, node.id), wording.Noun))
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
    )


def _unbound_words(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield every word that asserts something, in a sentence without what checks it."""
    prose = _prose(text, _FACT, _INTERPRETATION, _BOX)
    for context in _CONTEXTS:
        prose = context.sub(_hide, prose)
    for match in _matches(_WORDS, prose):
        kind, sentence = _WORDS[match.re], text[_around(_SENTENCE_END, prose, match.start())]
        if _CITED_POINT.match(text[_around(_LINE_END, text, match.start())]):
            continue  # a point of a list that tells of somebody's study
        if kind == "effect" and not _CITES.search(sentence):  # no number of the survey shows one
            yield match.start(), match.group(), "unshown-effect"
        elif kind != "effect" and not _is_checked(kind, sentence, prose[: match.start()]):
            yield match.start(), match.group(), "unbound-word"


def _untested_words(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield every «signifikant» or «systematisk» that no condition on a test governs, in prose or in an expression."""
    tested = list(_tested(text))
    for match in _matches(_SIGNIFICANT, _prose(text, _FACT, _INTERPRETATION)):
        if not any(match.start() in place for place in tested):
            yield match.start(), match.group(), "untested-word"
    for match in INLINE.finditer(text):
        words = "\n".join(re.findall(r"[\"'][^\"']*[\"']", match[1]))
        if any(_matches(_SIGNIFICANT, words)) and not _TESTS.search(match[1]):
            yield match.start(), match[1], "untested-word"


def _is_checked(kind: str, sentence: str, before: str) -> bool:
    """Return whether a sentence has a condition, a reference, or an expression that checks a word of a kind."""
    expressions = INLINE.findall(sentence)
    code = " ".join(expressions)
    if ".when " in sentence or ".otherwise" in sentence or _CHECKS.search(code) or _CITES.search(sentence):
        return True
    counted = before.endswith(f"{_INLINE} ")  # «de `…` største»: as many as the data have
    return {
        "superlative": counted or bool(_NAMES.search(code)) or any(map(_CHOSEN.fullmatch, expressions)),
        "difference": bool(_NAMES.search(code)),  # «varierer fra `…` til `…`»
        "measure": bool(code),
    }.get(kind, False)


def _tested(text: str, start: int = 0) -> Iterator[range]:
    """Yield the places of the spans whose condition asks a test."""
    asked = False
    for span in spans(text):
        asked = (asked and span.has("otherwise")) or bool(_TESTS.search(span.value("test")))
        if asked:
            yield range(start + span.start, start + span.end)
        yield from _tested(span.text, start + span.start + 1)


def _around(end: re.Pattern, text: str, start: int) -> slice:
    """Return where the sentence or paragraph that holds a place begins and ends."""
    ends = [match.end() for match in end.finditer(text)]
    return slice(
        max((end for end in ends if end <= start), default=0),
        min((end for end in ends if end > start), default=len(text)),
    )


_SENTENCE_END = re.compile(rf"[.!?](?=\s+[A-ZÆØÅ{_INLINE}{_HIDDEN}\[])|\n\s*\n|\n(?=\s*[-*|>] )")
_YEAR_BEHIND = re.compile(r"`\{python\} [^`\n]*\.(?:change|since\([^()`\n]*\))`\s+siden\b")
_PARAGRAPH_END = re.compile(r"\n\s*\n|\n(?=\s*[-*|>] )")


def _facts_without_source(text: str) -> Iterator[tuple[int, str, str]]:
    for match in _FACT.finditer(text):
        if not _CITES.search(text[_around(_PARAGRAPH_END, text, match.start())]):
            yield match.start(), match.group(1), "fact-without-source"


def _years_behind(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the changes with their year behind them: «økt til 22, etter å ha gått ned fra 34 i 2022 siden 2024»."""
    yield from ((match.start(), match[0], "year-behind-change") for match in _YEAR_BEHIND.finditer(text))


def findings_in(text: str) -> list[tuple[int, str, str]]:
    """Return what is wrong in a piece of prose: place, text and rule, in the order of the text."""
    rules = (_typed_numbers, _sentences_in_code, _unbound_words, _untested_words, _facts_without_source, _years_behind)
    return sorted(found for rule in rules for found in rule(text))


def _facts_without_years(passages: list[_Passage]) -> Iterator[Finding]:
    """Yield the facts and readings that neither name editions, nor stand under a heading that does."""
    for fact in facts_in(passage.text if passage.kind == "markdown" else "" for passage in passages):
        if not fact.years:
            rule = "fill-in" if FILL_IN in fact.text else "fact-without-years"
            yield passages[fact.cell].finding(fact.start, fact.text, rule)


def _in_passage(passage: _Passage) -> Iterator[Finding]:
    for offset, text in passage.prose():
        for start, found, rule in findings_in(text):
            yield passage.finding(offset + start, found, rule)


def _typed_labels(passages: list[_Passage], codebooks: list[Codebook]) -> Iterator[Finding]:
    """Yield the labels of answers that are typed, of the questions that the chapter's code asks."""
    code = [passage.text if passage.kind == "code" else "\n".join(INLINE.findall(passage.text)) for passage in passages]
    answers = answers_asked("\n".join(code), codebooks)
    for passage in passages:
        for offset, text in passage.prose():
            shown = _INTERPRETATION.sub(_hide, _FACT.sub(_hide, _without_values(text)))
            for start, found, instead in typed_labels(shown, answers):
                yield passage.finding(offset + start, found, "typed-label", instead)


def _unknown_questions(passages: list[_Passage], known: Names) -> Iterator[Finding]:
    for passage in passages:
        for start, question, meant in unknown_questions(passage.text, known):
            yield passage.finding(start, question, "no-such-question", meant)


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
    return [*sorted(root().glob("*.qmd")), *all_there()]


def check_prose(files: Iterable[Path] = ()) -> list[Finding]:
    """Return everything that the linter finds in the files, or in the whole book; it executes nothing.

    Parameters
    ----------
    files : iterable of Path
        Chapters (.ipynb) and pages (.qmd); all of the book unless given.

    Returns
    -------
    list of Finding
        In the order of the files and their lines. Rules: `typed-number`, `typed-label` (of an answer), `no-data`,
        `sentence-in-code`, `long-expression`, `unbound-word`, `untested-word`, `unshown-effect`,
        `fact-without-source`, `fact-without-years`, `fill-in`, `year-behind-change`, `not-mentioned`
        (a table or figure), `no-such-label` (a reference), `no-such-question`.

    Raises
    ------
    ProjectError
        If there is no such file, or it is no notebook.
    """
    asked = [Path(file).resolve() for file in files] or book_files()
    sources = {path: list(_passages(path)) for path in dict.fromkeys([*asked, *book_files()])}
    codebooks = [load_codebook(year) for year in codebook_years()]
    asked_of = named(codebooks)
    known = {label for passages in sources.values() for _, _, label in _labels(passages)}
    findings = []
    for path in asked:
        passages = sources[path]
        here = [finding for passage in passages for finding in _in_passage(passage)]
        here += [*_typed_labels(passages, codebooks), *_unknown_questions(passages, asked_of)]
        here += _facts_without_years(passages)
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
