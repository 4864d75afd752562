-- Newly found addresses: used by an accessed account after the incident began for it, not matched,
-- and not among the places where its owner had been seen before.
SELECT r.id, r.type, source.text AS source, stream.text AS stream, r.record_id, r.event_key, r.time,
  s.account, subject.name AS subject_name, subject.kind AS subject_kind,
  address.text AS address, NULL AS more_addresses,
  application.text AS application, operation.text AS operation, r.result_code,
  reason.text AS result_reason, r.result_status, r.request_type, r.audit_record_type,
  owner.text AS mailbox_owner, site.text AS site, object.text AS object, r.mail_access,
  r.throttled, r.messages, r.forwarding, r.target_name, r.target_id, r.target_kind,
  file.sha256, file.vault_file, r.offset, r.length,
  NULL AS indicator, NULL AS via, NULL AS handle, 0 AS weak
FROM temp.incident_start i
JOIN temp.subject_account s ON s.account = i.account
JOIN record r ON r.subject = s.subject
JOIN subject ON subject.id = r.subject
JOIN term source ON source.id = r.source
JOIN term stream ON stream.id = r.stream
JOIN file ON file.id = r.file
JOIN address ON address.id = r.address
LEFT JOIN term application ON application.id = r.application
LEFT JOIN term operation ON operation.id = r.operation
LEFT JOIN term reason ON reason.id = r.result_reason
LEFT JOIN term owner ON owner.id = r.mailbox_owner
LEFT JOIN term site ON site.id = r.site
LEFT JOIN term object ON object.id = r.object
WHERE r.type IN ('signIn', 'unifiedAudit', 'directoryAudit') AND r.time >= i.time AND r.time >= :from AND r.time < :to
  AND r.id NOT IN (SELECT record FROM temp.matched)
  AND NOT EXISTS (
    SELECT 1 FROM temp.known_address k WHERE k.account = s.account AND k.address = r.address
  )
ORDER BY r.time, r.event_key, source.text, r.record_id, r.content
