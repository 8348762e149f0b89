package io.tallystick.launcher.imports;

import io.tallystick.api.error.RefusalException;
import io.tallystick.api.request.ImportRequest;
import io.tallystick.event.PrintableText;
import io.tallystick.launcher.tokens.Answer;
import io.tallystick.launcher.tokens.TokenService;
import io.tallystick.launcher.tokens.UnansweredException;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The import of a file. Its entries are sent in batches, of which a few are under way, and what
 * became of them is reported in the order of the file. So memory does not grow with the file.
 *
 * <p>Entries without an answer are sent again. If they were imported nevertheless, they count as
 * known.
 */
public final class ImportRun {

  private static final int BATCH = 1_000;
  private static final int IN_FLIGHT = 4;
  private static final int MAX_TRIES = 8;
  private static final long FIRST_PAUSE_MILLIS = 200;

  private final TokenService service;
  private final EntryCheck check;
  private final ImportReport report;
  private final LongConsumer progress;
  private final boolean dryRun;
  private final Queue<Sent> underWay = new ArrayDeque<>();

  /** A part of the file: entries that can be sent, and faults of the others. */
  private record Batch(List<Item> items, long lastLine) {}

  /** An entry of a batch: a request, or the fault of the entry. */
  private record Item(long line, @Nullable ImportRequest request, String fault) {}

  private record Sent(Batch batch, Future<List<Answer>> answers) {}

  /**
   * Creates a run.
   *
   * @param report takes what becomes of the entries
   * @param progress takes the number of the last line that is done
   * @param dryRun whether entries are only checked
   */
  public ImportRun(
      TokenService service, ImportReport report, LongConsumer progress, boolean dryRun) {
    this.service = service;
    this.check = new EntryCheck(service.limits(), InstantSource.system());
    this.report = report;
    this.progress = progress;
    this.dryRun = dryRun;
  }

  /**
   * Imports a file.
   *
   * @param fromLine the line before which all is done already
   * @throws IOException if the file cannot be read, or if the service takes no more; the message is
   *     for the user
   */
  public void run(BufferedReader reader, long fromLine) throws IOException, InterruptedException {
    ImportFile file = ImportFile.open(reader);
    List<Item> items = new ArrayList<>(BATCH);
    for (Entry entry = file.next(); entry != null; entry = file.next()) {
      if (entry.line() >= fromLine) {
        items.add(item(entry));
      }
      if (items.size() == BATCH) {
        send(new Batch(items, entry.line()));
        items = new ArrayList<>(BATCH);
      }
    }
    if (!items.isEmpty()) {
      send(new Batch(items, items.get(items.size() - 1).line()));
    }
    while (!underWay.isEmpty()) {
      finishOne();
    }
  }

  private Item item(Entry entry) {
    if (entry.fields() == null) {
      return new Item(entry.line(), null, String.valueOf(entry.fault()));
    }
    try {
      return new Item(entry.line(), check.request(entry.fields()), "");
    } catch (RefusalException e) {
      return new Item(entry.line(), null, e.detail().toString());
    } catch (IllegalArgumentException e) {
      return new Item(entry.line(), null, String.valueOf(e.getMessage()));
    }
  }

  private void send(Batch batch) throws IOException, InterruptedException {
    if (underWay.size() == IN_FLIGHT) {
      finishOne();
    }
    List<ImportRequest> requests = requests(batch);
    underWay.add(
        new Sent(
            batch,
            requests.isEmpty() || dryRun
                ? Future.succeededFuture(List.of())
                : service.importTokens(requests)));
  }

  private static List<ImportRequest> requests(Batch batch) {
    List<ImportRequest> requests = new ArrayList<>();
    for (Item item : batch.items()) {
      if (item.request() != null) {
        requests.add(item.request());
      }
    }
    return requests;
  }

  private void finishOne() throws IOException, InterruptedException {
    Sent sent = underWay.remove();
    List<Answer> answers = dryRun ? List.of() : answers(sent);
    int next = 0;
    for (Item item : sent.batch().items()) {
      if (item.request() == null) {
        report.refused(item.line(), PrintableText.of(item.fault()));
      } else if (dryRun) {
        report.imported();
      } else {
        add(item.line(), answers.get(next++));
      }
    }
    report.doneTo(sent.batch().lastLine());
    progress.accept(sent.batch().lastLine());
  }

  private void add(long line, Answer answer) {
    if (!answer.isDone()) {
      report.refused(line, PrintableText.of(answer.detail().replaceFirst("^tokens\\[\\d+]: ", "")));
    } else if (answer.body().getBoolean("imported", false)) {
      report.imported();
    } else {
      report.known();
    }
  }

  /** Waits for the answers to a batch. Entries without an answer are sent again. */
  private List<Answer> answers(Sent sent) throws IOException, InterruptedException {
    List<ImportRequest> requests = requests(sent.batch());
    SortedMap<Integer, Answer> answers = new TreeMap<>();
    Future<List<Answer>> asked = sent.answers();
    List<Integer> open = IntStream.range(0, requests.size()).boxed().toList();
    for (int tries = 1; !open.isEmpty(); tries++) {
      String reason = "";
      try {
        List<Answer> given = TokenService.await(asked);
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
          if (given.get(i).isPassing()) {
            left.add(open.get(i));
            reason = given.get(i).detail();
          } else {
            answers.put(open.get(i), given.get(i));
          }
        }
        open = left;
      } catch (UnansweredException e) {
        reason = String.valueOf(e.getMessage());
      }
      if (!open.isEmpty()) {
        if (tries == MAX_TRIES) {
          throw new IOException(reason);
        }
        Thread.sleep(FIRST_PAUSE_MILLIS << (tries - 1));
        asked = service.importTokens(open.stream().map(requests::get).toList());
      }
    }
    return List.copyOf(answers.values());
  }
}
