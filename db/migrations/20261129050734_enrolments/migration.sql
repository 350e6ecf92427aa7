CREATE TABLE "enrolments" (
	"account_id" text PRIMARY KEY,
	"look" jsonb NOT NULL,
	"looked_at" timestamp(3) with time zone NOT NULL,
	"known" boolean NOT NULL,
	"outcomes" jsonb DEFAULT '{}' NOT NULL
);
