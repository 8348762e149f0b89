package io.tallystick.eventlog.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What is wrong with a file. The JDK's exceptions often have a message that is only its path. */
public final class FileFault {

  private FileFault() {}

  /** Describes a fault in a clause, for people. */
  public static String describe(IOException fault) {
    if (fault instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (fault instanceof AccessDeniedException denied) {
      return "permission is denied for %s; the user '%s' needs it"
          .formatted(denied.getFile(), System.getProperty("user.name", "?"));
    }
    if (fault instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is there already, and is something else";
    }
    if (fault instanceof NotDirectoryException file) {
      return file.getFile() + " is not a directory";
    }
    return String.valueOf(fault.getMessage());
  }
}
