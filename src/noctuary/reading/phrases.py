"""The noun phrases of a dream that stand for someone: ``my little sister``, ``two soldiers``, ``Dr. Hale``."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from noctuary.reading.lists import load
from noctuary.reading.nouns import FAMOUS, NAMES, NOUNS, SEVERAL, WORDY_NAMES, Kind, Noun
from noctuary.reading.scope import compared
from noctuary.reading.text import DreamText


class Determiner(StrEnum):
    """How a phrase begins: whose, which or how many it says."""

    OWN = "own"
    OTHERS = "others"
    INDEFINITE = "indefinite"
    DEFINITE = "definite"
    COUNTED = "counted"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that introduce or repeat someone.

    Parameters
    ----------
    first, last
        The tokens, half-open.
    head
        The token of the noun or name.
    noun
        What the head says.
    determiner
        How it begins.
    modifiers
        The words before the head, back to the determiner or the word next to it.
    names
        The names given, in lower case: ``("tom", "hale")``.
    single_of
        Whether it is one of the several that the noun names: ``one of my friends``.
    """

    first: int
    last: int
    head: int
    noun: Noun
    determiner: Determiner
    modifiers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    single_of: bool = False


_GRAMMAR = load("grammar")
_PHRASE = load("phrases")


def _words(name: str) -> frozenset[str]:
    return frozenset(_PHRASE[name].split())


_DETERMINERS = {
    word: Determiner(determiner)
    for determiner, words in _PHRASE["determiners"].items()
    for word in words.split()
}
_NO_MODIFIERS = _words("no_modifiers").union(
    *(_GRAMMAR[name].split() for name in ("auxiliaries", "prepositions", "subordinators", "coordinators"))
)
_COLLECTIVES = _words("collectives")
_TITLES = {title: sex for sex, titles in _PHRASE["titles"].items() for title in titles.split()}
_BARE = _words("bare")
_THINGS = _words("things")
_PLACE_PREPOSITIONS = _words("place_prepositions")
_IDIOMS = _words("idioms")
_NO_NAMES = _words("no_names")
_RANKS = _words("ranks")
_PLACES = _words("places")
_SAYING = [[word] for word in _PHRASE["saying"].split()]
_NAMING = _words("naming")
_FAMOUS_STARTS = frozenset(names[0] for names in FAMOUS)
_NAMES_TOO = NOUNS.keys() & (NAMES.keys() | _FAMOUS_STARTS)
_LONGEST_FAMOUS = max(map(len, FAMOUS))
_TITLE_PREPOSITIONS = _PLACE_PREPOSITIONS | {"about", "of"}
_DREAMER_SUBJECTS = frozenset({"i", "we"})
_POSSESSIVES = frozenset({"'s", "'"})
_LIKING = _words("liking")
_DENIALS = frozenset({"not", "n't", "never", "no"})
_BE = frozenset(_GRAMMAR["be"].split())
_REACH = 5


def find_phrases(text: DreamText, known: Container[str] = frozenset()) -> list[Phrase]:
    """Return the phrases that stand for someone other than by a pronoun, in order and without overlap.

    What is compared, denied or said of the dreamer (``I was a nurse``) is left out.

    Parameters
    ----------
    text
        The dream.
    known
        Names in lower case that are names here, beside those that are names everywhere.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> [(p.noun.lemma, p.determiner.value) for p in find_phrases(analyse("My aunt fed two dogs."))]
    [('aunt', 'own'), ('dog', 'counted')]
    """
    found: list[Phrase] = []
    end = 0
    for at, word in enumerate(text.words):
        if at < end or not text.told[at]:
            continue
        noun = NOUNS.get(word)
        if noun is not None and not _is_named(text, at):
            phrase = _noun_phrase(text, at, noun, end, found[-1] if found else None, known)
        elif word in _TITLES:
            phrase = _titled(text, at)
        elif text.raw[at][0].isupper():
            phrase = _named(text, at, known)
        else:
            continue
        if phrase is None:
            continue
        end = phrase.last
        if not _unreal(text, phrase):
            found.append(phrase)
    return found


def _noun_phrase(
    text: DreamText, head: int, noun: Noun, end: int, before: Phrase | None, known: Container[str]
) -> Phrase | None:
    words = text.words
    follower = words[head + 1] if head + 1 < len(words) else ""
    if follower in NOUNS and text.raw[head + 1][0].islower():
        return None  # the "lady" of "lady doctor" belongs to what follows
    owned = words[head + 2] if follower in _POSSESSIVES and head + 2 < len(words) else follower
    if owned in _THINGS or (noun.kind is Kind.CHILD and noun.plural and follower in _POSSESSIVES):
        return None  # "the dog house", "children's books"
    if words[head] in _COLLECTIVES and follower == "of":
        return None
    first, determiner, modifiers = _determiner(text, head, noun, end)
    if words[head - 1] == "of" and head - 2 >= end and words[head - 2] in _COLLECTIVES:
        first, determiner, _ = _determiner(text, head - 2, noun, end)
    if determiner is Determiner.BARE or (determiner is Determiner.COUNTED and words[first] != "one"):
        noun = SEVERAL.get(words[head], noun)
    last = head + 1
    names: tuple[str, ...] = ()
    if not noun.plural and (
        _is_name(text, last, known) or (words[head] in _RANKS and _capitalised(text, last))
    ):
        last = _end_of_name(text, last)
        names = tuple(words[head + 1 : last])
    elif words[last : last + 2] in (["of", "mine"], ["of", "ours"]):
        last, determiner = last + 2, Determiner.OWN
    if determiner is Determiner.BARE and before is not None and _adjoins(text, before.last, first):
        determiner = before.determiner  # "my mother and father"
    if determiner is Determiner.BARE and not noun.plural and not names and words[head] not in _BARE:
        return None
    single_of = noun.plural and first - 2 >= end and words[first - 2 : first] == ["one", "of"]
    if single_of:
        first -= 2
    return Phrase(first, last, head, noun, determiner, modifiers, names, single_of)


def _determiner(text: DreamText, head: int, noun: Noun, end: int) -> tuple[int, Determiner, tuple[str, ...]]:
    """Look left of a noun for its determiner and what stands between."""
    words = text.words
    at = head
    while at > end and head - at < _REACH and text.sentence[at - 1] == text.sentence[head]:
        word = words[at - 1]
        if word in _POSSESSIVES:
            return at, Determiner.OTHERS, tuple(words[at:head])
        if word in _DETERMINERS and not (word == "that" and (noun.plural or noun.kind is Kind.VAGUE)):
            determiner = _DETERMINERS[word]
            if determiner is Determiner.COUNTED and at - 2 >= end and words[at - 2] in _DETERMINERS:
                return at - 2, _DETERMINERS[words[at - 2]], tuple(words[at - 1 : head])
            return at - 1, determiner, tuple(words[at:head])
        if word in _NO_MODIFIERS or not word[0].isalnum():
            break
        at -= 1
    return head, Determiner.BARE, tuple(words[head - 1 : head])


def _unlisted(name: str) -> Noun:
    return Noun(name, Kind.NAME, False, "I", "K", "A")


def _titled(text: DreamText, at: int) -> Phrase | None:
    """Read ``Mrs. Hale``; a title without a name stands for nobody."""
    begin = at + 1
    if begin < len(text) and text.words[begin] == ".":
        begin += 1
    if not _capitalised(text, begin):
        return None
    last = _end_of_name(text, begin)
    sex = _TITLES[text.words[at]]
    noun = Noun(text.words[begin], Kind.NAME, False, sex, "K", "A")
    return Phrase(at, last, begin, noun, Determiner.BARE, (), tuple(text.words[begin:last]))


def _named(text: DreamText, at: int, known: Container[str]) -> Phrase | None:
    words = text.words
    famous = _famous(text, at)
    if famous:
        return Phrase(at, at + len(famous), at, FAMOUS[famous], Determiner.BARE, (), famous)
    if _is_name(text, at, known):
        noun = NAMES.get(words[at]) or _unlisted(words[at])
    elif _acts_like_a_name(text, at):
        noun = _unlisted(words[at])
    else:
        return None
    last = _end_of_name(text, at)
    if words[last - 1] in _PLACES:
        return None
    return Phrase(at, last, at, noun, Determiner.BARE, (), tuple(words[at:last]))


def _famous(text: DreamText, at: int) -> tuple[str, ...]:
    """Return the longest famous name that begins at a token, empty if none does."""
    if text.words[at] in _FAMOUS_STARTS:
        for length in range(_LONGEST_FAMOUS, 0, -1):
            names = tuple(text.words[at : at + length])
            if names in FAMOUS:
                return names
    return ()


def _is_named(text: DreamText, at: int) -> bool:
    """Tell whether a word that is also a noun is a name here: the ``Robin`` of ``then Robin came``."""
    if text.words[at] not in _NAMES_TOO or not text.raw[at][0].isupper():
        return False
    return bool(_famous(text, at)) or (text.words[at] in NAMES and not _begins_sentence(text, at))


def _acts_like_a_name(text: DreamText, at: int) -> bool:
    """Tell whether an unknown capitalised word is somebody: ``Zubin and I``, ``a boy named Zubin``."""
    words = text.words
    if words[at] in _NO_NAMES or not text.raw[at][1:].islower():
        return False
    if at and (words[at - 1] in _NAMING or (words[at - 1] in _BE and "name" in words[max(0, at - 2) : at])):
        return True
    following = words[at + 1 : at + 3]
    return following in (["and", "i"], ["and", "me"]) or following[:1] in _SAYING


def _capitalised(text: DreamText, at: int) -> bool:
    return at < len(text) and text.raw[at][0].isupper() and text.words[at] not in _NO_NAMES


def _is_name(text: DreamText, at: int, known: Container[str]) -> bool:
    if (
        at >= len(text)
        or not text.raw[at][0].isupper()
        or (text.words[at] not in NAMES and text.words[at] not in known)
    ):
        return False
    if text.words[at] in WORDY_NAMES and _begins_sentence(text, at):
        return False
    return at == 0 or text.words[at - 1] not in _PLACE_PREPOSITIONS


def _begins_sentence(text: DreamText, at: int) -> bool:
    return at == 0 or text.sentence[at - 1] != text.sentence[at] or not text.words[at - 1][0].isalnum()


def _end_of_name(text: DreamText, at: int) -> int:
    """Return the token after a name and the surnames that follow it."""
    last = at + 1
    while (
        last < len(text)
        and text.raw[last][0].isupper()
        and len(text.raw[last]) > 1
        and text.sentence[last] == text.sentence[at]
        and text.words[last] not in _NO_NAMES
    ):
        last += 1
    return last


def _adjoins(text: DreamText, end: int, first: int) -> bool:
    """Tell whether only a comma or *and* stands between two phrases."""
    return 0 < first - end <= 2 and all(word in {",", "and", "or", "&"} for word in text.words[end:first])


def likened(text: DreamText, first: int) -> bool:
    """Tell whether somebody is only a comparison: ``looked like my aunt``, ``fluttering like birds``."""
    if compared(text, first):
        return True
    return first >= 2 and text.words[first - 1] == "like" and text.words[first - 2] not in _LIKING


def _unreal(text: DreamText, phrase: Phrase) -> bool:
    """Tell whether nobody is there: denied, compared, an exclamation, or said of the dreamer."""
    words = text.words
    before = words[phrase.first - 1] if phrase.first else ""
    if before in _IDIOMS or before in _DENIALS or likened(text, phrase.first):
        return True
    if phrase.noun.kind is Kind.IMAGINARY and before in _TITLE_PREPOSITIONS:
        return True  # "a book about Robin Hood"
    if phrase.determiner not in (Determiner.INDEFINITE, Determiner.BARE):
        return False
    if (
        phrase.noun.kind is Kind.KNOWN
        and phrase.noun.plural
        and _BE.intersection(words[max(0, phrase.first - 2) : phrase.first])
    ):
        return True  # "we are good friends"
    return before in {"as", "be"} or (
        before in _BE and phrase.first >= 2 and words[phrase.first - 2] in _DREAMER_SUBJECTS
    )
