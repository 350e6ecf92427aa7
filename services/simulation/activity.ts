/** The activity of one account, by source, in no particular order. Times are ms since the epoch. */
export interface Activity {
  readonly calls: readonly Call[];
  readonly flows: readonly Flow[];
  readonly queries: readonly Query[];
}

export interface Call {
  readonly time: number;
  readonly region: string;
  /** The CloudTrail event. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Packets in one direction between two ends, recorded at an interface. */
export interface Flow {
  readonly time: number;
  readonly interfaceId: string;
  readonly instanceId: string;
  readonly direction: 'ingress' | 'egress';
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly protocol: number;
  readonly packets: number;
  readonly bytes: number;
  readonly flags: number;
  readonly action: 'ACCEPT' | 'REJECT';
}

export interface Query {
  readonly time: number;
  /** The Resolver query log record. */
  readonly record: Readonly<Record<string, unknown>>;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export function isWeekday(day: number): boolean {
  return ![0, 6].includes(new Date(day).getUTCDay());
}
