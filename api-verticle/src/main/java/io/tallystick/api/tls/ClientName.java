package io.tallystick.api.tls;

import io.tallystick.event.PrintableText;
import io.vertx.core.http.HttpConnection;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The name that a caller has proved to have, by its certificate. */
public final class ClientName {

  private static final int MAX_CHARACTERS = 255;
  private static final String CACHED = ClientName.class.getName();
  // RFC 5280, section 4.2.1.6.
  private static final int DNS_NAME = 2;
  // RFC 3986, section 2 and section 3.1.
  private static final Pattern URI_FORM =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,./:;=?@\\[\\]_~A-Za-z0-9-]+");
  private static final Pattern DNS_FORM = Pattern.compile("[A-Za-z0-9*._-]+");
  private static final int URI = 6;

  private ClientName() {}

  /**
   * The name of the caller of a connection: the first URI among the subject alternative names of
   * its certificate (as SPIFFE has it), else the first DNS name, else the subject (RFC 2253). What
   * is no URI with a scheme, or no DNS name, does not count, so that no name passes for one of
   * another kind. The name is null if there is no certificate, or if it is too long for an event.
   */
  public static @Nullable String of(HttpConnection connection) {
    SSLSession session = connection.sslSession();
    if (session == null) {
      return null;
    }
    if (session.getValue(CACHED) instanceof String known) {
      return known.isEmpty() ? null : known;
    }
    String name = read(session);
    session.putValue(CACHED, name);
    return name.isEmpty() ? null : name;
  }

  private static String read(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? of(certificate)
          : "";
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }

  /** The name in a certificate; empty if it is too long. */
  static String of(X509Certificate certificate) {
    String name =
        Stream.concat(
                alternatives(certificate, URI, URI_FORM),
                alternatives(certificate, DNS_NAME, DNS_FORM))
            .findFirst()
            .orElseGet(
                () ->
                    PrintableText.of(
                        certificate.getSubjectX500Principal().getName(X500Principal.RFC2253)));
    return name.length() > MAX_CHARACTERS ? "" : name;
  }

  private static Stream<String> alternatives(X509Certificate certificate, int type, Pattern form) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Stream.empty()
          : names.stream()
              .filter(name -> Integer.valueOf(type).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .filter(name -> form.matcher(name).matches());
    } catch (CertificateParsingException e) {
      return Stream.empty();
    }
  }
}
