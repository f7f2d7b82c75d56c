// The checks that every answer must pass.
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import { ERRORS } from '@tollgate/contracts';
import { reference } from './requests.mjs';

/** Traces of internals: stack frames, SQL, drivers, connections, stored hashes. */
export const LEAK =
  /\.[jt]s:\d+|QueryFailed|SELECT |INSERT INTO|syntax error at|SQLSTATE|nats:\/\/|postgres(?:ql)?:\/\/|\$argon2|\$2[aby]\$|ECONNREFUSED|at Object\.|violates/;

const SLOW_MS = 6000;

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'reference', ...reference });
const validators = new Map();

function validatorOf({ verb, path }, status) {
  const key = `${verb} ${path} ${status}`;
  if (!validators.has(key)) {
    const pointer = [
      'paths',
      path,
      verb.toLowerCase(),
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ];
    const exists = pointer.reduce((node, part) => node?.[part], reference);
    const ref = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    validators.set(key, exists ? ajv.compile({ $ref: `reference#/${ref}` }) : null);
  }
  return validators.get(key);
}

/** The faults of an answer as texts; empty if it is correct. `slack`: milliseconds that a busy machine may add. */
export function faultsOf(request, reply, secrets, slack) {
  const faults = [];
  if (reply.status >= 500 && reply.status !== 503) faults.push(`status ${reply.status}`);
  if (reply.ms > SLOW_MS + slack) faults.push(`took ${Math.round(reply.ms)} ms`);
  const leak = LEAK.exec(reply.text);
  // text that the request contained is no leak, because an answer may echo it
  if (leak && !`${request.url}${request.body}`.includes(leak[0])) faults.push(`leaks ${leak[0]}`);
  for (const [name, secret] of secrets) if (reply.text.includes(secret)) faults.push(`shows the ${name}`);
  if (!/^application\/(problem\+)?json/.test(reply.type)) return faults;
  const json = JSON.parse(reply.text);
  if (/problem/.test(reply.type)) {
    if (!Object.hasOwn(ERRORS, json.code) || json.status !== reply.status) faults.push('malformed problem details');
    return faults;
  }
  if (json.success === false && !(typeof json.message === 'string' && Object.hasOwn(ERRORS, json.code)))
    faults.push('refusal without text or known code');
  const validate = validatorOf(request.operation, reply.status);
  if (validate && !validate(json))
    faults.push(`not as the reference says: ${ajv.errorsText(validate.errors).slice(0, 300)}`);
  return faults;
}
