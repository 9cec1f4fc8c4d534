"""Words that describe: size, colour, age and the other dimensions, each with its sign."""

from __future__ import annotations

from noctuary.coding import Coding
from noctuary.reading.cast import Cast
from noctuary.reading.lists import load
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("modifiers")
_CONFIDENCE: dict[str, float] = _LISTS["confidence"]
_DIMENSIONS: dict[str, str] = {
    word: symbol for symbol, words in _LISTS["words"].items() for word in words.split()
}
_NOT_AFTER = {word: frozenset(before.split()) for word, before in _LISTS["idioms"]["after"].items()}
_NOT_BEFORE = {word: frozenset(after.split()) for word, after in _LISTS["idioms"]["before"].items()}


def modifiers(text: DreamText, cast: Cast) -> list[Coding]:  # noqa: ARG001 -- one shape for all components
    """Return the modifiers of a dream: one for each descriptive word, in order. The empty text has none."""
    codings: list[Coding] = []
    for token, word in enumerate(text.words):
        symbol = _DIMENSIONS.get(word)
        if symbol is not None and text.told[token] and not _idiom(text.words, token):
            code = Code(Scale.MODIFIERS, symbol)
            codings.append(Coding(code, (text.span(token, token + 1),), _CONFIDENCE[symbol]))
    return codings


def _idiom(words: list[str], token: int) -> bool:
    """Tell whether the word describes nothing here: ``ten years old``, ``high school``."""
    word = words[token]
    before = words[token - 1] if token else ""
    after = words[token + 1] if token + 1 < len(words) else ""
    return before in _NOT_AFTER.get(word, ()) or after in _NOT_BEFORE.get(word, ())
