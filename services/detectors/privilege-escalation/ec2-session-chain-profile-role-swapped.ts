import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'PrivilegeEscalation:EC2/SessionChain.ProfileRoleSwapped',
  own: true,
  title: 'The role of an instance profile was exchanged by hand',
  why: 'Every instance with the profile gets the permissions of the new role, and whoever starts one or is on one has them, without the right to change the instance or the role.',
  asks: 'Did somebody take the role out of an instance profile and put another one in, within an hour and without a tool that describes infrastructure?',
  severity: 'Medium',
  attack: ['T1098.003', 'T1548.005'],

  from: cloudtrail('RemoveRoleFromInstanceProfile', 'AddRoleToInstanceProfile'),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com',
    errorCode: succeeded,
    userAgent: (userAgent) => !saysDeploys(userAgent),
  },
  and: (record, look) => roleIn(record) !== undefined && isByHand(record, look),
  about: (record) => aboutChanged(record.requestParameters?.['instanceProfileName'], record),
  within: hours(2),
  overlapping: true,
  tally: (t) => ({
    out: t.sample((record) => (record.eventName === 'AddRoleToInstanceProfile' ? undefined : roleIn(record))),
    in: t.sample((record) => (record.eventName === 'AddRoleToInstanceProfile' ? roleIn(record) : undefined)),
  }),
  having: ({ tallies }) => tallies.out.length > 0 && tallies.in.some((role) => !tallies.out.includes(role)),

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} exchanged the role of instance profile ${subject.resource.id}: ${enumerated(tallies.out)} for ${enumerated(tallies.in)}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:EC2-SessionChain.ProfileRoleSwapped',
  blindTo: ['What either role may do.', 'Intruders who write the user agent of an infrastructure-as-code tool.'],
  falsePositives: ['An administrator who renames a role by hand.'],
  respond: [
    'Ask the owner of the credentials why the instances need the other role.',
    'If nobody knows, put the former role back, and review what the other one did since, on which instance.',
  ],
  references: [
    {
      title: 'AddRoleToInstanceProfile',
      url: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html',
    },
  ],
  examples: {
    fires: {
      'with the key of a user': () => ({ records: swapped() }),
      'by a role': () => ({ records: swapped({ userIdentity: roleSession() }) }),
    },
    quiet: {
      'the same role is put back': () => ({ records: [change('Remove'), change('Add', 'web')] }),
      'a role is put in': () => ({ records: [change('Add')] }),
      'a role is taken out': () => ({ records: [change('Remove')] }),
      'in two profiles': () => ({
        records: [
          change('Remove'),
          change('Add', 'admin', { requestParameters: { instanceProfileName: 'new', roleName: 'admin' } }),
        ],
      }),
      'it was refused': () => ({ records: swapped(REFUSED) }),
      'by Terraform': () => ({ records: swapped({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }) }),
      'a stack is updated': () => ({ records: swapped(BY_CLOUDFORMATION) }),
    },
  },
});

function roleIn({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['roleName']);
}

function swapped(overrides = {}) {
  return [change('Remove', 'web', overrides), change('Add', 'admin', overrides)];
}

function change(how: 'Add' | 'Remove', roleName = how === 'Add' ? 'admin' : 'web', overrides = {}) {
  return event({
    eventSource: 'iam.amazonaws.com',
    eventName: how === 'Add' ? 'AddRoleToInstanceProfile' : 'RemoveRoleFromInstanceProfile',
    readOnly: false,
    userIdentity: iamUser('mallory'),
    requestParameters: { instanceProfileName: 'shop', roleName },
    ...overrides,
  });
}
