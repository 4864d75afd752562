-- The matched records in the order of their time, with what decides and what is only shown.
SELECT d.*, m.indicator, m.via, m.handle, m.weak,
  r.correlation, agent.text AS agent, application_name.text AS application_name,
  resource_name.text AS resource_name, folder.text AS folder, subject.object_id AS subject_id
FROM temp.shown s
JOIN temp.matched m ON m.record = s.record
JOIN temp.deciding_record d ON d.id = m.record
JOIN record r ON r.id = m.record
JOIN subject ON subject.id = r.subject
LEFT JOIN term agent ON agent.id = r.agent
LEFT JOIN term application_name ON application_name.id = r.application_name
LEFT JOIN term resource_name ON resource_name.id = r.resource_name
LEFT JOIN term folder ON folder.id = r.folder
ORDER BY d.time, d.event_key, d.source, d.record_id, d.content
