-- Newly found addresses: used by an accessed account after the incident began for it, not matched,
-- and not among the places where its owner had been seen before.
-- From the accounts to their records (CROSS JOIN), and not through every record of the case.
SELECT d.*, NULL AS indicator, NULL AS via, NULL AS handle, 0 AS weak
FROM (
  SELECT r.id
  FROM temp.accessed_account a
  CROSS JOIN temp.incident_start i ON i.account = a.account
  CROSS JOIN temp.subject_account s ON s.account = i.account
  CROSS JOIN record r ON r.subject = s.subject
  WHERE r.time >= max(i.time, :from) AND r.time < :to AND r.address IS NOT NULL
  UNION
  SELECT r.id
  FROM temp.accessed_account a
  CROSS JOIN temp.incident_start i ON i.account = a.account
  CROSS JOIN temp.record_account own ON own.account = i.account
  CROSS JOIN record r ON r.id = own.record
  WHERE r.time >= max(i.time, :from) AND r.time < :to AND r.address IS NOT NULL
) found
CROSS JOIN temp.deciding_record d ON d.id = found.id
-- A record of a carried name is found by its name, and may be another account's.
JOIN temp.accessed_account a ON a.account = d.account
JOIN temp.incident_start i ON i.account = d.account
WHERE d.time >= i.time
  AND d.id NOT IN (SELECT record FROM temp.matched)
  AND NOT EXISTS (
    SELECT 1 FROM temp.known_address k WHERE k.account = d.account AND k.address = d.address_id
  )
  AND NOT EXISTS (
    SELECT 1 FROM temp.known_device k WHERE k.account = d.account AND k.device = d.device_id
  )
ORDER BY d.time, d.event_key, d.source, d.record_id, d.content
