import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isManagementCategory, isReconnaissance, signedIn } from '../kits/api-call.ts';
import { addressMatches, addressOn, listNames } from '../kits/lists.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
  title: 'An API was called from an address on a custom threat list',
  why: 'The owner of the list knows why an address is on it; here it acts with credentials of the account.',
  asks: 'Was something done, and not only looked at, with credentials of the account from an address on a list of your own?',
  severity: 'Medium',
  attack: ['T1078.004'],
  needs: ['custom'],

  from: cloudtrail(),
  where: {
    eventCategory: isManagementCategory,
    sourceIPAddress: addressOn('custom'),
  },
  and: isAct,
  about: aboutAccessKey,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ subject, count, tallies }, look) => {
    const lists = listNames(addressMatches(tallies.addresses, 'custom', look));
    return `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}, on the custom ${lists}.`;
  },
  lists: ({ tallies }, look) => addressMatches(tallies.addresses, 'custom', look),
  asff: 'TTPs/UnauthorizedAccess:IAMUser-MaliciousIPCaller.Custom',
  blindTo: [
    'Addresses that are on no custom list.',
    'Calls that only list and describe: looking is not yet acting.',
    'Failed sign-ins: anybody can try.',
  ],
  falsePositives: ['Colleagues behind an address that is on the list for another reason.'],
  respond: [
    'Read in the list why the address is on it.',
    'Ask the owner of the credentials whether the calls were theirs.',
    'If not, disable the credentials, undo the changes, and find out how they were lost.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a user is created': () => custom({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', readOnly: false }),
      'a call is denied: the credentials are in wrong hands all the same': () =>
        custom({ eventName: 'RunInstances', readOnly: false, errorCode: 'Client.UnauthorizedOperation' }),
      'somebody asks whose credentials these are': () =>
        custom({ eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' }),
      'a sign-in succeeds': () => custom(signIn('Success')),
    },
    quiet: {
      'instances are described': () => custom({}),
      'a sign-in fails': () => custom(signIn('Failure')),
      'from an address on no list': () =>
        custom({ eventName: 'RunInstances', readOnly: false, sourceIPAddress: '203.0.113.20' }),
      'the source is a service': () =>
        custom({ eventName: 'RunInstances', readOnly: false, sourceIPAddress: 'autoscaling.amazonaws.com' }),
    },
  },
});

/** Questions that only a thief has to ask. */
const WHOSE = new Set(['GetCallerIdentity', 'GetUser', 'GetAccessKeyInfo']);

function isAct(record: CloudTrailRecord): boolean {
  const { eventName, eventType, readOnly } = record;
  if (eventType === 'AwsConsoleSignIn') return signedIn(record);
  return WHOSE.has(eventName) || !(readOnly ?? isReconnaissance(eventName));
}

function custom(overrides: Readonly<Record<string, unknown>>) {
  return { records: [event(overrides)], lists: { custom: ['198.51.100.0/24'] } };
}

function signIn(outcome: 'Success' | 'Failure') {
  return {
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    responseElements: { ConsoleLogin: outcome },
  };
}
