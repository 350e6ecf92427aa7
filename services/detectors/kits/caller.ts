import type { KnownCaller } from '#services/model/known.ts';
import type { OrganizationView } from '#services/model/look.ts';
import type { CallerKind } from '#services/sources/cloudtrail/caller-kind.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isByCaller } from './api-call.ts';

/** Whom to ask what a caller is for. */
interface Asked {
  readonly organization: Pick<OrganizationView, 'serves'>;
}

/** What the owner's table may name of a caller; read when the table is asked, which most often names nobody. */
export function knownCaller(record: CloudTrailRecord): KnownCaller {
  return {
    get accountId() {
      return record.userIdentity.accountId ?? record.accountId;
    },
    get arn() {
      return record.userIdentity.sessionContext.sessionIssuer.arn ?? record.userIdentity.arn;
    },
  };
}

/** The kind of the caller, or `pipeline` where the owner says that it deploys what others wrote. */
export function callerKind(record: CloudTrailRecord, look: Asked): CallerKind {
  return deploys(record, look) ? 'pipeline' : record.callerKind;
}

/** To be asked after what the record itself says, which takes less. */
function deploys(record: CloudTrailRecord, { organization }: Asked): boolean {
  return organization.serves('pipeline', knownCaller(record), record.time);
}

/**
 * Whether somebody did it who decides by himself: no service of AWS, and no pipeline, also not through a service that
 * deploys for its callers. It excuses what happens every day, never what it leads to: an attacker, too, may act through
 * CloudFormation.
 */
export function isByHand(record: CloudTrailRecord, look: Asked): boolean {
  const kind = record.callerKind;
  return (
    kind !== 'service' && kind !== 'pipeline' && isByCaller(record.userIdentity.invokedBy) && !deploys(record, look)
  );
}

/** Whether a kind of caller is one of those of `isByKey`: to be asked in `where`, for most callers are none. */
export function isKeyKind(kind: CallerKind | undefined): boolean {
  return kind === 'iam-user' || kind === 'workload';
}

/** Whether it was done with what thieves get most: the key of an IAM user, or the credentials of something that runs. */
export function isByKey(record: CloudTrailRecord, look: Asked): boolean {
  return isKeyKind(record.callerKind) && isByCaller(record.userIdentity.invokedBy) && !deploys(record, look);
}
