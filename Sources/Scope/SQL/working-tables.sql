-- Working tables of one computation; they live in the connection, not in the catalog's file.
DROP VIEW IF EXISTS temp.deciding_record;
DROP TABLE IF EXISTS temp.subject_account;
DROP TABLE IF EXISTS temp.record_account;
DROP TABLE IF EXISTS temp.unjoined_account;
DROP TABLE IF EXISTS temp.deciding_type;
DROP TABLE IF EXISTS temp.indicator_term;
DROP TABLE IF EXISTS temp.matched;
DROP TABLE IF EXISTS temp.egress_match;
DROP TABLE IF EXISTS temp.failed_logon;
DROP TABLE IF EXISTS temp.incident_start;
DROP TABLE IF EXISTS temp.accessed_account;
DROP TABLE IF EXISTS temp.known_address;
DROP TABLE IF EXISTS temp.federated_account;
DROP TABLE IF EXISTS temp.token_event;
DROP TABLE IF EXISTS temp.no_token_event;
DROP TABLE IF EXISTS temp.known_device;
DROP TABLE IF EXISTS temp.owners_record;
DROP TABLE IF EXISTS temp.excluded_address;

-- Which account a subject is (0: not a person).
CREATE TEMP TABLE subject_account (subject INTEGER PRIMARY KEY, account INTEGER NOT NULL);
CREATE INDEX temp.subject_account_by_account ON subject_account (account);

-- Records of a name that several accounts carried, which one of them carried at that time.
CREATE TEMP TABLE record_account (record INTEGER PRIMARY KEY, account INTEGER NOT NULL);
CREATE INDEX temp.record_account_by_account ON record_account (account);

-- Names without an object id that join no account: whose they are, only a session tells.
CREATE TEMP TABLE unjoined_account (account INTEGER PRIMARY KEY);

-- The record types that decide.
CREATE TEMP TABLE deciding_type (type TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO temp.deciding_type VALUES
  ('signIn'), ('unifiedAudit'), ('directoryAudit'), ('adfsEvent'), ('graphActivity');

-- Every dimension row that a part of an indicator names. `field` is the column it is looked for in.
CREATE TEMP TABLE indicator_term (
  indicator INTEGER NOT NULL,
  part INTEGER NOT NULL,
  field TEXT NOT NULL,
  term INTEGER,
  text TEXT,                   -- of fields that are no dimension
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

-- Records that match an indicator which is probably an egress: held back.
CREATE TEMP TABLE egress_match (record INTEGER PRIMARY KEY, indicator INTEGER NOT NULL);

-- Operations that tell of a logon that failed.
CREATE TEMP TABLE failed_logon (id INTEGER PRIMARY KEY);
INSERT INTO failed_logon
SELECT id FROM term WHERE kind = 'operation' AND lower(text) = 'userloginfailed';

-- The first direct match of each account, and the addresses that the account used before it.
CREATE TEMP TABLE incident_start (account INTEGER PRIMARY KEY, time INTEGER NOT NULL);
-- The accounts whose further places are looked at: those that were accessed.
CREATE TEMP TABLE accessed_account (account INTEGER PRIMARY KEY);
CREATE TEMP TABLE known_address (
  account INTEGER NOT NULL,
  address INTEGER NOT NULL,
  PRIMARY KEY (account, address)
) WITHOUT ROWID;

CREATE TEMP TABLE owners_record (account INTEGER NOT NULL, address INTEGER, device INTEGER);
CREATE TEMP TABLE known_device (
  account INTEGER NOT NULL,
  device INTEGER NOT NULL,
  PRIMARY KEY (account, device)
) WITHOUT ROWID;

-- Federated sign-ins: whose, what AD FS tells, and the sign-ins of which it tells nothing.
CREATE TEMP TABLE federated_account (account INTEGER PRIMARY KEY, local_name TEXT NOT NULL);
CREATE TEMP TABLE token_event (
  correlation TEXT, account INTEGER NOT NULL, local_name TEXT, address INTEGER, time INTEGER NOT NULL
);
CREATE INDEX temp.token_event_by_correlation ON token_event (correlation);
CREATE INDEX temp.token_event_by_account ON token_event (account, time);
CREATE INDEX temp.token_event_by_name ON token_event (local_name, time);
CREATE TEMP TABLE no_token_event (record INTEGER PRIMARY KEY);

-- The organisation's own egress addresses, as people state them.
CREATE TEMP TABLE excluded_address (address INTEGER PRIMARY KEY);

-- A record with everything that decides; what proves nothing by itself is left out.
CREATE TEMP VIEW deciding_record AS
SELECT
  r.id, r.type, source.text AS source, stream.text AS stream, r.record_id, r.event_key, r.time,
  coalesce(own.account, s.account) AS account, subject.name AS subject_name, subject.kind AS subject_kind,
  address.text AS address,
  (SELECT group_concat(x.text, char(10)) FROM record_address ra JOIN address x ON x.id = ra.address
   WHERE ra.record = r.id) AS more_addresses,
  application.text AS application, operation.text AS operation, r.result_code,
  reason.text AS result_reason, r.result_status, r.request_type, r.audit_record_type,
  owner.text AS mailbox_owner, site.text AS site, object.text AS object, r.mail_access,
  r.throttled, r.messages, r.forwarding, r.target_name, r.target_id, r.target_kind, r.granted, r.grant_scope,
  r.mailbox_identity, r.team, r.rule_name, r.parameters, r.logon_error,
  file.sha256, file.vault_file, r.offset, r.length,
  r.content, r.address AS address_id, r.device AS device_id
FROM record r
JOIN temp.subject_account s ON s.subject = r.subject
LEFT JOIN temp.record_account own ON own.record = r.id
JOIN subject ON subject.id = r.subject
JOIN term source ON source.id = r.source
JOIN term stream ON stream.id = r.stream
JOIN file ON file.id = r.file
LEFT JOIN address ON address.id = r.address
LEFT JOIN term application ON application.id = r.application
LEFT JOIN term operation ON operation.id = r.operation
LEFT JOIN term reason ON reason.id = r.result_reason
LEFT JOIN term owner ON owner.id = r.mailbox_owner
LEFT JOIN term site ON site.id = r.site
LEFT JOIN term object ON object.id = r.object
WHERE r.type IN (SELECT type FROM temp.deciding_type);
