CREATE TABLE "passes" (
	"organization_id" text PRIMARY KEY,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone NOT NULL
);
