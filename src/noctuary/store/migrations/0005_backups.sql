-- Backups that were made, so that the last one can be rehearsed: where each was put, and how many dreams it holds.
CREATE TABLE backup (
    nr      INTEGER PRIMARY KEY,
    path    TEXT NOT NULL,
    dreams  INTEGER NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
