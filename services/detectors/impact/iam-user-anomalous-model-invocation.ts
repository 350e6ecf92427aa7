import { daily, defineAnomalousModels, modelDays, TODAY } from '../kits/anomalous-models.ts';
import { BY_A_FUNCTION, FROM_ELSEWHERE, OF_A_ROLE, withKeyElsewhere } from '../kits/anomalous-objects.ts';

export default defineAnomalousModels({
  type: 'Impact:IAMUser/AnomalousModelInvocation',
  title: 'Models are run in an unusual way',
  why: 'Thieves of keys run models at the cost of others, or sell that they can.',
  asks: 'Did somebody run a model that it never ran, from a network or with a program that it never had?',
  attack: ['T1496.004'],
  tactic: 'ModelInvocation',
  blindTo: ['Who runs the models of every day with a stolen key, from wherever.'],
  falsePositives: ['Somebody who travels and tries out a model, or begins to with another program.'],
  examples: {
    fires: {
      'another model, from elsewhere and with another program': () =>
        withKeyElsewhere(
          modelDays(...daily({}), { day: TODAY, model: 'example.opus-v1:0', overrides: FROM_ELSEWHERE }),
        ),
      'with the session of a role that only ever ran one': () =>
        modelDays(...daily({ overrides: OF_A_ROLE }), {
          day: TODAY,
          model: 'example.opus-v1:0',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
    },
    quiet: {
      'another model, from where she always is': () =>
        modelDays(...daily({}), { day: TODAY, model: 'example.opus-v1:0' }),
      'the model of every day, from elsewhere': () =>
        modelDays(...daily({}), { day: TODAY, overrides: FROM_ELSEWHERE }),
      'a function that gets another model': () =>
        modelDays(...daily({ overrides: BY_A_FUNCTION }), {
          day: TODAY,
          model: 'example.opus-v1:0',
          overrides: BY_A_FUNCTION,
        }),
      'on the first day of an account': () => modelDays({ day: 0, overrides: FROM_ELSEWHERE }),
    },
  },
});
