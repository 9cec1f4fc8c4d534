-- Who dreams.
CREATE TABLE dreamer (
    id        TEXT PRIMARY KEY,
    sex       TEXT CHECK (sex IN ('female', 'male')),
    metadata  TEXT NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;

-- The dreams of one dreamer, or a set of dreams of many.
CREATE TABLE series (
    nr          INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL DEFAULT '',
    kind        TEXT NOT NULL CHECK (kind IN ('series', 'set')),
    sex         TEXT CHECK (sex IN ('female', 'male')),
    dreamer     TEXT REFERENCES dreamer (id),
    description TEXT NOT NULL DEFAULT '',
    metadata    TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- One report each, the text as written. date_sort is YYYY-MM-DD with zeros for what is unknown, empty without a date.
CREATE TABLE dream (
    nr           INTEGER PRIMARY KEY,
    series       INTEGER NOT NULL REFERENCES series (nr),
    id           TEXT NOT NULL,
    text_sha256  TEXT NOT NULL,
    words_hash   TEXT NOT NULL,
    words        INTEGER NOT NULL,
    year         INTEGER,
    month        INTEGER,
    day          INTEGER,
    date_written TEXT,
    date_sort    TEXT NOT NULL DEFAULT '',
    time         TEXT,
    title        TEXT NOT NULL DEFAULT '',
    lucidity     TEXT CHECK (lucidity IN ('none', 'partial', 'full')),
    ratings      TEXT NOT NULL DEFAULT '{}',
    dreamer      TEXT REFERENCES dreamer (id),
    metadata     TEXT NOT NULL DEFAULT '{}',
    opening      TEXT NOT NULL,           -- the first words, so that a list need not read every text
    added_at     TEXT NOT NULL,
    deleted_at   TEXT,                    -- set: in the trash, until that is emptied
    reflection   TEXT NOT NULL DEFAULT '',
    text         TEXT NOT NULL,           -- last, so that no other column lies behind its pages
    UNIQUE (series, id)
) STRICT;
CREATE INDEX dream_by_words ON dream (words_hash);
-- All that a list of dreams shows, in its order.
CREATE INDEX dream_listed ON dream (date_sort, nr, series, id, title, words, opening, date_written, lucidity)
    WHERE deleted_at IS NULL;
CREATE INDEX dream_in_trash ON dream (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE tag (
    dream INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (dream, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_name ON tag (name);

-- Nights of which something is known beside their dreams: that none was recalled, or a note.
CREATE TABLE night (
    series       INTEGER NOT NULL REFERENCES series (nr),
    date_sort    TEXT NOT NULL,
    year         INTEGER,
    month        INTEGER,
    day          INTEGER,
    date_written TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (series, date_sort, date_written)
) STRICT, WITHOUT ROWID;

-- The words of every dream, for searching; no second copy of the text. The store adds new dreams by itself, many in
-- one statement: a trigger would flush the index after each dream, which makes an import three times slower.
CREATE VIRTUAL TABLE dream_words USING fts5 (
    title, text, reflection, content = 'dream', content_rowid = 'nr', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO dream_words (dream_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER dream_removed AFTER DELETE ON dream BEGIN
    INSERT INTO dream_words (dream_words, rowid, title, text, reflection)
    VALUES ('delete', old.nr, old.title, old.text, old.reflection);
END;

-- Who reads: one row a recipe.
CREATE TABLE reader (
    nr       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    version  TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('person', 'program')),
    settings TEXT NOT NULL DEFAULT '{}',
    UNIQUE (name, version, settings)
) STRICT;

-- What one reader found in one dream; one reading for each reader.
CREATE TABLE reading (
    nr          INTEGER PRIMARY KEY,
    dream       INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    reader      INTEGER NOT NULL REFERENCES reader (nr),
    text_sha256 TEXT NOT NULL,
    scales      TEXT NOT NULL,
    waking      TEXT NOT NULL DEFAULT '[]',
    made_at     TEXT NOT NULL,
    UNIQUE (dream, reader)
) STRICT;
CREATE INDEX reading_by_dream ON reading (dream, made_at);
CREATE INDEX reading_by_reader ON reading (reader);

-- The codes of a reading, in its order. symbol is what one searches for: 1MKA, AP, 7; or who, where there is no class.
CREATE TABLE coding (
    reading    INTEGER NOT NULL REFERENCES reading (nr) ON DELETE CASCADE,
    place      INTEGER NOT NULL,
    scale      TEXT NOT NULL,
    symbol     TEXT NOT NULL,
    notation   TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (reading, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX coding_by_symbol ON coding (scale, symbol, reading);

-- The reading that counts for a dream: a person's before a program's, then the latest.
CREATE VIEW current_reading AS
SELECT reading.* FROM reading WHERE reading.nr = (
    SELECT other.nr FROM reading AS other JOIN reader ON reader.nr = other.reader
    WHERE other.dream = reading.dream
    ORDER BY reader.kind = 'person' DESC, other.made_at DESC, other.nr DESC LIMIT 1
);
