import { domainToASCII } from 'node:url';
import { type OptionSpec, problem, type Problem, text } from './kinds.js';

/** What administrators put between entries, after NFKC: commas of several scripts, semicolons, bars and white space. */
const SEPARATORS = /[,،、､;؛|\s]+/u;
/** Characters that copies from other programs bring along and that stand in no domain. */
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/gu;
/** Labels, of which the last begins with a letter. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
/** `*.edu.cn` stands for every domain below `edu.cn`. */
const BELOW = '*.';

/** Splits a list at any separator. Brackets and quotes around entries are dropped, so a JSON list of texts is a list, too. */
export function splitList(list: string): string[] {
  return list
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .split(SEPARATORS)
    .map((entry) => entry.replace(/^["'[(<]+|["'\])>]+$/g, ''))
    .filter((entry) => entry !== '');
}

/**
 * Returns a domain in the one form in which it is stored: lower case, punycode, without a leading `@`. `.edu.cn` and `@*.edu.cn` are
 * `*.edu.cn`. Undefined if the entry is no domain.
 */
function toDomain(entry: string): string | undefined {
  const plain = entry
    .replace(/^\*?@/, '')
    .replace(/^\.(?=[^.])/, BELOW)
    .replace(/\.$/, '');
  const isBelow = plain.startsWith(BELOW);
  if (/[/:?#@\\%]/.test(plain)) return undefined;
  const name = domainToASCII(isBelow ? plain.slice(BELOW.length) : plain);
  const isDomain = DOMAIN.test(name) && name.length <= 253 && (isBelow || name.includes('.'));
  return isDomain ? (isBelow ? BELOW : '') + name : undefined;
}

/** Whether an address of this domain (lower case) is one of the entry: the same domain, or one below `*.`. */
export function isDomainOf(entry: string, domain: string): boolean {
  return entry.startsWith(BELOW) ? domain.endsWith(entry.slice(1)) : entry === domain;
}

/**
 * A list of domains. An entry that is no domain is refused with its name. Text that was stored before this rule is read with the
 * entries that are domains.
 */
export function domains(fallback: string): OptionSpec<readonly string[]> {
  const read = (list: string) => [...new Set(splitList(list).flatMap((entry) => toDomain(entry) ?? []))];
  return { ...text(fallback, { max: 4096 }), kind: 'csv', read, refine: refineList(toDomain, notDomain) };
}

/** A list of origins: scheme, host and port. */
export function origins(): OptionSpec<readonly string[]> {
  return { ...text('', { max: 4096 }), kind: 'csv', read: splitList, refine: refineList(toOrigin, notOrigin) };
}

function toOrigin(entry: string): string | undefined {
  const url = URL.canParse(entry) ? new URL(entry) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && !/[?#@]/.test(entry);
  return isOrigin ? url.origin : undefined;
}

function refineList(toEntry: (entry: string) => string | undefined, refuse: (entry: string) => Problem) {
  return (list: string): string | Problem => {
    const entries = new Set<string>();
    for (const entry of splitList(list)) {
      const read = toEntry(entry);
      if (read === undefined) return refuse(entry.slice(0, 64));
      entries.add(read);
    }
    return [...entries].join(',');
  };
}

const notDomain = (entry: string) => problem(`has an entry that is no domain: ${entry}`, `中有无效的域名：${entry}`);
const notOrigin = (entry: string) =>
  problem(`has an entry that is no origin such as https://example.com: ${entry}`, `中有无效的来源地址：${entry}`);
