package io.tallystick.config.value;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of IPv4 and IPv6 networks.
 *
 * <p>An IPv4-mapped IPv6 address ({@code ::ffff:10.0.0.1}, RFC 4291 section 2.5.5.2) counts as the
 * IPv4 address in it, both in a list of networks and as an address to look up.
 *
 * @param blocks the networks; if there are none, the set contains no address
 */
public record Networks(List<IPAddress> blocks) {

  // No wildcards, no ranges, no octal or single-number IPv4: they would hide typing errors.
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowAll(false)
          .allowEmpty(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .allowMask(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getParentBuilder()
          .toParams();

  /** Copies the list. */
  public Networks {
    blocks = List.copyOf(blocks);
  }

  /**
   * Parses a list separated by commas.
   *
   * @throws IllegalArgumentException if one of them is not a network; the message shows it
   */
  public static Networks parse(String text) {
    List<IPAddress> blocks = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        blocks.add(block(part.trim()));
      }
    }
    return new Networks(blocks);
  }

  /**
   * Parses an address. A mapped address becomes the IPv4 address in it, and a zone is removed.
   *
   * @throws IllegalArgumentException if the text is not one single address
   */
  public static IPAddress address(String text) {
    IPAddress address = parseOne(text);
    if (address.isPrefixed() || address.isMultiple()) {
      throw new IllegalArgumentException("'" + text + "' is not a single address");
    }
    return address;
  }

  /** Whether one of the networks contains an address that {@link #address} has parsed. */
  public boolean contain(IPAddress address) {
    for (IPAddress block : blocks) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return blocks.stream().map(IPAddress::toCanonicalString).collect(Collectors.joining(", "));
  }

  private static IPAddress block(String text) {
    IPAddress given = parseOne(text);
    IPAddress block = given.isPrefixed() ? given.toPrefixBlock() : given;
    if (given.isPrefixed()
        && !given.getLower().withoutPrefixLength().equals(block.getLower().withoutPrefixLength())) {
      throw new IllegalArgumentException(
          "'%s' has bits set after its prefix; the network is %s"
              .formatted(text, block.toCanonicalString()));
    }
    return block;
  }

  private static IPAddress parseOne(String text) {
    try {
      IPAddress address = new IPAddressString(text, STRICT).toAddress();
      if (address == null) {
        throw new IllegalArgumentException("'" + text + "' is not an address");
      }
      if (address.isIPv6()) {
        address = address.toIPv6().removeZone();
        if (address.toIPv6().isIPv4Mapped()) {
          address = mapped(address);
        }
      }
      return address;
    } catch (AddressStringException e) {
      throw new IllegalArgumentException("'" + text + "' is not an address or network", e);
    }
  }

  private static IPAddress mapped(IPAddress address) {
    Integer prefix = address.getPrefixLength();
    IPAddress ipv4 = address.withoutPrefixLength().toIPv6().getEmbeddedIPv4Address();
    return prefix == null ? ipv4 : ipv4.setPrefixLength(Math.max(0, prefix - 96), false);
  }
}
