-- Tokens, the events of what was done with them, and the one call that writes both.
-- Runs with the search path on this schema alone.

-- A token: never its secret, only the SHA-256 of it.
-- Its primary key is looked up by revoke and verify; ids grow with time (UUIDv7), so inserts touch the index's
-- right edge only. No other index yet: each would cost every issue.
create table token (
  id            uuid        primary key,
  secret_hash   bytea       not null check (octet_length(secret_hash) = 32),
  identity      text        not null check (char_length(identity) between 1 and 255),
  issued_at     timestamptz not null,
  expires_at    timestamptz not null,
  revoked_at    timestamptz,
  revocation_id uuid,
  check ((revoked_at is null) = (revocation_id is null))
);

-- The event log's last number and time. Its one row is what puts all writers in order.
create table audit_head (
  one boolean     primary key default true check (one),
  seq bigint      not null,
  at  timestamptz not null
) with (fillfactor = 10); -- room on the page, so that each update stays on it and touches no index
insert into audit_head (seq, at) values (0, '-infinity');

-- What was done and what was refused, in the order of commits, numbered without a gap.
-- Codes are OCSF's: action 1 = create (issue), 4 = delete (revoke); outcome 1 = success, 2 = failure (refused).
-- The primary key is how the event log is read: onwards from a number.
create table audit_event (
  seq         bigint      not null,
  event_id    uuid        not null,
  at          timestamptz not null,
  format      smallint    not null,
  action      smallint    not null,
  outcome     smallint    not null,
  reason      text,
  identity    text,
  token_id    uuid,
  secret_hash bytea,
  expires_at  timestamptz,
  observed_at timestamptz,
  peer        text        not null,
  forwarded   text,
  request_id  text        not null,
  user_agent  text,
  node        text        not null,
  attempts    int         check (attempts > 1), -- refused ones like this that have no event of their own
  primary key (seq)
) partition by range (seq);

-- A refused attempt whose event is sent again is found here; issues and revokes are found by their token's row
-- and cost this index nothing.
create index audit_event_refused on audit_event (event_id) where outcome = 2;

create function forbid_change() returns trigger language plpgsql as $$
begin
  raise exception 'events are only ever appended' using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete on audit_event for each row execute function forbid_change();
create trigger append_only_all before truncate on audit_event execute function forbid_change();

-- Adds the partition of ten million numbers with this index, unless it is there.
-- Attached, not created in place: that takes no lock that a reader of the event log would hold up.
create function add_event_partition(p_index bigint) returns void language plpgsql as $$
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

select add_event_partition(0), add_event_partition(1);

-- Writes a batch: issues, revokes, and the events of refused attempts. Row i of the arrays is one request; a row may
-- be sent again, in this batch or another, and is done once.
--
-- One autocommit call, so that a client that freezes can hold no lock. Volatile, so that each statement sees what
-- was committed before it. Locks are taken in one order (tokens inserted, by id; tokens revoked, by id; the head),
-- so no two calls wait for each other in a circle.
--
-- Returns one row, short enough for a socket's buffers whatever the client does: when this call has done its work, the
-- time of the events that it has written, the number of the last of them, and for each request
--   status 0 = written now, 1 = stood already, 2 = no live token, 3 = the id is another token's;
--   seq = the event's number (for status 1 a number not below it, else null);
--   at = when the token was issued or revoked (null for 2 and 3).
-- The three are null where all was written now, and numbered in the order of the requests.
-- An array of nulls may be sent as a null.
--
-- What nearly every call does reads the arrays by set-returning functions in a select list, which run side by side and
-- end a shorter one with nulls; in a from clause each would first be written to a store of its own.
create function write_batch_v1(
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

-- The service may read, and write through the function alone.
revoke execute on all functions in schema ${schema} from public;
