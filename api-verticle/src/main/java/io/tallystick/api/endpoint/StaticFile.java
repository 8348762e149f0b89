package io.tallystick.api.endpoint;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the jar, compressed when the jar was built. There is one copy of its bytes in memory,
 * however many callers get it: an answer is sent in parts, and the next part only if the caller has
 * taken those before.
 *
 * <p>Thread-safe.
 */
final class StaticFile {

  // RFC 9110, section 12.5.3: a coding with the weight 0 is not acceptable.
  private static final Pattern GZIP =
      Pattern.compile(
          "(^|.*,)\\s*(gzip|x-gzip|\\*)\\s*(;\\s*q=(0\\.\\d*[1-9]\\d*|1(\\.0*)?)\\s*)?(,.*|$)");
  private static final Map<String, StaticFile> FILES = new ConcurrentHashMap<>();

  /** The bytes in one coding, with the entity tag for it (RFC 9110, section 8.8.3). */
  private record Representation(Buffer bytes, String tag) {}

  private final Representation compressed;
  private @Nullable Representation plain;

  private StaticFile(byte[] gzip) {
    this.compressed = representation(gzip);
  }

  /** The file of this name in this package's resources; the future fails if there is none. */
  static Future<StaticFile> of(Vertx vertx, String name) {
    StaticFile known = FILES.get(name);
    return known == null
        ? vertx.executeBlocking(
            () -> {
              StaticFile read = new StaticFile(read(name));
              StaticFile earlier = FILES.putIfAbsent(name, read);
              return earlier == null ? read : earlier;
            })
        : Future.succeededFuture(known);
  }

  /** Sends the file, or 304 if the caller has it (RFC 9110, section 13.1.2). */
  void send(RoutingContext ctx) {
    String accepted = ctx.request().getHeader("Accept-Encoding");
    boolean isCompressed =
        accepted != null && GZIP.matcher(accepted.toLowerCase(Locale.ROOT)).matches();
    Representation chosen = isCompressed ? compressed : plain();
    HttpServerResponse response =
        ctx.response()
            .putHeader("ETag", chosen.tag())
            .putHeader("Vary", "Accept-Encoding")
            .putHeader("Cache-Control", "no-cache");
    if (has(ctx.request().headers().getAll("If-None-Match"), chosen.tag())) {
      response.setStatusCode(304).end();
      return;
    }
    if (isCompressed) {
      response.putHeader("Content-Encoding", "gzip");
    }
    response.putHeader("Content-Length", Integer.toString(chosen.bytes().length()));
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    Parts.send(chosen.bytes(), response);
  }

  private static boolean has(List<String> ifNoneMatch, String tag) {
    return ifNoneMatch.stream()
        .flatMap(line -> Pattern.compile(",").splitAsStream(line))
        .map(one -> one.strip().replaceFirst("^W/", ""))
        .anyMatch(one -> one.equals(tag) || one.equals("*"));
  }

  private synchronized Representation plain() {
    Representation known = plain;
    if (known == null) {
      try (InputStream in =
          new GZIPInputStream(new ByteArrayInputStream(compressed.bytes().getBytes()))) {
        known = representation(in.readAllBytes());
        plain = known;
      } catch (IOException e) {
        throw new IllegalStateException("a file of the jar is damaged", e);
      }
    }
    return known;
  }

  private static byte[] read(String name) throws IOException {
    String resource = "/io/tallystick/api/" + name + ".gz";
    try (InputStream in = StaticFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      return in.readAllBytes();
    }
  }

  private static Representation representation(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Representation(
          Buffer.buffer(bytes), "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
