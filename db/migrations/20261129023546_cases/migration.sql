CREATE TABLE "audit" (
	"place" bigint PRIMARY KEY,
	"at" timestamp(3) with time zone NOT NULL,
	"entry" jsonb NOT NULL,
	"hash" text NOT NULL,
	"what" text GENERATED ALWAYS AS ((entry #>> '{what}')) STORED NOT NULL,
	"subject" text GENERATED ALWAYS AS ((entry #>> '{subject}')) STORED
);
--> statement-breakpoint
CREATE TABLE "audit_end" (
	"one" text PRIMARY KEY,
	"place" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"key" text PRIMARY KEY,
	"request" text NOT NULL,
	"answer" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"finding_id" text PRIMARY KEY,
	"decision" jsonb,
	"assignee" text,
	"feedback" text
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "comments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"finding_id" text NOT NULL,
	"who" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "disposition" jsonb DEFAULT '{"status":"NEW","archived":false}' NOT NULL;--> statement-breakpoint
-- Nobody could archive anything before; should a finding say so, it stays archived, and who did it is unknown.
INSERT INTO "cases" ("finding_id", "decision")
SELECT "id", jsonb_build_object('status', 'ARCHIVED', 'who', 'unknown', 'at', body -> 'updatedAt', 'because', null,
	'known', jsonb_build_object('count', body #> '{service,count}', 'eventLastSeen', body #> '{service,eventLastSeen}'))
FROM "findings" WHERE body #>> '{service,archived}' = 'true';--> statement-breakpoint
UPDATE "findings" SET "body" = body #- '{service,archived}', "disposition" = case when body #>> '{service,archived}' = 'true'
	then jsonb_build_object('status', 'ARCHIVED', 'archived', true, 'closedBy', jsonb_build_object('kind', 'person', 'who', 'unknown', 'at', body -> 'updatedAt', 'because', null))
	when body ->> 'updatedAt' <> body ->> 'createdAt' then jsonb_build_object('status', 'UPDATED', 'archived', false)
	else disposition end;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "status" text GENERATED ALWAYS AS ((disposition #>> '{status}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "assignee" text GENERATED ALWAYS AS ((disposition #>> '{assignee}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "feedback" text GENERATED ALWAYS AS ((disposition #>> '{feedback}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "archived";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "archived" boolean GENERATED ALWAYS AS (((disposition #>> '{archived}'))::boolean) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "updated_at";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "updated_at" timestamp(3) with time zone GENERATED ALWAYS AS (greatest(case when (body #>> '{updatedAt}') ~ '^[0-9]{4}-' then make_timestamp(
    substr((body #>> '{updatedAt}'), 1, 4)::int, substr((body #>> '{updatedAt}'), 6, 2)::int, substr((body #>> '{updatedAt}'), 9, 2)::int,
    substr((body #>> '{updatedAt}'), 12, 2)::int, substr((body #>> '{updatedAt}'), 15, 2)::int,
    rtrim(substr((body #>> '{updatedAt}'), 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end, case when (disposition #>> '{changedAt}') is not null then case when (disposition #>> '{changedAt}') ~ '^[0-9]{4}-' then make_timestamp(
    substr((disposition #>> '{changedAt}'), 1, 4)::int, substr((disposition #>> '{changedAt}'), 6, 2)::int, substr((disposition #>> '{changedAt}'), 9, 2)::int,
    substr((disposition #>> '{changedAt}'), 12, 2)::int, substr((disposition #>> '{changedAt}'), 15, 2)::int,
    rtrim(substr((disposition #>> '{changedAt}'), 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end end)) STORED;--> statement-breakpoint
CREATE INDEX "audit_by_subject" ON "audit" ("subject","place");--> statement-breakpoint
CREATE INDEX "answers_by_time" ON "answers" ("at");--> statement-breakpoint
CREATE INDEX "comments_of_finding" ON "comments" ("finding_id","id");--> statement-breakpoint
CREATE INDEX "findings_by_status" ON "findings" ("status");--> statement-breakpoint
CREATE INDEX "findings_by_updated_at" ON "findings" ("updated_at","id");--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_finding_id_findings_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_finding_id_findings_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE;--> statement-breakpoint
INSERT INTO "audit_end" VALUES ('end', 0, '0000000000000000000000000000000000000000000000000000000000000000');--> statement-breakpoint
CREATE FUNCTION "audit_only_grows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'What was audited cannot be changed or removed.';
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_only_grows" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "audit_only_grows"();
