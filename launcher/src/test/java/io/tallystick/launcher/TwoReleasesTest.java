package io.tallystick.launcher;

import static io.tallystick.launcher.BusNodes.join;
import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.eventbus.Address;
import io.tallystick.eventbus.Failure;
import io.tallystick.eventbus.message.AppendEvents;
import io.tallystick.eventbus.message.EventsAppended;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While nodes are replaced one by one, some of them are of the next release. */
class TwoReleasesTest {

  private static final AppendEvents NOTHING = new AppendEvents(List.of(), 10_000);

  private final BusNodes nodes = new BusNodes("releases", 3);
  private final AtomicInteger readByOlder = new AtomicInteger();
  private BusNodes.Node newer;

  @BeforeEach
  void anOlderNodeAnswersANewerOne() {
    nodes
        .start("older")
        .bus()
        .answer(
            Address.APPEND_EVENTS,
            events -> {
              readByOlder.incrementAndGet();
              return Future.succeededFuture(EventsAppended.all(1));
            });
    newer = nodes.start("newer");
  }

  @AfterEach
  void leave() {
    nodes.close();
  }

  @Test
  void fieldsThatItAddsArePassedOver() {
    speakNextRelease(newer, "{\"attempts\": [], \"millisLeft\": 10000, \"urgent\": true}");

    assertThat(join(append(120_000)).seq()).isEqualTo(1);
  }

  @Test
  void whatTheOlderNodeCannotReadIsAskedOfOneThatCan() {
    String message =
        "{\"attempts\": [{\"reason\": \"OF_THE_NEXT_RELEASE\"}], \"millisLeft\": 10000}";
    speakNextRelease(newer, message);
    Future<EventsAppended> unanswered = append(1_000);
    await().until(unanswered::failed);
    assertThat(Failure.of(unanswered.cause())).isEqualTo(Failure.UNAVAILABLE);

    BusNodes.Node another = nodes.start("another");
    speakNextRelease(another, message);
    another
        .bus()
        .answer(Address.APPEND_EVENTS, events -> Future.succeededFuture(EventsAppended.all(2)));

    assertThat(join(append(120_000)).seq()).isEqualTo(2);
    assertThat(readByOlder).hasValue(0);
  }

  private Future<EventsAppended> append(long millis) {
    return newer.bus().request(Address.APPEND_EVENTS, NOTHING, millis);
  }

  /** From here on, a node writes this for every such message, and understands it. */
  private static void speakNextRelease(BusNodes.Node node, String json) {
    node.vertx()
        .eventBus()
        .unregisterDefaultCodec(AppendEvents.class)
        .registerDefaultCodec(AppendEvents.class, new NextRelease(json));
  }

  private record NextRelease(String json) implements MessageCodec<AppendEvents, AppendEvents> {

    @Override
    public void encodeToWire(Buffer wire, AppendEvents message) {
      wire.appendByte((byte) 1).appendInt(json.length()).appendString(json);
    }

    @Override
    public AppendEvents decodeFromWire(int position, Buffer wire) {
      return NOTHING;
    }

    @Override
    public AppendEvents transform(AppendEvents message) {
      return message;
    }

    @Override
    public String name() {
      return "tallystick.AppendEvents";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
