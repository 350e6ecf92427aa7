import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { event, iamUser, instanceSession, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { foreignAmong } from '../kits/foreign.ts';
import { isAccount, throughOther } from '../kits/foreign-endpoint.ts';
import { STRANGE_ENDPOINT } from '../kits/stolen-credentials.ts';
import { INSTANCE, RESOURCE } from '../kits/credential-holder.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/ForeignEndpoint',
  own: true,
  title: 'Credentials were used in the network of an unknown account',
  why: 'Attackers who use stolen credentials from their own AWS account come from addresses of AWS or private ones, which raise no suspicion. The VPC endpoint gives its owner away.',
  asks: 'Did a call of a user, of the root user or of a person’s session come through the VPC endpoint of an account outside the organization?',
  severity: 'High',
  attack: ['T1078.004'],

  from: cloudtrail(),
  where: {
    vpcEndpointAccountId: isAccount,
  },
  and: (record, look) => throughOther(record, look) && isOfUs(record),
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    owners: t.distinct((record) => record.vpcEndpointAccountId),
    endpoints: t.sample((record) => record.vpcEndpointId),
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),
  having: (window, look) => foreignAmong(window.tallies.owners.values, window, look).length > 0,

  explain: (finding, look) => {
    const { subject, count, tallies } = finding;
    const owners = foreignAmong(tallies.owners.values, finding, look);
    return `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)} through VPC endpoint ${enumerated(tallies.endpoints)} of account ${enumerated(owners)}, which is not yours.`;
  },
  asff: 'TTPs/UnauthorizedAccess:IAMUser-ForeignEndpoint',
  blindTo: [
    'Calls from machines of an unknown account without a VPC endpoint.',
    'Records before event version 1.09, which do not name the owner of the endpoint.',
    'Role sessions that belong to nobody in particular: a partner may have assumed the role, and call from their own network.',
    'Credentials of instances, functions and tasks, which have finding types of their own.',
  ],
  falsePositives: [
    'A key that was given to a partner whose service uses it from a network in AWS: add the account to `known` in vedette.yaml as `vendor`.',
  ],
  respond: [
    'Find out who owns the account of the endpoint, and whether the credentials were given to them.',
    'If not, disable the credentials, revoke their sessions, and find out how they were stolen.',
    'Review everything they did, through that endpoint and elsewhere.',
  ],
  references: [
    {
      title: 'CloudTrail record contents',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
    },
  ],
  examples: {
    fires: {
      'a user’s key': () => through({}),
      'a denied call': () => through({ errorCode: 'AccessDenied' }),
      'over IPv6': () => through({ sourceIPAddress: '2001:db8::7' }),
      'the root user': () => through({ userIdentity: rootUser() }, ['Policy:IAMUser/RootCredentialUsage']),
      'a person’s session of IAM Identity Center': () => through({ userIdentity: personSession() }),
    },
    quiet: {
      'through an endpoint of the account': () => through({ vpcEndpointAccountId: '111122223333' }),
      'through an endpoint of another account of the organization': () =>
        through({ vpcEndpointAccountId: '444455556666' }),
      'a partner whom the owner knows': () => ({
        ...through({}),
        known: [{ who: '999988887777', purposes: ['vendor'], because: 'loads our data' }],
      }),
      'a record that names AWS itself instead of an endpoint': () => through({ vpcEndpointId: 'AWS Internal' }),
      'a service calls on behalf of the user': () =>
        through({ userIdentity: { ...iamUser(), invokedBy: 's3.amazonaws.com' } }),
      'a role that a partner assumed': () => through({ userIdentity: roleSession('partner') }),
      'an instance, which another finding type reports': () => through({ userIdentity: instanceSession() }),
      'an identity of the unknown account itself': () =>
        through({
          userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEUSER000002', accountId: '999988887777' },
        }),
    },
  },
});

/** Whether only the account’s own people and machines can rightly hold the credentials. */
function isOfUs(record: CloudTrailRecord): boolean {
  switch (record.callerKind) {
    case 'root':
    case 'iam-user':
    case 'person':
      return true;
    case 'workload':
      return INSTANCE.of(record) === undefined && RESOURCE.of(record) === undefined;
    default:
      return false;
  }
}

function through(overrides: object, also: readonly FindingType[] = []) {
  return { records: [event({ ...STRANGE_ENDPOINT, ...overrides })], also };
}

function personSession() {
  const session = roleSession('alice@corp.example', 'AWSReservedSSO_Admin_0123456789abcdef');
  const arn = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef';
  return { ...session, sessionContext: { sessionIssuer: { type: 'Role', arn, accountId: '111122223333' } } };
}
