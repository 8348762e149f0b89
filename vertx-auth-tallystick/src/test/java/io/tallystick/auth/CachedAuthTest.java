package io.tallystick.auth;

import static io.tallystick.auth.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.auth.TestService.Issued;
import io.tallystick.testing.Eventually;
import io.tallystick.testing.FaultyNetwork;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The provider with a cache, beside a real service, over a network that fails. */
class CachedAuthTest {

  private static final Duration BOUND = Duration.ofSeconds(1);

  @TempDir static Path data;
  private static TestService service;
  private TallystickAuth auth;

  /** What the network does to the feed, and to questions. */
  enum Fault {
    NONE,
    CUT,
    CUT_ONCE,
    LOST,
    FROZEN,
    SLOW,
    A_LITTLE_SLOW;

    void begin(FaultyNetwork network) {
      switch (this) {
        case NONE -> {}
        case CUT -> network.cut();
        case CUT_ONCE -> network.cutOnce();
        case LOST -> network.lose();
        case FROZEN -> network.freeze();
        case SLOW -> network.delay(3_000);
        case A_LITTLE_SLOW -> network.delay(300);
      }
    }
  }

  @BeforeAll
  static void startService() throws Exception {
    service = new TestService(data, Map.of());
  }

  @AfterAll
  static void stopService() {
    service.close();
  }

  @BeforeEach
  void start() {
    auth =
        TallystickAuth.create(
            service.vertx,
            TallystickAuthOptions.of(service.uri())
                .withTimeout(Duration.ofMillis(500))
                .withCache(new TallystickAuthOptions.Cache(1_000, BOUND, Duration.ofMinutes(5))));
    Eventually.await().until(auth::isCacheFresh);
  }

  @AfterEach
  void stop() {
    service.network.heal();
    await(auth.close());
  }

  @Test
  void aKnownTokenCostsTheServiceNothingAndEachCallerGetsAUserOfItsOwn() {
    Issued issued = service.issue("billing");
    await(check(issued));
    long before = service.introspections();

    Eventually.await()
        .until(
            () -> {
              long asked = service.introspections();
              User first = await(check(issued));
              first.principal().put("sub", "somebody else");
              assertThat(await(check(issued)).subject()).isEqualTo("billing");
              return service.introspections() == asked;
            });
    assertThat(service.introspections() - before).isLessThan(100);
  }

  @Test
  void aTokenThatIsNotValidIsAskedAboutEachTime() {
    Issued issued = service.issue("billing");
    service.revoke(issued);
    long before = service.introspections();

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> await(check(issued))).isInstanceOf(InvalidTokenException.class);
    }

    Eventually.await().until(() -> service.introspections() - before == 5);
  }

  @ParameterizedTest
  @EnumSource
  void aRevocationIsNoticedWithinTheBoundWhateverTheNetworkDoes(Fault fault) {
    for (int i = 0; i < 3; i++) {
      Issued issued = service.issue("billing");
      Eventually.await().until(auth::isCacheFresh);
      await(check(issued));
      fault.begin(service.network);
      service.revoke(issued);
      long revoked = System.nanoTime();

      // As long as a late answer may be remembered.
      long sinceRevoked;
      do {
        long begun = System.nanoTime();
        sinceRevoked = begun - revoked;
        Future<User> checked = check(issued);
        await(checked.otherwiseEmpty());
        if (checked.succeeded()) {
          assertThat(sinceRevoked).isLessThanOrEqualTo(BOUND.toNanos());
        }
      } while (sinceRevoked < BOUND.toNanos() * 3 / 2);
      service.network.heal();
    }
  }

  @Test
  void afterAnInterruptionTheFeedGoesOnWhereItWas() {
    Issued live = service.issue("billing");
    Issued revoked = service.issue("billing");
    await(check(live));
    await(check(revoked));
    service.network.cut();
    service.revoke(revoked);
    Eventually.await().until(() -> !auth.isCacheFresh());

    service.network.heal();
    Eventually.await().until(auth::isCacheFresh);

    long before = service.introspections();
    assertThatThrownBy(() -> await(check(revoked))).isInstanceOf(InvalidTokenException.class);
    assertThat(await(check(live)).subject()).isEqualTo("billing");
    Eventually.await().until(() -> service.introspections() - before == 1);
  }

  private Future<User> check(Issued issued) {
    return auth.authenticate(new TokenCredentials(issued.token()));
  }
}
