CREATE TABLE "finding_starts" (
	"day" timestamp(3) with time zone NOT NULL,
	"type" text NOT NULL,
	"account_id" text NOT NULL,
	"count" integer NOT NULL,
	"settled" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX "finding_starts_by_day" ON "finding_starts" ("day");--> statement-breakpoint
CREATE INDEX "finding_starts_unsettled" ON "finding_starts" ("day") WHERE not settled;--> statement-breakpoint
-- From here on by hand: the function of the other two counts keeps this one true as well.
CREATE OR REPLACE FUNCTION "count_findings"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  came text := 'select 1 as n, * from new_rows';
  went text := 'select -1 as n, * from old_rows';
BEGIN
  IF tg_op = 'TRUNCATE' THEN
    TRUNCATE finding_groups, finding_days, finding_starts;
    RETURN NULL;
  END IF;
  EXECUTE format('
    with changed as (%s), grouped as (
      insert into finding_groups (type, account_id, region, severity, context_severity, archived, status, assignee,
        suppressed_by, rated_by, feedback, count, last_seen, left_at)
      select type, account_id, region, severity, context_severity, archived, status, assignee, suppressed_by, rated_by, feedback,
        sum(n), max(last_seen) filter (where n > 0), max(last_seen) filter (where n < 0)
      from changed group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
      having sum(n) <> 0
        or max(last_seen) filter (where n > 0) is distinct from max(last_seen) filter (where n < 0)),
    started as (
      insert into finding_starts (day, type, account_id, count)
      select date_trunc(''day'', created_at, ''UTC''), type, account_id, sum(n)
      from changed group by 1, 2, 3 having sum(n) <> 0)
    insert into finding_days (day, severity, context_severity, archived, status, count)
    select date_trunc(''day'', last_seen, ''UTC''), severity, context_severity, archived, status, sum(n)
    from changed group by 1, 2, 3, 4, 5 having sum(n) <> 0',
    CASE tg_op WHEN 'INSERT' THEN came WHEN 'DELETE' THEN went ELSE came || ' union all ' || went END);
  RETURN NULL;
END $$;
--> statement-breakpoint
INSERT INTO finding_starts (day, type, account_id, count, settled)
  SELECT date_trunc('day', created_at, 'UTC'), type, account_id, count(*), true FROM findings GROUP BY 1, 2, 3;
--> statement-breakpoint
ANALYZE finding_starts;
