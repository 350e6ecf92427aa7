ALTER TABLE "accounts" ADD COLUMN "organizational_units" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "settings_version" text;