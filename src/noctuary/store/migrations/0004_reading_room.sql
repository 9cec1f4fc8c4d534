-- What a shelf shows of a dream, taken from the codes that count; made anew when it is next looked at after a reading
-- was kept or taken back. company holds a sign for each of the first characters: f friendly, a aggressive, b both, -
-- neither. feelings is a JSON object: the strength of each feeling that is told, by its symbol.
CREATE TABLE spine (
    dream      INTEGER PRIMARY KEY REFERENCES dream (nr) ON DELETE CASCADE,
    confirmed  INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    characters INTEGER NOT NULL,
    company    TEXT NOT NULL,
    feelings   TEXT NOT NULL
) STRICT;
CREATE TRIGGER spine_outdated AFTER INSERT ON reading BEGIN
    DELETE FROM spine WHERE dream = new.dream;
END;
CREATE TRIGGER spine_outdated_too AFTER DELETE ON reading BEGIN
    DELETE FROM spine WHERE dream = old.dream;
END;

-- What is being written and not kept yet: the text, what was filled in beside it, as a JSON object, and which tab of a
-- browser wrote the last version of it.
CREATE TABLE draft (
    id         TEXT PRIMARY KEY,
    text       TEXT NOT NULL,
    details    TEXT NOT NULL,
    version    INTEGER NOT NULL,
    writer     TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Searches whose links may be kept: the link holds the token, so that no word stands in an address.
CREATE TABLE kept_search (
    token   TEXT PRIMARY KEY,
    query   TEXT NOT NULL UNIQUE,
    kept_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Corrections, one row an act: the codes of a person's reading on one scale as they stood before it, as a line of JSON,
-- empty where they had not coded it; to undo it.
CREATE TABLE correction (
    nr      INTEGER PRIMARY KEY,
    dream   INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    reader  INTEGER NOT NULL REFERENCES reader (nr),
    act     TEXT NOT NULL,
    before  TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX correction_by_dream ON correction (dream);

-- What makes the links of this library unlike those of any other: a name hashed with it can be looked up by nobody else.
CREATE TABLE link_salt (salt TEXT NOT NULL) STRICT;
INSERT INTO link_salt VALUES (lower(hex(randomblob(16))));
