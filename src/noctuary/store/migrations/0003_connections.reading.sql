-- What step 0003 adds, empty, for a file that can only be read.
CREATE TEMP TABLE embedding (dream, model, vector);
CREATE TEMP TABLE rhyme (one, other, same, said_at);
CREATE TEMP TABLE motif (name, dream, holds, said_at);
CREATE TEMP TABLE cast_act (nr, series, act, before, made_at);
CREATE TEMP TABLE cast_in_dream (dream, name, member);
CREATE TEMP TABLE cast_apart (series, one, other);
CREATE TEMP TABLE norm (name, document, made_at);
