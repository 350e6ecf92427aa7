import { daily, defineAnomalousModels, modelDays, TODAY } from '../kits/anomalous-models.ts';
import { BY_A_FUNCTION, FROM_ELSEWHERE, OF_A_ROLE, withKeyElsewhere } from '../kits/anomalous-objects.ts';

export default defineAnomalousModels({
  type: 'Impact:IAMUser/AnomalousModelInvocation',
  title: 'An identity ran models in an unusual way',
  why: 'Attackers run models with stolen keys at the victim’s expense, or sell access to them.',
  asks: 'Did an identity run a model that it had never run, from a network or with a program that it had never used?',
  attack: ['T1496.004'],
  tactic: 'ModelInvocation',
  blindTo: ['A stolen key that runs the usual models, from anywhere.'],
  falsePositives: ['Somebody who tries out a model while travelling, or starts using one with another program.'],
  examples: {
    fires: {
      'another model, from elsewhere and with another program': () =>
        withKeyElsewhere(
          modelDays(...daily({}), { day: TODAY, model: 'example.opus-v1:0', overrides: FROM_ELSEWHERE }),
        ),
      'a role session that only ever ran one model': () =>
        modelDays(...daily({ overrides: OF_A_ROLE }), {
          day: TODAY,
          model: 'example.opus-v1:0',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
      'in two Regions, which is one finding': () =>
        withKeyElsewhere(
          modelDays(
            ...daily({}),
            { day: TODAY, model: 'example.opus-v1:0', overrides: FROM_ELSEWHERE },
            { day: TODAY, model: 'example.opus-v1:0', overrides: { ...FROM_ELSEWHERE, awsRegion: 'us-west-2' } },
          ),
        ),
    },
    quiet: {
      'another model, from the usual network': () =>
        modelDays(...daily({}), { day: TODAY, model: 'example.opus-v1:0' }),
      'the usual model, from elsewhere': () => modelDays(...daily({}), { day: TODAY, overrides: FROM_ELSEWHERE }),
      'a function that is given another model': () =>
        modelDays(...daily({ overrides: BY_A_FUNCTION }), {
          day: TODAY,
          model: 'example.opus-v1:0',
          overrides: BY_A_FUNCTION,
        }),
      'on the first day of an account': () => modelDays({ day: 0, overrides: FROM_ELSEWHERE }),
    },
  },
});
