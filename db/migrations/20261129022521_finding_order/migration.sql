CREATE SEQUENCE "public"."finding_places" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "finding_epochs" (
	"name" uuid PRIMARY KEY,
	"server_run" text NOT NULL UNIQUE,
	"handed_out" bigint NOT NULL,
	"began_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "place" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "created_at" timestamp(3) with time zone GENERATED ALWAYS AS (case when (body #>> '{createdAt}') ~ '^[0-9]{4}-' then make_timestamp(
    substr((body #>> '{createdAt}'), 1, 4)::int, substr((body #>> '{createdAt}'), 6, 2)::int, substr((body #>> '{createdAt}'), 9, 2)::int,
    substr((body #>> '{createdAt}'), 12, 2)::int, substr((body #>> '{createdAt}'), 15, 2)::int,
    rtrim(substr((body #>> '{createdAt}'), 18, 20), 'Z')::float8) at time zone 'UTC'
    else to_timestamp(253402300799) end) STORED;--> statement-breakpoint
CREATE INDEX "findings_by_place" ON "findings" ("place","id");--> statement-breakpoint
CREATE INDEX "findings_by_created_at" ON "findings" ("created_at","id");
--> statement-breakpoint
-- From here on by hand: the order of changes, explained in docs/decisions. A writer first locks the highest number given so
-- far, then draws a higher one: so while its transaction is open, everybody can see that something above that number may
-- still come.
CREATE FUNCTION "take_finding_place"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- What an earlier row of this transaction took. Undone together with the lock by a rollback to a savepoint.
  taken text := current_setting('vedette.finding_place', true);
  mine text := pg_current_xact_id()::text || ':';
BEGIN
  IF starts_with(taken, mine) THEN
    new.place := split_part(taken, ':', 2)::bigint;
    RETURN new;
  END IF;
  PERFORM pg_advisory_xact_lock_shared((8338755::bigint << 40) + last_value) FROM finding_places;
  new.place := nextval('finding_places');
  PERFORM set_config('vedette.finding_place', mine || new.place, true);
  -- Readers wait for who holds a place: not for long for one that does nothing, or never ends. The embedded database has
  -- one connection and no timers.
  IF position('PGlite' IN version()) = 0 THEN
    PERFORM set_config(name, '60s', true) FROM (VALUES ('idle_in_transaction_session_timeout')) AS v(name)
      WHERE current_setting(name)::interval NOT BETWEEN '1 millisecond' AND '60 seconds';
    PERFORM set_config(name, '10min', true) FROM (VALUES ('transaction_timeout')) AS v(name)
      WHERE current_setting(name, true)::interval NOT BETWEEN '1 millisecond' AND '10 minutes';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "findings_take_place" BEFORE INSERT OR UPDATE ON "findings"
  FOR EACH ROW EXECUTE FUNCTION "take_finding_place"();
--> statement-breakpoint
-- Up to which place everything is there that ever will be. To be asked in a statement of its own, before the changes
-- are read: what ended before the locks were looked at, the next statement sees.
CREATE FUNCTION "finding_horizon"(OUT epoch text, OUT place bigint, OUT held_since timestamptz) LANGUAGE plpgsql AS $$
DECLARE
  run text := concat_ws('/', extract(epoch FROM pg_postmaster_start_time()),
    (SELECT oid FROM pg_database WHERE datname = current_database()), pg_relation_filenode('finding_epochs'));
  given bigint;
  remembered bigint;
BEGIN
  -- The number before the locks: whoever draws a number up to this one has locked already.
  SELECT last_value INTO given FROM finding_places;
  SELECT least(given, min(((l.classid::bigint << 32) + l.objid::bigint) - (8338755::bigint << 40))) INTO place
    FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid::bigint >> 8 = 8338755
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
  IF place < given THEN
    SELECT min(a.xact_start) INTO held_since
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid::bigint >> 8 = 8338755;
  END IF;

  SELECT e.name INTO epoch FROM finding_epochs e WHERE e.server_run = run;
  IF epoch IS NULL THEN
    SELECT greatest((SELECT max(e.handed_out) FROM finding_epochs e), (SELECT max(f.place) FROM findings f)) INTO remembered;
    -- A copy that brought the rows and not the sequence: it gives numbers anew, so that no cursor of before holds.
    IF remembered > (SELECT last_value FROM finding_places) THEN
      DELETE FROM finding_epochs;
      PERFORM setval('finding_places', remembered);
      place := remembered;
    END IF;
    INSERT INTO finding_epochs AS e (name, server_run, handed_out, began_at)
      VALUES (gen_random_uuid(), run, place, now())
      ON CONFLICT (server_run) DO UPDATE SET handed_out = greatest(e.handed_out, excluded.handed_out)
      RETURNING e.name INTO epoch;
  END IF;
  -- Written before it is told: a database that lacks this row's value lacks what readers may have seen.
  UPDATE finding_epochs e SET handed_out = finding_horizon.place
    WHERE e.server_run = run AND e.handed_out < finding_horizon.place;
END $$;
--> statement-breakpoint
SELECT setval('finding_places', 1);
