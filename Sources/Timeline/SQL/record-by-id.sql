-- One record with what is shown of it.
SELECT r.type, source.text AS source, r.record_id, r.content, r.time, subject.name AS actor,
  subject.object_id AS actor_id, subject.kind AS actor_kind, address.text AS address,
  (SELECT group_concat(x.text, char(10)) FROM record_address ra JOIN address x ON x.id = ra.address
   WHERE ra.record = r.id) AS more_addresses,
  agent.text AS agent, application.text AS application, name.text AS application_name,
  resource.text AS resource, operation.text AS operation, r.result_code, reason.text AS reason,
  r.result_status, owner.text AS mailbox, site.text AS site, object.text AS object,
  folder.text AS folder, r.mail_access, r.messages, r.target_name, file.vault_file, r.offset,
  r.length
FROM record r
JOIN term source ON source.id = r.source
JOIN subject ON subject.id = r.subject
JOIN file ON file.id = r.file
LEFT JOIN address ON address.id = r.address
LEFT JOIN term agent ON agent.id = r.agent
LEFT JOIN term application ON application.id = r.application
LEFT JOIN term name ON name.id = r.application_name
LEFT JOIN term resource ON resource.id = r.resource_name
LEFT JOIN term operation ON operation.id = r.operation
LEFT JOIN term reason ON reason.id = r.result_reason
LEFT JOIN term owner ON owner.id = r.mailbox_owner
LEFT JOIN term site ON site.id = r.site
LEFT JOIN term object ON object.id = r.object
LEFT JOIN term folder ON folder.id = r.folder
WHERE r.id = ?
