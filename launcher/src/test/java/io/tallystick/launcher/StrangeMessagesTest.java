package io.tallystick.launcher;

import static io.tallystick.launcher.BusNodes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallystick.config.Settings;
import io.tallystick.config.value.DatabaseUrl;
import io.tallystick.event.SecretHash;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.IssueToken;
import io.tallystick.launcher.node.ClusterTls;
import io.tallystick.store.StoreVerticle;
import io.tallystick.testing.Jdbc;
import io.tallystick.testing.SampleEvents;
import io.tallystick.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever reaches the event bus can send the store any bytes. It trusts none of them. */
class StrangeMessagesTest {

  private final String url = TestPostgres.shared().newDatabase();
  private final BusNodes nodes = new BusNodes("strange-messages", 2);
  private BusNodes.Node store;
  private Vertx stranger;

  @BeforeEach
  void aStrangerReachesTheBusOfAStore() {
    store = nodes.start("store");
    Settings settings = Settings.of(Map.of("store.url", url));
    join(
        store
            .vertx()
            .deployVerticle(
                new StoreVerticle(
                    settings.store(),
                    settings.tokens(),
                    "store",
                    store.bus(),
                    InstantSource.system(),
                    new SimpleMeterRegistry())));
    stranger = nodes.vertx(new ClusterTls(null, false));
    for (String message :
        new String[] {
          "IssueToken", "TokenIssued", "RevokeToken", "AppendEvents", "RecordCheckpoint"
        }) {
      stranger.eventBus().registerCodec(new RawJson(message));
    }
  }

  @AfterEach
  void leave() {
    join(stranger.close());
    nodes.close();
  }

  @Test
  void whatTheApiWouldSendIsDone() throws Exception {
    send("issue", "IssueToken", issue().encode());

    assertThat(count("token")).isEqualTo(1);
    assertThat(count("audit_event")).isEqualTo(1);
    assertThat(store.bus().refusedMessages()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity=two\nlines",
        "identity=so\u0308ns",
        "identity=bill\u200bing",
        "identity=",
        "identity=btUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS",
        "expiresAt=2999-01-01T00:00:00Z",
        "expiresAt=2001-01-01T00:00:00Z",
        "expiresAt=+1000000-01-01T00:00:00Z",
        "id=6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "label=two\nlines",
        "millisLeft=9223372036854775807",
      })
  void aTokenThatTheApiWouldNotIssueIsRejected(String field) throws Exception {
    String name = field.substring(0, field.indexOf('='));
    String text = field.substring(field.indexOf('=') + 1);
    JsonObject message =
        issue().put(name, name.equals("millisLeft") ? (Object) Long.valueOf(text) : text);

    assertRefused(
        "issue",
        "IssueToken",
        message,
        name.equals("expiresAt") ? Failure.CLOCKS_DIFFER : Failure.REJECTED);
  }

  @Test
  void whatIsNoMessageIsNotUnderstood() throws Exception {
    for (String field : new String[] {"id", "secretHash", "identity", "expiresAt", "origin"}) {
      JsonObject message = issue();
      message.remove(field);
      assertRefused("issue", "IssueToken", message, Failure.NOT_UNDERSTOOD);
    }
    assertRefused("issue", "IssueToken", issue().put("secretHash", "ab"), Failure.NOT_UNDERSTOOD);
    assertRefused("issue", "IssueToken", new JsonObject(), Failure.NOT_UNDERSTOOD);
    assertThat(store.bus().refusedMessages()).isEqualTo(7);
  }

  @Test
  void aRevokeOfWhatIsNoIdentityIsRejected() throws Exception {
    JsonObject message =
        issue().put("revocationId", newId()).put("tokenId", newId()).put("identity", "a\nb");

    assertRefused("revoke", "RevokeToken", message, Failure.REJECTED);
  }

  @Test
  void anEventOfWhatIsNoIdentityIsRejected() throws Exception {
    JsonObject attempt =
        new JsonObject()
            .put("eventId", newId())
            .put("action", "ISSUE")
            .put("reason", "BAD_REQUEST")
            .put("identity", "a\u0000b")
            .put("observedAt", Instant.now().toString())
            .put("origin", issue().getJsonObject("origin"))
            .put("count", 1);
    JsonObject message =
        new JsonObject()
            .put("attempts", new JsonArray().add(attempt))
            .put("millisLeft", 10_000)
            .put("each", true);

    assertRefused("events.append", "AppendEvents", message, Failure.REJECTED);
  }

  @ParameterizedTest
  @CsvSource({"size,0", "size,-1", "root,!", "root,", "root,AAAA", "key,", "note,", "node,"})
  void aCheckpointThatIsNoneIsRejected(String name, @Nullable String value) throws Exception {
    JsonObject checkpoint =
        new JsonObject()
            .put("size", 1)
            .put("root", "A".repeat(43) + "=")
            .put("key", "key")
            .put("note", "note")
            .put("node", "node")
            .put(name, value == null ? "" : name.equals("size") ? Long.valueOf(value) : value);
    JsonObject message =
        new JsonObject().put("checkpoint", checkpoint).put("previousSize", 0).put("confirm", false);

    assertRefused("checkpoint.record", "RecordCheckpoint", message, Failure.REJECTED);
    assertThat(count("audit_checkpoint")).isZero();
  }

  private void assertRefused(String address, String codec, JsonObject message, Failure failure)
      throws Exception {
    long before = store.bus().refusedMessages();

    assertThatThrownBy(() -> send(address, codec, message.encode()))
        .as("%s", message)
        .satisfies(
            cause ->
                assertThat(Failure.of(cause.getCause() == null ? cause : cause.getCause()))
                    .isEqualTo(failure));

    assertThat(store.bus().refusedMessages()).isEqualTo(before + 1);
    assertThat(count("token")).isZero();
    assertThat(count("audit_event")).isZero();
  }

  private static JsonObject issue() {
    IssueToken message =
        new IssueToken(
            SampleEvents.issue(
                SampleEvents.newTokenId(),
                SecretHash.ofSecret(new byte[1]),
                "billing",
                Instant.now().plus(1, ChronoUnit.HOURS),
                SampleEvents.ORIGIN),
            10_000);
    return new JsonObject()
        .put("id", message.event().tokenId().toString())
        .put("secretHash", message.event().secretHash().hex())
        .put("identity", message.event().identity())
        .put("expiresAt", message.event().expiresAt().toString())
        .put(
            "origin",
            new JsonObject().put("peer", "127.0.0.1").put("requestId", "r").put("node", "node-1"))
        .put("millisLeft", message.millisLeft());
  }

  private static String newId() {
    return SampleEvents.newTokenId().toString();
  }

  private void send(String address, String codec, String json) {
    join(
        stranger
            .eventBus()
            .<Object>request(
                "tallystick." + address + "@store",
                json,
                new DeliveryOptions().setCodecName("tallystick." + codec).setSendTimeout(60_000))
            .map(Message::body));
  }

  private long count(String table) throws Exception {
    try (Connection connection = Jdbc.connect(DatabaseUrl.parse(url));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from tallystick." + table)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Writes a text as our codec writes its JSON. */
  private record RawJson(String message) implements MessageCodec<String, String> {

    @Override
    public void encodeToWire(Buffer wire, String json) {
      byte[] bytes = Buffer.buffer(json).getBytes();
      wire.appendByte((byte) 1).appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public String decodeFromWire(int position, Buffer wire) {
      return "";
    }

    @Override
    public String transform(String json) {
      return json;
    }

    @Override
    public String name() {
      return "tallystick." + message;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
