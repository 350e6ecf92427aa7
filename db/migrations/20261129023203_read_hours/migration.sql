CREATE TABLE "read_hours" (
	"account_id" text NOT NULL,
	"region" text,
	"source" text NOT NULL,
	"hour" timestamp(3) with time zone NOT NULL,
	"objects" integer NOT NULL,
	"failed" integer NOT NULL,
	"late" integer NOT NULL,
	"records" bigint NOT NULL,
	"unreadable" bigint NOT NULL,
	CONSTRAINT "read_hours_of" UNIQUE NULLS NOT DISTINCT("account_id","source","region","hour")
);
--> statement-breakpoint
CREATE INDEX "read_hours_hour" ON "read_hours" ("hour");--> statement-breakpoint
INSERT INTO "read_hours" ("account_id", "region", "source", "hour", "objects", "failed", "late", "records", "unreadable")
SELECT "account_id", "region", "source", date_trunc('hour', coalesce("key_time", "received_at"), 'UTC'), count(*),
  count(*) FILTER (WHERE "state" = 'failed'),
  count(*) FILTER (WHERE "received_at" > "key_time" + interval '1 hour'), sum("records"), sum("unreadable")
FROM "log_objects"
WHERE "state" <> 'pending' AND "account_id" IS NOT NULL AND "source" IS NOT NULL
GROUP BY 1, 2, 3, 4;
