package io.tallystick.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy in front of a server, through which the network can be made to fail. */
public final class FaultyNetwork {

  private final Vertx vertx;
  private volatile SocketAddress target;
  private volatile NetServer server;
  private final NetClient client;
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> lost = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;
  private volatile boolean frozen;
  private volatile long delayMillis;
  private final AtomicLong requestBytesLeft = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong answerBytesLeft = new AtomicLong(Long.MAX_VALUE);
  private volatile int longestAnswered = Integer.MAX_VALUE;

  /** A proxy for the server at this host and port; not listening yet. */
  public FaultyNetwork(Vertx vertx, String host, int port) {
    this.vertx = vertx;
    this.target = SocketAddress.inetSocketAddress(port, host);
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
  }

  /** Listens on a free port of the loopback interface, and returns it. */
  public Future<Integer> listen() {
    return listen("127.0.0.1");
  }

  /** The same, on another interface. */
  public Future<Integer> listen(String address) {
    return server.connectHandler(this::connect).listen(0, address).map(NetServer::actualPort);
  }

  /**
   * Moves to another address, with the same port: cuts all connections, and no longer listens at
   * the old one.
   */
  public Future<Void> move(String address) {
    int port = server.actualPort();
    NetServer old = server;
    server = vertx.createNetServer();
    cutOnce();
    return old.close()
        .compose(closed -> server.connectHandler(this::connect).listen(port, address))
        .mapEmpty();
  }

  /** Cuts all connections. New ones lead to another server. */
  public void leadTo(String host, int port) {
    target = SocketAddress.inetSocketAddress(port, host);
    cutOnce();
  }

  /** Cuts all connections, and every new one, until {@link #heal}. */
  public void cut() {
    refusing = true;
    cutOnce();
  }

  /** Cuts the connections there are. */
  public void cutOnce() {
    sockets.forEach(NetSocket::close);
  }

  /**
   * Lets requests through, until {@link #heal}. If a request was longer than this many bytes, the
   * connection is closed instead of the answer. Shorter requests are what a login takes.
   */
  public void loseAnswersToRequestsOver(int bytes) {
    longestAnswered = bytes;
  }

  /**
   * Loses all that is sent on the connections there are, for good, as if a router had forgotten
   * them. Nobody is told. New connections work.
   */
  public void lose() {
    sockets.forEach(
        socket -> {
          lost.add(socket);
          socket.pause();
        });
    sockets.clear();
  }

  /** Stops all traffic in both directions, closing nothing, until {@link #thaw}. */
  public void freeze() {
    frozen = true;
    sockets.forEach(NetSocket::pause);
  }

  /** Does that as soon as so many bytes more have gone to the server: in the midst of requests. */
  public void freezeAfterRequests(long bytes) {
    requestBytesLeft.set(bytes);
  }

  /** Does that as soon as so many bytes more have come from the server: in the midst of answers. */
  public void freezeAfterAnswers(long bytes) {
    answerBytesLeft.set(bytes);
  }

  public boolean isFrozen() {
    return frozen;
  }

  /** Everything takes some milliseconds longer from here on, in both directions. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Lets frozen traffic go on; other faults stay. */
  public void thaw() {
    requestBytesLeft.set(Long.MAX_VALUE);
    answerBytesLeft.set(Long.MAX_VALUE);
    frozen = false;
    sockets.forEach(NetSocket::resume);
  }

  /** All is well again. */
  public void heal() {
    refusing = false;
    delayMillis = 0;
    longestAnswered = Integer.MAX_VALUE;
    thaw();
  }

  private void connect(NetSocket near) {
    if (refusing) {
      near.close();
      return;
    }
    track(near);
    near.pause();
    client
        .connect(target)
        .onFailure(cause -> near.close())
        .onSuccess(
            far -> {
              track(far);
              AtomicInteger requested = new AtomicInteger();
              Direction there = new Direction();
              Direction back = new Direction();
              near.handler(
                  data -> {
                    requested.addAndGet(data.length());
                    there.pass(() -> far.write(data));
                    freezeIfPassed(requestBytesLeft, data.length());
                  });
              far.handler(
                  data -> {
                    if (requested.getAndSet(0) > longestAnswered) {
                      near.close();
                    } else {
                      back.pass(() -> near.write(data));
                      freezeIfPassed(answerBytesLeft, data.length());
                    }
                  });
              near.closeHandler(closed -> forget(near, far));
              far.closeHandler(closed -> forget(far, near));
              if (frozen) {
                far.pause();
              } else {
                near.resume();
              }
            });
  }

  private void freezeIfPassed(AtomicLong left, int bytes) {
    if (left.get() != Long.MAX_VALUE && left.addAndGet(-bytes) <= 0) {
      freeze();
    }
  }

  /** What passes in one direction, in order, however the delay changes. */
  private final class Direction {

    private record Delayed(long dueNanos, Runnable write) {}

    private final Deque<Delayed> delayed = new ArrayDeque<>();

    void pass(Runnable write) {
      long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
      if (delayMillis == 0 && delayed.isEmpty()) {
        write.run();
        return;
      }
      delayed.add(new Delayed(due, write));
      if (delayed.size() == 1) {
        await(due);
      }
    }

    private void await(long dueNanos) {
      long millis = TimeUnit.NANOSECONDS.toMillis(dueNanos - System.nanoTime());
      vertx.setTimer(Math.max(1, millis), passed -> writeDue());
    }

    private void writeDue() {
      while (!delayed.isEmpty() && delayed.element().dueNanos() - System.nanoTime() <= 0) {
        delayed.remove().write().run();
      }
      if (!delayed.isEmpty()) {
        await(delayed.element().dueNanos());
      }
    }
  }

  private void track(NetSocket socket) {
    sockets.add(socket);
  }

  private void forget(NetSocket closed, NetSocket other) {
    sockets.remove(closed);
    other.close();
  }
}
