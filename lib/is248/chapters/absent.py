"""Leave out of a chapter what a year can't have: the same notebooks make the books of all years.

It happens before the chapter is executed, by looking at its code alone. What may be missing is seen from the
codebooks: questions that other years asked and this one didn't, rows of their tables, and earlier years.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path

from nbformat import NotebookNode

from is248.chapters.engine import INLINE, inline_expressions, options
from is248.chapters.sentences import Block, blocks, sentences, without_references
from is248.data import checks
from is248.data.codebook import Codebook, load_codebook
from is248.data.coding import CODING, load_coding
from is248.data.edition import load_edition, year_before, years
from is248.data.history import History, load_history
from is248.data.responses import has_responses, load_responses
from is248.project import ProjectError, root

Questions = Mapping[str, frozenset[str]]  # by id or battery: what its tables have; see `questions_of`

EARLIER, NOT_NOW, UNREAD = "an earlier year", "not asked this year", "codes for the open answers"
BEFORE = "-before"  # the edition before, `survey.year_before`
# Methods of the survey that tell what open answers are about: someone has to have read and coded them.
_NEEDS_READING = {"themes", "theme_list", "theme_columns", "quote", "quotes"}
BREAK = "a break in the series"
_NEEDS_EARLIER = {"series", "years", "change", "increases", "decreases"}  # of a table: they say nothing of one year

# Methods of the survey that use questions without naming them; {0} is the method's first argument.
_USERS = ("brukertall_omfatter", "antall_brukere")
BEHIND = {
    "patients": ("tud_erfaring", "tud_antall"),
    "users_by_mean": ("brukertall_omfatter_{0}", "antall_brukere_{0}"),
    "users_by_rate": ("brukertall_omfatter_{0}", "antall_brukere_{0}"),
    "users_summary": tuple(
        f"{id}_{of}" for id in ("brukertall_omfatter", "antall_brukere") for of in ("voksne", "barn")
    ),
    "users_bought": ("antall_kjop_{0}",),
}

_OFFSET = re.compile(r"-(?:\d+|before)")  # `year - 1`, `survey.year_before`
_REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
_LABEL = re.compile(r"\{#((?:tbl|fig|sec)-[\w-]+)")
_SOURCE = re.compile(r"\.fact source=\"([^\"]*)\"")
_YEAR = re.compile(r"(?<![–\w])20\d\d(?!\w)")  # not the last one of «2020–2025», nor the key of a reference
_HEADING = re.compile(r"(#+) .*")
_SHOWS = re.compile(r"@(?:Tbl|Fig)-")  # «@Fig-x viser …»
# A sentence that begins like this speaks of the one before; so does one that an expression words.
_POINTS_BACK = re.compile(
    r"(?:Av (?:dem|disse)|Blant (?:dem|disse)|Disse|Dette|Den|Det er en|Andelen|Her|Slik|Også|Tilsvarende|Høyest|"
    r"Lavest|De (?:andre|øvrige|vanligste)|\w+ av de andre)\b|`\{python\} f?[\"']"
)


# --- what was asked --------------------------------------------------------------------------------


def questions_of(codebook: Codebook, history: History) -> dict[str, frozenset[str]]:
    """Return every question and battery of a year, with what its tables have.

    Returns
    -------
    dict of str to frozenset of str
        By id or battery: the labels of its answers and items in small letters; each code with its label, `1=ja`, and
        all labels in order, `rows=ja|nei`; `-1` if there are numbers of the year before, `-2` for the one before that,
        and so on, `-before` for the edition before, and `EARLIER` if there are any; `-1 ja` if there are of an answer
        or item. `NOT_NOW` is in those that only the history has.
    """
    numbers = {question.id for question in codebook.questions if question.type == "number"}
    rows = history.rows[history.rows["count"].notna() | ~history.rows["question"].isin(numbers)]  # a mean is no total
    years = rows.groupby("question")["year"].unique()
    grouped = rows[rows["group"] != ""].groupby("question")["year"].unique()
    answered = rows.groupby(["question", "year"])["option"].agg(lambda options: {*"+".join(options).split("+")})
    found = {id: frozenset({NOT_NOW}) for id in years.index if min(years[id]) < codebook.year}
    items: dict[str, list[str]] = {}
    for question in codebook.questions:
        answers = [*codebook.options(question.id), *question.educations]
        has = {option.label.casefold() for option in [*answers, *question.services]} | {_rows(o.label for o in answers)}
        has |= {f"{option.code}={option.label.casefold()}" for option in answers}
        has |= {f"service {option.code}={option.label.casefold()}" for option in question.services}
        before = set()
        for year in (one for one in years.get(question.id, []) if one < codebook.year):
            codes = answered[question.id, year]
            named = {option.label for option in answers if str(option.code) in codes} | {question.label or question.id}
            by = {"by"} if year in grouped.get(question.id, []) else set()
            for offset in _offsets(year, codebook.year):
                before |= {offset, *(f"{offset} {what}".casefold() for what in named | by)}
        breaks = {BREAK} if any(one.year <= codebook.year for one in question.breaks) else set()
        found[question.id] = frozenset(has | before | breaks | ({EARLIER} if before else set()))
        if question.battery:
            items.setdefault(question.battery, []).append(question.label or question.id)
            found[question.battery] = found.get(question.battery, frozenset()) - {NOT_NOW} | found[question.id]
    for battery, labels in items.items():
        found[battery] |= {label.casefold() for label in labels} | {_rows(labels)}
    return found


def _offsets(year: int, now: int) -> set[str]:
    """Return how chapters name an earlier year: `-1` for `year - 1`, `-before` for the edition before."""
    return {f"-{now - year}"} | ({BEFORE} if year == year_before(now) else set())


def _rows(labels: Iterable[str]) -> str:
    return f"rows={'|'.join(labels).casefold()}"


def questions_known(year: int) -> tuple[Questions, Questions]:
    """Return the questions of all years' codebooks, as the newest one that has them says, and those of this year.

    With them are the lists in data/reference that a year has a file of, for `survey.listed`.

    What is known has the earlier years and the themes of open answers that any edition has: a chapter may have been
    written for another one than the newest.
    """
    history = load_history()
    known_years = sorted(int(path.stem) for path in (root() / "data" / "codebook").glob("[0-9][0-9][0-9][0-9].yml"))
    by_year = {one: questions_of(load_codebook(one), history) for one in known_years}
    known = {id: has for one in known_years for id, has in by_year[one].items() if NOT_NOW not in has}
    for one in known_years:
        by_year[one] = _with_themes(by_year[one], one, is_told=one == year)
        for id in known.keys() & by_year[one].keys():
            known[id] |= {has for has in by_year[one][id] if _OFFSET.match(has) or has.startswith("theme=")}
    for id, has in known.items():
        known[id] = has | {theme.removeprefix("theme=") for theme in has if theme.startswith("theme=")}
    here = by_year.get(year, known)
    lists = {one: dict.fromkeys(_lists(one), frozenset()) for one in {*known_years, year}}
    every = {name: has for of_year in lists.values() for name, has in of_year.items()}
    return known | every, dict(here) | lists[year]


def _lists(year: int) -> list[str]:
    """Return the lists that a year has in data/reference, such as `the list act-fact-teams`."""
    files = (root() / "data" / "reference").glob(f"*-{year}.csv")
    return [_list_name(path.stem.removesuffix(f"-{year}")) for path in files]


def _list_name(name: str) -> str:
    return f"the list {name}"


def _with_themes(questions: Questions, year: int, is_told: bool) -> dict[str, frozenset[str]]:
    """Return the questions of a year with the themes of its open answers: `theme=kurs` and `kurs`; `UNREAD` without.

    `is_told`: whether the year is the one that is built, so that a file that can't be used is told.
    """
    themes: dict[str, set[str]] = {}
    if is_told and year in years() and has_responses(year):
        responses = load_responses(year)
        rows = load_coding(year, responses)
        themes = {question.id: set() for question in responses.codebook.questions if question.type == "text"}
        themes |= rows.groupby("question")["theme"].agg(set).to_dict()
    else:
        for path in (root() / "data").glob(f"**/{year}/{CODING}"):
            rows = checks.read(path)
            themes = rows.groupby("question")["theme"].agg(set).to_dict() if {"question", "theme"} <= set(rows) else {}
    found = dict(questions)
    for id in themes.keys() & found.keys():
        names = {theme.casefold() for theme in themes[id]}
        found[id] |= ({f"theme={name}" for name in names} | names) or {UNREAD}
    return found


# --- code ------------------------------------------------------------------------------------------


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all in it, but no text that stands for itself: the keys of a dict, the words of an f-string."""
    yield node
    for child in ast.iter_child_nodes(node):
        own = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Dict) and child in node.keys)
        if not (own and isinstance(child, ast.Constant)):
            yield from _parts(child)


def _comprehended(node: ast.AST) -> Iterator[ast.comprehension]:
    return (part for part in ast.walk(node) if isinstance(part, ast.comprehension))


def names_used(node: ast.AST) -> set[str]:
    """Return the names that a piece of code takes from outside."""
    used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    inside = [comprehension.target for comprehension in _comprehended(node)]
    inside += [part for part in ast.walk(node) if isinstance(part, ast.arguments | ast.FunctionDef)]
    return used - set().union(*map(_stored, (part for place in inside for part in ast.walk(place))))


def names_assigned(node: ast.AST) -> set[str]:
    """Return the names that a statement gives a value, also those of which it changes a part."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    inside = [part for part in ast.iter_child_nodes(node) if not isinstance(node, ast.comprehension)]
    return _stored(node).union(*map(names_assigned, inside))


def _stored(node: ast.AST) -> set[str]:
    """Return the names that a single node gives a value."""
    if isinstance(node, ast.alias):
        return {(node.asname or node.name).split(".")[0]}
    if isinstance(node, ast.arg):
        return {node.arg}
    return {_root(node)} - {""} if isinstance(getattr(node, "ctx", None), ast.Store) else set()


def _root(node: ast.AST) -> str:
    """Return the name that a chain such as `table.pct("Ja").rounded` begins with; empty if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


@cache
def _expression(code: str) -> ast.AST | None:
    try:
        return ast.parse(code, mode="eval")
    except SyntaxError:
        return None  # the build tells of it, with the kernel's words


@dataclass
class _Kernel:
    """What the kernel will have at a place of the chapter.

    Attributes
    ----------
    known, here : Questions
        What is asked in any year, and in this one; empty if that doesn't matter.
    year : int, or None
        The edition's: what is said of later years goes.
    missing : set of str
        Names that have no value, since the statement that gives it was left out.
    texts : dict of str to set of str
        Names that stand for typed texts, such as the label of a row, in small letters.
    lost : dict of str to set of str
        Rows and earlier years that a name's tables have in other editions, and not in this one.
    computed : set of str
        Names whose value comes from the survey.
    dropped : set of str
        Labels whose question was not asked, where a dict gives questions their labels.
    why : set of str
        What was found to be missing so far.
    """

    known: Questions
    here: Questions
    year: int | None = None
    missing: set[str] = field(default_factory=set)
    texts: dict[str, set[str]] = field(default_factory=dict)
    lost: dict[str, set[str]] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    why: set[str] = field(default_factory=set)

    @cached_property
    def now(self) -> set[str]:
        """What is asked this year."""
        return {id for id, has in self.here.items() if NOT_NOW not in has}

    def questions(self, node: ast.AST) -> set[str]:
        """Return the questions and batteries that a piece of code names, or that stand behind what it calls."""
        texts = {part.value.split(":")[0] for part in _parts(node) if _is_text(part)}
        for part in _parts(node):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and _root(part) == "survey":
                given = [arg.value if _is_text(arg) else "" for arg in part.args] or [""]
                texts |= {id.format(*given) for id in BEHIND.get(part.func.attr, ())}
                texts |= {_list_name(given[0])} if part.func.attr == "listed" else set()
        return texts & self.known.keys()

    def mentioned(self, nodes: Iterable[ast.AST], texts: Mapping[str, set[str]]) -> set[str]:
        """Return what code names of a table, itself or by a name: texts, codes of answers, ranks, earlier years."""
        found: set[str] = set()
        for part in (part for node in nodes for part in ast.walk(node)):
            if isinstance(part, ast.Name):
                found |= texts.get(part.id, set())
            else:
                found |= _mentioned(part)
        return found

    def lost_rows(self, questions: set[str]) -> set[str]:
        """Return the rows and years that no question of these has here, though one has them in the newest edition."""
        newest = set().union(*(self.known[id] for id in questions if NOT_NOW not in self.here.get(id, ())))
        return newest - set().union(*(self.here.get(id, frozenset()) for id in questions))

    def not_asked(self, node: ast.AST) -> bool:
        """Return whether code needs a question that was not asked, itself or by a name that is missing."""
        earlier = [part for part in _parts(node) if isinstance(part, ast.Call) and _asks_earlier(part)]
        reached = self.here.keys() & set().union(*map(self.questions, earlier))
        absent = self.questions(node) - self.now - reached
        self.why |= absent
        return self.not_read(node) or bool(absent or names_used(node) & self.missing)

    @cached_property
    def any_read(self) -> bool:
        """Whether any open answers have been coded: someone has read them, and may quote them."""
        return any(has.startswith("theme=") for answers in self.here.values() for has in answers)

    def not_read(self, node: ast.AST) -> bool:
        """Return whether code needs open answers that nobody has coded, or a theme that none of them has."""
        if not self.known:
            return False
        calls = [part for part in _parts(node) if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)]
        lacking: set[str] = set()
        for call in (one for one in calls if _root(one) == "survey" and one.func.attr in _NEEDS_READING):
            has = frozenset().union(*(self.here.get(id, ()) for id in self.questions(call)))
            named = [word.value.value for word in call.keywords if word.arg == "theme" and _is_text(word.value)]
            by_id = call.func.attr.startswith("quote") and not call.keywords
            lacking |= {f"«{theme}»" for theme in named if f"theme={theme.casefold()}" not in has}
            lacking |= has & {UNREAD} if not (by_id and self.any_read) else set()
        self.why |= lacking
        return bool(lacking)

    def without_row(self, node: ast.AST, whole: bool = True) -> bool:
        """Return whether code asks a table for a row or an earlier year that it doesn't have; `whole`: for a series."""
        texts, lost = dict(self.texts), dict(self.lost)
        for comprehension in _comprehended(node):
            for name in names_assigned(comprehension.target):
                texts[name] = self.mentioned([comprehension.iter], self.texts)
                lost[name] = set().union(*(self.lost.get(used, set()) for used in names_used(comprehension.iter)))
        for part in _parts(node):
            own = lost.get(_root(part), set())
            asks: set[str] = set()
            if isinstance(part, ast.Call | ast.Subscript):
                inside = [part.slice] if isinstance(part, ast.Subscript) else [*part.args, *part.keywords]
                named = self.mentioned(inside, texts)
                gone = own.union(*(self.lost_rows(self.questions(one)) for one in inside))
                if _root(part) == "survey":  # `total(question, year - 1)`: a name that stands for a question
                    ids = [one for one in inside if isinstance(one, ast.Name) or _names_entry(one)]
                    gone |= set().union(*(lost.get(_root(one), ()) for one in ids))
                offsets = set(filter(_OFFSET.fullmatch, named))
                if any(isinstance(one, ast.keyword) and one.arg == "by" for one in inside):
                    named |= {f"{offset} by" for offset in offsets}
                named |= {f"{offset} {text}" for offset in offsets for text in named}
                asks = {row for row in gone if row in named or f"code {row.split('=')[0]}" in named}
            elif isinstance(part, ast.Attribute) and whole and part.attr in _NEEDS_EARLIER:
                asks = own & {EARLIER}
            if isinstance(part, ast.Assign | ast.Subscript) and _are_rows(part):
                asks |= {row for row in lost.get(_root(part.value), ()) if row.startswith("rows=")}
            if (
                isinstance(part, ast.Subscript)
                and isinstance(part.value, ast.Attribute)
                and part.value.attr == "breaks"
            ):
                asks |= own & {BREAK}
            if asks:
                self.why |= {_row_name(row) for row in asks - self.dropped}
                return True
        return False

    def is_later(self, sentence: str) -> bool:
        """Return whether a sentence has a fact from a source of a later year than the edition's."""
        sources = " ".join(_SOURCE.findall(sentence))
        return self.year is not None and any(int(found) > self.year for found in _YEAR.findall(sources))

    def broken(self, node: ast.AST) -> bool:
        """Return whether code can't be run for this year."""
        return self.not_asked(node) or self.without_row(node)

    def shows_data(self, expression: str) -> bool:
        """Return whether an inline expression prints something of what was asked, and not the year alone, say."""
        tree = _expression(expression)
        if tree is None:
            return True
        calls = any(isinstance(part, ast.Call) and _root(part) == "survey" for part in ast.walk(tree))
        return calls or bool(names_used(tree) & self.computed or self.questions(tree))

    def run(self, statement: ast.stmt) -> ast.stmt | None:
        """Take a statement in: return it, without what is missing in it, or nothing if it can't be run."""
        smaller = _Smaller(self)
        kept = smaller.visit(copy.deepcopy(statement))
        assigned = names_assigned(statement)
        if self.broken(kept):
            self.missing |= assigned
            return None
        self.missing -= assigned
        self.dropped |= smaller.lost
        used = names_used(kept)
        lost = smaller.lost | self.lost_rows(self.questions(statement))
        lost = lost.union(*(self.lost.get(name, set()) for name in used))
        value = getattr(kept, "value", None)
        plain = value is not None and not any(map(_computes, ast.walk(value)))
        texts = self.mentioned([value], self.texts) if plain else set()
        if isinstance(value, ast.Constant) and isinstance(value.value, int):
            texts = {f"code {value.value}"}
        for name in assigned:
            self.lost[name], self.texts[name] = lost, texts
            if used & (self.computed if plain else self.computed | {"survey"}) and name != "survey":
                self.computed.add(name)
        return kept if smaller.changed else statement


def _names_entry(node: ast.AST) -> bool:
    """Return whether code takes an entry by its key, as `questions["Voksne"]`."""
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)


def _mentioned(part: ast.AST) -> set[str]:
    """Return what one node names: `ja`, `code 1` of a list or of `pct1`, `rank 2` of `pct_2`, `-1` of `year - 1`."""
    match part:
        case ast.Constant(value=str(text)):
            code, rank = re.fullmatch(r"(?:n|pct)(\d+)(?:_\d+)?", text), re.search(r"_(\d+)$", text)
            named = {text.casefold(), text.partition("_")[2].casefold()}  # `pct_Voksne` names a row too
            return (named | {f"code {code[1]}" if code else "", f"rank {rank[1]}" if rank else ""}) - {""}
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return {f"code {item.value}" for item in items if isinstance(item, ast.Constant)}
        case ast.keyword(arg="service", value=ast.Constant(value=code)):
            return {f"code service {code}"}
        case ast.BinOp(left=ast.Name(id="year"), op=ast.Sub(), right=years):
            return {f"-{ast.unparse(years)}"}
        case ast.Attribute(value=ast.Name(id="survey"), attr="year_before"):
            return {BEFORE}
    return set()


def _computes(part: ast.AST) -> bool:
    """Return whether a node of code calls or looks up something, but for `survey.year_before`."""
    return isinstance(part, ast.Call | ast.Attribute) and _mentioned(part) != {BEFORE}


def _asks_earlier(call: ast.Call) -> bool:
    """Return whether a call is for an earlier year, which the history may have: `total("x", year - 1)`."""
    subtracts = any(isinstance(arg, ast.BinOp) and isinstance(arg.op, ast.Sub) for arg in call.args)
    subtracts |= any(_mentioned(arg) == {BEFORE} for arg in call.args)
    return subtracts or ".history." in ast.unparse(call.func)


def _are_rows(node: ast.Assign | ast.Subscript) -> bool:
    """Return whether rows are taken by their place: `first, second = table.rows`, `table.rows[0]`."""
    takes = isinstance(node, ast.Subscript) or isinstance(node.targets[0], ast.Tuple)
    return takes and isinstance(node.value, ast.Attribute) and node.value.attr == "rows"


def _row_name(row: str) -> str:
    if _OFFSET.match(row):
        offset, _, what = row.partition(" ")
        earlier = "the edition before" if offset == BEFORE else f"year - {offset[1:]}"
        return earlier + (" in groups" if what == "by" else f" of «{what}»" if what else "")
    return row if row in (EARLIER, BREAK) else "the same rows" if row.startswith("rows=") else f"«{row.split('=')[-1]}»"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class _Smaller(ast.NodeTransformer):
    """Take out of a statement the entries of dicts, and the arguments of `tests`, that can't be had."""

    def __init__(self, kernel: _Kernel):
        self.kernel, self.changed, self.lost = kernel, False, set()

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        self.generic_visit(node)
        pairs = list(zip(node.keys, node.values, strict=True))
        kept = [(key, value) for key, value in pairs if not self.kernel.broken(value)]
        if kept and len(kept) < len(pairs):
            gone = [key for key, value in pairs if (key, value) not in kept and key is not None]
            first = 0 if len(kept) == 1 else pairs.index(next(pair for pair in pairs if pair not in kept))
            self.lost |= self.kernel.mentioned(gone, self.kernel.texts)
            self.lost |= {f"rank {place}" for place in range(first, len(pairs))}  # `pct_2` is another one now
            node.keys, node.values = map(list, zip(*kept, strict=True))
            self.changed = True
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "tests":
            kept = [arg for arg in node.args if not self.kernel.broken(arg)]
            if kept and len(kept) < len(node.args):
                node.args, self.changed = kept, True
        return node


def _single(statement: ast.stmt) -> list[ast.stmt]:
    """Return `a, b = 1, 2` as one statement for each name; any other as it is."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(
            values
        ) and not any(isinstance(one, ast.Starred) for one in [*names, *values]):
            return [
                ast.copy_location(ast.Assign([name], value, lineno=statement.lineno), statement)
                for name, value in zip(names, values, strict=True)
            ]
    return [statement]


def _shows(statement: ast.stmt) -> bool:
    """Return whether a cell's last statement shows something on the page; tests are shown elsewhere."""
    if not isinstance(statement, ast.Expr):
        return False
    return not (isinstance(statement.value, ast.Call) and _root(statement.value) == "tests")


def _code(kernel: _Kernel, cell: NotebookNode) -> tuple[str, bool, bool]:
    """Return a code cell's source for this year, whether it showed something, and whether it does."""
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError:
        return cell.source, True, True  # the kernel tells of it
    if not statements:
        return cell.source, False, False
    lines = cell.source.split("\n")
    shown = _shows(statements[-1])
    whole = True
    for statement in statements:
        singles = _single(statement)
        kept = [one for one in map(kernel.run, singles) if one is not None]
        same = len(kept) == len(singles) and all(new is old for new, old in zip(kept, singles, strict=True))
        if not same:
            rows = slice(statement.lineno - 1, statement.end_lineno)
            lines[rows] = ["\n".join(map(ast.unparse, kept)) or None] + [None] * (rows.stop - rows.start - 1)
        whole = bool(kept)
    labelled = "label" in options(cell)
    caption = [tree for tree in map(_expression, inline_expressions(cell)) if tree is not None]
    if shown and (
        not whole or any(kernel.not_asked(tree) or kernel.without_row(tree, whole=False) for tree in caption)
    ):
        whole = False
        if labelled:
            kernel.missing |= set().union(*map(names_assigned, statements))
            return "", True, False
    source = "\n".join(line for line in lines if line is not None)
    has_code = bool(ast.parse(source).body)
    return (source.strip("\n") if source != cell.source else source) if has_code else "", shown, shown and whole


# --- prose -----------------------------------------------------------------------------------------


@dataclass
class _Piece:
    """A block of prose or a code cell: as it was, and as it is.

    `showed` and `data`: whether it showed data, and does now. `hurt`: whether data went from it; `leads`: whether it
    leads in what stands below; `out`: the sentences that went.
    """

    cell: int
    kind: str
    was: str
    now: str
    after: str = ""
    level: int = 0
    showed: bool = False
    data: bool = False
    hurt: bool = False
    leads: bool = False
    out: list[str] = field(default_factory=list)

    @property
    def gone(self) -> bool:
        """Whether nothing is left of what a reader saw of it."""
        return (self.showed and not self.data) if self.kind == "code" else not self.now.strip()

    def leave_out(self) -> None:
        """Leave all of it out."""
        self.out += [self.now] if self.now.strip() and self.kind not in ("heading", "fence") else []
        self.now, self.data = "", False


def _references(text: str) -> set[str]:
    return {label[0].lower() + label[1:] for label in _REFERENCE.findall(text)}


def _has_data(kernel: _Kernel, sentence: str) -> bool:
    return any(map(kernel.shows_data, INLINE.findall(sentence)))


def _sentence(kernel: _Kernel, sentence: str, gone: frozenset[str]) -> tuple[str, str]:
    """Return a sentence for this year, empty if it goes, and what is missing: a `question`, a `row`, or nothing."""
    trees = [tree for tree in map(_expression, INLINE.findall(sentence)) if tree is not None]
    if kernel.is_later(sentence):
        return "", ""
    if any(map(kernel.not_asked, trees)):
        return "", "question"
    if any(map(kernel.without_row, trees)):
        return "", "row"
    if not _references(sentence) & gone:
        return sentence, ""
    left = without_references(sentence, gone)
    if _references(left) & gone or not (_references(left) or _has_data(kernel, left)):
        return "", "" if all(label.startswith("sec-") for label in _references(sentence) & gone) else "question"
    return left, ""


def _prose(kernel: _Kernel, block: Block, cell: int, gone: frozenset[str]) -> _Piece:
    """Return a block of prose with the sentences that this year can have."""
    piece = _Piece(cell, block.kind, block.text, block.text, block.after, block.level)
    kept, before = [], ""
    for sentence in sentences(block.body) if block.kind in ("paragraph", "item") else [block.body]:
        left, missing = _sentence(kernel, sentence, gone)
        # Where a sentence with data is left, the paragraph is still about the same, though a row is missing.
        along = before == "question" or (before == "row" and not piece.data)
        if left and along and _POINTS_BACK.match(sentence.strip()):
            left, missing = "", before
        before = missing
        kept.append(left)
        piece.out += [] if left.strip() else [sentence]
        piece.hurt |= missing == "question"
        piece.data |= bool(left) and (_has_data(kernel, left) or bool(_SHOWS.match(left.strip())))
    if "".join(kept) != block.body:
        text = "".join(kept).rstrip()
        piece.now = block.start + text if text else ""
    return piece


def _without_lead_ins(pieces: list[_Piece]) -> None:
    """Leave out the sentence that leads in («… handler om:») what is no longer there, and keep the one that does."""
    for place, piece in enumerate(pieces):
        if piece.kind not in ("paragraph", "item") or not piece.now.rstrip().endswith(":"):
            continue
        after = [one for one in pieces[place + 1 :] if one.kind != "code" or one.showed]
        led = after[:1]
        if led and led[0].kind == "item":
            led = list(takewhile(lambda one: one.kind == "item", after))
        if not led or led[0].kind not in ("item", "code"):
            continue
        if all(one.gone for one in led):
            *others, last = sentences(piece.now)
            piece.now = "".join(others).rstrip()
            piece.out.append(last)
            piece.hurt, piece.data = True, piece.data and bool(piece.now)
        else:
            piece.leads = True


def _without_remnants(pieces: list[_Piece]) -> None:
    """Leave out a paragraph that lost its data and has only words left, and divs with nothing in them."""
    for piece in pieces:
        if piece.kind in ("paragraph", "item") and piece.hurt and not (piece.data or piece.leads):
            piece.leave_out()
    for place, piece in enumerate(pieces[:-1]):
        closing = next((i for i, one in enumerate(pieces) if i > place and one.kind == "fence"), None)
        if piece.kind == "fence" and piece.was.strip(" :") and closing and closing > place + 1:
            inside = pieces[place + 1 : closing]
            if all(one.gone for one in inside if one.was):
                piece.now = pieces[closing].now = ""


def _without_empty_sections(pieces: list[_Piece]) -> None:
    """Leave out sections that lost something and have no data left, with their headings; the deepest first."""
    headings = [
        (piece.level, place) for place, piece in enumerate(pieces) if piece.kind == "heading" and piece.level > 1
    ]
    for level, place in sorted(headings, reverse=True):
        after = pieces[place + 1 :]
        end = next((i for i, one in enumerate(after) if one.kind == "heading" and 0 < one.level <= level), None)
        section = after[:end]
        prose = [piece for piece in section if piece.kind != "code"]
        lost = any(piece.out or (piece.kind == "code" and piece.gone) for piece in section)
        hurt = any(piece.hurt or (piece.kind == "code" and piece.gone) for piece in section)
        data = any(piece.data for piece in section)
        if not data and (hurt or (lost and not any(piece.now.strip() for piece in prose))):
            for piece in [pieces[place], *prose]:
                piece.leave_out()


def _pieces(kernel: _Kernel, notebook: NotebookNode, gone: frozenset[str]) -> list[_Piece]:
    """Return the chapter in pieces, each as this year has it."""
    pieces = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            source, showed, shows = _code(kernel, cell)
            pieces.append(_Piece(number, "code", cell.source, source, showed=showed, data=shows))
        elif cell.cell_type == "markdown":
            pieces += [_prose(kernel, block, number, gone) for block in blocks(cell.source)]
    _without_lead_ins(pieces)
    _without_remnants(pieces)
    _without_empty_sections(pieces)
    return pieces


def _with_pieces(notebook: NotebookNode, pieces: list[_Piece]) -> NotebookNode:
    """Return a chapter with its pieces as they are now."""
    done = copy.deepcopy(notebook)
    for number, cell in enumerate(done.cells):
        own = [piece for piece in pieces if piece.cell == number]
        if any(piece.now != piece.was for piece in own):
            cell.source = "".join(piece.now + piece.after for piece in own if piece.now).rstrip()
    return done


def _labels(text: str) -> list[str]:
    return _LABEL.findall(text) + re.findall(r"^#\|\s*label:\s*((?:tbl|fig)-\S+)", text, re.MULTILINE)


def _gone_labels(pieces: Iterable[_Piece]) -> frozenset[str]:
    return frozenset(label for piece in pieces for label in _labels(piece.was) if label not in _labels(piece.now))


# --- chapters --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeftOut:
    """What a chapter lacks in a year.

    Attributes
    ----------
    labels : tuple of str
        Of the tables, figures and sections.
    sentences : tuple of str
        As the author wrote them.
    why : tuple of str
        Ids of questions that were not asked, and rows or earlier years that tables don't have.
    chapter : bool
        Whether the whole chapter is left out.
    """

    labels: tuple[str, ...]
    sentences: tuple[str, ...]
    why: tuple[str, ...]
    chapter: bool = False

    def told(self, path: Path, year: int) -> str:
        """Return it in one line, for the console."""
        kinds = {"tbl": "table", "fig": "figure", "sec": "section"}
        counts = [(sum(label.startswith(f"{kind}-") for label in self.labels), word) for kind, word in kinds.items()]
        counts.append((len(self.sentences), "sentence"))
        what = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n)
        ids = [why for why in self.why if re.fullmatch(r"\w+", why)]
        rows = [why for why in self.why if why not in ids]
        reasons = [f"{year} did not ask {', '.join(ids)}"] if ids else []
        reasons += [f"tables of {year} do not have {', '.join(rows)}"] if rows else []
        reasons = reasons or ["what they refer to is not in the book"]
        name = re.match(r"\d+|.*", path.stem)[0]
        return f"{name}: left out {'the chapter' if self.chapter else what}: {'; '.join(reasons)}"


def trimmed(
    notebook: NotebookNode, known: Questions, here: Questions, gone: frozenset[str] = frozenset()
) -> NotebookNode:
    """Return a chapter without what a year can't have.

    Cells that are left out stay as empty ones, so that messages count cells as the author does.

    Parameters
    ----------
    notebook : NotebookNode
        The chapter; it is not changed.
    known, here : mapping of str to frozenset of str
        The questions of all years, and of this one (see `questions_known`).
    gone : frozenset of str
        Labels of other chapters that are left out.

    Returns
    -------
    NotebookNode
        The same object if nothing is missing.
    """
    return _trimmed(notebook, known, here, gone)[0]


def _trimmed(
    notebook: NotebookNode, known: Questions, here: Questions, gone: frozenset[str]
) -> tuple[NotebookNode, LeftOut | None]:
    """Return a chapter without what a year can't have, and what that is."""
    while True:  # a table that goes takes sentences along, and these perhaps a section that others refer to
        kernel = _Kernel(known, here)
        pieces = _pieces(kernel, notebook, gone)
        more = gone | _gone_labels(pieces)
        if more == gone:
            break
        gone = more
    if all(piece.now == piece.was for piece in pieces):
        return notebook, None
    done = _with_pieces(notebook, pieces)
    lost = tuple(sentence.strip() for piece in pieces if piece.kind != "code" for sentence in piece.out)
    whole = any(piece.showed for piece in pieces) and not any(piece.data for piece in pieces)
    labels = sorted(_gone_labels(pieces))
    done.metadata["left_out"] = labels  # for the publisher
    return done, LeftOut(tuple(labels), lost, tuple(sorted(kernel.why)), whole)


def of_edition(notebook: NotebookNode, year: int, without: frozenset[str] = frozenset()) -> NotebookNode:
    """Return a chapter without what another edition tells: some sections, and facts from later years.

    What the chapter's other sections say of such a section goes with it. Cells that are left out stay as empty ones.

    Parameters
    ----------
    notebook : NotebookNode
        The chapter; it is not changed.
    year : int
        The edition's. Facts from sources of later years go with their sentence.
    without : frozenset of str
        Labels of the sections, as params/<year>.yml gives them. Each has its heading first in a cell.

    Returns
    -------
    NotebookNode
        The same object if all of it stays.
    """
    done = copy.deepcopy(notebook)
    gone: set[str] = set()
    names: set[str] = set()
    for cell in _of_sections(done, without):
        gone.update(_labels(cell.source))
        if cell.cell_type == "code":
            names |= set().union(*map(names_assigned, ast.parse(cell.source).body))
        cell.source = ""
    pieces = _pieces(_Kernel({}, {}, year, missing=names), done, frozenset(gone))
    return _with_pieces(done, pieces) if gone or any(piece.now != piece.was for piece in pieces) else notebook


def _of_sections(notebook: NotebookNode, labels: frozenset[str]) -> list[NotebookNode]:
    """Return the cells of some sections, with those below them."""
    found, level = [], 0  # of the section that the cell is in; 0 for another one
    for cell in notebook.cells:
        heading = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        if heading and not 0 < level < len(heading[1]):
            level = len(heading[1]) if labels.intersection(_labels(heading[0])) else 0
        found += [cell] if level else []
    return found


def trimmed_chapters(
    chapters: Mapping[Path, NotebookNode], known: Questions, here: Questions
) -> tuple[dict[Path, NotebookNode], dict[Path, LeftOut]]:
    """Return a year's chapters, and what they lack.

    Parameters
    ----------
    chapters : mapping of Path to NotebookNode
        All pages of the book.
    known, here : mapping of str to frozenset of str
        The questions of all years, and of this one.

    Returns
    -------
    dict of Path to NotebookNode
        Without the chapters that have nothing left but their title and words without data.
    dict of Path to LeftOut
        For the chapters that lack something.
    """
    gone: frozenset[str] = frozenset()
    while True:
        done = {path: _trimmed(notebook, known, here, gone) for path, notebook in chapters.items()}
        left_out = {path: lacks for path, (_, lacks) in done.items() if lacks}
        more = gone.union(
            *(_all_labels(chapters[path]) if what.chapter else what.labels for path, what in left_out.items())
        )
        if more == gone:
            break
        gone = more
    kept = {path: notebook for path, (notebook, lacks) in done.items() if not (lacks and lacks.chapter)}
    return kept, left_out


def _all_labels(notebook: NotebookNode) -> set[str]:
    return {label for cell in notebook.cells for label in _labels(cell.source)}


def for_year(
    paths: Iterable[Path], year: int, read: Callable[[Path], NotebookNode]
) -> tuple[dict[Path, NotebookNode], dict[Path, LeftOut]]:
    """Return the chapters that a year's book has, read and trimmed, and what they lack; in the order of the paths.

    Raises
    ------
    ProjectError
        If the year's params file leaves out a section that no chapter has.
    """
    chapters = {path: read(path) for path in paths}
    without = frozenset(load_edition(year).without) if year in years() else frozenset()
    wrong = without.difference(*map(_all_labels, chapters.values()))
    if wrong:  # a book may be an extract: the section can be in a chapter that it does not have
        wrong = wrong.difference(*(_all_labels(read(path)) for path in (root() / "chapters").glob("*.ipynb")))
    if wrong:
        raise ProjectError(f"params/{year}.yml, without: no chapter has the section {', '.join(sorted(wrong))}.")
    own = {path: of_edition(one, year, without) for path, one in chapters.items()}
    return trimmed_chapters(own, *questions_known(year))
