package io.tallystick.launcher;

import static io.tallystick.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages in a real browser inside the internal network can do, and what not. */
class RealBrowserTest {

  private static final String REBOUND = "rebound.example";

  @TempDir static Path directory;
  private static Service service;
  private static Chromium browser;
  private static HttpServer otherServer;
  private static String otherPage;
  // How many events of refused pages earlier tests have seen.
  private static int refused;

  private final String identity = "page-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.start(Files.createDirectory(directory.resolve("profile")), REBOUND);
    service = Service.start(directory.resolve("data"), Map.of("audit.poll-interval", "50ms"));
    otherServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page = "<!DOCTYPE html><title>other</title>".getBytes(StandardCharsets.UTF_8);
    otherServer.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    otherServer.start();
    otherPage = "http://127.0.0.1:" + otherServer.getAddress().getPort() + "/";
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (service != null) {
      service.close();
    }
    if (otherServer != null) {
      otherServer.stop(0);
    }
  }

  @Test
  void aPageOfAnotherOriginIssuesNothing() throws Exception {
    browser.open(otherPage);

    // Without preflight, as the content type is one that forms have.
    String answer = browser.run(post(service.uri(Service.PATH).toString(), "mode: 'no-cors',"));

    assertThat(answer).startsWith("failed: TypeError");
    assertIsRefused();
  }

  @Test
  void aPageOfAnotherOriginGetsNoPermissionByAPreflight() {
    browser.open(otherPage);

    String answer =
        browser.run(
            post(
                service.uri(Service.PATH).toString(),
                "headers: {'Content-Type': 'application/json'},"));

    assertThat(answer).startsWith("failed: TypeError");
  }

  @Test
  void aFormInAFrameWithoutAnOriginIssuesNothing() throws Exception {
    browser.open(otherPage);

    browser.run(
        """
        (() => {
          const frame = document.createElement('iframe');
          frame.sandbox = 'allow-forms allow-scripts';
          frame.srcdoc = `<form method="post" enctype="text/plain" action="%s">
              <input name='{"identity": "%s", "x": "' value='"}'></form>
              <script>document.forms[0].submit()</script>`;
          document.body.append(frame);
        })()
        """
            .formatted(service.uri(Service.PATH), identity));

    assertIsRefused();
  }

  @Test
  void aPageUnderAReboundNameIssuesNothing() throws Exception {
    String rebound = "http://" + REBOUND + ":" + service.uri("/").getPort();
    // The browser shows this page as one of the other origin, whose server has sent it before.
    browser.open(rebound + "/docs");

    String answer = browser.run(post(Service.PATH, ""));

    assertThat(answer).startsWith("403 ").contains("api.host-names");
    assertIsRefused();
  }

  @Test
  void theServicesOwnPageIsNotShownInAFrameOfAnother() {
    browser.open(otherPage);

    browser.run(
        """
        new Promise(loaded => {
          const frame = document.createElement('iframe');
          frame.onload = loaded;
          frame.src = '%s';
          document.body.append(frame);
        })
        """
            .formatted(service.uri("/docs")));

    assertThat(browser.frame()).startsWith("chrome-error:");
  }

  @Test
  void aLinkInAnotherPageLeadsToTheDocumentation() {
    browser.open(otherPage);

    browser.run("void (location = '" + service.uri("/docs") + "')");

    await().until(() -> browser.run("document.querySelector('.opblock-post')").contains("HTML"));
  }

  @Test
  void theFirstTryItOutSucceeds() throws Exception {
    for (String host : List.of("127.0.0.1", "localhost")) {
      browser.open("http://" + host + ":" + service.uri("/").getPort() + "/docs");

      click(".opblock-post .opblock-summary-control");
      click(".opblock-post .try-out__btn");
      click(".opblock-post .execute");

      String status = ".opblock-post .live-responses-table tbody .response-col_status";
      await().until(() -> exists(status));
      assertThat(browser.run("document.querySelector('" + status + "').innerText"))
          .startsWith("200");
    }
    await()
        .until(
            () ->
                service.events().stream()
                        .filter(e -> e.at("/entity/data/identity").asText().equals("billing"))
                        .filter(e -> e.get("status").asText().equals("Success"))
                        .count()
                    == 2);
  }

  private static void click(String selector) {
    await().until(() -> exists(selector));
    browser.run("document.querySelector('" + selector + "').click()");
  }

  private static boolean exists(String selector) {
    return browser.run("document.querySelector('" + selector + "') !== null").equals("true");
  }

  private String post(String url, String options) {
    return "fetch('%s', {method: 'POST', %s body: '{\"identity\": \"%s\"}'})"
            .formatted(url, options, identity)
        + ".then(async r => r.status + ' ' + await r.text())";
  }

  private void assertIsRefused() throws Exception {
    int seen = refused;
    await().until(() -> refusals() > seen);
    refused = refusals();
    assertThat(service.eventLines()).noneMatch(line -> line.contains(identity));
  }

  private static int refusals() throws IOException {
    return (int)
        service.events().stream()
            .filter(e -> e.path("status_code").asText().equals("cross_origin"))
            .count();
  }
}
