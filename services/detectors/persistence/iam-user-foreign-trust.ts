import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { aboutRole, roleNameOf, trustOf } from '../kits/trust.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Persistence:IAMUser/ForeignTrust',
  own: true,
  title: 'A role was opened to strangers',
  why: 'A role that a stranger’s account may assume is a way in that remains when every key is rotated.',
  asks: 'Does the trust policy of a role let in an account outside the organization, anybody, or any token of a shared identity provider?',
  attack: ['T1484.002', 'T1098.003', 'T1199'],

  from: cloudtrail('UpdateAssumeRolePolicy', 'CreateRole'),
  where: { eventSource: (source) => source === 'iam.amazonaws.com', errorCode: succeeded },
  and: (record) => {
    const trust = trustOf(record);
    return trust !== undefined && (trust.everybody || trust.anyToken.length > 0 || trust.accounts.length > 0);
  },
  about: aboutRole,
  acrossRegions: true,
  tally: (t) => ({
    roles: t.sample(roleNameOf),
    trusted: t.distinct(firstTrusted),
    unbound: t.distinct((record) => (isBound(record) ? undefined : firstTrusted(record))),
    opened: t.sample((record) => (trustOf(record)?.everybody ? 'anybody' : trustOf(record)?.anyToken[0])),
    changed: t.count(({ eventName }) => eventName === 'UpdateAssumeRolePolicy'),
  }),
  having: (window, look) =>
    window.tallies.opened.length > 0 ||
    foreignAmong(accountsIn(window.tallies.trusted.values), window, look).length > 0,
  severity: {
    when: {
      High: 'anybody may assume the role, or an existing role was opened without an external ID',
      Medium: 'a new role was opened without an external ID',
      Low: 'callers must present an external ID to assume the role, as partners do',
    },
    of: ({ tallies: { opened, unbound, changed } }) =>
      opened.length > 0 || (unbound.size > 0 && changed > 0) ? 'High' : unbound.size > 0 ? 'Medium' : 'Low',
  },

  explain: ({ subject, tallies, ...rest }, look) => {
    const strangers = [...tallies.opened, ...foreignAmong(accountsIn(tallies.trusted.values), rest, look)];
    return `${capitalized(callerOf(subject.resource))} opened role ${enumerated(tallies.roles)} to ${enumerated(strangers)}.`;
  },
  asff: 'TTPs/Persistence/Persistence:IAMUser-ForeignTrust',
  blindTo: [
    'Roles that were open before logs were read.',
    'In a scan, which has no directory of the organization, accounts whose logs were not read count as strangers.',
    'Identity providers that were set up for the account: they decide whom they let in.',
  ],
  falsePositives: ['A partner’s account: add it to `known` in vedette.yaml. With an external ID the severity is Low.'],
  respond: [
    'Ask the owner of the role whose account it is, and why it is trusted.',
    'If nobody knows, restore the trust policy, revoke the role’s sessions, and look for who assumed the role since.',
    'Use a resource control policy to deny accounts outside the organization (aws:PrincipalOrgID).',
  ],
  references: [
    {
      title: 'Access to AWS accounts owned by third parties',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
    },
  ],
  examples: {
    fires: {
      'a new role for a user of another account': () => create({ AWS: `arn:aws:iam::${STRANGER}:user/x` }),
      'an existing role, for an account by its number': () => update({ AWS: STRANGER }),
      'the second of two accounts': () => update({ AWS: ['111122223333', `arn:aws:iam::${STRANGER}:root`] }),
      'with an external ID, which is less': () =>
        create({ AWS: STRANGER }, { StringEquals: { 'sts:ExternalId': 'example' } }),
      anybody: () => update({ AWS: '*' }),
      'any repository of a shared identity provider': () =>
        update(
          GITHUB,
          { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } },
          'sts:AssumeRoleWithWebIdentity',
        ),
      'through CloudFormation': () =>
        create({ AWS: STRANGER }, {}, 'sts:AssumeRole', {
          userIdentity: { ...iamUser('mallory'), invokedBy: 'cloudformation.amazonaws.com' },
        }),
    },
    quiet: {
      'a member of the organization': () => update({ AWS: 'arn:aws:iam::444455556666:root' }),
      'a service': () => create({ Service: 'lambda.amazonaws.com' }),
      'it was refused': () => update({ AWS: STRANGER }, {}, 'sts:AssumeRole', { errorCode: 'AccessDenied' }),
      'a known partner': () => ({
        ...update({ AWS: STRANGER }),
        known: [{ who: STRANGER, purposes: ['vendor' as const], because: 'Our scanner.' }],
      }),
      'everybody of the organization': () =>
        update({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
      'a stranger whose time is over': () =>
        update({ AWS: STRANGER }, { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }),
      'the repositories of one owner': () =>
        update(
          GITHUB,
          { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:corp-example/*' } },
          'sts:AssumeRoleWithWebIdentity',
        ),
      'a stranger is denied': () => update({ AWS: STRANGER }, {}, 'sts:AssumeRole', {}, 'Deny'),
    },
  },
});

const STRANGER = '999988887777';
const GITHUB = { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' };

/** All foreign accounts that one policy trusts, as one text. */
function firstTrusted(record: CloudTrailRecord): string | undefined {
  const accounts = trustOf(record)?.accounts ?? [];
  return accounts.length === 0 ? undefined : accounts.slice(0, ACCOUNTS_MAX).join(' ');
}

/** More accounts do not fit into a policy, which has 2,048 characters unless its owner asked for more. */
const ACCOUNTS_MAX = 100;

function accountsIn(texts: readonly (string | number)[]): readonly string[] {
  return texts.flatMap((text) => String(text).split(' '));
}

function isBound(record: CloudTrailRecord): boolean {
  const trust = trustOf(record);
  return trust !== undefined && trust.accounts.every((account) => trust.withExternalId.includes(account));
}

function policy(Principal: unknown, Condition: object, Action: string, Effect: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Principal, Action, Condition }] });
}

function create(principal: unknown, condition: object = {}, action = 'sts:AssumeRole', overrides = {}) {
  return call(
    'CreateRole',
    { roleName: 'support', assumeRolePolicyDocument: policy(principal, condition, action, 'Allow') },
    overrides,
  );
}

function update(
  principal: unknown,
  condition: object = {},
  action = 'sts:AssumeRole',
  overrides = {},
  effect = 'Allow',
) {
  return call(
    'UpdateAssumeRolePolicy',
    { roleName: 'app', policyDocument: policy(principal, condition, action, effect) },
    overrides,
  );
}

function call(eventName: string, requestParameters: object, overrides: object) {
  const base = { eventSource: 'iam.amazonaws.com', eventName, readOnly: false, userIdentity: iamUser('mallory') };
  const also = eventName === 'CreateRole' ? [] : ['Persistence:IAM/AccountManipulation' as const];
  return { records: [event({ ...base, requestParameters, ...overrides })], also };
}
