import type { LogConfiguration } from '#services/model/probe.ts';
import { asking, awsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { parseStreamPrefix } from './stream-prefix.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'logs:DescribeDestinations',
    principals: ['member'],
    why: 'follow subscriptions of other accounts to the stream that they lead to',
  },
  {
    action: 'firehose:DescribeDeliveryStream',
    principals: ['member'],
    why: 'find the buckets that delivery streams write to',
  },
];

/** The destination of a subscription: below a prefix of a bucket, or a place that is not read. */
export type Destination = DeliveredTo | NotRead;

export type DeliveredTo = Pick<LogConfiguration, 'id' | 'bucket' | 'prefix' | 'hive' | 'stream'>;

export interface NotRead {
  /** Finishes the sentence "The log group … is delivered to …": the target, why it is not read, and the remedy. */
  readonly notRead: string;
}

/**
 * Destinations of subscriptions, by ARN. Each is looked up once, as the account that owns it. A subscription may lead
 * to any account: strangers' accounts are never asked, because assuming a role there would tell them our external id.
 */
export class Destinations {
  readonly #members: ReadonlySet<string>;
  readonly #client: (accountId: string, region: string) => Promise<ClientConfig>;
  readonly #asked = new Map<string, Promise<Destination>>();

  /** @param members the accounts that may be asked */
  constructor(members: ReadonlySet<string>, client: (accountId: string, region: string) => Promise<ClientConfig>) {
    this.#members = members;
    this.#client = client;
  }

  /**
   * @param arn of a subscription's target. Where nobody may be asked about it, the answer is `notRead` with that
   *   reason.
   */
  of(arn: string): Promise<Destination> {
    const known = this.#asked.get(arn);
    if (known !== undefined) return known;
    const asked = this.#ask(arn).catch((error: unknown): Destination => {
      const { message } = awsError(`ask about ${arn}`, error);
      return {
        notRead: `${arn}, which Vedette may not look up: allow the member role of its account to do so. ${message}`,
      };
    });
    this.#asked.set(arn, asked);
    return asked;
  }

  async #ask(arn: string): Promise<Destination> {
    const [, , service, region = '', accountId = ''] = arn.split(':');
    if ((service === 'firehose' || service === 'logs') && !this.#members.has(accountId))
      return {
        notRead: `${arn}, in an account outside the organization: ${REMEDY} in an account of the organization.`,
      };
    if (service === 'firehose') return describeStream(await this.#client(accountId, region), arn);
    if (service !== 'logs') return { notRead: `${arn}, ${NOT_FOLLOWED}` };
    const target = await targetOf(await this.#client(accountId, region), arn);
    if (target === undefined) return { notRead: `${arn}, which no longer exists: ${REMEDY}.` };
    // The target of a destination is a stream or a delivery stream.
    return target.includes(':firehose:') ? this.of(target) : { notRead: `${target}, ${NOT_FOLLOWED}` };
  }
}

const REMEDY = 'subscribe a Firehose delivery stream that writes to S3';
const NOT_FOLLOWED = `where Vedette cannot follow: ${REMEDY}, in addition or instead.`;

/** The target of a destination for other accounts; undefined when there is no destination of the name. */
async function targetOf(config: ClientConfig, arn: string): Promise<string | undefined> {
  const { CloudWatchLogsClient, DescribeDestinationsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const name = arn.split(':').at(-1);
  return asking(`describe the destination ${arn}`, async () => {
    const { destinations = [] } = await sharedClient(CloudWatchLogsClient, config).send(
      new DescribeDestinationsCommand({ DestinationNamePrefix: name }),
    );
    return destinations.find(({ destinationName }) => destinationName === name)?.targetArn;
  });
}

async function describeStream(config: ClientConfig, arn: string): Promise<Destination> {
  const { FirehoseClient, DescribeDeliveryStreamCommand } = await import('@aws-sdk/client-firehose');
  const [, , , , accountId = '', resource = ''] = arn.split(':');
  const name = resource.slice(resource.indexOf('/') + 1);
  const { DeliveryStreamDescription: described } = await asking(`describe the delivery stream ${arn}`, () =>
    sharedClient(FirehoseClient, config).send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })),
  );
  const s3 = described?.Destinations?.[0]?.ExtendedS3DestinationDescription;
  const bucket = /^arn:[\w-]+:s3:::([^/]+)$/.exec(s3?.BucketARN ?? '')?.[1];
  if (s3 === undefined || bucket === undefined)
    return { notRead: `${arn}, which does not write to S3: ${REMEDY}, in addition or instead.` };
  const hinders = hindranceOf(s3);
  if (hinders !== undefined) return { notRead: `${arn}, which ${hinders}.` };
  const keys = parseStreamPrefix(s3.Prefix ?? '');
  if (keys === undefined) return { notRead: `${arn}, which writes below "${s3.Prefix}": ${PREFIX_REMEDY}.` };
  return { id: arn, bucket, ...keys, stream: { name, accountId } };
}

const PREFIX_REMEDY =
  'new objects are found only if a date follows the prefix: yyyy/MM/dd as Firehose writes it or year=yyyy/month=MM/day=dd, and then anything up to the next slash';

/** The reason why a stream's objects are unreadable, and the remedy. */
function hindranceOf({
  CompressionFormat: compression,
  DataFormatConversionConfiguration: conversion,
  ProcessingConfiguration: processing,
}: {
  readonly CompressionFormat?: string | undefined;
  readonly DataFormatConversionConfiguration?: { readonly Enabled?: boolean | undefined } | undefined;
  readonly ProcessingConfiguration?:
    | {
        readonly Enabled?: boolean | undefined;
        readonly Processors?:
          | readonly {
              readonly Type: string | undefined;
              readonly Parameters?:
                | readonly { readonly ParameterName: string | undefined; readonly ParameterValue: string | undefined }[]
                | undefined;
            }[]
          | undefined;
      }
    | undefined;
}): string | undefined {
  if (conversion?.Enabled === true) return 'converts records to another format: turn the conversion off';
  if (compression !== undefined && !READ.has(compression))
    return `uses ${compression} compression, which is not supported: use GZIP or none`;
  // The extracted message alone has neither the account nor the cluster or database.
  const extracts =
    processing?.Enabled === true &&
    processing.Processors?.some(
      ({ Type, Parameters }) =>
        Type === 'CloudWatchLogProcessing' &&
        Parameters?.some(
          ({ ParameterName, ParameterValue }) => ParameterName === 'DataMessageExtraction' && ParameterValue === 'true',
        ),
    );
  return extracts === true
    ? 'extracts the messages, without the account they belong to: turn message extraction off'
    : undefined;
}

const READ: ReadonlySet<string> = new Set(['UNCOMPRESSED', 'GZIP']);
