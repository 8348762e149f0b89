package io.tallystick.token;

import java.util.Arrays;

/** Unsigned big-endian numbers as digits of a fixed width: 0–9, A–Z, a–z, in that order. */
final class Base62 {

  private static final int BASE = 62;
  // As many digits as are worked out at once: what they can hold fits into 32 bits.
  private static final int STEP = 5;
  private static final long STEP_BASE = 916_132_832;
  private static final byte[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < BASE; i++) {
      VALUES[DIGITS[i]] = (byte) i;
    }
  }

  private Base62() {}

  static boolean isDigit(char c) {
    return c < 128 && VALUES[c] >= 0;
  }

  /**
   * Writes a number.
   *
   * @param number its bytes, a multiple of four of them
   * @param into takes the digits, leading zeros included
   * @param from first digit's index
   * @param width how many digits; the number must fit
   */
  static void encode(byte[] number, byte[] into, int from, int width) {
    int[] words = words(number);
    int i = from + width;
    while (i > from) {
      long rest = remainder(words);
      for (int digit = 0; digit < STEP && i > from; digit++) {
        into[--i] = DIGITS[(int) (rest % BASE)];
        rest /= BASE;
      }
      if (rest != 0) {
        throw new IllegalArgumentException("the number has more than " + width + " digits");
      }
    }
    for (int word : words) {
      if (word != 0) {
        throw new IllegalArgumentException("the number has more than " + width + " digits");
      }
    }
  }

  /**
   * Reads a number.
   *
   * @return its bytes, or none where the digits are no number of that many bytes
   */
  static byte[] decode(String text, int from, int to, int bytes) {
    int[] words = new int[bytes / 4];
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return new byte[0];
      }
      long carry = VALUES[c];
      for (int w = words.length - 1; w >= 0; w--) {
        long product = (words[w] & 0xFFFF_FFFFL) * BASE + carry;
        words[w] = (int) product;
        carry = product >>> 32;
      }
      if (carry != 0) {
        return new byte[0];
      }
    }
    return bytes(words);
  }

  /** Divides a number in place by 62⁵, five digits, and returns what remains. */
  private static long remainder(int[] words) {
    long remainder = 0;
    for (int w = 0; w < words.length; w++) {
      long dividend = (remainder << 32) | (words[w] & 0xFFFF_FFFFL);
      words[w] = (int) (dividend / STEP_BASE);
      remainder = dividend % STEP_BASE;
    }
    return remainder;
  }

  private static int[] words(byte[] number) {
    int[] words = new int[number.length / 4];
    java.nio.ByteBuffer.wrap(number).asIntBuffer().get(words);
    return words;
  }

  private static byte[] bytes(int[] words) {
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(words.length * 4);
    buffer.asIntBuffer().put(words);
    return buffer.array();
  }
}
