-- The matched records in the order of their time, with everything that decides.
SELECT d.*, m.indicator, m.via, m.handle, m.weak
FROM temp.matched m
JOIN temp.deciding_record d ON d.id = m.record
ORDER BY d.time, d.event_key, d.source, d.record_id, d.content
