/** Which members of each record become columns. */
export type JsonPlan = readonly JsonField[];

export interface JsonField {
  /** Its name in the table. */
  readonly name: string;
  /** Keys from the record down. */
  readonly path: readonly string[];
  /**
   * `id`: a dense id for each distinct text: a string's value (lone surrogates as U+FFFD), or a number or boolean as
   * `JSON.stringify` spells it; 0 when absent, null, an object or an array.
   * `slice`: where the value stands in the text, whatever it is; absent when null.
   */
  readonly kind: 'id' | 'slice';
}

/** How flow log lines become columns. */
export interface FlowPlan {
  /** The header's names, in the order of the file. */
  readonly fields: readonly string[];
  /** The fields to decode; those that the file lacks are ignored. */
  readonly wanted: readonly string[];
}

/**
 * How the values of a flow log field are stored ("Flow log records", Amazon VPC User Guide). `small`: a number up to
 * 65,535, `ABSENT` for `-`. `number`: 32 bits, never absent. `large`: up to 15 digits, NaN for `-`. `text`: an id of
 * the text, 0 for `-`. `address`: an id of an IPv4 or IPv6 address as it is spelled, never absent; `packet-address`:
 * the same, 0 for `-`. All addresses have one dictionary: equal ids are equal spellings across fields.
 */
export type FlowKind = 'small' | 'number' | 'large' | 'text' | 'address' | 'packet-address';

/** "-" in a `small` column. Every other value is below. */
export const ABSENT = 65_536;

const KINDS: Readonly<Record<string, FlowKind>> = {
  srcport: 'small',
  dstport: 'small',
  protocol: 'small',
  'tcp-flags': 'small',
  'traffic-path': 'small',
  start: 'number',
  end: 'number',
  packets: 'large',
  bytes: 'large',
  srcaddr: 'address',
  dstaddr: 'address',
  'pkt-srcaddr': 'packet-address',
  'pkt-dstaddr': 'packet-address',
};

export function flowKind(field: string): FlowKind {
  return Object.hasOwn(KINDS, field) ? (KINDS[field] ?? 'text') : 'text';
}
