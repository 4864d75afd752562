-- The matched records that are shown; which of them, the one who asks takes away.
DROP TABLE IF EXISTS temp.shown;
CREATE TEMP TABLE shown (record INTEGER PRIMARY KEY);
INSERT INTO temp.shown SELECT record FROM temp.matched;
