CREATE TABLE "event_batches" (
	"key" text PRIMARY KEY,
	"content" bytea NOT NULL,
	"received_at" timestamp(3) with time zone NOT NULL
);
