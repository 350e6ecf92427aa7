CREATE TABLE "organizational_units" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL,
	"parent_id" text
);
--> statement-breakpoint
CREATE TABLE "unit_listings" (
	"organization_id" text PRIMARY KEY,
	"listed_at" timestamp(3) with time zone,
	"refusal" text
);
