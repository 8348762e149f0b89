package io.tallystick.api.feed;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls take turns, in the order of their arrival. */
class TurnsTest {

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Turns turns = new Turns(2);
  private final List<Integer> begun = new CopyOnWriteArrayList<>();
  private final List<Promise<String>> underWay = new ArrayList<>();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void soManyRunAtOnceAndTheOthersInTheOrderOfTheirArrival() {
    for (int i = 0; i < 5; i++) {
      run(i);
    }
    await().until(() -> begun.size() == 2);

    underWay.get(1).complete("done");
    await().until(() -> begun.size() == 3);
    underWay.get(0).complete("done");
    underWay.get(2).complete("done");
    await().until(() -> begun.size() == 5);

    assertThat(begun).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aCallThatFailsLeavesItsTurnToTheNext() {
    Future<String> failing = run(0);
    run(1);
    run(2);
    await().until(() -> begun.size() == 2);

    underWay.get(0).fail("broken");

    await().until(() -> begun.size() == 3);
    await().until(failing::failed);
    assertThat(failing.cause()).hasMessage("broken");
  }

  @Test
  void aCallThatThrowsFailsAndLeavesItsTurnToTheNext() {
    Future<String> one = turns.run(context, TurnsTest::broken);
    Future<String> other = turns.run(context, TurnsTest::broken);
    run(0);

    await().until(() -> begun.size() == 1);
    await().until(() -> one.failed() && other.failed());
  }

  @Test
  void aCallIsMadeAndAnsweredOnItsContext() {
    List<Context> seen = new CopyOnWriteArrayList<>();
    Promise<String> answer = Promise.promise();
    turns
        .run(
            context,
            () -> {
              seen.add(vertx.getOrCreateContext());
              return answer.future();
            })
        .onSuccess(done -> seen.add(vertx.getOrCreateContext()));
    context.runOnContext(made -> answer.complete("done"));

    await().until(() -> seen.size() == 2);
    assertThat(seen).containsOnly(context);
  }

  private static Future<String> broken() {
    throw new IllegalStateException("broken");
  }

  private Future<String> run(int number) {
    Promise<String> answer = Promise.promise();
    underWay.add(answer);
    return turns.run(
        context,
        () -> {
          begun.add(number);
          return answer.future();
        });
  }
}
