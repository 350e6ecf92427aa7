import { isPublicAddress } from '#services/model/address.ts';
import { defineProfile } from '#services/model/behaviour.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { isByCaller } from '../cloudtrail/call-outcome.ts';
import { clientOf } from '../cloudtrail/client.ts';
import { identityIn } from '../cloudtrail/identity.ts';
import { networkOf } from '../cloudtrail/network.ts';
import { INSIDE, KEY_USE, ORIGIN_JUDGING, originCode } from '../origins/origin-judging.ts';

/**
 * From which networks the keys of a user are used. Keys of roles are left out: they last for hours, and where those of
 * instances, functions and tasks may be used from is known without learning.
 */
export default defineProfile({
  name: 'Profile:IAMUser/KeyOrigins',
  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'IAMUser',
    'userIdentity.invokedBy': isByCaller,
    // Signing in takes a password, not a key.
    eventSource: (source) => source !== 'signin.amazonaws.com',
    // Calls with an invalid key may name the user as well, but they do nothing.
    errorCode: (code) => code === undefined || !INVALID.test(code),
  },
  who: {
    by: ['accountId', 'userIdentity.type', 'userIdentity.principalId', 'userIdentity.userName', 'callerKind'],
    of: identityIn,
  },
  act: {
    by: ['sourceIPAddress'],
    of({ sourceIPAddress }, { intel }) {
      const network = networkOf(sourceIPAddress, intel);
      if (network === undefined || !isPublicAddress(sourceIPAddress ?? '')) return { code: INSIDE, tactic: undefined };
      // Instances, gateways and functions have another address every day.
      return { code: originCode(intel.amazon(sourceIPAddress ?? '') ? 'AWS' : network), tactic: KEY_USE };
    },
  },
  circumstances: { client: { by: 'userAgent', of: clientOf } },
  judging: ORIGIN_JUDGING,
});

const INVALID = /^(?:InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|UnrecognizedClient)/;
