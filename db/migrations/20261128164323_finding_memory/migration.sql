ALTER TABLE "findings" ADD COLUMN "memory" bytea;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "tallies" jsonb DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" DROP COLUMN "latest_key";--> statement-breakpoint
ALTER TABLE "observations" DROP COLUMN "body";