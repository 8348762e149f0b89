package io.tallystick.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Helm takes the chart, and Kubernetes would take what it renders. */
class ChartTest {

  private static final Path CHART = Path.of("helm/tallystick");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "apps/v1/StatefulSet", StatefulSet.class,
          "v1/Secret", Secret.class,
          "v1/Service", Service.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

  // Kubernetes' classes keep what they do not know; here it is a mistake.
  private static final ObjectMapper STRICT =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              })
          .build();

  @TempDir Path directory;
  private KubernetesApi kubernetes;

  @BeforeEach
  void start() throws IOException {
    kubernetes = new KubernetesApi();
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void helmFindsNothingWrong() {
    LintResult lint = new Helm(CHART).lint().strict().call();

    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  @Test
  void asItIsItRendersWhatKubernetesKnows() throws Exception {
    assertThat(rendered(new Helm(CHART).template()))
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder(
            "StatefulSet", "Secret", "Service", "Service", "NetworkPolicy", "PodDisruptionBudget");
  }

  @Test
  void withEveryValueSetItRendersWhatKubernetesKnows() throws Exception {
    StatefulSet nodes =
        nodes(
            new Helm(CHART)
                .template()
                .withName("tokens")
                .set("replicas", 5)
                .set("auditKey.secret", "audit-key")
                .set("idempotencyKey.secret", "server-key")
                .set("settings.tokens\\.default-lifetime", "30d")
                .set("storage.className", "fast")
                .set("trustedProxies", "10.0.0.0/8")
                .set("callers.calls", "tokens"));

    assertThat(nodes.getSpec().getReplicas()).isEqualTo(5);
    assertThat(environment(nodes))
        .containsEntry("TALLYSTICK_TOKENS_DEFAULT_LIFETIME", "30d")
        .containsEntry("TALLYSTICK_AUDIT_KEY_FILE", "/etc/tallystick/key.pem")
        .containsEntry(
            "TALLYSTICK_API_IDEMPOTENCY_KEY_FILE", "/etc/tallystick-idempotency/idempotency.key");
  }

  @Test
  void settingsAreWrittenAsPeopleWriteThem() throws Exception {
    Path values =
        Files.writeString(
            directory.resolve("values.yaml"),
            """
            settings:
              audit.max-refusals-per-minute: 1000000
              tokens:
                default-lifetime: 30d
                max-lifetime: "90d"
              api:
                max-body-bytes: 16384
                operators: [ops, "on-call"]
              cluster.insecure: false
              any.ratio: 0.5
            """);

    StatefulSet nodes = nodes(new Helm(CHART).template().withValuesFile(values));

    assertThat(environment(nodes))
        .containsEntry("TALLYSTICK_AUDIT_MAX_REFUSALS_PER_MINUTE", "1000000")
        .containsEntry("TALLYSTICK_TOKENS_DEFAULT_LIFETIME", "30d")
        .containsEntry("TALLYSTICK_TOKENS_MAX_LIFETIME", "90d")
        .containsEntry("TALLYSTICK_API_MAX_BODY_BYTES", "16384")
        .containsEntry("TALLYSTICK_API_OPERATORS", "ops, on-call")
        .containsEntry("TALLYSTICK_CLUSTER_INSECURE", "false")
        .containsEntry("TALLYSTICK_ANY_RATIO", "0.5");
  }

  @Test
  void kubernetesSetsNoVariablesThatLookLikeSettings() throws Exception {
    StatefulSet nodes = nodes(new Helm(CHART).template().withName("tallystick"));

    assertThat(nodes.getSpec().getTemplate().getSpec().getEnableServiceLinks()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "replicaCount, 5, replicaCount",
    "replicas, none, replicas",
    "image.repo, other, repo",
    "image.pullPolicy, Sometimes, pullPolicy",
    "storage.size, much, size",
    "drainDelay, soon, drainDelay",
    "settings.api\\.port, 80, settings.api.port is set by the chart",
    "settings.cluster.host, x, settings.cluster.host is set by the chart",
  })
  void aValueThatTheChartDoesNotTakeIsNamed(String name, String value, String named) {
    assertThatThrownBy(() -> new Helm(CHART).template().set(name, value).call())
        .hasMessageContaining(named);
  }

  @Test
  void helmMakesACertificateThatNodesTakeFromEachOther() throws Exception {
    Map<String, String> data =
        rendered(new Helm(CHART).template()).stream()
            .filter(Secret.class::isInstance)
            .map(secret -> ((Secret) secret).getData())
            .findAny()
            .orElseThrow();

    X509Certificate certificate = certificate(data.get("tls.crt"));
    certificate.verify(certificate(data.get("ca.crt")).getPublicKey());
    assertThat(certificate.getExtendedKeyUsage())
        .contains("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(decoded(data.get("tls.key"))).contains("PRIVATE KEY-----");
  }

  @Test
  void theCertificateThatHelmHasMadeStays() {
    kubernetes.has(
        """
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "any", "namespace": "default"},
         "data": {"tls.crt": "b2xk", "tls.key": "a2V5", "ca.crt": "Y2E="}}
        """);

    assertThat(new Helm(CHART).template().call())
        .contains("tls.crt: b2xk", "tls.key: a2V5", "ca.crt: Y2E=");
  }

  @Test
  void aCertificateOfOthersIsUsedIfItIsNamed() {
    assertThat(new Helm(CHART).template().set("clusterTls.secret", "nodes").call())
        .contains("secretName: \"nodes\"")
        .doesNotContain("kind: Secret", "kind: Certificate");
    assertThat(
            new Helm(CHART)
                .template()
                .set("clusterTls.certManager.enabled", "true")
                .set("clusterTls.certManager.issuer.name", "nodes")
                .call())
        .contains("kind: Certificate", "name: \"nodes\"")
        .doesNotContain("kind: Secret");
  }

  private static X509Certificate certificate(String base64) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private static StatefulSet nodes(TemplateCommand command) throws IOException {
    return rendered(command).stream()
        .filter(StatefulSet.class::isInstance)
        .map(StatefulSet.class::cast)
        .findAny()
        .orElseThrow();
  }

  /** The variables whose values are in the manifest. */
  private static Map<String, String> environment(StatefulSet nodes) {
    return nodes.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static List<HasMetadata> rendered(TemplateCommand command) throws IOException {
    List<HasMetadata> resources = new ArrayList<>();
    try (var documents = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(command.call())) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        String kind = document.get("apiVersion").asText() + "/" + document.get("kind").asText();
        resources.add(STRICT.treeToValue(document, Objects.requireNonNull(KINDS.get(kind), kind)));
      }
    }
    return resources;
  }
}
