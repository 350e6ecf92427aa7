-- Made by "npm run generate" from the migrations. Do not edit.

create table accounts (
  id text not null,
  name text not null,
  email text,
  status text not null,
  management boolean not null default false,
  joined_at timestamp(3) with time zone,
  listed_at timestamp(3) with time zone not null,
  organizational_units jsonb not null default '[]'::jsonb,
  constraint accounts_pkey PRIMARY KEY (id)
);

create table answers (
  key text not null,
  request text not null,
  answer jsonb not null,
  at timestamp(3) with time zone not null,
  constraint answers_pkey PRIMARY KEY (key)
);

CREATE INDEX answers_by_time ON public.answers USING btree (at);

create table audit (
  place bigint not null,
  at timestamp(3) with time zone not null,
  entry jsonb not null,
  hash text not null,
  what text not null default (entry #>> '{what}'::text[]),
  subject text default (entry #>> '{subject}'::text[]),
  constraint audit_pkey PRIMARY KEY (place)
);

CREATE INDEX audit_by_subject ON public.audit USING btree (subject, place);

create table audit_end (
  one text not null,
  place bigint not null,
  hash text not null,
  constraint audit_end_pkey PRIMARY KEY (one)
);

create table cases (
  finding_id text not null,
  decision jsonb,
  assignee text,
  feedback text,
  constraint cases_pkey PRIMARY KEY (finding_id),
  constraint cases_finding_id_findings_id_fkey FOREIGN KEY (finding_id) REFERENCES findings(id) ON DELETE CASCADE
);

create table comments (
  id bigint not null,
  finding_id text not null,
  who text not null,
  at timestamp(3) with time zone not null,
  text text not null,
  constraint comments_pkey PRIMARY KEY (id),
  constraint comments_finding_id_findings_id_fkey FOREIGN KEY (finding_id) REFERENCES findings(id) ON DELETE CASCADE
);

CREATE INDEX comments_of_finding ON public.comments USING btree (finding_id, id);

create table coverage (
  account_id text not null,
  region text,
  source text,
  state text not null,
  reason text not null,
  detail text not null,
  since timestamp(3) with time zone not null,
  checked_at timestamp(3) with time zone not null,
  about text not null default 'detection'::text,
  constraint coverage_of UNIQUE NULLS NOT DISTINCT (about, account_id, region, source)
);

create table deliveries (
  sink text not null,
  finding_id text not null,
  partition text not null,
  version timestamp(3) with time zone not null,
  state text not null,
  attempts integer not null default 0,
  next_attempt_at timestamp(3) with time zone not null,
  claimed_until timestamp(3) with time zone,
  last_error text,
  delivered_at timestamp(3) with time zone,
  constraint deliveries_pkey PRIMARY KEY (sink, finding_id),
  constraint deliveries_finding_id_findings_id_fkey FOREIGN KEY (finding_id) REFERENCES findings(id) ON DELETE CASCADE
);

CREATE INDEX deliveries_due ON public.deliveries USING btree (sink, partition, next_attempt_at) WHERE (state = 'pending'::text);

CREATE INDEX deliveries_failed ON public.deliveries USING btree (sink, finding_id) WHERE (state = 'failed'::text);

CREATE INDEX deliveries_of_finding ON public.deliveries USING btree (finding_id);

create table digests (
  bucket text not null,
  key text not null,
  etag text not null,
  account_id text not null,
  region text not null,
  trail text not null,
  backfill boolean not null,
  state text not null,
  settled boolean not null,
  objects integer not null,
  from_time timestamp(3) with time zone not null,
  to_time timestamp(3) with time zone not null,
  stored_at timestamp(3) with time zone not null,
  signature text,
  previous_key text,
  previous_signature text,
  seen_at timestamp(3) with time zone not null,
  constraint digests_pkey PRIMARY KEY (bucket, key, etag)
);

CREATE INDEX digests_time ON public.digests USING btree (to_time);

create table enrolment_requests (
  id uuid not null default gen_random_uuid(),
  who text not null,
  asked_at timestamp(3) with time zone not null,
  tasks jsonb not null,
  ended_at timestamp(3) with time zone,
  constraint enrolment_requests_pkey PRIMARY KEY (id)
);

CREATE INDEX enrolment_requests_asked ON public.enrolment_requests USING btree (asked_at);

CREATE INDEX enrolment_requests_open ON public.enrolment_requests USING btree (ended_at);

create table enrolments (
  account_id text not null,
  look jsonb not null,
  looked_at timestamp(3) with time zone not null,
  known boolean not null,
  outcomes jsonb not null default '{}'::jsonb,
  constraint enrolments_pkey PRIMARY KEY (account_id)
);

create table event_batches (
  key text not null,
  content bytea not null,
  received_at timestamp(3) with time zone not null,
  constraint event_batches_pkey PRIMARY KEY (key)
);

create table finding_days (
  day timestamp(3) with time zone not null,
  severity double precision not null,
  context_severity double precision not null,
  archived boolean not null,
  status text not null,
  count integer not null,
  settled boolean not null default false
);

CREATE INDEX finding_days_by_day ON public.finding_days USING btree (day);

CREATE INDEX finding_days_unsettled ON public.finding_days USING btree (day) WHERE (NOT settled);

create table finding_epochs (
  name uuid not null,
  server_run text not null,
  handed_out bigint not null,
  began_at timestamp(3) with time zone not null,
  constraint finding_epochs_server_run_key UNIQUE (server_run),
  constraint finding_epochs_pkey PRIMARY KEY (name)
);

create table finding_groups (
  type text not null,
  account_id text not null,
  region text not null,
  severity double precision not null,
  context_severity double precision not null,
  archived boolean not null,
  status text not null,
  assignee text,
  suppressed_by text,
  rated_by text,
  feedback text,
  count integer not null,
  last_seen timestamp(3) with time zone,
  left_at timestamp(3) with time zone,
  settled boolean not null default false
);

CREATE INDEX finding_groups_of_account ON public.finding_groups USING btree (account_id, type);

CREATE INDEX finding_groups_unsettled ON public.finding_groups USING btree (account_id, type) WHERE (NOT settled);

create table finding_starts (
  day timestamp(3) with time zone not null,
  type text not null,
  account_id text not null,
  count integer not null,
  settled boolean not null default false
);

CREATE INDEX finding_starts_by_day ON public.finding_starts USING btree (day);

CREATE INDEX finding_starts_unsettled ON public.finding_starts USING btree (day) WHERE (NOT settled);

create table findings (
  id text not null,
  body jsonb not null,
  memory bytea,
  type text default (body #>> '{type}'::text[]),
  account_id text default (body #>> '{accountId}'::text[]),
  region text default (body #>> '{region}'::text[]),
  severity double precision default ((body #>> '{severity}'::text[]))::double precision,
  resource_id text default (body #>> '{resource,id}'::text[]),
  first_seen timestamp(3) with time zone default 
CASE
    WHEN ((body #>> '{service,eventFirstSeen}'::text[]) ~ '^[0-9]{4}-'::text) THEN (make_timestamp((substr((body #>> '{service,eventFirstSeen}'::text[]), 1, 4))::integer, (substr((body #>> '{service,eventFirstSeen}'::text[]), 6, 2))::integer, (substr((body #>> '{service,eventFirstSeen}'::text[]), 9, 2))::integer, (substr((body #>> '{service,eventFirstSeen}'::text[]), 12, 2))::integer, (substr((body #>> '{service,eventFirstSeen}'::text[]), 15, 2))::integer, (rtrim(substr((body #>> '{service,eventFirstSeen}'::text[]), 18, 20), 'Z'::text))::double precision) AT TIME ZONE 'UTC'::text)
    ELSE to_timestamp(('253402300799'::bigint)::double precision)
END,
  last_seen timestamp(3) with time zone default 
CASE
    WHEN ((body #>> '{service,eventLastSeen}'::text[]) ~ '^[0-9]{4}-'::text) THEN (make_timestamp((substr((body #>> '{service,eventLastSeen}'::text[]), 1, 4))::integer, (substr((body #>> '{service,eventLastSeen}'::text[]), 6, 2))::integer, (substr((body #>> '{service,eventLastSeen}'::text[]), 9, 2))::integer, (substr((body #>> '{service,eventLastSeen}'::text[]), 12, 2))::integer, (substr((body #>> '{service,eventLastSeen}'::text[]), 15, 2))::integer, (rtrim(substr((body #>> '{service,eventLastSeen}'::text[]), 18, 20), 'Z'::text))::double precision) AT TIME ZONE 'UTC'::text)
    ELSE to_timestamp(('253402300799'::bigint)::double precision)
END,
  further_aliases text[],
  place bigint not null default 0,
  created_at timestamp(3) with time zone default 
CASE
    WHEN ((body #>> '{createdAt}'::text[]) ~ '^[0-9]{4}-'::text) THEN (make_timestamp((substr((body #>> '{createdAt}'::text[]), 1, 4))::integer, (substr((body #>> '{createdAt}'::text[]), 6, 2))::integer, (substr((body #>> '{createdAt}'::text[]), 9, 2))::integer, (substr((body #>> '{createdAt}'::text[]), 12, 2))::integer, (substr((body #>> '{createdAt}'::text[]), 15, 2))::integer, (rtrim(substr((body #>> '{createdAt}'::text[]), 18, 20), 'Z'::text))::double precision) AT TIME ZONE 'UTC'::text)
    ELSE to_timestamp(('253402300799'::bigint)::double precision)
END,
  disposition jsonb not null default '{"status": "NEW", "archived": false}'::jsonb,
  status text default (disposition #>> '{status}'::text[]),
  assignee text default (disposition #>> '{assignee}'::text[]),
  feedback text default (disposition #>> '{feedback}'::text[]),
  archived boolean default ((disposition #>> '{archived}'::text[]))::boolean,
  updated_at timestamp(3) with time zone default GREATEST(
CASE
    WHEN ((body #>> '{updatedAt}'::text[]) ~ '^[0-9]{4}-'::text) THEN (make_timestamp((substr((body #>> '{updatedAt}'::text[]), 1, 4))::integer, (substr((body #>> '{updatedAt}'::text[]), 6, 2))::integer, (substr((body #>> '{updatedAt}'::text[]), 9, 2))::integer, (substr((body #>> '{updatedAt}'::text[]), 12, 2))::integer, (substr((body #>> '{updatedAt}'::text[]), 15, 2))::integer, (rtrim(substr((body #>> '{updatedAt}'::text[]), 18, 20), 'Z'::text))::double precision) AT TIME ZONE 'UTC'::text)
    ELSE to_timestamp(('253402300799'::bigint)::double precision)
END,
CASE
    WHEN ((disposition #>> '{changedAt}'::text[]) IS NOT NULL) THEN
    CASE
        WHEN ((disposition #>> '{changedAt}'::text[]) ~ '^[0-9]{4}-'::text) THEN (make_timestamp((substr((disposition #>> '{changedAt}'::text[]), 1, 4))::integer, (substr((disposition #>> '{changedAt}'::text[]), 6, 2))::integer, (substr((disposition #>> '{changedAt}'::text[]), 9, 2))::integer, (substr((disposition #>> '{changedAt}'::text[]), 12, 2))::integer, (substr((disposition #>> '{changedAt}'::text[]), 15, 2))::integer, (rtrim(substr((disposition #>> '{changedAt}'::text[]), 18, 20), 'Z'::text))::double precision) AT TIME ZONE 'UTC'::text)
        ELSE to_timestamp(('253402300799'::bigint)::double precision)
    END
    ELSE NULL::timestamp with time zone
END),
  context_severity double precision default (COALESCE((disposition #>> '{severity}'::text[]), (body #>> '{severity}'::text[])))::double precision,
  suppressed_by text default (disposition #>> '{suppressedBy}'::text[]),
  rated_by text default (disposition #>> '{ratedBy}'::text[]),
  words tsvector default to_tsvector('simple'::regconfig, regexp_replace("left"(((((((((COALESCE((body #>> '{title}'::text[]), ''::text) || ' '::text) || COALESCE((body #>> '{description}'::text[]), ''::text)) || ' '::text) || COALESCE((body #>> '{type}'::text[]), ''::text)) || ' '::text) || COALESCE((body #>> '{accountId}'::text[]), ''::text)) || ' '::text) || COALESCE((body #>> '{resource,id}'::text[]), ''::text)), 8000), '[^[:alnum:]]+'::text, ' '::text, 'g'::text)),
  principal text default "substring"("left"(COALESCE((body #>> '{resource,accessKeyDetails,principalId}'::text[]), (body #>> '{resource,kubernetesDetails,kubernetesUserDetails,uid}'::text[])), 256), '^(?:aws-iam-authenticator:[0-9]+:)?(?![0-9]+:)([0-9A-Za-z-]+)(?::|$)'::text),
  remote_address jsonb default ((((jsonb_path_query_array(body, '$."service"."evidence"."remotes"."values"[*]'::jsonpath) || jsonb_path_query_array(body, '$."service"."action".*."remoteIpDetails"."ipAddressV4"[*]'::jsonpath)) || jsonb_path_query_array(body, '$."service"."action".*."remoteIpDetails"."ipAddressV6"[*]'::jsonpath)) || jsonb_path_query_array(body, '$."service"."action".*."portProbeDetails"."remoteIpDetails"."ipAddressV4"[*]'::jsonpath)) || jsonb_path_query_array(body, '$."service"."action".*."portProbeDetails"."remoteIpDetails"."ipAddressV6"[*]'::jsonpath)),
  judged_with jsonb,
  outline json default (jsonb_set(jsonb_set((((((((body - '{resource,schemaVersion,arn,partition}'::text[]) #- '{service,action}'::text[]) #- '{service,additionalInfo}'::text[]) #- '{service,evidence}'::text[]) #- '{service,serviceName}'::text[]) #- '{service,detectorId}'::text[]) || '{"resource": {}}'::jsonb), '{resource,id}'::text[], (body #> '{resource,id}'::text[])), '{resource,resourceType}'::text[], (body #> '{resource,resourceType}'::text[])))::json,
  constraint findings_pkey PRIMARY KEY (id)
);

CREATE INDEX findings_by_account_id ON public.findings USING btree (account_id, created_at, id);

CREATE INDEX findings_by_context_severity ON public.findings USING btree (context_severity, id);

CREATE INDEX findings_by_created_at ON public.findings USING btree (created_at, id);

CREATE INDEX findings_by_last_seen ON public.findings USING btree (last_seen, id);

CREATE INDEX findings_by_place ON public.findings USING btree (place, id);

CREATE INDEX findings_by_principal ON public.findings USING btree (principal, created_at, id) WHERE (principal IS NOT NULL);

CREATE INDEX findings_by_rated_by ON public.findings USING btree (rated_by) WHERE (rated_by IS NOT NULL);

CREATE INDEX findings_by_region ON public.findings USING btree (region);

CREATE INDEX findings_by_remote_address ON public.findings USING gin (remote_address);

CREATE INDEX findings_by_resource_id ON public.findings USING hash (resource_id);

CREATE INDEX findings_by_severity ON public.findings USING btree (severity, id);

CREATE INDEX findings_by_status ON public.findings USING btree (status);

CREATE INDEX findings_by_suppressed_by ON public.findings USING btree (suppressed_by) WHERE (suppressed_by IS NOT NULL);

CREATE INDEX findings_by_type ON public.findings USING btree (type, created_at, id);

CREATE INDEX findings_by_updated_at ON public.findings USING btree (updated_at, id);

CREATE INDEX findings_by_words ON public.findings USING gin (words);

CREATE INDEX findings_counted ON public.findings USING btree (account_id, type, created_at, region, severity, context_severity, archived, status, assignee, suppressed_by, rated_by, feedback, last_seen);

create table inventory (
  account_id text not null,
  region text not null,
  member text not null,
  alias text not null,
  since timestamp(3) with time zone not null,
  details jsonb not null,
  taught_by text not null,
  version integer not null,
  learned_at timestamp(3) with time zone not null,
  constraint inventory_pkey PRIMARY KEY (account_id, region, member, alias, since)
);

CREATE INDEX inventory_learned ON public.inventory USING btree (learned_at);

create table inventory_versions (
  account_id text not null,
  version integer not null,
  read_at timestamp(3) with time zone,
  constraint inventory_versions_pkey PRIMARY KEY (account_id)
);

create table kept_records (
  finding_id text not null,
  records jsonb not null,
  constraint kept_records_pkey PRIMARY KEY (finding_id),
  constraint kept_records_finding_id_findings_id_fkey FOREIGN KEY (finding_id) REFERENCES findings(id) ON DELETE CASCADE
);

create table listings (
  bucket text not null,
  prefix text not null,
  marker text not null,
  listed_at timestamp(3) with time zone not null,
  account_id text,
  region text,
  source text,
  missed_since timestamp(3) with time zone,
  late text,
  late_until timestamp(3) with time zone,
  constraint listings_pkey PRIMARY KEY (bucket, prefix)
);

CREATE INDEX listings_late ON public.listings USING btree (account_id, source, region) WHERE (late IS NOT NULL);

create table log_objects (
  bucket text not null,
  key text not null,
  etag text not null,
  partition text not null,
  source text,
  account_id text,
  region text,
  size_bytes bigint not null,
  state text not null,
  records integer not null default 0,
  passed integer not null default 0,
  unreadable integer not null default 0,
  troubles jsonb not null default '[]'::jsonb,
  note text,
  first_time timestamp(3) with time zone,
  last_time timestamp(3) with time zone,
  intel_version text,
  received_at timestamp(3) with time zone not null,
  settled_at timestamp(3) with time zone,
  attempts integer not null default 0,
  next_attempt_at timestamp(3) with time zone not null,
  trusted_skipped integer not null default 0,
  group_overflow integer not null default 0,
  deduplication_overflow integer not null default 0,
  settings_version text,
  key_time timestamp(3) with time zone,
  content_hash text,
  inventory_version integer,
  profile_version text,
  text_hash text,
  proved_at timestamp(3) with time zone,
  detectors_version text,
  constraint log_objects_pkey PRIMARY KEY (bucket, key, etag)
);

CREATE INDEX log_objects_newest ON public.log_objects USING btree (partition, last_time);

CREATE INDEX log_objects_pending ON public.log_objects USING btree (partition, next_attempt_at, key) WHERE (state = 'pending'::text);

CREATE INDEX log_objects_refused ON public.log_objects USING btree (account_id, source, region) WHERE ((state = 'pending'::text) AND (attempts > 0));

CREATE INDEX log_objects_settled ON public.log_objects USING btree (settled_at);

create table login_links (
  secret_hash text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint login_links_pkey PRIMARY KEY (secret_hash)
);

create table observations (
  finding_id text not null,
  partition text not null,
  key text not null,
  type text not null,
  window_start timestamp(3) with time zone not null,
  count bigint not null,
  last_seen timestamp(3) with time zone not null,
  tallies jsonb not null default '{}'::jsonb,
  constraint observations_pkey PRIMARY KEY (finding_id, partition, key),
  constraint observations_finding_id_findings_id_fkey FOREIGN KEY (finding_id) REFERENCES findings(id) ON DELETE CASCADE
);

CREATE INDEX observations_window ON public.observations USING btree (partition, type, window_start);

create table organizational_units (
  id text not null,
  name text not null,
  parent_id text,
  constraint organizational_units_pkey PRIMARY KEY (id)
);

create table passes (
  organization_id text not null,
  started_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone not null,
  constraint passes_pkey PRIMARY KEY (organization_id)
);

create table past_gaps (
  about text not null,
  account_id text not null,
  region text,
  source text,
  reason text not null,
  detail text not null,
  since timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone not null
);

CREATE INDEX past_gaps_ended ON public.past_gaps USING btree (ended_at);

create table profile_levels (
  name text not null,
  day integer not null,
  value bytea not null,
  constraint profile_levels_pkey PRIMARY KEY (name, day)
);

create table profiles (
  partition text not null,
  name text not null,
  sealed_day integer not null,
  value bytea not null,
  constraint profiles_pkey PRIMARY KEY (partition, name)
);

create table proof_gaps (
  bucket text not null,
  key text not null,
  kind text not null,
  account_id text not null,
  region text not null,
  source text not null,
  from_time timestamp(3) with time zone not null,
  to_time timestamp(3) with time zone not null,
  detail text not null,
  cause text not null,
  since timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  told_at timestamp(3) with time zone,
  constraint proof_gaps_pkey PRIMARY KEY (bucket, key, kind)
);

CREATE INDEX proof_gaps_cause ON public.proof_gaps USING btree (bucket, cause);

CREATE INDEX proof_gaps_of ON public.proof_gaps USING btree (account_id, source, region, from_time);

CREATE INDEX proof_gaps_untold ON public.proof_gaps USING btree (since) WHERE (told_at IS NULL);

create table read_hours (
  account_id text not null,
  region text,
  source text not null,
  hour timestamp(3) with time zone not null,
  objects integer not null,
  failed integer not null,
  late integer not null,
  records bigint not null,
  unreadable bigint not null,
  proved integer not null default 0,
  constraint read_hours_of UNIQUE NULLS NOT DISTINCT (account_id, source, region, hour)
);

CREATE INDEX read_hours_hour ON public.read_hours USING btree (hour);

create table resource_ends (
  account_id text not null,
  region text not null,
  member text not null,
  id text not null,
  ended_at timestamp(3) with time zone not null,
  call text not null,
  ended_by text not null default ''::text,
  constraint resource_ends_pkey PRIMARY KEY (account_id, id, region, member)
);

create table rules (
  id text not null,
  draft jsonb not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  ends_at timestamp(3) with time zone,
  removed boolean not null default false,
  applied boolean,
  constraint rules_pkey PRIMARY KEY (id)
);

create table sessions (
  secret_hash text not null,
  subject text not null,
  name text not null,
  groups jsonb not null,
  granted jsonb,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint sessions_pkey PRIMARY KEY (secret_hash)
);

CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);

create table tallies (
  partition text not null,
  type text not null,
  window_start timestamp(3) with time zone not null,
  window_end timestamp(3) with time zone not null,
  version text not null,
  value bytea not null,
  constraint tallies_pkey PRIMARY KEY (partition, type, window_start)
);

CREATE INDEX tallies_closing ON public.tallies USING btree (partition, window_end);

create table tokens (
  id text not null,
  name text not null,
  secret_hash text not null,
  granted jsonb not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  constraint tokens_pkey PRIMARY KEY (id)
);

CREATE INDEX tokens_by_secret ON public.tokens USING btree (secret_hash);

create table unit_listings (
  organization_id text not null,
  listed_at timestamp(3) with time zone,
  refusal text,
  constraint unit_listings_pkey PRIMARY KEY (organization_id)
);

create table views (
  id text not null,
  name text not null,
  filter jsonb not null,
  columns jsonb not null,
  shared boolean not null,
  owner text not null,
  scope jsonb not null,
  changed_at timestamp(3) with time zone not null,
  constraint views_pkey PRIMARY KEY (id)
);

CREATE INDEX views_of_owner ON public.views USING btree (owner);

create sequence finding_places;

create sequence comments_id_seq;

CREATE STATISTICS findings_created_steps ON date_trunc('hour'::text, created_at, 'UTC'::text), date_trunc('day'::text, created_at, 'UTC'::text), date_trunc('week'::text, created_at, 'UTC'::text) FROM findings;

CREATE STATISTICS findings_last_seen_steps ON date_trunc('hour'::text, last_seen, 'UTC'::text), date_trunc('day'::text, last_seen, 'UTC'::text), date_trunc('week'::text, last_seen, 'UTC'::text) FROM findings;

CREATE OR REPLACE FUNCTION audit_only_grows()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
	RAISE EXCEPTION 'What was audited cannot be changed or removed.';
END $function$;

CREATE OR REPLACE FUNCTION count_findings()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  came text := 'select 1 as n, * from new_rows';
  went text := 'select -1 as n, * from old_rows';
BEGIN
  IF tg_op = 'TRUNCATE' THEN
    TRUNCATE finding_groups, finding_days, finding_starts;
    RETURN NULL;
  END IF;
  EXECUTE format('
    with changed as (%s), grouped as (
      insert into finding_groups (type, account_id, region, severity, context_severity, archived, status, assignee,
        suppressed_by, rated_by, feedback, count, last_seen, left_at)
      select type, account_id, region, severity, context_severity, archived, status, assignee, suppressed_by, rated_by, feedback,
        sum(n), max(last_seen) filter (where n > 0), max(last_seen) filter (where n < 0)
      from changed group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
      having sum(n) <> 0
        or max(last_seen) filter (where n > 0) is distinct from max(last_seen) filter (where n < 0)),
    started as (
      insert into finding_starts (day, type, account_id, count)
      select date_trunc(''day'', created_at, ''UTC''), type, account_id, sum(n)
      from changed group by 1, 2, 3 having sum(n) <> 0)
    insert into finding_days (day, severity, context_severity, archived, status, count)
    select date_trunc(''day'', last_seen, ''UTC''), severity, context_severity, archived, status, sum(n)
    from changed group by 1, 2, 3, 4, 5 having sum(n) <> 0',
    CASE tg_op WHEN 'INSERT' THEN came WHEN 'DELETE' THEN went ELSE came || ' union all ' || went END);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION finding_horizon(OUT epoch text, OUT place bigint, OUT held_since timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION keep_past_gap()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION take_finding_place()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows();

CREATE TRIGGER coverage_keep_past_gap BEFORE DELETE OR UPDATE ON coverage FOR EACH ROW WHEN ((old.state = 'gap'::text)) EXECUTE FUNCTION keep_past_gap();

CREATE TRIGGER findings_count_changed AFTER UPDATE ON findings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_findings();

CREATE TRIGGER findings_count_gone AFTER DELETE ON findings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_findings();

CREATE TRIGGER findings_count_new AFTER INSERT ON findings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_findings();

CREATE TRIGGER findings_count_none AFTER TRUNCATE ON findings FOR EACH STATEMENT EXECUTE FUNCTION count_findings();

CREATE TRIGGER findings_take_place BEFORE INSERT OR UPDATE ON findings FOR EACH ROW EXECUTE FUNCTION take_finding_place();
