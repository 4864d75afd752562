SELECT source.text, count(*)
FROM record r JOIN term source ON source.id = r.source
WHERE r.type <> 'user' AND r.time IS NULL
  AND (:account IS NULL OR r.subject IN (
    SELECT id FROM subject WHERE name = :account OR object_id = :account))
GROUP BY source.text
