import { judgedWith } from '#db/queries/findings.ts';
import type { JudgedSetting, JudgedWith } from '#services/model/detector.ts';
import { builder } from '../builder.ts';
import { IN_OUTLINE } from '../finding-outline.ts';
import { FindingObject } from './finding.ts';

const JudgedSettingObject = builder.objectRef<JudgedSetting>('JudgedSetting').implement({
  description: 'A setting with which a finding was judged.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the setting.' }),
    value: t.expose('value', { type: 'JSON', description: 'The value that it had then.' }),
    setFor: t.exposeString('setFor', {
      nullable: true,
      description: 'organization, or the id of the organizational unit or the account. Null: it was the default.',
    }),
  }),
});

const JudgedWithObject = builder.objectRef<JudgedWith>('JudgedWith').implement({
  description: 'The settings with which a finding was judged when records last changed it.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was judged.' }),
    settings: t.field({
      type: [JudgedSettingObject],
      description: 'Every setting of the detector, as it was for the account.',
      resolve: ({ settings }) => settings,
    }),
  }),
});

/** Complexity: one small row of the database per finding. */
const ASKED = 10;

builder.objectFields(FindingObject, (t) => ({
  judgedWith: t.field({
    type: JudgedWithObject,
    nullable: true,
    complexity: ASKED,
    description: 'The settings with which it was last judged. Null for findings from before they were kept.',
    extensions: IN_OUTLINE,
    resolve: ({ id }, _args, { db, viewer }) => judgedWith(db, viewer.scope, id),
  }),
}));
