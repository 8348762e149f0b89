package io.tallystick.auditor.search;

import io.tallystick.token.TokenId;
import io.tallystick.token.TokenShape;
import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the public id of a token in both forms. Its error says what they look like. */
public final class TokenIdConverter implements ITypeConverter<UUID> {

  @Override
  public UUID convert(String text) {
    // Whoever gives a complete token by mistake must not see its secret repeated in logs.
    return TokenId.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "a token id looks like 01a21387-5069-7d34-8b32-66ee96c95e4a, or like"
                        + " 0353o0HM6WMpnNwSQZQpcg in a token, not '"
                        + TokenShape.redact(text)
                        + "'"));
  }
}
