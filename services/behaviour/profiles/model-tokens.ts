import { defineProfile } from '#services/model/behaviour.ts';
import { bedrockInvocation } from '#services/sources/bedrock-invocation/record.ts';
import { codeOf } from '../act-code.ts';
import { invocationCaller } from '../models/invocation-caller.ts';
import { modelNamed } from '../models/model-call.ts';
import { TOKEN_JUDGING } from '../models/model-judging.ts';
import { runName, SPENT } from '../models/model-rates.ts';

/**
 * How many tokens users and roles spend on models of Bedrock. This profile is separate from that of calls, because
 * CloudTrail tells more about a call (address, program). So a call that is in both logs counts once in each.
 */
export default defineProfile({
  name: 'Profile:IAMUser/ModelTokens',
  from: bedrockInvocation(),
  where: { errorCode: (code) => code === undefined },
  who: {
    by: ['identity.arn'],
    of: ({ arn }) => invocationCaller(arn)?.identity,
  },
  act: {
    by: ['modelId'],
    of: ({ modelId }) => ({
      code: codeOf({ name: runName(modelNamed(modelId) ?? 'any'), outcome: 'success', isTool: false }),
      tactic: undefined,
    }),
    amount: ({ tokens }) => ({ code: SPENT.tokens, tactic: 'CostHarvesting', size: tokens, isTelling: true }),
  },
  circumstances: {},
  judging: TOKEN_JUDGING,
});
