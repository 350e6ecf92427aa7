import { aboutIdentity } from '#services/behaviour/cloudtrail/identity.ts';
import { modelOf } from '#services/behaviour/models/model-call.ts';
import type { ModelTactic } from '#services/behaviour/models/model-rates.ts';
import models from '#services/behaviour/profiles/models.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import { days } from '#services/model/time.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { callerOf } from './access-key.ts';
import { READ_THE_PARTS, sayDay } from './anomalous-day.ts';
import type { CallDetector } from './call-detector.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options extends Omit<CallDetector, 'asff' | 'respond' | 'references'> {
  readonly tactic: ModelTactic;
}

/** A detector of days on which an identity runs models as thieves of keys do, and as it never did before. */
export function defineAnomalousModels({ tactic, type, blindTo, ...rest }: Options): AnyDetector {
  return defineDetector({
    ...rest,
    type,
    severity: 'Low',
    from: cloudtrail(),
    about: aboutIdentity,
    acrossRegions: true,
    within: days(1),
    learned: { profile: models, tactic },
    tally: (t) => ({
      models: t.sample(modelOf),
      calls: t.sample((record) => record.eventName),
      addresses: t.sample((record) => record.sourceIPAddress),
    }),
    explain: ({ subject, tallies }) =>
      sayDay(
        `${capitalized(callerOf(subject.resource))} made calls (${enumerated(tallies.calls)}) that run ${tallies.models.length > 0 ? enumerated(tallies.models) : 'models'} from ${enumerated(tallies.addresses)}`,
        tallies,
      ),
    asff: `Effects/Resource Consumption/${type.replace('/', '-')}`,
    blindTo: [
      ...blindTo,
      'Calls that no trail records: calls of SageMaker and some of Bedrock are data events.',
      'Applications that run models with their own role on behalf of their users.',
    ],
    respond: [
      'Ask the person or team behind the identity why they ran the models, and check what the calls cost.',
      READ_THE_PARTS,
      'If it was not them, deactivate the key or revoke the sessions of the role, and use a service control policy to deny the calls to everybody who does not need them.',
    ],
    references: [
      {
        title: 'GuardDuty AI Protection finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings-ai-protection.html',
      },
    ],
  });
}

/** Runs of a model on one day. Day 0 is 2026-03-01. */
export interface Runs {
  readonly day: number;
  readonly model?: string;
  readonly times?: number;
  readonly tokens?: number;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** A story of days, each judged by those before it. */
export function modelDays(...runs: readonly Runs[]): Example {
  const records = runs.flatMap(({ day, model = 'example.haiku-v1:0', times = 1, tokens, overrides }) =>
    Array.from({ length: times }, (_, i) =>
      event({
        eventSource: 'bedrock.amazonaws.com',
        eventName: 'InvokeModel',
        eventTime: new Date(Date.UTC(2026, 2, 1 + day, 10, 0, i)).toISOString().replace('.000', ''),
        requestParameters: { modelId: model },
        ...(tokens !== undefined && { additionalEventData: { inputTokens: tokens, outputTokens: 100 } }),
        ...overrides,
      }),
    ),
  );
  return { learned: new Set(runs.map(({ day }) => day)).size > 1 ? 'days-before' : 'nothing', records };
}

/** The same runs on each of days 0 to 19, the days that `TODAY` is judged by. */
export function daily(runs: Omit<Runs, 'day'>): readonly Runs[] {
  return Array.from({ length: 20 }, (_, day) => ({ ...runs, day }));
}

/** The day that stories judge. Day 20 has no runs: the day just before the judged one does not count as known yet. */
export const TODAY = 21;
