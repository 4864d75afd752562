-- Direct matches: records that hold every part of an indicator within its times.
-- Parameters: indicator, number of its parts, whether it rests on an account alone.
-- CROSS JOIN keeps the order as it is written: from the few terms to the records. Left to choose, SQLite
-- reads every record of the case for a part that the indicator does not even have.
INSERT INTO temp.matched (record, indicator, via, handle, weak)
SELECT record, :indicator, NULL, NULL, :weak
FROM (
  SELECT r.id AS record, t.part AS part, r.time AS time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON r.address = t.term
  WHERE t.indicator = :indicator AND t.field = 'address'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t
  CROSS JOIN record_address a ON a.address = t.term
  CROSS JOIN record r ON r.id = a.record
  WHERE t.indicator = :indicator AND t.field = 'address'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON r.session = t.term
  WHERE t.indicator = :indicator AND t.field = 'session'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON r.token = t.text
  WHERE t.indicator = :indicator AND t.field = 'token'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON r.agent = t.term
  WHERE t.indicator = :indicator AND t.field = 'agent'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON r.device = t.term
  WHERE t.indicator = :indicator AND t.field = 'device'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON r.application = t.term
  WHERE t.indicator = :indicator AND t.field = 'application'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t CROSS JOIN record r ON lower(r.correlation) = lower(t.text)
  WHERE t.indicator = :indicator AND t.field = 'correlation'
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t
  CROSS JOIN temp.subject_account s ON s.account = t.term
  CROSS JOIN record r ON r.subject = s.subject
  LEFT JOIN temp.record_account own ON own.record = r.id
  WHERE t.indicator = :indicator AND t.field = 'account'
    AND coalesce(own.account, s.account) = t.term
  UNION ALL
  SELECT r.id, t.part, r.time, t.from_time, t.to_time
  FROM temp.indicator_term t
  CROSS JOIN temp.record_account own ON own.account = t.term
  CROSS JOIN record r ON r.id = own.record
  WHERE t.indicator = :indicator AND t.field = 'account'
)
-- A record without a time is not excluded by the times of an indicator (decision 11).
WHERE time IS NULL OR (from_time IS NULL OR time >= from_time) AND (to_time IS NULL OR time < to_time)
GROUP BY record
HAVING count(DISTINCT part) = :parts
-- A record that two indicators match is kept once, for the first; a match that does not rest on
-- the account alone is the stronger.
ON CONFLICT (record) DO UPDATE SET
  indicator = CASE WHEN excluded.weak < weak THEN excluded.indicator ELSE indicator END,
  weak = min(weak, excluded.weak);
