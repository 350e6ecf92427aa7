import { isPublicAddress } from '#services/model/address.ts';
import type { Intel } from '#services/model/intel.ts';
import type { KnownCaller } from '#services/model/known.ts';
import type { OrganizationView } from '#services/model/look.ts';
import type { CallerKind } from '#services/sources/cloudtrail/caller-kind.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isByCaller } from './api-call.ts';

/** Knows which purposes the owner gave to callers. */
interface Asked {
  readonly organization: Pick<OrganizationView, 'serves'>;
}

/**
 * The account and ARN by which the owner's table may know a caller. They are read only when the table asks for them,
 * since it most often names nobody. It is a class because a getter in an object literal would be made anew for each
 * record, and V8 would keep what it refers to until a major garbage collection.
 */
class CallerInTable implements KnownCaller {
  readonly #record: CloudTrailRecord;

  constructor(record: CloudTrailRecord) {
    this.#record = record;
  }

  get accountId(): string {
    return this.#record.userIdentity.accountId ?? this.#record.accountId;
  }

  get arn(): string | undefined {
    return this.#record.userIdentity.sessionContext.sessionIssuer.arn ?? this.#record.userIdentity.arn;
  }
}

export function knownCaller(record: CloudTrailRecord): KnownCaller {
  return new CallerInTable(record);
}

/** The kind of the caller, or `pipeline` where the owner says that it deploys what others wrote. */
export function callerKind(record: CloudTrailRecord, look: Asked): CallerKind {
  return deploys(record, look) ? 'pipeline' : record.callerKind;
}

/** Costs more than a look at the record itself: ask it last where possible. */
function deploys(record: CloudTrailRecord, { organization }: Asked): boolean {
  return organization.serves('pipeline', knownCaller(record), record.time);
}

/**
 * Whether a service makes the call for somebody: the record says so, or has the service's name in place of the caller's
 * address, as old records do.
 */
export function isOnBehalf({
  userIdentity,
  sourceIPAddress = '',
}: Pick<CloudTrailRecord, 'userIdentity' | 'sourceIPAddress'>): boolean {
  return (
    !isByCaller(userIdentity.invokedBy) || (sourceIPAddress.includes('.amazonaws.com') && !isByCaller(sourceIPAddress))
  );
}

/**
 * Whether the caller acted by their own decision: no service of AWS and no pipeline, not even through a service that
 * deploys for its callers. This excuses everyday acts, never their effects: an attacker, too, may act through
 * CloudFormation.
 */
export function isByHand(record: CloudTrailRecord, look: Asked): boolean {
  const kind = record.callerKind;
  return kind !== 'service' && kind !== 'pipeline' && !isOnBehalf(record) && !deploys(record, look);
}

/**
 * Whether the credentials are those of a function, a task or a pod: programs, which do over and over what they were
 * written for. Instances are left out, because people log in to them and their credentials are stolen most.
 */
export function isByProgram({ callerKind: kind, holder }: Pick<CloudTrailRecord, 'callerKind' | 'holder'>): boolean {
  return kind === 'workload' && holder !== 'instance';
}

/** Whether `isByKey` may hold for a kind of caller: a condition for `where`, since it fails for most callers. */
export function isKeyKind(kind: CallerKind | undefined): boolean {
  return kind === 'iam-user' || kind === 'workload' || kind === 'app-user';
}

/**
 * Whether the call was made with what thieves get most: the key of an IAM user, the credentials of a workload, or those
 * that an app gives to its users.
 */
export function isByKey(record: CloudTrailRecord, look: Asked): boolean {
  return isKeyKind(record.callerKind) && !isOnBehalf(record) && !deploys(record, look);
}

/** For `blindTo` of detectors that ask `isRoleAtLarge`: functions have public addresses too, and only this tells them. */
export const SAYS_IT_RUNS_IN_AWS = 'Sessions of roles whose user agent says that the program runs in AWS.';

/**
 * Whether a session of a role is used at a public address, where nothing shows that a person signed in for it, that a
 * workload or a build holds it, or that its program runs in AWS. Administrators of accounts without single sign-on work
 * like this, and so does whoever took such a session.
 */
export function isRoleAtLarge({ callerKind: kind, sourceIPAddress, userAgent = '' }: CloudTrailRecord): boolean {
  return (
    kind === 'role' &&
    sourceIPAddress !== undefined &&
    isPublicAddress(sourceIPAddress) &&
    !userAgent.includes('exec-env/AWS_')
  );
}

/** The same, from outside AWS: scanners and other products of vendors work from within. */
export function isRoleOutside(record: CloudTrailRecord, { intel }: { readonly intel: Pick<Intel, 'amazon'> }): boolean {
  return isRoleAtLarge(record) && !intel.amazon(record.sourceIPAddress ?? '');
}
