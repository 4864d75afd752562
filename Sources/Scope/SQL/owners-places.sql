-- When the incident began for each account: with the first match that succeeded, else with the first of
-- all. An old attempt that failed must not turn every place of the owner's into an unknown one.
INSERT INTO temp.incident_start (account, time)
SELECT account, coalesce(min(CASE WHEN succeeded THEN time END), min(time))
FROM (
  SELECT coalesce(own.account, s.account) AS account, r.time AS time,
    r.type = 'signIn' AND r.result_code = '0'
    OR r.type IN ('unifiedAudit', 'directoryAudit')
      AND r.operation NOT IN (SELECT id FROM temp.failed_logon) AS succeeded
  FROM temp.matched m
  JOIN record r ON r.id = m.record
  JOIN temp.subject_account s ON s.subject = r.subject
  LEFT JOIN temp.record_account own ON own.record = r.id
  WHERE m.weak = 0 AND s.account > 0 AND r.time IS NOT NULL
)
GROUP BY account;

-- Where and with what its owner had been before: with success. Who typed a wrong password used nothing.
-- CROSS JOIN: from the few accounts to their records, and not through every record of the case.
INSERT INTO temp.owners_record (account, address, device)
SELECT i.account, r.address, r.device
FROM temp.incident_start i
CROSS JOIN temp.subject_account s ON s.account = i.account
CROSS JOIN record r ON r.subject = s.subject
LEFT JOIN temp.record_account own ON own.record = r.id
WHERE r.time < i.time AND coalesce(own.account, s.account) = i.account
  AND (
    r.type = 'signIn' AND r.result_code = '0'
    OR r.type IN ('unifiedAudit', 'directoryAudit')
      AND r.operation NOT IN (SELECT id FROM temp.failed_logon)
  )
  AND r.id NOT IN (SELECT record FROM temp.matched)
UNION
SELECT i.account, r.address, r.device
FROM temp.incident_start i
CROSS JOIN temp.record_account own ON own.account = i.account
CROSS JOIN record r ON r.id = own.record
WHERE r.time < i.time
  AND r.type IN ('unifiedAudit', 'directoryAudit')
  AND r.operation NOT IN (SELECT id FROM temp.failed_logon)
  AND r.id NOT IN (SELECT record FROM temp.matched);

INSERT OR IGNORE INTO temp.known_address (account, address)
SELECT account, address FROM temp.owners_record WHERE address IS NOT NULL;

INSERT OR IGNORE INTO temp.known_device (account, device)
SELECT account, device FROM temp.owners_record WHERE device IS NOT NULL;
