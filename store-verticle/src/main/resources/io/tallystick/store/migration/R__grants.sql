-- What the service's role may do, where another role owns the schema.
grant usage on schema ${schema} to "${serviceRole}";
grant select on token, audit_event, audit_head, audit_checkpoint, audit_signer to "${serviceRole}";
grant execute on function write_batch_v1, purge_tokens_v1, record_checkpoint_v1 to "${serviceRole}";
