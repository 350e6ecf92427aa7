import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { isManagementCategory, isReconnaissance } from '../kits/api-call.ts';
import { addressMatches, addressOn } from '../kits/lists.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Recon:IAMUser/TorIPCaller',
  title: 'Resources were listed or described from a Tor exit node',
  why: 'Looking around in an account through an anonymity network is what somebody does who should not be there.',
  asks: 'Were resources listed or described with credentials of the account from a Tor exit node?',
  severity: 'Medium',
  attack: ['T1580', 'T1526', 'T1090.003'],
  needs: ['tor-exit'],

  from: cloudtrail(),
  where: {
    eventName: isReconnaissance,
    // Absent in old records: then the name decides alone.
    readOnly: (readOnly) => readOnly !== 'false',
    eventCategory: isManagementCategory,
    sourceIPAddress: addressOn('tor-exit'),
  },
  about: aboutAccessKey,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
    // A call into another account is recorded in both, and a finding in each: this names the other copy.
    sharedEventIDs: t.sample((record) => record.sharedEventID),
  }),

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} that look around (${enumerated(tallies.calls)}) through the Tor network, from ${enumerated(tallies.addresses)}.`,
  lists: ({ tallies }, look) => addressMatches(tallies.addresses, 'tor-exit', look),
  asff: 'TTPs/Discovery/Recon:IAMUser-TorIPCaller',
  blindTo: [
    'Exit nodes that are not on a list, or were not at the time: load a fresh list.',
    'Calls that change something or hand out credentials under a name of their own, such as AssumeRole: they do more than look around.',
    'Tor bridges to a proxy outside the list.',
  ],
  falsePositives: ['People who use Tor for their work.'],
  respond: [
    'Ask the owner of the credentials whether they use Tor.',
    'If not, disable the credentials and find out how they were lost.',
    'Look at what the credentials did from other addresses, before and since.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'instances are described from an exit node': () => tor(event()),
      'denied calls tell as much about the caller': () =>
        tor(event({ errorCode: 'AccessDenied', eventName: 'ListUsers' })),
      'an old record without readOnly': () => tor(event({ readOnly: undefined })),
    },
    quiet: {
      'from an address on no list': () => tor(event({ sourceIPAddress: '198.51.100.8' })),
      'a call that changes something': () => tor(event({ eventName: 'RunInstances', readOnly: false })),
      'the source is a service': () => tor(event({ sourceIPAddress: 'config.amazonaws.com' })),
      'object-level calls, which have a finding of their own': () =>
        tor(
          event({
            eventSource: 's3.amazonaws.com',
            eventName: 'GetObject',
            eventCategory: 'Data',
            managementEvent: false,
          }),
        ),
    },
  },
});

function tor(record: object) {
  return { records: [record], lists: { 'tor-exit': ['198.51.100.7'] } };
}
