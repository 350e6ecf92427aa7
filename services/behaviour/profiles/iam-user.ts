import { defineProfile, type Act } from '#services/model/behaviour.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { bitsOf, BIT } from '../bits.ts';
import { codeOf, type ActCode } from '../act-code.ts';
import { CALL_JUDGING } from '../cloudtrail/call-judging.ts';
import { callRates } from '../cloudtrail/call-rates.ts';
import { isByCaller, isByTool, outcomeOf } from '../cloudtrail/call-outcome.ts';
import { clientOf } from '../cloudtrail/client.ts';
import { flavourOf, mayHaveFlavour } from '../cloudtrail/flavour.ts';
import { classOfIdentity, identityIn } from '../cloudtrail/identity.ts';
import { networkOf } from '../cloudtrail/network.ts';
import { remembering } from '../remembering.ts';

/** What users and roles call: the management events of CloudTrail. */
export default defineProfile({
  name: 'Profile:IAMUser/Calls',
  from: cloudtrail(),
  where: {
    eventCategory: (category) => category !== 'Data',
    'userIdentity.invokedBy': isByCaller,
  },
  // AWS makes a principal's id, and records with the same id have the same other names.
  who: {
    by: ['accountId', 'userIdentity.type', 'userIdentity.principalId', 'userIdentity.userName', 'callerKind'],
    of: identityIn,
  },
  act: {
    by: [
      'eventSource',
      'eventName',
      'errorCode',
      'userAgent',
      'userIdentity.type',
      'userIdentity.invokedBy',
      'callerKind',
      'holder',
    ],
    of(record, look) {
      const call = callIn(record);
      const usual = rated(call, undefined);
      if (!mayHaveFlavour(record)) return usual.isCounted ? (each) => actOf(each, usual) : usual.act;
      const byFlavour = new Map<string | undefined, RatedCall>([[undefined, usual]]);
      return (each) => {
        const flavour = flavourOf(each, look.organization);
        const known = byFlavour.get(flavour) ?? rated(call, flavour);
        byFlavour.set(flavour, known);
        return actOf(each, known);
      };
    },
  },
  circumstances: {
    network: { by: 'sourceIPAddress', of: (address, { intel }) => networkOf(address, intel) },
    client: { by: 'userAgent', of: clientOf },
    region: { by: 'region', of: (region) => region },
  },
  judging: CALL_JUDGING,
});

/** Acts that are less telling by themselves count, but their records are never kept as evidence. */
const TELLING = BIT;

/** A call, and the class of its caller, without what only the parameters say. */
interface Call extends ActCode {
  readonly identityClass: string;
}

function callIn(record: CloudTrailRecord): Call {
  const { eventName, eventSource, errorCode, holder } = record;
  const operation = operationOf(eventName);
  return {
    name: `${serviceOf(eventSource)}:${operation}`,
    outcome: outcomeOf(errorCode),
    isTool: isByTool(record) || (holder === 'resource' && KEYS.test(operation)),
    identityClass: classOfIdentity(record),
  };
}

interface RatedCall {
  readonly act: Act;
  /** Whether the number of targets in a day matters. */
  readonly isCounted: boolean;
}

function rated({ name, outcome, isTool, identityClass }: Call, said: string | undefined): RatedCall {
  // Tools always make users and keys for others, so `other` says nothing about them.
  const flavour = isTool && said === 'other' ? undefined : said;
  const code = codeOf({ name: flavour === undefined ? name : `${name}[${flavour}]`, outcome, isTool });
  const { tactic, attacks, days, volume } = callRates(code, identityClass);
  const isTelling = tactic !== undefined && bitsOf(attacks / days) >= TELLING;
  return { act: { code, tactic: isTelling ? tactic : undefined }, isCounted: volume !== undefined };
}

function actOf(record: CloudTrailRecord, { act, isCounted }: RatedCall): Act {
  return isCounted ? { ...act, target: targetOf(record) } : act;
}

const serviceOf = remembering((eventSource) => eventSource.replace(/\.amazonaws\.com(\.cn)?$/, ''));
/** The name of a call without the version of its API. */
const operationOf = remembering((eventName) => eventName.replace(/\d{8}(v\d)?$/, ''));

/** Calls on keys. Functions and tasks that rotate keys make and retire those of others, as tools do. */
const KEYS = /^(?:Create|Update|Delete|List)AccessKeys?$/;

/** A call's target is what it asks for: twenty keys for twenty users are twenty targets. */
function targetOf({ requestParameters }: CloudTrailRecord): string | undefined {
  return requestParameters === undefined ? undefined : JSON.stringify(requestParameters).slice(0, TARGET_MAX);
}
const TARGET_MAX = 200;
