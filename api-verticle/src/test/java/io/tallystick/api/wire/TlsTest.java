package io.tallystick.api.wire;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.testing.TestCertificate;
import io.tallystick.token.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over TLS: versions, certificates of both ends, and their renewal. */
class TlsTest extends WireTest {

  private static final String TOKEN =
      "tally_0353o0HM6WMpnNwSQZQpcgbtUTPXUTxfzmq4IhbSRZGiAzpyGgyhnly9reMa1AwaS4DqgQj";

  @TempDir static Path made;
  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate billing;
  private static TestCertificate stranger;

  @TempDir Path files;

  @BeforeAll
  static void makeCertificates() throws Exception {
    first = TestCertificate.make(made, "EC", "CN=first", "SAN=IP:127.0.0.1");
    second = TestCertificate.make(made, "EC", "CN=second", "SAN=IP:127.0.0.1");
    billing =
        TestCertificate.make(
            made, "EC", "CN=ignored", "SAN=DNS:billing,URI:spiffe://example.org/billing");
    stranger = TestCertificate.make(made, "EC", "CN=stranger");
  }

  @BeforeEach
  void writeFiles() throws Exception {
    write(first);
    Files.writeString(files.resolve("ca.pem"), billing.pem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsAreSpokenAndHttp2IfTheCallerWants(String version) throws Exception {
    startTls(Map.of());

    for (HttpClient.Version http : HttpClient.Version.values()) {
      HttpClient client = client(TestCertificate.anonymous(first), version);
      HttpResponse<String> answer =
          client.send(request("a").version(http).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(http);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void withoutTlsNothingIsSaid() throws Exception {
    startTls(Map.of());

    try (RawConnection connection = connect()) {
      assertThat(connection.send(issue("a")).readToTheEnd()).doesNotContain("200");
    }
    assertThat(issued).isEmpty();
  }

  @Test
  void aHeadThatIsNeverFinishedGets408() throws Exception {
    startTls(Map.of("api.request-timeout", "300ms"));

    SSLSocket socket =
        (SSLSocket)
            TestCertificate.anonymous(first).getSocketFactory().createSocket("127.0.0.1", port());
    try (RawConnection connection = RawConnection.on(socket)) {
      assertThat(connection.send("GET /live").readToTheEnd()).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void aCallerThatMustProveItsNameIsKnownByIt() throws Exception {
    startTls(mutual("required"));

    assertThat(post(billing.client(first), "a").statusCode()).isEqualTo(200);
    assertThat(actors).containsExactly("spiffe://example.org/billing");
    assertThatThrownBy(() -> post(TestCertificate.anonymous(first), "a"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> post(stranger.client(first), "a")).isInstanceOf(IOException.class);
    assertThat(issued).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "SAN=DNS:payroll.example.org, payroll.example.org",
    "KU=digitalSignature, CN=payroll"
  })
  void withoutAUriTheNameIsTheDnsNameOrElseTheSubject(String extension, String actor)
      throws Exception {
    TestCertificate payroll = TestCertificate.make(made, "EC", "CN=payroll", extension);
    Files.writeString(files.resolve("ca.pem"), payroll.pem());
    startTls(mutual("required"));

    assertThat(post(payroll.client(first), "a").statusCode()).isEqualTo(200);
    assertThat(actors).containsExactly(actor);
  }

  @Test
  void aCallerThatMayProveItsNameNeedNot() throws Exception {
    startTls(mutual("optional"));

    assertThat(post(billing.client(first), "a").statusCode()).isEqualTo(200);
    assertThat(post(TestCertificate.anonymous(first), "b").statusCode()).isEqualTo(200);
    assertThat(actors).containsExactly("spiffe://example.org/billing", "none");
  }

  @Test
  void anActorIssuesForItsIdentitiesOnly() throws Exception {
    Map<String, String> settings = mutual("optional");
    settings.put("api.actors", "spiffe://example.org/* -> billing, billing-*");
    startTls(settings);

    assertThat(post(billing.client(first), "billing-1").statusCode()).isEqualTo(200);
    HttpResponse<String> other = post(billing.client(first), "payroll");
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.body())
        .isEqualTo(
            "{\"detail\":\"This client certificate does not allow tokens for this identity.\"}");
    HttpResponse<String> nobody = post(TestCertificate.anonymous(first), "billing-1");
    assertThat(nobody.statusCode()).isEqualTo(403);
    assertThat(nobody.body()).contains("Without a client certificate");
    assertThat(issued).containsExactly("billing-1");
  }

  @Test
  void anActorMayBeAnOperatorWhoGetsTokensForReservedIdentities() throws Exception {
    Map<String, String> settings = mutual("optional");
    settings.put("api.operators", "ops");
    settings.put("api.operator-actors", "CN=nobody; spiffe://example.org/*");
    startTls(settings);

    assertThat(post(billing.client(first), "ops").statusCode()).isEqualTo(200);
    HttpResponse<String> nobody = post(TestCertificate.anonymous(first), "ops");
    assertThat(nobody.statusCode()).isEqualTo(403);
    assertThat(nobody.body()).contains("reserved for operators");
    assertThat(issued).containsExactly("ops");
    assertThat(actors).containsExactly("spiffe://example.org/billing");
  }

  @Test
  void aCertificateProvesWhoIntrospects() throws Exception {
    Map<String, String> settings = mutual("optional");
    settings.put("api.introspect-auth", "required");
    startTls(settings);

    assertThat(introspect(billing.client(first)).body()).isEqualTo("{\"active\":false}");
    assertThat(introspect(TestCertificate.anonymous(first)).statusCode()).isEqualTo(401);
  }

  @Test
  void anOperatorReplacesTokensOfIdentitiesThatItsCertificateAllows() throws Exception {
    Map<String, String> settings = mutual("optional");
    settings.put("api.operators", "ops");
    settings.put("api.actors", "spiffe://example.org/* -> billing");
    owner = "ops";
    startTls(settings);
    HttpRequest request =
        builder("/v1/tokens/%s/rotate".formatted(new UUID(0x7000, Long.MIN_VALUE)))
            .header("Authorization", "Bearer " + TOKEN)
            .POST(BodyPublishers.noBody())
            .build();

    HttpResponse<String> nobody =
        client(TestCertificate.anonymous(first), "TLSv1.3").send(request, BodyHandlers.ofString());
    assertThat(nobody.statusCode()).isEqualTo(403);
    assertThat(nobody.body()).contains("Without a client certificate, no tokens are issued");
    assertThat(issued).isEmpty();
    assertThat(
            client(billing.client(first), "TLSv1.3")
                .send(request, BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    assertThat(issued).containsExactly("billing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50})
  void whoShowsATokenAndACertificateIsNamedByBoth(int words) throws Exception {
    Token token = Token.parse(TOKEN).orElseThrow();
    String uri = "spiffe://" + "x".repeat(246);
    TestCertificate longest = TestCertificate.make(made, "EC", "CN=x", "SAN=URI:" + uri);
    Files.writeString(files.resolve("ca.pem"), longest.pem());
    owner = "ops-".repeat(words);
    Map<String, String> settings = mutual("optional");
    settings.put("api.operators", owner);
    startTls(settings);

    HttpRequest request = request(owner).header("Authorization", "Bearer " + TOKEN).build();
    client(longest.client(first), "TLSv1.3").send(request, BodyHandlers.ofString());
    client(TestCertificate.anonymous(first), "TLSv1.3").send(request, BodyHandlers.ofString());

    String byToken = owner + " (token " + token.id() + ")";
    assertThat(actors).containsExactly(byToken + " by " + uri, byToken);
  }

  @Test
  void filesThatCannotBeUsedAreSaidAtTheStart() throws Exception {
    Files.writeString(files.resolve("key.pem"), second.keyPem());
    assertThatThrownBy(() -> startTls(Map.of()))
        .hasMessageContaining("api.tls-key")
        .hasMessageContaining("is not the key of the certificate");
  }

  @Test
  void aFileWithoutACertificateIsSaidAtTheStart() throws Exception {
    Files.writeString(files.resolve("cert.pem"), "nothing");
    assertThatThrownBy(() -> startTls(Map.of())).hasMessageContaining("api.tls-cert");
  }

  @Test
  void newFilesAreUsedAndNoCallerNotices() throws Exception {
    startTls(Map.of("api.instances", "1"));
    AtomicBoolean goOn = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    SSLContext context = TestCertificate.anonymous(first, second);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      // One opens a connection for each request, one keeps its own.
      HttpClient kept = client(context, "TLSv1.3");
      Future<?> each = callers.submit(() -> call(() -> post(context, "a"), goOn, answered));
      Future<?> same =
          callers.submit(
              () ->
                  call(
                      () -> kept.send(request("b").build(), BodyHandlers.ofString()),
                      goOn,
                      answered));
      await().until(() -> answered.get() > 10);

      // Half of a change: the old certificate with the new key.
      Files.writeString(files.resolve("key.pem"), second.keyPem());
      int before = answered.get();
      await().until(() -> answered.get() > before + 10);
      assertThat(presented(context)).isEqualTo(first.certificate());

      write(second);
      await().until(() -> presented(context).equals(second.certificate()));
      goOn.set(false);
      each.get();
      same.get();
    } finally {
      callers.shutdownNow();
    }
  }

  private interface Call {
    HttpResponse<String> get() throws Exception;
  }

  private static Void call(Call call, AtomicBoolean goOn, AtomicInteger answered) throws Exception {
    while (goOn.get()) {
      assertThat(call.get().statusCode()).isEqualTo(200);
      answered.incrementAndGet();
    }
    return null;
  }

  private X509Certificate presented(SSLContext context) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private void write(TestCertificate certificate) throws Exception {
    Files.writeString(files.resolve("cert.pem"), certificate.pem());
    Files.writeString(files.resolve("key.pem"), certificate.keyPem());
  }

  private Map<String, String> mutual(String clientAuth) {
    return new HashMap<>(
        Map.of(
            "api.client-auth",
            clientAuth,
            "api.tls-client-ca",
            files.resolve("ca.pem").toString()));
  }

  private void startTls(Map<String, String> some) throws Exception {
    Map<String, String> all = new HashMap<>(some);
    all.put("api.tls-cert", files.resolve("cert.pem").toString());
    all.put("api.tls-key", files.resolve("key.pem").toString());
    start(all);
  }

  private static HttpClient client(SSLContext context, String version) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {version});
    return HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build();
  }

  private HttpResponse<String> post(SSLContext context, String identity) throws Exception {
    return client(context, "TLSv1.3").send(request(identity).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> introspect(SSLContext context) throws Exception {
    return client(context, "TLSv1.3")
        .send(
            builder("/v1/introspect")
                .header("Content-Type", "application/x-www-form-urlencoded")
                // Its checksum is wrong, so the store is not asked.
                .POST(BodyPublishers.ofString("token=" + TOKEN.replaceFirst("..$", "00")))
                .build(),
            BodyHandlers.ofString());
  }

  /**
   * The client of the JDK may wait for ever if a server closes the connection as soon as the
   * handshake is over, as it does to a caller without a certificate.
   */
  private HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpRequest.Builder request(String identity) {
    return builder(PATH).POST(BodyPublishers.ofString("{\"identity\":\"" + identity + "\"}"));
  }
}
