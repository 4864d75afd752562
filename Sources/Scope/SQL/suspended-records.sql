-- The records that match nothing but an indicator that is probably an egress, in the order of their time.
SELECT d.*, e.indicator, NULL AS via, NULL AS handle, 0 AS weak
FROM temp.egress_match e
JOIN temp.deciding_record d ON d.id = e.record
WHERE e.record NOT IN (SELECT record FROM temp.matched)
ORDER BY d.time, d.event_key, d.source, d.record_id, d.content
