DROP INDEX "findings_by_update";--> statement-breakpoint
DROP INDEX "findings_by_account";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "type";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "type" text GENERATED ALWAYS AS ((body #>> '{type}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "account_id";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "account_id" text GENERATED ALWAYS AS ((body #>> '{accountId}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "region";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "region" text GENERATED ALWAYS AS ((body #>> '{region}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "severity";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "severity" double precision GENERATED ALWAYS AS (((body #>> '{severity}'))::float8) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "archived";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "archived" boolean GENERATED ALWAYS AS (((body #>> '{service,archived}'))::boolean) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "resource_id";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "resource_id" text GENERATED ALWAYS AS ((body #>> '{resource,id}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "first_seen";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "first_seen" timestamp(3) with time zone GENERATED ALWAYS AS (case when (body #>> '{service,eventFirstSeen}') ~ '^[0-9]{4}-' then make_timestamp(
    substr((body #>> '{service,eventFirstSeen}'), 1, 4)::int, substr((body #>> '{service,eventFirstSeen}'), 6, 2)::int, substr((body #>> '{service,eventFirstSeen}'), 9, 2)::int,
    substr((body #>> '{service,eventFirstSeen}'), 12, 2)::int, substr((body #>> '{service,eventFirstSeen}'), 15, 2)::int,
    rtrim(substr((body #>> '{service,eventFirstSeen}'), 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "last_seen";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "last_seen" timestamp(3) with time zone GENERATED ALWAYS AS (case when (body #>> '{service,eventLastSeen}') ~ '^[0-9]{4}-' then make_timestamp(
    substr((body #>> '{service,eventLastSeen}'), 1, 4)::int, substr((body #>> '{service,eventLastSeen}'), 6, 2)::int, substr((body #>> '{service,eventLastSeen}'), 9, 2)::int,
    substr((body #>> '{service,eventLastSeen}'), 12, 2)::int, substr((body #>> '{service,eventLastSeen}'), 15, 2)::int,
    rtrim(substr((body #>> '{service,eventLastSeen}'), 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "updated_at";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "updated_at" timestamp(3) with time zone GENERATED ALWAYS AS (case when (body #>> '{updatedAt}') ~ '^[0-9]{4}-' then make_timestamp(
    substr((body #>> '{updatedAt}'), 1, 4)::int, substr((body #>> '{updatedAt}'), 6, 2)::int, substr((body #>> '{updatedAt}'), 9, 2)::int,
    substr((body #>> '{updatedAt}'), 12, 2)::int, substr((body #>> '{updatedAt}'), 15, 2)::int,
    rtrim(substr((body #>> '{updatedAt}'), 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end) STORED;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "role";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "title";--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "created_at";--> statement-breakpoint
CREATE INDEX "findings_by_account_id" ON "findings" ("account_id");--> statement-breakpoint
CREATE INDEX "findings_by_updated_at" ON "findings" ("updated_at","id");--> statement-breakpoint
CREATE INDEX "findings_by_type" ON "findings" ("type");--> statement-breakpoint
CREATE INDEX "findings_by_severity" ON "findings" ("severity","id");--> statement-breakpoint
CREATE INDEX "findings_by_last_seen" ON "findings" ("last_seen","id");