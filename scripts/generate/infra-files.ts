import { describePermissions, policyOf } from '#services/aws/permissions.ts';
import { enrolmentRole } from './enrolment-role.ts';

/**
 * The permissions that the code needs, in files for infrastructure.
 *
 * @returns content by path from the project's root
 */
export function infraFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['infra/permissions.json', textOf(describePermissions())],
    [
      'infra/administrator-policy.json',
      textOf(
        policyOf('administrator', { Partition: 'aws', MemberRole: 'VedetteMember', EnrolmentRole: 'VedetteEnrolment' }),
      ),
    ],
    ['infra/enrolment-role.yaml', enrolmentRole()],
  ]);
}

function textOf(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
