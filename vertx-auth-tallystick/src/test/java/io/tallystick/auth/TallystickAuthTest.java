package io.tallystick.auth;

import static io.tallystick.auth.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.auth.TestService.Issued;
import io.tallystick.testing.Eventually;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider without a cache, beside a real service. */
class TallystickAuthTest {

  @TempDir static Path data;
  private static TestService service;
  private static TallystickAuth auth;

  @BeforeAll
  static void start() throws Exception {
    service = new TestService(data, Map.of());
    auth = TallystickAuth.create(service.vertx, TallystickAuthOptions.of(service.uri()));
  }

  @AfterAll
  static void stop() {
    await(auth.close());
    service.close();
  }

  @AfterEach
  void heal() {
    service.network.heal();
  }

  @Test
  void aValidTokenIsAUserWhoseTokenIsNowhereInIt() {
    Issued issued = service.issue("Größe 1");

    User user = await(check(issued.token()));

    assertThat(user.subject()).isEqualTo("Größe 1");
    assertThat(user.principal().fieldNames())
        .containsExactlyInAnyOrder("sub", "username", "jti", "exp", "iat", "token_type");
    assertThat(user.principal().getString("jti")).isEqualTo(issued.id());
    assertThat(user.expired()).isFalse();
    assertThat(user.principal().encode() + user.attributes()).doesNotContain(issued.token());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "tally_x", "a&token=b", "Größe", ""})
  void anyOtherTextIsNot(String text) {
    assertThatThrownBy(() -> await(check(text))).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void otherCredentialsAreAMistakeOfTheCaller() {
    assertThatThrownBy(
            () -> await(auth.authenticate(new UsernamePasswordCredentials("name", "secret"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachAnswerIsCurrentWhateverIsUnderWay() {
    for (int i = 0; i < 100; i++) {
      Issued issued = service.issue("billing");
      List<Future<User>> before = new ArrayList<>();
      for (int k = 0; k < 20; k++) {
        before.add(check(issued.token()));
      }
      service.revoke(issued);

      assertThatThrownBy(() -> await(check(issued.token())))
          .isInstanceOf(InvalidTokenException.class);
      await(Future.join(before).otherwiseEmpty());
    }
  }

  @Test
  void manyQuestionsAboutOneTokenBecomeFew() {
    Issued issued = service.issue("billing");
    long before = service.introspections();

    List<Future<User>> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(check(issued.token()));
    }
    await(Future.all(all));
    Eventually.await().until(() -> service.introspections() > before);
    assertThat(service.introspections() - before).isLessThan(1_000);
  }

  /** On a busy machine, one answer in a thousand once came before anybody asked for its body. */
  @Test
  void aCallerOnAThreadOfItsOwnLosesNoAnswer() {
    for (int i = 0; i < 5_000; i++) {
      String text = "no token " + i;
      assertThatThrownBy(() -> await(check(text))).isInstanceOf(InvalidTokenException.class);
    }
  }

  @Test
  void aServiceThatIsAwayIsNoVerdict() {
    Issued issued = service.issue("billing");
    service.network.cut();

    assertThatThrownBy(() -> await(check(issued.token())))
        .isInstanceOf(TallystickUnavailableException.class)
        .satisfies(cause -> assertThat(cause.toString()).doesNotContain(issued.token()));
    service.network.heal();
    assertThat(await(check(issued.token())).subject()).isEqualTo("billing");
  }

  @Test
  void aServiceThatDoesNotAnswerIsWaitedForOnlySoLong() {
    Issued issued = service.issue("billing");
    TallystickAuth impatient =
        TallystickAuth.create(
            service.vertx,
            TallystickAuthOptions.of(service.uri()).withTimeout(Duration.ofMillis(200)));
    service.network.freeze();

    assertThatThrownBy(() -> await(impatient.authenticate(new TokenCredentials(issued.token()))))
        .isInstanceOf(TallystickUnavailableException.class);
    await(impatient.close());
  }

  @Test
  void whenItIsClosedNothingCanBeTold() {
    TallystickAuth other =
        TallystickAuth.create(service.vertx, TallystickAuthOptions.of(service.uri()));
    await(other.close());

    assertThatThrownBy(() -> await(other.authenticate(new TokenCredentials("x"))))
        .isInstanceOf(TallystickUnavailableException.class);
  }

  private static Future<User> check(String token) {
    return auth.authenticate(new TokenCredentials(token));
  }
}
