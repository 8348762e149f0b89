package io.tallystick.eventlog.review;

import io.tallystick.eventlog.line.Line;
import io.tallystick.eventlog.line.LineForm;
import io.tallystick.eventlog.merkle.MerkleTree;
import io.tallystick.eventlog.merkle.StoredTiles;
import io.tallystick.eventlog.merkle.TiledTree;
import io.tallystick.eventlog.merkle.TreeHash;
import io.tallystick.eventlog.note.Checkpoint;
import io.tallystick.eventlog.note.RemovalNote;
import io.tallystick.eventlog.note.RootHash;
import io.tallystick.eventlog.segment.DamagedSegmentException;
import io.tallystick.eventlog.segment.LineReader;
import io.tallystick.eventlog.segment.Segment;
import io.tallystick.eventlog.segment.SegmentEnd;
import io.tallystick.eventlog.segment.TimeOrder;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the lines of an event log are those that were signed, each at its place, and that its
 * directory has nothing else in it. It needs only the files and a public key. It reads every file
 * of lines to its end.
 */
final class LogVerification {

  private static final int LINES_PER_STEP = 1_000;

  private final Path directory;
  private final SignedEvidence evidence;
  private final Checkpoint checkpoint;
  private final Progress progress;
  private final ObjLongConsumer<ByteBuffer> lines;
  private final StoredTiles tiles;
  private final TimeOrder times;
  private final MerkleTree tree;
  private final TreeHash hash = new TreeHash();
  private String dateInWords = "";

  private LogVerification(
      Path directory,
      SignedEvidence evidence,
      Progress progress,
      ObjLongConsumer<ByteBuffer> lines) {
    this.directory = directory;
    this.evidence = evidence;
    this.checkpoint = evidence.newest();
    this.progress = progress;
    this.lines = lines;
    this.tiles = new StoredTiles(directory);
    this.times = new TimeOrder(directory);
    this.tree = new MerkleTree(tiles);
  }

  /**
   * Checks a log against its newest checkpoint, and against an older one too, if it is given.
   *
   * @param lines takes each line and its number while it is checked
   * @throws IOException if files cannot be read
   */
  static Verdict of(
      Path directory,
      ReviewerKeys keys,
      @Nullable Path older,
      Progress progress,
      ObjLongConsumer<ByteBuffer> lines)
      throws IOException {
    try {
      // Before any file is opened, since one might be a link to what never ends.
      Optional<String> fault = LogFiles.fault(directory);
      if (fault.isPresent()) {
        return Verdict.broken(fault.get());
      }
      SignedEvidence evidence = SignedEvidence.read(directory, keys, older);
      return new LogVerification(directory, evidence, progress, lines).verdict();
    } catch (BrokenLogException e) {
      return Verdict.broken(e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (DamagedSegmentException e) {
      return Verdict.broken(String.valueOf(e.getMessage()));
    }
  }

  private Verdict verdict() throws IOException {
    long missing = Segment.removed(directory);
    long removed = evidence.removal().map(RemovalNote::lines).orElse(0L);
    if (missing > removed) {
      return Verdict.broken(
          LogFiles.missing(removed + 1, missing) + ", and no note says that they were removed");
    }
    if (missing >= checkpoint.size()) {
      return Verdict.broken("all of the %,d signed lines are missing".formatted(checkpoint.size()));
    }
    try {
      new TiledTree(directory, checkpoint.size()).addTo(tree, missing);
    } catch (NoSuchFileException e) {
      return Verdict.broken("the hashes of lines that were removed are missing");
    }
    return checkLines(missing);
  }

  private Verdict checkLines(long missing) throws IOException {
    try (LineReader reader = LineReader.open(directory, missing + 1)) {
      while (tree.size() < checkpoint.size()) {
        add(reader);
      }
      if (!RootHash.of(tree.root()).equals(checkpoint.root())) {
        tiles.compareLast();
        return Verdict.broken(
            tiles
                .differingLine()
                .map("line %d is not the one that was signed"::formatted)
                .orElse("neither the lines nor the tiles are those that were signed"));
      }
      evidence.checkRemoved(missing);
      return checkUnsignedLines(reader, missing);
    } catch (EOFException e) {
      // If a line was taken out, the first one that differs stands where it was.
      tiles.compareLast();
      return Verdict.broken(
          "line %d is missing".formatted(tiles.differingLine().orElse(tree.size() + 1)));
    }
  }

  private void add(LineReader reader) throws IOException {
    long seq = reader.seq();
    ByteBuffer line = reader.next();
    take(seq, line);
    if (seq == checkpoint.size()) {
      dateInWords = LineDate.inWords(LineDate.of(Line.of(seq, line.duplicate()).bytes()));
    }
    evidence.check(tree);
    requireEndIfFull(reader);
    if (seq % LINES_PER_STEP == 0) {
      progress.at(seq, checkpoint.size());
    }
  }

  private void take(long seq, ByteBuffer line) throws IOException {
    tree.add(hash.leaf(line.duplicate()));
    try {
      times.take(seq, line);
    } catch (IllegalArgumentException e) {
      // If it is signed, its root says so; if not, its form is checked.
    }
    lines.accept(line.duplicate(), seq);
  }

  /** After the last line of a segment, its file must end. */
  private static void requireEndIfFull(LineReader reader) throws IOException {
    if (Segment.firstOf(reader.seq()) == reader.seq() && !reader.isAtEndOfSegment()) {
      throw new BrokenLogException(
          "there is more behind line %d in its file, which ends with that line"
              .formatted(reader.seq() - 1));
    }
  }

  /**
   * Checks that the lines after the signed ones are numbered consecutively. They are not signed
   * yet.
   */
  private Verdict checkUnsignedLines(LineReader reader, long missing) throws IOException {
    long unsigned = 0;
    try {
      while (true) {
        long seq = reader.seq();
        ByteBuffer line = reader.next();
        byte[] bytes = Line.of(seq, line.duplicate()).bytes();
        LineForm.check(bytes);
        if (SegmentEnd.sequence(bytes) != seq) {
          return Verdict.broken("line %d has the wrong sequence number".formatted(seq));
        }
        take(seq, line);
        requireEndIfFull(reader);
        unsigned++;
      }
    } catch (EOFException e) {
      if (Segment.last(directory) > reader.seq()) {
        return Verdict.broken("line %d is missing".formatted(reader.seq()));
      }
      int unfinished = reader.unfinishedBytes();
      long laterLines = unsigned;
      if (unfinished > 0 && !mayBeUnderWay(reader)) {
        return Verdict.broken(
            "there is more behind line %d, and it is no line that is being written"
                .formatted(reader.seq() - 1));
      }
      return faultBesideTheLines()
          .map(Verdict::broken)
          .orElseGet(() -> intact(missing, laterLines, unfinished));
    } catch (IllegalArgumentException e) {
      return Verdict.broken("line %d: %s".formatted(reader.seq() - 1, e.getMessage()));
    }
  }

  /** What could deceive other commands, which do not read all lines. */
  private Optional<String> faultBesideTheLines() {
    tiles.compareLast();
    return tiles
        .differingTile()
        .map("the hashes in %s are not those of the lines"::formatted)
        .or(
            () ->
                times
                    .unknownStep()
                    .map(
                        "the time steps back before line %d, and time-steps does not say so: a search by time could pass over lines"
                            ::formatted));
  }

  private static String later(long unsigned) {
    return switch ((int) Math.min(unsigned, 2)) {
      case 0 -> "";
      case 1 -> "; 1 later one is not signed yet";
      default -> "; %,d later ones are not signed yet".formatted(unsigned);
    };
  }

  private Verdict intact(long missing, long unsigned, int unfinished) {
    return Verdict.holds(
        "%,d lines are those that were signed as %s%s%s%s%s%s"
            .formatted(
                checkpoint.size(),
                checkpoint.origin(),
                dateInWords,
                missing == 0 ? "" : removedInWords(missing),
                later(unsigned),
                unfinished == 0
                    ? ""
                    : "; %,d bytes of an unfinished line follow".formatted(unfinished),
                evidence.keyInWords()));
  }

  /**
   * Whether what follows the last line may be the beginning of a line. The service never compresses
   * a segment that it writes.
   */
  private boolean mayBeUnderWay(LineReader reader) {
    String text = new String(reader.unfinished(), StandardCharsets.UTF_8);
    return Files.exists(Segment.file(directory, Segment.firstOf(reader.seq())))
        && text.startsWith("{")
        && text.codePoints().noneMatch(Character::isISOControl);
  }

  private String removedInWords(long missing) {
    return evidence
        .removal()
        .map(
            note ->
                "; only the hashes of the first %,d are left, which were removed by %s under audit.retention=%s"
                    .formatted(missing, note.at(), note.retention()))
        .orElse("");
  }
}
