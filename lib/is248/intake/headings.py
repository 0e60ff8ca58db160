"""Headings: the codebook's columns that a heading names, whatever a survey tool has put around the question's words.

A heading names a column by the column's own name, by the question's words in the codebook or by those of the form; no
other words do. What looks like one of these is a suggestion for a person (`nearest`), and never taken.
"""

import html
import itertools
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator

from rapidfuzz import fuzz, process

from is248.data.codebook import Codebook, Option, Question

NEAR = 60  # rapidfuzz ratio from which words are worth a look: half of the letters in the same order
# letters or bytes where programs cut a name or a text
CUT = {40, 50, 60, 64, 80, 100, 120, 128, 200, 250, 254, 255, 256, 500, 512, 1000, 1024, 2000, 4000, 32767}
SHORTEST = 40  # letters: what is shorter wasn't cut

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
_MARKS = re.compile("[\u0300-\u036f]+")  # the rings and accents of letters that are taken apart
_OTHER = re.compile(r"[^a-z0-9]+")
_TAG = re.compile(r"<[^<>]*>")
# G01Q02[SQ001]. Har dere …; a word of more letters or a year says what is asked for
_CODE = re.compile(r"^\s*(?!\w*(?:19|20)\d\d)(?:[A-Za-z]{1,3}_?\d\w{0,9}(?:\[\w+\])?[.:)]|\w*\d\w*\[\w+\][.:)]?)\s+")
_NUMBER = re.compile(
    r"^\s*(?:(?:q|sp|spm|spørsmål|sporsmal|question|nr)\.?\s*)?\(?\d{1,3}(?:[.\-_]\d{1,3})*\s?[a-zæøå]?[.):]?"
    r"(?=[\s\-–:])[\s\-–:]*",
    re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"([-–—:\[?…]\s*)\(?(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[a-z])[.)]\s+")  # «Plan - a) Ja»
# How to answer, and nothing of what is asked: «(velg alle som passer)», not «(velg bort barn)»
_HOW = (
    r"(?:flere|ett?|en|eller|kryss|svar|svaret|alternativ(?:er|et)?|valg|mulige?|er|kan|sett|velg|velges|hak|huk|av|for"
    r"|alle|alt|det|de|den|som|passer|gjelder|stemmer|best|åpent?|felt|fritekst|tekst|spørsmål|obligatorisk|valgfritt?"
    r"|må|skal|besvares|fylles|ut|kun|bare|minst|maks|inntil|opptil|her|mandatory|required|optional|select|choose|one"
    r"|all|that|apply|any|answers?|options?|\d+)"
)
_HINT = re.compile(
    r"\((?=flere|sett|velg|kryss|åpent?\b|fritekst|obligatorisk|valgfri|må besvares|mandatory|required|select|choose)"
    rf"{_HOW}(?:[\s,.;:/]+{_HOW})*[\s,.;:]*\)"
    r"|[-–]\s*selected choice(?=\s*(?:[-–]|$))"  # Qualtrics
    r"|\b(?:flere kryss mulig|flere svar mulig|sett ett kryss|velg ett alternativ)\b\.?",
    re.IGNORECASE,
)
# group/question/option of KoBo, question (choice=option) of REDCap, question[option]
_IN_GROUPS = re.compile(r"(?:\w+/)*(?P<question>\w+)(?:/(?P<a>[^/]+)|\s*\(choice=(?P<b>.+)\)|\[(?P<c>[^\[\]]+)\])")
_OF_TEXTS = ("tekst", "text", "fritekst", "kommentar", "comment")  # stand behind «Annet» in the heading of its text
_IF = r"^(?:hvis|om|dersom) (?:{})(?:[\s()\d.–-]|\b(?:på|til|i|forrige|spørsmål(?:et)?|spm|sp|ovenfor|over)\b)*[,:]\s*"
_IF_YES, _IF_EITHER = (re.compile(_IF.format(words), re.IGNORECASE) for words in ("ja", "ja|nei"))


def normal(text: str) -> str:
    """Return a heading or label in ASCII letters, digits and underscores, to compare it with another."""
    plain_letters = text.casefold().translate(_NORWEGIAN)
    if not plain_letters.isascii():
        plain_letters = _MARKS.sub("", unicodedata.normalize("NFKD", plain_letters))
    return _OTHER.sub("_", plain_letters).strip("_")


class Headings:
    """What names the columns of a codebook. Names that two columns could have name neither of them."""

    def __init__(self, codebook: Codebook):
        self.codebook = codebook
        # the columns by their names as they are, by these in plain letters, and by words
        self.columns = {
            column for q in codebook.questions for column in (*codebook.columns(q.id), *codebook.sum_columns(q.id))
        } | {"unit", "status"}
        own, words = defaultdict(set), defaultdict(set)
        for column in self.columns - {"unit", "status"}:
            own[normal(column)].add(column)
        self.wordings: list[tuple[str, str]] = [pair for q in codebook.questions for pair in _wordings(codebook, q)]
        for column, wording in self.wordings:
            for text in {wording, _HINT.sub(" ", wording), _IF_EITHER.sub("", wording)}:
                words[normal(text)].add(column)
        if_no = (text for _, text in self.wordings if _IF_EITHER.match(text) and not _IF_YES.match(text))
        self._if_no = {normal(_IF_EITHER.sub("", text)) for text in if_no}
        self._normal = [normal(wording) for _, wording in self.wordings]
        self._own = {name: min(columns) for name, columns in own.items() if len(columns) == 1}
        self._words = words
        self._lists: dict[str, set[str]] = defaultdict(set)
        for question in codebook.of_type("multiple"):
            for text in (question.id, *codebook.wordings(question.id)):
                self._lists[normal(text)].add(question.id)
        self._options: dict[tuple[str, str], str] = {}
        for question in codebook.of_type("multiple"):
            for column, option in zip(codebook.columns(question.id), codebook.options(question.id), strict=True):
                names = (str(option.code), option.name, *option.labels)
                self._options |= {(question.id, normal(name)): column for name in names if name}
        self._sorted = sorted(words)

    def find(self, heading: str, cut: bool = False) -> str | None:
        """Return the column that a heading names: exactly one, or none. `cut`: the program may have cut it."""
        if heading.casefold() in self.columns:
            return heading.casefold()
        if grouped := self._in_groups(heading):
            return grouped
        found = variants(heading)
        if_yes = any(map(_IF_YES.match, found))
        for text in map(normal, found):
            columns = self._words.get(text, set())
            if if_yes and text in self._if_no:
                continue  # what is asked where the answer is no
            if text in self._own or len(columns) == 1:
                return self._own.get(text) or min(columns)
        return self._beginning(heading) if cut else None

    def _in_groups(self, heading: str) -> str | None:
        """Return the column of a heading that has groups, or an option behind the id of its question."""
        found = _IN_GROUPS.fullmatch(plain(heading))
        if not found:
            return None
        option, question = found["a"] or found["b"] or found["c"], found["question"].casefold()
        column = option.casefold() if found["a"] and not re.search(r"(?:19|20)\d\d|fjor", heading) else ""
        return self._options.get((question, normal(option))) or (column if column in self.columns else None)

    def find_list(self, heading: str) -> str | None:
        """Return the question with several answers that a heading names without an option: its cells may be lists."""
        in_group = re.fullmatch(r"(?:\w+/)+(\w+)", heading)
        texts = variants(in_group[1] if in_group else heading)
        found = set().union(*(self._lists.get(normal(text), set()) for text in texts))
        return found.pop() if len(found) == 1 else None

    def _beginning(self, heading: str) -> str | None:
        """Return the column whose words alone begin with what is left of them."""
        for start in map(normal, variants(heading)):
            if len(start) >= SHORTEST // 2:
                found = set().union(*(self._words[words] for words in self._starting(start)))
                if len(found) == 1:
                    return found.pop()
        return None

    def _starting(self, start: str) -> Iterator[str]:
        place = bisect_left(self._sorted, start)
        return itertools.takewhile(lambda words: words.startswith(start), self._sorted[place:])

    def nearest(self, heading: str, taken: Collection[str], number: int = 2) -> list[tuple[str, str]]:
        """Return the columns, none of `taken`, whose words are the most like a heading's; with these words."""
        free = [place for place, (column, _) in enumerate(self.wordings) if column not in taken]
        texts = {place: self._normal[place] for place in free}
        text = min(map(normal, variants(heading)), key=len, default="")
        found = process.extract(text, texts, scorer=fuzz.token_sort_ratio, limit=4 * number, score_cutoff=NEAR)
        near = {self.wordings[place][0]: self.wordings[place][1] for _, _, place in reversed(found)}
        return list(near.items())[::-1][:number]


def plain(heading: str) -> str:
    """Return a heading without HTML, in one line."""
    text = html.unescape(_TAG.sub(" ", heading)) if "<" in heading or "&" in heading else heading
    return " ".join(text.split())


def variants(heading: str) -> list[str]:
    """Return a heading as it is and without what survey tools put around the words: codes, numbers, hints."""
    text = plain(heading)
    found = [text]
    for pattern, instead in ((_HINT, " "), (_CODE, ""), (_NUMBER, ""), (_ITEM_NUMBER, r"\1"), (_IF_YES, "")):
        found += [" ".join(pattern.sub(instead, one).split()) for one in found]
    return [one for one in dict.fromkeys(found) if one]


def may_be_cut(headings: list[str]) -> list[bool]:
    """Return of each heading whether a program may have cut it: it ends in «…», or where such programs cut."""
    lengths = [{len(heading), len(heading.encode())} for heading in headings]
    longest = max(map(len, headings), default=0)
    several = sum(longest in found for found in lengths) > 1  # two of just this length, and none longer
    return [
        heading.rstrip().endswith(("…", "..."))
        or (max(found) >= SHORTEST and bool(found & CUT or (several and longest in found)))
        for heading, found in zip(headings, lengths, strict=True)
    ]


def _wordings(codebook: Codebook, question: Question) -> Iterator[tuple[str, str]]:
    """Yield every column of a question with each of the wordings that name it."""
    asked = codebook.wordings(question.id)
    if question.type == "fte":
        yield from _fte_wordings(codebook, question, asked)
    elif question.type == "multiple":
        for column, option in zip(codebook.columns(question.id), codebook.options(question.id), strict=True):
            yield from ((column, f"{text} - {label}") for text in asked for label in _labels(option))
    else:
        yield from ((question.id, text) for text in asked)
        for other in (f"{text} - {label}" for text, label in _of_its_gate(codebook, question)):
            yield from (
                (question.id, f"{other} - {word}") for word in ("tekst", "text", "fritekst", "kommentar", "comment")
            )


def _fte_wordings(codebook: Codebook, question: Question, asked: list[str]) -> Iterator[tuple[str, str]]:
    cells = itertools.product(question.services, question.educations)
    for service, education in cells:
        column = f"{question.id}__{service.code}__{education.code}"
        labels = itertools.product(service.labels, education.labels)
        yield from ((column, f"{text} - {s} - {e}") for (s, e), text in itertools.product(labels, asked))
    for column, part in zip(codebook.sum_columns(question.id), (*question.services, *question.educations), strict=True):
        yield from ((column, f"{text} - {label}") for text in asked for label in part.labels)


def _labels(option: Option) -> list[str]:
    """Return what an answer is called; the form has «Annet, hva:» where the tables have «Annet»."""
    asked = ("hva", "hvem", "hvilke", "hvordan", "beskriv") if is_other(option) else ()
    return [*option.labels, *(f"{label}, {word}" for label in option.labels for word in asked)]


def is_other(option: Option) -> bool:
    """Tell whether an answer is the one that a text says more about."""
    return option.name.startswith(("annet", "andre", "annen"))


def _of_its_gate(codebook: Codebook, question: Question) -> Iterator[tuple[str, str]]:
    """Yield the words and the option of the question that a text says more about: «Hvilke tiltak?», «Annet»."""
    gate = question.gate
    if question.type == "text" and gate and question.id == f"{gate.question}_annet":
        asked = codebook.question(gate.question)
        options = [option for option in codebook.options(asked.id) if option.code in gate.options]
        for text, option in itertools.product(codebook.wordings(asked.id), options):
            yield from ((text, label) for label in _labels(option))
