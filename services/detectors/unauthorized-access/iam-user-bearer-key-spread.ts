import { INVOCATIONS } from '#services/behaviour/models/model-call.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isPlaced, NETWORKS_ELSEWHERE } from '../kits/journey.ts';
import { isByBearer } from '../kits/bearer-key.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:IAMUser/BearerKeySpread',
  own: true,
  title: 'One Bedrock key was used from many networks',
  why: 'A Bedrock key is sent with every call like a password: whoever has read it can use it, and people who sell stolen keys have many customers.',
  asks: 'Was one Bedrock key used from many networks, or from several countries, within a day?',
  attack: ['T1078.004', 'T1550.001', 'T1496.004'],
  settings: {
    networks: {
      default: 5,
      because: 'A traveller uses one or two networks a day, a small team that shares a key three or four.',
    },
    countries: { default: 3, because: 'Nobody works from three countries on one day.' },
    exemptNetworks: {
      default: NETWORKS_ELSEWHERE,
      because:
        'Networks of relays, company gateways, VPN services and clouds: builds run there, and their addresses do not show where the user is. Addresses of AWS and of Tor exit nodes are exempt as well.',
    },
  },

  from: cloudtrail(...INVOCATIONS),
  where: {
    eventSource: (source) => source === 'bedrock.amazonaws.com',
    sourceIPAddress: (address, { intel, settings }) => isPlaced(address, intel, settings.exemptNetworks),
  },
  and: isByBearer,
  about: aboutPrincipal,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({ addresses: t.sample(({ sourceIPAddress }) => sourceIPAddress) }),
  having: ({ tallies }, { intel, settings }) => {
    const { networks, countries } = spread(tallies.addresses, intel);
    return networks.length >= settings.networks || countries.length >= settings.countries;
  },

  severity: 'Medium',
  explain: ({ subject, tallies }, { intel }) => {
    const { networks, countries } = spread(tallies.addresses, intel);
    return `The Bedrock key of ${callerOf(subject.resource)} was used from ${networks.length} networks (${enumerated(networks)}) in ${enumerated(countries)}.`;
  },
  asff: 'TTPs/UnauthorizedAccess:IAMUser-BearerKeySpread',
  blindTo: [
    'Keys that are used from clouds and VPN services: their networks are a setting.',
    'Addresses beyond the twentieth of a day, and uses more than twelve hours apart.',
    'Calls whose records do not show how they were signed.',
  ],
  falsePositives: ['Teams that share one key: give everybody their own.'],
  respond: [
    'Ask the owner of the key who has it.',
    'Delete the key (DeleteServiceSpecificCredential), and use short-lived keys instead.',
    'Review which models were run with it, and check the bill.',
  ],
  references: [
    {
      title: 'Amazon Bedrock API keys',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    },
  ],
  examples: {
    fires: {
      'five networks in one country': () => from(5, () => 'DE'),
      'two networks in each of three countries': () => from(3, (i) => ['DE', 'FR', 'BR'][i] ?? 'DE'),
    },
    quiet: {
      'four networks in one country': () => from(4, () => 'DE'),
      'two countries': () => from(4, (i) => (i < 2 ? 'DE' : 'FR')),
      'five networks, signed with an IAM key': () => from(5, () => 'DE', { additionalEventData: null }),
      'builds in the networks of one cloud': () => ({
        ...from(6, (i) => ['DE', 'FR', 'BR'][i % 3] ?? 'DE'),
        places: Object.fromEntries(
          ADDRESSES.map((address, i) => [address, { countryCode: ['DE', 'FR', 'BR'][i % 3] ?? 'DE', asn: 8075 }]),
        ),
      }),
    },
  },
});

/** The distinct networks and countries of addresses. */
function spread(addresses: readonly string[], intel: Intel) {
  const places = addresses.flatMap((address) => intel.location(address) ?? []);
  return {
    networks: [...new Set(places.flatMap(({ asn, asnOrg }) => (asn === undefined ? [] : [asnOrg ?? `AS${asn}`])))],
    countries: [...new Set(places.flatMap(({ countryName, countryCode }) => countryName ?? countryCode ?? []))],
  };
}

const ADDRESSES = Array.from({ length: 6 }, (_, i) => `198.51.100.${i + 1}`);

function from(count: number, country: (i: number) => string, overrides = {}) {
  const addresses = ADDRESSES.slice(0, count);
  return {
    records: addresses.map((sourceIPAddress) =>
      event({
        eventSource: 'bedrock.amazonaws.com',
        eventName: 'Converse',
        requestParameters: { modelId: 'example.opus-v1:0' },
        userIdentity: { ...iamUser('BedrockAPIKey-1'), accessKeyId: undefined },
        additionalEventData: { callWithBearerToken: true },
        sourceIPAddress,
        ...overrides,
      }),
    ),
    places: Object.fromEntries(
      addresses.map((address, i) => [address, { countryCode: country(i), asn: 64_500 + i, asnOrg: `Carrier ${i}` }]),
    ),
  };
}
