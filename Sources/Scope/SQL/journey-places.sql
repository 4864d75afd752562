-- Where the matched records stand, in the order of the vault: each of its files is read once.
SELECT r.id, file.vault_file, file.sha256, r.offset, r.length, r.content
FROM temp.shown s
JOIN temp.matched m ON m.record = s.record
JOIN record r ON r.id = m.record
JOIN file ON file.id = r.file
ORDER BY file.vault_file, r.offset, r.id
