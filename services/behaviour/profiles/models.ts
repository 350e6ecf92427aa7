import { defineProfile, type Act } from '#services/model/behaviour.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { codeOf } from '../act-code.ts';
import { isByCaller, isByTool, outcomeOf } from '../cloudtrail/call-outcome.ts';
import { clientOf } from '../cloudtrail/client.ts';
import { identityIn } from '../cloudtrail/identity.ts';
import { networkOf } from '../cloudtrail/network.ts';
import { ENDPOINT_INVOCATIONS, INVOCATIONS, modelOf, tokensOf } from '../models/model-call.ts';
import { MODEL_JUDGING } from '../models/model-judging.ts';
import { runName, SPENT } from '../models/model-rates.ts';

/** Which models users and roles run, and how much of them. */
export default defineProfile({
  name: 'Profile:IAMUser/Models',
  from: cloudtrail(...INVOCATIONS, ...ENDPOINT_INVOCATIONS, 'CreateInference'),
  where: {
    eventSource: (source) => source !== undefined && MODELS.test(source),
    'userIdentity.invokedBy': isByCaller,
  },
  who: {
    by: ['accountId', 'userIdentity.type', 'userIdentity.principalId', 'userIdentity.userName', 'callerKind'],
    of: identityIn,
  },
  act: {
    by: ['eventName', 'errorCode', 'userAgent', 'userIdentity.invokedBy', 'callerKind'],
    // Models are named in the request parameters, for which there is no column.
    of(record) {
      const [outcome, isTool] = [outcomeOf(record.errorCode), isByTool(record)];
      const run = (model: string): Act => ({
        code: codeOf({ name: runName(model), outcome, isTool }),
        tactic: 'ModelInvocation',
      });
      // Calls with a made-up model name fail: they get no code of their own.
      return outcome === 'success' ? (each) => run(nameIn(each)) : run('any');
    },
    amount(record) {
      if (record.errorCode !== undefined) return undefined;
      const tokens = tokensOf(record);
      return tokens === undefined
        ? { code: SPENT.calls, tactic: 'CostHarvesting', size: 1, isTelling: true }
        : { code: SPENT.tokens, tactic: 'CostHarvesting', size: tokens, isTelling: true };
    },
  },
  circumstances: {
    network: { by: 'sourceIPAddress', of: (address, { intel }) => networkOf(address, intel) },
    client: { by: 'userAgent', of: clientOf },
  },
  judging: MODEL_JUDGING,
});

const MODELS = /^(?:bedrock|sagemaker)(?:[-.]|$)/;

function nameIn(record: CloudTrailRecord): string {
  const endpoint = record.requestParameters?.['endpointName'];
  const named = modelOf(record) ?? (typeof endpoint === 'string' ? endpoint : '');
  return NAME.test(named) ? named : 'any';
}

/** The name of a model or an endpoint. */
const NAME = /^[\w.:-]{1,150}$/;
