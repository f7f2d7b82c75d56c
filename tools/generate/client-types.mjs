import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = '// Generated from apps/gateway/openapi.json by `npm run generate`.\n\n';

/**
 * The types of the client, made of the reference. Refusals are left out: the client raises them, so no call returns one.
 * What answers neither JSON nor a file (a redirect) is for a browser to follow and stays without a reply.
 */
export async function clientTypes(document) {
  const ast = await openapiTS(JSON.stringify({ ...document, paths: successes(document.paths) }), {
    emptyObjectsUnknown: true,
    alphabetize: false,
  });
  return HEAD + astToString(ast);
}

function successes(paths) {
  return mapValues(paths, (operations) =>
    mapValues(operations, (operation) => {
      const { 200: ok } = operation.responses;
      const json = ok?.content['application/json'];
      if (!json?.schema.oneOf) return { ...operation, responses: ok ? { 200: ok } : {} };
      const [schema] = json.schema.oneOf;
      const content = { ...ok.content, 'application/json': { schema } };
      return { ...operation, responses: { 200: { ...ok, content } } };
    }),
  );
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
