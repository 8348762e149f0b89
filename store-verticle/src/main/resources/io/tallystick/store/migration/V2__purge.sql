-- Tokens that have long been dead are taken out; their events stay.

-- How far the nodes have come on their walk along the tokens, in the order of ids, and when the next step is due.
create table purge_progress (
  one       boolean     primary key default true check (one),
  after_id  uuid        not null,
  next_step timestamptz not null
) with (fillfactor = 10); -- as audit_head: each update stays on its page
insert into purge_progress (after_id, next_step) values ('00000000-0000-0000-0000-000000000000', '-infinity');

-- Takes one step, if it is due and no other node takes it now: looks at the next p_limit tokens by the primary key,
-- and deletes those that have been dead for p_retention. No other index is needed, which every issue would pay for.
-- Ids carry the time they were made (UUIDv7, RFC 9562 section 5.7), so a walk ends before those made within
-- p_retention, and the next one begins p_pause later.
--
-- After a step all nodes together rest for p_rest times as long as it took, so that however many they are, and however
-- busy the database is, purging stays a small part of its work. A token that a request has locked is passed over.
--
-- Returns how many were looked at, how many deleted, and the milliseconds until the next step is due.
create function purge_tokens_v1(p_retention interval, p_limit int, p_rest float8, p_pause interval)
returns table (seen int, purged int, next_millis bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- As for write_batch_v1: the plan is kept, so it must not depend on how large the tables were.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
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

-- The service alone may purge.
revoke execute on function purge_tokens_v1 from public;
