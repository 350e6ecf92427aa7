CREATE TABLE "inventory" (
	"account_id" text,
	"region" text,
	"member" text,
	"alias" text,
	"since" timestamp(3) with time zone,
	"details" jsonb NOT NULL,
	"taught_by" text NOT NULL,
	"version" integer NOT NULL,
	"learned_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "inventory_pkey" PRIMARY KEY("account_id","region","member","alias","since")
);
--> statement-breakpoint
CREATE TABLE "inventory_versions" (
	"account_id" text PRIMARY KEY,
	"version" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "further_aliases" text[];--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "inventory_version" integer;--> statement-breakpoint
CREATE INDEX "inventory_learned" ON "inventory" ("learned_at");