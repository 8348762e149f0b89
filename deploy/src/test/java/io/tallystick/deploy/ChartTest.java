package io.tallystick.deploy;





import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Helm takes the chart, and Kubernetes would take what it renders. */
class ChartTest {

  private static final Path CHART = Path.of("helm/tallystick");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "apps/v1/StatefulSet", StatefulSet.class,
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
            "StatefulSet", "Service", "Service", "NetworkPolicy", "PodDisruptionBudget");
  }

  @Test
  void withEveryValueSetItRendersWhatKubernetesKnows() throws Exception {
    StatefulSet nodes =
        rendered(
                new Helm(CHART)
                    .template()
                    .withName("tokens")
                    .set("replicas", 5)
                    .set("auditKey.secret", "audit-key")
                    .set("settings.tokens\\.default-lifetime", "30d")
                    .set("storage.className", "fast")
                    .set("trustedProxies", "10.0.0.0/8")
                    .set("callers.calls", "tokens"))
            .stream()
            .filter(StatefulSet.class::isInstance)
            .map(StatefulSet.class::cast)
            .findAny()
            .orElseThrow();

    assertThat(nodes.getSpec().getReplicas()).isEqualTo(5);
    assertThat(nodes.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("TALLYSTICK_TOKENS_DEFAULT_LIFETIME");
              assertThat(variable.getValue()).isEqualTo("30d");
            })
        .anySatisfy(
            variable -> assertThat(variable.getName()).isEqualTo("TALLYSTICK_AUDIT_KEY_FILE"));
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
