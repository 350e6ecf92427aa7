CREATE TABLE "kept_records" (
	"finding_id" text PRIMARY KEY,
	"records" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "kept_records" ADD CONSTRAINT "kept_records_finding_id_findings_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE;