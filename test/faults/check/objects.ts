import type { LogObjectRow } from '#db/queries/log-objects.ts';
import { TRAIL_BUCKET, type Organization, type Version } from '../organization.ts';
import type { Ended } from '../run.ts';
import { ledgerOf, nameOf } from './ledger.ts';

/**
 * No object is lost: each object in a bucket that may be listed is in the ledger, and either was read or has a true
 * reason why not.
 */
export async function checkObjects({ database, organization, expired }: Ended): Promise<readonly string[]> {
  const ledger = await ledgerOf(database.db);
  const known = new Set(organization.versions.map(nameOf));
  const invented = [...ledger.keys()].filter((name) => !known.has(name));
  return [
    ...invented.map((name) => `The ledger has an object that there never was: ${name}`),
    ...organization.versions.flatMap((version) => {
      if (expired.has(version.era)) return [];
      const row = ledger.get(nameOf(version));
      const wrong = row === undefined ? whyMissing(organization, version) : whyNot(organization, version, row, ledger);
      return wrong === undefined ? [] : [`${wrong}: ${nameOf(version)}`];
    }),
  ];
}

function whyMissing(organization: Organization, version: Version): string | undefined {
  const { bucket, key, etag, accountId, era } = version;
  const isThere = organization.at(bucket, key)?.etag === etag;
  const isListed = bucket === TRAIL_BUCKET || organization.lets(accountId);
  return isThere && isListed && era === organization.era ? 'An object was never received' : undefined;
}

function whyNot(
  organization: Organization,
  version: Version,
  { state, troubles, unreadable }: LogObjectRow,
  ledger: ReadonlyMap<string, LogObjectRow>,
): string | undefined {
  const { bucket, key, etag, source, truncated } = version;
  const [trouble] = troubles;
  const isThere = organization.at(bucket, key)?.etag === etag;
  const others = organization.versions.filter(
    (other) => other.bucket === bucket && other.key === key && other.etag !== etag,
  );
  const isOther = (wanted: (row: LogObjectRow) => boolean) =>
    others.some((other) => {
      const row = ledger.get(nameOf(other));
      return row !== undefined && wanted(row);
    });
  switch (state) {
    case 'read':
      if (source === 'vpc-flow' && isOther((row) => row.state === 'read'))
        return 'Two contents of one key were read, and nobody can tell which records came twice';
      if (truncated) return trouble === undefined ? 'Nobody says that an object was truncated' : undefined;
      return unreadable > 0 ? 'Records of a sound object were not read' : undefined;
    case 'passed':
      return isOther((row) => row.state === 'read' && row.contentHash !== null)
        ? undefined
        : 'An object was passed over';
    case 'pending':
      return mayBeRead(organization, version) || trouble?.kind !== 'access-denied'
        ? 'An object was not read'
        : undefined;
    case 'failed':
      if (truncated && trouble?.kind !== 'missing') return undefined;
      if (trouble?.kind === 'missing') return isThere ? 'An object that is there is said to be missing' : undefined;
      if (trouble?.kind === 'replaced' && source === 'vpc-flow' && isOther((row) => row.state === 'read'))
        return undefined;
      return `An object was given up (${trouble?.kind ?? 'for no reason'})`;
  }
}

function mayBeRead(organization: Organization, { bucket, accountId }: Version): boolean {
  return bucket === TRAIL_BUCKET || (organization.lets(accountId) && organization.opens(accountId, bucket).read);
}
