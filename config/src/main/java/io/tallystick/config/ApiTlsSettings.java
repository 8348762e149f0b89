package io.tallystick.config;

import io.tallystick.config.value.ActorNames;
import io.tallystick.config.value.ActorRules;
import io.tallystick.config.value.ClientAuthentication;
import io.tallystick.config.value.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of TLS for HTTP, and of the names that callers prove with it. Immutable and checked. */
public final class ApiTlsSettings {

  static final SettingGroup GROUP = new SettingGroup();

  private final Values values;

  ApiTlsSettings(Values values) {
    this.values = values;
  }

  private static final Setting<Path> TLS_CERT =
      GROUP.add(
          "api.tls-cert",
          SettingType.path("a PEM file"),
          DefaultValue.none("none: HTTP without TLS"),
          "The PEM file of the certificate for HTTP, with the certificates between it and the"
              + " authority. With it, only HTTPS is served. If the files change, new connections get"
              + " the new certificate.");

  private static final Setting<Path> TLS_KEY =
      GROUP.add(
          "api.tls-key",
          SettingType.path("a PEM file"),
          DefaultValue.none(),
          "The PEM file of the private key of api.tls-cert.");

  private static final Setting<Path> TLS_CLIENT_CA =
      GROUP.add(
          "api.tls-client-ca",
          SettingType.path("a PEM file"),
          DefaultValue.none(),
          "The PEM file of the authorities that must have signed the certificates of callers.");

  /** The files for TLS; null if HTTP is served without TLS. */
  public @Nullable TlsFiles files() {
    return values.findTls(TLS_CERT, TLS_KEY, TLS_CLIENT_CA);
  }

  private static final Setting<ClientAuthentication> CLIENT_AUTH =
      GROUP.add(
          "api.client-auth",
          SettingType.of("none, optional or required", "", ClientAuthentication::parse),
          DefaultValue.of("none"),
          "Whether callers show a certificate. The name in it becomes the actor of the event: its"
              + " first SAN of the type URI, else of the type DNS, else its subject.");

  /** Whether callers show certificates. */
  public ClientAuthentication clientAuthentication() {
    return values.get(CLIENT_AUTH);
  }

  private static final Setting<ActorRules> ACTORS =
      GROUP.add(
          "api.actors",
          SettingType.of(
              ActorRules.FORM,
              "spiffe://example.org/billing -> billing-*; CN=admin -> *",
              ActorRules::parse),
          DefaultValue.of(""),
          "Which actors may issue tokens for which identities. If this is empty, all callers may"
              + " issue all. Otherwise what no rule allows gets 403.");

  /** Which actors may issue tokens for which identities. */
  public ActorRules actors() {
    return values.get(ACTORS);
  }

  private static final Setting<ActorNames> OPERATOR_ACTORS =
      GROUP.add(
          "api.operator-actors",
          SettingType.of(
              ActorNames.FORM, "CN=admin; spiffe://example.org/ops/*", ActorNames::parse),
          DefaultValue.of(""),
          "The actors that are operators by their client certificate.");

  /** The actors that are operators by their client certificate. */
  public ActorNames operatorActors() {
    return values.get(OPERATOR_ACTORS);
  }

  /** A sentence for each contradiction between these settings. */
  List<String> contradictions() {
    List<String> contradictions = new ArrayList<>();
    boolean hasCertificate = values.find(TLS_CERT) != null;
    boolean asksCallers = values.get(CLIENT_AUTH) != ClientAuthentication.NONE;
    if (hasCertificate != (values.find(TLS_KEY) != null)) {
      contradictions.add("api.tls-cert and api.tls-key belong together: name both, or none");
    }
    if (asksCallers != (values.find(TLS_CLIENT_CA) != null)) {
      contradictions.add(
          "api.client-auth and api.tls-client-ca belong together: to ask callers for certificates,"
              + " name the authorities that sign them");
    }
    if (asksCallers && !hasCertificate) {
      contradictions.add(
          "api.client-auth: without TLS, callers show no certificates; name api.tls-cert and"
              + " api.tls-key");
    }
    if (!asksCallers) {
      noNames(ACTORS, actors().rules()).ifPresent(contradictions::add);
      noNames(OPERATOR_ACTORS, operatorActors().patterns()).ifPresent(contradictions::add);
    }
    return contradictions;
  }

  private static Optional<String> noNames(Setting<?> setting, List<?> actors) {
    return actors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            setting.name()
                + ": callers have no names unless api.client-auth is optional or required");
  }

  @Override
  public String toString() {
    return values.show(GROUP.all());
  }
}
