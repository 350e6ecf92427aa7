import { DAY_MS } from './activity.ts';
import { planExamples } from './example-episodes.ts';
import type { SimulatedFile } from './log-files.ts';
import { createOrganization } from './organization.ts';
import type { SimulationPlan } from './simulate.ts';

/**
 * Continues a simulated organization after its days are over: an endless sequence of attacks, each as a log object.
 * Only examples without lists are used, because lists are opened when a service starts.
 *
 * @param now ms since the epoch; everything happens on the day before, which is over in every time zone
 */
export function* later(
  { accounts, seed, examples = [] }: Pick<SimulationPlan, 'accounts' | 'seed' | 'examples'>,
  now: number,
): Generator<SimulatedFile> {
  const organization = createOrganization(accounts, seed);
  const listless = examples.filter(({ lists }) => Object.keys(lists).length === 0);
  const day = Math.floor(now / DAY_MS) * DAY_MS - DAY_MS;
  for (let round = 1; listless.length > 0; round++)
    for (const episode of planExamples({ ...organization, seed: `${seed}/later/${round}` }, 1, day, listless))
      yield episode.file();
}
