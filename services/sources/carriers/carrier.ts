import { Buffer } from 'node:buffer';
import type { Whereabouts } from '../home.ts';
import { isPlain, type Plain } from '../plain.ts';

/** One way in which records travel inside of something else. To read another way is an entry more in a list of these. */
export interface Carrier {
  /** As it stands in a sentence: "an SNS notification". */
  readonly name: string;
  /** What it carries; undefined for a value that is another thing. */
  open(value: Plain): Cargo | undefined;
}

export interface Cargo {
  /** In order: values, texts or bytes, each of which may be a carrier again. */
  readonly items: readonly unknown[];
  /** Where the records are from that do not say it themselves, as far as the carrier knows. */
  readonly home?: Partial<Whereabouts>;
  /** Says more than the carrier's own name. */
  readonly name?: string;
  /** Why none of the items is a record: each is passed over. */
  readonly note?: string;
}

/** Lists under a name; null is how some tools write an empty one. */
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

/** One thing under a dotted path, or under a name that is spelt so. */
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

/** Bytes that were written as base64; what is no base64 is a text as it stands. */
export function fromBase64(data: unknown): unknown {
  return typeof data === 'string' && BASE64.test(data) ? Buffer.from(data, 'base64') : data;
}

const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/;
