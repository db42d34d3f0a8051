"""What someone, or something, may put in the search box to break it: 515 texts in families."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

_MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>", "<iframe src=javascript:alert(1)>", "<!--", "<![CDATA[",
    "<a href=javascript:alert(1)>rsa</a>", "<style>*{display:none}</style>", "<b>rsa", "</mark>",
    "&lt;script&gt;", "&#x3c;script&#x3e;", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>",
)  # fmt: skip
_AROUND = ("{}", '">{}', "rsa {} caf", "'{}'")
_SQL = (
    "' OR '1'='1", "'; DROP TABLE versions; --", "1; SELECT pg_sleep(9)", "' UNION SELECT NULL --",
    "admin'--", "') OR ('a'='a", "\\'; --", "1/**/OR/**/1=1", "%' AND 1=0 --", "'||(SELECT 1)||'",
    "x' AND randomblob(999999999) --", "1 AND 1=CAST((SELECT 1) AS int)",
)  # fmt: skip
_TEMPLATES = (
    "{{7*7}}", "{% for x in () %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0}", "{}", "{query}",
    "{0.__class__}", "%s", "%n%n%n", "%(q)s", "%9999999d", "$(sleep 9)", "`sleep 9`", "${jndi:x}",
)  # fmt: skip
_PATHS = (
    "../../../etc/passwd", "..\\..\\windows", "/etc/passwd\x00.md", "file:///etc/passwd", "//a.fr",
    "%2e%2e%2f", "..%c0%af", "C:\\", "con", "operators/caf/../../x.md", "~root", "\\\\a\\b",
)  # fmt: skip
_LANGUAGE = (
    "AND", "OR", "NOT", "NOT NOT NOT", "rsa AND", "OR rsa", "rsa NOT", "(rsa", "rsa)", "((((((",
    "()" * 90, "title:rsa", "path:operators", "agent_body:code", "head:x", "_stored:1", "a:b:c:d",
    "rsa^9999", "rsa^1e999", "rsa~", "rsa~9", "a~1e99", "[a TO z]", "{a TO }", "title:[* TO *]",
    "+rsa", "-rsa", "--rsa", "!rsa", "rsa && caf", "rsa || caf", "<rsa>", "rsa..caf", "=rsa",
    "rsa/2 caf", "NEAR(rsa caf, 2)", "rsa NEAR/2 caf", "date:>2020", "every:*", "*:*",
)  # fmt: skip
_WILD = ("*", "?", "a*", "*a", "r?a", "*" * 200, "?" * 200, "a*" * 100, "*rsa*", "[a-z]*", "c*t*e*")
_REGEX = (
    "r/.*/", "/(a+)+$/", "(a+)+" * 40, "(a|aa)+$", "([a-z]+)*!", "(?R)", "(?<=a)b", "\\1\\2", "[[[",
    "a{9999}", ".*.*.*.*.*=", "(.*)*" * 40, "^$", "\\", "\\" * 200, "(?i)(?x)", "a" * 199 + "!",
)  # fmt: skip
_NUMBERS = (
    "0", "-1", "1e400", "NaN", "inf", "0x7fffffff", "9" * 200, "2147483648", "-0.0", "1,5", "١٢٣",
    "１２３", "²³", "½", "Ⅷ", "0,0", "1_000", "01000", "0" * 200, "1e-999", "18446744073709551616",
)  # fmt: skip
_CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, 0x85)]
_UNSEEN = (
    "\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066",
    "\u2069", "\u2060", "\ufeff", "\u180e", "\u2028", "\u2029", "\ufe0f", "\u034f", "\U000e0041",
    "\u3164", "\ufffc", "\uffff", "\U0010ffff", "\ud800", "\udfff", "\udcff",
)  # fmt: skip
_LETTERS = (
    "ß", "ẞ", "İ", "ı", "ſ", "ŉ", "ﬁ", "œ", "Æ", "Å", "é", "e\u0301", "ﷺ", "㎒", "Ａ", "𝒜", "𝔯",
    "Σ", "ς", "ά", "я", "א", "ع", "ไ", "क्ष", "한", "漢", "あ", "𠀀", "🄰",
)  # fmt: skip
_PICTURES = (
    "😀", "👩‍👩‍👧‍👦", "👍🏿", "🇫🇷", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎", "→", "€", "™", "№",
)  # fmt: skip
_SIGNS = tuple("\"'«»“”‘’ʼ`´-‐‑–—_.,;:!?/|@#&§°(")
_LENGTHS = (199, 200, 201, 1_000, 10_000)
_WORDS = (
    "carte vitale perdue", "aujourd'hui", "l'allocation", "c2s", "CAF-03", "r.s.a.", "je", "permi",
)  # fmt: skip
_BASES = ("a", "carte ", "é", "l'", "a-", "☎", "\u0301")


def strings() -> list[str]:
    """Return the texts, each once, in the order of their families."""
    families: tuple[Sequence[str], ...] = (
        [around.format(markup) for markup, around in product(_MARKUP, _AROUND)],
        [around + sql for sql, around in product(_SQL, ("", "rsa"))],
        _TEMPLATES, _PATHS, _LANGUAGE, _WILD, _REGEX, _NUMBERS, _unclosed(), _confusing(),
        [f"car{control}te" for control in _CONTROLS],
        [text for sign in _UNSEEN for text in (f"car{sign}te {sign}rsa", sign * 200)],
        [text for letter in _LETTERS for text in (letter, letter * 66)],
        [text for picture in _PICTURES for text in (picture, f"rsa {picture} caf")],
        [sign * 200 for sign in _SIGNS],
        [(base * length)[:length] for base, length in product(_BASES, _LENGTHS)],
        ["", " ", "\t\n", "\u00a0\u202f", "\r\nSet-Cookie: a=b", "rsa\r\n\r\n<html>", "\x00" * 200],
    )  # fmt: skip
    return list(dict.fromkeys(text for family in families for text in family))


def _unclosed() -> list[str]:
    """Return quotes and brackets that open, close or cross one another."""
    pairs = ('""', "''", "«»", "“”", "()", "[]", "{}")
    shapes = ("{0}rsa", "rsa{1}", "{1}rsa{0}", "{0}{0}rsa caf{1}", "{0} {1}")
    return [shape.format(*pair) for pair in pairs for shape in shapes]


def _confusing() -> list[str]:
    """Return what costs a speller, a stemmer or a splitter of words the most."""
    chance = random.Random(1)
    letters = "etaoinsrludcmpévqfbghjàxèyêzçôùâûîœwkïëüæ"

    def word(length: int) -> str:
        return "".join(chance.choices(letters, k=length))

    return [
        *(word(length) for length in (5, 9, 15, 30, 40, 41, 80, 200)),
        *(" ".join(map(word, [length] * (200 // (length + 1)))) for length in (1, 2, 5, 9, 15)),
        *(" ".join(text) for text in _WORDS),
        *("".join(text.split()) * 5 for text in _WORDS),
        *(text.upper() for text in _WORDS),
        *("-".join(text) for text in _WORDS),
    ]  # fmt: skip


def mutations(texts: Sequence[str], count: int, seed: int) -> list[str]:
    """Return questions with one to four things done to each: slips, and worse."""
    chance = random.Random(seed)
    bad = strings()
    changed = []
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 4)):
            text = _mutated(text, chance, bad)
        changed.append(text)
    return changed


def _mutated(text: str, chance: random.Random, bad: Sequence[str]) -> str:
    place = chance.randint(0, len(text))
    before, after = text[:place], text[place:]
    letter = chance.choice("abcdefghijklmnopqrstuvwxyzéèàçœ'’- 0123456789\"«»*?()~^:&<")
    choices = (
        before + letter + after,
        before + letter + after[1:],
        before + after[1:],
        before + after[1:2] + after[:1] + after[2:],
        before + after[:1] * 2 + after[1:],
        before + after[:1] * 50 + after[1:],
        before + " " + after,
        before + after.lstrip(),
        after + " " + before,
        before + chance.choice(bad)[:100] + after,
        text.upper(),
        text.replace(" ", ""),
        text + " " + text,
    )
    return chance.choice(choices)
