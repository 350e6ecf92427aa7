import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByHand, isRoleOutside, knownCaller, SAYS_IT_RUNS_IN_AWS } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Words that stand beside secrets in logs. */
const SECRET = /passw|secret|api.?key|access.?key|credential|\bAKIA|private.?key/i;

export default defineDetector({
  type: 'CredentialAccess:Logs/SecretsSearched',
  own: true,
  title: 'Log groups were searched for secrets',
  why: 'Programs write passwords and keys to their logs by mistake, and intruders search log group after log group for them.',
  asks: 'Did somebody search several log groups for passwords or keys within an hour, with a key or a role outside AWS?',
  severity: 'Medium',
  attack: ['T1552.001', 'T1654'],
  settings: {
    groups: { default: 3, because: 'Developers look for an error in the log of their program, or in those of two.' },
  },

  from: cloudtrail('FilterLogEvents'),
  where: {
    eventSource: (source) => source === 'logs.amazonaws.com',
    callerKind: (kind) => kind === 'iam-user' || kind === 'role',
  },
  and: (record, look) =>
    SECRET.test(textOf(record.requestParameters?.['filterPattern']) ?? '') &&
    (record.callerKind === 'iam-user' || isRoleOutside(record, look)) &&
    isByHand(record, look) &&
    !look.organization.serves('scanner', knownCaller(record), record.time),
  about: aboutPrincipal,
  acrossRegions: true,
  within: hours(2),
  overlapping: true,
  tally: (t) => ({ groups: t.distinct(groupOf), patterns: t.sample(patternOf) }),
  having: ({ tallies: { groups } }, { settings }) => groups.size >= settings.groups,

  explain: ({ subject, tallies: { groups, patterns } }) =>
    `${capitalized(callerOf(subject.resource))} searched log groups ${enumerated(groups.values)} for ${enumerated(patterns)}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:Logs-SecretsSearched',
  blindTo: [
    'Queries of Logs Insights, and logs that are downloaded whole.',
    'What was found.',
    'People who are signed in.',
    SAYS_IT_RUNS_IN_AWS,
  ],
  falsePositives: ['A tool that looks for secrets in logs on purpose: add it to `known` as `scanner`.'],
  respond: [
    'Ask the owner of the credentials what they were looking for.',
    'If nobody knows, disable the credentials, and search the same logs: change whatever secret is there.',
  ],
  references: [{ title: 'MITRE ATT&CK: Log Enumeration', url: 'https://attack.mitre.org/techniques/T1654/' }],
  examples: {
    fires: {
      'three log groups, with a key': () => ({ records: searches(3) }),
      'by a role outside AWS': () => ({ records: searches(3, { userIdentity: roleSession() }) }),
    },
    quiet: {
      'two log groups': () => ({ records: searches(2) }),
      'one log group, again and again': () => ({
        records: Array.from({ length: 9 }, (_, i) => search(0, { requestID: String(i) })),
      }),
      'for errors': () => ({ records: searches(9, {}, 'ERROR') }),
      'a signed-in person': () => ({ records: searches(9, { userIdentity: identityCenterUser() }) }),
      'a role within AWS': () => ({
        records: searches(9, { userIdentity: roleSession() }),
        amazon: ['198.51.100.7'],
      }),
    },
  },
});

function groupOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['logGroupName']) ?? textOf(requestParameters?.['logGroupIdentifier']);
}

function patternOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return textOf(requestParameters?.['filterPattern']);
}

function searches(count: number, overrides = {}, filterPattern = 'password') {
  return Array.from({ length: count }, (_, i) => search(i, overrides, filterPattern));
}

function search(i: number, overrides = {}, filterPattern = 'password') {
  return event({
    eventSource: 'logs.amazonaws.com',
    eventName: 'FilterLogEvents',
    userIdentity: iamUser('mallory'),
    requestParameters: { logGroupName: `/aws/lambda/f${i}`, filterPattern },
    ...overrides,
  });
}
