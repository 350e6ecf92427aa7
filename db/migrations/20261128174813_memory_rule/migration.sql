ALTER TABLE "listings" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "listings" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "listings" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "listings" ADD COLUMN "missed_since" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "listings" ADD COLUMN "late" text;--> statement-breakpoint
ALTER TABLE "listings" ADD COLUMN "late_until" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "key_time" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "content_hash" text;--> statement-breakpoint
-- What was sealed stands in the findings; rows of windows that are closed are kept no more.
UPDATE "observations" SET "count" = "count" - "sealed_count" WHERE "sealed_count" > 0;--> statement-breakpoint
DELETE FROM "observations" o WHERE NOT EXISTS (SELECT FROM "tallies" t WHERE (t."partition", t."type", t."window_start") = (o."partition", o."type", o."window_start"));--> statement-breakpoint
ALTER TABLE "observations" DROP COLUMN "sealed_count";--> statement-breakpoint
CREATE INDEX "listings_late" ON "listings" ("account_id","source","region") WHERE "late" is not null;