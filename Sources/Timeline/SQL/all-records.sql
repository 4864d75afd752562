-- Every record of a time, in its order; only what is sorted by, so that sorting takes little room.
SELECT r.id FROM record r
WHERE r.type <> 'user' AND r.time >= :from AND r.time < :to
  AND (:account IS NULL OR r.subject IN (
    SELECT id FROM subject WHERE name = :account OR object_id = :account))
ORDER BY r.time, r.event, r.id
