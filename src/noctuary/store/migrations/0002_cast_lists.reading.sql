-- What step 0002 adds, empty, for a file that can only be read.
CREATE TEMP VIEW coding AS SELECT *, '' AS established FROM main.coding;
CREATE TEMP TABLE cast_list (series, name, since, aliases, relation, sex, identity, age, confirmed_at);
