import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Aws } from '#services/aws/aws.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import { importFindings, type ImportFailure } from '#services/aws/security-hub.ts';
import type { Document, Receipt } from '#services/model/delivery.ts';
import { FAILURES, type RHYTHMS } from '#services/model/failure.ts';
import { inBatches } from './kits/batches.ts';
import { defineSink } from './kits/define-sink.ts';

/** Limits of BatchImportFindings, from "BatchImportFindings" and "Quotas" in the AWS Security Hub documentation. */
const BOUNDS = { itemsMax: 100, bytesMax: 6_000_000 };
const FINDING_BYTES_MAX = 240_000;
const REQUESTS_PER_SECOND = 10;

/** A document in the form it is sent in. */
interface Sent {
  readonly findingId: string;
  readonly body: object;
  readonly sizeBytes: number;
}

/**
 * Imports findings into Security Hub of the account and Region they belong to, with the member role of that account:
 * the default product takes findings only from their own account, not from a delegated administrator. Security Hub
 * itself forwards them to its administrator.
 */
export default defineSink({
  name: 'security-hub',
  format: () => 'asff',
  batchMax: BOUNDS.itemsMax,
  ratePerSecond: REQUESTS_PER_SECOND,
  settings: z.strictObject({}),
  partition: ({ accountId, region }) => `${accountId}/${region}`,
  open: (_settings, { aws }) => aws && ((batch) => deliver(aws, batch)),
});

async function deliver(aws: Aws, batch: readonly Document[]): Promise<readonly Receipt[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { accountId, region } = first;
  if (batch.some((document) => document.accountId !== accountId || document.region !== region))
    throw new Error('a batch for Security Hub holds findings of one account and one Region');

  const sent = batch.map(sentOf);
  const receipts = sent.flatMap(receiptOfOversized);
  const small = sent.filter(({ sizeBytes }) => sizeBytes <= FINDING_BYTES_MAX);
  for (const [index, chunk] of inBatches(small, BOUNDS).entries()) {
    if (index > 0) await pause(1000 / REQUESTS_PER_SECOND);
    receipts.push(...(await deliverTogether(aws, accountId, region, chunk)));
  }
  return receipts;
}

/** For these Security Hub reads a provider's values only in `FindingProviderFields` ("BatchImportFindings"). */
const CUSTOMERS = ['Severity', 'Types'];

/** A document in the form that BatchImportFindings takes. */
export function imported(document: object): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !CUSTOMERS.includes(name)));
}

function sentOf({ findingId, body: document }: Document): Sent {
  const body = imported(document);
  return { findingId, body, sizeBytes: Buffer.byteLength(JSON.stringify(body)) };
}

function receiptOfOversized({ findingId, sizeBytes }: Sent): readonly Receipt[] {
  if (sizeBytes <= FINDING_BYTES_MAX) return [];
  const error = `The finding has ${sizeBytes} bytes, more than the ${FINDING_BYTES_MAX} that Security Hub accepts.`;
  return [{ findingId, outcome: 'failed', error }];
}

/** Sends a batch; rejected findings are sent once more, each alone, so that one finding never holds up ninety-nine. */
async function deliverTogether(
  aws: Aws,
  accountId: string,
  region: string,
  batch: readonly Sent[],
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for (const { document, receipt, alone } of await send(aws, accountId, region, batch)) {
    if (alone && batch.length > 1) {
      await pause(1000 / REQUESTS_PER_SECOND);
      receipts.push(...(await send(aws, accountId, region, [document])).map((again) => again.receipt));
    } else receipts.push(receipt);
  }
  return receipts;
}

interface Outcome {
  readonly document: Sent;
  readonly receipt: Receipt;
  /** Whether sending the finding alone may succeed. */
  readonly alone: boolean;
}

async function send(
  aws: Aws,
  accountId: string,
  region: string,
  documents: readonly Sent[],
): Promise<readonly Outcome[]> {
  try {
    const failures = await importFindings(
      await aws.client(accountId, region),
      documents.map(({ body }) => body),
    );
    return documents.map((document) => {
      const failure = failures.find(({ id }) => 'Id' in document.body && document.body.Id === id);
      if (failure !== undefined) return refusedBy(failure, document, accountId, region);
      return {
        document,
        receipt: { findingId: document.findingId, outcome: 'delivered', error: undefined },
        alone: false,
      };
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { awsName: code, message, kind } = error;
    const { retry } = FAILURES[kind];
    return documents.map((document) => refusedBy({ code, message, retry }, document, accountId, region));
  }
}

/** @param failure of the finding, or, with `retry`, of the whole call */
function refusedBy(
  { code, message, retry }: Omit<ImportFailure, 'id'> & { readonly retry?: keyof typeof RHYTHMS },
  document: Sent,
  accountId: string,
  region: string,
): Outcome {
  const { findingId } = document;
  // The finding stays in the outbox: when somebody enables Security Hub later, it gets earlier findings too.
  if (code === 'InvalidAccess' || code === 'InvalidAccessException') {
    const error = `Security Hub is not enabled in account ${accountId}, ${region}: enable it there to see its findings.`;
    return { document, receipt: { findingId, outcome: 'retry', error }, alone: false };
  }
  const away = retry !== undefined && retry !== 'never';
  const passing = away || /Throttl|TooManyRequests|LimitExceeded|Internal|ServiceUnavailable/.test(code);
  const error = `${code}: ${message}`;
  // The whole call was throttled or unreachable: more requests would not help now.
  return { document, receipt: { findingId, outcome: passing ? 'retry' : 'failed', error }, alone: !away };
}
