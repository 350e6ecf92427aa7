import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseAmazonRanges } from '#services/intel/amazon-ranges.ts';
import { createIpSet } from '#services/intel/ip-set.ts';
import { parseIpRange } from '#services/intel/ip-range.ts';
import { createIntel } from '#services/intel/snapshot.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import { LIST_CATEGORIES, type Intel } from '#services/model/intel.ts';
import { deliver, type DeliveredObject, type StoryRecord } from './deliver.ts';

/** An attack, as recorded in the logs of its victim. */
export interface Story {
  readonly name: string;
  /** The folder of its files; ends with a slash. */
  readonly folder: URL;
  /** The victim's logs, with the attack amid ordinary work, in the order of delivery. */
  readonly objects: readonly DeliveredObject[];
  /** The victim's logs without the attack. */
  readonly ordinary: readonly DeliveredObject[];
  readonly intel: Intel;
}

/** All stories: each has a folder here. */
export function readStories(): readonly Story[] {
  const here = new URL('./', import.meta.url);
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readStory(name, new URL(`${name}/`, here)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readStory(name: string, folder: URL): Story {
  const told = readdirSync(folder).flatMap((file) => {
    const [, who, source] = /^(attacker|victim)\.([a-z-]+)\.(?:ndjson|txt)$/.exec(file) ?? [];
    const read = READ[source ?? ''];
    return read === undefined ? [] : [{ who, records: read(textOf(new URL(file, folder))) }];
  });
  return {
    name,
    folder,
    objects: deliver(told.flatMap(({ records }) => records)),
    ordinary: deliver(told.flatMap(({ who, records }) => (who === 'victim' ? records : []))),
    intel: readIntel(folder),
  };
}

function textOf(file: URL): string {
  return readFileSync(file, 'utf8');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

const Event = z.object({ recipientAccountId: z.string(), awsRegion: z.string(), eventTime: z.string() });
const Query = z.object({ account_id: z.string(), region: z.string(), query_timestamp: z.string(), vpc_id: z.string() });

const READ: Readonly<Record<string, (text: string) => readonly StoryRecord[]>> = {
  cloudtrail: (text) =>
    linesOf(text).map((line) => {
      const { recipientAccountId: accountId, awsRegion: region, eventTime } = Event.parse(JSON.parse(line));
      return { source: 'cloudtrail', accountId, region, time: Date.parse(eventTime), log: '', text: line };
    }),
  'vpc-flow': (text) => {
    const [header = '', ...lines] = linesOf(text);
    const column = (name: string) => header.split(' ').indexOf(name);
    const [account, region, end] = [column('account-id'), column('region'), column('end')];
    return lines.map((line) => {
      const fields = line.split(' ');
      return {
        source: 'vpc-flow',
        accountId: fields[account] ?? '',
        region: fields[region] ?? '',
        time: Number(fields[end]) * 1000,
        log: header,
        text: line,
      };
    });
  },
  'dns-query': (text) =>
    linesOf(text).map((line) => {
      const { account_id: accountId, region, query_timestamp, vpc_id: log } = Query.parse(JSON.parse(line));
      return { source: 'dns-query', accountId, region, time: Date.parse(query_timestamp), log, text: line };
    }),
};

/**
 * The schema of `internet.json`, which gives documentation addresses a location: the shipped tables have none for them.
 */
const Internet = z.object({
  networks: z.array(z.object({ range: z.string(), country: z.string(), asn: z.number(), name: z.string() })),
  amazon: z.array(z.string()),
});

/** The story's lists by category, with the locations of `internet.json` instead of the shipped tables. */
function readIntel(folder: URL): Intel {
  const { networks, amazon } = Internet.parse(JSON.parse(textOf(new URL('../internet.json', folder))));
  const byRange = new Map(networks.map((network) => [network.range, network]));
  const set = createIpSet(networks.flatMap(({ range }) => parseIpRange(range) ?? []));
  const table = { version: 'told', name: 'internet.json' };
  const networkOf = (address: number | bigint) => byRange.get(set.find(address) ?? '');
  const ranges = parseAmazonRanges(
    Buffer.from(
      JSON.stringify({
        createDate: '2026-03-01-00-00-00',
        prefixes: amazon.map((ip_prefix) => ({ ip_prefix })),
        ipv6_prefixes: [],
      }),
    ),
  );
  if (typeof ranges === 'string') throw new Error(ranges);
  return createIntel({
    lists: readdirSync(folder).includes('lists') ? readLists(new URL('lists/', folder)) : [],
    systems: {
      ...table,
      open: () => ({
        find(address) {
          const network = networkOf(address);
          return network && { asn: network.asn, asnOrg: network.name };
        },
      }),
    },
    countries: { ...table, open: () => ({ find: (address) => networkOf(address)?.country }) },
    ranges,
  });
}

/** The file of a list is named `CATEGORY.txt`. */
function readLists(folder: URL) {
  return readdirSync(folder).flatMap((file) => {
    const category = LIST_CATEGORIES.find((each) => file === `${each}.txt`);
    return category === undefined
      ? []
      : [createThreatList(category, `our ${category} list`, readFileSync(new URL(file, folder)))];
  });
}
