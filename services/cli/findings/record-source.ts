import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { findingsById } from '#db/queries/findings.ts';
import type { RawRecord } from '#services/model/evidence.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { readRecords } from '#services/workers/read-records.ts';
import type { Config } from '../../config.ts';
import { HOME, openDecoder } from '../../detection.ts';
import { quoteRecords } from '../../quote.ts';
import { awsObjects, openAwsOf } from '../open-aws.ts';
import { askApi } from './ask-api.ts';
import { checkAddress } from './finding-source.ts';

/** A range of a finding's records. */
export interface RecordPage {
  readonly first: number;
  readonly from: number;
}

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
  { first, from }: RecordPage,
  config: Config,
): Promise<readonly RawRecord[] | undefined> {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
  const [finding] = await findingsById(database.db, EVERYTHING, [id]);
  if (finding === undefined) return undefined;
  const { memberRole, objectTextMb: textMb } = config;
  const aws = memberRole === undefined ? undefined : closing.adopt(await openAwsOf(config), (opened) => opened.close());
  const objects = aws === undefined ? folderObjects('', textMb) : (await awsObjects(aws, textMb))(database);
  const reading = { decoder: await openDecoder(() => [], textMb), home: HOME };
  return await readRecords(
    { database, objects },
    async (...asked) => quoteRecords(reading, ...asked),
    finding.service.evidence.origins.slice(from, from + first),
  );
}

const QUERY = `query Records($id: ID!, $first: Int!, $from: Int!) {
  finding(id: $id) {
    records(first: $first, from: $from) { origin { object position id: eventId time } text isCut trouble }
  }
}`;

const ORIGIN = z.object({ object: z.string(), position: z.number(), id: z.string().nullable(), time: z.string() });
const RECORDS = z.object({
  finding: z
    .object({
      records: z.array(
        z.object({
          origin: ORIGIN,
          text: z.string().nullable(),
          isCut: z.boolean(),
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
  const { finding } = await askApi(url, token, QUERY, { id, ...page }, RECORDS);
  return finding?.records.map(({ origin, text, isCut, trouble }) =>
    text === null ? { origin, trouble: trouble ?? 'The service did not say why.' } : { origin, text, isCut },
  );
}
