import { Buffer } from 'node:buffer';
import type { Whereabouts } from '../home.ts';
import { isPlain, type Plain } from '../plain.ts';

/** A container of records. New containers are added to a list of these. */
export interface Carrier {
  /** Used in sentences: "an SNS notification". */
  readonly name: string;
  /** Its contents; undefined for a value that is something else. */
  open(value: Plain): Cargo | undefined;
}

export interface Cargo {
  /** In order: values, texts or bytes, each of which may be a carrier itself. */
  readonly items: readonly unknown[];
  /** The home of records that do not state their own, as far as the carrier knows it. */
  readonly home?: Partial<Whereabouts>;
  /** Replaces the carrier's own name, when more is known. */
  readonly name?: string;
  /** Why no item is a record: each is skipped. */
  readonly note?: string;
}

/** A carrier with a list in a member; some tools write null for an empty list. */
export function listCarrier(
  name: string,
  member: string,
  homeOf: (value: Plain) => Partial<Whereabouts> = () => ({}),
): Carrier {
  return {
    name,
    open(value) {
      const items = value[member];
      if (items === null) return { items: [] };
      return Array.isArray(items) ? { items, home: homeOf(value) } : undefined;
    },
  };
}

/** A carrier with one thing at a dotted path, or in a member whose name contains the dots. */
export function memberCarrier(
  name: string,
  path: string,
  {
    homeOf = () => ({}),
    is = () => true,
  }: { homeOf?: (value: Plain) => Partial<Whereabouts>; is?: (value: Plain) => boolean } = {},
): Carrier {
  const keys = path.split('.');
  return {
    name,
    open(value) {
      if (!is(value)) return undefined;
      const item = value[path] ?? keys.reduce<unknown>((at, key) => (isPlain(at) ? at[key] : undefined), value);
      return typeof item === 'string' || (typeof item === 'object' && item !== null)
        ? { items: [item], home: homeOf(value) }
        : undefined;
    },
  };
}

/** Decodes base64; other text stays as it is. */
export function fromBase64(data: unknown): unknown {
  return typeof data === 'string' && BASE64.test(data.trimEnd()) ? Buffer.from(data, 'base64') : data;
}

const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}$/;
