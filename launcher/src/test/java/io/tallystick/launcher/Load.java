package io.tallystick.launcher;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that issue and revoke without a pause, and remember every good answer they got. */
final class Load implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Map<String, String> issued;
  private final Set<String> revoked;
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean ended;

  /**
   * Starts callers.
   *
   * @param issued takes the id and the identity of each token handed out
   * @param revoked takes the id of each token whose revocation was answered 200
   */
  Load(ServiceProcess service, int count, Map<String, String> issued, Set<String> revoked) {
    this.issued = issued;
    this.revoked = revoked;
    for (int i = 0; i < count; i++) {
      Thread caller = new Thread(() -> call(service), "caller " + i);
      callers.add(caller);
      caller.start();
    }
  }

  private void call(ServiceProcess service) {
    while (!ended) {
      int number = NUMBER.incrementAndGet();
      String identity = "caller-" + number;
      try {
        HttpResponse<String> answer = service.post("{\"identity\": \"" + identity + "\"}");
        if (answer.statusCode() != 200) {
          refusals.add(answer.statusCode() + " " + answer.body());
          continue;
        }
        String id = Service.json(answer).get("id").asText();
        issued.put(id, identity);
        if (number % 3 == 0) {
          String token = Service.json(answer).get("token").asText();
          HttpResponse<String> revocation = service.delete(identity, token);
          if (revocation.statusCode() == 200) {
            revoked.add(id);
          } else {
            refusals.add(revocation.statusCode() + " " + revocation.body());
          }
        }
      } catch (UncheckedIOException e) {
        // The service was killed or has stopped: this answer was never given.
        pause();
      }
    }
  }

  /** Every answer other than 200 that any caller has had. */
  Set<String> refusals() {
    return refusals;
  }

  @Override
  public void close() {
    ended = true;
    for (Thread caller : callers) {
      try {
        caller.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
