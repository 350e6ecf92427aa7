import { isScopable } from '#services/intel/list-scope.ts';
import { ACCOUNT_ID, NO_OU_ID, OU_ID } from '#services/model/account-ids.ts';
import { z } from 'zod';
import type { AnyDetector, SettingValue } from '#services/model/detector.ts';
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import { PURPOSES, type Purpose } from '#services/model/known.ts';
import type { SettingValues } from '../engine/question.ts';
import { ENABLED } from '../engine/settings.ts';
import { sinkSchema } from '../sinks.ts';
import type { AnySink } from '#services/sinks/kits/define-sink.ts';
import { PROGRAM, type ProgramSetting } from './program.ts';

/** Detectors and sinks whose settings the file may hold. */
export interface Declared {
  readonly detectors: readonly AnyDetector[];
  readonly sinks: readonly AnySink[];
}

/** The only description of the file: it validates the file, and the published JSON Schema is generated from it. */
export function fileSchema({ detectors, sinks }: Declared): z.ZodType {
  const byType = z.strictObject(
    Object.fromEntries(detectors.map((detector) => [detector.type, settingsSchema(detector).exactOptional()])),
  );
  const types = detectors.map(({ type }) => type);
  const files = z.array(z.union([z.string().min(1), LIST]));
  const everywhere = z.array(z.string().min(1));
  return z.strictObject({
    ...Object.fromEntries([...PROGRAM].map(([name, setting]) => [name, programSchema(setting)])),
    lists: z
      .strictObject(
        Object.fromEntries(
          LIST_CATEGORIES.map((category) => [category, (isScopable(category) ? files : everywhere).exactOptional()]),
        ),
      )
      .exactOptional()
      .meta({
        description:
          'Files of addresses and domains, by category: a path, or a path with the accounts it applies to. Paths are relative to the folder of this file.',
      }),
    sinks: z
      .strictObject(Object.fromEntries(sinks.map((sink) => [sink.name, sinkSchema(sink, types).exactOptional()])))
      .exactOptional()
      .meta({ description: 'Where findings are sent: settings by name of the sink.' }),
    settings: byType
      .exactOptional()
      .meta({ description: 'Settings of detectors for the whole organization, by finding type.' }),
    organizationalUnits: z.record(z.string().regex(OU_ID, NO_OU_ID), byType).exactOptional().meta({
      description:
        'Settings for the accounts below an organizational unit, by its id. The nearest unit takes precedence.',
    }),
    known: z.array(KNOWN).exactOptional().meta({
      description:
        'The purposes of accounts and principals, so that their routine work leads to no findings; and what is a decoy, so that its use does.',
    }),
    accounts: z
      .record(z.string().regex(/^\d{12}$/, 'is not an account id: write its twelve digits in quotes'), byType)
      .exactOptional()
      .meta({ description: 'Settings for one account, by its id in quotes. They take precedence over all others.' }),
  });
}

const KNOWN = z
  .strictObject({
    who: z
      .string()
      .regex(/^(\d{12}|arn:.+)$/, 'is neither an account id in quotes nor an ARN')
      .meta({
        description:
          'An account id in quotes, or the ARN of a user or a role, with * for any text; for decoys also the ARN of a secret, a parameter or a bucket.',
      }),
    purposes: z
      .array(z.enum(Object.keys(PURPOSES) as Purpose[]))
      .min(1)
      .meta({
        description: Object.entries(PURPOSES)
          .map(([purpose, does]) => `${purpose}: ${does}.`)
          .join(' '),
      }),
    because: z.string().min(1).meta({ description: 'The reason, for the next person who reads this.' }),
    until: z.iso
      .date()
      .exactOptional()
      .meta({ description: 'The first day (UTC) on which the entry no longer applies.' }),
  })
  .refine(({ who, purposes }) => who.startsWith('arn:') || !purposes.includes('decoy'), {
    path: ['who'],
    error: 'an account is no decoy: name a user, a role, a secret, a parameter or a bucket by its ARN',
  });

/** A list that applies to some accounts only. */
const LIST = z.strictObject({
  file: z.string().min(1),
  organizationalUnits: z
    .array(z.string().regex(OU_ID, NO_OU_ID))
    .exactOptional()
    .meta({ description: 'Applies to the accounts below these organizational units.' }),
  accounts: z
    .array(z.string().regex(ACCOUNT_ID, 'is not an account id: write its twelve digits in quotes'))
    .exactOptional()
    .meta({ description: 'Applies to these accounts, by id in quotes.' }),
});

function programSchema({ schema, is, because, default: preset }: ProgramSetting) {
  const description = `This is ${is}. ${because}`;
  return schema.exactOptional().meta({ description, ...(preset !== undefined && { default: preset }) });
}

/** The settings of a detector that the file may hold. */
export function settingsSchema({ settings = {} }: AnyDetector): z.ZodType<SettingValues> {
  return z.strictObject(
    Object.fromEntries(
      Object.entries({ enabled: ENABLED, ...settings }).map(([name, { default: preset, because }]) => [
        name,
        valueSchema(preset).exactOptional().meta({ description: because, default: preset }),
      ]),
    ),
  );
}

/** Accepts values of the default's type. Numbers are counts and shares: none is below zero. */
function valueSchema(preset: SettingValue): z.ZodType<SettingValue> {
  if (typeof preset === 'number') return z.number().nonnegative();
  if (typeof preset === 'boolean') return z.boolean();
  if (typeof preset === 'string') return z.string();
  return z.array(z.string());
}
