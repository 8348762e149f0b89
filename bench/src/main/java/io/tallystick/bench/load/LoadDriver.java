package io.tallystick.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends load by HTTP/1.1. Each caller has its own connection and sends one request at a time.
 *
 * <p>In a closed loop, each caller sends the next request when it has the answer to the last one.
 * In an open loop, requests are due at a fixed rate and wait for a free caller. Their latency is
 * measured from the time at which they were due, so that the result shows if a server stalls (no
 * coordinated omission).
 */
public final class LoadDriver {

  private static final byte[] LENGTH = "ontent-length: ".getBytes(StandardCharsets.US_ASCII);

  private final Vertx vertx;
  private final NetClient client;
  private final URI server;
  private final Workload workload;
  private final double rate;
  private final List<Caller> callers = new ArrayList<>();
  private final Deque<Caller> idle = new ArrayDeque<>();
  private final Deque<Long> due = new ArrayDeque<>();
  private Histogram latency = histogram();
  private long answered;
  private long refused;
  private long failed;
  private long started;
  private long sent;
  private boolean running;

  /**
   * Creates a driver.
   *
   * @param server the server; if it speaks TLS, it is trusted whatever its certificate
   * @param rate the requests per second of an open loop; 0 for a closed loop
   */
  public LoadDriver(Vertx vertx, URI server, Workload workload, double rate) {
    this.vertx = vertx;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl("https".equals(server.getScheme()))
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm(""));
    this.server = server;
    this.workload = workload;
    this.rate = rate;
  }

  /**
   * Loads the server and measures it. Everything runs on the event loop of the caller.
   *
   * @param connections the number of concurrent callers
   * @param warmUpMillis how long the load runs before the measurement, in milliseconds
   * @param millis how long the measurement takes, in milliseconds
   * @return the result; the future fails if a connection cannot be opened
   */
  public Future<LoadResult> run(int connections, long warmUpMillis, long millis) {
    return connect(connections)
        .compose(
            connected -> {
              begin();
              return vertx.timer(Math.max(1, warmUpMillis));
            })
        .compose(
            warm -> {
              resetCounts();
              return measured(millis);
            })
        .eventually(this::close);
  }

  private Future<?> connect(int connections) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      all.add(
          client
              .connect(server.getPort(), server.getHost())
              .onSuccess(s -> callers.add(new Caller(s))));
    }
    return Future.all(all);
  }

  private void begin() {
    running = true;
    started = System.nanoTime();
    if (rate == 0) {
      callers.forEach(caller -> caller.send(System.nanoTime()));
    } else {
      idle.addAll(callers);
      vertx.setPeriodic(
          1,
          timer -> {
            if (running) {
              sendDue();
            } else {
              vertx.cancelTimer(timer);
            }
          });
    }
  }

  private void sendDue() {
    double interval = 1e9 / rate;
    long now = System.nanoTime();
    while (started + sent * interval <= now) {
      long time = (long) (started + sent * interval);
      sent++;
      Caller caller = idle.poll();
      if (caller == null) {
        due.add(time);
      } else {
        caller.send(time);
      }
    }
  }

  private void resetCounts() {
    latency = histogram();
    answered = 0;
    refused = 0;
    failed = 0;
  }

  private Future<LoadResult> measured(long millis) {
    long start = System.nanoTime();
    Promise<LoadResult> result = Promise.promise();
    long deadline = start + TimeUnit.MILLISECONDS.toNanos(millis);
    vertx.setPeriodic(
        10,
        timer -> {
          if (System.nanoTime() >= deadline || workload.isExhausted()) {
            vertx.cancelTimer(timer);
            running = false;
            double seconds = (System.nanoTime() - start) / 1e9;
            result.complete(new LoadResult(seconds, answered, refused, failed, latency));
          }
        });
    return result.future();
  }

  private Future<Void> close() {
    running = false;
    return client.close();
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
  }

  /** A connection with at most one request in flight. */
  private final class Caller {
    private final NetSocket socket;
    private Buffer received = Buffer.buffer();
    private long dueAt;

    Caller(NetSocket socket) {
      this.socket = socket;
      socket.handler(this::receive);
      socket.closeHandler(
          closed -> {
            if (running) {
              failed++;
            }
          });
    }

    void send(long time) {
      dueAt = time;
      var unused = socket.write(workload.next());
    }

    private void receive(Buffer data) {
      received = received.length() == 0 ? data : received.appendBuffer(data);
      byte[] answer = received.getBytes();
      int body = bodyOf(answer);
      if (body < 0 || answer.length < body + lengthOf(answer, body)) {
        return;
      }
      received = Buffer.buffer();
      count(answer, body);
      if (!running) {
        return;
      }
      if (rate == 0) {
        send(System.nanoTime());
      } else {
        Long next = due.poll();
        if (next == null) {
          idle.add(this);
        } else {
          send(next);
        }
      }
    }

    private void count(byte[] answer, int body) {
      if (!running) {
        return;
      }
      int status = (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + answer[11] - '0';
      switch (status) {
        case 200 -> {
          answered++;
          latency.recordValue((System.nanoTime() - dueAt) / 1_000);
          workload.answered(answer, body);
        }
        case 503 -> refused++;
        default -> failed++;
      }
    }

    private static int bodyOf(byte[] answer) {
      for (int i = 3; i < answer.length; i++) {
        if (answer[i] == '\n' && answer[i - 2] == '\n' && answer[i - 1] == '\r') {
          return i + 1;
        }
      }
      return -1;
    }

    private static int lengthOf(byte[] answer, int body) {
      for (int i = 0; i < body - LENGTH.length; i++) {
        int match = 0;
        while (match < LENGTH.length && answer[i + match] == LENGTH[match]) {
          match++;
        }
        if (match == LENGTH.length) {
          int length = 0;
          for (int d = i + match; answer[d] != '\r'; d++) {
            length = length * 10 + answer[d] - '0';
          }
          return length;
        }
      }
      return 0;
    }
  }
}
