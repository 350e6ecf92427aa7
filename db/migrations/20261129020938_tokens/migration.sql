CREATE TABLE "tokens" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL,
	"secret_hash" text NOT NULL,
	"granted" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE INDEX "tokens_by_secret" ON "tokens" ("secret_hash");