-- Sign-ins of federated accounts that consumed an assertion, and of which no AD FS server tells: by
-- correlation id, else by account and address, else by account, within :tolerance (microsoft-apis.md 10.4).
INSERT INTO temp.no_token_event (record)
SELECT r.id
FROM temp.federated_account f
JOIN temp.subject_account s ON s.account = f.account
JOIN record r ON r.subject = s.subject AND r.time >= :from AND r.time < :to
JOIN term stream ON stream.id = r.stream
WHERE r.type = 'signIn' AND r.result_code = '0'
  AND (
    stream.text = 'entra-signins-interactive'
      AND lower(coalesce(r.incoming_token, 'none')) NOT IN ('primaryrefreshtoken', 'refreshtoken')
      AND lower(coalesce(r.federated_step, '')) <> 'previously satisfied'
    OR stream.text IN ('entra-signins-interactive', 'entra-signins-noninteractive')
      AND (
        lower(r.incoming_token) LIKE 'saml%'
        OR r.federated_step IS NOT NULL AND lower(r.federated_step) <> 'previously satisfied'
      )
  )
  AND NOT EXISTS (
    SELECT 1 FROM temp.token_event t
    WHERE t.correlation = lower(r.correlation)
  )
  AND NOT EXISTS (
    SELECT 1 FROM temp.token_event t
    WHERE t.account = f.account AND t.time BETWEEN r.time - :tolerance AND r.time + :tolerance
  )
  AND NOT EXISTS (
    SELECT 1 FROM temp.token_event t
    WHERE t.local_name = f.local_name AND t.time BETWEEN r.time - :tolerance AND r.time + :tolerance
  )
