"""However it is written down: in haste, at length, by ear, by children, by strangers to English."""

from __future__ import annotations

from reading.registers.told import Told


def test_terse_notes(told: Told) -> None:
    """
    Old flat in Leith. Kitchen flooded, ankle deep. Mum there in her wellies, mopping. Said nothing to me.
    Two soldiers carrying out the piano. Dropped it on the stairs. Mum furious. Tried to ring the landlord,
    phone made of bread, kept crumbling. Then a dog came in and drank the water. The whole floor of it.

    Cut to beach. No kitchen now. An old man in a deckchair, newspaper over his face. Never seen him before.
    Lifted the paper. He asked me the time, in French. Could not remember the word for twelve. Felt ashamed.
    He patted my hand and gave me his watch. Heavy thing. Still wet.

    Woke 5.40, cramp in the leg. Rain outside. Hence the flood? Wife says I was mumbling.
    """
    told.has("characters", "1FMA", words="Mum")
    told.has("emotions", "AN", holder="1FMA", words="furious")
    told.has("characters", "2MOA", words="soldiers")
    told.has("characters", "1ANI", words="dog")
    told.has("characters", "1MSA", words="An old man")
    told.one_character_named("An old man", "He")
    told.has("emotions", "AP", holder="D", words="ashamed")
    told.has("friendliness", "3", holder="1MSA", words="gave")
    told.waking("Woke 5.40, cramp in the leg.")
    told.waking("Wife says I was mumbling.")
    told.not_coded("Wife")


def test_rambling(told: Told) -> None:
    """
    So this is a bit of a muddle and I may have the order wrong, but it began, I think, in the car park behind
    the library, except that it was also the field where we used to keep the ponies, and I was with Karen, my
    friend from the choir, who kept saying that we were late, although late for what she never said. Anyway, we
    went in, and there was this enormous table, I mean really long, and round it sat all these old women
    knitting, and one of them looked up and winked at me, which made me laugh, and Karen was cross with me for
    laughing, I remember that. Then, oh yes, there was a little boy with a cough, he kept pulling at my sleeve,
    and I gave him my scarf, the green one. And we, or perhaps it was only me by then, were looking for the
    stairs, and I was getting more and more worried because the water was due at nine, whatever that meant, and
    then I was not worried any more because Karen was holding my hand. That is really all, apart from something
    about a hymn book, and that has gone.
    """
    told.one_character_named("Karen", "my friend", "she")
    told.has("characters", "1FKA", words="Karen")
    told.has("emotions", "AN", holder="1FKA", words="cross")
    told.has("characters", "2FSA", words="old women")
    told.has("characters", "1MSC", words="little boy")
    told.one_character_named("a little boy", "he", "him")
    told.has("friendliness", "3", holder="D", words="gave")
    told.has("emotions", "AP", holder="D", words="worried")
    told.dreamt("Karen was holding my hand")


def test_dictated_without_a_stop(told: Told) -> None:
    """
    okay so i was in my grans old house and my brother was there but he was small again and he had a lamb on a
    string and i said where did you get that and he said from the butcher and then we heard somebody walking
    about upstairs and i got really scared and i told him to hide under the table and he hid and i went up the
    stairs very slowly and there was a strange woman in a yellow coat packing a suitcase and she turned round
    and said your taxi is here and i felt so lonely all of a sudden and i couldnt speak at all and i looked out
    of the window and there was my mum in the taxi waving at me and she looked happy and i wasnt even surprised
    and then a phone was ringing and i woke up and it was the actual phone it was my sister ringing about the
    weekend and i was annoyed
    """
    told.one_character_named("my brother", "he", "him")
    told.has("characters", "1ANI", words="lamb")
    told.has("characters", "1FSA", words="woman")
    told.one_character_named("a strange woman", "she")
    told.has("characters", "1FMA", words="my mum")
    told.has("emotions", "AP", holder="D", words="scared")
    told.has("emotions", "SD", holder="D", words="lonely")
    told.has("emotions", "HA", holder="1FMA", words="happy")
    told.not_coded("surprised")
    told.waking("i woke up and it was the actual phone")
    told.not_coded("my sister")
    told.not_coded("annoyed")


def test_british(told: Told) -> None:
    """
    I was stuck on the coach to Whitby with my nan, who was sharing out egg sandwiches, and a bloke across the
    aisle who would not stop whistling. Nan leant over and gave him a right telling-off, and he went quiet as a
    lamb. It was chucking it down. At the services the driver announced that he'd had enough and walked off
    over the fields, so I had to drive. I've never passed my test. I was petrified, but the coach more or less
    steered itself, and a vicar at the back led everyone in a round of applause. I was ever so chuffed. We
    pulled up, not at Whitby, but at my old primary school, where Mrs Ollerenshaw, our headmistress, was
    standing at the gate with a clipboard. She told me I was forty years late and I'd got detention. Nan was
    fuming. She shook her umbrella at her.

    I woke up laughing, and told my husband about it over breakfast. He reckons it was the cheese.
    """
    told.has("characters", "1FRA", words="my nan")
    told.one_character_named("my nan", "Nan")
    told.has("characters", "1MSA", words="a bloke")
    told.has("characters", "1FKA", words="Mrs Ollerenshaw")
    told.has("emotions", "AP", holder="D", words="petrified")
    told.has("emotions", "HA", holder="D", words="chuffed")
    told.has("emotions", "AN", words="fuming")
    told.not_coded("a lamb")
    told.waking("told my husband about it over breakfast")
    told.not_coded("my husband")
    told.dreamt("I've never passed my test.")


def test_teenage(told: Told) -> None:
    """
    ok so basically me and jess were at the mall but like it was also school?? and everyone was staring at us
    cos we had no shoes lol. then my ex walks in with his new girlfriend and i was SO mad like actually shaking,
    and he goes "hey" all normal, and i wanted to die. jess told him to get lost and he did haha she's the best.
    anyway then a security guard started chasing us and we legged it into this shop full of fish tanks and i was
    freaking out but also kinda excited?? and there was a shark in the last tank and it could talk, it said my
    maths grade. a D. i was so embarrassed. irl i'm ok at maths btw. then my mum started calling my name and i
    was like why is she in the mall and then i woke up bc she was literally standing there with my uniform. i was
    so tired and grumpy all day ngl, even my teacher got annoyed
    """
    told.one_character_named("my ex", "he", "him")
    told.has("characters", "1ANI", words="shark")
    told.has("emotions", "AN", holder="D", words="mad")
    told.has("emotions", "AP", holder="D", words="embarrassed")
    told.has("aggression", "6", holder="1IOA", words="chasing")
    told.has("characters", "1FMA", words="my mum")
    told.has("characters", "1IKT", words="jess")
    told.waking("irl i'm ok at maths btw")
    told.waking("i woke up bc she was literally standing there")
    told.not_coded("grumpy")
    told.not_coded("my teacher")


def test_childs(told: Told) -> None:
    """
    I dreamed there was a monster in the bath and it was green and it had lots of eyes. I was scared. My mummy
    came in and she said go away monster. And then the monster was sad because he had no friends. So I gave
    him my teddy and he was happy and we had jelly. And then my dog could talk and he said he wants sausages
    too so we all had sausages. And Daddy was as big as a tree and he could not get in the door, he got stuck,
    and Mummy laughed. And a witch came to the window but she was a nice witch and she helped Daddy. She did a
    spell. And then the bath was the sea and we went sailing in it and I was not scared because the monster was
    swimming next to me. And then it was morning.
    """
    told.has("characters", "1CZZ", words="monster")
    told.one_character_named("a monster", "it", "him")
    told.has("characters", "1FMA", words="My mummy")
    told.has("characters", "1MFA", words="Daddy")
    told.has("characters", "1ANI", words="my dog")
    told.not_coded("friends")
    told.has("emotions", "AP", holder="D", words="scared")
    told.has("emotions", "SD", holder="1CZZ", words="sad")
    told.has("emotions", "HA", holder="1CZZ", words="happy")
    told.has("friendliness", "3", holder="D", words="gave")
    told.has("friendliness", "4", words="helped")


def test_emoji_and_odd_signs(told: Told) -> None:
    """
    So weird 😭😭 I was in my mum’s kitchen (the old one) and she was furious 😡 because I`d lost the cat 🐈‍⬛… she
    wouldn´t look at me 💔 and then my fiancée came in — soaked!! — carrying a *huge* fish 🐟🐟 She was so happy 🥹
    and I wasn´t even surprised 🤷🏽‍♀️ An old woman whom I had never seen was sitting under the table, ｗｈｉｓｐｅｒｉｎｇ →
    she said «ne pleure pas» 🤫 and I got scared 😱 and ran out into the street. It was snowing upwards ❄️⬆️ A bus
    stopped for me, the n° 7, and the driver was a wolf 🐺 with a moustache. He didnʼt want any money. We drove
    over the sea 🌊 and I felt so 𝒍𝒐𝒏𝒆𝒍𝒚 🌙 Then I woke up 🥱 and my flatmate was laughing at me because I had been
    talking in my sleep. So annoyed 🙄
    """
    told.has("characters", "1FMA", words="my mum")
    told.has("emotions", "AN", holder="1FMA", words="furious")
    told.has("characters", "1FKA", words="my fiance\u0301e")
    told.has("emotions", "HA", holder="1FKA", words="happy")
    told.not_coded("surprised")
    told.has("characters", "1FSA", words="An old woman")
    told.has("emotions", "AP", holder="D", words="scared")
    told.has("characters", "1ANI", words="a wolf")
    told.has("emotions", "SD", holder="D", words="𝒍𝒐𝒏𝒆𝒍𝒚")
    told.waking("I woke up 🥱 and my flatmate was laughing at me")
    told.not_coded("my flatmate")
    told.not_coded("annoyed")


def test_learnt_english(told: Told) -> None:
    """
    In this dream I am in the house of my childhood, in the village. My grandfather is sitting before the oven and
    he make shoes. He is since long time dead, but in the dream he is alive and he don't know it. I have big fear
    that somebody tell him. My cousin is coming in and she cry because the soldiers has taken her bicycle. I say
    to her she must not be afraid, I will find it. So I go in the forest with one lamp. There are many wolfs there and
    they look to me but they do not make nothing. Then I find the bicycle, she is standing in the river, and I am
    very happy. My grandfather give me the shoes and he kiss me on the head. The shoes are too little for me but I
    say thank you. Then I wake up and the pillow was wet. My wife she says always I speak in the
    night.
    """
    told.has("characters", "1MRA", words="My grandfather")
    told.one_character_named("My grandfather", "he", "him")
    told.one_character_named("My cousin", "she", "her")
    told.has("characters", "1FRA", words="My cousin")
    told.has("characters", "2MOA", words="soldiers")
    told.has("characters", "2ANI", words="wolfs")
    told.has("emotions", "AP", holder="D", words="fear")
    told.not_coded("afraid")
    told.has("emotions", "HA", holder="D", words="happy")
    told.has("friendliness", "3", holder="1MRA", words="give")
    told.waking("I wake up and the pillow was wet")
    told.not_coded("My wife")
