CREATE TABLE "finding_days" (
	"day" timestamp(3) with time zone NOT NULL,
	"severity" double precision NOT NULL,
	"context_severity" double precision NOT NULL,
	"archived" boolean NOT NULL,
	"status" text NOT NULL,
	"count" integer NOT NULL,
	"settled" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "finding_groups" (
	"type" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"severity" double precision NOT NULL,
	"context_severity" double precision NOT NULL,
	"archived" boolean NOT NULL,
	"status" text NOT NULL,
	"assignee" text,
	"suppressed_by" text,
	"rated_by" text,
	"feedback" text,
	"count" integer NOT NULL,
	"last_seen" timestamp(3) with time zone,
	"left_at" timestamp(3) with time zone,
	"settled" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
DROP INDEX "findings_by_type";--> statement-breakpoint
CREATE INDEX "findings_by_type" ON "findings" ("type","created_at","id");--> statement-breakpoint
DROP INDEX "findings_by_account_id";--> statement-breakpoint
CREATE INDEX "findings_by_account_id" ON "findings" ("account_id","created_at","id");--> statement-breakpoint
DROP INDEX "findings_by_suppressed_by";--> statement-breakpoint
CREATE INDEX "findings_by_suppressed_by" ON "findings" ("suppressed_by") WHERE "suppressed_by" is not null;--> statement-breakpoint
DROP INDEX "findings_by_rated_by";--> statement-breakpoint
CREATE INDEX "findings_by_rated_by" ON "findings" ("rated_by") WHERE "rated_by" is not null;--> statement-breakpoint
CREATE INDEX "finding_days_by_day" ON "finding_days" ("day");--> statement-breakpoint
CREATE INDEX "finding_days_unsettled" ON "finding_days" ("day") WHERE not settled;--> statement-breakpoint
CREATE INDEX "finding_groups_of_account" ON "finding_groups" ("account_id","type");--> statement-breakpoint
CREATE INDEX "finding_groups_unsettled" ON "finding_groups" ("account_id","type") WHERE not settled;--> statement-breakpoint
-- From here on by hand: what keeps the two tables true. Each statement that writes findings adds the difference that it made,
-- in its own transaction; what it left as it was in every field that is counted adds nothing.
CREATE FUNCTION "count_findings"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  came text := 'select 1 as n, * from new_rows';
  went text := 'select -1 as n, * from old_rows';
BEGIN
  IF tg_op = 'TRUNCATE' THEN
    TRUNCATE finding_groups, finding_days;
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
        or max(last_seen) filter (where n > 0) is distinct from max(last_seen) filter (where n < 0))
    insert into finding_days (day, severity, context_severity, archived, status, count)
    select date_trunc(''day'', last_seen, ''UTC''), severity, context_severity, archived, status, sum(n)
    from changed group by 1, 2, 3, 4, 5 having sum(n) <> 0',
    CASE tg_op WHEN 'INSERT' THEN came WHEN 'DELETE' THEN went ELSE came || ' union all ' || went END);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "findings_count_new" AFTER INSERT ON "findings" REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "count_findings"();
--> statement-breakpoint
CREATE TRIGGER "findings_count_changed" AFTER UPDATE ON "findings" REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "count_findings"();
--> statement-breakpoint
CREATE TRIGGER "findings_count_gone" AFTER DELETE ON "findings" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION "count_findings"();
--> statement-breakpoint
CREATE TRIGGER "findings_count_none" AFTER TRUNCATE ON "findings"
  FOR EACH STATEMENT EXECUTE FUNCTION "count_findings"();
--> statement-breakpoint
INSERT INTO finding_groups (type, account_id, region, severity, context_severity, archived, status, assignee, suppressed_by,
    rated_by, feedback, count, last_seen, settled)
  SELECT type, account_id, region, severity, context_severity, archived, status, assignee, suppressed_by, rated_by, feedback,
    count(*), max(last_seen), true
  FROM findings GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11;
--> statement-breakpoint
INSERT INTO finding_days (day, severity, context_severity, archived, status, count, settled)
  SELECT date_trunc('day', last_seen, 'UTC'), severity, context_severity, archived, status, count(*), true
  FROM findings GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
ANALYZE finding_groups, finding_days;
