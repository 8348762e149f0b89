package io.tallystick.auditor.search;

import io.tallystick.event.Reason;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the reason of a refusal as events have it. Its error lists all reasons. */
public final class ReasonConverter implements ITypeConverter<Reason> {

  @Override
  public Reason convert(String text) {
    return Reason.ofText(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "a reason is one of %s, not '%s'"
                        .formatted(
                            Stream.of(Reason.values())
                                .map(Reason::text)
                                .collect(Collectors.joining(", ")),
                            text)));
  }
}
