import { defineDetector } from '#services/model/detector.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { Subject } from '#services/model/subject.ts';
import { iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { givesIam } from '../kits/admin-document.ts';
import { isTrue, succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { member, textOf } from '../kits/parameters.ts';
import { aboutChanged, aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, call, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const HOPPED = hopExamples(() => [make(), attach('User')]);

export default defineDetector({
  type: 'PrivilegeEscalation:IAMUser/SessionChain.CustomAdministrator',
  own: true,
  title: 'One caller made a policy with administrator permissions and put it to use',
  why: 'Audits look for AdministratorAccess and for inline policies; a policy with a name of its own has the same effect.',
  asks: 'Did one caller make a policy that gives all permissions, or permissions over IAM that are as good, and attach it? Or make such a version of a policy, and then put it in force?',
  attack: ['T1098.003'],

  from: cloudtrail(
    'CreatePolicy',
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'AttachUserPolicy',
    'AttachGroupPolicy',
    'AttachRolePolicy',
  ),
  where: { eventSource: (source) => source === 'iam.amazonaws.com', errorCode: succeeded },
  and: (record, look) => (writtenIn(record) ?? usedIn(record)) !== undefined && isByHand(record, look),
  about: aboutPolicy,
  hops,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    written: t.distinct(writtenIn),
    used: t.distinct(usedIn),
    holders: t.sample(holderOf),
    byTool: t.distinct(({ userAgent }) => (saysDeploys(userAgent) ? 'by a tool' : 'by hand')),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies: { written, used } }) => written.values.some((what) => used.values.includes(what)),
  severity: {
    when: {
      High: 'the policy was attached to a user or a group',
      Medium:
        'it was attached to a role, or a version was put in force; or to a user or a group, and the user agent names an infrastructure-as-code tool',
      Low: 'it was attached to a role, or a version was put in force, and the user agent names such a tool',
    },
    of({ tallies: { holders, byTool } }) {
      const byHand = byTool.values.includes('by hand');
      if (holders.some((holder) => !holder.startsWith('role '))) return byHand ? 'High' : 'Medium';
      return byHand ? 'Medium' : 'Low';
    },
  },

  explain: ({ subject, tallies: { holders, actors } }) =>
    `${capitalized(callerOf(subject.resource))} wrote administrator permissions into policy ${subject.resource.id}, and ${holders.length > 0 ? `attached it to ${enumerated(holders)}` : 'put them in force'}${actedAs(actors)}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-SessionChain.CustomAdministrator',
  blindTo: [
    'Steps that are more than half a day apart.',
    'Policies that were there before, and versions that are put in force without being written: their calls do not show what they give.',
    'Documents that name the calls by which their holder gives himself all permissions: only patterns such as `iam:Put*` count.',
    'How severe it is, where attackers send the user agent of an infrastructure-as-code tool: the severity is then one step lower.',
  ],
  falsePositives: ['The manual set-up of an account, or of the role of a pipeline.'],
  respond: [
    'Ask the caller who needed these permissions.',
    'If nobody knows, detach the policy, disable the caller’s credentials, and review what both did since.',
  ],
  references: [
    {
      title: 'Managed policies and inline policies',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
    },
  ],
  examples: {
    fires: {
      ...HOPPED.fires,
      'for a user': () => ({ records: [make(), attach('User')] }),
      'for a group, where the record has no answer': () => ({
        records: [make({}, { responseElements: null }), attach('Group')],
      }),
      'below a path, where the record has no answer': () => ({
        records: [
          make({ path: '/team/' }, { responseElements: null }),
          attach('User', { policyArn: 'arn:aws:iam::111122223333:policy/team/ops' }),
        ],
      }),
      'with all of IAM, for a role, which is less': () => ({
        records: [make({ policyDocument: document('iam:*') }), attach('Role')],
      }),
      'in a version that is put in force later': () => ({ records: [version('v2'), enforce('v2')] }),
      'by Terraform, which is less': () => ({ records: [make({}, BY_TERRAFORM), attach('Role', {}, BY_TERRAFORM)] }),
    },
    quiet: {
      ...HOPPED.quiet,
      'it is attached to nobody': () => ({ records: [make()] }),
      'another policy is attached': () => ({
        records: [make(), attach('User', { policyArn: 'arn:aws:iam::111122223333:policy/other' })],
      }),
      'permissions to read': () => ({
        records: [make({ policyDocument: document('s3:Get*') }), attach('User')],
      }),
      'permissions of a tool that deploys, by name': () => ({
        records: [make({ policyDocument: document(['iam:AttachRolePolicy', 'iam:PassRole']) }), attach('Role')],
      }),
      'another version is put in force': () => ({ records: [version('v2'), enforce('v1')] }),
      'two callers': () => ({
        records: [
          make(),
          attach('User', {}, { userIdentity: { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002' } }),
        ],
      }),
      'it could not be attached': () => ({ records: [make(), attach('User', {}, REFUSED)] }),
      'CloudFormation creates a stack': () => ({
        records: [make({}, BY_CLOUDFORMATION), attach('Role', {}, BY_CLOUDFORMATION)],
      }),
    },
  },
});

/** The permissions that a call writes down, before they are in force: those of a policy, or of a version of it. */
function writtenIn({
  eventName,
  requestParameters = {},
  responseElements,
  time,
}: CloudTrailRecord): string | undefined {
  const { policyDocument, setAsDefault } = requestParameters;
  const isVersion = eventName === 'CreatePolicyVersion';
  // A version that is in force at once is reported by itself.
  if ((!isVersion && eventName !== 'CreatePolicy') || isTrue(setAsDefault) || !givesIam(policyDocument, time))
    return undefined;
  return isVersion ? textOf(member(responseElements, 'policyVersion', 'versionId')) : POLICY;
}

/** What a call puts in force, in the same words. */
function usedIn({ eventName, requestParameters }: CloudTrailRecord): string | undefined {
  if (eventName.startsWith('Attach')) return POLICY;
  return eventName === 'SetDefaultPolicyVersion' ? textOf(requestParameters?.['versionId']) : undefined;
}

const POLICY = 'policy';

function holderOf({ eventName, requestParameters = {} }: CloudTrailRecord): string | undefined {
  if (!eventName.startsWith('Attach')) return undefined;
  const { userName, groupName, roleName } = requestParameters;
  if (textOf(roleName) !== undefined) return `role ${String(roleName)}`;
  return textOf(userName) === undefined ? `group ${String(groupName)}` : `user ${String(userName)}`;
}

/** The policy of a call, which is a new one where the call makes it, with the caller as the other end. */
function aboutPolicy(record: CloudTrailRecord): Subject | undefined {
  const { requestParameters = {}, responseElements, region, accountId } = record;
  const { policyArn, policyName, path } = requestParameters;
  const made = textOf(member(responseElements, 'policy', 'arn'));
  const name = `${textOf(path) ?? '/'}${textOf(policyName) ?? ''}`;
  const arn = textOf(policyArn) ?? made ?? `arn:${awsPartition(region)}:iam::${accountId}:policy${name}`;
  const about = aboutChanged(arn, record);
  return about && { ...about, remote: aboutPrincipal(record).resource.id };
}

const ARN = 'arn:aws:iam::111122223333:policy/ops';
const BY_TERRAFORM = { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' };

function document(Action: string | readonly string[]): string {
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}

function make(parameters: object = {}, overrides = {}) {
  return call(
    'iam',
    'CreatePolicy',
    { policyName: 'ops', policyDocument: document('*'), ...parameters },
    { responseElements: { policy: { arn: ARN, policyName: 'ops' } }, ...overrides },
  );
}

function attach(whom: 'User' | 'Group' | 'Role', parameters: object = {}, overrides = {}) {
  const holder = { [`${whom.toLowerCase()}Name`]: 'eve' };
  return call('iam', `Attach${whom}Policy`, { ...holder, policyArn: ARN, ...parameters }, overrides);
}

function version(versionId: string) {
  return call(
    'iam',
    'CreatePolicyVersion',
    { policyArn: ARN, policyDocument: document('*'), setAsDefault: false },
    { responseElements: { policyVersion: { versionId, isDefaultVersion: false } } },
  );
}

function enforce(versionId: string) {
  return call('iam', 'SetDefaultPolicyVersion', { policyArn: ARN, versionId });
}
