package io.tallystick.bench;

import java.io.IOException;

/** Inserts tokens that were issued long ago. It uses SQL, since HTTP would take days. */
final class Generator {

  // As write_batch_v1 would have written them: ids in the order of time, a thousand per instant.
  private static final String TOKENS =
      """
      insert into tallystick.token (id, secret_hash, identity, issued_at, expires_at)
      select uuidv7(made - now()), sha256(g::text::bytea), 'service-' || lpad((g %% 1000)::text, 4, '0'),
             made, made + interval '%s'
      from generate_series(%d::bigint, %d::bigint) g,
        lateral (select now() - interval '%s' + g / 1000 * interval '1 millisecond' as made) m
      """;

  private static final int STEP = 1_000_000;

  private Generator() {}

  /**
   * Inserts tokens without events.
   *
   * @param age how long ago the first token was issued, as a PostgreSQL interval
   * @param lifetime the lifetime of each token, as a PostgreSQL interval
   */
  static void tokens(Stage stage, String url, long count, String age, String lifetime)
      throws IOException {
    for (long from = 1; from <= count; from += STEP) {
      long to = Math.min(count, from + STEP - 1);
      stage.execute(url, TOKENS.formatted(lifetime, from, to, age));
      if (to % (10 * STEP) == 0) {
        System.out.printf("%,d tokens inserted%n", to);
      }
    }
  }

  /** Runs a vacuum and a checkpoint now, so that they do not run during a measurement. */
  static void settle(Stage stage, String url) throws IOException {
    stage.execute(url, "vacuum (analyze) tallystick.token");
    stage.execute(url, "checkpoint");
  }
}
