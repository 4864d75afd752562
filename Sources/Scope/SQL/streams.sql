-- What the case holds of each stream, file by file.
SELECT stream.text AS stream, f.records,
  (SELECT count(*) FROM problem p WHERE p.file = file.id) AS problems
FROM file_stream f
JOIN term stream ON stream.id = f.stream
JOIN file ON file.id = f.file
ORDER BY stream.text, file.sha256
