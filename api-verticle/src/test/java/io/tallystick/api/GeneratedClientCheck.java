package io.tallystick.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The Python client that users of the old service generate; runs with {@code -Pclient}. */
class GeneratedClientCheck {

  private final Path client = Path.of(System.getProperty("tallystick.python-client"));

  @Test
  void itsMethodsHaveTheOldNamesAndTakeTheOldArguments() throws Exception {
    String api = Files.readString(client.resolve("openapi_client/api/tokens_api.py"));

    assertThat(api)
        // Callable with no argument, as ever; and able to take a body.
        .containsPattern(
            "def create_api_access_token_v1_api_access_token_post\\(self,"
                + " api_access_token_request : Optional\\[ApiAccessTokenRequest] = None,")
        .containsPattern(
            "def revoke_api_access_token_v1_api_access_token_delete\\(self,"
                + " identity : [^\\n]*, token : [^\\n]*, \\*\\*kwargs\\)");
  }
}
