import type { Home } from '#services/model/reading.ts';
import type { Recognition } from '#services/model/source.ts';

/**
 * The home of records that do not state their own, and their log group in CloudWatch Logs, which names the cluster or
 * database that wrote them.
 */
export interface Whereabouts extends Home {
  readonly logGroup?: string;
}

/** Twelve digits. Other values in records, such as `unknown`, are no accounts. */
export function isAccount(value: string | number | undefined): boolean {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

/** Rejects text that cannot be a Region: Regions become part of storage, messages, and host names of APIs. */
export function isRegion(value: string | number | undefined): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/.test(value);
}

/** The home of an object's records that do not state their own: from the key, else from where the object was found. */
export function homeFor(recognition: Pick<Recognition, 'accountId' | 'region'> | undefined, home: Home): Home {
  return { ...home, accountId: recognition?.accountId ?? home.accountId, region: recognition?.region ?? home.region };
}
