import { defineDetector } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';
import { hours } from '#services/model/time.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';

/** Placeholder texts of the test detectors. */
export const TEST_WORDS = {
  severity: 'Medium',
  attack: [],
  why: 'Tests ask.',
  asks: 'Is it so?',
  asff: 'TTPs',
  blindTo: [],
  falsePositives: [],
  respond: [],
  references: [],
  examples: { fires: {}, quiet: {} },
} as const;

/** Every record is an observation. */
const stopped = defineDetector({
  ...TEST_WORDS,
  type: 'Stealth:IAMUser/TestTrailStopped',
  title: 'A trail was stopped',
  from: cloudtrail('StopLogging'),
  about: ({ userIdentity }) => ({
    resource: { id: userIdentity.accessKeyId ?? '', resourceType: 'AccessKey' },
    role: 'TARGET',
  }),
  explain: ({ count }) => `${count} times.`,
});

/** Counts in a window, by distinct records: an event that is delivered twice counts once. */
const denied = defineDetector({
  ...TEST_WORDS,
  type: 'Discovery:IAMUser/TestDenied',
  title: 'Many calls were denied',
  from: cloudtrail(),
  where: { errorCode: (code) => code === 'AccessDenied' },
  about: ({ userIdentity }) => ({
    resource: { id: userIdentity.accessKeyId ?? '', resourceType: 'AccessKey' },
    role: 'ACTOR',
  }),
  within: hours(1),
  tally: (t) => ({ calls: t.distinct((record) => record.eventName), agents: t.sample((record) => record.userAgent) }),
  having: ({ count }) => count >= 10,
  explain: ({ count, tallies }) => `${count} calls of ${tallies.calls.size} kinds.`,
});

/** Has a remote end, and therefore several observations in one window of one finding. */
const scan = defineDetector({
  ...TEST_WORDS,
  type: 'Recon:EC2/TestPortscan',
  title: 'Many ports of one host were tried',
  from: vpcFlow(),
  where: { remote: (address) => address?.startsWith('203.0.113.') ?? false },
  about: ({ interface_id, remote }) => ({
    resource: {
      id: interface_id ?? '',
      resourceType: 'Instance',
      instanceDetails: { networkInterfaces: [{ networkInterfaceId: interface_id ?? '' }] },
    },
    remote,
    role: 'ACTOR',
  }),
  within: hours(1),
  tally: (t) => ({ ports: t.distinct((flow) => flow.dstport), bytes: t.sum((flow) => flow.bytes) }),
  having: ({ tallies }) => tallies.ports.size >= 10,
  explain: ({ remotes, tallies }) =>
    `${tallies.ports.size} ports of ${remotes.values.join(', ')}, ${tallies.bytes} bytes.`,
});

/** One detector of each kind, for tests of the pipeline. They do not change with the shipped detectors. */
export const TEST_DETECTORS = [stopped, denied, scan];

/** Intel without any list or location. */
export const NO_INTEL: Intel = {
  version: 'none',
  has: () => false,
  address: () => undefined,
  domain: () => undefined,
  location: () => undefined,
  amazon: () => false,
};
