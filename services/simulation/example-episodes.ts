import { DAY_MS } from './activity.ts';
import type { Expected } from './episode.ts';
import { exampleFile, type SimulatedFile } from './log-files.ts';
import type { Account, SimulatedOrganization } from './organization.ts';
import { createRandom } from './random.ts';
import { retell } from './retell.ts';
import type { ToldExample } from './told-example.ts';

/** A detector's example, retold in an account on a day. */
export interface ExampleEpisode {
  readonly accountId: string;
  readonly day: number;
  readonly expected: readonly Expected[];
  readonly lists: ToldExample['lists'];
  /** Deterministic, and created on demand. */
  file(): SimulatedFile;
}

/** Every example once, distributed over accounts and days by the seed. */
export function planExamples(
  organization: SimulatedOrganization,
  days: number,
  start: number,
  examples: readonly ToldExample[],
): readonly ExampleEpisode[] {
  const { accounts, seed } = organization;
  const shift = createRandom(`${seed}/examples`).int(0, accounts.length * days - 1);
  // Examples of one type with the same lists share their networks: there are few networks.
  const listed = [...new Set(examples.filter(({ lists }) => Object.keys(lists).length > 0).map(listsOf))];
  return examples.map((example, index) => {
    const place = (shift + index) % (accounts.length * days);
    const account = accounts[place % accounts.length];
    if (account === undefined) throw new Error('an organization has at least one account');
    return episode(
      organization,
      account,
      start + Math.floor(place / accounts.length) * DAY_MS,
      example,
      listed.indexOf(listsOf(example)),
    );
  });
}

function episode(
  organization: SimulatedOrganization,
  account: Account,
  day: number,
  told: ToldExample,
  number: number,
): ExampleEpisode {
  const name = `${organization.seed}/examples/${told.name}`;
  const again = () => retell(told, { account, day, name, number });
  const { example } = again();
  return {
    accountId: account.id,
    day,
    lists: example.lists,
    expected: example.findings.map(({ type, region, resource, role, firstSeen, lastSeen }) => ({
      type,
      accountId: account.id,
      region,
      resource,
      role,
      firstTime: new Date(firstSeen).toISOString(),
      lastTime: new Date(lastSeen).toISOString(),
    })),
    file() {
      const retold = again();
      return exampleFile(organization, account, retold.end, retold.example);
    },
  };
}

function listsOf({ type, lists }: ToldExample): string {
  return `${type} ${JSON.stringify(lists)}`;
}
