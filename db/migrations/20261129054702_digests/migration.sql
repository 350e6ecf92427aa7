CREATE TABLE "past_gaps" (
	"about" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text,
	"source" text,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"bucket" text,
	"key" text,
	"etag" text,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"trail" text NOT NULL,
	"backfill" boolean NOT NULL,
	"state" text NOT NULL,
	"settled" boolean NOT NULL,
	"objects" integer NOT NULL,
	"from_time" timestamp(3) with time zone NOT NULL,
	"to_time" timestamp(3) with time zone NOT NULL,
	"stored_at" timestamp(3) with time zone NOT NULL,
	"signature" text,
	"previous_key" text,
	"previous_signature" text,
	"seen_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "digests_pkey" PRIMARY KEY("bucket","key","etag")
);
--> statement-breakpoint
CREATE TABLE "proof_gaps" (
	"bucket" text,
	"key" text,
	"kind" text,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"source" text NOT NULL,
	"from_time" timestamp(3) with time zone NOT NULL,
	"to_time" timestamp(3) with time zone NOT NULL,
	"detail" text NOT NULL,
	"cause" text NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "proof_gaps_pkey" PRIMARY KEY("bucket","key","kind")
);
--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "text_hash" text;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "proved_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "detectors_version" text;--> statement-breakpoint
ALTER TABLE "read_hours" ADD COLUMN "proved" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "past_gaps_ended" ON "past_gaps" ("ended_at");--> statement-breakpoint
CREATE INDEX "digests_time" ON "digests" ("to_time");--> statement-breakpoint
CREATE INDEX "proof_gaps_of" ON "proof_gaps" ("account_id","source","region","from_time");--> statement-breakpoint
CREATE INDEX "proof_gaps_cause" ON "proof_gaps" ("bucket","cause");
--> statement-breakpoint
CREATE FUNCTION keep_past_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO past_gaps (about, account_id, region, source, reason, detail, since, ended_at)
    VALUES (OLD.about, OLD.account_id, OLD.region, OLD.source, OLD.reason, OLD.detail, OLD.since, OLD.checked_at);
    RETURN OLD;
  END IF;
  IF (OLD.state, OLD.reason) IS DISTINCT FROM (NEW.state, NEW.reason) THEN
    INSERT INTO past_gaps (about, account_id, region, source, reason, detail, since, ended_at)
    VALUES (OLD.about, OLD.account_id, OLD.region, OLD.source, OLD.reason, OLD.detail, OLD.since, NEW.checked_at);
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER coverage_keep_past_gap BEFORE UPDATE OR DELETE ON "coverage"
FOR EACH ROW WHEN (OLD.state = 'gap') EXECUTE FUNCTION keep_past_gap();
