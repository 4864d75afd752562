-- Mailboxes of which the service stopped to log what was opened, whoever made the records: for a day from
-- each record that says so.
SELECT owner.text AS mailbox, min(r.time) AS first
FROM record r JOIN term owner ON owner.id = r.mailbox_owner
WHERE lower(r.throttled) = 'true' AND r.type = 'unifiedAudit'
  AND r.time < :to AND r.time + 86400000000 > :from
GROUP BY owner.text
