-- Lists of tokens for operators, and what their holders note about them.

-- Null in all earlier tokens. Columns without a default, so the table is not written anew.
alter table token
  add column label    text  check (char_length(label) between 1 and 100), -- what the token is for
  add column metadata jsonb check (jsonb_typeof(metadata) = 'object');    -- further notes: strings by name

-- Lists are read along it: the tokens of an identity, in the order of their ids. A number in place of the identity costs
-- each issue a third less. Identities may have the same number, so those of others are left out when a list is read.
create index token_of_identity on token (hashtext(identity), id);

-- Like write_batch_v3, with the two columns of new tokens. Events are the same.
create function write_batch_v4(
  p_action smallint[], p_outcome smallint[], p_event_id uuid[], p_reason text[], p_defect text[], p_identity text[],
  p_token_id uuid[], p_secret_hash bytea[], p_expires_at timestamptz[], p_observed_at timestamptz[], p_peer text[],
  p_forwarded text[], p_actor text[], p_request_id text[], p_caller_request_id text[], p_user_agent text[],
  p_node text[], p_attempts int[], p_label text[], p_metadata text[]
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
    insert into token (id, secret_hash, identity, issued_at, expires_at, label, metadata)
    select r.token_id, r.secret_hash, r.identity, done_at, r.expires_at, r.label, r.metadata::jsonb
    from (
      select unnest(p_action) as action, unnest(p_outcome) as outcome, unnest(p_token_id) as token_id,
             unnest(p_secret_hash) as secret_hash, unnest(p_identity) as identity, unnest(p_expires_at) as expires_at,
             unnest(p_label) as label, unnest(p_metadata) as metadata
    ) r
    where r.action = 1 and r.outcome = 1
    order by r.token_id;
    get diagnostics v_done = row_count;
    v_issued := p_event_id;
  exception when unique_violation then
    with inserted as (
      insert into token (id, secret_hash, identity, issued_at, expires_at, label, metadata)
      select r.token_id, r.secret_hash, r.identity, done_at, r.expires_at, r.label, r.metadata::jsonb
      from unnest(p_action, p_outcome, p_token_id, p_secret_hash, p_identity, p_expires_at, p_label, p_metadata)
        as r (action, outcome, token_id, secret_hash, identity, expires_at, label, metadata)
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
                             peer, forwarded, actor, request_id, caller_request_id, user_agent, node)
    select r.seq, r.event_id, events_at, 2, r.action, 1, r.identity, r.token_id,
           case when r.action = 1 then r.secret_hash end, r.expires_at, r.peer, r.forwarded, r.actor, r.request_id,
           r.caller_request_id, r.user_agent, r.node
    from (
      select generate_series(v_head + 1, v_head + v_count) as seq, unnest(p_action) as action,
             unnest(p_event_id) as event_id, unnest(p_identity) as identity, unnest(p_token_id) as token_id,
             unnest(p_secret_hash) as secret_hash, unnest(p_expires_at) as expires_at, unnest(p_peer) as peer,
             unnest(p_forwarded) as forwarded, unnest(p_actor) as actor, unnest(p_request_id) as request_id,
             unnest(p_caller_request_id) as caller_request_id, unnest(p_user_agent) as user_agent,
             unnest(p_node) as node
    ) r;

    last_seq := v_head + v_count;
  else
    if 2 = any (p_outcome) then
      v_known := known_refusals(p_event_id, v_head);
    end if;

    with request as (
      select r.*, row_number() over (partition by r.event_id order by r.ord) as occurrence
      from unnest(p_action, p_outcome, p_event_id, p_reason, p_defect, p_identity, p_token_id, p_secret_hash,
                  p_expires_at, p_observed_at, p_peer, p_forwarded, p_actor, p_request_id, p_caller_request_id,
                  p_user_agent, p_node, p_attempts)
        with ordinality as r (action, outcome, event_id, reason, defect, identity, token_id, secret_hash, expires_at,
                              observed_at, peer, forwarded, actor, request_id, caller_request_id, user_agent, node,
                              attempts, ord)
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
      insert into audit_event (seq, event_id, at, format, action, outcome, reason, defect, identity, token_id,
                               secret_hash, expires_at, observed_at, peer, forwarded, actor, request_id,
                               caller_request_id, user_agent, node, attempts)
      select n.number, n.event_id, events_at, 2, n.action, n.outcome, n.reason, n.defect, n.identity, n.token_id,
             case when n.action = 1 then n.secret_hash end, n.expires_at, n.observed_at, n.peer, n.forwarded, n.actor,
             n.request_id, n.caller_request_id, n.user_agent, n.node, n.attempts
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

-- The service may read, and write through the functions alone.
revoke execute on all functions in schema ${schema} from public;
