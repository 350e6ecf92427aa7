ALTER TABLE "log_objects" ADD COLUMN "silenced" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "refused" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "untold" integer DEFAULT 0 NOT NULL;