package io.tallystick.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings of the event log. Immutable, read and checked. */
public final class AuditSettings {

  static final SettingGroup GROUP = new SettingGroup();

  private static final String CENTURY = "36525d";

  private final Values values;

  AuditSettings(Values values) {
    this.values = values;
  }

  /** The directory of the event log, inside {@code data.dir}. */
  public Path directory() {
    return values.get(Settings.DATA_DIR).resolve("audit");
  }

  private static final Setting<Duration> POLL_INTERVAL =
      GROUP.add(
          "audit.poll-interval",
          SettingType.duration("10ms", "10m"),
          DefaultValue.of("1s"),
          "The longest time between two queries for events that other nodes have committed.");

  /** The time between two queries for new events, if no message reports new ones earlier. */
  public Duration pollInterval() {
    return values.get(POLL_INTERVAL);
  }

  private static final Setting<Integer> MAX_BUFFERED =
      GROUP.add(
          "audit.max-buffered",
          SettingType.integer(1, 1_000_000),
          DefaultValue.of("10000"),
          "The largest number of refused attempts that are kept in memory while the database is"
              + " unreachable.");

  /** The largest number of refused attempts kept in memory while the database is unreachable. */
  public int maxBuffered() {
    return values.get(MAX_BUFFERED);
  }

  private static final Setting<String> ORIGIN =
      GROUP.add(
          "audit.origin",
          SettingType.text(
              "[A-Za-z0-9._/-]{1,128}", "1 to 128 letters, digits, '.', '_', '/', '-'"),
          DefaultValue.of("tallystick"),
          "The name of the event log in its checkpoints. Give each log a name of its own.");

  /** The log's name in its checkpoints (the origin line of C2SP tlog-checkpoint). */
  public String origin() {
    return values.get(ORIGIN);
  }

  private static final Setting<Duration> CHECKPOINT_INTERVAL =
      GROUP.add(
          "audit.checkpoint-interval",
          SettingType.duration("100ms", "1h"),
          DefaultValue.of("5s"),
          "The time between two checkpoints. If no event was written since, none is made.");

  /** The time between two checkpoints, if any event has been written since. */
  public Duration checkpointInterval() {
    return values.get(CHECKPOINT_INTERVAL);
  }

  private static final Setting<Integer> CHECKPOINT_EVENTS =
      GROUP.add(
          "audit.checkpoint-events",
          SettingType.integer(1, 100_000_000),
          DefaultValue.of("100000"),
          "The number of events after which a checkpoint is made even before its time.");

  /** The number of events after which a checkpoint is made even before the interval is over. */
  public int checkpointEvents() {
    return values.get(CHECKPOINT_EVENTS);
  }

  private static final Setting<Path> KEY_FILE =
      GROUP.add(
          "audit.key-file",
          SettingType.path("a file"),
          DefaultValue.none("key.pem in the directory of the event log"),
          "The Ed25519 key that signs checkpoints, as two PEM blocks: PRIVATE KEY and PUBLIC KEY. If this is set, the"
              + " file must exist: 'audit make-key' makes one.");

  /** The file of the key that signs checkpoints; null means key.pem in {@link #directory}. */
  public @Nullable Path keyFile() {
    return values.find(KEY_FILE);
  }

  private static final Setting<Duration> COMPRESS_AFTER =
      GROUP.add(
          "audit.compress-after",
          SettingType.duration("1s", CENTURY),
          DefaultValue.of("1h"),
          "The age of its last event at which a full file of the event log is compressed.");

  /** The age of its last event at which a full segment is compressed. */
  public Duration compressAfter() {
    return values.get(COMPRESS_AFTER);
  }

  private static final Setting<Duration> RETENTION =
      GROUP.add(
          "audit.retention",
          SettingType.duration("1m", CENTURY),
          DefaultValue.none("none: files are kept forever"),
          "The age of its last event at which a full file of the event log is removed. The database"
              + " keeps all events.");

  /** The age of its last event at which a full segment is removed; null means never. */
  public @Nullable Duration retention() {
    return values.find(RETENTION);
  }

  private static final Setting<Integer> MAX_LAG =
      GROUP.add(
          "audit.max-lag",
          SettingType.integer(1, 1_000_000_000),
          DefaultValue.of("1000000"),
          "The largest number of events that may be committed but not yet written to the files."
              + " While there are more, no tokens are issued.");

  /** The largest number of events that may be committed but not yet in the files. */
  public int maxLag() {
    return values.get(MAX_LAG);
  }

  private static final Setting<Integer> MAX_REFUSALS =
      GROUP.add(
          "audit.max-refusals-per-minute",
          SettingType.integer(1, 1_000_000),
          DefaultValue.of("600"),
          "The largest number of refused attempts of one address that get an event each, in a"
              + " minute. Further ones are only counted.");

  /** The largest number of refused attempts of one address in a minute that get an event each. */
  public int maxRefusals() {
    return values.get(MAX_REFUSALS);
  }

  private static final Setting<Boolean> CONSOLE =
      GROUP.add(
          "audit.console",
          SettingType.bool(),
          DefaultValue.of("false"),
          "Whether the events are also written to standard output.");

  /**
   * Whether the events are also written to standard output, through the logger {@code
   * tallystick.audit}.
   */
  public boolean console() {
    return values.get(CONSOLE);
  }

  @Override
  public String toString() {
    return values.show(GROUP.all());
  }
}
