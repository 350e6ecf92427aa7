ALTER TABLE "coverage" ADD COLUMN "about" text DEFAULT 'detection' NOT NULL;--> statement-breakpoint
ALTER TABLE "coverage" DROP CONSTRAINT "coverage_of";--> statement-breakpoint
ALTER TABLE "coverage" ADD CONSTRAINT "coverage_of" UNIQUE NULLS NOT DISTINCT("about","account_id","region","source");