-- When the incident began for each account, and where its owner had been seen before.
INSERT INTO temp.incident_start (account, time)
SELECT s.account, min(r.time)
FROM temp.matched m
JOIN record r ON r.id = m.record
JOIN temp.subject_account s ON s.subject = r.subject
WHERE m.weak = 0 AND s.account > 0 AND r.time IS NOT NULL
GROUP BY s.account;

INSERT OR IGNORE INTO temp.known_address (account, address)
SELECT i.account, r.address
FROM temp.incident_start i
JOIN temp.subject_account s ON s.account = i.account
JOIN record r ON r.subject = s.subject
WHERE r.time < i.time AND r.address IS NOT NULL
  AND r.type IN (SELECT type FROM temp.deciding_type)
  AND r.id NOT IN (SELECT record FROM temp.matched);

-- An egress of the organisation's own is a known place of everybody.
INSERT OR IGNORE INTO temp.known_address (account, address)
SELECT i.account, e.address FROM temp.incident_start i CROSS JOIN temp.excluded_address e;
