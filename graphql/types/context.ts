import { contextOf, type FindingContext } from '#services/cases/context.ts';
import { namesIn } from '#services/model/finding-values.ts';
import { builder } from '../builder.ts';
import { ContextKind } from './enums.ts';
import { FindingObject } from './finding.ts';

const ContextObject = builder.objectRef<FindingContext>('FindingContext').implement({
  description:
    'What a finding may share with others of any account: ask `findings` for those with any of the values, by `resourceIds`, `principals` or `remoteAddresses`.',
  fields: (t) => ({
    by: t.expose('by', { type: ContextKind, description: 'What they share.' }),
    values: t.exposeStringList('values', { description: 'Its values: another finding has at least one of them.' }),
    accountId: t.exposeString('accountId', {
      nullable: true,
      description: 'The account outside of which the values mean something else. Null: they mean the same everywhere.',
    }),
    remarks: t.exposeStringList('remarks', {
      description: 'Why others may have little to do with it, or may be missing: a sentence each.',
    }),
  }),
});

builder.objectFields(FindingObject, (t) => ({
  principal: t.string({
    nullable: true,
    description: 'Who did it, by an id that is the same in all accounts: a role for all of its sessions.',
    resolve: (finding) => namesIn(finding, 'principal')[0],
  }),
  remoteAddresses: t.stringList({
    description: 'The other ends: twenty that it keeps, and the one of the latest event.',
    resolve: (finding) => [...namesIn(finding, 'remoteAddress')],
  }),
  context: t.field({
    type: [ContextObject],
    description: 'What it may share with other findings: the resource, the principal, the other ends.',
    resolve: (finding) => [...contextOf(finding)],
  }),
}));
