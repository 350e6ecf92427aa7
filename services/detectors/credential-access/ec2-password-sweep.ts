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
  title: 'The Windows passwords of many instances were requested',
  why: 'A person who needs a machine requests its password. A caller who requests the passwords of all machines is testing what the credentials are good for.',
  asks: 'Did one caller request the Windows passwords of many instances within a quarter of an hour, successfully or not?',
  attack: ['T1555', 'T1552'],
  settings: {
    instances: { default: 5, because: 'A person signs in to one or two machines; scanners never request passwords.' },
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
    `${capitalized(callerOf(subject.resource))} requested the administrator passwords of ${counted(instances.size, 'instance')}: ${enumerated(instances.values)}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:EC2-PasswordSweep',
  blindTo: ['Whether the caller has the private keys that decrypt the passwords.', 'Slow sweeps.'],
  falsePositives: [
    'Scripts that set up fleets of Windows instances with the key of a person: add that user to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the caller what the passwords are for.',
    'If nobody knows, disable the credentials, and change the passwords that were returned.',
    'Look in the logs of the instances for sign-ins since then.',
  ],
  references: [
    {
      title: 'GetPasswordData',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html',
    },
  ],
  examples: {
    fires: {
      'five requests, all refused': () => ({ records: sweep(5, REFUSED) }),
      'eight requests, by a role': () => ({
        records: sweep(8, { userIdentity: roleSession() }),
        also: ['CredentialAccess:EC2/UnsecuredCredentials'],
      }),
    },
    quiet: {
      four: () => ({ records: sweep(4, REFUSED) }),
      'one instance, ten times': () => ({
        records: Array.from({ length: 10 }, (_, i) => ask('i-0123456789abcdef0', { requestID: `${i}` })),
      }),
      'one request an hour': () => ({
        records: Array.from({ length: 6 }, (_, i) => ask(`i-${i}`, { eventTime: `2026-03-02T1${i}:00:00Z` })),
      }),
      'instances that no longer exist': () => ({
        records: sweep(9, { errorCode: 'Client.InvalidInstanceID.NotFound' }),
      }),
      'a pipeline that sets up a fleet': () => ({
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
