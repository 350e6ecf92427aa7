import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isRefusal, succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'CredentialAccess:EC2/PasswordSweep',
  own: true,
  title: 'The Windows passwords of many machines were asked for',
  why: 'Whoever needs a machine asks for its password. Who asks for those of all of them tries what the credentials are good for.',
  asks: 'Did one caller ask for the Windows passwords of many machines within a quarter of an hour, with success or not?',
  attack: ['T1555', 'T1552'],
  settings: {
    instances: { default: 5, because: 'A person signs in to one machine or two; scanners never ask.' },
  },

  from: cloudtrail('GetPasswordData'),
  where: {
    eventSource: (source) => source === 'ec2.amazonaws.com',
    errorCode: (code) => succeeded(code) || isRefusal(code),
  },
  and: isByHand,
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(30),
  overlapping: true,
  tally: (t) => ({
    instances: t.distinct(({ requestParameters }) => textOf(requestParameters?.['instanceId'])),
    answered: t.sample(({ errorCode, requestParameters }) =>
      succeeded(errorCode) ? textOf(requestParameters?.['instanceId']) : undefined,
    ),
  }),
  having: ({ tallies: { instances } }, { settings }) => instances.size >= settings.instances,
  severity: {
    when: { High: 'at least one request was answered', Medium: 'all were refused' },
    of: ({ tallies: { answered } }) => (answered.length > 0 ? 'High' : 'Medium'),
  },

  explain: ({ subject, tallies: { instances } }) =>
    `${capitalized(callerOf(subject.resource))} asked for the administrator passwords of ${counted(instances.size, 'machine')}: ${enumerated(instances.values)}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:EC2-PasswordSweep',
  blindTo: ['Whether the caller has the private keys that decrypt the passwords.', 'Slow sweeps.'],
  falsePositives: [
    'Scripts that set up fleets of Windows machines, with the key of a person: name them in `known` for pipeline.',
  ],
  respond: [
    'Ask the caller what the passwords are for.',
    'If nobody knows, disable the credentials, and change the passwords that were answered.',
    'Look in the machines’ own logs for sign-ins since.',
  ],
  references: [
    {
      title: 'GetPasswordData',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html',
    },
  ],
  examples: {
    fires: {
      'five, all refused': () => ({ records: sweep(5, REFUSED) }),
      'eight, by a role': () => ({
        records: sweep(8, { userIdentity: roleSession() }),
        also: ['CredentialAccess:EC2/UnsecuredCredentials'],
      }),
    },
    quiet: {
      four: () => ({ records: sweep(4, REFUSED) }),
      'one, ten times': () => ({
        records: Array.from({ length: 10 }, (_, i) => ask('i-0123456789abcdef0', { requestID: `${i}` })),
      }),
      'one an hour': () => ({
        records: Array.from({ length: 6 }, (_, i) => ask(`i-${i}`, { eventTime: `2026-03-02T1${i}:00:00Z` })),
      }),
      'machines that are gone': () => ({ records: sweep(9, { errorCode: 'Client.InvalidInstanceID.NotFound' }) }),
      'a pipeline sets up a fleet': () => ({
        records: sweep(9, { userIdentity: roleSession('x', 'fleet') }),
        known: [{ who: 'arn:aws:iam::*:role/fleet', purposes: ['pipeline'], because: 'Sets up machines.' }],
      }),
    },
  },
});

function sweep(count: number, overrides = {}) {
  return Array.from({ length: count }, (_, i) => ask(`i-${i}`, overrides));
}

function ask(instanceId: string, overrides = {}) {
  return event({
    eventName: 'GetPasswordData',
    requestParameters: { instanceId },
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
