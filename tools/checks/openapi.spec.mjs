import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS, getFields } from '@tollgate/contracts';
import { controllers, openApiDocument, collectRoutes } from '@tollgate/gateway';
import addFormats from 'ajv-formats';
import Ajv from 'ajv/dist/2020.js';
import { root } from './product.mjs';

let document;
let operations;

beforeAll(() => {
  document = JSON.parse(JSON.stringify(openApiDocument(controllers)));
  operations = collectRoutes(controllers).map((route) => ({
    route,
    operation: document.paths[route.path.replace(/:(\w+)/g, '{$1}')][route.verb.toLowerCase()],
  }));
});

const named = (list) => list.map(({ route }) => `${route.verb} ${route.path}`);
const success = ({ operation }) => operation.responses['200'].content['application/json'];

/** Which paths and schemas are not the same in both; anything else that differs as `document`. */
function differences(before, after) {
  const parts = ({ paths, components, ...rest }) => ({ ...paths, ...components.schemas, document: rest });
  const [old, now] = [parts(before), parts(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
}

describe('the reference', () => {
  it('in apps/gateway/openapi.json is current: npm run generate', () => {
    const committed = JSON.parse(readFileSync(join(root, 'apps/gateway/openapi.json'), 'utf8'));
    expect({ stale: differences(committed, document) }).toEqual({ stale: [] });
  });

  it('names every operation once, with its access and a summary', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(named(operations.filter(({ operation }) => !operation.summary || !operation['x-access']))).toEqual([]);
  });

  it('asks for a credential wherever the contract does', () => {
    const odd = operations.filter(
      ({ route, operation }) => (route.contract.access === 'public') !== !operation.security.length,
    );
    expect(named(odd)).toEqual([]);
  });

  it('shows every error of the contract with its body', () => {
    for (const { route, operation } of operations) {
      const shown = Object.values(operation.responses).flatMap(({ content }) =>
        Object.keys(content?.['application/json']?.examples ?? {}),
      );
      const missing = route.contract.errors.filter((code) => !shown.includes(code));
      expect({ route: `${route.verb} ${route.path}`, missing }).toEqual({ route: expect.any(String), missing: [] });
      expect(shown.filter((code) => code !== 'success' && !(code in ERRORS))).toEqual([]);
    }
  });

  it('gives replies exactly the fields of their contracts', () => {
    for (const { route } of operations) {
      const schema = document.components.schemas[route.contract.Response.name];
      if (!schema) continue;
      const fields = getFields(route.contract.Response).map(({ name }) => name);
      expect(Object.keys(schema.properties).sort()).toEqual(fields.sort());
    }
  });

  it('has examples that are what their schemas say', () => {
    const ajv = new Ajv({ strict: false, formats: { int64: true } });
    addFormats(ajv);
    ajv.addSchema({ $id: 'doc', components: document.components });
    const absolute = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components'));
    const wrong = [];
    for (const entry of operations.filter(({ route }) => !route.answers)) {
      const { schema, examples } = success(entry);
      const validate = ajv.compile(absolute(schema));
      if (!validate(examples.success.value)) wrong.push(`${named([entry])}: ${ajv.errorsText(validate.errors)}`);
    }
    expect(wrong).toEqual([]);
  });
});
