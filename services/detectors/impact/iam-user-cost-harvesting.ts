import { daily, defineAnomalousModels, modelDays, TODAY } from '../kits/anomalous-models.ts';
import { BY_A_FUNCTION, FROM_ELSEWHERE, withKeyElsewhere } from '../kits/anomalous-objects.ts';

export default defineAnomalousModels({
  type: 'Impact:IAMUser/CostHarvesting',
  title: 'An identity ran models many times more than ever before',
  why: 'Attackers with a stolen key resell model access, or run up costs to do harm.',
  asks: 'Did an identity process many times more tokens with models than on any day before?',
  attack: ['T1496.004', 'T1499'],
  tactic: 'CostHarvesting',
  blindTo: [
    'The length of prompts and answers, where records show no tokens: calls are counted instead.',
    'Spending by an identity that spends as much every day.',
  ],
  falsePositives: ['The first evaluation or batch of many prompts by somebody who only tried models out before.'],
  examples: {
    fires: {
      'forty times as many tokens, with a key that is used elsewhere': () =>
        withKeyElsewhere(
          modelDays(...daily({ tokens: 500_000 }), {
            day: TODAY,
            times: 50,
            tokens: 1_600_000,
            overrides: FROM_ELSEWHERE,
          }),
        ),
      'two hundred times as many, from the usual network': () =>
        modelDays(...daily({ tokens: 500_000 }), { day: TODAY, times: 60, tokens: 8_000_000 }),
    },
    quiet: {
      'four times as many tokens as ever before': () =>
        modelDays(...daily({ tokens: 900_000 }), { day: TODAY, times: 4, tokens: 900_000 }),
      'many short calls whose records show no tokens': () => modelDays(...daily({}), { day: TODAY, times: 400 }),
      'a function that gets more requests': () =>
        modelDays(...daily({ tokens: 30_000_000, overrides: BY_A_FUNCTION }), {
          day: TODAY,
          times: 10,
          tokens: 30_000_000,
          overrides: BY_A_FUNCTION,
        }),
      'a few tokens, from elsewhere': () =>
        modelDays(...daily({ tokens: 500_000 }), { day: TODAY, tokens: 400_000, overrides: FROM_ELSEWHERE }),
    },
  },
});
