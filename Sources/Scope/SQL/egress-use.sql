-- How many accounts used an indicator with success, on how many days, and how many of them before :from.
SELECT
  count(DISTINCT s.account) AS accounts,
  count(DISTINCT r.time / 86400000000) AS days,
  count(DISTINCT CASE WHEN r.time < :from THEN s.account END) AS before,
  count(*) AS records
FROM temp.matched m
JOIN record r ON r.id = m.record
JOIN temp.subject_account s ON s.subject = r.subject
WHERE m.indicator = :indicator AND s.account > 0
  AND (
    r.type = 'signIn' AND r.result_code = '0'
    OR r.type <> 'signIn' AND r.operation NOT IN (SELECT id FROM temp.failed_logon)
  )
