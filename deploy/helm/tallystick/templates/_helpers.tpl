{{- define "tallystick.labels" -}}
app.kubernetes.io/name: tallystick
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The secret with the certificate by which nodes know each other. */}}
{{- define "tallystick.clusterTlsSecret" -}}
{{ .Values.clusterTls.secret | default (printf "%s-cluster-tls" .Release.Name) }}
{{- end -}}

{{/*
A value as the text of a setting. Helm reads numbers as floats, which it would write as 1e+06.
Expects a dict: name, value.
*/}}
{{- define "tallystick.text" -}}
{{- $value := .value -}}
{{- if kindIs "slice" $value -}}
{{- $texts := list -}}
{{- range $value }}{{ $texts = append $texts (include "tallystick.text" (dict "name" $.name "value" .)) }}{{ end -}}
{{- join ", " $texts -}}
{{- else if kindIs "float64" $value -}}
{{- if eq $value (floor $value) }}{{ int64 $value }}{{ else }}{{ $value }}{{ end -}}
{{- else if kindIs "invalid" $value -}}
{{- fail (printf "settings.%s has no value" .name) -}}
{{- else -}}
{{- toString $value -}}
{{- end -}}
{{- end -}}

{{/*
The settings in values.settings as environment variables; their names may be nested or have dots.
Expects a dict: prefix, settings, taken (a dict: the settings that the chart sets, and by which value).
*/}}
{{- define "tallystick.settings" -}}
{{- range $name, $value := .settings }}
{{- $full := printf "%s%s" $.prefix $name }}
{{- if kindIs "map" $value }}
{{- include "tallystick.settings" (dict "prefix" (printf "%s." $full) "settings" $value "taken" $.taken) }}
{{- else }}
{{- with get $.taken $full }}{{ fail (printf "settings.%s is set by the chart; use %s" $full .) }}{{ end }}
- name: TALLYSTICK_{{ $full | upper | replace "." "_" | replace "-" "_" }}
  value: {{ include "tallystick.text" (dict "name" $full "value" $value) | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The settings that the chart sets itself, and what to use instead. */}}
{{- define "tallystick.taken" -}}
node.name: the name of the pod, which it is
cluster.enabled: the value replicas
cluster.host: the address of the pod, which it is
cluster.port: the port 5701, which it is
cluster.bus-port: the port 5702, which it is
cluster.dns: the chart's headless service, which it is
cluster.members: the chart's headless service, which it is
cluster.tls-cert: the value clusterTls
cluster.tls-key: the value clusterTls
cluster.tls-ca: the value clusterTls
store.url: the value database.secret
data.dir: the volume of the pod, which it is
api.host: the address of the pod, which it is
api.port: the port of the service, which is 80
api.drain-delay: the value drainDelay
api.internal-networks: the value internalNetworks
api.trusted-proxies: the value trustedProxies
audit.key-file: the value auditKey.secret
api.idempotency-key-file: the value idempotencyKey.secret
{{- end -}}
