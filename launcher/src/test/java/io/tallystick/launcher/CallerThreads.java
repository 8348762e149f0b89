package io.tallystick.launcher;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Threads that call until they are ended, and the HTTP client that they share. */
final class CallerThreads implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private volatile boolean ended;

  /**
   * Starts threads.
   *
   * @param calls what each of them does, until {@link #isEnded}
   */
  void start(int count, String name, Runnable calls) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(calls, name + " " + i);
      threads.add(thread);
      thread.start();
    }
  }

  int count() {
    return threads.size();
  }

  HttpClient client() {
    return client;
  }

  boolean isEnded() {
    return ended;
  }

  /** Waits until each of them has ended its last call. */
  @Override
  public void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
