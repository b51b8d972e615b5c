"""Texts made alike for searching: the same for what is stored and for what is asked."""

import re
import unicodedata


def folded(*parts: str) -> str:
    """Join the parts into one line of lower-case words, with ё as е and no punctuation.

    Folded here and not in the database, so that Cyrillic is found under any locale of it.
    """
    line = unicodedata.normalize("NFKC", " ".join(parts)).casefold().replace("ё", "е")
    return " ".join(re.findall(r"[\w+]+", line))


def words(asked: str) -> list[str]:
    """Return the words a search text must all contain; at most eight, the first ones.

    A phone number or requisite typed with spaces, brackets and 8 or +7 is one word of digits.
    """
    if re.fullmatch(r"[\d\s()+-]{6,40}", asked.strip()):
        return [re.sub(r"\D", "", asked)[-10:]]
    return folded(asked).split()[:8]
