import type { SpanSpec } from '../tracing/index.js';

/** The span of a statement: its name, or its first word where it has none. Never its text and never its values. */
export function statementSpan(statement: { readonly name: string } | string): SpanSpec {
  const summary =
    typeof statement === 'string' ? (/^\s*(\w+)/.exec(statement)?.[1]?.toUpperCase() ?? 'SQL') : statement.name;
  return {
    name: summary,
    kind: 'CLIENT',
    attributes: { 'db.system.name': 'postgresql', 'db.query.summary': summary },
  };
}
