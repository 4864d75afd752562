-- What questions are answered by. A large import takes these away and makes them again at its end:
-- sorted once they cost a fraction of what they cost row by row.
CREATE INDEX IF NOT EXISTS record_by_event ON record (event);
CREATE INDEX IF NOT EXISTS record_by_address ON record (address) WHERE address IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_by_session ON record (session) WHERE session IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_by_token ON record (token) WHERE token IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_by_subject ON record (subject, time);
CREATE INDEX IF NOT EXISTS record_by_operation ON record (operation) WHERE operation IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_address_by_address ON record_address (address);
CREATE INDEX IF NOT EXISTS record_throttled ON record (mailbox_owner) WHERE lower(throttled) = 'true';
