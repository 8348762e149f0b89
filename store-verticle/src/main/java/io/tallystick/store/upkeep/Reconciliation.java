package io.tallystick.store.upkeep;

import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.store.schema.SchemaMigration;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the tokens with the events. Each token must match its events, and each event must have
 * its token, unless the token was due to be purged. It reads both tables completely, in one
 * snapshot, and changes nothing.
 */
public final class Reconciliation {

  /**
   * A kind of mismatch.
   *
   * @param text what is wrong, as the end of a sentence that starts with the count
   * @param count how many tokens or event numbers are affected
   * @param examples some of the tokens, by their public ids, or of the event numbers
   */
  public record Finding(String text, long count, List<String> examples) {

    /** Copies the list. */
    public Finding {
      examples = List.copyOf(examples);
    }
  }

  /**
   * The result of a comparison.
   *
   * @param tokens the number of rows in the token table
   * @param events the number of rows in the event table
   * @param findings empty if everything matches
   */
  public record Result(long tokens, long events, List<Finding> findings) {

    /** Copies the list. */
    public Result {
      findings = List.copyOf(findings);
    }
  }

  private static final String COUNTS =
      """
      select (select count(*) from tallystick.token) as tokens,
             count(e.seq) as events, coalesce(min(e.seq), 1) as first, coalesce(max(e.seq), 0) as last,
             (select seq from tallystick.audit_head) as head
      from tallystick.audit_event e
      """;

  private static final String FINDINGS =
      """
      with import as (
        -- A token that has expired and was purged may be imported again: then only the last import counts.
        select token_id, seq,
               lead(seq) over of_token is null as is_last,
               lag(expires_at) over of_token > at as is_second
        from tallystick.audit_event
        where action = 6 and outcome = 1
        window of_token as (partition by token_id order by seq)
      ), replaced as (
        select e.related_id as token_id, min(e.related_expires_at) as expires_at
        from tallystick.audit_event e
        left join import i on i.token_id = e.related_id and i.is_last
        where e.action = 1 and e.related_id is not null and (i.seq is null or e.seq > i.seq)
        group by e.related_id
      ), events_of_token as (
        select e.token_id,
               count(*) filter (where e.action in (1, 6)) as issues,
               count(*) filter (where e.action = 4) as revokes,
               (array_agg(e.secret_hash) filter (where e.action in (1, 6)))[1] as secret_hash,
               (array_agg(e.identity) filter (where e.action in (1, 6)))[1] as identity,
               max(e.expires_at) filter (where e.action in (1, 6)) as expires_at,
               (array_agg(e.event_id) filter (where e.action = 4))[1] as revocation_id,
               max(e.at) filter (where e.action = 4) as revoked_at,
               min(e.seq) filter (where e.action = 4) < min(e.seq) filter (where e.action in (1, 6)) as wrong_order,
               bool_or(i.seq is not null) as imported,
               bool_or(i.is_second) as imported_twice
        from tallystick.audit_event e
        left join import i on i.token_id = e.token_id and i.is_last
        where e.outcome = 1 and e.action in (1, 4, 6) and (i.seq is null or e.seq >= i.seq)
        group by e.token_id
      ), checked as (
        select coalesce(t.id, e.token_id) as id,
               case
                 when e.token_id is null then 'tokens have no event'
                 when e.issues = 0 then 'tokens have a revoke event but no issue event'
                 when e.issues > 1 or e.revokes > 1 or e.imported_twice then 'tokens have duplicate events'
                 when e.wrong_order then 'tokens have a revoke event before their issue event'
                 when t.id is null
                   and not least(e.expires_at, r.expires_at, case when not e.imported then e.revoked_at end)
                     < now() - make_interval(secs => ?)
                   then 'tokens are missing, although it is too early to purge them'
                 when t.id is null then null
                 when (t.secret_hash, t.identity, t.expires_at)
                   is distinct from (e.secret_hash, e.identity, least(e.expires_at, r.expires_at))
                   then 'tokens differ from their issue events'
                 when t.revocation_id is distinct from e.revocation_id
                   then 'tokens are revoked without a revoke event, or have one without being revoked'
               end as finding
        from tallystick.token t
        full join events_of_token e on e.token_id = t.id
        left join replaced r on r.token_id = e.token_id
      )
      select finding, count(*) as count, (array_agg(id::text order by id))[1:5] as examples
      from checked
      where finding is not null
      group by finding
      order by finding
      """;

  private Reconciliation() {}

  /**
   * Compares the tables. It blocks, for minutes if they are large.
   *
   * @param url the database
   * @param retention how long dead tokens are kept before they are purged
   * @throws SQLException if the database cannot be read
   */
  public static Result run(DatabaseUrl url, Duration retention) throws SQLException {
    try (Connection connection = SchemaMigration.dataSource(url).getConnection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      List<Finding> findings = new ArrayList<>();
      long tokens;
      long events;
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local statement_timeout = 0");
        try (ResultSet counts = statement.executeQuery(COUNTS)) {
          counts.next();
          tokens = counts.getLong("tokens");
          events = counts.getLong("events");
          long last = counts.getLong("last");
          long missing = Math.max(last, counts.getLong("head")) - events;
          if (missing != 0 || counts.getLong("first") != 1) {
            findings.add(
                new Finding("event numbers are missing", missing, List.of("up to " + last)));
          }
        }
      }
      findings.addAll(findings(connection, retention));
      return new Result(tokens, events, findings);
    }
  }

  private static List<Finding> findings(Connection connection, Duration retention)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(FINDINGS)) {
      statement.setDouble(1, retention.toMillis() / 1_000.0);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Array examples = rows.getArray("examples");
          findings.add(
              new Finding(
                  rows.getString("finding"),
                  rows.getLong("count"),
                  List.of((String[]) examples.getArray())));
        }
      }
    }
    return findings;
  }
}
