-- What nodes have signed of their event logs, so that each can be held against the others, and a database that was
-- restored from before them gives itself away.

-- The keys that have signed: few, so that the newest checkpoint of each is found without reading all.
create table audit_signer (
  key        text        primary key, -- public key, in the form of the C2SP's signed notes
  node       text        not null,
  first_seen timestamptz not null
);

-- The primary key is how the largest checkpoint of a key is found that has no more than some number of lines.
create table audit_checkpoint (
  key  text        not null references audit_signer,
  size bigint      not null check (size > 0),
  root bytea       not null check (octet_length(root) = 32),
  note text        not null, -- the signed note itself
  node text        not null,
  at   timestamptz not null,
  primary key (key, size)
);

-- Records a checkpoint, unless the database knows nothing of p_previous lines, which its sender has published: then
-- it has been restored from an older state, and records nothing. The sender's root is compared by the sender, which
-- has the lines; here it is only kept.
--
-- Of checkpoints older than an hour, one an hour is kept of each key.
--
-- Returns a row for each key that has recorded one of at most p_size lines before, the largest of each; or one row of
-- nulls where none has; and in each row whether p_previous is known, and the largest of the sender's own.
create function record_checkpoint_v1(p_key text, p_size bigint, p_root bytea, p_note text, p_node text,
                                     p_previous bigint)
returns table (previous_known boolean, own_highest bigint, key text, size bigint, root bytea, note text, node text)
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
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

revoke execute on function record_checkpoint_v1 from public;
