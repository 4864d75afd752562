-- What the case holds of each stream, file by file.
SELECT stream.text AS stream, file.sha256, min(r.time) AS first, max(r.time) AS last, count(*) AS records
FROM record r
JOIN term stream ON stream.id = r.stream
JOIN file ON file.id = r.file
WHERE r.type <> 'user'
GROUP BY stream.text, file.sha256
ORDER BY stream.text, file.sha256
