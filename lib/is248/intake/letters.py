"""Letters: a file's bytes as text, and the letters in it that some program has damaged.

A file says nowhere how its letters are written. It is read in the one way that gives Norwegian words, or not at all:
damaged letters hide names from the masking, and headings and labels from the codebook.
"""

import codecs
import html
import re
import unicodedata
from html.entities import html5

from is248.project import ProjectError

UTF8 = "Save it as CSV UTF-8 (in Excel: «CSV UTF-8 (kommadelt)»)."
_BOMS = {  # the longer ones first: the mark of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Where the zero bytes of each four stand in text that is mostly ASCII
_ZEROS = {(1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be", (1, 3): "utf-16-le", (0, 2): "utf-16-be"}
_STRAY = "\ue248"  # of the private use area: stands before a letter that was read of a byte out of place
_SIGNS_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_UNSEEN = dict.fromkeys(map(ord, _SIGNS_UNSEEN))
_UNSEEN_IN_NUMBER = re.compile(rf"(?<=\d)[{_SIGNS_UNSEEN}]+(?=\d)")  # may have stood between two numbers
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);")
_NORWEGIAN = "æøåÆØÅ"
_WESTERN = set(_NORWEGIAN + "éèêëÉÈáàâäÁÀÄãçñíîïóòôõöÓÒÖúùüÚÜšžŠŽðþÿ«»“”„‘’–—…•·½¼¾§€£°±×²³´¨\u00a0\u00ad")
# What the letters of a Macintosh and of MS-DOS are in Windows. Inside words, nobody writes these signs. The æ of MS-DOS
# is left out: in Windows it is a quotation mark.
_FOREIGN = {
    "Macintosh": "æøåÆØÅ".encode("mac_roman"),
    "MS-DOS": "øåØÅ".encode("cp850"),
}
_DOS_AE = re.compile(rb"[A-Za-z]\x91[a-z]")  # no quotation begins in a word
_IN_WORDS = r"(?:(?<=[A-Za-z])[{0}](?=[A-Za-z])|(?<![^\W\d_])[{0}](?=[a-z])|(?<=[a-z])[{0}](?![^\W\d_]))"
_TWICE = re.compile(  # UTF-8 that was read as Windows, Macintosh or MS-DOS text, and written again
    "(?:Ã[\u0080-\u00bf†…˜€‚ƒ„‡ˆ‰Š‹ŒŽ‘’“”•–—™š›œžŸ]|Â[\u00a0-\u00bf]|â€[\u0080-\u00bf˜™œ“”¦¢\u009d])+"
    "|√[∏¶•ò©ÜÖ]|├[╕ªÑ©]"
)
_LOST = re.compile(
    "\ufffd"
    r"|(?<=[A-Za-z])[¿¾Œ†›°µ¯Õ](?=[a-z])"  # of Macintosh or MS-DOS text that was read as Windows, or the reverse
    r"|(?<=[^\W\d_])[¿º¹¼](?=[^\W\d_])|(?<=[^\W\d_]{2})[¿º¼]|(?<!\S)[¿º](?!\S)"  # of Sami letters
    r"|%C3%[89AB][0-9A-F]|=C3=[89AB][0-9A-F]|\\u00[CDEFcdef][0-9A-Fa-f]"
)
_UTF7 = re.compile(r"\+A(?:OY|Pg|OU|MY|Ng|MU)-")  # æøåÆØÅ
_ADDRESS = re.compile(r"\S+(?://|www\.)\S+|(?:https?|www)\S+")  # has its own ?, % and =


def decoded(raw: bytes, file: str, advice: str = UTF8) -> str:
    """Return a file's text: UTF-8, -16 or -32, or Windows' Western European code page.

    Bytes out of place in UTF-8 are read as the letters that Windows has for them, and marked for `damage`.

    Raises
    ------
    ProjectError
        If it is none of these, or may be several.
    """
    encoding = next((encoding for mark, encoding in _BOMS.items() if raw.startswith(mark)), None) or _by_zeros(raw)
    if encoding not in (None, "utf-8-sig"):
        try:
            return _plain(raw.decode(encoding), file)
        except UnicodeDecodeError as error:
            raise ProjectError(
                f"{file} looks like {encoding.upper()[:6]}, but can't be read as that from byte {error.start} on. "
                f"It is damaged or was cut off. Export it again. {advice}"
            ) from error
    text = raw.decode("utf-8-sig", errors="is248.stray")
    if _STRAY not in text:
        if text.isascii() and _UTF7.search(text):
            raise ProjectError(f"{file} has the letters of UTF-7. {advice}")
        return _plain(text, file)
    stray = re.findall(f"{_STRAY}(.)", text)
    good = len(re.findall(r"[^\x00-\x7f]", text)) - 2 * len(stray)
    if len(stray) <= good and set(stray) <= _WESTERN:
        return _plain(text, file)
    if good * 10 > len(stray):
        where = f", from line {1 + text[: text.index(_STRAY)].count(chr(10))} on" if advice == UTF8 else ""
        raise ProjectError(
            f"{file} mixes UTF-8 with another way of writing letters{where}. {advice} If columns were pasted together "
            "from several files, save each of them so first."
        )
    return _plain(_western(raw, file, advice), file)


def _stray(error: UnicodeDecodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows' letters; the handler of `decoded`."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    letters = error.object[error.start : error.end].decode("cp1252", errors="replace")
    return "".join(_STRAY + letter for letter in letters), error.end


codecs.register_error("is248.stray", _stray)


def _by_zeros(raw: bytes) -> str | None:
    """Return the encoding of text in two or four bytes a letter, by where its zeros stand."""
    sample = raw[:4000]
    shares = [sample[place::4].count(0) / max(1, len(sample[place::4])) for place in range(4)]
    return _ZEROS.get(tuple(place for place, share in enumerate(shares) if share > 0.5))


def _plain(text: str, file: str) -> str:
    if "\0" in text:
        line = 1 + text[: text.index(chr(0))].count("\n")
        raise ProjectError(
            f"{file} has zero bytes, the first in line {line}: it is damaged, or no text. Export it again."
        )
    return text


def _western(raw: bytes, file: str, advice: str) -> str:
    """Return text in Windows' code page; signs that are another system's letters are marked."""
    strange = f"{file} is in no way of writing letters that the import knows. {advice}"
    if sum(map(raw.count, range(128))) < 0.7 * len(raw):
        raise ProjectError(strange)
    found = {name: _count(letters, raw) for name, letters in _FOREIGN.items()}
    found["MS-DOS"] += len(_DOS_AE.findall(raw))
    windows = _count(_NORWEGIAN.encode("cp1252"), raw)
    other = max(found, key=found.get)
    if found[other] > 0.1 * windows:
        how = f"the letters of {other}" if not windows else f"letters of Windows and of {other}"
        raise ProjectError(f"{file} has {how}. {advice}")
    text = raw.decode("cp1252", errors="replace")
    if not windows and {sign for sign in set(text) if not sign.isascii()} - _WESTERN:
        raise ProjectError(strange)
    return text


def _count(letters: bytes, raw: bytes) -> int:
    pattern = _IN_WORDS.format("".join(f"\\x{letter:02x}" for letter in letters))
    return len(re.findall(pattern.encode("ascii"), raw))


def clean_text(text: str) -> str:
    """Return the text in composed letters, without invisible characters and without blanks around it."""
    if "&" in text and ";" in text:  # of tools that export what they showed
        text = _ENTITY.sub(lambda found: html5.get(found[0][1:]) or _unescaped(found[0]), text)
    if not text.isascii():
        text = _UNSEEN_IN_NUMBER.sub(" ", text)
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _unescaped(entity: str) -> str:
    """Return the sign of a number, and what is no entity as it is: «&notat;» doesn't begin with «&not»."""
    return html.unescape(entity) if entity[1] == "#" else entity


def mended(text: str) -> tuple[str, str]:
    """Return a text with its letters put right, and what was wrong: `stray`, `twice`, `lost` or nothing.

    What is lost can't be put right.
    """
    damage = ""
    if _STRAY in text:
        text, damage = text.replace(_STRAY, ""), "stray"
    if not text.isascii() and _TWICE.search(text):
        text, damage = _TWICE.sub(lambda found: _once(found[0]), text), "twice"
    if _LOST.search(text) and _LOST.search(_ADDRESS.sub("", text)):
        damage = "lost"
    return text, damage


def _once(text: str) -> str:
    for encoding in ("cp1252", "latin-1", "mac_roman", "cp850"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return "\ufffd"
