import { permissions as cloudtrail } from './cloudtrail.ts';
import { permissions as credentials } from './credentials.ts';
import { permissions as ec2 } from './ec2.ts';
import { permissions as organizations } from './organizations.ts';
import type { Permission, Principal } from './permission.ts';
import { permissions as resolver } from './resolver.ts';
import { permissions as s3 } from './s3.ts';
import { permissions as securityHub } from './security-hub.ts';

/** Everything that Vedette may ask of AWS. */
export const PERMISSIONS: readonly Permission[] = [
  organizations,
  credentials,
  cloudtrail,
  ec2,
  resolver,
  s3,
  securityHub,
].flat();

/** What `infra/permissions.json` holds: what each of the two principals needs, and what for. */
export function describePermissions(): Readonly<Record<Principal, readonly object[]>> {
  return { administrator: neededBy('administrator'), member: neededBy('member') };
}

function neededBy(principal: Principal): readonly object[] {
  return PERMISSIONS.filter(({ principals }) => principals.includes(principal))
    .toSorted((a, b) => (a.action < b.action ? -1 : 1))
    .map(({ action, resource = '*', condition, why }) => ({ action, resource, ...(condition && { condition }), why }));
}
