-- When tokens were last used.

-- A table of its own: an update writes a row anew, and that of a token is long and has two indexes.
create table token_use (
  token_id     uuid        primary key,
  last_used_at timestamptz not null
) with (fillfactor = 70); -- room on the page, so that most updates stay on it and touch no index

-- From when on uses are recorded. Of earlier uses nothing is known.
create table token_use_since (
  one boolean     primary key default true check (one),
  at  timestamptz not null
);
insert into token_use_since (at) values (now());

-- Records that tokens are used now. A token whose last use was recorded less than p_apart ago is left as it is, and so
-- is one that does not exist. Returns how many were recorded.
create function record_use_v1(p_ids uuid[], p_apart interval) returns int
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- As for write_batch_v1: the plan is kept, so it must not depend on how large the tables were.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_recorded int;
begin
  -- Here alone, nobody was promised anything: if the server crashes now, a hint is lost, and the next use repeats it.
  perform set_config('synchronous_commit', 'off', true);

  -- Those that need no change are left out before, since "on conflict" would lock their rows. The order is that of all
  -- nodes, so that two of them do not wait for each other in a circle. A time in the future was written by a clock that
  -- was wrong.
  insert into token_use (token_id, last_used_at)
  select t.id, v_now
  from (select distinct unnest(p_ids) as id) i
  join token t on t.id = i.id
  where not exists (
    select from token_use u
    where u.token_id = t.id and u.last_used_at > v_now - p_apart and u.last_used_at < v_now + interval '1 minute'
  )
  order by t.id
  on conflict (token_id) do update set last_used_at = excluded.last_used_at;
  get diagnostics v_recorded = row_count;
  return v_recorded;
end $$;

-- Like purge_tokens_v2, with these differences:
-- - An imported token is kept until it has expired for p_retention, also if it was revoked before: otherwise it would
--   live again if it was imported again.
-- - The last uses of tokens that are gone are deleted: gone in this step, by an earlier version of this function, which
--   a node of an earlier release calls, or while their use was being recorded.
create function purge_tokens_v3(p_now timestamptz, p_max_skew interval, p_retention interval, p_limit int,
                                p_rest float8, p_pause interval)
returns table (seen int, purged int, next_millis bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- As for write_batch_v1: the plan is kept, so it must not depend on how large the tables were.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_begun constant timestamptz := clock_timestamp();
  v_now constant timestamptz := least(
    v_begun, p_now, (select nullif(h.at, '-infinity') + interval '1 day' from audit_head h));
  v_dead_since constant timestamptz := v_now - p_retention;
  -- A UUIDv7 of the year 2000. The ids of imported tokens are below it.
  c_imported_below constant uuid := '00dc0000-0000-0000-0000-000000000000';
  v_made_before constant uuid := rpad(
    lpad(to_hex(greatest(0, extract(epoch from v_dead_since) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
  v_after uuid;
  v_until uuid; -- the last id of this step
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
    v_until := case when seen = p_limit then v_ids[seen] else v_made_before end;

    with dead as (
      select t.id from token t
      where t.id = any (v_ids)
        and (t.expires_at < v_dead_since or t.revoked_at < v_dead_since and t.id >= c_imported_below)
      order by t.id
      for update skip locked
    ), gone as (
      delete from token t using dead d where t.id = d.id returning 1
    )
    select count(*) into purged from gone;

    -- More than the tokens of a step, so that what is left behind becomes less with each walk.
    with gone as (
      select u.token_id from token_use u
      where u.token_id > v_after and u.token_id <= v_until and not exists (select from token t where t.id = u.token_id)
      order by u.token_id
      limit 4 * p_limit
      for update skip locked
    )
    delete from token_use u using gone g where u.token_id = g.token_id;

    if seen = p_limit then
      v_after := v_until;
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
