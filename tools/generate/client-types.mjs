import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = '// Generated from apps/gateway/openapi.json by `npm run generate`.\n\n';

/** The types of the client, made of the reference. Refusals are left out: the client raises them, so no call returns one. */
export async function clientTypes(document) {
  const ast = await openapiTS(JSON.stringify({ ...document, paths: successes(document.paths) }), {
    emptyObjectsUnknown: true,
  });
  return HEAD + astToString(ast);
}

function successes(paths) {
  return mapValues(paths, (operations) =>
    mapValues(operations, (operation) => {
      const { 200: ok, 302: elsewhere } = operation.responses;
      const { 'application/json': json, ...files } = ok.content;
      const [schema] = json.schema.oneOf ?? [];
      const content = schema ? { 'application/json': { schema }, ...files } : files;
      return { ...operation, responses: elsewhere ? { 302: elsewhere } : { 200: { ...ok, content } } };
    }),
  );
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
