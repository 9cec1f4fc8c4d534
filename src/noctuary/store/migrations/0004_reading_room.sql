-- What a shelf shows of a dream, taken from the codes that count; made anew when it is next looked at after a reading
-- was kept or taken back. company holds a sign for each of the first characters: f friendly, a aggressive, b both, -
-- neither. Of each feeling its strength in hundredths, 0 where it is not told (noctuary.spine).
CREATE TABLE spine (
    dream        INTEGER PRIMARY KEY REFERENCES dream (nr) ON DELETE CASCADE,
    light        TEXT NOT NULL CHECK (light IN ('unread', 'read', 'confirmed')),
    characters   INTEGER NOT NULL,
    company      TEXT NOT NULL,
    anger        INTEGER NOT NULL,
    apprehension INTEGER NOT NULL,
    sadness      INTEGER NOT NULL,
    confusion    INTEGER NOT NULL,
    happiness    INTEGER NOT NULL
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

-- Corrections, one row an act of a person: to take it back. before says what it changed in their reading, as JSON, and
-- read_before when that was made, NULL where there was none; after is the fingerprint of the reading that it led to.
CREATE TABLE correction (
    nr          INTEGER PRIMARY KEY,
    dream       INTEGER NOT NULL REFERENCES dream (nr) ON DELETE CASCADE,
    reader      INTEGER NOT NULL REFERENCES reader (nr),
    act         TEXT NOT NULL,
    before      TEXT NOT NULL,
    after       TEXT NOT NULL,
    read_before TEXT,
    made_at     TEXT NOT NULL
) STRICT;
CREATE INDEX correction_by_dream ON correction (dream, reader, nr);

-- What makes the links of this library unlike those of any other: a name hashed with it can be looked up by nobody else.
CREATE TABLE link_salt (salt TEXT NOT NULL) STRICT;
INSERT INTO link_salt VALUES (lower(hex(randomblob(16))));

-- From a dream to the one before or after it in its series, however many it has.
CREATE INDEX dream_in_series ON dream (series, date_sort, nr) WHERE deleted_at IS NULL;

-- Dreams that had more than one reading at a time: only of these it has to be found out which reading counts.
CREATE TABLE read_again (dream INTEGER PRIMARY KEY REFERENCES dream (nr) ON DELETE CASCADE) STRICT;
INSERT INTO read_again SELECT dream FROM reading GROUP BY dream HAVING count(*) > 1;
CREATE TRIGGER another_reading AFTER INSERT ON reading
WHEN EXISTS (SELECT 1 FROM reading AS other WHERE other.dream = new.dream AND other.nr <> new.nr) BEGIN
    INSERT OR IGNORE INTO read_again VALUES (new.dream);
END;
