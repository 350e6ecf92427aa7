import type { LogConfiguration, Refusal } from '#services/model/probe.ts';
import type { ClientConfig } from './aws.ts';
import type { DeliveredTo, Destinations } from './destinations.ts';
import { accountSubscriptions, LOG_GROUPS_MAX, listLogGroups, subscribersOf } from './log-groups.ts';

/** The log groups of one kind in one account and Region, and their destinations. */
export interface DeliveredGroups {
  /** One entry for each delivery stream. */
  readonly found: readonly LogConfiguration[];
  /** The reason why a log group's records do not reach S3, and the remedy; undefined when they do. */
  unread(logGroup: string): Refusal | undefined;
}

/** @param detail why nothing of a resource is logged, and the remedy */
export function unlogged(detail: string): Refusal {
  return { reason: 'no-log-source', detail };
}

/**
 * Follows the subscriptions of log groups to buckets.
 *
 * @param prefix with which the names of the log groups begin
 * @param isWanted selects among these log groups
 * @throws AwsError
 */
export async function followSubscriptions(
  config: ClientConfig,
  destinations: Destinations,
  prefix: string,
  isWanted: (name: string) => boolean,
): Promise<DeliveredGroups> {
  const { names, more } = await listLogGroups(config, prefix, isWanted);
  const ofAccount = names.length === 0 ? [] : await accountSubscriptions(config);
  const found = new Map<string, LogConfiguration>();
  const unread = new Map<string, Refusal | undefined>();
  for (const name of names) {
    const arns = [
      ...(await subscribersOf(config, name)),
      ...ofAccount.filter(({ except }) => !except.has(name)).map(({ destinationArn }) => destinationArn),
    ];
    const ends = await Promise.all([...new Set(arns)].map((arn) => destinations.of(arn)));
    const delivered = ends.filter((end): end is DeliveredTo => 'bucket' in end);
    for (const one of delivered) found.set(one.id, { ...one, homeRegion: config.region });
    const [elsewhere] = ends.flatMap((end) => ('notRead' in end ? [end.notRead] : []));
    unread.set(name, delivered.length > 0 ? undefined : unlogged(sentence(name, elsewhere)));
  }
  return {
    found: [...found.values()],
    unread(name) {
      if (unread.has(name)) return unread.get(name);
      return unlogged(
        more
          ? `The log group ${name} is not examined: in one account and Region, at most ${LOG_GROUPS_MAX} of one kind are.`
          : `There is no log group ${name}: see why nothing was written to it so far.`,
      );
    },
  };
}

function sentence(name: string, elsewhere: string | undefined): string {
  return elsewhere === undefined
    ? `The log group ${name} has no subscription: subscribe a Firehose delivery stream that writes to S3.`
    : `The log group ${name} is delivered to ${elsewhere}`;
}
