{{- define "tollgate.labels" -}}
app.kubernetes.io/part-of: tollgate
{{- end }}
{{- define "tollgate.image" -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}
{{- define "tollgate.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}
{{- define "tollgate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
{{- define "tollgate.databaseCa" -}}
- name: database-ca
  secret:
    secretName: {{ .Values.secrets.databaseCa }}
    optional: true
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- define "tollgate.probes" -}}
startupProbe:
  httpGet: { path: {{ .start }}, port: {{ .port }} }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 30
readinessProbe:
  httpGet: { path: {{ .ready }}, port: {{ .port }} }
  periodSeconds: {{ .readyPeriod }}
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet: { path: {{ .live }}, port: {{ .port }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}
{{- /* ConfigMaps have a digest in their names, so that a change rolls the pods that use them. */ -}}
{{- define "tollgate.settingsName" -}}
tollgate-settings-{{ .Values.settings | toJson | sha256sum | trunc 10 }}
{{- end }}
{{- define "tollgate.natsConfigName" -}}
nats-config-{{ print (.Files.Get "files/nats.conf") (.Files.Get "files/nats-accounts.conf") | sha256sum | trunc 10 }}
{{- end }}
