CREATE TABLE "accounts" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL,
	"email" text,
	"status" text NOT NULL,
	"management" boolean DEFAULT false NOT NULL,
	"joined_at" timestamp(3) with time zone,
	"listed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coverage" (
	"account_id" text NOT NULL,
	"region" text,
	"source" text,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"checked_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "coverage_of" UNIQUE NULLS NOT DISTINCT("account_id","region","source")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"sink" text,
	"finding_id" text,
	"partition" text NOT NULL,
	"version" timestamp(3) with time zone NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp(3) with time zone NOT NULL,
	"claimed_until" timestamp(3) with time zone,
	"last_error" text,
	CONSTRAINT "deliveries_pkey" PRIMARY KEY("sink","finding_id")
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" text PRIMARY KEY,
	"type" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"severity" double precision NOT NULL,
	"archived" boolean NOT NULL,
	"resource_id" text NOT NULL,
	"role" text NOT NULL,
	"title" text NOT NULL,
	"first_seen" timestamp(3) with time zone NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"latest_key" text NOT NULL,
	"body" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "listings" (
	"bucket" text,
	"prefix" text,
	"marker" text NOT NULL,
	"listed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "listings_pkey" PRIMARY KEY("bucket","prefix")
);
--> statement-breakpoint
CREATE TABLE "log_objects" (
	"bucket" text,
	"key" text,
	"etag" text,
	"partition" text NOT NULL,
	"source" text,
	"account_id" text,
	"region" text,
	"size_bytes" bigint NOT NULL,
	"state" text NOT NULL,
	"records" integer DEFAULT 0 NOT NULL,
	"passed" integer DEFAULT 0 NOT NULL,
	"unreadable" integer DEFAULT 0 NOT NULL,
	"troubles" jsonb DEFAULT '[]' NOT NULL,
	"note" text,
	"first_time" timestamp(3) with time zone,
	"last_time" timestamp(3) with time zone,
	"intel_version" text,
	"received_at" timestamp(3) with time zone NOT NULL,
	"settled_at" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "log_objects_pkey" PRIMARY KEY("bucket","key","etag")
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"finding_id" text,
	"partition" text,
	"key" text,
	"type" text NOT NULL,
	"window_start" timestamp(3) with time zone NOT NULL,
	"count" bigint NOT NULL,
	"sealed_count" bigint DEFAULT 0 NOT NULL,
	"last_seen" timestamp(3) with time zone NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "observations_pkey" PRIMARY KEY("finding_id","partition","key")
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"partition" text,
	"type" text,
	"window_start" timestamp(3) with time zone,
	"window_end" timestamp(3) with time zone NOT NULL,
	"version" text NOT NULL,
	"value" bytea NOT NULL,
	CONSTRAINT "tallies_pkey" PRIMARY KEY("partition","type","window_start")
);
--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" ("sink","partition","next_attempt_at") WHERE "state" = 'pending';--> statement-breakpoint
CREATE INDEX "deliveries_of_finding" ON "deliveries" ("finding_id");--> statement-breakpoint
CREATE INDEX "findings_by_update" ON "findings" ("updated_at","id");--> statement-breakpoint
CREATE INDEX "findings_by_last_seen" ON "findings" ("last_seen","id");--> statement-breakpoint
CREATE INDEX "findings_by_severity" ON "findings" ("severity","id");--> statement-breakpoint
CREATE INDEX "findings_by_account" ON "findings" ("account_id","region");--> statement-breakpoint
CREATE INDEX "findings_by_type" ON "findings" ("type");--> statement-breakpoint
CREATE INDEX "log_objects_pending" ON "log_objects" ("partition","next_attempt_at","key") WHERE "state" = 'pending';--> statement-breakpoint
CREATE INDEX "log_objects_refused" ON "log_objects" ("account_id","source","region") WHERE "state" = 'pending' and "attempts" > 0;--> statement-breakpoint
CREATE INDEX "log_objects_newest" ON "log_objects" ("partition","last_time");--> statement-breakpoint
CREATE INDEX "log_objects_settled" ON "log_objects" ("settled_at");--> statement-breakpoint
CREATE INDEX "observations_window" ON "observations" ("partition","type","window_start");--> statement-breakpoint
CREATE INDEX "tallies_closing" ON "tallies" ("partition","window_end");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_finding_id_findings_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_finding_id_findings_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE;