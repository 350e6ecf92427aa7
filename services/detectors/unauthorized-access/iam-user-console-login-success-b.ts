import { number } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { Location } from '#services/model/intel.ts';
import { event, iamUser, rootUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey, callerOf } from '../kits/access-key.ts';
import { impossibleJourney, isPlaced, NETWORKS_ELSEWHERE, signInOf } from '../kits/journey.ts';
import { signedIn } from '../kits/sign-in.ts';
import { capitalized, duration } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
  title: 'A user signed in from places too far apart',
  why: 'A person cannot be in two places: two sign-ins too far apart to travel between suggest that somebody else has the password.',
  asks: 'Did a user sign in to the console from two countries too far apart for the time between the sign-ins?',
  severity: 'Medium',
  attack: ['T1078.004'],
  settings: {
    kilometres: {
      default: 500,
      because:
        'Measured between the nearest points of two countries, since only the country of an address is known. Outlines are accurate to some hundred kilometres, and carriers route customers through neighbouring countries.',
    },
    kilometresPerHour: { default: 900, because: 'Airliners cruise at 900 km/h, and nobody signs in on the runway.' },
    exemptNetworks: {
      default: NETWORKS_ELSEWHERE,
      because:
        'Networks of relays, company gateways, VPN services and clouds, whose addresses do not show where the user is. Addresses of AWS and of Tor exit nodes are exempt as well.',
    },
  },

  from: cloudtrail('ConsoleLogin'),
  where: {
    'userIdentity.type': (type) => type === 'IAMUser',
    sourceIPAddress: (address, { intel, settings }) => isPlaced(address, intel, settings.exemptNetworks),
  },
  and: signedIn,
  about: aboutAccessKey,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({ signIns: t.sample(signInOf) }),
  having: ({ tallies }, { intel, settings }) => impossibleJourney(tallies.signIns, intel, settings) !== undefined,

  explain: ({ subject, tallies }, { intel, settings }) => {
    const journey = impossibleJourney(tallies.signIns, intel, settings);
    const caller = capitalized(callerOf(subject.resource));
    if (journey === undefined) return `${caller} signed in from places too far apart.`;
    const { from, to, km, withinMs } = journey;
    return `${caller} signed in from ${from} and, within ${duration(withinMs)}, from ${to}, at least ${number(Math.round(km))} km away.`;
  },
  asff: 'TTPs/UnauthorizedAccess:IAMUser-ConsoleLoginSuccess.B',
  blindTo: [
    'Places within one country, in neighbouring countries, and in countries whose nearest points a traveller could reach in the time: Alaska is near Russia, so all of the United States is.',
    'Sign-ins through relays, company gateways, VPN services, Tor and clouds: these networks are a setting.',
    'Sign-ins through IAM Identity Center and other federation: their sessions are roles, not users.',
    'Two sign-ins that are more than twelve hours apart, and sign-ins beyond the twentieth of a day.',
    'A VPN whose network is not exempt, which moves its user to another country: exempt it, or trust its addresses.',
  ],
  falsePositives: ['Addresses that do not show where the user is, such as those of a VPN whose network is not exempt.'],
  respond: [
    'Ask the user whether both sign-ins were theirs, perhaps through a VPN.',
    'If not, change the password, end the sessions, and require MFA.',
    'Review what the sessions did after the sign-in from the unusual place.',
  ],
  references: [
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'Norway at ten, Brazil at noon': () => signIns(['10:00', OSLO], ['12:00', RIO]),
      'the later record is delivered first': () => signIns(['12:00', RIO], ['10:00', OSLO]),
      'in two Regions, where the sign-in page sent the user': () => {
        const { records, ...rest } = signIns(['10:00', OSLO], ['12:00', RIO]);
        const regions = ['eu-north-1', 'us-east-2'];
        return { records: records.map((record, i) => ({ ...record, awsRegion: regions[i] })), ...rest };
      },
      'before midnight and after it': () => {
        const { records, ...rest } = signIns(['23:00', OSLO], ['01:00', RIO]);
        return { records: records.with(1, { ...login('01:00', RIO), eventTime: '2026-03-03T01:00:00Z' }), ...rest };
      },
      'just faster than an airliner': () => signIns(['06:00', OSLO], ['14:35', RIO]),
    },
    quiet: {
      'enough time for a flight': () => signIns(['06:00', OSLO], ['14:40', RIO]),
      'two addresses in one country': () => signIns(['10:00', OSLO], ['10:01', BERGEN]),
      'neighbouring countries, however large': () => ({
        ...signIns(['10:00', OSLO], ['10:30', MALMO]),
        places: { ...PLACES, [OSLO]: { countryCode: 'US' }, [MALMO]: { countryCode: 'CA' } },
      }),
      'across a strait': () => ({
        ...signIns(['10:00', OSLO], ['10:30', MALMO]),
        places: { ...PLACES, [OSLO]: { countryCode: 'GB' }, [MALMO]: { countryCode: 'FR' } },
      }),
      'through a relay': () => ({
        ...signIns(['10:00', OSLO], ['12:00', RIO]),
        places: { ...PLACES, [RIO]: { countryCode: 'BR', asn: 13335 } },
      }),
      'from AWS': () => ({ ...signIns(['10:00', OSLO], ['12:00', RIO]), amazon: [RIO] }),
      'from a Tor exit node': () => ({ ...signIns(['10:00', OSLO], ['12:00', RIO]), lists: { 'tor-exit': [RIO] } }),
      'the second sign-in failed': () => signIns(['10:00', OSLO], ['10:30', RIO, 'Failure']),
      'an address with an unknown place': () => signIns(['10:00', OSLO], ['10:30', '192.0.2.77']),
      'the root user, who has a finding type of their own': () => ({
        records: [login('10:00', OSLO), login('10:30', RIO)].map((record) => ({ ...record, userIdentity: rootUser() })),
        places: PLACES,
      }),
      'another user': () => ({
        records: [
          login('10:00', OSLO),
          {
            ...login('10:30', RIO),
            userIdentity: { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002', accessKeyId: undefined },
          },
        ],
        places: PLACES,
      }),
    },
  },
});

const [OSLO, BERGEN, MALMO, RIO] = ['198.51.100.7', '198.51.100.99', '192.0.2.20', '203.0.113.9'];

const PLACES: Readonly<Record<string, Location>> = {
  [OSLO]: { countryCode: 'NO', countryName: 'Norway' },
  [BERGEN]: { countryCode: 'NO', countryName: 'Norway' },
  [MALMO]: { countryCode: 'SE', countryName: 'Sweden' },
  [RIO]: { countryCode: 'BR', countryName: 'Brazil' },
};

function signIns(...stops: readonly (readonly [clock: string, address: string, outcome?: string])[]) {
  return { records: stops.map(([clock, address, outcome]) => login(clock, address, outcome)), places: PLACES };
}

function login(clock: string, sourceIPAddress: string, outcome = 'Success') {
  return event({
    eventTime: `2026-03-02T${clock}:00Z`,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    readOnly: false,
    userIdentity: { ...iamUser(), accessKeyId: undefined },
    sourceIPAddress,
    responseElements: { ConsoleLogin: outcome },
    additionalEventData: {
      MFAUsed: 'Yes',
      MobileVersion: 'No',
      LoginTo: 'https://console.aws.amazon.com/console/home',
    },
  });
}
