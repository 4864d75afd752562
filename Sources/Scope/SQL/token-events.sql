-- Events by which AD FS tells that it issued or accepted a token, with what they join a sign-in by.
INSERT INTO temp.token_event (correlation, account, local_name, address, time)
SELECT lower(r.correlation), s.account,
  CASE WHEN s.account = 0 THEN substr(subject.name, instr(subject.name, '\') + 1) END,
  r.address, r.time
FROM term o
JOIN record r ON r.operation = o.id
JOIN temp.subject_account s ON s.subject = r.subject
JOIN subject ON subject.id = r.subject
WHERE o.kind = 'operation' AND r.type = 'adfsEvent' AND r.time IS NOT NULL
  AND (o.text LIKE '1200 %' OR o.text LIKE '1202 %' OR o.text LIKE '299 %' OR o.text LIKE '412 %'
    OR o.text IN ('1200', '1202', '299', '412'))
  AND lower(coalesce(r.result_status, '')) <> 'failure'
