import { defineProfile, type ProfileLook } from '#services/model/behaviour.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { bitsOf, BIT } from '../bits.ts';
import { codeOf } from '../act-code.ts';
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
    varies: (record, look) =>
      mayHaveFlavour(record) || callRates(codeOfCall(record, look), classOfIdentity(record)).volume !== undefined,
    of(record, look) {
      const code = codeOfCall(record, look);
      const { tactic, attacks, days, volume } = callRates(code, classOfIdentity(record));
      const isTelling = tactic !== undefined && bitsOf(attacks / days) >= TELLING;
      return { code, tactic: isTelling ? tactic : undefined, target: volume && targetOf(record) };
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

function codeOfCall(record: CloudTrailRecord, { organization }: ProfileLook): string {
  const { eventName, eventSource } = record;
  const operation = operationOf(eventName);
  const isTool = isByTool(record) || (record.holder === 'resource' && KEYS.test(operation));
  const said = flavourOf(record, organization);
  // Tools always make users and keys for others, so `other` says nothing about them.
  const flavour = isTool && said === 'other' ? undefined : said;
  return codeOf({
    name: `${serviceOf(eventSource)}:${operation}${flavour === undefined ? '' : `[${flavour}]`}`,
    outcome: outcomeOf(record.errorCode),
    isTool,
  });
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
