package io.tallystick.eventlog.review;

/** A check has failed. The message is the verdict's sentence. */
final class BrokenLogException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String sentence;

  BrokenLogException(String sentence) {
    super(sentence, null, false, false);
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
