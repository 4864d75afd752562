-- The matched records in the order of their time, with everything that decides.
SELECT
  r.id, r.type, source.text AS source, stream.text AS stream, r.record_id, r.event_key, r.time,
  s.account, subject.name AS subject_name, subject.kind AS subject_kind,
  address.text AS address,
  (SELECT group_concat(x.text, char(10)) FROM record_address ra JOIN address x ON x.id = ra.address
   WHERE ra.record = r.id) AS more_addresses,
  application.text AS application, operation.text AS operation, r.result_code,
  reason.text AS result_reason, r.result_status, r.request_type, r.audit_record_type,
  owner.text AS mailbox_owner, site.text AS site, object.text AS object, r.mail_access,
  r.throttled, r.messages, r.forwarding, r.target_name, r.target_id, r.target_kind,
  file.sha256, file.vault_file, r.offset, r.length,
  m.indicator, m.via, m.handle, m.weak
FROM temp.matched m
JOIN record r ON r.id = m.record
JOIN temp.subject_account s ON s.subject = r.subject
JOIN subject ON subject.id = r.subject
JOIN term source ON source.id = r.source
JOIN term stream ON stream.id = r.stream
JOIN file ON file.id = r.file
LEFT JOIN address ON address.id = r.address
LEFT JOIN term application ON application.id = r.application
LEFT JOIN term operation ON operation.id = r.operation
LEFT JOIN term reason ON reason.id = r.result_reason
LEFT JOIN term owner ON owner.id = r.mailbox_owner
LEFT JOIN term site ON site.id = r.site
LEFT JOIN term object ON object.id = r.object
-- Identity Protection, alerts and directory exports prove nothing by themselves.
WHERE r.type IN ('signIn', 'unifiedAudit', 'directoryAudit')
ORDER BY r.time, r.event_key, source.text, r.record_id, r.content
