"""Who is in a dream, by word lists and rules: each character once, with all words that mention it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection
from dataclasses import replace

from noctuary.coding import Coding
from noctuary.reading.acquaintances import NOBODY, Acquaintance, Acquaintances
from noctuary.reading.cast import Cast, Mention
from noctuary.reading.lists import load
from noctuary.reading.nouns import Kind
from noctuary.reading.people import LEAST_CONFIDENCE, OF_THE_DREAMERS_AGE, Company, Person, introduce
from noctuary.reading.phrases import Determiner, Phrase, find_phrases
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("cast")


def _words(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


_PRONOUNS = {word: who for who, words in _LISTS["pronouns"].items() for word in words.split()}
_SEXES = frozenset("MF")
_COPULAS = _words("copulas")
_NAMING = frozenset(load("phrases")["naming"].split())
_TURNING = _words("turning")
_GENERIC = _words("generic")
_OTHERS = _words("others")
_KNOWING = _words("knowing")
_DENYING = _words("denying")
_RELATIVES = frozenset({"who", "whom", "that"})
_JOINTS = frozenset({",", "and", "or", "&", "with"})
_APPOSING = frozenset({",", "(", "-"})
_UNFAMILIAR = frozenset("OESU")
_UNSETTLED = frozenset("SU")
_TIES = frozenset({Kind.KIN, Kind.KNOWN})
_NAMES = frozenset({Kind.NAME, Kind.FAMOUS, Kind.IMAGINARY})
_UNNAMED = frozenset({Kind.ADULT, Kind.YOUTH, Kind.ROLE, Kind.VAGUE})
_PREPOSITIONS = frozenset(load("grammar")["prepositions"].split())
_CLAUSE_OPENERS = frozenset(f"{load('grammar')['subordinators']} {load('grammar')['coordinators']}".split())
_VERB_REACH = 3
_QUOTES = frozenset('"“”')

# How far back words refer: bounds the work on long texts.
_MEMORY = 40
_LONGEST_SPEECH = 8


def characters(text: DreamText, cast: Cast, *, acting: Collection[str] = ()) -> list[Coding]:
    """Return the code of each character, with every mention as evidence.

    Who is told of so faintly that coders pass over most such people is left out.

    Parameters
    ----------
    text, cast
        The dream and who is in it. An empty cast gives no codings.
    acting
        The symbols of those who take part in an act, feel or meet with something: they are coded, however faint.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> text = analyse("My aunt came, and she brought two dogs.")
    >>> [str(coding.code) for coding in characters(text, find_cast(text))]
    ['1FRA', '2ANI']
    """
    evidence: list[list[Mention]] = [[] for _ in cast.symbols]
    for mention in cast.mentions:
        for index in mention.members:
            evidence[index].append(mention)
    return [
        Coding(
            Code(Scale.CHARACTERS, symbol),
            tuple(text.span(mention.first, mention.last) for mention in mentions),
            confidence,
            established,
        )
        for symbol, confidence, established, mentions in zip(
            cast.symbols, cast.confidences, cast.established, evidence, strict=True
        )
        if confidence >= LEAST_CONFIDENCE or symbol in acting
    ]


def find_cast(text: DreamText, acquaintances: Acquaintances = NOBODY) -> Cast:
    """Find everyone in a dream, each once, with the words that stand for them and for the dreamer.

    Parameters
    ----------
    text
        The dream. An empty one has nobody in it.
    acquaintances
        Whom the dreamer is known to know by name. They settle sex, identity and age of who is merely named; what
        the dream itself says of them holds before that.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> cast = find_cast(analyse("A figure rose. They were my old teacher, and I took their hand."))
    >>> cast.symbols
    ('1IKA',)
    >>> [cast.party(mention) for mention in cast.mentions]
    ['1IKA', '1IKA', '1IKA', 'D', '1IKA']
    """
    casting = _Casting(text, acquaintances)
    quoted = _quoted(text)
    phrases = {phrase.first: phrase for phrase in find_phrases(text, acquaintances)}
    end = 0
    for at, word in enumerate(text.words):
        if at < end:
            continue
        phrase = phrases.get(at)
        if phrase is not None:
            casting.meet(phrase)
            end = phrase.last
        elif word in _PRONOUNS and text.told[at]:
            casting.refer(at, _PRONOUNS[word], quoted=at in quoted)
    casting.acquaint()
    return casting.cast()


def _quoted(text: DreamText) -> set[int]:
    """Return the tokens of direct speech, where ``I`` need not be the dreamer. A stray mark opens none."""
    quoted: set[int] = set()
    opening: int | None = None
    for at, word in enumerate(text.words):
        if word not in _QUOTES:
            continue
        if opening is not None and text.sentence[at] - text.sentence[opening] > _LONGEST_SPEECH:
            opening = None
        if opening is None or word == "“":
            opening = at
        else:
            quoted.update(range(opening, at))
            opening = None
    return quoted


class _Casting:
    """Gathers people and mentions from left to right, and settles who is who."""

    def __init__(self, text: DreamText, acquaintances: Acquaintances) -> None:
        self.text = text
        self.acquaintances = acquaintances
        self.company = Company.of(text)
        self.people: list[Person] = []
        self.mentions: list[Mention] = []
        self.by_noun: dict[tuple[str, bool], int] = {}
        self.by_name: dict[str, int] = {}
        # Whom the series knows, and of whom the dream itself tells how they stand to the dreamer.
        self.known: dict[int, Acquaintance] = {}
        self.told: set[int] = set()
        # Whom the last mentions stood for, the latest last; several where they were named together.
        self.recent: deque[tuple[int, ...]] = deque(maxlen=_MEMORY)
        # The mentions joined by "and" just now, and whom "we" stands for beside the dreamer.
        self.joined: tuple[int, ...] = ()
        self.joined_dreamer = False
        self.companions: tuple[int, ...] = ()

    def cast(self) -> Cast:
        """Return what was gathered."""
        established = [self._establish(index) for index in range(len(self.people))]
        times = Counter(index for mention in self.mentions for index in mention.members)
        return Cast(
            tuple(person.symbol for person in self.people),
            tuple(person.confidence(again=times[index] > 1) for index, person in enumerate(self.people)),
            tuple(self.mentions),
            tuple(established),
        )

    def meet(self, phrase: Phrase) -> None:
        """Add the person of a phrase, or find whom it repeats or tells more of."""
        known = self._known(phrase)
        if known is not None and known.sex:
            phrase = replace(phrase, noun=replace(phrase.noun, sex=known.sex))
        index = self._repeated(phrase)
        if index is None or phrase.names:
            person = introduce(self.text, phrase, self.company, self._owner(phrase))
            if index is None:
                self._transform(phrase, person)
                index = self._identified(phrase, person)
            if index is None:
                index = len(self.people)
                self.people.append(person)
            elif self.people[index].may_be(person):
                self.people[index].learn(person)
        self.by_noun[phrase.noun.lemma, self.people[index].plural] = index
        for name in phrase.names:
            self.by_name[name] = index
        if known is not None:
            self.known.setdefault(index, known)
        if phrase.noun.kind in _TIES and phrase.determiner is not Determiner.OTHERS:
            self.told.add(index)
        beside_dreamer = self._is_beside_dreamer(phrase)
        self._mention(phrase.first, phrase.last, phrase.head, (index,))
        if beside_dreamer:
            self.companions = (index,)

    def _known(self, phrase: Phrase) -> Acquaintance | None:
        """Return whom the dreamer is known to know by the name of a phrase, unless it tells of another."""
        if not phrase.names:
            return None
        words = self.text.words[phrase.first : phrase.last]
        known = self.acquaintances.get(" ".join(words)) or self.acquaintances.get(" ".join(phrase.names))
        if known is None or not known.sex:
            return known
        merely_named = phrase.noun.kind in _NAMES and phrase.first == phrase.head
        return known if merely_named or phrase.noun.sex in (known.sex, "I") else None

    def _establish(self, index: int) -> str:
        """Take over what is known of somebody whom the dream merely names, and return where it is known from."""
        person, known = self.people[index], self.known.get(index)
        if known is None or index in self.told or person.plural or not person.identity:
            return ""
        person.sex = known.sex or person.sex
        person.identity = known.identity or person.identity
        if known.age:
            person.age = known.age
        elif person.age == self.company.age and person.identity not in OF_THE_DREAMERS_AGE:
            person.age = "A"
        return known.source

    def refer(self, at: int, who: str, *, quoted: bool) -> None:
        """Resolve a pronoun; one that stands for nobody known is passed over."""
        if who in {"dreamer", "we"}:
            if not quoted:
                members = self.companions if who == "we" else ()
                self._mention(at, at + 1, at, members, dreamer=True, pronoun=True)
            return
        if who in _SEXES:
            members = self._single(who, but=self._acting_on(at))
        else:
            members = self._they() if who == "they" else self._it()
        if members:
            self._mention(at, at + 1, at, members, pronoun=True)

    def acquaint(self) -> None:
        """Settle who is known or strange by what the dreamer says of it: ``a boy I knew``."""
        words, sentence = self.text.words, self.text.sentence
        beginning = {mention.first: mention.members for mention in self.mentions}
        ending = {mention.last: mention.members for mention in self.mentions}
        for at, word in enumerate(words):
            if word not in _KNOWING or not self.text.told[at]:
                continue
            subject = next((k for k in range(at - 1, max(-1, at - 6), -1) if words[k] == "i"), None)
            if subject is None or sentence[subject] != sentence[at]:
                continue
            before = subject - 1 if self._word(subject - 1) in _RELATIVES else subject
            if self._word(before - 1) == ",":
                before -= 1
            members = beginning.get(at + 1) or beginning.get(at + 2) or ending.get(before) or ()
            strange = any(word in _DENYING for word in words[subject:at])
            for index in members:
                if self.people[index].identity in _UNSETTLED:
                    self.people[index].identity = "S" if strange else "K"

    def _mention(
        self,
        first: int,
        last: int,
        head: int,
        members: tuple[int, ...],
        *,
        dreamer: bool = False,
        pronoun: bool = False,
    ) -> None:
        between = self._since_last(first)
        if 0 < len(between) <= 2 and all(word in _JOINTS for word in between):
            fresh = tuple(index for index in members if index not in self.joined)
            self.joined = (self.joined + fresh)[-_MEMORY:]
            self.joined_dreamer |= dreamer
        else:
            self.joined, self.joined_dreamer = members, dreamer
        if self.joined_dreamer and self.joined:
            self.companions = self.joined
        owning = self._word(last) == "'s"
        if members:
            self.recent.append(members)
            if owning and len(self.recent) > 1:
                # Who owns a thing is less likely meant next than who acts: "he took my father's watch".
                self.recent[-1], self.recent[-2] = self.recent[-2], self.recent[-1]
            if len(self.joined) > len(members):
                self.recent.append(self.joined)
        self.mentions.append(Mention(first, last, head, members, dreamer, pronoun, owning))

    def _is_beside_dreamer(self, phrase: Phrase) -> bool:
        """Tell whether the dreamer is with somebody: ``I walked with my aunt``."""
        if self._word(phrase.first - 1) != "with" or not self.mentions or not self.mentions[-1].dreamer:
            return False
        return self.text.sentence[self.mentions[-1].first] == self.text.sentence[phrase.first]

    def _since_last(self, first: int) -> list[str]:
        return self.text.words[self.mentions[-1].last : first] if self.mentions else []

    def _single(self, sex: str, but: tuple[int, ...] = ()) -> tuple[int, ...]:
        """Return whom *he* or *she* means, and note the sex of one who was told of without."""
        for members in reversed(self.recent):
            person = self.people[members[0]]
            if len(members) == 1 and members != but and not person.plural and person.sex in (sex, "I", ""):
                if person.sex == "I" and person.kind is not Kind.VAGUE:
                    person.sex = sex
                return members
        return ()

    def _acting_on(self, at: int) -> tuple[int, ...]:
        """Return the subject whose object a pronoun is, who is not meant by it: ``the guard pulled him out``."""
        if not self.mentions or not self._is_object(at):
            return ()
        subject = self.mentions[-1]
        before = self._word(subject.first - 1)
        begins = not before or before in _CLAUSE_OPENERS or not before[0].isalnum()
        near = (
            0 < at - subject.last <= _VERB_REACH
            and self.text.sentence[subject.first] == self.text.sentence[at]
        )
        return subject.members if begins and near else ()

    def _is_object(self, at: int) -> bool:
        """Tell *him* and the *her* of ``pulled her out`` from *he* and the *her* of ``lost her shoe``."""
        if self.text.words[at] == "her":
            following = self._word(at + 1)
            return not following or following in _PREPOSITIONS or not following[0].isalnum()
        return self.text.words[at] == "him"

    def _they(self) -> tuple[int, ...]:
        """Return whom *they* means: several, or one whose sex is not told."""
        for members in reversed(self.recent):
            person = self.people[members[0]]
            if len(members) > 1 or person.plural or person.sex == "I":
                return members
        return ()

    def _it(self) -> tuple[int, ...]:
        """Return the animal or creature that *it* means, if one was the last to be mentioned."""
        if not self.recent:
            return ()
        members = self.recent[-1]
        person = self.people[members[0]]
        return members if len(members) == 1 and not person.identity and not person.plural else ()

    def _repeated(self, phrase: Phrase) -> int | None:
        """Return whom a phrase repeats: by the same name, or the same noun unless it tells of another."""
        noun = phrase.noun
        if phrase.names:
            index = self.by_name.get(phrase.names[0])
            return index if index is not None and self._fits(index, noun.sex) else None
        if phrase.single_of or phrase.determiner is Determiner.INDEFINITE:
            return None
        if not _OTHERS.isdisjoint(phrase.modifiers):
            return None
        index = self.by_noun.get((noun.lemma, noun.plural))
        if index is not None:
            own = phrase.determiner is Determiner.OWN
            return None if own and self.people[index].identity in _UNFAMILIAR else index
        if noun.lemma in _GENERIC and phrase.determiner is Determiner.DEFINITE:
            return self._last_like(noun.sex, plural=noun.plural)
        if noun.kind is Kind.ALL:
            return self._last_like(noun.sex, plural=True)  # "everyone" is whoever is there
        return None

    def _fits(self, index: int, sex: str) -> bool:
        return self.people[index].sex in (sex, "I") or sex == "I"

    def _last_like(self, sex: str, *, plural: bool) -> int | None:
        for members in reversed(self.recent):
            person = self.people[members[0]]
            if (
                len(members) == 1
                and person.plural == plural
                and person.identity
                and person.kind is not Kind.KIN
                and (sex == "J" or self._fits(members[0], sex))
            ):
                return members[0]
        return None

    def _owner(self, phrase: Phrase) -> Person | None:
        """Return whose somebody is, by pronoun or name: ``his wife``, ``Tom's wife``."""
        if phrase.determiner is not Determiner.OTHERS:
            return None
        who = _PRONOUNS.get(self.text.words[phrase.first])
        if who in _SEXES:
            members = self._single(who)
            return self.people[members[0]] if members else None
        if who is None and self.mentions and self.mentions[-1].last >= phrase.first - 1:
            members = self.mentions[-1].members
            return self.people[members[-1]] if members else None
        return None

    def _transform(self, phrase: Phrase, person: Person) -> None:
        """Mark both forms where somebody turns into somebody else."""
        between = self._since_last(phrase.first)
        if len(between) >= 2 and between[-1] == "into" and between[-2] in _TURNING:
            before = self.mentions[-1].members
            if len(before) == 1:
                self.people[before[0]].number = "7"
                person.number = "8"

    def _identified(self, phrase: Phrase, person: Person) -> int | None:
        """Return who is identified with the person of a phrase: ``Tom, my brother``, ``she was my aunt``."""
        revealed = self._revealed(phrase, person)
        if revealed is not None:
            return revealed
        mention = self._equated(phrase) or self._apposed(phrase, person) or self._described(phrase, person)
        if mention is None or mention.dreamer or len(mention.members) != 1:
            return None
        index = mention.members[0]
        named_animal = not self.people[index].identity and bool(phrase.names)
        return index if named_animal or self.people[index].may_be(person) else None

    def _equated(self, phrase: Phrase) -> Mention | None:
        """Return whom *to be* or a name identifies: ``the man was my uncle``, ``a boy named Ari``."""
        between = self._since_last(phrase.first)
        if between[:1] == [","] and between[1:2] in (["who"], ["which"]):
            between = between[1:]
        if not 0 < len(between) < 6 or phrase.determiner is Determiner.OTHERS:
            return None
        equated = all(word in _COPULAS for word in between)
        named = bool(phrase.names) and all(word in _NAMING for word in between)
        return self.mentions[-1] if equated or named else None

    def _revealed(self, phrase: Phrase, person: Person) -> int | None:
        """Return which stranger turns out to be somebody: ``he turned round, and it was my brother``."""
        if self._word(phrase.first - 2) != "it" or self._word(phrase.first - 1) not in _COPULAS:
            return None
        if person.identity in _UNFAMILIAR or not self.mentions:
            return None
        index = self.recent[-1][0] if self.recent and len(self.recent[-1]) == 1 else None
        if index is None or self.people[index].identity not in _UNFAMILIAR:
            return None
        return index if self.people[index].may_be(person) else None

    def _apposed(self, phrase: Phrase, person: Person) -> Mention | None:
        """Return whom an apposition identifies: ``a man, my old friend``, ``Tom (my brother)``."""
        between = self._since_last(phrase.first)
        if len(between) != 1 or between[0] not in _APPOSING or self._word(phrase.last) == "and":
            return None
        mention = self.mentions[-1]
        same = any(self.people[index].kind is person.kind for index in mention.members)
        return None if same else mention  # "a man, a boy" are two

    def _described(self, phrase: Phrase, person: Person) -> Mention | None:
        """Return whom the end of a sentence describes: ``a figure steps out, a person I once knew``."""
        if person.kind not in _UNNAMED or self._word(phrase.first - 1) != ",":
            return None
        if self._word(phrase.last) not in {"i", "who", "whom"}:
            return None
        for mention in reversed(self.mentions[-4:]):
            if self.text.sentence[mention.first] != self.text.sentence[phrase.first]:
                return None
            if len(mention.members) == 1 and not mention.pronoun:
                return mention if self.people[mention.members[0]].kind in _UNNAMED else None
        return None

    def _word(self, at: int) -> str:
        return self.text.words[at] if 0 <= at < len(self.text) else ""
