ALTER TABLE "log_objects" RENAME COLUMN "silenced" TO "trusted_skipped";--> statement-breakpoint
ALTER TABLE "log_objects" RENAME COLUMN "refused" TO "group_overflow";--> statement-breakpoint
ALTER TABLE "log_objects" RENAME COLUMN "untold" TO "deduplication_overflow";