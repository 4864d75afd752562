-- A session or token with records before the actor's first in it, or from the owner's known places,
-- may be the owner's own, stolen: what a record reached only through it adds is "at most".
UPDATE temp.matched SET weak = 1
WHERE handle IN ('session', 'token') AND EXISTS (
  SELECT 1
  FROM record mine
  JOIN temp.subject_account s ON s.subject = mine.subject
  LEFT JOIN temp.record_account own ON own.record = mine.id
  JOIN record other ON (other.session = mine.session OR other.token = mine.token)
  JOIN temp.subject_account t ON t.subject = other.subject
  LEFT JOIN temp.record_account its ON its.record = other.id
  LEFT JOIN temp.matched direct ON direct.record = other.id AND direct.indicator IS NOT NULL
  WHERE mine.id = matched.record AND direct.record IS NULL
    AND coalesce(its.account, t.account) = coalesce(own.account, s.account)
    AND other.type IN (SELECT type FROM temp.deciding_type)
    AND (
      other.time < (
        SELECT min(d.time)
        FROM temp.matched dm JOIN record d ON d.id = dm.record
        JOIN temp.subject_account ds ON ds.subject = d.subject
        LEFT JOIN temp.record_account dx ON dx.record = d.id
        WHERE dm.indicator IS NOT NULL
          AND coalesce(dx.account, ds.account) = coalesce(own.account, s.account)
          AND (d.session = mine.session OR d.token = mine.token)
      )
      OR EXISTS (
        SELECT 1 FROM temp.known_address k
        WHERE k.account = coalesce(own.account, s.account) AND k.address = other.address
      )
      OR EXISTS (
        SELECT 1 FROM temp.known_device k
        WHERE k.account = coalesce(own.account, s.account) AND k.device = other.device
      )
    )
);
