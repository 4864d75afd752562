-- Newly found addresses: used by an accessed account after the incident began for it, not matched,
-- and not among the places where its owner had been seen before.
SELECT d.*, NULL AS indicator, NULL AS via, NULL AS handle, 0 AS weak
FROM temp.incident_start i
JOIN temp.deciding_record d ON d.account = i.account
WHERE d.address_id IS NOT NULL AND d.time >= i.time AND d.time >= :from AND d.time < :to
  AND d.id NOT IN (SELECT record FROM temp.matched)
  AND NOT EXISTS (
    SELECT 1 FROM temp.known_address k WHERE k.account = d.account AND k.address = d.address_id
  )
  AND NOT EXISTS (
    SELECT 1 FROM temp.known_device k WHERE k.account = d.account AND k.device = d.device_id
  )
ORDER BY d.time, d.event_key, d.source, d.record_id, d.content
