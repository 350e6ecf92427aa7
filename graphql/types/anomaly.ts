import { anomalyIn, type Anomaly } from '#services/model/anomaly.ts';
import { builder } from '../builder.ts';
import { FindingObject } from './finding.ts';

const AnomalyPart = builder.objectRef<Anomaly['parts'][number]>('AnomalyPart').implement({
  description: 'A reason why a day is out of the ordinary, and how much of one.',
  fields: (t) => ({
    part: t.exposeString('part', {
      description: 'api, volume, rest, breadth, denied, network, client, region, chain.',
    }),
    bits: t.exposeFloat('bits', { description: 'A bit more means twice as likely an attack. Parts add up.' }),
    words: t.exposeString('words', { description: 'With the counts: how often, of how many days.' }),
  }),
});

const AnomalyObject = builder.objectRef<Anomaly>('Anomaly').implement({
  description: 'Why what somebody did on a day is out of the ordinary for them.',
  fields: (t) => ({
    bits: t.exposeFloat('bits', { description: 'The score: what the parts add up to.' }),
    threshold: t.exposeFloat('threshold', { description: 'From how many bits on days were told of.' }),
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
    description: 'Null where the finding is not about learned behaviour.',
    resolve: ({ service }) => anomalyIn(service.additionalInfo) ?? null,
  }),
}));
