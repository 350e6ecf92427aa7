import { counted } from '#services/model/numbers.ts';
import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, ACCESS_KEY_FIELDS } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { instanceSessionOf } from '../kits/instance-session.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
  title: 'Credentials of an instance were used outside AWS',
  why: 'Credentials of an instance never leave AWS by themselves: whoever uses them elsewhere took them from the instance.',
  asks: 'Were credentials that an instance got from its role used from an address outside AWS?',
  severity: 'High',
  attack: ['T1552.005', 'T1078.004'],

  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'AssumedRole',
    'userIdentity.invokedBy': isByCaller,
    sourceIPAddress: (address, { intel }) =>
      address !== undefined && isPublicAddress(address) && !intel.amazon(address),
  },
  // What comes through a VPC endpoint shows an address of the VPC, which may be one that is routed elsewhere on the Internet.
  and: (record) => record.vpcEndpointId === undefined && instanceSessionOf(record) !== undefined,
  about: aboutAccessKey,
  by: ACCESS_KEY_FIELDS,
  acrossRegions: true,
  tally: (t) => ({
    instances: t.sample(instanceSessionOf),
    addresses: t.sample((record) => record.sourceIPAddress),
    calls: t.sample((record) => record.eventName),
  }),

  explain: ({ count, tallies }, { intel }) => {
    const places = tallies.addresses.map((address) => {
      const { countryName, asnOrg } = intel.location(address) ?? {};
      const where = [asnOrg, countryName].filter((part) => part !== undefined).join(', ');
      return where ? `${address} (${where})` : address;
    });
    return `Credentials of instance ${enumerated(tallies.instances)} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from outside AWS: ${enumerated(places)}.`;
  },
  asff: 'Effects/Data Exfiltration/UnauthorizedAccess:IAMUser-InstanceCredentialExfiltration.OutsideAWS',
  blindTo: [
    'Credentials that are used from another account’s instances, whose addresses belong to AWS, or through another account’s VPC endpoint, which shows a private address (`vpcEndpointAccountId` names its owner).',
    'Instances whose traffic to AWS leaves through a network of yours: put its addresses on a trusted list.',
    'Sessions that were renamed by a second AssumeRole.',
  ],
  falsePositives: ['Instances whose calls leave through a network of your own: trust its addresses.'],
  respond: [
    'Find out whether the instance’s traffic leaves through a network of yours; if so, trust its addresses.',
    'If not, revoke the role’s sessions (a deny on aws:TokenIssueTime) and isolate the instance.',
    'Look at everything the session did, from the first foreign address on.',
    'Find the way the credentials were read (request forgery, a shell, a user-data script), and require IMDSv2 with a hop limit of 1.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'an instance’s session from somewhere else': () => call({}),
      'even if the call is denied: the credentials are out': () => call({ errorCode: 'Client.UnauthorizedOperation' }),
      'keys that the metadata service issued, under another session name': () =>
        call({ userIdentity: roleSession('session', 'WebServer', { ec2RoleDelivery: '2.0' }) }),
      'an instance identity role, whose principal has more colons': () =>
        call({
          userIdentity: {
            ...instanceSession(),
            principalId: '111122223333:aws:ec2-instance:i-0123456789abcdef0',
          },
        }),
      'the record names AWS itself in the place of an endpoint': () => call({ vpcEndpointId: 'AWS Internal' }),
      'over IPv6': () => call({ sourceIPAddress: '2001:db8::7' }),
    },
    quiet: {
      'from an address of AWS': () => ({ ...call({ sourceIPAddress: '203.0.113.20' }), amazon: ['203.0.113.20'] }),
      'from a private address, through a VPC endpoint': () =>
        call({ sourceIPAddress: '10.0.0.10', vpcEndpointId: 'vpce-0123456789abcdef0' }),
      'a service uses them on behalf of the instance': () =>
        call({
          userIdentity: { ...instanceSession(), invokedBy: 'ssm.amazonaws.com' },
          sourceIPAddress: 'ssm.amazonaws.com',
        }),
      'the source is a name': () => call({ sourceIPAddress: 'AWS Internal' }),
      'the source is damaged': () => call({ sourceIPAddress: '08.1.250.216' }),
      'the source is in reserved space': () => call({ sourceIPAddress: '241.20.3.4' }),
      'a person’s session': () => call({ userIdentity: roleSession('alice@corp.example') }),
      'a session whose name only begins like an instance’s': () => call({ userIdentity: roleSession('i-am-alice') }),
    },
  },
});

function call(overrides: object) {
  return { records: [event({ userIdentity: instanceSession(), sourceIPAddress: '198.51.100.7', ...overrides })] };
}
