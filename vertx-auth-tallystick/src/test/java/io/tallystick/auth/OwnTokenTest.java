package io.tallystick.auth;

import static io.tallystick.auth.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.auth.TestService.Issued;
import io.tallystick.testing.Eventually;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider beside a service that wants to know who asks. */
class OwnTokenTest {

  @TempDir static Path data;
  private static TestService service;
  private volatile Issued own;
  private TallystickAuth auth;

  @BeforeAll
  static void startService() throws Exception {
    service = new TestService(data, Map.of("api.introspect-auth", "required"));
  }

  @AfterAll
  static void stopService() {
    service.close();
  }

  @BeforeEach
  void start() {
    own = service.issue("greeter");
    auth =
        TallystickAuth.create(
            service.vertx,
            TallystickAuthOptions.of(service.uri())
                .withCache(TallystickAuthOptions.Cache.of(1_000))
                .withToken(() -> own.token()));
  }

  @AfterEach
  void stop() {
    await(auth.close());
  }

  @Test
  void itsTokenOpensQuestionsAndTheFeed() {
    Issued issued = service.issue("billing");

    assertThat(await(check(issued)).subject()).isEqualTo("billing");
    Eventually.await().until(auth::isCacheFresh);
  }

  @Test
  void aRefusedTokenOfItsOwnIsNoVerdictAboutOthersAndANewOneIsUsedAtOnce() {
    Issued issued = service.issue("billing");
    Issued revoked = own;
    service.revoke(revoked);

    assertThatThrownBy(() -> await(check(issued)))
        .isInstanceOf(TallystickUnavailableException.class)
        .cause()
        .hasMessageContaining("does not accept the token of this service")
        .satisfies(cause -> assertThat(cause.toString()).doesNotContain(revoked.token()));

    own = service.issue("greeter");
    assertThat(await(check(issued)).subject()).isEqualTo("billing");
  }

  @Test
  void aSupplierThatFailsIsNoVerdictEither() {
    Issued issued = service.issue("billing");
    TallystickAuth failing =
        TallystickAuth.create(
            service.vertx,
            TallystickAuthOptions.of(service.uri())
                .withToken(
                    () -> {
                      throw new IllegalStateException("no token yet");
                    }));

    assertThatThrownBy(() -> await(failing.authenticate(new TokenCredentials(issued.token()))))
        .isInstanceOf(TallystickUnavailableException.class);
    await(failing.close());
  }

  @Test
  void withoutATokenNothingCanBeTold() {
    TallystickAuth nobody =
        TallystickAuth.create(service.vertx, TallystickAuthOptions.of(service.uri()));

    assertThatThrownBy(() -> await(nobody.authenticate(new TokenCredentials(own.token()))))
        .isInstanceOf(TallystickUnavailableException.class);
    await(nobody.close());
  }

  private Future<User> check(Issued issued) {
    return auth.authenticate(new TokenCredentials(issued.token()));
  }
}
