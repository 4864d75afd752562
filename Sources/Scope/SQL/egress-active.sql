-- How many accounts did anything at all in the evidence.
SELECT count(DISTINCT s.account)
FROM temp.subject_account s
WHERE s.account > 0 AND EXISTS (
  SELECT 1 FROM record r
  WHERE r.subject = s.subject AND r.type IN (SELECT type FROM temp.deciding_type)
    AND (
      r.type = 'signIn' AND r.result_code = '0'
      OR r.type <> 'signIn' AND r.operation NOT IN (SELECT id FROM temp.failed_logon)
    )
)
