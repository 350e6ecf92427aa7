import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import {
  deliveriesPage,
  deliveryCounts,
  redriveDeliveries,
  type Delivery,
  type DeliveryCount,
  type DeliveryFilter,
} from '#db/queries/delivery-list.ts';
import { findingsById } from '#db/queries/findings.ts';
import { DELIVERY_STATES } from '#services/model/delivery.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { Config } from '../../config.ts';
import { loadDetectors } from '../../detectors.ts';
import { renderersOf } from '../../formats.ts';
import { readSettings } from '../../sinks.ts';
import { askApi } from '../findings/ask-api.ts';
import { askPages } from '../findings/ask-pages.ts';
import { checkAddress } from '../findings/finding-source.ts';
import { LOCAL } from '../local.ts';
import { sinkNamed } from './sink-named.ts';

/** A delivery as a list shows it. */
export interface ListedDelivery extends Omit<Delivery, 'nextAttemptAt'> {
  /** Null where no attempt is due, as in the API. */
  readonly nextAttemptAt: Date | null;
}

/** Where deliveries are read and sent again: the database, or a running service that has it open. */
export interface DeliverySource extends AsyncDisposable {
  list(filter: DeliveryFilter, limit: number): Promise<readonly ListedDelivery[]>;
  counts(): Promise<readonly DeliveryCount[]>;
  hasFinding(id: string): Promise<boolean>;
  /** The document that a sink gets of a finding; undefined when there is no such finding. */
  document(findingId: string, sink: string): Promise<unknown>;
  /** @returns how many dead letters there were, and the errors, one sentence each */
  redrive(
    filter: Omit<DeliveryFilter, 'states'>,
  ): Promise<{ readonly redriven: number; readonly errors: readonly string[] }>;
}

/** @param url of a service's API; the database of the settings when there is none */
export async function openDeliveries(
  url: string | undefined,
  config: Pick<Config, 'databaseUrl' | 'apiToken' | 'sinks'>,
): Promise<DeliverySource> {
  return url === undefined ? fromDatabase(config) : fromApi(checkAddress(url), config.apiToken);
}

async function fromDatabase(config: Pick<Config, 'databaseUrl' | 'sinks'>): Promise<DeliverySource> {
  const { db, close } = await openDatabase(config.databaseUrl);
  return {
    list: (filter, limit) => deliveriesPage(db, EVERYTHING, filter, { limit }),
    counts: () => deliveryCounts(db, EVERYTHING),
    hasFinding: async (id) => (await findingsById(db, EVERYTHING, [id])).length > 0,
    async document(findingId, name) {
      const sink = await sinkNamed(name, config);
      const [finding] = await findingsById(db, EVERYTHING, [findingId]);
      if (finding === undefined) return undefined;
      const render = await renderersOf(await loadDetectors())(sink.definition.format(readSettings(sink).own));
      return render(finding);
    },
    async redrive(filter) {
      const redriven = await db.transaction((tx) => redriveDeliveries(tx, EVERYTHING, filter, LOCAL, new Date()));
      return { redriven, errors: [] };
    },
    [Symbol.asyncDispose]: close,
  };
}

const STATE = z.string().toLowerCase().pipe(z.enum(DELIVERY_STATES));
const MOMENT = z.iso.datetime().transform((text) => new Date(text));
const DELIVERY = z.object({
  sink: z.string(),
  findingId: z.string(),
  accountId: z.string(),
  region: z.string(),
  type: z.string(),
  state: STATE,
  version: MOMENT,
  attempts: z.number(),
  nextAttemptAt: MOMENT.nullable(),
  deliveredAt: MOMENT.nullable(),
  lastError: z.string().nullable(),
});
const PAGE_INFO = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const LISTED = z.object({ deliveries: z.object({ nodes: z.array(DELIVERY), pageInfo: PAGE_INFO }) });
const COUNTED = z.object({
  deliveryCounts: z.array(z.object({ sink: z.string(), state: STATE, deliveries: z.number() })),
});
const DOCUMENT = z.object({ deliveries: z.object({ nodes: z.array(z.object({ document: z.unknown() })) }) });
const REDRIVEN = z.object({
  redriveDeliveries: z.object({ redriven: z.number(), userErrors: z.array(z.object({ message: z.string() })) }),
});

const FOUND = z.object({ finding: z.object({ id: z.string() }).nullable() });

const FIND = 'query Find($id: ID!) { finding(id: $id) { id } }';
const LIST = `query List($first: Int!, $after: String, $filter: DeliveryFilter) {
  deliveries(first: $first, after: $after, filter: $filter) {
    nodes { ${Object.keys(DELIVERY.shape).join(' ')} }
    pageInfo { hasNextPage endCursor }
  }
}`;
const SHOW = `query Show($filter: DeliveryFilter) { deliveries(first: 1, filter: $filter) { nodes { document } } }`;
const REDRIVE = `mutation Redrive($sinks: [String!], $findingIds: [String!]) {
  redriveDeliveries(sinks: $sinks, findingIds: $findingIds) { redriven userErrors { message } }
}`;

function fromApi(url: string, token: string | undefined): DeliverySource {
  return {
    list: ({ states, ...filter }, limit) =>
      askPages(limit, async (at) => {
        const wanted = { ...filter, ...(states && { states: states.map((state) => state.toUpperCase()) }) };
        return (await askApi(url, token, LIST, { ...at, filter: wanted }, LISTED)).deliveries;
      }),
    counts: async () =>
      (await askApi(url, token, '{ deliveryCounts { sink state deliveries } }', {}, COUNTED)).deliveryCounts,
    hasFinding: async (id) => (await askApi(url, token, FIND, { id }, FOUND)).finding !== null,
    async document(findingId, sink) {
      const filter = { findingIds: [findingId], sinks: [sink] };
      const { deliveries } = await askApi(url, token, SHOW, { filter }, DOCUMENT);
      return deliveries.nodes[0]?.document ?? undefined;
    },
    async redrive(filter) {
      const { redriven, userErrors } = (await askApi(url, token, REDRIVE, filter, REDRIVEN)).redriveDeliveries;
      return { redriven, errors: userErrors.map(({ message }) => message) };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
