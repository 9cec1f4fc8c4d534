"""Where the dream begins and where it ends: evenings before, mornings after, and wakings that were dreamt."""

from __future__ import annotations

from reading.registers.told import Told


def test_evening_before_and_morning_after(told: Told) -> None:
    """
    I'd had a rotten day at work and my boss had shouted at me, and I was still angry when I went to bed. It took me
    ages to fall asleep. When I finally did, I dreamt that I was a lodger in a lighthouse. The keeper's daughter
    brought me my supper in a bucket, and there was a fish in it which asked me, politely, for an onion. I was
    puzzled. An otter was lying across the doorway and I could not get out. The daughter stroked it until it moved.
    She took me up to the lamp, and it was not a lamp but a very old woman, glowing, and I was frightened of her,
    and then I wasn't. She held my hands.

    I woke up at ten past four in a sweat, and my wife asked what the matter was. I told her, and she made me a cup
    of tea, which was kind of her. I lay there for an hour, worrying about the mortgage. In the morning my son
    laughed at me over his cereal, and I was cross with him, and then sorry, and drove to work without my bag. I
    think the otter comes from a programme that we had on. The old woman reminds me of my grandmother, who smelt of
    paraffin. My boss was away all day, and nobody asked me anything.
    """
    told.waking("I'd had a rotten day at work and my boss had shouted at me, and I was still angry")
    told.dreamt("I was a lodger in a lighthouse")
    told.not_coded("my boss")
    told.not_coded("angry")
    told.has("emotions", "CO", holder="D", words="puzzled")
    told.has("emotions", "AP", holder="D", words="frightened")
    told.has("characters", "1ANI", words="otter")
    told.waking("I woke up at ten past four in a sweat")
    told.waking("The old woman reminds me of my grandmother")
    told.not_coded("my wife")
    told.not_coded("my son")
    told.not_coded("my grandmother")
    told.not_coded("cross")


def test_nightmare_with_a_false_awakening(told: Told) -> None:
    """
    I was lying in bed and a man was standing in the wardrobe with the door ajar. It was as if he had been there
    for years. I tried to scream but nothing came out. He stepped onto the carpet, and he had no face, only a sort of
    thumbprint. He grabbed me by the ankle and began to pull me under the bed, quite slowly. I kicked him. I was
    terrified. Then I woke up, in my own bed, with the lamp on, and I was so relieved that I laughed out loud. My
    sister was sitting at my desk with her back to me, writing. I asked her what time it was. She turned, and her
    face was a thumbprint too. I had not woken up at all. I ran down the stairs, and there were more and more of
    them, and the front door was painted on the wall. Behind me I heard him coming, one step, then another.

    Then I really woke up, shouting. My boyfriend put the light on and held me. I was afraid to go back to sleep and
    we sat in the kitchen until six.
    """
    told.has("characters", "1MSA", words="a man")
    told.one_character_named("a man", "he", "He")
    told.has("emotions", "AP", holder="D", words="terrified")
    told.dreamt("Then I woke up, in my own bed, with the lamp on")
    told.has("emotions", "HA", holder="D", words="relieved")
    told.has("characters", "1FTA", words="sister")
    told.dreamt("I had not woken up at all.")
    told.waking("I really woke up, shouting.")
    told.not_coded("My boyfriend")
    told.not_coded("afraid")


def test_false_awakening_at_the_end(told: Told) -> None:
    """
    The school was flooded up to the coat hooks, and we were rowing to assembly in desks. My cousin was with me. She
    was bailing with a hymn book, and she was angry with me because I could not row straight. A swan in the corridor
    hissed at us. At the stage the headmaster gave out medals, and I got one for spelling, and I was proud. Then my
    alarm went off and I woke up and got dressed and went down to breakfast, and my cousin was at the table, dripping
    wet, with her mouth full of toast. She said that I'd forgotten my oar. I was surprised, because I was sure that I
    was awake. It was still the dream.
    """
    told.dreamt("Then my alarm went off and I woke up and got dressed")
    told.has("characters", "1FRA", words="My cousin")
    told.one_character_named("My cousin", "She", "she")
    told.has("emotions", "AN", holder="1FRA", words="angry")
    told.has("emotions", "CO", holder="D", words="surprised")
    told.has("characters", "1ANI", words="swan")


def test_lucid(told: Told) -> None:
    """
    I was in a lift with a priest and a woman who was holding a cactus. The lift went sideways. I looked at my hands
    and there were seven fingers on the left one, so I knew that this was a dream. In real life I have the usual
    ten. I was thrilled. I knew that I would wake up if I got too excited, so I rubbed my palms together and looked
    at the floor until the picture was steady. I told the priest that he was only a part of me, and he was offended
    and got out between two floors. I asked the woman to change the cactus into a cat, and she did, and it was angry
    and scratched her. I thought of waking my husband to tell him. Instead I decided to fly. I pushed off from the
    wall and went straight up through the roof, over the harbour, and it was glorious, I was so happy. I wanted to
    meet my grandfather, so I called him, but nobody came. Then the edges went grey, and I could feel the pillow, and
    I woke up. I was disappointed that it was over.
    """
    told.waking("In real life I have the usual ten.")
    told.dreamt("I knew that I would wake up if I got too excited")
    told.dreamt("I thought of waking my husband to tell him.")
    told.dreamt("I rubbed my palms together")
    told.has("characters", "1MOA", words="a priest")
    told.one_character_named("a priest", "the priest", "he")
    told.one_character_named("a woman", "the woman", "she")
    told.has("emotions", "HA", holder="D", words="thrilled")
    told.has("emotions", "AN", holder="1ANI", words="angry")
    told.waking("I was disappointed that it was over.")
    told.not_coded("disappointed")


def test_an_old_womans_about_the_dead(told: Told) -> None:
    """
    My late husband was in the garden, tying up the beans. He was in his shirtsleeves and as brown as ever. Walter has
    been gone eleven years now, and yet I was not frightened, nor even surprised. He said he had only come for his
    hat. I told him that I had given it to the church, and I felt guilty. He laughed and said it never fitted him. We
    sat on the bench together and he held my hand. My dead sister Edie lay in the front room, in the coffin with the
    brass handles, in her blue dress, and Mother was brushing her hair, and said that tea would be late. I was so
    happy to have them all in the house. A sparrow hopped in at the window. Then Walter looked at his watch, and got
    up, and I knew I must not ask him to stay. I wept. When I awoke my cheeks were wet, and I lay and listened to
    the clock. It would have been our anniversary on Friday. My daughter rang at nine and I did not tell her.
    """
    told.has("characters", "1MHA", words="My late husband")
    told.one_character_named("My late husband", "Walter")
    told.has("characters", "3FTA", words="sister")
    told.has("characters", "1FMA", words="Mother")
    told.has("characters", "1ANI", words="sparrow")
    told.not_coded("frightened")
    told.not_coded("surprised")
    told.has("emotions", "AP", holder="D", words="guilty")
    told.has("emotions", "HA", holder="D", words="happy")
    told.has("emotions", "SD", holder="D", words="wept")
    told.waking("I awoke my cheeks were wet")
    told.not_coded("My daughter")
