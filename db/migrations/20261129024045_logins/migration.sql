CREATE TABLE "login_links" (
	"secret_hash" text PRIMARY KEY,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"secret_hash" text PRIMARY KEY,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"groups" jsonb NOT NULL,
	"granted" jsonb,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "sessions_by_expiry" ON "sessions" ("expires_at");