package io.tallystick.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.config.value.DatabaseUrl.Server;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {

  @Test
  void allItsPartsAreRead() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://us%40er:p%2Fa+ss%3A@[::1]:6543/my%20db?sslmode=verify-full&sslrootcert=/ca.pem");

    assertThat(url)
        .isEqualTo(
            new DatabaseUrl(
                List.of(new Server("::1", 6543)),
                "my db",
                "us@er",
                "p/a+ss:",
                "verify-full",
                "/ca.pem"));
  }

  @Test
  void thePortThePasswordAndTheModeHaveDefaults() {
    assertThat(DatabaseUrl.parse("postgres://user@host/db"))
        .isEqualTo(
            new DatabaseUrl(List.of(new Server("host", 5432)), "db", "user", "", "prefer", null));
  }

  @Test
  void severalServersAreOneDatabase() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://u:hidden@one:5433,[::1],three/db?target_session_attrs=primary");

    assertThat(url.servers())
        .containsExactly(
            new Server("one", 5433), new Server("::1", 5432), new Server("three", 5432));
    assertThat(url)
        .hasToString("postgresql://u:***@one:5433,[::1]:5432,three:5432/db?sslmode=prefer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://u:hidden@h/d                          | must start with postgresql://",
        "host                                          | must start with postgresql://",
        "postgresql://u:hidden@h                       | names no database",
        "postgresql://u:hidden@h/                      | names no database",
        "postgresql:///d                               | names no host",
        "postgresql://h/d                              | names no user",
        "postgresql://:hidden@h/d                      | names no user",
        "postgresql://u:hid den@h/d                    | is not a URL",
        "postgresql://u:hidden@h/d?sslmode=maybe       | sslmode is one of",
        "postgresql://u:hidden@h/d?sslmode=verify-full | needs sslrootcert",
        "postgresql://u:hidden@h:x/d                   | has no valid host, or its port is not a number",
        "postgresql://u:hidden@h,/d                    | has no valid host, or its port is not a number",
        "postgresql://u:hidden@h/d?target_session_attrs=standby | target_session_attrs must be primary",
        "postgresql://u:hidden@h/d?user=x              | parameters are sslmode, sslrootcert and",
        "postgresql://u:hidden@h/d?sslmode             | parameters are sslmode, sslrootcert and",
        "postgresql://u:hidden@h:0/d                   | a port is a number from 1 to 65535",
        "postgresql://u:hidden@h:99999/d               | a port is a number from 1 to 65535",
        "postgresql://u:hidden@h:65536/d               | a port is a number from 1 to 65535",
        "postgresql://u:hidden@h,i:4294967297/d        | a port is a number from 1 to 65535",
        "postgresql://u:hidden@,h/d                    | has no valid host, or its port is not a number",
        "postgresql://u:hidden@h:/d                    | has no valid host, or its port is not a number",
        "postgresql://u:hidden@%68/d                   | has no valid host, or its port is not a number",
        "postgresql://u:hidden@h:1,i:1,h:1/d           | names a server twice",
        "postgresql://u:hidden%@h/d                    | a % must begin an escape",
        "postgresql://u:hidden%zz@h/d                  | a % must begin an escape",
        "postgresql://u:hidden%FF@h/d                  | its escapes are not UTF-8",
        "postgresql://u%00x:hidden@h/d                 | contains the character 0",
        "postgresql://u:hidden@h/d%zz                  | is not a URL",
        "postgresql://u:hidden@h/d#hidden              | is not a URL",
        "postgresql://u:hidden@h/hid den               | is not a URL",
        "postgresql://u:hidden@h/d?sslmode=allow&sslmode=require | names sslmode twice",
        "postgresql://u:hidden@h/d?sslmode=verify-ca&sslrootcert= | needs sslrootcert",
      })
  void whatIsWrongIsSaidWithoutTheText(String text, String help) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(help)
        .hasMessageNotContaining("hid")
        .hasNoCause();
  }

  @Test
  void aLongPasswordIsNoMatter() {
    String password = "p%40".repeat(20_000);

    assertThat(DatabaseUrl.parse("postgresql://u:" + password + "@h/d").password())
        .isEqualTo("p@".repeat(20_000));
  }
}
