-- One step of the fixed point: records that a handle of a matched record leads to, for the same
-- account. What came from the owner's known places or devices is set apart. Run until it adds nothing.
-- CROSS JOIN: from the matches to what they lead to. Left to choose, SQLite goes through every session and
-- every token of the case.
INSERT OR IGNORE INTO temp.matched (record, indicator, via, handle, weak)
SELECT record, NULL, min(via), min(handle), min(weak)
FROM (
  SELECT r.id AS record, a.id AS via, 'session' AS handle, m.weak AS weak, r.address, r.device,
    coalesce(mine.account, s.account) AS account
  FROM temp.matched m
  CROSS JOIN record a ON a.id = m.record
  CROSS JOIN temp.subject_account s ON s.subject = a.subject AND s.account > 0
  LEFT JOIN temp.record_account mine ON mine.record = a.id
  CROSS JOIN record r ON r.session = a.session
  CROSS JOIN temp.subject_account t ON t.subject = r.subject
  LEFT JOIN temp.record_account other ON other.record = r.id
  WHERE (coalesce(other.account, t.account) = coalesce(mine.account, s.account)
      OR other.account IS NULL AND t.account IN (SELECT account FROM temp.unjoined_account))
    AND a.session IS NOT NULL AND r.type IN (SELECT type FROM temp.deciding_type)
  UNION ALL
  SELECT r.id, a.id, 'token', m.weak, r.address, r.device,
    coalesce(mine.account, s.account)
  FROM temp.matched m
  CROSS JOIN record a ON a.id = m.record
  CROSS JOIN temp.subject_account s ON s.subject = a.subject AND s.account > 0
  LEFT JOIN temp.record_account mine ON mine.record = a.id
  CROSS JOIN record r ON r.token = a.token
  CROSS JOIN temp.subject_account t ON t.subject = r.subject
  LEFT JOIN temp.record_account other ON other.record = r.id
  WHERE (coalesce(other.account, t.account) = coalesce(mine.account, s.account)
      OR other.account IS NULL AND t.account IN (SELECT account FROM temp.unjoined_account))
    AND a.token IS NOT NULL AND r.type IN (SELECT type FROM temp.deciding_type)
  UNION ALL
  -- Another witness of the same event. Its address is that of the event, not the owner's place.
  SELECT r.id, a.id, 'event', m.weak, NULL, NULL,
    coalesce(mine.account, s.account)
  FROM temp.matched m
  CROSS JOIN record a ON a.id = m.record
  CROSS JOIN temp.subject_account s ON s.subject = a.subject AND s.account > 0
  LEFT JOIN temp.record_account mine ON mine.record = a.id
  CROSS JOIN record r ON r.event = a.event AND r.event_key = a.event_key
  CROSS JOIN temp.subject_account t ON t.subject = r.subject
  LEFT JOIN temp.record_account other ON other.record = r.id
  WHERE coalesce(other.account, t.account) = coalesce(mine.account, s.account)
    AND abs(r.time - a.time) <= 300000000 AND r.type IN (SELECT type FROM temp.deciding_type)
  UNION ALL
  -- The sign-in at Entra of an event at AD FS, and the other way round.
  SELECT r.id, a.id, 'correlation', m.weak, NULL, NULL,
    coalesce(mine.account, s.account)
  FROM temp.matched m
  CROSS JOIN record a ON a.id = m.record
  CROSS JOIN temp.subject_account s ON s.subject = a.subject AND s.account > 0
  LEFT JOIN temp.record_account mine ON mine.record = a.id
  CROSS JOIN temp.subject_account t ON t.account = coalesce(mine.account, s.account)
  CROSS JOIN record r ON r.subject = t.subject AND r.time BETWEEN a.time - 300000000 AND a.time + 300000000
  LEFT JOIN temp.record_account other ON other.record = r.id
  WHERE coalesce(other.account, t.account) = coalesce(mine.account, s.account)
    AND lower(r.correlation) = lower(a.correlation) AND (a.type = 'adfsEvent') <> (r.type = 'adfsEvent')
    AND a.correlation <> '00000000-0000-0000-0000-000000000000'
    AND a.type IN ('adfsEvent', 'signIn') AND r.type IN ('adfsEvent', 'signIn') AND r.type IN (SELECT type FROM temp.deciding_type)
) linked
WHERE NOT EXISTS (
  SELECT 1 FROM temp.known_address k
  WHERE k.account = linked.account AND k.address = linked.address
) AND NOT EXISTS (
  SELECT 1 FROM temp.known_device k
  WHERE k.account = linked.account AND k.device = linked.device
)
GROUP BY record;
