package io.tallystick.eventlog.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Directories and files that nobody but their owner may use, whatever the umask of the process is.
 * On Windows, which has no such modes, they are as the system makes them.
 */
public final class OwnerOnly {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private OwnerOnly() {}

  /** What a new file gets: mode 0600. */
  public static FileAttribute<?>[] file() {
    return attributes("rw-------");
  }

  /** What a new file that is a program gets: mode 0700. */
  public static FileAttribute<?>[] program() {
    return attributes("rwx------");
  }

  /**
   * Creates a directory and those above it that are missing, with mode 0700. One that is there is
   * left as it is.
   */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, attributes("rwx------"));
  }

  /** Creates an empty file with mode 0600, unless it is there. */
  public static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, file());
    } catch (FileAlreadyExistsException e) {
      // It is left as it is.
    }
  }

  /**
   * What others than the owner may use in a directory, down to some levels. Links are not followed.
   *
   * @return a text for each, with its mode; empty if there is none, or no such directory
   */
  public static List<String> openToOthers(Path directory, int levels) throws IOException {
    if (!POSIX || !Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory, levels)) {
      return files.filter(file -> !Files.isSymbolicLink(file)).flatMap(OwnerOnly::open).toList();
    }
  }

  private static Stream<String> open(Path file) {
    try {
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
      return mode.stream().anyMatch(OF_OTHERS::contains)
          ? Stream.of(file + " (" + PosixFilePermissions.toString(mode) + ")")
          : Stream.empty();
    } catch (IOException e) {
      // It is gone meanwhile.
      return Stream.empty();
    }
  }

  private static FileAttribute<?>[] attributes(String mode) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
