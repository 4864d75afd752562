-- The catalog: derived from the vault, rebuilt by `exhibit index`. Strings that repeat stand once in
-- dimension tables. Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- One row for each vault file that was read, with what became of it.
CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,  -- of the bytes as received
  vault_file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  path TEXT NOT NULL,           -- as it was named when it arrived
  outcome TEXT NOT NULL,
  summary TEXT NOT NULL         -- the entry of `import --json`
);

-- Stretches that could not be read.
CREATE TABLE problem (
  file INTEGER NOT NULL REFERENCES file (id),
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  reason TEXT NOT NULL
);

CREATE TABLE term (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (kind, text)
);

-- Who acted, as records name them: folded name, object id, kind ('person' or why not).
CREATE TABLE subject (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  object_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (name, object_id, kind)
);

-- Addresses without their port; `bytes` is NULL when the text could not be compared.
CREATE TABLE address (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE,
  bytes BLOB
);

CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  source INTEGER NOT NULL REFERENCES term (id),
  stream INTEGER NOT NULL REFERENCES term (id),
  record_id TEXT NOT NULL,
  event_key TEXT NOT NULL,
  content BLOB NOT NULL,
  time INTEGER,
  time_text TEXT,
  subject INTEGER NOT NULL REFERENCES subject (id),
  address INTEGER REFERENCES address (id),
  agent INTEGER REFERENCES term (id),
  application INTEGER REFERENCES term (id),
  application_name INTEGER REFERENCES term (id),
  resource_name INTEGER REFERENCES term (id),
  device INTEGER REFERENCES term (id),
  session INTEGER REFERENCES term (id),
  token TEXT,        -- nearly each record has its own: no dimension
  correlation TEXT,
  operation INTEGER REFERENCES term (id),
  result_code TEXT,
  result_reason INTEGER REFERENCES term (id),
  logon_error TEXT,
  result_status TEXT,
  request_type TEXT,
  audit_record_type INTEGER,
  mailbox_owner INTEGER REFERENCES term (id),
  site INTEGER REFERENCES term (id),
  object INTEGER REFERENCES term (id),
  folder INTEGER REFERENCES term (id),
  mail_access TEXT,
  throttled TEXT,
  messages TEXT,     -- InternetMessageIds, one a line
  forwarding TEXT,   -- addresses that mail is forwarded to, one a line
  parameters TEXT,   -- names of the parameters, one a line
  target_name TEXT,  -- what the operation acted on, one a line
  target_id TEXT,
  target_kind TEXT,
  file INTEGER NOT NULL REFERENCES file (id),
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  -- 64 bits of a hash of (source, record_id) and of event_key: small enough for an index; those that
  -- are found by them are compared by their texts.
  identity INTEGER NOT NULL,
  event INTEGER NOT NULL,
  granted TEXT,      -- rights that were given, one a line: permissions, roles, access rights
  grant_scope TEXT,  -- to all (AllPrincipals, True) or to one (Principal, False)
  incoming_token TEXT,
  federated_step TEXT,
  mailbox_identity TEXT,
  team TEXT,
  rule_name TEXT
);

-- How many different records the case holds, by stream and hour, directory users left out: counted
-- while they are written, so that no question reads every record for it.
CREATE TABLE tally (
  stream INTEGER NOT NULL REFERENCES term (id),
  timed INTEGER NOT NULL,       -- 0: records without a time
  hour INTEGER NOT NULL,        -- hours since 1970-01-01T00:00:00Z
  records INTEGER NOT NULL,
  PRIMARY KEY (stream, timed, hour)
) WITHOUT ROWID;

-- How many records each file holds of each stream, those that stand in other files too.
CREATE TABLE file_stream (
  file INTEGER NOT NULL REFERENCES file (id),
  stream INTEGER NOT NULL REFERENCES term (id),
  records INTEGER NOT NULL,
  PRIMARY KEY (file, stream)
) WITHOUT ROWID;

-- The second and further addresses of a record.
CREATE TABLE record_address (
  record INTEGER NOT NULL REFERENCES record (id),
  address INTEGER NOT NULL REFERENCES address (id),
  PRIMARY KEY (record, address)
) WITHOUT ROWID;

-- The population, as directory exports give it; the view merges what several say of one object.
CREATE TABLE directory_entry (
  record INTEGER PRIMARY KEY REFERENCES record (id),
  object_id TEXT NOT NULL,
  name TEXT NOT NULL,           -- folded user principal name
  kind TEXT NOT NULL,           -- member or guest
  enabled INTEGER
);
CREATE VIEW directory_user AS
SELECT object_id, min(name) AS name, min(kind) AS kind, max(enabled) AS enabled
FROM directory_entry GROUP BY object_id;

-- Copies of records that are there already, until the hash of their file is known.
CREATE TABLE copy (
  record INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  file INTEGER NOT NULL,
  length INTEGER NOT NULL,
  PRIMARY KEY (record, offset)
) WITHOUT ROWID;

-- Files of the vault that are being read. A row that is left here was interrupted: `import` takes it
-- up again, and no answer is computed before.
CREATE TABLE reading (
  file INTEGER PRIMARY KEY REFERENCES file (id),
  upto INTEGER NOT NULL         -- pieces that begin before this offset are in the catalog
);

CREATE INDEX record_by_identity ON record (identity, content);

-- For people and for `exhibit query`: one readable row a record.
CREATE VIEW records AS
SELECT
  r.id,
  r.type,
  source.text AS source,
  stream.text AS stream,
  strftime('%Y-%m-%dT%H:%M:%S', r.time / 1000000, 'unixepoch')
    || printf('.%06dZ', r.time % 1000000) AS time,
  subject.name AS account,
  subject.object_id AS account_id,
  subject.kind AS account_kind,
  address.text AS address,
  operation.text AS operation,
  r.result_code,
  r.result_status,
  reason.text AS result_reason,
  application.text AS application_id,
  application_name.text AS application,
  resource.text AS resource,
  agent.text AS user_agent,
  session.text AS session_id,
  r.token AS token_id,
  device.text AS device_id,
  r.correlation AS correlation_id,
  owner.text AS mailbox,
  site.text AS site,
  object.text AS object,
  r.mail_access,
  r.messages,
  r.forwarding,
  r.target_name,
  r.record_id,
  r.event_key,
  file.vault_file,
  r.offset,
  r.length
FROM record r
JOIN term source ON source.id = r.source
JOIN term stream ON stream.id = r.stream
JOIN subject ON subject.id = r.subject
JOIN file ON file.id = r.file
LEFT JOIN address ON address.id = r.address
LEFT JOIN term operation ON operation.id = r.operation
LEFT JOIN term reason ON reason.id = r.result_reason
LEFT JOIN term application ON application.id = r.application
LEFT JOIN term application_name ON application_name.id = r.application_name
LEFT JOIN term resource ON resource.id = r.resource_name
LEFT JOIN term agent ON agent.id = r.agent
LEFT JOIN term session ON session.id = r.session
LEFT JOIN term device ON device.id = r.device
LEFT JOIN term owner ON owner.id = r.mailbox_owner
LEFT JOIN term site ON site.id = r.site
LEFT JOIN term object ON object.id = r.object;

CREATE VIEW sign_ins AS SELECT * FROM records WHERE type = 'signIn';
CREATE VIEW activity AS SELECT * FROM records WHERE type = 'unifiedAudit';
CREATE VIEW directory_audits AS SELECT * FROM records WHERE type = 'directoryAudit';
