import { DAY_MS } from './activity.ts';
import type { Account } from './organization.ts';
import { createRandom, KEY_CHARACTERS } from './random.ts';
import type { ToldExample } from './told-example.ts';

/** An example that was moved to an account and a day. */
export interface Retelling {
  /** The time of the last record that led to a finding, ms since the epoch. */
  readonly end: number;
  readonly example: ToldExample;
}

/** The account and day to which an example is moved. */
export interface Setting {
  readonly account: Account;
  /** Start of the day, ms since the epoch. */
  readonly day: number;
  /** Determines the ids. */
  readonly name: string;
  /**
   * The number of its lists among those of all stories: they get their own network, so that they match no addresses of
   * other stories.
   */
  readonly number: number;
}

/**
 * Moves an example to another account and another day, at the same hours, with new ids, so that several stories in one
 * account stay separate. Equal values are rewritten equally in the records, the lists and the findings.
 */
export function retell(example: ToldExample, { account, day, name, number }: Setting): Retelling {
  const shift = day - Math.floor(example.begins / DAY_MS) * DAY_MS;
  const renamed = inTurn([ids(name), accountId(account), ...listed(example, number), region(example, account)]);
  const findings = example.findings.map((finding) => ({
    ...finding,
    resource: renamed(finding.resource),
    region: REGIONAL.has(example.source) ? account.region : finding.region,
    firstSeen: finding.firstSeen + shift,
    lastSeen: finding.lastSeen + shift,
  }));
  const begins = example.begins + shift;
  return {
    end: Math.max(begins, ...findings.map(({ lastSeen }) => lastSeen)),
    example: {
      ...example,
      begins,
      text: renamed(
        example.source === 'vpc-flow' ? shiftedLines(example.text, shift) : shiftedJson(example.text, shift),
      ),
      lists: Object.fromEntries(
        Object.entries(example.lists).map(([category, entries]) => [category, entries.map(renamed)]),
      ),
      findings,
    },
  };
}

type Rewriting = (text: string) => string;

function inTurn(rewritings: readonly Rewriting[]): Rewriting {
  return (text) => rewritings.reduce((sum, rewrite) => rewrite(sum), text);
}

/** The account of all examples. Other accounts in them belong to strangers, and are not rewritten. */
const EXAMPLE_ACCOUNT = '111122223333';

function accountId({ id }: Account): Rewriting {
  return (text) => text.replaceAll(EXAMPLE_ACCOUNT, id);
}

/**
 * Sources whose objects are stored by the Region that they are about. The Regions in CloudTrail's logs are AWS's choice
 * and stay.
 */
const REGIONAL: ReadonlySet<string> = new Set(['vpc-flow', 'dns-query']);
const EXAMPLE_REGION = 'us-east-1';

function region({ source }: ToldExample, account: Account): Rewriting {
  return (text) => (REGIONAL.has(source) ? text.replaceAll(EXAMPLE_REGION, account.region) : text);
}

/** Principals and keys ("IAM identifiers", IAM User Guide), resources of EC2, and the ids of events. */
const KEYED = /\b(A(?:KIA|SIA|IDA|ROA))([A-Z0-9]{8,})\b/g;
const RESOURCE = /\b(ami|eni|i|sg|snap|subnet|vol|vpc|vpce)-([0-9a-f]{8,17})\b/g;
const GUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

function ids(name: string): Rewriting {
  const own = (id: string) => createRandom(`${name}/${id}`);
  return (text) =>
    text
      .replace(GUID, (id) => id.replaceAll(/[0-9a-f]+/g, (part, at: number) => own(`${id}/${at}`).text(part.length)))
      .replace(KEYED, (id, prefix: string, rest: string) => `${prefix}${own(id).text(rest.length, KEY_CHARACTERS)}`)
      .replace(RESOURCE, (id, prefix: string, rest: string) => `${prefix}-${own(id).text(rest.length)}`);
}

/**
 * Replaces each entry of the lists by one that is on no other story's list, from the networks reserved for benchmarks.
 */
function listed({ lists }: ToldExample, number: number): readonly Rewriting[] {
  return [...new Set(Object.values(lists).flat())].map((entry): Rewriting => {
    const network = /^\d+\.\d+\.\d+\./.exec(entry)?.[0];
    if (number >= NETWORKS) throw new Error(`There are networks for ${NETWORKS} stories.`);
    if (network !== undefined) return (text) => text.replaceAll(network, `198.18.${number}.`);
    const prefix = /^[0-9a-f:]+:(?=:)/.exec(entry)?.[0];
    if (prefix !== undefined) return (text) => text.replaceAll(prefix, `2001:db8:${(0x1000 + number).toString(16)}:`);
    return (text) => text.replaceAll(entry, `story-${number}-${entry}`);
  });
}

/** 198.18.255.0/24 is reserved for the attackers of the simulation's own stories. */
const NETWORKS = 255;

/** With a space instead of the `T` in logs of databases. */
const ISO = /\b(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)/g;
/** The time of an event in a delivery of CloudWatch Logs. */
const LOG_TIME = /"timestamp":(\d{13})\b/g;

/** The time at the start of a line of Aurora MySQL, in microseconds. */
const AUDIT_TIME = /"(\d{16}),/g;

function shiftedJson(text: string, shift: number): string {
  return text
    .replace(ISO, (_, date: string, between: string, time: string) =>
      new Date(Date.parse(`${date}T${time}Z`) + shift).toISOString().slice(0, 19).replace('T', between),
    )
    .replace(AUDIT_TIME, (_, time: string) => `"${Number(time) + shift * 1000},`)
    .replace(LOG_TIME, (_, time: string) => `"timestamp":${Number(time) + shift}`);
}

/** The start and end of flow records, in the columns that the header names, in seconds. */
function shiftedLines(text: string, shift: number): string {
  const [header = '', ...lines] = text.split('\n');
  const times = new Set(header.split(' ').flatMap((field, i) => (field === 'start' || field === 'end' ? [i] : [])));
  const shifted = lines.map((line) =>
    line
      .split(' ')
      .map((value, i) => (times.has(i) && /^\d+$/.test(value) ? String(Number(value) + shift / 1000) : value))
      .join(' '),
  );
  return [header, ...shifted].join('\n');
}
