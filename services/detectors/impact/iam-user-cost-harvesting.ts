import { daily, defineAnomalousModels, modelDays, TODAY } from '../kits/anomalous-models.ts';
import { BY_A_FUNCTION, FROM_ELSEWHERE, withKeyElsewhere } from '../kits/anomalous-objects.ts';

export default defineAnomalousModels({
  type: 'Impact:IAMUser/CostHarvesting',
  title: 'Models are run many times more than ever',
  why: 'Whoever sells what models answer, or wants to hurt, spends with a stolen key what its owner never would.',
  asks: 'Did somebody have models read and write many times what it had them do on any day before?',
  attack: ['T1496.004', 'T1499'],
  tactic: 'CostHarvesting',
  blindTo: [
    'How long prompts and answers are, where records tell no tokens: then calls are counted.',
    'What is spent by who spends as much every day.',
  ],
  falsePositives: ['The first evaluation or batch of many prompts by somebody who only tried models out.'],
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
      'two hundred times as many, from where she always is': () =>
        modelDays(...daily({ tokens: 500_000 }), { day: TODAY, times: 60, tokens: 8_000_000 }),
    },
    quiet: {
      'four times as many tokens as ever': () =>
        modelDays(...daily({ tokens: 900_000 }), { day: TODAY, times: 4, tokens: 900_000 }),
      'many short calls, where nothing is told of tokens': () => modelDays(...daily({}), { day: TODAY, times: 400 }),
      'a function that is asked for more': () =>
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
