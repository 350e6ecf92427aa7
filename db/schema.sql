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
  constraint deliveries_pkey PRIMARY KEY (sink, finding_id),
  constraint deliveries_finding_id_findings_id_fkey FOREIGN KEY (finding_id) REFERENCES findings(id) ON DELETE CASCADE
);

CREATE INDEX deliveries_due ON public.deliveries USING btree (sink, partition, next_attempt_at) WHERE (state = 'pending'::text);

CREATE INDEX deliveries_of_finding ON public.deliveries USING btree (finding_id);

create table findings (
  id text not null,
  body jsonb not null,
  memory bytea,
  type text default (body #>> '{type}'::text[]),
  account_id text default (body #>> '{accountId}'::text[]),
  region text default (body #>> '{region}'::text[]),
  severity double precision default ((body #>> '{severity}'::text[]))::double precision,
  archived boolean default ((body #>> '{service,archived}'::text[]))::boolean,
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
  updated_at timestamp(3) with time zone default 
CASE
    WHEN ((body #>> '{updatedAt}'::text[]) ~ '^[0-9]{4}-'::text) THEN (make_timestamp((substr((body #>> '{updatedAt}'::text[]), 1, 4))::integer, (substr((body #>> '{updatedAt}'::text[]), 6, 2))::integer, (substr((body #>> '{updatedAt}'::text[]), 9, 2))::integer, (substr((body #>> '{updatedAt}'::text[]), 12, 2))::integer, (substr((body #>> '{updatedAt}'::text[]), 15, 2))::integer, (rtrim(substr((body #>> '{updatedAt}'::text[]), 18, 20), 'Z'::text))::double precision) AT TIME ZONE 'UTC'::text)
    ELSE to_timestamp(('253402300799'::bigint)::double precision)
END,
  further_aliases text[],
  constraint findings_pkey PRIMARY KEY (id)
);

CREATE INDEX findings_by_account_id ON public.findings USING btree (account_id);

CREATE INDEX findings_by_last_seen ON public.findings USING btree (last_seen, id);

CREATE INDEX findings_by_severity ON public.findings USING btree (severity, id);

CREATE INDEX findings_by_type ON public.findings USING btree (type);

CREATE INDEX findings_by_updated_at ON public.findings USING btree (updated_at, id);

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
  constraint log_objects_pkey PRIMARY KEY (bucket, key, etag)
);

CREATE INDEX log_objects_newest ON public.log_objects USING btree (partition, last_time);

CREATE INDEX log_objects_pending ON public.log_objects USING btree (partition, next_attempt_at, key) WHERE (state = 'pending'::text);

CREATE INDEX log_objects_refused ON public.log_objects USING btree (account_id, source, region) WHERE ((state = 'pending'::text) AND (attempts > 0));

CREATE INDEX log_objects_settled ON public.log_objects USING btree (settled_at);

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
