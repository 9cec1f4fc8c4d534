-- Where else than in its own dream it was learnt who somebody is: 'cast list', or the dream that says it.
ALTER TABLE coding ADD COLUMN established TEXT NOT NULL DEFAULT '';

-- When the cast list of a series last changed: readings in series mode from before that are out of date.
ALTER TABLE series ADD COLUMN cast_changed_at TEXT;

-- Whom a dreamer confirmed, with sex, identity and age as coded, empty where unknown. since is a partial date in ISO
-- form, empty for always; from then on the entry holds before earlier ones of the name.
CREATE TABLE cast_list (
    series       INTEGER NOT NULL REFERENCES series (nr),
    name         TEXT NOT NULL,
    since        TEXT NOT NULL DEFAULT '',
    aliases      TEXT NOT NULL DEFAULT '[]',
    relation     TEXT NOT NULL,
    sex          TEXT NOT NULL DEFAULT '',
    identity     TEXT NOT NULL DEFAULT '',
    age          TEXT NOT NULL DEFAULT '',
    confirmed_at TEXT NOT NULL,
    PRIMARY KEY (series, name, since)
) STRICT, WITHOUT ROWID;
