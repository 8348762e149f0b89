-- Requests that may be sent again with the same Idempotency-Key, and then get the same answer.

-- What was first sent under a key. The answer is derived from the nonce with a key that no database has, so these rows
-- do not suffice to make a token again.
create table idempotency_key (
  scope_hash  bytea       primary key check (octet_length(scope_hash) = 32), -- of the endpoint, the key and its owner
  fingerprint bytea       not null check (octet_length(fingerprint) = 32),   -- of what was asked for
  nonce       bytea       not null check (octet_length(nonce) = 32),
  key_id      text        not null check (char_length(key_id) = 16),         -- the name of the key that it is used with
  claimed_at  timestamptz not null,                                          -- when the request came, by its node's clock
  -- The settings of then that the answer depends on.
  prefix              text    not null,
  default_lifetime_ms bigint  not null,
  max_lifetime_ms     bigint  not null,
  strict_body         boolean not null,
  kept_until  timestamptz not null
);
create index idempotency_key_kept_until on idempotency_key (kept_until);

-- Keeps what is new or was kept before its window was over, and returns what is kept, in the order of the parameters.
-- Rows are locked in the order of their hashes, so there are no deadlocks.
create function claim_idempotency_keys_v1(
  p_scope_hash bytea[], p_fingerprint bytea[], p_nonce bytea[], p_key_id text[], p_claimed_at timestamptz[],
  p_prefix text[], p_default_lifetime_ms bigint[], p_max_lifetime_ms bigint[], p_strict_body boolean[],
  p_window_seconds float8[]
) returns table (
  fingerprint bytea, nonce bytea, key_id text, claimed_at timestamptz, prefix text, default_lifetime_ms bigint,
  max_lifetime_ms bigint, strict_body boolean
)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
-- As for write_batch_v4: the plan is kept, so it must not depend on how large the table was.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := clock_timestamp();
begin
  -- As in write_batch_v4: an answer that is derived from a row must not outlive it.
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;

  insert into idempotency_key as k (
    scope_hash, fingerprint, nonce, key_id, claimed_at, prefix, default_lifetime_ms, max_lifetime_ms, strict_body,
    kept_until)
  select distinct on (r.scope_hash) r.scope_hash, r.fingerprint, r.nonce, r.key_id, r.claimed_at, r.prefix,
         r.default_lifetime_ms, r.max_lifetime_ms, r.strict_body, v_now + make_interval(secs => r.window_seconds)
  from unnest(p_scope_hash, p_fingerprint, p_nonce, p_key_id, p_claimed_at, p_prefix, p_default_lifetime_ms,
              p_max_lifetime_ms, p_strict_body, p_window_seconds)
    with ordinality as r (
      scope_hash, fingerprint, nonce, key_id, claimed_at, prefix, default_lifetime_ms, max_lifetime_ms, strict_body,
      window_seconds, ord)
  order by r.scope_hash, r.ord
  on conflict (scope_hash) do update
    set fingerprint = excluded.fingerprint, nonce = excluded.nonce, key_id = excluded.key_id,
        claimed_at = excluded.claimed_at, prefix = excluded.prefix,
        default_lifetime_ms = excluded.default_lifetime_ms, max_lifetime_ms = excluded.max_lifetime_ms,
        strict_body = excluded.strict_body, kept_until = excluded.kept_until
    where k.kept_until <= v_now;

  return query
  select k.fingerprint, k.nonce, k.key_id, k.claimed_at, k.prefix, k.default_lifetime_ms, k.max_lifetime_ms,
         k.strict_body
  from unnest(p_scope_hash) with ordinality as r (scope_hash, ord)
  join idempotency_key k on k.scope_hash = r.scope_hash
  order by r.ord;
end $$;

-- Erases at most so many rows whose window is over, and returns how many. They are kept for another minute, so that a
-- claim which has just found one still can read it.
create function erase_idempotency_keys_v1(p_limit int) returns int
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_erased int;
begin
  delete from idempotency_key
  where scope_hash = any (array(
    select k.scope_hash from idempotency_key k
    where k.kept_until < clock_timestamp() - interval '1 minute'
    order by k.kept_until
    limit p_limit
    for update skip locked));
  get diagnostics v_erased = row_count;
  return v_erased;
end $$;

-- The service may claim and erase through the functions alone.
revoke execute on all functions in schema ${schema} from public;
