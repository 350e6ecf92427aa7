import { permissions as cloudtrailDigests } from './cloudtrail-digests.ts';
import { permissions as credentials } from './credentials.ts';
import { permissions as destinations } from './destinations.ts';
import { permissions as ec2 } from './ec2.ts';
import { permissions as eks } from './eks.ts';
import { permissions as eventBridge } from './event-bridge.ts';
import { ENROLMENTS } from './enrolment/index.ts';
import { INVENTORY } from './inventory/index.ts';
import { permissions as logDelivery } from './log-delivery.ts';
import { permissions as logGroups } from './log-groups.ts';
import { LOGGING } from './logging/index.ts';
import { permissions as organizations } from './organizations.ts';
import { permissions as organizationalUnits } from './organizational-units.ts';
import type { Permission, Principal } from './permission.ts';
import { permissions as rds } from './rds.ts';
import { permissions as s3 } from './s3.ts';
import { permissions as securityHub } from './security-hub.ts';
import { permissions as sqs } from './sqs.ts';

/** All permissions of Vedette in AWS. */
export const PERMISSIONS: readonly Permission[] = [
  organizations,
  organizationalUnits,
  credentials,
  ec2,
  eks,
  rds,
  logGroups,
  destinations,
  ...LOGGING.map(({ permissions }) => permissions),
  ...INVENTORY.map(({ permissions }) => permissions),
  cloudtrailDigests,
  ...ENROLMENTS.map(({ permissions }) => permissions),
  logDelivery,
  s3,
  sqs,
  securityHub,
  eventBridge,
].flat();

/** The permissions of each principal, with their purposes. */
export function describePermissions(): Readonly<Record<Principal, readonly Omit<Permission, 'principals'>[]>> {
  return { administrator: neededBy('administrator'), member: neededBy('member'), enrolment: neededBy('enrolment') };
}

/** The policy document that grants a principal its permissions. */
export function policyOf(
  principal: Principal,
  names: { readonly Partition: string; readonly MemberRole: string; readonly EnrolmentRole: string },
): object {
  return {
    Version: '2012-10-17',
    Statement: neededBy(principal).map(({ action, resource = '*', condition }) => ({
      Effect: 'Allow',
      Action: action,
      Resource: resource.replace(
        /\$\{(Partition|MemberRole|EnrolmentRole)\}/g,
        (_, name: keyof typeof names) => names[name],
      ),
      ...(condition && { Condition: condition }),
    })),
  };
}

function neededBy(principal: Principal): readonly Omit<Permission, 'principals'>[] {
  return PERMISSIONS.filter(({ principals }) => principals.includes(principal))
    .toSorted((a, b) => (a.action < b.action ? -1 : 1))
    .map(({ action, resource, condition, why }) => ({
      action,
      ...(resource !== undefined && { resource }),
      ...(condition && { condition }),
      why,
    }));
}
