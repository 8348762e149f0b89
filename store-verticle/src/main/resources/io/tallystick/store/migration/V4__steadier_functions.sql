-- Writing and purging that depend on less: on no plan, on no single clock, on no lock that maintenance may hold. The
-- functions of earlier versions stay as they were, for nodes of an earlier release that still run.

-- Which database this is. Nodes of a cluster compare it, so that they never share work between two databases.
create table database_identity (
  one boolean primary key default true check (one),
  id  uuid    not null
);
insert into database_identity (id) values (gen_random_uuid());

create function event_partition(p_index bigint) returns text language sql immutable as $$
  select 'audit_event_' || lpad(p_index::text, 6, '0')
$$;

-- Those of the event ids that refused attempts have which are written already, in the last ten to twenty million
-- numbers: far more than any sender waits.
--
-- Each partition is asked by its name, and not by a condition on seq. With such a condition, the planner may walk along
-- the primary key through the whole partition. Without one, the index of refused attempts is the only way that is left.
create function known_refusals(p_event_id uuid[], p_head bigint) returns uuid[]
language plpgsql volatile
as $$
declare
  c_size constant bigint := 10000000;
  v_known uuid[] := '{}';
  v_found uuid[];
begin
  for v_index in greatest(0, p_head / c_size - 1) .. p_head / c_size loop
    execute format('select array_agg(e.event_id) from %I e where e.outcome = 2 and e.event_id = any ($1)',
                   event_partition(v_index))
      into v_found using p_event_id;
    v_known := v_known || v_found;
  end loop;
  return v_known;
end $$;

-- Adds the partition of ten million numbers with this index, unless it is there. It waits at most for half a second for
-- the lock that ANALYZE and the like hold on the table; then it fails (SQLSTATE 55P03) and can be tried again. Only one
-- session at a time adds a partition.
create function attach_event_partition(p_index bigint) returns void language plpgsql as $$
begin
  if to_regclass(format('%I', event_partition(p_index))) is not null then
    return;
  end if;
  perform set_config('lock_timeout', '500ms', true);
  perform pg_advisory_xact_lock(hashtextextended('tallystick.audit_event', 0));
  perform add_event_partition(p_index);
end $$;

-- Makes the next two partitions, outside the lock on the head. It is called regularly, so that no write has to do it.
-- At 40,000 events a second, a partition lasts four minutes.
create function prepare_event_partitions_v1() returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  c_size constant bigint := 10000000;
  v_current bigint;
begin
  select h.seq / c_size into strict v_current from audit_head h;
  perform attach_event_partition(v_current + 1);
  perform attach_event_partition(v_current + 2);
end $$;

-- Like write_batch_v1, with these differences:
-- - Each call ensures that its commit is flushed to disk.
-- - The time of an event is at most a minute ahead of the clock.
-- - The look-up of refused attempts has one possible plan.
-- - Partitions are made elsewhere. If the next one is missing all the same, the call makes it, and fails after half a
--   second if it cannot.
create function write_batch_v2(
  p_action smallint[], p_outcome smallint[], p_event_id uuid[], p_reason text[], p_identity text[], p_token_id uuid[],
  p_secret_hash bytea[], p_expires_at timestamptz[], p_observed_at timestamptz[], p_peer text[], p_forwarded text[],
  p_request_id text[], p_user_agent text[], p_node text[], p_attempts int[]
) returns table (
  done_at timestamptz, events_at timestamptz, last_seq bigint, status smallint[], seq bigint[], at timestamptz[]
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- A connection keeps the plans of these statements, and makes them while the tables may be empty: then a sequential
-- scan looks best, and stays until the next ANALYZE, however fast the tables grow. Every row is reached by its key.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  c_size constant bigint := 10000000; -- numbers in a partition
  v_count constant int := cardinality(p_action);
  v_done int; -- how many issues and revokes this call does
  v_issued uuid[]; -- the event ids of these issues, perhaps among others'
  v_revoked uuid[] := '{}'; -- the event ids of these revokes
  v_known uuid[] := '{}'; -- the event ids of refused attempts that are written already
  v_head bigint;
begin
  -- The server's default may have changed since the session began. Stronger settings are kept.
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;

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

  -- Time does not run backwards when a clock is set back a little, or another server takes over. But if the clock has
  -- once been far ahead, later events are not bound to that time.
  select h.seq, case when h.at < clock_timestamp() + interval '1 minute' then greatest(clock_timestamp(), h.at)
                     else clock_timestamp() end
  into strict v_head, events_at
  from audit_head h
  for update;

  if (v_head + v_count) / c_size > v_head / c_size then
    -- Nearly always it is there: prepare_event_partitions_v1 makes it long before.
    perform attach_event_partition((v_head + v_count) / c_size);
  end if;

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
    if 2 = any (p_outcome) then
      v_known := known_refusals(p_event_id, v_head);
    end if;

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
          else r.event_id <> all (v_known)
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
  end if;
  return next;
end $$;

-- Like purge_tokens_v1, with these differences:
-- - p_now is the time by the clock of the node. If the two clocks differ by more than p_max_skew, nothing is deleted,
--   since a deleted token does not come back. The earlier time counts, and never a time that is more than a day after
--   the last event: clocks that leap together while nothing happens delete nothing.
-- - A next step that is further away than p_pause is taken now.
create function purge_tokens_v2(p_now timestamptz, p_max_skew interval, p_retention interval, p_limit int,
                                p_rest float8, p_pause interval)
returns table (seen int, purged int, next_millis bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- As for write_batch_v1: the plan is kept, so it must not depend on how large the tables were.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_begun constant timestamptz := clock_timestamp();
  v_now constant timestamptz := least(v_begun, p_now, (select nullif(h.at, '-infinity') + interval '1 day' from audit_head h));
  v_dead_since constant timestamptz := v_now - p_retention;
  v_made_before constant uuid := rpad(
    lpad(to_hex(greatest(0, extract(epoch from v_dead_since) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
  v_after uuid;
  v_next timestamptz;
  v_ids uuid[];
begin
  seen := 0;
  purged := 0;
  if p_now not between v_begun - p_max_skew and v_begun + p_max_skew then
    next_millis := 10000; -- One of the clocks is wrong, and nobody knows which.
    return next;
    return;
  end if;

  select after_id, next_step into v_after, v_next from purge_progress for update skip locked;
  if not found then
    next_millis := 1000; -- Another node takes this step.
    return next;
    return;
  end if;

  -- A time that is further away than any pause was written by a clock that was wrong.
  if v_next <= v_begun or v_next > v_begun + p_pause + interval '10 minutes' then
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

-- The service may read, and write through the functions alone.
revoke execute on all functions in schema ${schema} from public;
