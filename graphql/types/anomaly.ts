import { anomalyIn, type Anomaly } from '#services/model/anomaly.ts';
import { builder } from '../builder.ts';
import { FindingObject } from './finding.ts';

const AnomalyPart = builder.objectRef<Anomaly['parts'][number]>('AnomalyPart').implement({
  description: 'A reason why a day is unusual, with its weight.',
  fields: (t) => ({
    part: t.exposeString('part', {
      description: 'api, volume, rest, breadth, denied, network, client, region, chain.',
    }),
    bits: t.exposeFloat('bits', {
      description: 'Each bit makes an attack twice as likely. The score is the sum of the parts.',
    }),
    words: t.exposeString('words', { description: 'With the counts: how often, of how many days.' }),
  }),
});

const AnomalyObject = builder.objectRef<Anomaly>('Anomaly').implement({
  description: 'Why what an identity did on a day is unusual for it.',
  fields: (t) => ({
    bits: t.exposeFloat('bits', { description: 'The score: the sum of the parts.' }),
    threshold: t.exposeFloat('threshold', { description: 'The threshold in bits from which days were reported.' }),
    day: t.exposeString('day', { description: 'The day in UTC, such as 2026-11-22.' }),
    identity: t.string({
      nullable: true,
      description: 'Whose day it is, where the finding tells of those of several: the most unusual one.',
      resolve: ({ identity }) => identity ?? null,
    }),
    activeDays: t.exposeInt('activeDays', { description: 'Days of the same identity that it was compared with.' }),
    rates: t.exposeInt('rates', { description: 'The version of the shipped rates.' }),
    parts: t.field({ type: [AnomalyPart], resolve: ({ parts }) => parts }),
    ordinary: t.exposeString('ordinary', { description: 'What would have made it ordinary.' }),
  }),
});

builder.objectFields(FindingObject, (t) => ({
  anomaly: t.field({
    type: AnomalyObject,
    nullable: true,
    description: 'Null if the finding is not about learned behaviour.',
    resolve: ({ service }) => anomalyIn(service.additionalInfo) ?? null,
  }),
}));
