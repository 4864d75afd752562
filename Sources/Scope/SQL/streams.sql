-- What the case holds of each stream, file by file.
SELECT stream.text AS stream, file.sha256, file.vault_file, count(*) AS records,
  (SELECT count(*) FROM problem p WHERE p.file = file.id) AS problems
FROM record r
JOIN term stream ON stream.id = r.stream
JOIN file ON file.id = r.file
WHERE r.type <> 'user'
GROUP BY stream.text, file.sha256, file.vault_file, file.id
ORDER BY stream.text, file.sha256
