"""Names of persons in a text: by the lists of names, by their endings, and by what stands around them."""

import re
from dataclasses import dataclass

from is248.data.personal.cues import (
    A_THING,
    ANY_CUE,
    BEHIND,
    CAPITALS,
    COMMON,
    DEFINITE,
    JOINED_NAME,
    LETTERS,
    MAYBE_PATRONYMIC,
    NAMED,
    NAMED_AFTER,
    PARTED,
    PARTICLES,
    REACHED,
    SAID_OF_PERSONS,
    SAINT,
    STARTS,
    STREET,
    STRONG,
    TAG,
    THING_IS_CALLED,
    VERB_BEHIND,
    WORD,
    ends_as_patronymic,
    in_url,
    is_cued,
    is_initial,
    near,
)
from is248.data.personal.name_lists import NameLists


@dataclass(frozen=True)
class Names(NameLists):
    """Finds names of persons."""

    # --- the names in a text

    def without_names(self, text: str, mark: str) -> tuple[str, int]:
        """Return a text with the names of persons masked, and how many there were."""
        if not self._worth_a_look(text):
            return text, 0
        tags = [tag.span() for tag in TAG.finditer(text)] if "<" in text else []
        words = [w for w in WORD.finditer(text) if not any(start < w.start() < stop for start, stop in tags)]
        protected = [found.span() for found in self._phrases.finditer(text)]
        spans, at, last = [], 0, 0
        while at < len(words):
            start = words[at].start()
            if (
                words[at].group()[0].islower()
                and words[at].group() not in self._hints
                and "-" not in words[at].group()
                and not MAYBE_PATRONYMIC.search(words[at].group())
            ):
                at += 1
                continue
            kept = any(begin <= start < stop for begin, stop in protected) or text[start - 1 : start] == "["
            before = f"{mark}{text[last:start]}" if last and start - last < 9 else text[max(0, start - 60) : start]
            end = None if kept else self._person(text, words, at, before)
            if end:
                last = words[end - 1].end()
                spans.append((start, last))
            at = end or at + 1
        for start, stop in reversed(spans):
            text = text[:start] + mark + text[stop:]
        return text, len(spans)

    def _worth_a_look(self, text: str) -> bool:
        folded = text.casefold()
        if not self._hints.isdisjoint(LETTERS.findall(folded)) or MAYBE_PATRONYMIC.search(folded):
            return True
        return bool(
            CAPITALS.search(text)
            or JOINED_NAME.search(text)
            or (ANY_CUE.search(text) and any(c.isupper() for c in text))
        )

    def _person(self, text: str, words: list[re.Match], at: int, before: str) -> int | None:
        """Return the index behind the last word of the person's name that begins here, if one does."""
        word = words[at].group()
        if word[0].islower():
            return self._in_small_letters(text, words, at, before)
        if (
            (joined := JOINED_NAME.fullmatch(word))
            and self.stem(joined[1]) in self._first
            and self.stem(joined[2]) in self._last
        ):
            return at + 1
        initial = is_initial(word) and text[words[at].end() : words[at].end() + 1] == "."
        if (self.blocked(word) and not initial and not self._opens_double(text, words, at)) or SAINT.search(
            before[-8:]
        ):
            return None
        end = self._run(text, words, at)
        if word.isupper() and len(word) > 1:
            return self._in_capitals(text, words, at, end, before)
        behind = text[words[end - 1].end() :][:60]
        if STREET.search(behind) and words[end - 1].group().endswith("s"):
            return None
        if NAMED_AFTER.search(behind) or (end == at + 1 and A_THING.search(behind)):
            return None
        rest = [w.group() for w in words[at + 1 : end] if w.group().casefold() not in PARTICLES]
        return self._titled(text, words, at, end, rest, before, behind)

    def _opens_double(self, text: str, words: list[re.Match], at: int) -> bool:
        """Return whether a word that is a name too stands before another given name: «Hans Kristian»."""
        following = words[at + 1].group() if at + 1 < len(words) and near(text, words, at) else ""
        return (
            words[at].group().casefold() in self._first
            and following[:1].isupper()
            and self.stem(following) in self.alone
        )

    def _titled(
        self, text: str, words: list[re.Match], at: int, end: int, rest: list[str], before: str, behind: str
    ) -> int | None:
        """Return the same for a word that begins with a capital, given the words that follow and what is around."""
        word, stem = words[at].group(), self.stem(words[at].group())
        if is_initial(word):
            return self._initial(text, words, at, end, rest, before)
        if self._is_reversed(text, words, at):
            return self._run(text, words, at + 1)
        if stem in self.alone:
            return None if not rest and self._of_a_house(before) else end
        starts = bool(STARTS.search(before))
        if stem in self._first:
            if not rest:
                meant = stem in self.given_or_word and (not starts or VERB_BEHIND.search(behind))
                known = is_cued(before) or self._answers(behind, starts) or (meant and stem not in self.places)
                return end if known and not self._of_a_house(before) else None
            follows = rest[0]
            if (
                self._perhaps_family(rest[-1])
                or self._perhaps_family(follows)
                or self.stem(follows) in self.given
                or len(follows) == 1
            ):
                return end
            return end if not starts and len(follows) > 2 and stem not in self.places else None
        if starts and rest and self.stem(rest[0]) in self._well_known:  # «Ifølge Siv Anita Nordby»
            return None
        if not rest:
            return self._single(word, end, before, behind, starts)
        if ends_as_patronymic(rest[-1]) or BEHIND.search(behind) or is_cued(before):
            return end
        if self._is_family(rest[-1]) and not (starts and stem in self.family_or_word):
            return end
        if SAID_OF_PERSONS.search(behind) and not any(DEFINITE.search(w) for w in (word, *rest)):
            return end
        if stem in self.family and stem not in self.places and len(rest) == 1:  # Chen Xiaoling
            return end
        if not starts and (self.stem(rest[0]) in self.alone or end - at - 1 > len(rest)):  # Abdi bin Xu
            return end
        if self._perhaps_family(rest[-1]) and not starts and not DEFINITE.search(stem) and stem not in self.places:
            return end
        return None

    def _single(self, word: str, end: int, before: str, behind: str, starts: bool) -> int | None:
        """Return the same for a single word that is no given name."""
        stem = self.stem(word)
        if self.patronymic(word):
            return end if not self._of_a_house(before) else None
        if stem in self._last and stem not in self.places and is_cued(before):
            return end
        if NAMED.search(before) and not THING_IS_CALLED.search(before) and stem not in self.places and len(word) > 2:
            return end
        return end if not starts and REACHED.search(behind) and stem not in self.places else None

    def _initial(self, text: str, words: list[re.Match], at: int, end: int, rest: list[str], before: str) -> int | None:
        """Return the same for an initial: «K. Nordmann», «K.N.» behind a cue."""
        point = text[words[at].end() : words[at].end() + 1] == "."
        long = [w for w in rest if not is_initial(w)]
        if long and (self._perhaps_family(long[-1]) or self.stem(long[0]) in self.given):
            return end if point or self._is_family(long[-1]) else None
        if point and STRONG.search(before):
            return end
        return None

    def _is_reversed(self, text: str, words: list[re.Match], at: int) -> bool:
        """Return whether here stands «Nordmann, Kari»."""
        if at + 1 == len(words):
            return False
        word, following = words[at].group(), words[at + 1].group()
        gap = text[words[at].end() : words[at + 1].start()]
        if not re.fullmatch(r",\s?|\s", gap) or not following[0].isupper() or self.stem(word) in self.alone:
            return False
        if len(following) == 1 and gap == ", " and text[words[at + 1].end() :][:1] == ".":  # Haugen, K.
            return self._perhaps_family(word) and self.stem(word) not in self.places
        if self.blocked(following) or self.stem(following) not in self._first:
            return False
        if gap.strip():
            return self._is_family(word) or (self._perhaps_family(word) and self.stem(word) not in self.places)
        return self._is_family(word) and self.stem(following) in self.alone and self.stem(word) not in self.ambiguous

    def _in_capitals(self, text: str, words: list[re.Match], at: int, end: int, before: str) -> int | None:
        """Return the same for a word in capitals: an abbreviation, or a name in a text that has others or none."""
        stem, rest = self.stem(words[at].group()), [w.group() for w in words[at + 1 : end]]
        known = [n for n, w in enumerate(rest, start=at + 2) if self._perhaps_family(w) or self.stem(w) in self.alone]
        if stem in self._first and known:
            contiguous = at + 1
            for index in range(at + 1, end):
                w = words[index].group()
                if not (self._perhaps_family(w) or self.stem(w) in self._first or len(w) == 1):
                    break
                contiguous = index + 1
            if contiguous > at + 1:
                return contiguous
        if self.patronymic(words[at].group()) and len(stem) > 5:
            return at + 1
        if self._is_reversed(text, words, at):
            return at + 2
        if stem in self.alone and rest and NAMED.search(before):
            return end
        if stem in self.alone and len(stem) > 3 and (is_cued(before) or text.isupper()):
            return at + 1
        if rest and not text.isupper() and len(stem) > 3 and (self._is_family(rest[-1]) or NAMED.search(before)):
            return end
        if text.isupper() and len(rest) > 0 and self.patronymic(rest[0]):
            return at + 2
        return None

    def _in_small_letters(self, text: str, words: list[re.Match], at: int, before: str) -> int | None:
        """Return the same for a name in small letters, where only listed names are sure enough."""
        word = words[at].group()
        folded = word.casefold()
        given, _, family = word.partition("-")
        if given in self.alone and (
            self._is_family(family) or family in self.family_or_word
        ):  # as in the address of a page
            return at + 1
        bare = self.stem(word)
        gap = text[words[at].end() : words[at + 1].start()] if at + 1 < len(words) else ""
        following = (
            words[at + 1].group()
            if gap in (" ", "\u00a0", "_", ".") or (gap == "-" and in_url(text, words[at]))
            else ""
        )
        if following and following[0].islower() and bare in self._first:
            sure = self.patronymic(following) or (bare in self.alone and self.stem(following) in self.family)
            place = bare in self.alone and self.stem(following) in self.family_or_word and len(following) > 3
            if sure or (place and not COMMON.search(following)):
                return at + 2
        if bare in self.alone and len(word) > 2 and is_cued(before) and bare == folded:
            last = following[:1].islower() and not text[words[at + 1].end() :].strip(" .)")  # «utfylt av kari moskog»
            return at + 1 + (last and bool(NAMED.search(before)) and not self.blocked(following))
        if bare in self._first and self.stem(following) in self.alone and NAMED.search(before):
            end = at + 2
            while end < len(words) and near(text, words, end - 1) and self.stem(words[end].group()) in self._last:
                end += 1
            return end
        ends = at + 1 == len(words)
        if (bare in self.alone or (bare in self._first and ends)) and NAMED.search(before):
            return at + 1
        return (
            at + 1
            if self.patronymic(word) and re.search(r"\b(?:fru|herr|hr|frk|dr)\.?\s$", before, re.IGNORECASE)
            else None
        )

    def has_first_name(self, text: str) -> bool:
        """Return whether one of the words, in whatever letters, is a given name or a family name made of one."""
        return any(self.stem(word) in self.alone or self.patronymic(word) for word in WORD.findall(text))

    # --- what stands around a word

    def _of_a_house(self, before: str) -> bool:
        """Return whether the word before opens the name of a house or a service: «Villa Sana»."""
        last = WORD.findall(before)[-1:]
        return bool(last) and last[0].casefold() in self.openers and before.endswith((" ", "\u00a0"))

    def _answers(self, behind: str, starts: bool) -> bool:
        """Return whether what follows can only be said of a person."""
        return bool(BEHIND.search(behind)) and not starts

    def _run(self, text: str, words: list[re.Match], at: int) -> int:
        """Return the index behind the capitalised words, initials and particles that follow here."""
        end, probe = at + 1, at + 1
        while probe < len(words) and probe < at + 6:
            word = words[probe].group()
            if not near(text, words, probe - 1) and not self._goes_on(text, words, probe):
                break
            following = words[probe + 1].group() if probe + 1 < len(words) else ""
            particle = word in PARTICLES and (following[:1].isupper() or following in PARTICLES)
            is_word = word in {"av", "den", "de", "la", "le", "y"} and words[probe - 1].group() not in PARTICLES
            if particle and not (is_word and self.stem(words[at].group()) not in self.alone):
                probe += 1
                continue
            stem = self.stem(word)
            behind_a_name = self.stem(words[at].group()) in self._first and (  # Berit Os, Liv Strand
                stem in self._last or (probe == at + 1 and self.stem(words[at].group()) in self.alone)
            )
            a_place = stem in self.places and stem not in self.family
            abbreviation = word.isupper() and len(word) > 1 and not words[at].group().isupper()
            if not word[0].isupper() or self._blocked_behind(word, behind_a_name) or (a_place and not behind_a_name):
                break
            if abbreviation and not (self._is_family(word) and len(word) > 4):
                break
            probe += 1
            end = probe
        return end

    def _goes_on(self, text: str, words: list[re.Match], at: int) -> bool:
        """Return whether a family name goes on with the name before it, behind a line break, a sign or a tag."""
        word, before = words[at].group(), words[at - 1].group()
        parted = PARTED.fullmatch(text, words[at - 1].end(), words[at].start())
        return bool(parted) and self.stem(before) in self._well_known and self.stem(word) in self._last

    def _blocked_behind(self, word: str, behind_a_name: bool) -> bool:
        folded = word.casefold()
        if behind_a_name and {folded, folded.removesuffix("s")} & self.places and folded not in self.words:
            return False
        if behind_a_name and folded not in self.words and folded.removesuffix("s") in self.words:  # Jon Vars
            return bool(COMMON.search(folded))
        return self.blocked(word)
