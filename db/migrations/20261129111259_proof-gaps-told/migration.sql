ALTER TABLE "proof_gaps" ADD COLUMN "told_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "proof_gaps_untold" ON "proof_gaps" ("since") WHERE told_at is null;