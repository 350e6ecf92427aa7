import { DAY_MS, HOUR_MS, MINUTE_MS } from './activity.ts';
import { CREDENTIAL_STORIES } from './credential-stories.ts';
import type { Episode, Story, Narrative } from './episode.ts';
import { INSTANCE_STORIES } from './instance-stories.ts';
import type { Account, SimulatedOrganization } from './organization.ts';
import { createRandom } from './random.ts';

const STORIES: readonly Story[] = [...CREDENTIAL_STORIES, ...INSTANCE_STORIES];

/** The finding types that stories cover, without the detectors' examples. */
export const ATTACKS: ReadonlySet<string> = new Set(STORIES.map(({ type }) => type));

/** Every story once, and once more for every 25 accounts, distributed over accounts and days by the seed. */
export function planEpisodes(organization: SimulatedOrganization, days: number, start: number): readonly Episode[] {
  const { accounts, seed } = organization;
  const rounds = Math.ceil(accounts.length / ACCOUNTS_A_ROUND);
  const shift = createRandom(`${seed}/episodes`).int(0, accounts.length - 1);
  return Array.from({ length: rounds }, (_, round) =>
    STORIES.map((story, i) => {
      const account = accounts[(shift + round * ACCOUNTS_A_ROUND + i) % accounts.length];
      if (account === undefined) throw new Error('an organization has at least one account');
      const name = `${seed}/episodes/${round}/${i}`;
      const random = createRandom(name);
      const day = start + random.int(0, days - 1) * DAY_MS;
      // Any time of day at which the story ends on the same day.
      const time = day + random.int(1, 20) * HOUR_MS + random.int(0, 59) * MINUTE_MS;
      return episode(story, account, day, () => story.tell(account, time, createRandom(`${name}/story`)));
    }),
  ).flat();
}

const ACCOUNTS_A_ROUND = 25;

/**
 * @param tell must be deterministic: the stories of a large organization are not kept in memory but told again on their
 *   day
 */
function episode(
  { type, role = 'TARGET', list }: Story,
  account: Account,
  day: number,
  tell: () => Narrative,
): Episode {
  const { resource, region = account.region } = tell();
  const activity = () => ({ calls: [], flows: [], queries: [], ...tell().activity });
  const times = Object.values(activity()).flatMap((records) => records.map(({ time }) => time));
  return {
    accountId: account.id,
    day,
    activity,
    expected: {
      type,
      accountId: account.id,
      region,
      resource,
      role,
      firstTime: isoOf(Math.min(...times)),
      lastTime: isoOf(Math.max(...times)),
      ...(list !== undefined && { list }),
    },
  };
}

/** Times in logs are whole seconds. */
function isoOf(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}
