import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { findingsById } from '#db/queries/findings.ts';
import { recordsKeptWith } from '#db/queries/kept-records.ts';
import type { RawRecord } from '#services/model/evidence.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { readRecords } from '#services/workers/evidence/read-records.ts';
import type { Config } from '../../config.ts';
import { HOME, openDecoder } from '../../detection.ts';
import { quoteRecords } from '../../quote.ts';
import { awsObjects, openAwsOf } from '../open-aws.ts';
import { askApi } from './ask-api.ts';
import { checkAddress } from './finding-source.ts';

/** A range of a finding's records, or those that are kept with it. */
export type RecordPage = { readonly first: number; readonly from: number } | 'kept';

/**
 * The records behind a finding, exactly as in the logs; undefined when there is no such finding.
 *
 * @param url of a service's API; without it, the configured database is opened, and this process reads the logs
 */
export async function recordsOf(
  id: string,
  page: RecordPage,
  url: string | undefined,
  config: Config,
): Promise<readonly RawRecord[] | undefined> {
  return url === undefined
    ? recordsReadHere(id, page, config)
    : recordsOfService(id, page, checkAddress(url), config.apiToken);
}

async function recordsReadHere(
  id: string,
  page: RecordPage,
  config: Config,
): Promise<readonly RawRecord[] | undefined> {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
  const [finding] = await findingsById(database.db, EVERYTHING, [id]);
  if (finding === undefined) return undefined;
  const kept = await recordsKeptWith(database.db, EVERYTHING, id);
  if (page === 'kept') return kept.map((record) => ({ ...record, isKept: true }));
  const { memberRole, objectTextMb: textMb } = config;
  const aws = memberRole === undefined ? undefined : closing.use(await openAwsOf(config));
  const objects = aws === undefined ? folderObjects('', textMb) : (await awsObjects(aws, textMb))(database);
  const reading = { decoder: await openDecoder(() => [], textMb), home: HOME };
  return await readRecords(
    { database, objects },
    async (...asked) => quoteRecords(reading, ...asked),
    finding.service.evidence.origins.slice(page.from, page.from + page.first),
    kept,
  );
}

const ASKED = '{ origin { object position id: eventId time } text isCut isKept trouble }';
const PAGE = `query Records($id: ID!, $first: Int!, $from: Int!) {
  finding(id: $id) { records(first: $first, from: $from) ${ASKED} }
}`;
const KEPT = `query KeptRecords($id: ID!) { finding(id: $id) { records: keptRecords ${ASKED} } }`;

const ORIGIN = z.object({ object: z.string(), position: z.number(), id: z.string().nullable(), time: z.string() });
const RECORDS = z.object({
  finding: z
    .object({
      records: z.array(
        z.object({
          origin: ORIGIN,
          text: z.string().nullable(),
          isCut: z.boolean(),
          isKept: z.boolean(),
          trouble: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
});

async function recordsOfService(
  id: string,
  page: RecordPage,
  url: string,
  token: string | undefined,
): Promise<readonly RawRecord[] | undefined> {
  const { finding } =
    page === 'kept'
      ? await askApi(url, token, KEPT, { id }, RECORDS)
      : await askApi(url, token, PAGE, { id, ...page }, RECORDS);
  return finding?.records.map(({ origin, text, trouble, ...how }) =>
    text === null ? { origin, trouble: trouble ?? 'The service did not say why.' } : { origin, text, ...how },
  );
}
