package io.tallystick.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who shares an answer with whom. */
class MergedQuestionsTest {

  private final MergedQuestions<String, Integer> questions = new MergedQuestions<>();
  private final List<Promise<Integer>> asked = new ArrayList<>();

  @Test
  void whoeverAsksWhileAQuestionIsUnderWaySharesTheNextOne() {
    Future<Integer> first = ask("a");
    Future<Integer> second = ask("a");
    Future<Integer> third = ask("a");
    Future<Integer> other = ask("b");
    assertThat(asked).hasSize(2);

    asked.get(0).complete(1);
    assertThat(first.result()).isEqualTo(1);
    assertThat(second.isComplete()).isFalse();
    assertThat(asked).hasSize(3);

    asked.get(2).complete(3);
    assertThat(second.result()).isEqualTo(3);
    assertThat(third.result()).isEqualTo(3);
    asked.get(1).complete(2);
    assertThat(other.result()).isEqualTo(2);

    ask("a");
    assertThat(asked).hasSize(4);
  }

  @Test
  void aFailureIsSharedLikeAnAnswerAndDoesNotLast() {
    Future<Integer> first = ask("a");
    Future<Integer> second = ask("a");
    asked.get(0).fail("away");
    asked.get(1).fail("away still");

    assertThat(first.cause()).hasMessage("away");
    assertThat(second.cause()).hasMessage("away still");
    assertThat(ask("a").isComplete()).isFalse();
    assertThat(asked).hasSize(3);
  }

  @Test
  void anExceptionIsAFailure() {
    Future<Integer> failed =
        questions.ask(
            "a",
            () -> {
              throw new IllegalStateException("closed");
            });

    assertThat(failed.cause()).hasMessage("closed");
    ask("a");
    assertThat(asked).hasSize(1);
  }

  private Future<Integer> ask(String thing) {
    return questions.ask(
        thing,
        () -> {
          Promise<Integer> answer = Promise.promise();
          asked.add(answer);
          return answer.future();
        });
  }
}
