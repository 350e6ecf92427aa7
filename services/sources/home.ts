import type { Home } from '#services/model/reading.ts';
import type { Recognition } from '#services/model/source.ts';

/**
 * Where records are from as far as they do not say it themselves: whose they are, and the log group of CloudWatch Logs
 * that held them, which names the cluster or the database whose log it is.
 */
export interface Whereabouts extends Home {
  readonly logGroup?: string;
}

/** Twelve digits. What else a record may say, such as `unknown`, names nobody. */
export function isAccount(value: string | number | undefined): boolean {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

/** Findings are stored, sent and named by Region, up to the host name of an API: what could not be one is none. */
export function isRegion(value: string | number | undefined): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/.test(value);
}

/** Where the records of an object belong as far as they do not say so themselves: by its key, else by where it was found. */
export function homeFor(recognition: Pick<Recognition, 'accountId' | 'region'> | undefined, home: Home): Home {
  return { accountId: recognition?.accountId ?? home.accountId, region: recognition?.region ?? home.region };
}
