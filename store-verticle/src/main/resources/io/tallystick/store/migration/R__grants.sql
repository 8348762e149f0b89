-- What the service's role may do, where another role owns the schema.
grant usage on schema ${schema} to "${serviceRole}";
grant select on token, token_use, token_use_since, audit_event, audit_head, audit_checkpoint, audit_signer, database_identity, flyway_schema_history
  to "${serviceRole}";
grant execute on function write_batch_v1, write_batch_v2, write_batch_v3, write_batch_v4, write_batch_v5,
  order_revocation_v1, continue_revocation_v1, rotate_token_v1,
  purge_tokens_v1, purge_tokens_v2, purge_tokens_v3, record_use_v1,
  record_checkpoint_v1, prepare_event_partitions_v1,
  claim_idempotency_keys_v1, erase_idempotency_keys_v1
  to "${serviceRole}";
