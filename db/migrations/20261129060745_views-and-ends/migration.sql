CREATE TABLE "resource_ends" (
	"account_id" text,
	"region" text,
	"member" text,
	"id" text,
	"ended_at" timestamp(3) with time zone NOT NULL,
	"call" text NOT NULL,
	CONSTRAINT "resource_ends_pkey" PRIMARY KEY("account_id","id","region","member")
);
--> statement-breakpoint
CREATE TABLE "views" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL,
	"filter" jsonb NOT NULL,
	"columns" jsonb NOT NULL,
	"shared" boolean NOT NULL,
	"owner" text NOT NULL,
	"scope" jsonb NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "findings_counted" ON "findings" ("account_id","type","region","severity","context_severity","archived","status","assignee","suppressed_by","rated_by","feedback","last_seen","created_at");--> statement-breakpoint
CREATE INDEX "views_of_owner" ON "views" ("owner");