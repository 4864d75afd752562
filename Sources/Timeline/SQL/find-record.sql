-- Records by the id in their source, or by the beginning of the hash of their content.
SELECT r.id, file.vault_file, file.sha256, r.offset, r.length, r.content, source.text AS source,
  r.record_id
FROM record r
JOIN file ON file.id = r.file
JOIN term source ON source.id = r.source
WHERE r.record_id = :id OR r.record_id = lower(:id)
  OR (:low IS NOT NULL AND r.content >= :low AND r.content <= :high)
ORDER BY file.vault_file, r.offset, r.id
