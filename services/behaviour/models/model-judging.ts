import type { Judging, TacticKind } from '#services/model/behaviour.ts';
import { parseCode } from '../act-code.ts';
import { BIT } from '../bits.ts';
import { rememberedRates } from '../remembered-rates.ts';
import { MODEL_RATES_VERSION, modelRates, type ModelTactic } from './model-rates.ts';

const TACTICS: Readonly<Record<ModelTactic, TacticKind>> = { ModelInvocation: 'acts', CostHarvesting: 'acts' };

/** How days of models are judged. */
export const MODEL_JUDGING: Judging = {
  version: MODEL_RATES_VERSION,
  tactics: TACTICS,
  rates: rememberedRates(modelRates),
  circumstances: {
    network: { attacks: 0.8, usual: 0.02, most: 4 * BIT, name: 'network', guardduty: 'ASNs' },
    client: { attacks: 0.6, usual: 0.2, most: 3 * BIT, name: 'client', guardduty: 'UserAgents' },
  },
  newActs: { person: [5, 1], tool: [5, 1], machine: [3, 0.2], root: [5, 1] },
  refused: { person: 0.5, tool: 0.4, machine: 0.2, root: 0.3 },
  // In an account's first week people try out models, from wherever they are.
  thresholds: { usual: 6 * BIT, firstWeek: 9 * BIT },
  chains: true,
  share: 0.1,
  words: { did: 'run', acts: 'models', made: 'ran', peers: 'role' },
  names: (code) => ({ APIs: 'InvokeModel', Models: parseCode(code).name.replace(/^run@/, '') }),
};

/**
 * How days of tokens are judged: by the amount, for the log of calls does not say where they came from. With half the
 * share of alerts, a fourth fewer days of resale were found in made-up organizations, and no fewer alerts were raised.
 */
export const TOKEN_JUDGING: Judging = { ...MODEL_JUDGING, circumstances: {}, chains: false };
