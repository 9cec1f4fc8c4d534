-- What step 0004 adds, empty, for a file that can only be read.
CREATE TEMP TABLE spine (
    dream, light, characters, company, anger, apprehension, sadness, confusion, happiness
);
CREATE TEMP TABLE draft (id, text, details, version, writer, written_at);
CREATE TEMP TABLE kept_search (token, query, kept_at);
CREATE TEMP TABLE correction (nr, dream, reader, act, before, after, read_before, made_at);
-- The same for every connection to this file, and known to nobody who does not have it.
CREATE TEMP TABLE link_salt AS
SELECT coalesce((SELECT text_sha256 FROM main.dream ORDER BY nr LIMIT 1), '') AS salt;
CREATE TEMP TABLE read_again AS SELECT dream FROM main.reading GROUP BY dream HAVING count(*) > 1;
