import type { Home } from '#services/model/reading.ts';
import type { Recognition } from '#services/model/source.ts';

/** Where the records of an object belong as far as they do not say so themselves: by its key, else by where it was found. */
export type Place = Home;

export function placeOf(recognition: Pick<Recognition, 'accountId' | 'region'> | undefined, home: Home): Place {
  return { accountId: recognition?.accountId ?? home.accountId, region: recognition?.region ?? home.region };
}
