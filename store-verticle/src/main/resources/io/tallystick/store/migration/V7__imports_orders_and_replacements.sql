-- Tokens that were made elsewhere, and events of format 3. An event that says nothing new is of format 2 as before, so
-- nodes of an earlier release go on until the first import, order or replacement.

-- Null in all earlier events. Columns without a default, so the tables are not written anew.
alter table audit_event
  add column related_id         uuid,        -- the order that a revoke follows; the token in whose place one is issued
  add column related_expires_at timestamptz, -- when the replaced token expires
  add column issued_at          timestamptz; -- when an imported token was made

-- Like write_batch_v4, and it also imports: action 6 (Enroll). An imported token is a row of token like any other. Its
-- hash is that of its whole text, and its id follows from its hash. If rows import one token twice, the first one does.
create function write_batch_v5(
  p_action smallint[], p_outcome smallint[], p_event_id uuid[], p_reason text[], p_defect text[], p_identity text[],
  p_token_id uuid[], p_secret_hash bytea[], p_expires_at timestamptz[], p_observed_at timestamptz[], p_peer text[],
  p_forwarded text[], p_actor text[], p_request_id text[], p_caller_request_id text[], p_user_agent text[],
  p_node text[], p_attempts int[], p_issued_at timestamptz[], p_label text[], p_metadata text[]
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
  v_done int; -- how many issues, imports and revokes this call does
  v_issued uuid[]; -- the tokens that are issued or imported, perhaps among others
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
    insert into token (id, secret_hash, identity, issued_at, expires_at, label, metadata)
    select r.token_id, r.secret_hash, r.identity, coalesce(r.issued_at, done_at), r.expires_at, r.label,
           r.metadata::jsonb
    from (
      select unnest(p_action) as action, unnest(p_outcome) as outcome, unnest(p_token_id) as token_id,
             unnest(p_secret_hash) as secret_hash, unnest(p_identity) as identity, unnest(p_expires_at) as expires_at,
             unnest(p_issued_at) as issued_at, unnest(p_label) as label, unnest(p_metadata) as metadata
    ) r
    where r.action in (1, 6) and r.outcome = 1
    order by r.token_id;
    get diagnostics v_done = row_count;
    v_issued := p_token_id;
  exception when unique_violation then
    with inserted as (
      insert into token (id, secret_hash, identity, issued_at, expires_at, label, metadata)
      select r.token_id, r.secret_hash, r.identity, coalesce(r.issued_at, done_at), r.expires_at, r.label,
             r.metadata::jsonb
      from unnest(p_action, p_outcome, p_token_id, p_secret_hash, p_identity, p_expires_at, p_issued_at, p_label,
                  p_metadata)
        with ordinality as r (action, outcome, token_id, secret_hash, identity, expires_at, issued_at, label, metadata,
                              ord)
      where r.action in (1, 6) and r.outcome = 1
      order by r.token_id, r.ord
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
                             peer, forwarded, actor, request_id, caller_request_id, user_agent, node, issued_at)
    select r.seq, r.event_id, events_at, case when r.action in (1, 4) then 2 else 3 end, r.action, 1, r.identity,
           r.token_id, case when r.action in (1, 6) then r.secret_hash end, r.expires_at, r.peer, r.forwarded, r.actor,
           r.request_id, r.caller_request_id, r.user_agent, r.node, r.issued_at
    from (
      select generate_series(v_head + 1, v_head + v_count) as seq, unnest(p_action) as action,
             unnest(p_event_id) as event_id, unnest(p_identity) as identity, unnest(p_token_id) as token_id,
             unnest(p_secret_hash) as secret_hash, unnest(p_expires_at) as expires_at, unnest(p_peer) as peer,
             unnest(p_forwarded) as forwarded, unnest(p_actor) as actor, unnest(p_request_id) as request_id,
             unnest(p_caller_request_id) as caller_request_id, unnest(p_user_agent) as user_agent,
             unnest(p_node) as node, unnest(p_issued_at) as issued_at
    ) r;

    last_seq := v_head + v_count;
  else
    if 2 = any (p_outcome) then
      v_known := known_refusals(p_event_id, v_head);
    end if;

    with request as (
      -- The event of an issue has the id of its token. The same token may be imported by several events.
      select r.*, row_number() over (
          partition by case when r.action = 6 and r.outcome = 1 then r.token_id else r.event_id end order by r.ord
        ) as occurrence
      from unnest(p_action, p_outcome, p_event_id, p_reason, p_defect, p_identity, p_token_id, p_secret_hash,
                  p_expires_at, p_observed_at, p_peer, p_forwarded, p_actor, p_request_id, p_caller_request_id,
                  p_user_agent, p_node, p_attempts, p_issued_at)
        with ordinality as r (action, outcome, event_id, reason, defect, identity, token_id, secret_hash, expires_at,
                              observed_at, peer, forwarded, actor, request_id, caller_request_id, user_agent, node,
                              attempts, issued_at, ord)
    ), marked as (
      select r.*, r.occurrence = 1 and case
          when r.outcome = 1 and r.action in (1, 6) then r.token_id in (select unnest(v_issued))
          when r.outcome = 1 then r.event_id in (select unnest(v_revoked))
          else r.event_id <> all (v_known)
        end as fresh
      from request r
    ), numbered as materialized (
      select m.*, v_head + count(*) filter (where m.fresh) over (order by m.ord) as number from marked m
    ), written as (
      insert into audit_event (seq, event_id, at, format, action, outcome, reason, defect, identity, token_id,
                               secret_hash, expires_at, observed_at, peer, forwarded, actor, request_id,
                               caller_request_id, user_agent, node, attempts, issued_at)
      select n.number, n.event_id, events_at, case when n.action in (1, 4) then 2 else 3 end, n.action, n.outcome,
             n.reason, n.defect, n.identity, n.token_id, case when n.action in (1, 6) then n.secret_hash end,
             n.expires_at, n.observed_at, n.peer, n.forwarded, n.actor, n.request_id, n.caller_request_id, n.user_agent,
             n.node, n.attempts, n.issued_at
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
            when n.action in (1, 6) and t.secret_hash = n.secret_hash and t.identity = n.identity then 1
            when n.action in (1, 6) then 3
            when t.revocation_id = n.event_id then 1
            else 2
          end as status,
          case
            when n.outcome = 2 then events_at
            when n.fresh then done_at
            when n.action in (1, 6) then t.issued_at
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

-- Locks the head for p_count new events. Returns the number of the last event, and the time of the new ones. As in
-- write_batch_v5, which has no call to spare, the commit is flushed, and the time does not run backwards.
create function take_head(p_count int, out last_seq bigint, out events_at timestamptz)
language plpgsql volatile
as $$
declare
  c_size constant bigint := 10000000; -- numbers in a partition
begin
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  select h.seq, case when h.at < clock_timestamp() + interval '1 minute' then greatest(clock_timestamp(), h.at)
                     else clock_timestamp() end
  into strict last_seq, events_at
  from audit_head h
  for update;

  if (last_seq + p_count) / c_size > last_seq / c_size then
    perform attach_event_partition((last_seq + p_count) / c_size);
  end if;
end $$;

-- An order to revoke all tokens of an identity whose issues or imports have a lower number than the order has. Who
-- asked for it is in its event. Few rows, so they are kept.
create table revocation_order (
  id       uuid   primary key,
  identity text   not null,
  seq      bigint not null, -- the number of its event
  after_id uuid   not null default '00000000-0000-0000-0000-000000000000', -- tokens up to this id are done
  last_id  uuid   not null, -- the highest id of a token that the order is about, or a higher one
  read_to  bigint not null, -- events up to this number were searched for tokens to be spared
  spared   uuid[] not null default '{}', -- tokens of this identity with a higher number, and an id up to last_id
  revoked  int    not null default 0,
  done_at  timestamptz
);
create index revocation_order_open on revocation_order (seq) where done_at is null;

-- Places an order, and returns the number of its event. It may be sent again, and is placed once.
create function order_revocation_v1(
  p_id uuid, p_identity text, p_peer text, p_forwarded text, p_actor text, p_request_id text,
  p_caller_request_id text, p_user_agent text, p_node text
) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_seq bigint;
  v_at timestamptz;
  v_hash int;
  v_last uuid;
begin
  select h.last_seq + 1, h.events_at into strict v_seq, v_at from take_head(1) h;
  -- Under the lock, so that nobody places the same order meanwhile.
  if exists (select from revocation_order o where o.id = p_id and o.identity = p_identity) then
    return (select o.seq from revocation_order o where o.id = p_id);
  end if;

  -- Under the lock, all tokens that the order is about can be seen. New ids are nearly always higher, so the order ends
  -- however fast tokens are issued meanwhile.
  select hashtext(t.identity), t.id into v_hash, v_last
  from token t
  where (hashtext(t.identity), t.id) <= (hashtext(p_identity), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
  order by hashtext(t.identity) desc, t.id desc
  limit 1;
  insert into revocation_order (id, identity, seq, last_id, read_to)
  values (p_id, p_identity, v_seq,
          case when v_hash = hashtext(p_identity) then v_last else '00000000-0000-0000-0000-000000000000' end, v_seq);
  insert into audit_event (seq, event_id, at, format, action, outcome, identity, peer, forwarded, actor, request_id,
                           caller_request_id, user_agent, node)
  values (v_seq, p_id, v_at, 3, 99, 1, p_identity, p_peer, p_forwarded, p_actor, p_request_id, p_caller_request_id,
          p_user_agent, p_node);
  update audit_head set seq = v_seq, at = v_at;
  return v_seq;
end $$;

-- Takes the next step of an order: looks at p_limit tokens, and revokes those of them that the order is about. If
-- p_order is null, it is an order that is not done, and of which nobody else takes a step now.
--
-- A token and its event are committed together, in the order of numbers. So when an order is placed, all of its tokens
-- can be seen; but later ones can be seen too, by the time when the tokens are looked at. Those are spared: the events
-- since the order tell which they are. When a token was issued does not tell it: that time does not follow the numbers.
--
-- Locks: the order, tokens by id, the head. Returns no row if there is no such order, and otherwise its id, how many
-- tokens it has revoked so far, whether it is done, and the number of the last event.
create function continue_revocation_v1(p_order uuid, p_limit int)
returns table (order_id uuid, revoked int, done boolean, last_seq bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- As for write_batch_v1: the plan is kept, so it must not depend on how large the tables were.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  c_events constant int := 100000; -- so many events are searched in a step, which takes less than a second
  v_order revocation_order;
  v_now timestamptz := clock_timestamp();
  v_at timestamptz;
  v_seen uuid[]; -- the tokens that this step looks at
  v_ids uuid[]; -- those of them that may have to be revoked
  v_head bigint;
begin
  if p_order is null then
    select * into v_order from revocation_order o where o.done_at is null order by o.seq limit 1 for update skip locked;
  else
    select * into v_order from revocation_order o where o.id = p_order for update;
  end if;
  if v_order.id is null then
    return;
  end if;

  if v_order.done_at is null then
    -- Tokens first: the events of all of them have been committed when the events are searched. Other identities may
    -- have the same number in the index.
    select coalesce(array_agg(t.id order by t.id), '{}'),
           coalesce(array_agg(t.id order by t.id)
                      filter (where t.identity = v_order.identity and t.revoked_at is null and t.expires_at > v_now),
                    '{}')
    into v_seen, v_ids
    from (
      select * from token
      where (hashtext(identity), id) > (hashtext(v_order.identity), v_order.after_id)
        and (hashtext(identity), id) <= (hashtext(v_order.identity), v_order.last_id)
      order by hashtext(identity), id
      limit p_limit
    ) t;

    select h.seq into strict v_head from audit_head h;
    v_order.spared := v_order.spared || array(
      select e.token_id from audit_event e
      where e.seq > v_order.read_to and e.seq <= least(v_head, v_order.read_to + c_events)
        and e.action in (1, 6) and e.outcome = 1 and e.identity = v_order.identity and e.token_id <= v_order.last_id);
    v_order.read_to := least(v_head, v_order.read_to + c_events);

    if v_order.read_to = v_head then
      perform 1 from token t where t.id = any (v_ids) and t.id <> all (v_order.spared) order by t.id for update;
      with stamped as (
        update token t set revoked_at = v_now, revocation_id = gen_random_uuid()
        where t.id = any (v_ids) and t.id <> all (v_order.spared) and t.revoked_at is null and t.expires_at > v_now
        returning t.id
      )
      select coalesce(array_agg(id order by id), '{}') into v_ids from stamped;

      if v_ids <> '{}' then
        select h.last_seq, h.events_at into strict v_head, v_at from take_head(cardinality(v_ids)) h;
        insert into audit_event (seq, event_id, at, format, action, outcome, identity, token_id, related_id, peer,
                                 forwarded, actor, request_id, caller_request_id, user_agent, node)
        select v_head + r.ord, t.revocation_id, v_at, 3, 4, 1, o.identity, t.id, o.event_id, o.peer, o.forwarded,
               o.actor, o.request_id, o.caller_request_id, o.user_agent, o.node
        from unnest(v_ids) with ordinality as r (id, ord)
        join token t on t.id = r.id
        cross join audit_event o
        where o.seq = v_order.seq;
        v_head := v_head + cardinality(v_ids);
        update audit_head set seq = v_head, at = v_at;
      end if;

      v_order.revoked := v_order.revoked + cardinality(v_ids);
      if cardinality(v_seen) = p_limit and v_seen[p_limit] < v_order.last_id then
        v_order.after_id := v_seen[p_limit];
      else
        v_order.done_at := v_now;
        v_order.spared := '{}';
      end if;
    end if;

    update revocation_order o
    set after_id = v_order.after_id, read_to = v_order.read_to, spared = v_order.spared, revoked = v_order.revoked,
        done_at = v_order.done_at
    where o.id = v_order.id;
  end if;

  order_id := v_order.id;
  revoked := v_order.revoked;
  done := v_order.done_at is not null;
  last_seq := v_head;
  return next;
end $$;

-- Writes a token that replaces another one of the same identity, which ends after p_grace unless it ends before. One
-- event says both. It may be sent again with the same id, and is done once. Locks: new token, old token, head.
-- Returns the status as in write_batch_v1, when the new token was issued, when the old one expires, and the number of
-- the event, or a higher one if it stood already. They are null for status 2 and 3.
create function rotate_token_v1(
  p_id uuid, p_secret_hash bytea, p_identity text, p_expires_at timestamptz, p_label text, p_metadata text,
  p_replaced uuid, p_grace interval, p_peer text, p_forwarded text, p_actor text, p_request_id text,
  p_caller_request_id text, p_user_agent text, p_node text
) returns table (status smallint, issued_at timestamptz, replaced_expires_at timestamptz, seq bigint)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := clock_timestamp();
  v_at timestamptz;
begin
  insert into token (id, secret_hash, identity, issued_at, expires_at, label, metadata)
  values (p_id, p_secret_hash, p_identity, v_now, p_expires_at, p_label, p_metadata::jsonb)
  on conflict (id) do nothing;
  if not found then
    select t.issued_at, coalesce((select o.expires_at from token o where o.id = p_replaced), v_now),
           (select h.seq from audit_head h)
    into issued_at, replaced_expires_at, seq
    from token t
    where t.id = p_id and t.secret_hash = p_secret_hash and t.identity = p_identity;
    status := case when found then 1 else 3 end;
    return next;
    return;
  end if;

  -- Expiries are in milliseconds. Cut, and not rounded, so that without a grace it has expired now.
  select least(t.expires_at, date_trunc('milliseconds', v_now + p_grace))
  into replaced_expires_at
  from token t
  where t.id = p_replaced and t.revoked_at is null and t.expires_at > v_now
    -- Earlier builds have stored identities as they were sent.
    and case when getdatabaseencoding() = 'UTF8' then normalize(t.identity, NFC) else t.identity end = p_identity
  for update;
  if not found then
    delete from token t where t.id = p_id;
    status := 2;
    return next;
    return;
  end if;

  update token t set expires_at = replaced_expires_at where t.id = p_replaced;
  select h.last_seq + 1, h.events_at into strict seq, v_at from take_head(1) h;
  insert into audit_event (seq, event_id, at, format, action, outcome, identity, token_id, secret_hash, expires_at,
                           related_id, related_expires_at, peer, forwarded, actor, request_id, caller_request_id,
                           user_agent, node)
  values (seq, p_id, v_at, 3, 1, 1, p_identity, p_id, p_secret_hash, p_expires_at, p_replaced, replaced_expires_at,
          p_peer, p_forwarded, p_actor, p_request_id, p_caller_request_id, p_user_agent, p_node);
  update audit_head h set seq = rotate_token_v1.seq, at = v_at;
  status := 0;
  issued_at := v_now;
  return next;
end $$;

-- The service may read, and write through the functions alone.
revoke execute on all functions in schema ${schema} from public;
