-- Identity Protection, alerts, message trace, the Activity Log and directory exports prove nothing by
-- themselves: no match rests on them, they neither begin an incident nor lead to other records.
DELETE FROM temp.matched
WHERE NOT EXISTS (
  SELECT 1 FROM record r JOIN temp.deciding_type d ON d.type = r.type WHERE r.id = matched.record
);
