import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, ACCESS_KEY_FIELDS } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/ServiceCredentialExfiltration.OutsideAWS',
  own: true,
  title: 'Credentials of a notebook, a build or a job were used outside AWS',
  why: 'Notebooks, builds and jobs run code of many authors beside the credentials of a role; those leave AWS only if somebody takes them out.',
  asks: 'Was a session that a service of AWS names, for code that it runs, used from an address outside AWS?',
  severity: 'High',
  attack: ['T1552.005', 'T1078.004'],

  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'AssumedRole',
    'userIdentity.invokedBy': isByCaller,
    'userIdentity.principalId': (id) => hostOf(id) !== undefined,
    sourceIPAddress: (address, { intel }) =>
      address !== undefined && isPublicAddress(address) && !intel.amazon(address),
  },
  // A call through a VPC endpoint shows an address of the VPC, which may be one that the Internet routes elsewhere.
  and: (record) => record.vpcEndpointId === undefined,
  about: aboutAccessKey,
  by: ACCESS_KEY_FIELDS,
  acrossRegions: true,
  tally: (t) => ({
    hosts: t.sample((record) => hostOf(record.userIdentity.principalId)),
    addresses: t.sample((record) => record.sourceIPAddress),
    calls: t.sample((record) => record.eventName),
  }),

  explain: ({ subject, tallies: { hosts, addresses, calls } }) =>
    `Credentials of ${enumerated(hosts)} with role ${subject.resource.accessKeyDetails?.userName ?? '(not named)'} were used outside AWS, from ${enumerated(addresses)} (${enumerated(calls)}).`,
  asff: 'Effects/Data Exfiltration/UnauthorizedAccess:IAMUser-ServiceCredentialExfiltration.OutsideAWS',
  blindTo: [
    'Use from machines of AWS, whoever rents them.',
    'Services that name their sessions otherwise, and sessions that were renamed by a second AssumeRole.',
    'Functions, tasks and instances, which have finding types of their own.',
  ],
  falsePositives: [
    'Notebooks and builds whose calls leave through a network of your own: put its addresses on a trusted list.',
    'Somebody who tries a job on a laptop and names the session as the service does.',
  ],
  respond: [
    'Find out whether the traffic leaves through a network of yours; if so, put its addresses on a trusted list.',
    'If not, revoke the role’s sessions (a deny on aws:TokenIssueTime), and stop the notebook, the build or the job.',
    'Review everything the key did, and who can change the code that ran beside it.',
  ],
  references: [
    {
      title: 'MITRE ATT&CK: Cloud Instance Metadata API',
      url: 'https://attack.mitre.org/techniques/T1552/005/',
    },
  ],
  examples: {
    fires: {
      'the key of a notebook': () => used('SageMaker'),
      'the key of a build, which is refused': () =>
        used('AWSCodeBuild-0f9de17a-6465-404e-8b23-56356396c249', { errorCode: 'AccessDenied' }),
      'the key of an agent of Bedrock': () => used('BedrockAgentCore-0f9de17a-6465-404e-8b23-56356396c249'),
      'the key of a job': () => used('GlueJobRunnerSession'),
      'the key of an Airflow environment': () => used('AmazonMWAA-airflow'),
    },
    quiet: {
      'used from an address of AWS': () => ({ ...used('SageMaker'), amazon: ['198.51.100.7'] }),
      'used inside a network of the account': () => used('SageMaker', { sourceIPAddress: '10.0.0.7' }),
      'used by the service itself': () =>
        used('GlueJobRunnerSession', {
          sourceIPAddress: 'glue.amazonaws.com',
          userIdentity: { ...roleSession('GlueJobRunnerSession', 'Jobs'), invokedBy: 'glue.amazonaws.com' },
        }),
      'a session with a name of its own': () => used('SageMaker-laptop'),
      'a person whose session begins like that of an agent': () => used('BedrockAgentCore-test'),
      'a person whose session begins like that of a build': () => used('AWSCodeBuild-test'),
      'a user whose name is that of a session': () =>
        used('SageMaker', { userIdentity: { ...roleSession('SageMaker', 'Jobs'), type: 'FederatedUser' } }),
      'through a VPC endpoint, from an address that the network uses inside': () =>
        used('SageMaker', { vpcEndpointId: 'vpce-0123456789abcdef0' }),
    },
  },
});

/** Services that run their customers' code with a role, by the names that they give its sessions. */
const HOSTS: readonly (readonly [session: RegExp, host: string])[] = [
  [/:SageMaker$/, 'a notebook or a job of SageMaker'],
  [/:AWSCodeBuild-[0-9a-f]{8}-[0-9a-f-]{27}$/, 'a build of CodeBuild'],
  [/:BedrockAgentCore-[0-9a-f]{8}-[0-9a-f-]{27}$/, 'an agent or a code interpreter of Bedrock'],
  [/:GlueJobRunnerSession$/, 'a job of Glue'],
  [/:AmazonMWAA-airflow$/, 'an Airflow environment'],
];

function hostOf(principalId: string | undefined): string | undefined {
  if (principalId === undefined) return undefined;
  return HOSTS.find(([session]) => session.test(principalId))?.[1];
}

function used(session: string, overrides = {}) {
  const userIdentity = roleSession(session, 'Jobs');
  return {
    records: [
      event({
        userIdentity,
        sourceIPAddress: '198.51.100.7',
        eventName: 'ListBuckets',
        eventSource: 's3.amazonaws.com',
        ...overrides,
      }),
    ],
  };
}
