import { counted } from '#services/model/numbers.ts';
import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import { event, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, ACCESS_KEY_FIELDS } from './access-key.ts';
import { isByCaller } from './api-call.ts';
import { foreignAmong } from './foreign.ts';
import { fromOther, isAccount, mayBeTold, throughOther } from './foreign-endpoint.ts';
import { enumerated } from './wording.ts';
import type { Workload } from './credential-holder.ts';

/** Overrides of a record by the name of the story, as `event` takes them. */
type Calls = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The stories and texts of one kind of workload. */
export interface Stories {
  /** `userIdentity` of a session of the workload. */
  readonly session: Readonly<Record<string, unknown>>;
  readonly fires?: Calls;
  readonly quiet?: Calls;
  readonly blindTo?: readonly string[];
  readonly falsePositives?: readonly string[];
}

/** `UnauthorizedAccess:IAMUser/….OutsideAWS`: credentials of a workload in AWS were used outside AWS. */
export function usedOutsideAws(workload: Workload, own: Stories): AnyDetector {
  const { family, noun, holder, of, theft } = workload;
  const outside = { userIdentity: own.session, sourceIPAddress: '198.51.100.7' };
  return defineDetector({
    type: `UnauthorizedAccess:IAMUser/${family}.OutsideAWS`,
    title: `Credentials of ${noun} were used outside AWS`,
    why: `Credentials of ${noun} do not leave AWS by themselves: a caller outside AWS has probably stolen them.`,
    asks: `Were credentials that ${noun} got from its role used from an address outside AWS?`,
    severity: 'High',
    attack: ['T1552.005', 'T1078.004'],

    from: cloudtrail(),
    where: {
      'userIdentity.type': (type) => type === 'AssumedRole',
      'userIdentity.invokedBy': isByCaller,
      holder: (whose) => whose === holder,
      sourceIPAddress: (address, { intel }) =>
        address !== undefined && isPublicAddress(address) && !intel.amazon(address),
    },
    // A call through a VPC endpoint shows an address of the VPC, which may be one that the Internet routes elsewhere.
    and: (record) => record.vpcEndpointId === undefined,
    about: aboutAccessKey,
    by: ACCESS_KEY_FIELDS,
    acrossRegions: true,
    tally: (t) => ({
      holders: t.sample(of),
      addresses: t.sample((record) => record.sourceIPAddress),
      calls: t.sample((record) => record.eventName),
    }),

    explain: ({ count, tallies }, { intel }) => {
      const places = tallies.addresses.map((address) => {
        const { countryName, asnOrg } = intel.location(address) ?? {};
        const where = [asnOrg, countryName].filter((part) => part !== undefined).join(', ');
        return where ? `${address} (${where})` : address;
      });
      return `Credentials of ${enumerated(tallies.holders)} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from outside AWS: ${enumerated(places)}.`;
    },
    asff: `Effects/Data Exfiltration/UnauthorizedAccess:IAMUser-${family}.OutsideAWS`,
    blindTo: [
      'Credentials that are used from machines of another AWS account, whose addresses belong to AWS.',
      'Workloads whose traffic to AWS leaves through a network of yours, once you trust its addresses.',
      'Sessions that were renamed by a second AssumeRole.',
      ...(own.blindTo ?? []),
    ],
    falsePositives: [
      'Workloads whose calls leave through a network of your own: put its addresses on a trusted list.',
      ...(own.falsePositives ?? []),
    ],
    respond: [
      'Find out whether the traffic leaves through a network of yours; if so, put its addresses on a trusted list.',
      'If not, revoke the role’s sessions (a deny on aws:TokenIssueTime) and isolate the workload that held the credentials.',
      'Review everything the session did, starting with the first call from outside.',
      theft,
    ],
    references: REFERENCES,
    examples: {
      fires: storiesOf(outside, {
        'from an address outside AWS': {},
        'a denied call, though the credentials are stolen all the same': { errorCode: 'Client.UnauthorizedOperation' },
        'a record that names AWS itself instead of an endpoint': { vpcEndpointId: 'AWS Internal' },
        'over IPv6': { sourceIPAddress: '2001:db8::7' },
        ...own.fires,
      }),
      quiet: {
        'from an address of AWS': () => ({
          records: [event({ ...outside, sourceIPAddress: '203.0.113.20' })],
          amazon: ['203.0.113.20'],
        }),
        ...storiesOf(outside, {
          'from a private address, through a VPC endpoint': {
            sourceIPAddress: '10.0.0.10',
            vpcEndpointId: 'vpce-0123456789abcdef0',
          },
          'a service uses them on behalf of it': {
            userIdentity: { ...own.session, invokedBy: 'ssm.amazonaws.com' },
            sourceIPAddress: 'ssm.amazonaws.com',
          },
          'the source is a name': { sourceIPAddress: 'AWS Internal' },
          'the source is damaged': { sourceIPAddress: '08.1.250.216' },
          'the source is in reserved space': { sourceIPAddress: '241.20.3.4' },
          'a person’s session': { userIdentity: roleSession('alice@corp.example') },
          ...own.quiet,
        }),
      },
    },
  });
}

/**
 * `UnauthorizedAccess:IAMUser/….InsideAWS`: credentials of a workload in AWS were used in another account’s network.
 */
export function usedInsideAws(workload: Workload, own: Stories): AnyDetector {
  const { family, noun, holder, of, theft } = workload;
  const inside = { userIdentity: own.session, ...STRANGE_ENDPOINT };
  return defineDetector({
    type: `UnauthorizedAccess:IAMUser/${family}.InsideAWS`,
    title: `Credentials of ${noun} were used in the network of another account`,
    why: `Attackers use stolen credentials of ${noun} from a machine of their own in AWS because its addresses raise no suspicion; the VPC endpoint, or an address of another account of yours, gives them away.`,
    asks: `Did calls with credentials that ${noun} got from its role come through the VPC endpoint of another account, or from a public address of another account of yours?`,
    attack: ['T1552.005', 'T1078.004'],

    from: cloudtrail(),
    where: {
      'userIdentity.type': (type) => type === 'AssumedRole',
      // Where the addresses of members are known, they are compared as well.
      vpcEndpointAccountId: (id, { organization }) => organization.knowsAddresses || isAccount(id),
      sourceIPAddress: (address, look) => !look.organization.knowsAddresses || mayBeTold(address, look),
      holder: (whose) => whose === holder,
    },
    and: (record, look) => throughOther(record, look) || fromOther(record, look),
    about: aboutAccessKey,
    acrossRegions: true,
    tally: (t) => ({
      holders: t.sample(of),
      owners: t.distinct((record) => record.vpcEndpointAccountId),
      endpoints: t.sample((record) => record.vpcEndpointId),
      addresses: t.sample((record) => (record.vpcEndpointId === undefined ? record.sourceIPAddress : undefined)),
      calls: t.sample((record) => record.eventName),
    }),

    severity: {
      when: {
        High: 'the VPC endpoint belongs to an account outside your organization',
        Medium: 'the endpoint or the address belongs to another account of yours',
      },
      of: (window, look) => (foreignAmong(window.tallies.owners.values, window, look).length > 0 ? 'High' : 'Medium'),
    },
    explain: (finding, look) => {
      const { count, tallies } = finding;
      const foreign = foreignAmong(tallies.owners.values, finding, look);
      const whose =
        foreign.length > 0
          ? `account ${enumerated(foreign)}, which is not yours`
          : `account ${enumerated(tallies.owners.values)} of yours`;
      const from = tallies.addresses.map((address) => {
        const owner = look.organization.ownerOf(address);
        return owner === undefined ? address : `${address} of account ${owner} of yours`;
      });
      const ways = [
        ...(tallies.endpoints.length > 0 ? [`through VPC endpoint ${enumerated(tallies.endpoints)} of ${whose}`] : []),
        ...(from.length > 0 ? [`from ${enumerated(from)}`] : []),
      ];
      return `Credentials of ${enumerated(tallies.holders)} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) ${ways.join(', and ')}.`;
    },
    asff: `Effects/Data Exfiltration/UnauthorizedAccess:IAMUser-${family}.InsideAWS`,
    blindTo: [
      'Calls from a stranger’s machine without a VPC endpoint: only AWS knows who owns its public addresses, except those of your accounts that are inventoried.',
      'Addresses of members in a scan, and addresses that an interface got after its account was last inventoried.',
      'Records before event version 1.09, which do not name the owner of the endpoint.',
      ...(own.blindTo ?? []),
    ],
    falsePositives: [
      'Shared networks and endpoints: add the account that owns them to `known` in vedette.yaml as `network`.',
      ...(own.falsePositives ?? []),
    ],
    respond: [
      'Find out whether accounts share networks or endpoints; if so, name the owner’s account as `network`.',
      'If not, revoke the role’s sessions (a deny on aws:TokenIssueTime) and isolate the workload that held the credentials.',
      'Review everything the session did through that endpoint.',
      theft,
    ],
    references: REFERENCES,
    examples: {
      fires: {
        ...storiesOf(inside, {
          'through the endpoint of a stranger': {},
          'even if the call is denied: the credentials are out': { errorCode: 'AccessDenied' },
          'through the endpoint of another account of the organization': { vpcEndpointAccountId: '444455556666' },
          ...own.fires,
        }),
        'through the endpoint of a stranger, while addresses of members are known': () => ({
          records: [event(inside)],
          addresses: { [MEMBERS_ADDRESS]: '444455556666' },
          amazon: [MEMBERS_ADDRESS],
        }),
        'from a public address of another account of the organization': () => ({
          records: [event({ userIdentity: own.session, sourceIPAddress: MEMBERS_ADDRESS })],
          addresses: { [MEMBERS_ADDRESS]: '444455556666' },
          amazon: [MEMBERS_ADDRESS],
        }),
      },
      quiet: {
        ...storiesOf(inside, {
          'through an endpoint of its own account': { vpcEndpointAccountId: '111122223333' },
          'through no endpoint': { vpcEndpointId: undefined, vpcEndpointAccountId: undefined },
          'the record does not say whose endpoint it is': { vpcEndpointAccountId: undefined },
          'the record names AWS itself in the place of an endpoint': { vpcEndpointId: 'AWS Internal' },
          'a service uses them on behalf of it': { userIdentity: { ...own.session, invokedBy: 'ssm.amazonaws.com' } },
          'a session of a role, which a partner may have taken': { userIdentity: roleSession('partner') },
          ...own.quiet,
        }),
        'from a public address of its own account': () => ({
          records: [event({ userIdentity: own.session, sourceIPAddress: MEMBERS_ADDRESS })],
          addresses: { [MEMBERS_ADDRESS]: '111122223333' },
          amazon: [MEMBERS_ADDRESS],
        }),
        'from an address of AWS that belongs to no member': () => ({
          records: [event({ userIdentity: own.session, sourceIPAddress: '203.0.113.21' })],
          addresses: { [MEMBERS_ADDRESS]: '444455556666' },
          amazon: [MEMBERS_ADDRESS, '203.0.113.21'],
        }),
        'through the gateway of an account that shares its network': () => ({
          records: [event({ userIdentity: own.session, sourceIPAddress: MEMBERS_ADDRESS })],
          addresses: { [MEMBERS_ADDRESS]: '444455556666' },
          amazon: [MEMBERS_ADDRESS],
          known: [{ who: '444455556666', purposes: ['network'], because: 'its gateway serves all' }],
        }),
        'through the endpoint of an account that shares its network': () => ({
          records: [event({ ...inside, vpcEndpointAccountId: '444455556666' })],
          known: [{ who: '444455556666', purposes: ['network'], because: 'shared subnets' }],
        }),
      },
    },
  });
}

const REFERENCES = [
  {
    title: 'GuardDuty IAM finding types',
    url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
  },
];

/** The address of a member's machine or gateway. */
const MEMBERS_ADDRESS = '203.0.113.20';

/** Overrides: a call from the network of an account outside the organization. */
export const STRANGE_ENDPOINT = {
  sourceIPAddress: '10.9.8.7',
  vpcEndpointId: 'vpce-0fedcba9876543210',
  vpcEndpointAccountId: '999988887777',
};

function storiesOf(call: Readonly<Record<string, unknown>>, calls: Calls): Readonly<Record<string, () => Example>> {
  return Object.fromEntries(
    Object.entries(calls).map(([name, overrides]) => [name, () => ({ records: [event({ ...call, ...overrides })] })]),
  );
}
