import { isPlain, type Plain } from '../plain.ts';
import type { EksAuditRecord } from './record.ts';

/**
 * The object in a request, or the part of it that a patch changes. A patch as a list of operations (RFC 6902) is
 * converted into the part that its operations set.
 */
export function sentObject({ requestObject }: Pick<EksAuditRecord, 'requestObject'>): Plain {
  if (Array.isArray(requestObject)) return setBy(requestObject);
  return isPlain(requestObject) ? requestObject : {};
}

/**
 * The state after the request where the cluster logs it, else the object in the request: a patch has only a part of it.
 */
export function resultingObject(record: Pick<EksAuditRecord, 'requestObject' | 'responseObject'>): Plain {
  const { responseObject } = record;
  const isFailure = isPlain(responseObject) && responseObject['kind'] === 'Status';
  return isPlain(responseObject) && !isFailure ? responseObject : sentObject(record);
}

/** The object at a dotted path; empty when there is none. */
export function memberOf(object: unknown, path: string): Plain {
  const value = valueIn(object, path);
  return isPlain(value) ? value : {};
}

/** The text at a dotted path. */
export function textIn(object: unknown, path: string): string | undefined {
  const value = valueIn(object, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The objects of the list at a dotted path. */
export function listIn(object: unknown, path: string): readonly Plain[] {
  const value = valueIn(object, path);
  return Array.isArray(value) ? value.filter(isPlain) : [];
}

function valueIn(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split('.')) value = isPlain(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

type Node = Map<string, unknown>;
/** Real objects nest far less; deeper values are ignored. */
const DEPTH_MAX = 32;

function setBy(operations: readonly unknown[]): Plain {
  const root: Node = new Map();
  for (const operation of operations) {
    if (!isPlain(operation) || !SETS.has(String(operation['op'])) || typeof operation['path'] !== 'string') continue;
    const keys = operation['path'].split('/').slice(1, DEPTH_MAX);
    const last = keys.pop();
    if (last === undefined) continue;
    let node = root;
    for (const key of keys) {
      const below = node.get(unescaped(key));
      const next: Node = below instanceof Map ? below : new Map();
      node.set(unescaped(key), next);
      node = next;
    }
    // Several elements may be appended to one list, so each gets its own key.
    const at = unescaped(last);
    node.set(at === '-' ? `-${node.size}` : at, operation['value']);
  }
  return plainOf(root);
}

const SETS: ReadonlySet<string> = new Set(['add', 'replace']);

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function plainOf(node: Node): Plain {
  return Object.fromEntries(Array.from(node, ([key, value]) => [key, value instanceof Map ? made(value) : value]));
}

/** Numeric keys, and those of appended elements, are positions in a list. */
function made(node: Node): unknown {
  const isList = [...node.keys()].every((key) => /^(?:\d+|-\d*)$/.test(key));
  return isList ? Array.from(node.values(), (value) => (value instanceof Map ? made(value) : value)) : plainOf(node);
}
