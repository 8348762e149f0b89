SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA tallystick;
CREATE FUNCTION tallystick.add_event_partition(p_index bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  c_size constant bigint := 10000000;
  v_name constant text := format('audit_event_%s', lpad(p_index::text, 6, '0'));
begin
  if to_regclass(format('%I', v_name)) is not null then
    return;
  end if;
  execute format('create table %I (like audit_event including all)', v_name);
  execute format('create trigger append_only_all before truncate on %I execute function forbid_change()', v_name);
  execute format('alter table audit_event attach partition %I for values from (%s) to (%s)',
                 v_name, p_index * c_size, (p_index + 1) * c_size);
end $$;
CREATE FUNCTION tallystick.forbid_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'events are only ever appended' using errcode = 'insufficient_privilege';
end $$;
CREATE FUNCTION tallystick.purge_tokens_v1(p_retention interval, p_limit integer, p_rest double precision, p_pause interval) RETURNS TABLE(seen integer, purged integer, next_millis bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'tallystick', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  v_begun constant timestamptz := clock_timestamp();
  v_dead_since constant timestamptz := v_begun - p_retention;
  v_made_before constant uuid := rpad(
    lpad(to_hex(greatest(0, extract(epoch from v_dead_since) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
  v_after uuid;
  v_next timestamptz;
  v_ids uuid[];
begin
  seen := 0;
  purged := 0;
  select after_id, next_step into v_after, v_next from purge_progress for update skip locked;
  if not found then
    next_millis := 1000; -- Another node takes this step.
    return next;
    return;
  end if;
  if v_next <= v_begun then
    v_ids := array(
      select t.id from token t where t.id > v_after and t.id < v_made_before order by t.id limit p_limit);
    seen := cardinality(v_ids);
    with dead as (
      select t.id from token t
      where t.id = any (v_ids) and (t.expires_at < v_dead_since or t.revoked_at < v_dead_since)
      order by t.id
      for update skip locked
    ), gone as (
      delete from token t using dead d where t.id = d.id returning 1
    )
    select count(*) into purged from gone;
    if seen = p_limit then
      v_after := v_ids[seen];
      v_next := clock_timestamp() + p_rest * (clock_timestamp() - v_begun);
    else
      v_after := '00000000-0000-0000-0000-000000000000';
      v_next := clock_timestamp() + p_pause;
    end if;
    update purge_progress set after_id = v_after, next_step = v_next;
  end if;
  next_millis := greatest(1, ceil(extract(epoch from v_next - clock_timestamp()) * 1000));
  return next;
end $$;
CREATE FUNCTION tallystick.record_checkpoint_v1(p_key text, p_size bigint, p_root bytea, p_note text, p_node text, p_previous bigint) RETURNS TABLE(previous_known boolean, own_highest bigint, key text, size bigint, root bytea, note text, node text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'tallystick', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
#variable_conflict use_column
declare
  v_now constant timestamptz := clock_timestamp();
  v_known boolean;
  v_highest bigint;
begin
  v_known := p_previous = 0 or exists (
    select from audit_signer s cross join lateral (
      select from audit_checkpoint c where c.key = s.key and c.size >= p_previous limit 1
    ) c
  );
  select coalesce(max(c.size), 0) into v_highest from audit_checkpoint c where c.key = p_key;
  return query
    select v_known, greatest(v_highest, p_size), e.key, e.size, e.root, e.note, e.node
    from (select) one
    left join lateral (
      select c.* from audit_signer s cross join lateral (
        select c.* from audit_checkpoint c where c.key = s.key and c.size <= p_size order by c.size desc limit 1
      ) c
    ) e on true;
  if v_known and p_size > v_highest then
    insert into audit_signer (key, node, first_seen) values (p_key, p_node, v_now) on conflict do nothing;
    insert into audit_checkpoint (key, size, root, note, node, at)
      values (p_key, p_size, p_root, p_note, p_node, v_now) on conflict do nothing;
    delete from audit_checkpoint c
    where c.key = p_key and c.at between v_now - interval '2 days' and v_now - interval '1 hour' and exists (
      select from audit_checkpoint n
      where n.key = c.key and n.size > c.size and n.at < v_now - interval '1 hour'
        and date_trunc('hour', n.at) = date_trunc('hour', c.at)
    );
  end if;
end $$;
CREATE FUNCTION tallystick.write_batch_v1(p_action smallint[], p_outcome smallint[], p_event_id uuid[], p_reason text[], p_identity text[], p_token_id uuid[], p_secret_hash bytea[], p_expires_at timestamp with time zone[], p_observed_at timestamp with time zone[], p_peer text[], p_forwarded text[], p_request_id text[], p_user_agent text[], p_node text[], p_attempts integer[]) RETURNS TABLE(done_at timestamp with time zone, events_at timestamp with time zone, last_seq bigint, status smallint[], seq bigint[], at timestamp with time zone[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'tallystick', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
#variable_conflict use_column
declare
  c_half constant bigint := 5000000; -- half a partition
  v_count constant int := cardinality(p_action);
  v_done int; -- how many issues and revokes this call does
  v_issued uuid[]; -- the event ids of these issues, perhaps among others'
  v_revoked uuid[] := '{}'; -- the event ids of these revokes
  v_head bigint;
begin
  done_at := clock_timestamp();
  begin
    -- Nearly every token is new, and inserting it as such saves a look-up and a record in the log (WAL) for each.
    insert into token (id, secret_hash, identity, issued_at, expires_at)
    select r.token_id, r.secret_hash, r.identity, done_at, r.expires_at
    from (
      select unnest(p_action) as action, unnest(p_outcome) as outcome, unnest(p_token_id) as token_id,
             unnest(p_secret_hash) as secret_hash, unnest(p_identity) as identity, unnest(p_expires_at) as expires_at
    ) r
    where r.action = 1 and r.outcome = 1
    order by r.token_id;
    get diagnostics v_done = row_count;
    v_issued := p_event_id;
  exception when unique_violation then
    with inserted as (
      insert into token (id, secret_hash, identity, issued_at, expires_at)
      select r.token_id, r.secret_hash, r.identity, done_at, r.expires_at
      from unnest(p_action, p_outcome, p_token_id, p_secret_hash, p_identity, p_expires_at)
        as r (action, outcome, token_id, secret_hash, identity, expires_at)
      where r.action = 1 and r.outcome = 1
      order by r.token_id
      on conflict (id) do nothing
      returning id
    )
    select count(*), coalesce(array_agg(id), '{}') into v_done, v_issued from inserted;
  end;
  if 4 = any (p_action) then
    perform 1
    from token t
    where t.id in (
      select r.token_id from unnest(p_action, p_outcome, p_token_id) as r (action, outcome, token_id)
      where r.action = 4 and r.outcome = 1
    )
    order by t.id
    for update;
    with winner as (
      select distinct on (t.id) t.id, r.event_id
      from unnest(p_action, p_outcome, p_event_id, p_token_id, p_secret_hash, p_identity)
        with ordinality as r (action, outcome, event_id, token_id, secret_hash, identity, ord)
      join token t on t.id = r.token_id and t.secret_hash = r.secret_hash and t.identity = r.identity
      where r.action = 4 and r.outcome = 1 and t.revoked_at is null and t.expires_at > done_at
      order by t.id, r.ord
    ), stamped as (
      update token t set revoked_at = done_at, revocation_id = w.event_id
      from winner w where t.id = w.id
      returning t.revocation_id
    )
    select coalesce(array_agg(revocation_id), '{}') into v_revoked from stamped;
    v_done := v_done + cardinality(v_revoked);
  end if;
  select h.seq, greatest(clock_timestamp(), h.at) into strict v_head, events_at from audit_head h for update;
  if v_done = v_count then
    -- Every row is new work, as nearly always: numbers follow the order of the rows, and nothing is looked up.
    insert into audit_event (seq, event_id, at, format, action, outcome, identity, token_id, secret_hash, expires_at,
                             peer, forwarded, request_id, user_agent, node)
    select r.seq, r.event_id, events_at, 1, r.action, 1, r.identity, r.token_id,
           case when r.action = 1 then r.secret_hash end, r.expires_at, r.peer, r.forwarded, r.request_id,
           r.user_agent, r.node
    from (
      select generate_series(v_head + 1, v_head + v_count) as seq, unnest(p_action) as action,
             unnest(p_event_id) as event_id, unnest(p_identity) as identity, unnest(p_token_id) as token_id,
             unnest(p_secret_hash) as secret_hash, unnest(p_expires_at) as expires_at, unnest(p_peer) as peer,
             unnest(p_forwarded) as forwarded, unnest(p_request_id) as request_id, unnest(p_user_agent) as user_agent,
             unnest(p_node) as node
    ) r;
    last_seq := v_head + v_count;
  else
    with request as (
      select r.*, row_number() over (partition by r.event_id order by r.ord) as occurrence
      from unnest(p_action, p_outcome, p_event_id, p_reason, p_identity, p_token_id, p_secret_hash, p_expires_at,
                  p_observed_at, p_peer, p_forwarded, p_request_id, p_user_agent, p_node, p_attempts)
        with ordinality as r (action, outcome, event_id, reason, identity, token_id, secret_hash, expires_at,
                              observed_at, peer, forwarded, request_id, user_agent, node, attempts, ord)
    ), marked as (
      select r.*, r.occurrence = 1 and case
          when r.outcome = 1 and r.action = 1 then r.event_id in (select unnest(v_issued))
          when r.outcome = 1 then r.event_id in (select unnest(v_revoked))
          else not exists (
            -- A partition or two back is far more than any sender waits.
            select from audit_event e
            where e.outcome = 2 and e.event_id = r.event_id and e.seq > v_head - 10000000 and e.seq <= v_head
          )
        end as fresh
      from request r
    ), numbered as materialized (
      select m.*, v_head + count(*) filter (where m.fresh) over (order by m.ord) as number from marked m
    ), written as (
      insert into audit_event (seq, event_id, at, format, action, outcome, reason, identity, token_id, secret_hash,
                               expires_at, observed_at, peer, forwarded, request_id, user_agent, node, attempts)
      select n.number, n.event_id, events_at, 1, n.action, n.outcome, n.reason, n.identity, n.token_id,
             case when n.action = 1 then n.secret_hash end, n.expires_at, n.observed_at, n.peer, n.forwarded,
             n.request_id, n.user_agent, n.node, n.attempts
      from numbered n
      where n.fresh
    ), judged as (
      select n.ord, n.number, v.*
      from numbered n
      left join lateral (select * from token t where t.id = n.token_id and n.outcome = 1 and not n.fresh) t on true
      cross join lateral (
        select
          case
            when n.fresh then 0
            when n.outcome = 2 then 1
            when n.action = 1 and t.secret_hash = n.secret_hash and t.identity = n.identity then 1
            when n.action = 1 then 3
            when t.revocation_id = n.event_id then 1
            else 2
          end as status,
          case
            when n.outcome = 2 then events_at
            when n.fresh then done_at
            when n.action = 1 then t.issued_at
            else t.revoked_at
          end as at
      ) v
    )
    select array_agg(j.status::smallint order by j.ord),
           array_agg(case when j.status = 0 then j.number when j.status = 1 then greatest(v_head, j.number) end
                     order by j.ord),
           array_agg(case when j.status < 2 then j.at end order by j.ord),
           coalesce(max(j.number), v_head)
    into status, seq, at, last_seq
    from judged j;
  end if;
  if last_seq > v_head then
    update audit_head set seq = last_seq, at = events_at;
    if last_seq / c_half > v_head / c_half then
      perform add_event_partition(last_seq / (2 * c_half) + 1);
    end if;
  end if;
  return next;
end $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE tallystick.audit_checkpoint (
    key text NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL,
    node text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT audit_checkpoint_root_check CHECK ((octet_length(root) = 32)),
    CONSTRAINT audit_checkpoint_size_check CHECK ((size > 0))
);
CREATE TABLE tallystick.audit_event (
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    format smallint NOT NULL,
    action smallint NOT NULL,
    outcome smallint NOT NULL,
    reason text,
    identity text,
    token_id uuid,
    secret_hash bytea,
    expires_at timestamp with time zone,
    observed_at timestamp with time zone,
    peer text NOT NULL,
    forwarded text,
    request_id text NOT NULL,
    user_agent text,
    node text NOT NULL,
    attempts integer,
    CONSTRAINT audit_event_attempts_check CHECK ((attempts > 1))
)
PARTITION BY RANGE (seq);
CREATE TABLE tallystick.audit_event_000000 (
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    format smallint NOT NULL,
    action smallint NOT NULL,
    outcome smallint NOT NULL,
    reason text,
    identity text,
    token_id uuid,
    secret_hash bytea,
    expires_at timestamp with time zone,
    observed_at timestamp with time zone,
    peer text NOT NULL,
    forwarded text,
    request_id text NOT NULL,
    user_agent text,
    node text NOT NULL,
    attempts integer,
    CONSTRAINT audit_event_attempts_check CHECK ((attempts > 1))
);
CREATE TABLE tallystick.audit_event_000001 (
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    format smallint NOT NULL,
    action smallint NOT NULL,
    outcome smallint NOT NULL,
    reason text,
    identity text,
    token_id uuid,
    secret_hash bytea,
    expires_at timestamp with time zone,
    observed_at timestamp with time zone,
    peer text NOT NULL,
    forwarded text,
    request_id text NOT NULL,
    user_agent text,
    node text NOT NULL,
    attempts integer,
    CONSTRAINT audit_event_attempts_check CHECK ((attempts > 1))
);
CREATE TABLE tallystick.audit_head (
    one boolean DEFAULT true NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT audit_head_one_check CHECK (one)
)
WITH (fillfactor='10');
CREATE TABLE tallystick.audit_signer (
    key text NOT NULL,
    node text NOT NULL,
    first_seen timestamp with time zone NOT NULL
);
CREATE TABLE tallystick.flyway_schema_history (
    installed_rank integer NOT NULL,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);
CREATE TABLE tallystick.purge_progress (
    one boolean DEFAULT true NOT NULL,
    after_id uuid NOT NULL,
    next_step timestamp with time zone NOT NULL,
    CONSTRAINT purge_progress_one_check CHECK (one)
)
WITH (fillfactor='10');
CREATE TABLE tallystick.token (
    id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    identity text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revocation_id uuid,
    CONSTRAINT token_check CHECK (((revoked_at IS NULL) = (revocation_id IS NULL))),
    CONSTRAINT token_identity_check CHECK (((char_length(identity) >= 1) AND (char_length(identity) <= 255))),
    CONSTRAINT token_secret_hash_check CHECK ((octet_length(secret_hash) = 32))
);
ALTER TABLE ONLY tallystick.audit_event ATTACH PARTITION tallystick.audit_event_000000 FOR VALUES FROM ('0') TO ('10000000');
ALTER TABLE ONLY tallystick.audit_event ATTACH PARTITION tallystick.audit_event_000001 FOR VALUES FROM ('10000000') TO ('20000000');
INSERT INTO tallystick.audit_checkpoint VALUES ('tallystick+850c9e7c+ATdFQFoo/1eAshdFpkC9MeDsgHUuQz71nXhHvnSW+XCL', 9, '\xceed15a5ecddf1f90fdcdc052185d445ca641391f6feebc032730a376c6306a7', 'tallystick
9
zu0Vpezd8fkP3NwFIYXURcpkE5H2/uvAMnMKN2xjBqc=
— tallystick hQyefDd8sRxXusa9UirH/Bm/5eTGGGoaKli2xd2z8KzJv3LeMxWqDw88RsOtH5iJFZkvhyY2GX5SyDrLRYZa32JJVgs=
', 'node-1', '2026-11-25 16:38:10.059574+00');
INSERT INTO tallystick.audit_checkpoint VALUES ('tallystick+850c9e7c+ATdFQFoo/1eAshdFpkC9MeDsgHUuQz71nXhHvnSW+XCL', 34, '\xaedcbd307291ceac509123c095f8a887cf3f39a0c8b7bf29f7b6e663f9779455', 'tallystick
34
rty9MHKRzqxQkSPAlfioh88/OaDIt78p97bmY/l3lFU=
— tallystick hQyefLf5t7R40i+Dw6b7rOugtNcmjkLBsy+Xj1Tt9/ylwANK/QKyf3b54N7tEnJQxI2dBJsAknVnQKNIkGFbu/1JLwM=
', 'node-1', '2026-11-25 16:38:10.509862+00');
INSERT INTO tallystick.audit_checkpoint VALUES ('tallystick+850c9e7c+ATdFQFoo/1eAshdFpkC9MeDsgHUuQz71nXhHvnSW+XCL', 60, '\xd07df9aa5162b965b8e8d013fd151f309424a08356f83dbd8c28bcfe4a4c7408', 'tallystick
60
0H35qlFiuWW46NAT/RUfMJQkoINW+D29jCi8/kpMdAg=
— tallystick hQyefPoSrBhVngGsWTxlSkJs3sMX2cy2y6/KVkQW7Ib/YgHdGK6BPvk5FZVgykMTbaqTxLpgBZXbUGLjtmQeqdct9Qs=
', 'node-1', '2026-11-25 16:38:11.029476+00');
INSERT INTO tallystick.audit_checkpoint VALUES ('tallystick+850c9e7c+ATdFQFoo/1eAshdFpkC9MeDsgHUuQz71nXhHvnSW+XCL', 84, '\x00df8ab6d7eea1544732f9432d3ae281fba069f727a6ea8d9a40ec9ee60e4468', 'tallystick
84
AN+KttfuoVRHMvlDLTrigfugafcnpuqNmkDsnuYORGg=
— tallystick hQyefL33Z0tyElDJb8D9P5S//aTvybb/fws4ORfVtJj04LsA7BG6JJXWjcjKLmWmEpiiTVh6prPK7EcyrmPa25yOOQw=
', 'node-1', '2026-11-25 16:38:11.517622+00');
INSERT INTO tallystick.audit_checkpoint VALUES ('tallystick+850c9e7c+ATdFQFoo/1eAshdFpkC9MeDsgHUuQz71nXhHvnSW+XCL', 91, '\xc39d0fe7f10f8a0c80612f1bf2e5c9edf1ea6de089cd1b0d0b6c391ec1b0715e', 'tallystick
91
w50P5/EPigyAYS8b8uXJ7fHqbeCJzRsNC2w5HsGwcV4=
— tallystick hQyefD9tETeKes+JMnjg26xVj0Su13RpnqMcd+cP2AliHgN0s08W3gRWtA0GlHpB63Q88z59kF/o2pjw5wsEQmT3kAI=
', 'node-1', '2026-11-25 16:38:12.009182+00');
INSERT INTO tallystick.audit_event_000000 VALUES (1, '01a21392-6025-7c77-af96-0752ac9e0006', '2026-11-25 16:38:09.761731+00', 1, 1, 1, NULL, 'billing', '01a21392-6025-7c77-af96-0752ac9e0006', '\xa86c4e7f5bc78dc772de29841c36903a27d3d8bdd1febe7ed79dd2ca121fb228', '2121-12-19 21:58:09.652+00', NULL, '127.0.0.1', NULL, 'r-0', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (2, '01a21392-6095-7cde-a0c2-8bf3b02e24ee', '2026-11-25 16:38:09.815481+00', 1, 1, 1, NULL, 'shipping', '01a21392-6095-7cde-a0c2-8bf3b02e24ee', '\x03f3db1fa10230d8515a7b024f8fdf5aff4f3fd778356010624482d212e5c282', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-1', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (3, '01a21392-60ab-7e1f-85b7-0c690f1e1a37', '2026-11-25 16:38:09.841652+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-60ab-7e1f-85b7-0c690f1e1a37', '\x4dd9743a3f408a7f790f4665c523a9b43e0aa091b0fb905d5b17328e477c44d2', '2027-02-23 16:38:09.835+00', NULL, '127.0.0.1', NULL, 'r-2', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (4, '01a21392-60c7-7216-b991-9cd93e077e44', '2026-11-25 16:38:09.864642+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-60c7-7216-b991-9cd93e077e44', '\x4fbd4139c8cd521744c9c4406ce29092bc13520bd48da2e25956f7c451decd18', '2121-12-19 21:58:09.862+00', NULL, '127.0.0.1', NULL, 'r-3', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (5, '01a21392-60d7-7672-8b2f-99b3816bfe88', '2026-11-25 16:38:09.885882+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-60d7-7672-8b2f-99b3816bfe88', '\x24e44ef17c9ad03ae6861b8b2b599df9fb860fe3d1c454315ffba79dece74777', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-4', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (6, '01a21392-60e6-794f-b202-84148c3b121c', '2026-11-25 16:38:09.895873+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-60e6-794f-b202-84148c3b121c', '\x324fe0a404f66dbe76258d8a32bf7f870537424788fe00af3f20f7c7e0fe6f5e', '2027-02-23 16:38:09.893+00', NULL, '127.0.0.1', NULL, 'r-5', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (7, '01a21392-60f6-7e4d-a753-022dd9c11195', '2026-11-25 16:38:09.912076+00', 1, 1, 1, NULL, 'billing', '01a21392-60f6-7e4d-a753-022dd9c11195', '\x3200f4c150d02e1502baeb278c2f39c0fb51539e05f68466fc9ef168158c7db8', '2121-12-19 21:58:09.91+00', NULL, '127.0.0.1', NULL, 'r-6', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (8, '01a21392-6102-7d79-b7ac-bef0961028cc', '2026-11-25 16:38:09.924001+00', 1, 1, 1, NULL, 'shipping', '01a21392-6102-7d79-b7ac-bef0961028cc', '\x7665c00baabfc3aa750bb363fa7f27d15368e65ef9aff6a9a6250654e230a956', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-7', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (9, '01a21392-6110-71d4-bb7c-1e450b4a1056', '2026-11-25 16:38:09.943452+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-6110-71d4-bb7c-1e450b4a1056', '\xe2b2b0756521a4cba814f251b0ca9fc2abbae586c10ceac0d9218827d2d1bb11', '2027-02-23 16:38:09.935+00', NULL, '127.0.0.1', NULL, 'r-8', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (10, '01a21392-612d-7c42-8d4d-926a076b35a2', '2026-11-25 16:38:09.967145+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-612d-7c42-8d4d-926a076b35a2', '\x11ce9010692bee3757c90fe5abdd99c7f6eef3ea2294fe14b63679bad17de56a', '2121-12-19 21:58:09.965+00', NULL, '127.0.0.1', NULL, 'r-9', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (11, '01a21392-613f-79a0-ae13-d962b065c67e', '2026-11-25 16:38:09.987153+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-613f-79a0-ae13-d962b065c67e', '\xea07b92aa9c91bc549813571dba86217469c521ddef13fb4f30729309c36e083', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-10', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (12, '01a21392-614b-77a1-b03d-02c33f9d0fdf', '2026-11-25 16:38:09.996633+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-614b-77a1-b03d-02c33f9d0fdf', '\x8ef8f6006f1e7222e5bb545f1a3b0ad6fb8e086f2e270b5776d051d8c51fd228', '2027-02-23 16:38:09.995+00', NULL, '127.0.0.1', NULL, 'r-11', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (13, '01a21392-615e-7f81-8a5f-da584e8a5e91', '2026-11-25 16:38:10.021588+00', 1, 1, 1, NULL, 'billing', '01a21392-615e-7f81-8a5f-da584e8a5e91', '\x1c80b61c270593bb892cf1069bfd291f13182f9339ebbf45bb3fa80c5372e00f', '2121-12-19 21:58:10.014+00', NULL, '127.0.0.1', NULL, 'r-12', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (14, '01a21392-6176-7747-b31e-702ab9726834', '2026-11-25 16:38:10.039576+00', 1, 1, 1, NULL, 'shipping', '01a21392-6176-7747-b31e-702ab9726834', '\xc9cf8be3c67109eb18da2d6a428af1ae96403f2b15b52f46a3e4e75b1ed6c7cb', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-13', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (15, '01a21392-618d-7b3f-a085-bacf9f335d9c', '2026-11-25 16:38:10.064542+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-618d-7b3f-a085-bacf9f335d9c', '\xebad3c8579dfdc42cf50b50b4ca5d202a334b59698b2457cc6248a5032f12cca', '2027-02-23 16:38:10.061+00', NULL, '127.0.0.1', NULL, 'r-14', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (16, '01a21392-61a9-7ea1-a0ad-d1ba24e8875f', '2026-11-25 16:38:10.091585+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-61a9-7ea1-a0ad-d1ba24e8875f', '\xc8856c7aca9e48497d762f0d7f3ec8af3c5a7b50c82ec675bffe1621f8f52ca9', '2121-12-19 21:58:10.089+00', NULL, '127.0.0.1', NULL, 'r-15', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (17, '01a21392-61bb-76e3-b970-05f694aec7e4', '2026-11-25 16:38:10.120302+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-61bb-76e3-b970-05f694aec7e4', '\x86d0b3954b50b3d22ecb610c94c7f6ed6494fc79f28afe4247cb123ab5a35644', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-16', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (18, '01a21392-61de-73c4-97b1-235dcca749b6', '2026-11-25 16:38:10.143612+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-61de-73c4-97b1-235dcca749b6', '\x71dba6afbdc54f49509e35e74d7193b9c3947adbe2f5f039bc9b1255fe1e8261', '2027-02-23 16:38:10.141+00', NULL, '127.0.0.1', NULL, 'r-17', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (19, '01a21392-61f3-79b0-aa58-76da48c7d6e6', '2026-11-25 16:38:10.170316+00', 1, 1, 1, NULL, 'billing', '01a21392-61f3-79b0-aa58-76da48c7d6e6', '\x9e41c56d30d5bfc96835d9f43292d282881a692e9b566a7437fdfc340097efe9', '2121-12-19 21:58:10.163+00', NULL, '127.0.0.1', NULL, 'r-18', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (20, '01a21392-6209-7b6d-92a1-0b8578ba8132', '2026-11-25 16:38:10.186864+00', 1, 1, 1, NULL, 'shipping', '01a21392-6209-7b6d-92a1-0b8578ba8132', '\xe2a59d3c6eb47abbfbbe905612d0ce976c57f393b2ef530fc56821be83caf71b', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-19', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (21, '01a21392-6216-7ecd-bfcb-bf02207eb28c', '2026-11-25 16:38:10.201936+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-6216-7ecd-bfcb-bf02207eb28c', '\xbcbb03c109ae1cde6022c25ad42902efbf0ac5a8f44aa3fed7c8be87162b33d4', '2027-02-23 16:38:10.198+00', NULL, '127.0.0.1', NULL, 'r-20', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (22, '01a21392-622f-76a4-9f29-d66042b3291b', '2026-11-25 16:38:10.224946+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-622f-76a4-9f29-d66042b3291b', '\xd622fa8497d9157c2220c87922f7483e7454da0eb549a124252e9516c9decfac', '2121-12-19 21:58:10.223+00', NULL, '127.0.0.1', NULL, 'r-21', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (23, '01a21392-623d-7513-a2e5-8bd464cbe4df', '2026-11-25 16:38:10.238625+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-623d-7513-a2e5-8bd464cbe4df', '\xddeaa6d106227966d1f3aa59180758823e3097fe98145f38bd25c7c193d87cf0', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-22', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (24, '01a21392-6250-71cc-8713-2ed55f6f6acd', '2026-11-25 16:38:10.261591+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-6250-71cc-8713-2ed55f6f6acd', '\x7617508472ee85b7c4b0d2eee74adb3d56f92938fda0ae78851070f4899cffd3', '2027-02-23 16:38:10.255+00', NULL, '127.0.0.1', NULL, 'r-23', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (25, '01a21392-6266-7753-8c09-ef8a34d2bede', '2026-11-25 16:38:10.285047+00', 1, 1, 1, NULL, 'billing', '01a21392-6266-7753-8c09-ef8a34d2bede', '\x8a27b18e5efe8f2537be95d5f73b3e7cd9a1bcaf6bea9572d478708d791d9b85', '2121-12-19 21:58:10.278+00', NULL, '127.0.0.1', NULL, 'r-24', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (26, '01a21392-6281-7e03-b75e-04d13970fb5a', '2026-11-25 16:38:10.307204+00', 1, 1, 1, NULL, 'shipping', '01a21392-6281-7e03-b75e-04d13970fb5a', '\xbc762b25f79d48f39666779ef7e66a882c3fc8ec7fea7444f530ee5e04622d10', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-25', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (27, '01a21392-6291-78ed-b6bb-d4bfa20f8a51', '2026-11-25 16:38:10.325849+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-6291-78ed-b6bb-d4bfa20f8a51', '\x7d39ace1d5cc9ddb12fd2c7360b8985796495f8126630e67cdbcbcd8d8b5d8ee', '2027-02-23 16:38:10.321+00', NULL, '127.0.0.1', NULL, 'r-26', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (28, '01a21392-62a5-7a90-83d1-fe8f48b04c65', '2026-11-25 16:38:10.352727+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-62a5-7a90-83d1-fe8f48b04c65', '\x531871c5d671cae89606ad63e2b67c7b1f6b35c005a40a7ea5c720f33f53c7a1', '2121-12-19 21:58:10.341+00', NULL, '127.0.0.1', NULL, 'r-27', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (29, '01a21392-62bb-7787-a931-9d4044648103', '2026-11-25 16:38:10.370208+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-62bb-7787-a931-9d4044648103', '\xe5b44707b1b8f89a400d25063a901033b488902f78ee425a334873b9abab138c', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-28', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (30, '01a21392-62cf-7c22-ad98-fdc1c1fdeae4', '2026-11-25 16:38:10.385054+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-62cf-7c22-ad98-fdc1c1fdeae4', '\x87936744ad9da392214b725c97d1068bb32c34c29b587ab47f2bcb98bc03bf5f', '2027-02-23 16:38:10.383+00', NULL, '127.0.0.1', NULL, 'r-29', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (31, '01a21392-62e0-78c8-90a5-26237091c701', '2026-11-25 16:38:10.404585+00', 1, 1, 1, NULL, 'billing', '01a21392-62e0-78c8-90a5-26237091c701', '\x1c6fdd4637e9d4a930393eef4a9d78208b6715901820cb2b5409c5ac2bb46bdd', '2121-12-19 21:58:10.4+00', NULL, '127.0.0.1', NULL, 'r-30', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (32, '01a21392-62f6-744d-9303-7c30c79f4400', '2026-11-25 16:38:10.423468+00', 1, 1, 1, NULL, 'shipping', '01a21392-62f6-744d-9303-7c30c79f4400', '\xf2382646990b036256dc98abb00818f91c3e8f0adecfc44de62ae0893e5e0d0a', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-31', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (33, '01a21392-6306-7f61-960d-3f617f05fdf0', '2026-11-25 16:38:10.442275+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-6306-7f61-960d-3f617f05fdf0', '\xd4613c23b1edafc05e60361cb96d4066a3bbb0d6ac71aa4e0c8906cec8f07764', '2027-02-23 16:38:10.438+00', NULL, '127.0.0.1', NULL, 'r-32', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (34, '01a21392-631d-7da2-9fe1-00dccfc27f18', '2026-11-25 16:38:10.463256+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-631d-7da2-9fe1-00dccfc27f18', '\x74a90b966e3680f94a12ad44b9e37437810465caf27a383e90b948cea3b9b887', '2121-12-19 21:58:10.461+00', NULL, '127.0.0.1', NULL, 'r-33', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (35, '01a21392-633a-7ee9-a08c-3e47e2577c62', '2026-11-25 16:38:10.492111+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-633a-7ee9-a08c-3e47e2577c62', '\xaf382dae7de56ff8eb50d7cd45958a837709d3f70277a71d8464169bcbaa3d56', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-34', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (72, '01a21392-6610-7a6b-91a0-4a4c0caf4edc', '2026-11-25 16:38:11.219571+00', 1, 4, 1, NULL, 'Ω-service', '01a21392-6401-77d7-bf6c-1c85ca5c81dc', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6610-7474-919f-1fb010ed302d', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (36, '01a21392-6346-7901-8ff5-868bccc3c526', '2026-11-25 16:38:10.503846+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-6346-7901-8ff5-868bccc3c526', '\x4a0ca597ecfc579e550c5063ee71d9c1f61e8ae9da0735f4c15a94df06883392', '2027-02-23 16:38:10.502+00', NULL, '127.0.0.1', NULL, 'r-35', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (37, '01a21392-6358-7ee8-8e32-616352984236', '2026-11-25 16:38:10.522619+00', 1, 1, 1, NULL, 'billing', '01a21392-6358-7ee8-8e32-616352984236', '\x01a07758e049ee0df90107c129c76d64596b1d6a3c97d9fb86ce77261b9a925a', '2121-12-19 21:58:10.516+00', NULL, '127.0.0.1', NULL, 'r-36', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (38, '01a21392-636f-719c-860d-7ba730b97210', '2026-11-25 16:38:10.544085+00', 1, 1, 1, NULL, 'shipping', '01a21392-636f-719c-860d-7ba730b97210', '\xe145f6169f8c8a464aa331882faacf2d9b2505ef4148b99aa25ef66c4b483020', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-37', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (39, '01a21392-637a-75a0-a0e9-7ce1760fa8f8', '2026-11-25 16:38:10.561309+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-637a-75a0-a0e9-7ce1760fa8f8', '\x4e14a669c8cc538b6f3829b431955fdfe87822e4faf83860eb0d0fc7146a3e12', '2027-02-23 16:38:10.554+00', NULL, '127.0.0.1', NULL, 'r-38', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (40, '01a21392-63a4-7b49-a5db-c794bc8493e1', '2026-11-25 16:38:10.597999+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-63a4-7b49-a5db-c794bc8493e1', '\x3f2cdcf63b08de530c8f860354a8117974fa66f045d32df31da65cdd74f04fe9', '2121-12-19 21:58:10.596+00', NULL, '127.0.0.1', NULL, 'r-39', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (41, '01a21392-63b0-7872-ae36-73a937983ddc', '2026-11-25 16:38:10.61429+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-63b0-7872-ae36-73a937983ddc', '\xba9a00e3e1a8d2c5f177efedae45fd4a772c8845838a1f556b38e39597b17af4', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-40', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (42, '01a21392-63bf-7cf1-bc42-cf123ba0eeb2', '2026-11-25 16:38:10.625005+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-63bf-7cf1-bc42-cf123ba0eeb2', '\xf1a6d7fb6726f048b0b785eb6d5bb8e53d250b2854cc1f67eea44fd8351d0af2', '2027-02-23 16:38:10.623+00', NULL, '127.0.0.1', NULL, 'r-41', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (43, '01a21392-63d4-7990-aa6a-bd2cff502eee', '2026-11-25 16:38:10.654379+00', 1, 1, 1, NULL, 'billing', '01a21392-63d4-7990-aa6a-bd2cff502eee', '\xd174ea5dc722f07432f06dcde4475f825b21a5ee2da000f352aea7dd44c6a0d1', '2121-12-19 21:58:10.644+00', NULL, '127.0.0.1', NULL, 'r-42', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (44, '01a21392-63f2-7b01-911b-ac4e902417a3', '2026-11-25 16:38:10.676302+00', 1, 1, 1, NULL, 'shipping', '01a21392-63f2-7b01-911b-ac4e902417a3', '\x3534ca6da8992711db256586d9eb14487d204c9664174e9acd76f78355f06b46', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-43', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (45, '01a21392-6401-77d7-bf6c-1c85ca5c81dc', '2026-11-25 16:38:10.694578+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-6401-77d7-bf6c-1c85ca5c81dc', '\xec7e34c7be67d15f1bd5a1c5c7bc92f5a1a77a868d2fafde53f3f124eea730a8', '2027-02-23 16:38:10.689+00', NULL, '127.0.0.1', NULL, 'r-44', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (46, '01a21392-641b-774d-af7b-1fd850dbcb0f', '2026-11-25 16:38:10.716793+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-641b-774d-af7b-1fd850dbcb0f', '\xe323615fd84129c499a4401990312aa5717c11d4b38fff9bb020dab450bc5731', '2121-12-19 21:58:10.715+00', NULL, '127.0.0.1', NULL, 'r-45', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (47, '01a21392-6426-7c35-bcea-d8416de6cd4d', '2026-11-25 16:38:10.735028+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-6426-7c35-bcea-d8416de6cd4d', '\x977fecd3e28079290a0b6637e1ae048be4967f5f3642808457b0060bf093efdb', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-46', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (48, '01a21392-6437-760b-9541-a8ce744037fc', '2026-11-25 16:38:10.744608+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-6437-760b-9541-a8ce744037fc', '\xb61d8f5de82dee80cfdab7d91bef8f87bab2d102053d402a3ad67dbdd855666f', '2027-02-23 16:38:10.742+00', NULL, '127.0.0.1', NULL, 'r-47', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (49, '01a21392-644c-7494-b3d1-d29cb725b1b7', '2026-11-25 16:38:10.770495+00', 1, 1, 1, NULL, 'billing', '01a21392-644c-7494-b3d1-d29cb725b1b7', '\xa01398a166b89b00af05764fc94c485393932408463867ad61a08bd707ac50c3', '2121-12-19 21:58:10.763+00', NULL, '127.0.0.1', NULL, 'r-48', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (50, '01a21392-645e-7d91-b00b-84ce49790628', '2026-11-25 16:38:10.784192+00', 1, 1, 1, NULL, 'shipping', '01a21392-645e-7d91-b00b-84ce49790628', '\xdb4eb9ea730bd818d4c40a0c8f47dd4576b2c6eecfc98df6e6a62c304bdc8354', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-49', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (51, '01a21392-6473-7212-b04a-4d24fe2ffab9', '2026-11-25 16:38:10.80925+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-6473-7212-b04a-4d24fe2ffab9', '\x400a6bd10f924c087de28bb5c39f0941c3ae5dae603655d43440c0fdf26735f9', '2027-02-23 16:38:10.802+00', NULL, '127.0.0.1', NULL, 'r-50', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (52, '01a21392-6486-7e13-b9aa-b6b988722f4f', '2026-11-25 16:38:10.824191+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-6486-7e13-b9aa-b6b988722f4f', '\x4f7804b6f4906466beee90e36531ddb38a5593d311205ce6f1c99809fa768690', '2121-12-19 21:58:10.822+00', NULL, '127.0.0.1', NULL, 'r-51', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (53, '01a21392-6499-7f16-8739-271cd140c728', '2026-11-25 16:38:10.850655+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-6499-7f16-8739-271cd140c728', '\x7c10767561a37987e4017265927f7aff4e7104b1ab23ca2813be3d143a2e284c', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-52', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (54, '01a21392-64b6-782e-8155-62440874e69f', '2026-11-25 16:38:10.871921+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-64b6-782e-8155-62440874e69f', '\xc19cc31b7e48b26515e1a70950433bb182d38ea3299f655be78552cf9e079d1d', '2027-02-23 16:38:10.87+00', NULL, '127.0.0.1', NULL, 'r-53', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (55, '01a21392-64cb-7d0a-b20b-f14389a88d16', '2026-11-25 16:38:10.901212+00', 1, 1, 1, NULL, 'billing', '01a21392-64cb-7d0a-b20b-f14389a88d16', '\x831264c0385d73c35d0a354fd447986b66954f4a0334b420c1780f2d2c8d6ce4', '2121-12-19 21:58:10.891+00', NULL, '127.0.0.1', NULL, 'r-54', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (56, '01a21392-64e1-7af4-8e96-d062f4221cea', '2026-11-25 16:38:10.915104+00', 1, 1, 1, NULL, 'shipping', '01a21392-64e1-7af4-8e96-d062f4221cea', '\x461fea628dcbb7199f8633164628880986d7e5c03656c3f54dcbc0cc8823d705', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-55', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (57, '01a21392-64ee-7c23-831f-1db6043c0043', '2026-11-25 16:38:10.927948+00', 1, 1, 1, NULL, 'Ω-service', '01a21392-64ee-7c23-831f-1db6043c0043', '\x165162ac92e0709acbffedea8628eb3a50456dbde6e95f47e8ad0252426a4080', '2027-02-23 16:38:10.926+00', NULL, '127.0.0.1', NULL, 'r-56', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (58, '01a21392-64fe-77ea-ab9f-dae6345cdd19', '2026-11-25 16:38:10.943875+00', 1, 1, 1, NULL, 'a "quoted" one', '01a21392-64fe-77ea-ab9f-dae6345cdd19', '\xb159321d831abf6f375f7b3bc829c4389db58b4ce6da18e1aa1202a70160f11c', '2121-12-19 21:58:10.942+00', NULL, '127.0.0.1', NULL, 'r-57', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (59, '01a21392-650b-72b7-8baf-8f5e07adb5c8', '2026-11-25 16:38:10.957169+00', 1, 1, 1, NULL, '漢字 😀', '01a21392-650b-72b7-8baf-8f5e07adb5c8', '\xdf4d6f905021c5f21a3a205d8f5fc8ce72a8d6b2f725a9b45a614496b3b68bfb', '2027-10-01 00:00:00+00', NULL, '127.0.0.1', NULL, 'r-58', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (60, '01a21392-651b-7635-8ed6-032af9ba84f3', '2026-11-25 16:38:10.97275+00', 1, 1, 1, NULL, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '01a21392-651b-7635-8ed6-032af9ba84f3', '\x62ef7d2bbe885e5fcb2586f3421b33aad346e0c687561648bfed07a811f6de90', '2027-02-23 16:38:10.97+00', NULL, '127.0.0.1', NULL, 'r-59', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (61, '01a21392-652b-780e-bc97-4da447645e6d', '2026-11-25 16:38:10.996966+00', 1, 4, 1, NULL, 'billing', '01a21392-6025-7c77-af96-0752ac9e0006', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6529-7a49-ad6d-e6b041019acc', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (62, '01a21392-6549-771c-867a-9b180b049801', '2026-11-25 16:38:11.019144+00', 1, 4, 1, NULL, '漢字 😀', '01a21392-60d7-7672-8b2f-99b3816bfe88', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6548-7d03-8779-d8571bfc54cd', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (63, '01a21392-655a-7b4d-863a-551dec9ff63d', '2026-11-25 16:38:11.045943+00', 1, 4, 1, NULL, 'Ω-service', '01a21392-6110-71d4-bb7c-1e450b4a1056', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-655a-7259-8639-f5d704627a51', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (64, '01a21392-6578-75e0-959f-8e2dd6d8b64a', '2026-11-25 16:38:11.074395+00', 1, 4, 1, NULL, 'billing', '01a21392-615e-7f81-8a5f-da584e8a5e91', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6577-7ea7-9898-dac4cf82f28c', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (65, '01a21392-6593-7f4b-8cc0-9b58e258c408', '2026-11-25 16:38:11.100512+00', 1, 4, 1, NULL, '漢字 😀', '01a21392-61bb-76e3-b970-05f694aec7e4', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6593-75df-8cbf-9ece96af04a5', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (66, '01a21392-65a6-7c36-ae97-d088e5c29667', '2026-11-25 16:38:11.112584+00', 1, 4, 1, NULL, 'Ω-service', '01a21392-6216-7ecd-bfcb-bf02207eb28c', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-65a6-72eb-ae96-e8765b93c8b2', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (67, '01a21392-65be-71d2-92de-9530e93ed870', '2026-11-25 16:38:11.135523+00', 1, 4, 1, NULL, 'billing', '01a21392-6266-7753-8c09-ef8a34d2bede', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-65bd-7ac1-89d6-4a588581daef', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (68, '01a21392-65d2-731e-a06e-c9cd01a673b5', '2026-11-25 16:38:11.168627+00', 1, 4, 1, NULL, '漢字 😀', '01a21392-62bb-7787-a931-9d4044648103', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-65d1-7bbb-bebc-5972c00ab6dc', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (69, '01a21392-65e6-7115-926c-402055f0abd2', '2026-11-25 16:38:11.177134+00', 1, 4, 1, NULL, 'Ω-service', '01a21392-6306-7f61-960d-3f617f05fdf0', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-65e5-7a1c-9879-bd85922e11af', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (70, '01a21392-65f3-780d-8c1a-374a3181139c', '2026-11-25 16:38:11.188588+00', 1, 4, 1, NULL, 'billing', '01a21392-6358-7ee8-8e32-616352984236', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-65f3-72b8-8c19-c345586aad87', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (71, '01a21392-6604-7c30-a50b-ec89ab4f8c44', '2026-11-25 16:38:11.211803+00', 1, 4, 1, NULL, '漢字 😀', '01a21392-63b0-7872-ae36-73a937983ddc', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6604-74c8-a50a-82cfbef52adf', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (73, '01a21392-661b-7a72-9fc4-0cd48b39f397', '2026-11-25 16:38:11.230041+00', 1, 4, 1, NULL, 'billing', '01a21392-644c-7494-b3d1-d29cb725b1b7', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-661b-74b1-9fc3-f45935b70dbc', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (74, '01a21392-662e-7e9c-93f8-2313bdcd6add', '2026-11-25 16:38:11.248217+00', 1, 4, 1, NULL, '漢字 😀', '01a21392-6499-7f16-8739-271cd140c728', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-662e-77cc-93f7-b7e14af57843', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (75, '01a21392-663a-7345-a5c0-183e7a67024b', '2026-11-25 16:38:11.259437+00', 1, 4, 1, NULL, 'Ω-service', '01a21392-64ee-7c23-831f-1db6043c0043', NULL, NULL, NULL, '127.0.0.1', NULL, '01a21392-6639-7c84-8345-5c02ec9d2608', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (76, '01a21392-665b-7f27-9255-7879abd62284', '2026-11-25 16:38:11.299805+00', 1, 4, 2, 'no_live_token', 'billing', '01a21392-6025-7c77-af96-0752ac9e0006', NULL, NULL, '2026-11-25 16:38:11.291+00', '127.0.0.1', NULL, '01a21392-6644-73fc-a7ba-7923207d9b77', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (77, '01a21392-6675-76a0-a122-672185512125', '2026-11-25 16:38:11.319703+00', 1, 4, 2, 'no_live_token', 'Ω-service', '01a21392-6110-71d4-bb7c-1e450b4a1056', NULL, NULL, '2026-11-25 16:38:11.317+00', '127.0.0.1', NULL, '01a21392-666b-72b5-8ca7-1a1f892a6844', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (78, '01a21392-6683-78aa-96f6-876465d819f3', '2026-11-25 16:38:11.333125+00', 1, 4, 2, 'no_live_token', '漢字 😀', '01a21392-61bb-76e3-b970-05f694aec7e4', NULL, NULL, '2026-11-25 16:38:11.331+00', '127.0.0.1', NULL, '01a21392-667e-7e47-8157-5564182b14d6', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (79, '01a21392-669a-74e6-9ea9-f8ddb0d7b95a', '2026-11-25 16:38:11.35728+00', 1, 4, 2, 'no_live_token', 'billing', '01a21392-6266-7753-8c09-ef8a34d2bede', NULL, NULL, '2026-11-25 16:38:11.354+00', '127.0.0.1', NULL, '01a21392-668f-759d-9bf1-5b8b3446bdfa', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (80, '01a21392-66b7-770b-8385-ed4ad7a6e3bc', '2026-11-25 16:38:11.391034+00', 1, 4, 2, 'no_live_token', 'Ω-service', '01a21392-6306-7f61-960d-3f617f05fdf0', NULL, NULL, '2026-11-25 16:38:11.383+00', '127.0.0.1', NULL, '01a21392-66a2-7565-b256-509695d67a3d', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (81, '01a21392-66d0-74fd-b71e-e5c666a3b64e', '2026-11-25 16:38:11.411809+00', 1, 4, 2, 'no_live_token', '漢字 😀', '01a21392-63b0-7872-ae36-73a937983ddc', NULL, NULL, '2026-11-25 16:38:11.408+00', '127.0.0.1', NULL, '01a21392-66c3-72d4-8244-19e9fbe63aaf', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (82, '01a21392-66e5-7b2e-825b-2ea576ec6911', '2026-11-25 16:38:11.441498+00', 1, 4, 2, 'no_live_token', 'billing', '01a21392-644c-7494-b3d1-d29cb725b1b7', NULL, NULL, '2026-11-25 16:38:11.429+00', '127.0.0.1', NULL, '01a21392-66de-7811-8e92-8b33e659dbb6', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (83, '01a21392-6701-737f-9572-681aba5d8b53', '2026-11-25 16:38:11.459467+00', 1, 4, 2, 'no_live_token', 'Ω-service', '01a21392-64ee-7c23-831f-1db6043c0043', NULL, NULL, '2026-11-25 16:38:11.457+00', '127.0.0.1', NULL, '01a21392-66f2-7201-bffd-4c0aebf8a62a', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (84, '01a21392-6707-765e-994c-bfdea3f843ad', '2026-11-25 16:38:11.472418+00', 1, 1, 2, 'bad_request', NULL, NULL, NULL, NULL, '2026-11-25 16:38:11.463+00', '127.0.0.1', NULL, '01a21392-6707-724b-994b-161d801849fb', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (85, '01a21392-6713-70d2-a201-f8bf4f434278', '2026-11-25 16:38:11.494379+00', 1, 1, 2, 'bad_request', NULL, NULL, NULL, NULL, '2026-11-25 16:38:11.475+00', '127.0.0.1', NULL, '01a21392-6711-7b2a-b100-2f137dbaca3a', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (86, '01a21392-671f-72d6-825b-978841137d39', '2026-11-25 16:38:11.503305+00', 1, 1, 2, 'bad_request', NULL, NULL, NULL, NULL, '2026-11-25 16:38:11.487+00', '127.0.0.1', NULL, '01a21392-671e-7b3e-afd8-99afcc1654c0', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (87, '01a21392-6727-7e71-8f0e-e939ca9e1b9a', '2026-11-25 16:38:11.516343+00', 1, 1, 2, 'bad_request', NULL, NULL, NULL, NULL, '2026-11-25 16:38:11.495+00', '127.0.0.1', NULL, '01a21392-6727-7806-8f0d-7a874f85993f', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (88, '01a21392-672a-7d26-ae34-a1ac37baaa6c', '2026-11-25 16:38:11.539575+00', 1, 1, 2, 'bad_request', NULL, NULL, NULL, NULL, '2026-11-25 16:38:11.498+00', '127.0.0.1', NULL, '01a21392-672a-7795-ae33-e75da0dedac1', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (89, '01a21392-6737-72b7-9283-f31b8399fb9a', '2026-11-25 16:38:11.550392+00', 1, 4, 2, 'not_a_token', 'billing', NULL, NULL, NULL, '2026-11-25 16:38:11.511+00', '127.0.0.1', NULL, '01a21392-6736-7862-99a7-c8618cd187bd', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (90, '01a21392-6747-7060-80fd-c71e09cdc5b2', '2026-11-25 16:38:11.564422+00', 1, 4, 2, 'missing_parameter', 'billing', NULL, NULL, NULL, '2026-11-25 16:38:11.527+00', '127.0.0.1', NULL, '01a21392-6746-7933-8c96-ae39b1bf2849', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_event_000000 VALUES (91, '01a21392-6765-7d5c-8d65-0646e9fefc0f', '2026-11-25 16:38:11.575264+00', 1, 4, 2, 'no_live_token', 'thief', '01a21392-6095-7cde-a0c2-8bf3b02e24ee', NULL, NULL, '2026-11-25 16:38:11.557+00', '127.0.0.1', NULL, '01a21392-6752-7052-bd9d-17bd8e6919aa', 'Python-urllib/3.11', 'node-1', NULL);
INSERT INTO tallystick.audit_head VALUES (true, 91, '2026-11-25 16:38:11.575264+00');
INSERT INTO tallystick.audit_signer VALUES ('tallystick+850c9e7c+ATdFQFoo/1eAshdFpkC9MeDsgHUuQz71nXhHvnSW+XCL', 'node-1', '2026-11-25 16:38:10.059574+00');
INSERT INTO tallystick.flyway_schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"tallystick"', NULL, 'postgres', '2026-11-25 16:38:06.663598', 0, true);
INSERT INTO tallystick.flyway_schema_history VALUES (1, '1', 'tokens and events', 'SQL', 'V1__tokens_and_events.sql', -1913374411, 'postgres', '2026-11-25 16:38:06.781518', 73, true);
INSERT INTO tallystick.flyway_schema_history VALUES (2, '2', 'purge', 'SQL', 'V2__purge.sql', 1418678009, 'postgres', '2026-11-25 16:38:06.990497', 32, true);
INSERT INTO tallystick.flyway_schema_history VALUES (3, '3', 'checkpoints', 'SQL', 'V3__checkpoints.sql', -900278434, 'postgres', '2026-11-25 16:38:07.090869', 38, true);
INSERT INTO tallystick.flyway_schema_history VALUES (4, NULL, 'grants', 'SQL', 'R__grants.sql', -1207642299, 'postgres', '2026-11-25 16:38:07.168615', 13, true);
INSERT INTO tallystick.purge_progress VALUES (true, '00000000-0000-0000-0000-000000000000', '2026-11-25 17:38:08.300615+00');
INSERT INTO tallystick.token VALUES ('01a21392-6095-7cde-a0c2-8bf3b02e24ee', '\x03f3db1fa10230d8515a7b024f8fdf5aff4f3fd778356010624482d212e5c282', 'shipping', '2026-11-25 16:38:09.815182+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-60ab-7e1f-85b7-0c690f1e1a37', '\x4dd9743a3f408a7f790f4665c523a9b43e0aa091b0fb905d5b17328e477c44d2', 'Ω-service', '2026-11-25 16:38:09.841422+00', '2027-02-23 16:38:09.835+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-60c7-7216-b991-9cd93e077e44', '\x4fbd4139c8cd521744c9c4406ce29092bc13520bd48da2e25956f7c451decd18', 'a "quoted" one', '2026-11-25 16:38:09.864406+00', '2121-12-19 21:58:09.862+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-60e6-794f-b202-84148c3b121c', '\x324fe0a404f66dbe76258d8a32bf7f870537424788fe00af3f20f7c7e0fe6f5e', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:09.895598+00', '2027-02-23 16:38:09.893+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-60f6-7e4d-a753-022dd9c11195', '\x3200f4c150d02e1502baeb278c2f39c0fb51539e05f68466fc9ef168158c7db8', 'billing', '2026-11-25 16:38:09.911926+00', '2121-12-19 21:58:09.91+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6102-7d79-b7ac-bef0961028cc', '\x7665c00baabfc3aa750bb363fa7f27d15368e65ef9aff6a9a6250654e230a956', 'shipping', '2026-11-25 16:38:09.923844+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-612d-7c42-8d4d-926a076b35a2', '\x11ce9010692bee3757c90fe5abdd99c7f6eef3ea2294fe14b63679bad17de56a', 'a "quoted" one', '2026-11-25 16:38:09.966873+00', '2121-12-19 21:58:09.965+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-613f-79a0-ae13-d962b065c67e', '\xea07b92aa9c91bc549813571dba86217469c521ddef13fb4f30729309c36e083', '漢字 😀', '2026-11-25 16:38:09.986968+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-614b-77a1-b03d-02c33f9d0fdf', '\x8ef8f6006f1e7222e5bb545f1a3b0ad6fb8e086f2e270b5776d051d8c51fd228', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:09.996448+00', '2027-02-23 16:38:09.995+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6176-7747-b31e-702ab9726834', '\xc9cf8be3c67109eb18da2d6a428af1ae96403f2b15b52f46a3e4e75b1ed6c7cb', 'shipping', '2026-11-25 16:38:10.039394+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-618d-7b3f-a085-bacf9f335d9c', '\xebad3c8579dfdc42cf50b50b4ca5d202a334b59698b2457cc6248a5032f12cca', 'Ω-service', '2026-11-25 16:38:10.064383+00', '2027-02-23 16:38:10.061+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-61a9-7ea1-a0ad-d1ba24e8875f', '\xc8856c7aca9e48497d762f0d7f3ec8af3c5a7b50c82ec675bffe1621f8f52ca9', 'a "quoted" one', '2026-11-25 16:38:10.091386+00', '2121-12-19 21:58:10.089+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-61de-73c4-97b1-235dcca749b6', '\x71dba6afbdc54f49509e35e74d7193b9c3947adbe2f5f039bc9b1255fe1e8261', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.143421+00', '2027-02-23 16:38:10.141+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-61f3-79b0-aa58-76da48c7d6e6', '\x9e41c56d30d5bfc96835d9f43292d282881a692e9b566a7437fdfc340097efe9', 'billing', '2026-11-25 16:38:10.17016+00', '2121-12-19 21:58:10.163+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6209-7b6d-92a1-0b8578ba8132', '\xe2a59d3c6eb47abbfbbe905612d0ce976c57f393b2ef530fc56821be83caf71b', 'shipping', '2026-11-25 16:38:10.186715+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-622f-76a4-9f29-d66042b3291b', '\xd622fa8497d9157c2220c87922f7483e7454da0eb549a124252e9516c9decfac', 'a "quoted" one', '2026-11-25 16:38:10.224744+00', '2121-12-19 21:58:10.223+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-623d-7513-a2e5-8bd464cbe4df', '\xddeaa6d106227966d1f3aa59180758823e3097fe98145f38bd25c7c193d87cf0', '漢字 😀', '2026-11-25 16:38:10.238415+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6250-71cc-8713-2ed55f6f6acd', '\x7617508472ee85b7c4b0d2eee74adb3d56f92938fda0ae78851070f4899cffd3', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.261399+00', '2027-02-23 16:38:10.255+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6281-7e03-b75e-04d13970fb5a', '\xbc762b25f79d48f39666779ef7e66a882c3fc8ec7fea7444f530ee5e04622d10', 'shipping', '2026-11-25 16:38:10.30702+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6291-78ed-b6bb-d4bfa20f8a51', '\x7d39ace1d5cc9ddb12fd2c7360b8985796495f8126630e67cdbcbcd8d8b5d8ee', 'Ω-service', '2026-11-25 16:38:10.325651+00', '2027-02-23 16:38:10.321+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-62a5-7a90-83d1-fe8f48b04c65', '\x531871c5d671cae89606ad63e2b67c7b1f6b35c005a40a7ea5c720f33f53c7a1', 'a "quoted" one', '2026-11-25 16:38:10.352539+00', '2121-12-19 21:58:10.341+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-62cf-7c22-ad98-fdc1c1fdeae4', '\x87936744ad9da392214b725c97d1068bb32c34c29b587ab47f2bcb98bc03bf5f', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.384816+00', '2027-02-23 16:38:10.383+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-62e0-78c8-90a5-26237091c701', '\x1c6fdd4637e9d4a930393eef4a9d78208b6715901820cb2b5409c5ac2bb46bdd', 'billing', '2026-11-25 16:38:10.404381+00', '2121-12-19 21:58:10.4+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-62f6-744d-9303-7c30c79f4400', '\xf2382646990b036256dc98abb00818f91c3e8f0adecfc44de62ae0893e5e0d0a', 'shipping', '2026-11-25 16:38:10.423275+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-631d-7da2-9fe1-00dccfc27f18', '\x74a90b966e3680f94a12ad44b9e37437810465caf27a383e90b948cea3b9b887', 'a "quoted" one', '2026-11-25 16:38:10.463067+00', '2121-12-19 21:58:10.461+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-633a-7ee9-a08c-3e47e2577c62', '\xaf382dae7de56ff8eb50d7cd45958a837709d3f70277a71d8464169bcbaa3d56', '漢字 😀', '2026-11-25 16:38:10.491913+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6346-7901-8ff5-868bccc3c526', '\x4a0ca597ecfc579e550c5063ee71d9c1f61e8ae9da0735f4c15a94df06883392', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.503647+00', '2027-02-23 16:38:10.502+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-636f-719c-860d-7ba730b97210', '\xe145f6169f8c8a464aa331882faacf2d9b2505ef4148b99aa25ef66c4b483020', 'shipping', '2026-11-25 16:38:10.54388+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-637a-75a0-a0e9-7ce1760fa8f8', '\x4e14a669c8cc538b6f3829b431955fdfe87822e4faf83860eb0d0fc7146a3e12', 'Ω-service', '2026-11-25 16:38:10.561078+00', '2027-02-23 16:38:10.554+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-63a4-7b49-a5db-c794bc8493e1', '\x3f2cdcf63b08de530c8f860354a8117974fa66f045d32df31da65cdd74f04fe9', 'a "quoted" one', '2026-11-25 16:38:10.597799+00', '2121-12-19 21:58:10.596+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-63bf-7cf1-bc42-cf123ba0eeb2', '\xf1a6d7fb6726f048b0b785eb6d5bb8e53d250b2854cc1f67eea44fd8351d0af2', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.624758+00', '2027-02-23 16:38:10.623+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-63d4-7990-aa6a-bd2cff502eee', '\xd174ea5dc722f07432f06dcde4475f825b21a5ee2da000f352aea7dd44c6a0d1', 'billing', '2026-11-25 16:38:10.654172+00', '2121-12-19 21:58:10.644+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-63f2-7b01-911b-ac4e902417a3', '\x3534ca6da8992711db256586d9eb14487d204c9664174e9acd76f78355f06b46', 'shipping', '2026-11-25 16:38:10.676117+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-641b-774d-af7b-1fd850dbcb0f', '\xe323615fd84129c499a4401990312aa5717c11d4b38fff9bb020dab450bc5731', 'a "quoted" one', '2026-11-25 16:38:10.716606+00', '2121-12-19 21:58:10.715+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6426-7c35-bcea-d8416de6cd4d', '\x977fecd3e28079290a0b6637e1ae048be4967f5f3642808457b0060bf093efdb', '漢字 😀', '2026-11-25 16:38:10.734841+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6437-760b-9541-a8ce744037fc', '\xb61d8f5de82dee80cfdab7d91bef8f87bab2d102053d402a3ad67dbdd855666f', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.744456+00', '2027-02-23 16:38:10.742+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-645e-7d91-b00b-84ce49790628', '\xdb4eb9ea730bd818d4c40a0c8f47dd4576b2c6eecfc98df6e6a62c304bdc8354', 'shipping', '2026-11-25 16:38:10.784006+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6473-7212-b04a-4d24fe2ffab9', '\x400a6bd10f924c087de28bb5c39f0941c3ae5dae603655d43440c0fdf26735f9', 'Ω-service', '2026-11-25 16:38:10.809072+00', '2027-02-23 16:38:10.802+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6486-7e13-b9aa-b6b988722f4f', '\x4f7804b6f4906466beee90e36531ddb38a5593d311205ce6f1c99809fa768690', 'a "quoted" one', '2026-11-25 16:38:10.823999+00', '2121-12-19 21:58:10.822+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-64b6-782e-8155-62440874e69f', '\xc19cc31b7e48b26515e1a70950433bb182d38ea3299f655be78552cf9e079d1d', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.871727+00', '2027-02-23 16:38:10.87+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-60d7-7672-8b2f-99b3816bfe88', '\x24e44ef17c9ad03ae6861b8b2b599df9fb860fe3d1c454315ffba79dece74777', '漢字 😀', '2026-11-25 16:38:09.885641+00', '2027-10-01 00:00:00+00', '2026-11-25 16:38:11.018339+00', '01a21392-6549-771c-867a-9b180b049801');
INSERT INTO tallystick.token VALUES ('01a21392-6110-71d4-bb7c-1e450b4a1056', '\xe2b2b0756521a4cba814f251b0ca9fc2abbae586c10ceac0d9218827d2d1bb11', 'Ω-service', '2026-11-25 16:38:09.943268+00', '2027-02-23 16:38:09.935+00', '2026-11-25 16:38:11.0452+00', '01a21392-655a-7b4d-863a-551dec9ff63d');
INSERT INTO tallystick.token VALUES ('01a21392-615e-7f81-8a5f-da584e8a5e91', '\x1c80b61c270593bb892cf1069bfd291f13182f9339ebbf45bb3fa80c5372e00f', 'billing', '2026-11-25 16:38:10.0214+00', '2121-12-19 21:58:10.014+00', '2026-11-25 16:38:11.07367+00', '01a21392-6578-75e0-959f-8e2dd6d8b64a');
INSERT INTO tallystick.token VALUES ('01a21392-6216-7ecd-bfcb-bf02207eb28c', '\xbcbb03c109ae1cde6022c25ad42902efbf0ac5a8f44aa3fed7c8be87162b33d4', 'Ω-service', '2026-11-25 16:38:10.201783+00', '2027-02-23 16:38:10.198+00', '2026-11-25 16:38:11.111775+00', '01a21392-65a6-7c36-ae97-d088e5c29667');
INSERT INTO tallystick.token VALUES ('01a21392-6266-7753-8c09-ef8a34d2bede', '\x8a27b18e5efe8f2537be95d5f73b3e7cd9a1bcaf6bea9572d478708d791d9b85', 'billing', '2026-11-25 16:38:10.284796+00', '2121-12-19 21:58:10.278+00', '2026-11-25 16:38:11.135135+00', '01a21392-65be-71d2-92de-9530e93ed870');
INSERT INTO tallystick.token VALUES ('01a21392-62bb-7787-a931-9d4044648103', '\xe5b44707b1b8f89a400d25063a901033b488902f78ee425a334873b9abab138c', '漢字 😀', '2026-11-25 16:38:10.370019+00', '2027-10-01 00:00:00+00', '2026-11-25 16:38:11.168285+00', '01a21392-65d2-731e-a06e-c9cd01a673b5');
INSERT INTO tallystick.token VALUES ('01a21392-6306-7f61-960d-3f617f05fdf0', '\xd4613c23b1edafc05e60361cb96d4066a3bbb0d6ac71aa4e0c8906cec8f07764', 'Ω-service', '2026-11-25 16:38:10.442056+00', '2027-02-23 16:38:10.438+00', '2026-11-25 16:38:11.176708+00', '01a21392-65e6-7115-926c-402055f0abd2');
INSERT INTO tallystick.token VALUES ('01a21392-63b0-7872-ae36-73a937983ddc', '\xba9a00e3e1a8d2c5f177efedae45fd4a772c8845838a1f556b38e39597b17af4', '漢字 😀', '2026-11-25 16:38:10.614092+00', '2027-10-01 00:00:00+00', '2026-11-25 16:38:11.211433+00', '01a21392-6604-7c30-a50b-ec89ab4f8c44');
INSERT INTO tallystick.token VALUES ('01a21392-6401-77d7-bf6c-1c85ca5c81dc', '\xec7e34c7be67d15f1bd5a1c5c7bc92f5a1a77a868d2fafde53f3f124eea730a8', 'Ω-service', '2026-11-25 16:38:10.694394+00', '2027-02-23 16:38:10.689+00', '2026-11-25 16:38:11.219241+00', '01a21392-6610-7a6b-91a0-4a4c0caf4edc');
INSERT INTO tallystick.token VALUES ('01a21392-644c-7494-b3d1-d29cb725b1b7', '\xa01398a166b89b00af05764fc94c485393932408463867ad61a08bd707ac50c3', 'billing', '2026-11-25 16:38:10.770302+00', '2121-12-19 21:58:10.763+00', '2026-11-25 16:38:11.229655+00', '01a21392-661b-7a72-9fc4-0cd48b39f397');
INSERT INTO tallystick.token VALUES ('01a21392-6499-7f16-8739-271cd140c728', '\x7c10767561a37987e4017265927f7aff4e7104b1ab23ca2813be3d143a2e284c', '漢字 😀', '2026-11-25 16:38:10.850473+00', '2027-10-01 00:00:00+00', '2026-11-25 16:38:11.247876+00', '01a21392-662e-7e9c-93f8-2313bdcd6add');
INSERT INTO tallystick.token VALUES ('01a21392-64cb-7d0a-b20b-f14389a88d16', '\x831264c0385d73c35d0a354fd447986b66954f4a0334b420c1780f2d2c8d6ce4', 'billing', '2026-11-25 16:38:10.90072+00', '2121-12-19 21:58:10.891+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-64e1-7af4-8e96-d062f4221cea', '\x461fea628dcbb7199f8633164628880986d7e5c03656c3f54dcbc0cc8823d705', 'shipping', '2026-11-25 16:38:10.914919+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-64fe-77ea-ab9f-dae6345cdd19', '\xb159321d831abf6f375f7b3bc829c4389db58b4ce6da18e1aa1202a70160f11c', 'a "quoted" one', '2026-11-25 16:38:10.94369+00', '2121-12-19 21:58:10.942+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-650b-72b7-8baf-8f5e07adb5c8', '\xdf4d6f905021c5f21a3a205d8f5fc8ce72a8d6b2f725a9b45a614496b3b68bfb', '漢字 😀', '2026-11-25 16:38:10.956987+00', '2027-10-01 00:00:00+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-651b-7635-8ed6-032af9ba84f3', '\x62ef7d2bbe885e5fcb2586f3421b33aad346e0c687561648bfed07a811f6de90', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '2026-11-25 16:38:10.972563+00', '2027-02-23 16:38:10.97+00', NULL, NULL);
INSERT INTO tallystick.token VALUES ('01a21392-6025-7c77-af96-0752ac9e0006', '\xa86c4e7f5bc78dc772de29841c36903a27d3d8bdd1febe7ed79dd2ca121fb228', 'billing', '2026-11-25 16:38:09.755595+00', '2121-12-19 21:58:09.652+00', '2026-11-25 16:38:10.99496+00', '01a21392-652b-780e-bc97-4da447645e6d');
INSERT INTO tallystick.token VALUES ('01a21392-61bb-76e3-b970-05f694aec7e4', '\x86d0b3954b50b3d22ecb610c94c7f6ed6494fc79f28afe4247cb123ab5a35644', '漢字 😀', '2026-11-25 16:38:10.120108+00', '2027-10-01 00:00:00+00', '2026-11-25 16:38:11.099656+00', '01a21392-6593-7f4b-8cc0-9b58e258c408');
INSERT INTO tallystick.token VALUES ('01a21392-6358-7ee8-8e32-616352984236', '\x01a07758e049ee0df90107c129c76d64596b1d6a3c97d9fb86ce77261b9a925a', 'billing', '2026-11-25 16:38:10.522342+00', '2121-12-19 21:58:10.516+00', '2026-11-25 16:38:11.188256+00', '01a21392-65f3-780d-8c1a-374a3181139c');
INSERT INTO tallystick.token VALUES ('01a21392-64ee-7c23-831f-1db6043c0043', '\x165162ac92e0709acbffedea8628eb3a50456dbde6e95f47e8ad0252426a4080', 'Ω-service', '2026-11-25 16:38:10.927768+00', '2027-02-23 16:38:10.926+00', '2026-11-25 16:38:11.259094+00', '01a21392-663a-7345-a5c0-183e7a67024b');
ALTER TABLE ONLY tallystick.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (key, size);
ALTER TABLE ONLY tallystick.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY tallystick.audit_event_000000
    ADD CONSTRAINT audit_event_000000_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY tallystick.audit_event_000001
    ADD CONSTRAINT audit_event_000001_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY tallystick.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (one);
ALTER TABLE ONLY tallystick.audit_signer
    ADD CONSTRAINT audit_signer_pkey PRIMARY KEY (key);
ALTER TABLE ONLY tallystick.flyway_schema_history
    ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank);
ALTER TABLE ONLY tallystick.purge_progress
    ADD CONSTRAINT purge_progress_pkey PRIMARY KEY (one);
ALTER TABLE ONLY tallystick.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (id);
CREATE INDEX audit_event_refused ON ONLY tallystick.audit_event USING btree (event_id) WHERE (outcome = 2);
CREATE INDEX audit_event_000000_event_id_idx ON tallystick.audit_event_000000 USING btree (event_id) WHERE (outcome = 2);
CREATE INDEX audit_event_000001_event_id_idx ON tallystick.audit_event_000001 USING btree (event_id) WHERE (outcome = 2);
CREATE INDEX flyway_schema_history_s_idx ON tallystick.flyway_schema_history USING btree (success);
ALTER INDEX tallystick.audit_event_refused ATTACH PARTITION tallystick.audit_event_000000_event_id_idx;
ALTER INDEX tallystick.audit_event_pkey ATTACH PARTITION tallystick.audit_event_000000_pkey;
ALTER INDEX tallystick.audit_event_refused ATTACH PARTITION tallystick.audit_event_000001_event_id_idx;
ALTER INDEX tallystick.audit_event_pkey ATTACH PARTITION tallystick.audit_event_000001_pkey;
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON tallystick.audit_event FOR EACH ROW EXECUTE FUNCTION tallystick.forbid_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON tallystick.audit_event FOR EACH STATEMENT EXECUTE FUNCTION tallystick.forbid_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON tallystick.audit_event_000000 FOR EACH STATEMENT EXECUTE FUNCTION tallystick.forbid_change();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON tallystick.audit_event_000001 FOR EACH STATEMENT EXECUTE FUNCTION tallystick.forbid_change();
ALTER TABLE ONLY tallystick.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_key_fkey FOREIGN KEY (key) REFERENCES tallystick.audit_signer(key);
