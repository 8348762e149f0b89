package io.tallystick.token;

import java.util.Arrays;

/**
 * Converts unsigned big-endian numbers to base 62 with a fixed number of digits. The digits are
 * 0–9, A–Z, a–z, in this order.
 */
final class Base62 {

  private static final int BASE = 62;
  // The number of digits that are converted together. Five of them fit into 32 bits.
  private static final int CHUNK_DIGITS = 5;
  // 62 to the power of CHUNK_DIGITS.
  private static final long CHUNK_BASE = 916_132_832;
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
   * Writes a number, with leading zeros.
   *
   * @param number its bytes; their count is a multiple of four
   * @param into takes the digits, in ASCII
   * @param from the index of the first digit
   * @param width the number of digits
   * @throws IllegalArgumentException if the number needs more digits
   */
  static void encode(byte[] number, byte[] into, int from, int width) {
    int[] words = words(number);
    int i = from + width;
    while (i > from) {
      long chunk = remainder(words);
      for (int digit = 0; digit < CHUNK_DIGITS && i > from; digit++) {
        into[--i] = DIGITS[(int) (chunk % BASE)];
        chunk /= BASE;
      }
      if (chunk != 0) {
        throw new IllegalArgumentException("the number needs more than " + width + " digits");
      }
    }
    for (int word : words) {
      if (word != 0) {
        throw new IllegalArgumentException("the number needs more than " + width + " digits");
      }
    }
  }

  /**
   * Reads a number.
   *
   * @param from the index of the first digit
   * @param to the index after the last digit
   * @param bytes how many bytes the result has, a multiple of four
   * @return the bytes; empty if the text has other characters, or the number needs more bytes
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

  /**
   * Divides a number in place by {@link #CHUNK_BASE} and returns the remainder: the value of its
   * last five digits.
   */
  private static long remainder(int[] words) {
    long remainder = 0;
    for (int w = 0; w < words.length; w++) {
      long dividend = (remainder << 32) | (words[w] & 0xFFFF_FFFFL);
      words[w] = (int) (dividend / CHUNK_BASE);
      remainder = dividend % CHUNK_BASE;
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
