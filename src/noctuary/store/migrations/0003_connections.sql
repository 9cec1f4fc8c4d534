-- Where a dream stands in meaning, by the model that placed it: as many 16-bit numbers, little-endian, as the model has.
CREATE TABLE embedding (
    dream  INTEGER PRIMARY KEY REFERENCES dream (nr) ON DELETE CASCADE,
    model  TEXT NOT NULL,
    vector BLOB NOT NULL
) STRICT;

-- What the dreamer said of two dreams: that they rhyme, or that they do not.
CREATE TABLE rhyme (
    one     INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    other   INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    same    INTEGER NOT NULL CHECK (same IN (0, 1)),
    said_at TEXT NOT NULL,
    PRIMARY KEY (one, other),
    CHECK (one < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX rhyme_by_other ON rhyme (other);

-- What the dreamer said of a motif or a theme: that a dream holds it, or that it does not.
CREATE TABLE motif (
    name    TEXT NOT NULL,
    dream   INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    holds   INTEGER NOT NULL CHECK (holds IN (0, 1)),
    said_at TEXT NOT NULL,
    PRIMARY KEY (name, dream)
) STRICT, WITHOUT ROWID;
CREATE INDEX motif_by_dream ON motif (dream);

-- What the dreamer did to the cast of a series, one row an act, with all that was said of it before: to undo it.
CREATE TABLE cast_act (
    nr      INTEGER PRIMARY KEY,
    series  INTEGER NOT NULL REFERENCES series (nr),
    act     TEXT NOT NULL,
    before  TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;

-- Whom a name means in one dream, where the dreamer said so: a name on the cast list, or empty for nobody on it.
CREATE TABLE cast_in_dream (
    dream  INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (dream, name)
) STRICT, WITHOUT ROWID;

-- Two names of which the dreamer said that they are two people.
CREATE TABLE cast_apart (
    series INTEGER NOT NULL REFERENCES series (nr),
    one    TEXT NOT NULL,
    other  TEXT NOT NULL,
    PRIMARY KEY (series, one, other)
) STRICT, WITHOUT ROWID;

-- Norms that the owner made, pooled from counts that others lent, or brought in: each as the sealed text that it is
-- in a file of its own (noctuary.stats.norm_file).
CREATE TABLE norm (
    name     TEXT PRIMARY KEY COLLATE NOCASE,
    document TEXT NOT NULL,
    made_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which reading counts is asked scale by scale now: see noctuary.store.query.
DROP VIEW current_reading;
