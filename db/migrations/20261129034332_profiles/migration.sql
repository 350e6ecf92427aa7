CREATE TABLE "profile_levels" (
	"name" text,
	"day" integer,
	"value" bytea NOT NULL,
	CONSTRAINT "profile_levels_pkey" PRIMARY KEY("name","day")
);
--> statement-breakpoint
CREATE TABLE "profiles" (
	"partition" text,
	"name" text,
	"sealed_day" integer NOT NULL,
	"value" bytea NOT NULL,
	CONSTRAINT "profiles_pkey" PRIMARY KEY("partition","name")
);
--> statement-breakpoint
ALTER TABLE "log_objects" ADD COLUMN "profile_version" text;