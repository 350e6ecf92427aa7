CREATE TABLE "enrolment_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"who" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"tasks" jsonb NOT NULL,
	"ended_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE INDEX "enrolment_requests_open" ON "enrolment_requests" ("ended_at");--> statement-breakpoint
CREATE INDEX "enrolment_requests_asked" ON "enrolment_requests" ("asked_at");