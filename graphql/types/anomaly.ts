import { anomalyIn, FREQUENCIES, type Anomaly, type Frequency } from '#services/model/anomaly.ts';
import { builder } from '../builder.ts';
import { FindingObject } from './finding.ts';

interface AnomalyCounted {
  readonly level: string;
  readonly days: number;
  readonly activeDays: number;
}

const LEVELS = 'identity, peers, account, organization';

const AnomalyCount = builder.objectRef<AnomalyCounted>('AnomalyCount').implement({
  description: 'On how many days an act was done, of those with activity.',
  fields: (t) => ({
    level: t.exposeString('level', { description: `By whom: ${LEVELS}.` }),
    days: t.exposeInt('days', { description: 'Days with the act.' }),
    activeDays: t.exposeInt('activeDays', { description: 'Days with any activity.' }),
  }),
});

const AnomalyWindow = builder.objectRef<NonNullable<Anomaly['window']>>('AnomalyWindow').implement({
  description: 'The days that a day is compared with, both ends included.',
  fields: (t) => ({
    from: t.exposeString('from', { description: 'The first day, in UTC.' }),
    until: t.exposeString('until', { description: 'The last day, in UTC.' }),
  }),
});

const NearestEvent = builder.objectRef<NonNullable<Anomaly['nearest']>>('NearestEvent').implement({
  description: 'The most similar earlier event.',
  fields: (t) => ({
    level: t.exposeString('level', {
      description: 'By the identity itself, one of its peers, or another in the account.',
    }),
    identity: t.exposeString('identity', { description: 'Who did it.' }),
    code: t.exposeString('code', { description: 'What was done.' }),
    day: t.exposeString('day', { description: 'The last day on which it was done, in UTC.' }),
    words: t.exposeString('words', { description: 'The same as a sentence.' }),
  }),
});

const AnomalyFrequency = builder.objectRef<Frequency>('AnomalyFrequency').implement({
  description: 'How often values were seen before, in the words of GuardDuty.',
  fields: (t) => ({
    of: t.exposeString('of', { description: 'By whom: UserIdentity or Account.' }),
    things: t.exposeString('things', { description: 'What the values are, such as APIs or ASNs.' }),
    frequency: t.exposeString('frequency', { description: `${FREQUENCIES.join(', ')}.` }),
    values: t.exposeStringList('values', { description: 'The values.' }),
  }),
});

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
    code: t.string({
      nullable: true,
      description: 'The most telling act, in the part about it.',
      resolve: ({ code }) => code,
    }),
    attacks: t.float({
      nullable: true,
      description: 'The share of attacks with that act.',
      resolve: ({ attacks }) => attacks,
    }),
    expected: t.float({
      nullable: true,
      description: 'The share of days on which that act was expected here.',
      resolve: ({ expected }) => expected,
    }),
    level: t.string({
      nullable: true,
      description: `The nearest level at which anything was known: ${LEVELS}, or shipped.`,
      resolve: ({ level }) => level,
    }),
    counts: t.field({
      type: [AnomalyCount],
      description: 'How often that act was done, by level.',
      resolve: ({ counts = {} }) =>
        Object.entries(counts).map(([level, [days, activeDays]]) => ({ level, days, activeDays })),
    }),
    about: t.stringList({
      description: 'The acts or values that the part is about, twelve at most.',
      resolve: ({ about = [] }) => about,
    }),
    before: t.int({
      nullable: true,
      description: 'How often the identity had such before: new acts, days with denials, or days with a new value.',
      resolve: ({ before }) => before,
    }),
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
    window: t.field({
      type: AnomalyWindow,
      nullable: true,
      description: 'The days that it was compared with. Null: nothing was known.',
      resolve: ({ window }) => window,
    }),
    parts: t.field({ type: [AnomalyPart], resolve: ({ parts }) => parts }),
    nearest: t.field({
      type: NearestEvent,
      nullable: true,
      description: 'The most similar earlier event. Null: there was none in the account.',
      resolve: ({ nearest }) => nearest,
    }),
    frequencies: t.field({
      type: [AnomalyFrequency],
      description: 'How often what the finding names was seen before.',
      resolve: ({ frequencies = [] }) => frequencies,
    }),
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
