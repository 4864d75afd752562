-- Working tables of one computation; they live in the connection, not in the catalog's file.
DROP TABLE IF EXISTS temp.subject_account;
DROP TABLE IF EXISTS temp.indicator_term;
DROP TABLE IF EXISTS temp.matched;
DROP TABLE IF EXISTS temp.incident_start;
DROP TABLE IF EXISTS temp.known_address;

-- Which account a subject is (0: not a person).
CREATE TEMP TABLE subject_account (subject INTEGER PRIMARY KEY, account INTEGER NOT NULL);
CREATE INDEX temp.subject_account_by_account ON subject_account (account);

-- Every dimension row that a part of an indicator names. `field` is the column it is looked for in.
CREATE TEMP TABLE indicator_term (
  indicator INTEGER NOT NULL,
  part INTEGER NOT NULL,
  field TEXT NOT NULL,
  term INTEGER NOT NULL,
  from_time INTEGER,
  to_time INTEGER
);

-- The records that match: directly (indicator), or by a handle (via a record).
-- `weak`: what the record adds is "at most" (an account alone, or a session that may be the owner's).
CREATE TEMP TABLE matched (
  record INTEGER PRIMARY KEY,
  indicator INTEGER,
  via INTEGER,
  handle TEXT,
  weak INTEGER NOT NULL
);

-- The first direct match of each account, and the addresses that the account used before it.
CREATE TEMP TABLE incident_start (account INTEGER PRIMARY KEY, time INTEGER NOT NULL);
CREATE TEMP TABLE known_address (
  account INTEGER NOT NULL,
  address INTEGER NOT NULL,
  PRIMARY KEY (account, address)
) WITHOUT ROWID;
