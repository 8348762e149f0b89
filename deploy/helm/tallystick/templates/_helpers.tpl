{{- define "tallystick.labels" -}}
app.kubernetes.io/name: tallystick
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The secret with the certificate by which nodes know each other. */}}
{{- define "tallystick.clusterTlsSecret" -}}
{{ .Values.clusterTls.secret | default (printf "%s-cluster-tls" .Release.Name) }}
{{- end -}}
