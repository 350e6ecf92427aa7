import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf, isAnonymous } from '../kits/access-key.ts';
import { attackToolOf } from '../kits/attack-tools.ts';
import { knownCaller } from '../kits/caller.ts';
import { ANONYMOUS, bucketCall } from '../kits/s3-example.ts';
import { usesCredentials } from '../kits/sign-in.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'PenTest:IAMUser/AttackTool',
  own: true,
  title: 'An attack tool called an API',
  why: 'Tools that attack accounts, or test stolen keys, name themselves in the user agent unless somebody hides it.',
  asks: 'Does the user agent of a call name a tool that is made to attack accounts, to map them, or to test stolen keys?',
  severity: 'Medium',
  attack: ['T1078.004', 'T1087.004'],

  from: cloudtrail(),
  where: {
    userAgent: (userAgent) => attackToolOf(userAgent) !== undefined,
  },
  and: (record, { organization }) =>
    usesCredentials(record) &&
    !isAnonymous(record) &&
    !organization.serves('scanner', knownCaller(record), record.time),
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    tools: t.sample((record) => attackToolOf(record.userAgent)),
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)} with ${tallies.tools.join(', and ')}.`,
  asff: 'TTPs/PenTest:IAMUser-AttackTool',
  blindTo: [
    'Callers who hide the tool: one line of configuration changes the user agent.',
    'Tools that are not in the list of `attack-tools.ts`, or that call through an SDK that does not name them.',
  ],
  falsePositives: [
    'A scanner of your own that runs such a tool: add its identity to `known` in vedette.yaml as `scanner`.',
    'Authorized penetration tests.',
  ],
  respond: [
    'Ask whether a test or a scan of your own is under way with these credentials.',
    'If not, disable the credentials, and review everything they did: a tool makes a hundred calls in a minute.',
    'Find out where they leaked: a tool that tests keys found this one somewhere.',
  ],
  references: [{ title: 'Software S1091: Pacu, MITRE ATT&CK', url: 'https://attack.mitre.org/software/S1091/' }],
  examples: {
    fires: {
      'after the product names of the SDK': () => agent('Boto3/1.34 Python/3.11 Linux/6.1 Pacu/1.5'),
      'by itself': () => agent('TruffleHog'),
      'in another case, denied': () => agent('cloudfox/1.14.0', { errorCode: 'AccessDenied' }),
      'in the brackets of S3': () => ({
        records: [bucketCall({ userAgent: '[Boto3/1.34 Python/3.11 Scout Suite/5.14]' })],
      }),
    },
    quiet: {
      'a project of that name': () => agent('aws-sdk-go-v2/1.30 app/pacu'),
      'a word that begins like it': () => agent('aws-sdk-go-v2/1.30 pacuare-coffee/2.0'),
      'a service of that name': () => agent('pacu-api/1.0'),
      'a role of that name': () => ({ records: [event({ userIdentity: roleSession('scan', 'trufflehog') })] }),
      'a scanner of your own': () => ({
        ...agent('TruffleHog', { userIdentity: roleSession('ci', 'secret-scan') }),
        known: [{ who: 'arn:aws:iam::*:role/secret-scan', purposes: ['scanner'], because: 'looks for keys' }],
      }),
      'an anonymous stranger': () => ({
        records: [bucketCall({ userAgent: '[gato/1.5]', userIdentity: ANONYMOUS })],
      }),
    },
  },
});

function agent(userAgent: string, overrides: object = {}) {
  return { records: [event({ userAgent, ...overrides })] };
}
