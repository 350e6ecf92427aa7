import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const LINKS = {
  user: ['CreateUser', 'CompleteAdminResetPassword'],
  group: ['CreateGroup'],
  set: ['CreatePermissionSet'],
  assignment: ['CreateAccountAssignment'],
} as const;

type Link = keyof typeof LINKS | 'assignment to a user';

const HOPPED = hopExamples(() => [user(), set(), assign()]);

export default defineDetector({
  type: 'Persistence:IAMUser/SessionChain.SsoBackdoor',
  own: true,
  title: 'A user of Identity Center was created together with a new way into accounts',
  why: 'Identity providers fill directories, and groups exist already: a caller who creates user, group and assignment by hand builds a backdoor.',
  asks: 'Did one caller create a user in the directory of Identity Center, and assign an account to a new group, or with a new permission set to a user?',
  severity: 'High',
  attack: ['T1136.003', 'T1098.003'],

  from: cloudtrail(...Object.values(LINKS).flat()),
  where: {
    // Providers that provision the directory appear as identitystore-scim.
    eventSource: (source) =>
      source === 'sso-directory.amazonaws.com' ||
      source === 'identitystore.amazonaws.com' ||
      source === 'sso.amazonaws.com',
    errorCode: succeeded,
  },
  and: isByHand,
  about: aboutPrincipal,
  hops,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    links: t.distinct(linkOf),
    calls: t.sample(({ eventName }) => eventName),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies: { links } }) => {
    const has = (link: Link) => links.values.includes(link);
    const isAssigned = has('assignment') || has('assignment to a user');
    return has('user') && ((has('group') && isAssigned) || (has('set') && has('assignment to a user')));
  },

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} created a user of Identity Center, a new group or permission set, and an assignment to an account: ${enumerated(tallies.calls)}${actedAs(tallies.actors)}.`,
  asff: 'TTPs/Persistence/Persistence:IAMUser-SessionChain.SsoBackdoor',
  blindTo: [
    'Steps that are more than half a day apart.',
    'A new user in an existing group, even if the group is assigned a new permission set.',
  ],
  falsePositives: ['The manual set-up of Identity Center, on its first day.'],
  respond: [
    'Ask the caller whom the user is for.',
    'If nobody knows, disable the user, delete the assignment, and review what was done with it.',
  ],
  references: [
    {
      title: 'Logging IAM Identity Center API calls with AWS CloudTrail',
      url: 'https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      ...HOPPED.fires,
      'user, permission set and assignment': () => ({ records: [user(), set(), assign()] }),
      'with a group, in the other API': () => ({
        records: [user('identitystore'), call('identitystore', 'CreateGroup'), assign('GROUP')],
      }),
    },
    quiet: {
      ...HOPPED.quiet,
      'the identity provider creates the user': () => ({ records: [user('identitystore-scim'), set(), assign()] }),
      'a user is assigned an existing permission set': () => ({ records: [user(), assign()] }),
      'a new permission set for existing users': () => ({ records: [set(), assign()] }),
      'somebody new at work, and a permission set for a group that exists': () => ({
        records: [user(), set(), assign('GROUP')],
      }),
      'by two callers': () => ({
        records: [
          user(),
          set(),
          call('sso', 'CreateAccountAssignment', {
            userIdentity: {
              ...iamUser('bob'),
              principalId: 'AIDAEXAMPLEUSER000002',
              accessKeyId: 'AKIAEXAMPLEKEY000002',
            },
          }),
        ],
      }),
      'an IAM user, whose call has the same name': () => ({ records: [user('iam'), set(), assign()] }),
    },
  },
});

/** A group that exists has its members from elsewhere, so what it is assigned says nothing of a user made here. */
function linkOf({ eventName, requestParameters }: CloudTrailRecord): string | undefined {
  if (eventName === 'CreateAccountAssignment' && requestParameters?.['principalType'] !== 'GROUP')
    return 'assignment to a user';
  return Object.entries(LINKS).find(([, names]) => names.some((name) => name === eventName))?.[0];
}

function user(service = 'sso-directory') {
  return call(service, 'CreateUser');
}

function set() {
  return call('sso', 'CreatePermissionSet');
}

function assign(principalType = 'USER') {
  return call('sso', 'CreateAccountAssignment', { requestParameters: { principalType } });
}

function call(service: string, eventName: string, overrides = {}) {
  const base = {
    eventSource: `${service}.amazonaws.com`,
    eventName,
    readOnly: false,
    userIdentity: iamUser('mallory'),
  };
  return event({ ...base, ...overrides });
}
