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
  title: 'Credentials were used in the network of a strange account',
  why: 'Calls from a machine in a thief’s own account come from addresses of AWS, or private ones, and raise no suspicion. The VPC endpoint that they pass gives its owner away.',
  asks: 'Did a call of a user, of the root user or of a person’s session come through the VPC endpoint of an account that is none of yours?',
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
    return `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)} through VPC endpoint ${enumerated(tallies.endpoints)} of account ${enumerated(owners)}, which is none of yours.`;
  },
  asff: 'TTPs/UnauthorizedAccess:IAMUser-ForeignEndpoint',
  blindTo: [
    'Calls from a strange account’s machines that take no VPC endpoint.',
    'Records before event version 1.09, which do not say whose endpoint it was.',
    'Sessions of roles that are nobody’s in particular: a partner may have taken them, and calls from a network of his own.',
    'Credentials of instances, functions and tasks, which have finding types of their own.',
  ],
  falsePositives: [
    'A key that was handed to a partner, whose service uses it from a network in AWS: name the account in the table of what is known, as `vendor`.',
  ],
  respond: [
    'Find out whose account the endpoint is of, and whether the credentials were given to them.',
    'If not, disable the credentials, revoke their sessions, and find out how they were lost.',
    'Look at everything they did, through that endpoint and elsewhere.',
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
      'even if the call is denied': () => through({ errorCode: 'AccessDenied' }),
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
      'AWS itself stands in the place of an endpoint': () => through({ vpcEndpointId: 'AWS Internal' }),
      'a service calls on behalf of the user': () =>
        through({ userIdentity: { ...iamUser(), invokedBy: 's3.amazonaws.com' } }),
      'a role that a partner took': () => through({ userIdentity: roleSession('partner') }),
      'an instance, which another finding is about': () => through({ userIdentity: instanceSession() }),
      'somebody of the strange account itself': () =>
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
