CREATE TEMP TABLE backup (nr, path, dreams, made_at);
