-- What step 0004 adds, empty, for a file that can only be read.
CREATE TEMP TABLE spine (dream, confirmed, characters, company, feelings);
CREATE TEMP TABLE draft (id, text, details, version, writer, written_at);
CREATE TEMP TABLE kept_search (token, query, kept_at);
CREATE TEMP TABLE correction (nr, dream, reader, act, before, made_at);
CREATE TEMP TABLE link_salt AS SELECT lower(hex(randomblob(16))) AS salt;
