CREATE TABLE "rules" (
	"id" text PRIMARY KEY,
	"draft" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"ends_at" timestamp(3) with time zone,
	"removed" boolean DEFAULT false NOT NULL,
	"applied" boolean
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "context_severity" double precision GENERATED ALWAYS AS ((coalesce((disposition #>> '{severity}'), (body #>> '{severity}')))::float8) STORED;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "suppressed_by" text GENERATED ALWAYS AS ((disposition #>> '{suppressedBy}')) STORED;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "rated_by" text GENERATED ALWAYS AS ((disposition #>> '{ratedBy}')) STORED;--> statement-breakpoint
CREATE INDEX "findings_by_context_severity" ON "findings" ("context_severity","id");--> statement-breakpoint
CREATE INDEX "findings_by_suppressed_by" ON "findings" ("suppressed_by");--> statement-breakpoint
CREATE INDEX "findings_by_rated_by" ON "findings" ("rated_by");