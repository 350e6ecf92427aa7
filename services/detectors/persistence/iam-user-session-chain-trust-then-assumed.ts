import { defineDetector } from '#services/model/detector.ts';
import { iso } from '#services/model/time.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { succeeded } from '../kits/api-call.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { aboutRole, roleNameOf, trustOf } from '../kits/trust.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Persistence:IAMUser/SessionChain.TrustThenAssumed',
  own: true,
  title: 'A role was opened to a stranger, who then assumed it',
  why: 'The way in was not only created but also used.',
  asks: 'Was a role opened to an account outside the organization, and then assumed by that account?',
  attack: ['T1484.002', 'T1199'],

  from: cloudtrail('UpdateAssumeRolePolicy', 'CreateRole', 'AssumeRole'),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com' || source === 'sts.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) =>
    record.eventName === 'AssumeRole' ? takerOf(record) !== undefined : (trustOf(record)?.accounts ?? []).length > 0,
  about: aboutRole,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    roles: t.sample(roleNameOf),
    opened: t.distinct((record) => trustOf(record)?.accounts.join(' ')),
    unbound: t.distinct((record) => {
      const trust = trustOf(record);
      return trust?.accounts.filter((account) => !trust.withExternalId.includes(account)).join(' ') || undefined;
    }),
    firstOpened: t.earliest((record) => (trustOf(record) === undefined ? undefined : iso(record.time))),
    takers: t.distinct(takerOf),
    lastTaken: t.latest((record) => (takerOf(record) === undefined ? undefined : iso(record.time))),
  }),
  having: (window, look) => {
    const { firstOpened, lastTaken, takers } = window.tallies;
    const isInOrder = firstOpened !== undefined && lastTaken !== undefined && firstOpened < lastTaken;
    return (
      isInOrder && strangersLetIn(window.tallies.opened.values, foreignAmong(takers.values, window, look)).length > 0
    );
  },

  severity: {
    when: {
      High: 'a stranger got in without an external ID',
      Low: 'callers must present an external ID to assume the role, as partners do',
    },
    of: ({ tallies: { unbound, takers } }) =>
      strangersLetIn(unbound.values, takers.values.map(String)).length > 0 ? 'High' : 'Low',
  },
  explain: ({ tallies, ...rest }, look) => {
    const strangers = strangersLetIn(tallies.opened.values, foreignAmong(tallies.takers.values, rest, look));
    return `Role ${enumerated(tallies.roles)} was opened to account ${enumerated(strangers)}, which assumed it afterwards.`;
  },
  asff: 'TTPs/Persistence/Persistence:IAMUser-SessionChain.TrustThenAssumed',
  blindTo: [
    'A role that is assumed more than half a day after it was opened.',
    'Intruders who require an external ID, as partners do: the severity is then Low.',
    'Without a directory of the organization, accounts whose logs were not read count as strangers.',
  ],
  falsePositives: [
    'A partner who is let in without an external ID and tries it at once: add the partner’s account to `known` in vedette.yaml.',
  ],
  respond: [
    'Restore the trust policy and revoke the sessions of the role.',
    'Review what the stranger did with the role, and what else was done with the credentials that opened it.',
  ],
  references: [
    {
      title: 'Access to AWS accounts owned by third parties',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
    },
  ],
  examples: {
    fires: {
      'opened, and assumed ten minutes later': () => ({
        records: [open(STRANGER), take(STRANGER)],
        also: ALSO,
      }),
      'assumed across midnight, by a role with a path': () => ({
        records: [
          open(STRANGER, { eventTime: '2026-03-02T23:50:00Z' }),
          take(STRANGER, {
            eventTime: '2026-03-03T00:10:00Z',
            requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/team/app' },
          }),
        ],
        also: ALSO,
      }),
      'made open, and assumed ten minutes later': () => ({
        records: [make(STRANGER), take(STRANGER)],
        also: ['InitialAccess:IAMUser/RoleAssumedByForeignAccount', 'Persistence:IAMUser/ForeignTrust'],
      }),
      'a partner is let in with an external ID, which is less': () => ({
        records: [open(STRANGER, {}, { StringEquals: { 'sts:ExternalId': 'example' } }), take(STRANGER)],
        also: ALSO,
      }),
    },
    quiet: {
      'only opened': () => ({ records: [open(STRANGER)] }),
      'assumed by another account, which was let in before': () => ({
        records: [open(STRANGER), take('444455556666')],
      }),
      'by a member': () => ({ records: [open('444455556666'), take('444455556666')] }),
      'assumed before it was opened': () => ({
        records: [open(STRANGER, { eventTime: '2026-03-02T11:00:00Z' }), take(STRANGER)],
      }),
      'the stranger was refused': () => ({ records: [open(STRANGER), take(STRANGER, { errorCode: 'AccessDenied' })] }),
      'another role': () => ({
        records: [
          open(STRANGER),
          take(STRANGER, { requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/other' } }),
        ],
      }),
    },
  },
});

const STRANGER = '999988887777';
const ALSO = [
  'InitialAccess:IAMUser/RoleAssumedByForeignAccount',
  'Persistence:IAMUser/ForeignTrust',
  'Persistence:IAM/AccountManipulation',
] as const;

/** The account that assumed a role of this account. */
function takerOf({ eventName, userIdentity, recipientAccountId }: CloudTrailRecord): string | undefined {
  const { accountId } = userIdentity;
  return eventName === 'AssumeRole' && accountId !== recipientAccountId ? accountId : undefined;
}

/** The foreign accounts that a change of a trust policy admitted. */
function strangersLetIn(opened: readonly (string | number)[], strangers: readonly string[]): readonly string[] {
  const accounts = new Set(opened.flatMap((text) => String(text).split(' ')));
  return strangers.filter((stranger) => accounts.has(stranger));
}

function open(account: string, overrides = {}, Condition = {}) {
  return event({
    eventSource: 'iam.amazonaws.com',
    eventName: 'UpdateAssumeRolePolicy',
    readOnly: false,
    requestParameters: { roleName: 'app', policyDocument: trusting(account, Condition) },
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}

function make(account: string) {
  const requestParameters = { roleName: 'app', assumeRolePolicyDocument: trusting(account) };
  return open(account, { eventName: 'CreateRole', requestParameters });
}

function trusting(account: string, Condition = {}): string {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }] });
}

function take(accountId: string, overrides = {}) {
  return event({
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    eventTime: '2026-03-02T10:10:00Z',
    requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/app', roleSessionName: 'x' },
    userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLESTRANGER01', accountId },
    ...overrides,
  });
}
