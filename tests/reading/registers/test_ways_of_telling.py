"""Whoever tells it, and in whatever voice: the dreamer stays the dreamer, and what is denied is not there."""

from __future__ import annotations

from reading.registers.told import Told


def test_high_style_in_the_present(told: Told) -> None:
    """
    Dusk lies over the orchard like a folded shawl, and I walk between the trees barefoot, carrying my father's
    watch, which ticks more slowly than any heart. At the well stands a girl of nine or ten years of age in a coat of moss.
    She does not turn. “You are late for the counting,” she says, and her voice is older than the stones. Fear
    goes through me, thin as a needle, and yet I kneel beside her and look down. There is no face of mine in the
    water, only a white heron, which lifts its head and considers me. The girl is crying without a sound. I put my
    arm around her shoulders. Then the trees begin to bow, one after another, as though a king were passing whom I
    cannot see, and the leaves fall upward. I wind the watch. The heron rises from the well and passes over us
    both, and the girl laughs and is gone, and I stand alone, holding the coat of moss, which is still warm, and
    I am happy. The gate is open. Somewhere, as if from the far shore of a lake, bells.
    """
    told.has("characters", "1MFA", words="my father")
    told.has("characters", "1FSC", words="a girl")
    told.one_character_named("a girl", "She", "her")
    told.has("characters", "1ANI", words="a white heron")
    told.not_coded("a king")
    told.has("emotions", "AP", holder="D", words="Fear")
    told.has("emotions", "SD", holder="1FSC", words="crying")
    told.not_coded("ticks")
    told.has("emotions", "HA", holder="D", words="happy")
    told.dreamt("The gate is open.")


def test_dialogue(told: Told) -> None:
    """
    "Where have you put the keys?" my sister said.

    "I haven't got them."

    "You always say that." She was angry, and she threw her shoe at me.

    "I am frightened of these stairs," said an old man on the landing. We had not noticed him before.

    "Which stairs?" I asked.

    "All of them. I used to live at the top. Now I do not live anywhere." And he began to cry.

    "Don't listen to him," said my sister. "He's a liar. He is not a man, he's a coat." But it was plain that
    she was sorry for him, and she sat down on the step beside him.

    "Let me help you," I said, and I took him by the arm and helped him up the first flight. He weighed nothing.

    "Are you happy, boy?" the old man asked.

    "I don't know," I said.

    "That's an honest answer," said my sister, and she laughed, and held up the keys.
    """
    told.has("characters", "1FTA", words="my sister")
    told.one_character_named("my sister", "She")
    told.one_character_named("an old man", "the old man", "him", "he")
    told.has("emotions", "AN", holder="1FTA", words="angry")
    told.has("aggression", "7", holder="1FTA", words="threw")
    told.lacks("emotions", "AP", holder="D")
    told.has("emotions", "AP", holder="1MSA", words="frightened")
    told.has("emotions", "SD", holder="1MSA", words="cry")
    told.has("friendliness", "4", holder="D", words="helped")
    told.not_coded("a liar")


def test_second_person(told: Told) -> None:
    """
    You are walking along a canal at night. Your mother is ahead of you, carrying a lantern, and however fast you
    go you cannot catch up with her. You call out but she does not hear. The water makes you afraid; it is higher
    than the path and stays where it is, like glass. There is a boat with a stranger in it, rowing backwards. He
    says, "I know you." You tell him that you have no money for the crossing, and he laughs and gives you a coin
    out of his own ear. You feel ashamed. When you look up, your mother has put out the lantern. Your brother comes
    running along the towpath, soaked through, and you hug him. You and your brother sit down on a bollard and wait
    for it to get light. It does not, but you are happy. Then you wake up, and your blanket is on the floor, and you
    are sad all morning.
    """
    told.has("characters", "1FMA", words="Your mother")
    told.one_character_named("Your mother", "she", "her")
    told.has("characters", "1MBA", words="Your brother")
    told.has("characters", "1MSA", words="a stranger")
    told.has("emotions", "AP", holder="D", words="afraid")
    told.has("emotions", "HA", holder="D", words="happy")
    told.has("friendliness", "3", holder="1MSA", words="gives")
    told.has("friendliness", "6", holder="D", words="hug")
    told.waking("you wake up, and your blanket is on the floor")
    told.not_coded("sad")


def test_third_person(told: Told) -> None:
    """
    She dreamt that she was back in the post office where she had worked as a girl. The counter was as high as a
    wall, and her father stood behind it, weighing letters. He did not look at her. She was ashamed of her bare
    feet. She held up a parcel with both hands, but the scales only laughed. Then a soldier with one eye came in and
    pushed her aside. She was furious, and she hit him with the parcel. It burst, and out of it came moths, hundreds
    of them, brown and soft, and settled on his uniform until there was no soldier any more. Her father saw it and
    lifted the flap of the counter and gave her his stool. She was so happy that she began to sing. All the letters
    opened at the sound of it, like mussels in a pot. Then the alarm clock rang and she woke up, and was sorry that
    it was over.
    """
    told.has("characters", "1MFA", words="her father")
    told.one_character_named("her father", "He", "Her father")
    told.has("characters", "1MOA", words="a soldier")
    told.not_coded("She")
    told.not_coded("a girl")
    told.has("emotions", "AP", holder="D", words="ashamed")
    told.has("emotions", "AN", holder="D", words="furious")
    told.has("aggression", "7", holder="D", words="hit")
    told.has("emotions", "HA", holder="D", words="happy")
    told.waking("she woke up, and was sorry that it was over")
    told.not_coded("sorry")


def test_denials_and_comparisons(told: Told) -> None:
    """
    It was not my brother who opened the door, though at first he looked like him; it was a tall man with a beard,
    thin as a heron, and he sounded exactly like my uncle. I spoke to him as if I were angry, but I wasn't. If I had
    been wearing shoes I would have been calmer, and certainly not so embarrassed. There was no dog, although
    something barked. The man did not hit me, nor did he chase me; he neither laughed nor cried. I wasn't sad or
    lonely, as though I might have been disappointed with another sort of house. He was taller than my father, and
    his hands resembled a sailor's. He showed me a garden as big as a town, with a pond in it. I thought that it must
    be a joke and that I ought to be amused. Nobody was afraid. Then a child came round the corner, and it turned out
    not to be a child at all but a very small woman, and she shook my hand. I was puzzled. She reminded me of my old
    piano teacher, yet she could have been anyone.
    """
    told.not_coded("my brother")
    told.not_coded("my uncle")
    told.not_coded("a heron")
    told.not_coded("my father")
    told.not_coded("my old piano teacher")
    told.not_coded("dog")
    told.not_coded("angry")
    told.not_coded("sad")
    told.not_coded("lonely")
    told.not_coded("disappointed")
    told.not_coded("amused")
    told.not_coded("afraid")
    told.lacks("aggression", "7")
    told.lacks("aggression", "6")
    told.has("characters", "1MSA", words="a tall man")
    told.has("emotions", "AP", holder="D", words="embarrassed")
    told.has("emotions", "CO", holder="D", words="puzzled")


def test_one_who_is_they(told: Told) -> None:
    """
    My friend Casey was steering the ferry, though they can't even swim. They wore a captain's coat, and their hair
    was full of salt. I asked them where we were going, and they said, "Where the post goes." A parrot sat on their
    shoulder. It was getting dark, and I saw that they were frightened, so I helped them with the wheel. It was
    heavier than a cow. Casey gave me one of their sandwiches. They were born on that river, they told me, and they
    knew every stone of it, yet we ran aground. Water came in through the keyhole. I carried Casey to the bank on my
    back, and they sang into my ear, some song about a hat, and I was happy. On the bank lay a letter addressed to
    them. They would not open it. I put it in my pocket, where it went on ticking.
    """
    told.has("characters", "1IKA", words="My friend Casey")
    told.one_character_named("My friend Casey", "they", "They", "them", "their")
    told.has("characters", "1ANI", words="parrot")
    told.lacks("characters", "2JKA")
    told.lacks("characters", "2JUA")
    told.has("emotions", "AP", holder="1IKA", words="frightened")
    told.has("emotions", "HA", holder="D", words="happy")
    told.has("friendliness", "4", holder="D", words="helped")
    told.has("friendliness", "3", holder="1IKA", words="gave")
