"""The coding scheme of Hall and Van de Castle as data: symbols, codes, and what they mean in words."""

from noctuary.scheme.character import Character
from noctuary.scheme.code import Code, parse, parse_leniently, parse_party
from noctuary.scheme.explain import (
    Explanation,
    explain,
    explain_character,
    explain_class,
    explain_code,
    explain_party,
)
from noctuary.scheme.symbols import Grammar, Scale

__all__ = [
    "Character",
    "Code",
    "Explanation",
    "Grammar",
    "Scale",
    "explain",
    "explain_character",
    "explain_class",
    "explain_code",
    "explain_party",
    "parse",
    "parse_leniently",
    "parse_party",
]
