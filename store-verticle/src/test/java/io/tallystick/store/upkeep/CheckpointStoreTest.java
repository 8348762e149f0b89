package io.tallystick.store.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.message.CheckpointRecorded;
import io.tallystick.eventbus.message.LogCheckpoint;
import io.tallystick.eventbus.message.RecordCheckpoint;
import io.tallystick.store.Store;
import io.tallystick.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nodes sign is recorded, and told to each other. */
class CheckpointStoreTest {

  private final String url = TestPostgres.shared().newDatabase();
  private final Store store = Store.start(url);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theFirstMeetsNoOther() {
    CheckpointRecorded first = record("a", 10, 0);

    assertThat(first.previousKnown()).isTrue();
    assertThat(first.ownHighest()).isEqualTo(10);
    assertThat(first.earlier()).isEmpty();
    assertThat(first.server()).endsWith(":" + TestPostgres.shared().port());
  }

  @Test
  void eachIsToldTheLargestOfEachKeyThatIsNotLarger() {
    record("a", 10, 0);
    record("a", 20, 10);
    record("b", 15, 0);
    record("b", 40, 15);

    CheckpointRecorded recorded = record("a", 30, 20);

    assertThat(recorded.previousKnown()).isTrue();
    assertThat(recorded.ownHighest()).isEqualTo(30);
    assertThat(recorded.earlier())
        .containsExactlyInAnyOrder(checkpoint("a", 20), checkpoint("b", 15));
  }

  @Test
  void aDatabaseThatWasRestoredKnowsNothingOfWhatWasSignedSince() throws Exception {
    record("a", 10, 0);
    record("a", 20, 10);
    Store.execute(url, "delete from tallystick.audit_checkpoint where size = 20");

    CheckpointRecorded recorded = record("a", 30, 20);

    assertThat(recorded.previousKnown()).isFalse();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aLogThatIsBehindWhatItsKeyHasSignedIsToldSo() throws Exception {
    record("a", 30, 0);

    assertThat(record("a", 20, 0).ownHighest()).isEqualTo(30);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void ofOldOnesOneAnHourIsKept() throws Exception {
    for (int size = 1; size <= 8; size++) {
      record("a", size, size - 1);
    }
    Store.execute(
        url,
        """
        update tallystick.audit_checkpoint
        set at = date_trunc('hour', now()) - interval '10 hours' + size * interval '20 minutes'
        """);

    record("a", 9, 8);

    // 20 and 40 minutes past one hour, 0, 20 and 40 past two, 0, 20 and 40 past … the last of each.
    assertThat(
            Store.number(
                url,
                "select string_agg(size::text, '' order by size)::bigint from tallystick.audit_checkpoint"))
        .isEqualTo(2589);
  }

  private long count() throws Exception {
    return Store.number(url, "select count(*) from tallystick.audit_checkpoint");
  }

  private CheckpointRecorded record(String key, long size, long previous) {
    return store.ask(
        Address.RECORD_CHECKPOINT, new RecordCheckpoint(checkpoint(key, size), previous));
  }

  private static LogCheckpoint checkpoint(String key, long size) {
    byte[] root = SecretHash.ofSecret((key + size).getBytes(StandardCharsets.UTF_8)).bytes();
    return new LogCheckpoint(
        size, Base64.getEncoder().encodeToString(root), key, "note " + size, "node " + key);
  }
}
