CREATE TABLE "resource_ends" (
	"account_id" text,
	"region" text,
	"member" text,
	"id" text,
	"ended_at" timestamp(3) with time zone NOT NULL,
	"call" text NOT NULL,
	CONSTRAINT "resource_ends_pkey" PRIMARY KEY("account_id","id","region","member")
);
