-- What the service's role may do, where another role owns the schema.
grant usage on schema ${schema} to "${serviceRole}";
grant select on token, audit_event, audit_head to "${serviceRole}";
grant execute on function write_batch_v1, purge_tokens_v1 to "${serviceRole}";
