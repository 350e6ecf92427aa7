-- How many hours and days there are, the planner cannot tell from how many moments there are: it would sort a million findings instead of counting them.
CREATE STATISTICS "findings_last_seen_steps" ON (date_trunc('hour', "last_seen", 'UTC')), (date_trunc('day', "last_seen", 'UTC')), (date_trunc('week', "last_seen", 'UTC')) FROM "findings";--> statement-breakpoint
CREATE STATISTICS "findings_created_steps" ON (date_trunc('hour', "created_at", 'UTC')), (date_trunc('day', "created_at", 'UTC')), (date_trunc('week', "created_at", 'UTC')) FROM "findings";--> statement-breakpoint
ANALYZE "findings";
