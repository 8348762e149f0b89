package io.tallystick.launcher.node;

import io.tallystick.api.tls.PemFiles;
import io.tallystick.config.ApiSettings;
import io.tallystick.config.ClusterSettings;
import io.tallystick.config.Settings;
import io.tallystick.config.value.Role;
import io.tallystick.config.value.TlsFiles;
import io.tallystick.eventlog.file.DirectoryLock;
import io.tallystick.eventlog.log.EventLog;
import io.tallystick.eventlog.note.SigningKeyFile;
import io.tallystick.launcher.postgres.StartException;
import io.tallystick.store.StoreCheck;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start would do. Nothing is started or changed: no database, no schema, no key, no cluster.
 *
 * @param plan a sentence for each part
 * @param problems a sentence for each reason why a start would fail; empty if it could succeed
 */
public record DryRun(List<String> plan, List<String> problems) {

  /** Copies the lists. */
  public DryRun {
    plan = List.copyOf(plan);
    problems = List.copyOf(problems);
  }

  /** Looks at all parts of a node with these settings. It blocks for some seconds at most. */
  public static DryRun of(Settings settings) {
    Report report = new Report(settings);
    if (settings.roles().contains(Role.STORE)) {
      report.look("database", report::database);
    }
    if (settings.roles().contains(Role.AUDIT)) {
      report.look("event log", report::eventLog);
    }
    if (settings.cluster().enabled()) {
      report.look("cluster", report::cluster);
    }
    if (settings.roles().contains(Role.API)) {
      report.look("HTTP", report::http);
    }
    return new DryRun(report.plan, report.problems);
  }

  private record Report(Settings settings, List<String> plan, List<String> problems) {

    /** Looks at a part, and returns a sentence. The exception's message says what is wrong. */
    private interface Part {
      String look() throws IOException, StartException;
    }

    Report(Settings settings) {
      this(settings, new ArrayList<>(), new ArrayList<>());
    }

    void look(String name, Part part) {
      try {
        plan.add(name + ": " + part.look());
      } catch (IOException | StartException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }

    String database() throws IOException, StartException {
      if (settings.store().url() == null) {
        return embedded(settings.dataDirectory().resolve("postgres"));
      }
      Vertx vertx =
          Vertx.vertx(
              new VertxOptions().setAddressResolverOptions(DnsCache.limited(settings.dnsCache())));
      try {
        return settings.store().url()
            + ", "
            + Node.await(StoreCheck.run(vertx, settings.store(), settings.nodeName()));
      } finally {
        vertx.close();
      }
    }

    private static String embedded(Path directory) throws IOException {
      requireOurs(directory, "uses the embedded PostgreSQL");
      return "the embedded PostgreSQL would be started with %s data in %s"
          .formatted(Files.exists(directory.resolve("cluster")) ? "the" : "new", directory);
    }

    String eventLog() throws IOException {
      Path directory = settings.audit().directory();
      requireOurs(directory, "writes the event log");
      SigningKeyFile key = new SigningKeyFile(directory, settings.audit().keyFile());
      boolean isMade = key.isMadeByOpen(settings.audit().origin());
      return "%s would be continued after line %d; the key %s %s"
          .formatted(
              directory,
              EventLog.lastSeqIn(directory),
              key.path(),
              isMade ? "would be made" : "is there");
    }

    String cluster() throws IOException, StartException {
      ClusterSettings cluster = settings.cluster();
      ClusterTls tls = ClusterTls.of(cluster, Instant.now());
      requireFree("cluster.port", String.valueOf(cluster.host()), cluster.port());
      requireFree("cluster.bus-port", String.valueOf(cluster.host()), cluster.busPort());
      return "the node %s would join the cluster %s by %s:%d%s"
          .formatted(
              settings.nodeName(),
              cluster.name(),
              cluster.host(),
              cluster.port(),
              tls.insecure() ? "; " + ClusterTls.WARNING : "");
    }

    String http() throws IOException {
      ApiSettings api = settings.api();
      TlsFiles tls = api.tls().files();
      if (tls != null) {
        PemFiles.read(tls, Instant.now());
      }
      IdempotencyKeyFile keys = IdempotencyKeyFile.of(settings);
      if (!keys.isMadeByOpen()) {
        keys.open();
      }
      requireFree("HTTP", api.host(), api.port());
      return "would listen on %s, port %d, %s TLS"
          .formatted(api.host(), api.port(), tls == null ? "without" : "with");
    }

    private static void requireFree(String use, String host, int port) throws IOException {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      } catch (IOException e) {
        throw new IOException(
            "%s cannot listen on %s, port %d: %s".formatted(use, host, port, e.getMessage()), e);
      }
    }

    /** The directory, or the nearest one that exists, must be writable, and not be in use. */
    private static void requireOurs(Path directory, String use) throws IOException {
      if (DirectoryLock.exists(directory)) {
        DirectoryLock.take(directory, use).close();
      }
      Path existing = directory.toAbsolutePath();
      while (existing != null && !Files.exists(existing)) {
        existing = existing.getParent();
      }
      if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
        throw new IOException("%s is not a writable directory".formatted(existing));
      }
    }
  }
}
