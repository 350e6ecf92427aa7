import { z } from 'zod';
import { fileSchema, type Declared } from '#services/config/file-schema.ts';
import { PROGRAM, type ProgramSetting } from '#services/config/program.ts';
import { ENABLED } from '#services/engine/settings.ts';
import { LIST_MEANINGS } from '#services/model/intel.ts';
import { PURPOSES } from '#services/model/known.ts';
import { WELL_KNOWN } from '#services/intel/well-known.ts';
import { COMMON_SETTINGS, settingsOf, type SinkSetting } from '#services/sinks.ts';
import type { AnySink } from '#services/sinks/kits/define-sink.ts';
import { page, shown, table } from './markdown.ts';

/**
 * All settings: a page for people, and the JSON Schema of the configuration file for editors.
 *
 * @returns content by path from the project's root
 */
export function settingsDocs(declared: Declared): ReadonlyMap<string, string> {
  const schema = {
    $id: SCHEMA_ID,
    title: 'The configuration of Vedette',
    ...z.toJSONSchema(fileSchema(declared), { reused: 'ref', io: 'input' }),
  };
  return new Map([
    ['docs/settings.md', settingsPage(declared)],
    ['docs/vedette.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`],
  ]);
}

const SCHEMA_ID = 'vedette.schema.json';

function settingsPage({ sinks }: Declared): string {
  return page(
    '# Settings',
    'Everything is set in one file, `vedette.yaml`: that of `--config=FILE`, else that of `VEDETTE_CONFIG`, else the one in the folder where a command is run. All of it may be absent. [infra/vedette.example.yaml](../infra/vedette.example.yaml) is one to begin with.',
    '`vedette config check` tells of every mistake in it with line and column. `vedette config show` prints what is in force, where it comes from and why the default is what it is; secrets are never printed. Editors that know YAML complete names and explain them by [vedette.schema.json](vedette.schema.json), if the file begins with `# yaml-language-server: $schema=…/docs/vedette.schema.json`.',
    'A running service follows its file: other settings of detectors and another table `known` are in force within seconds, all else after a restart. A file with mistakes changes nothing, and is told of in the log and on the page of settings. Where `settingsFromConsole` is on, engineers change settings of detectors in the console, which writes them into the file and into the audit log. Of several processes each follows the file that it reads: share one, or change it where it is rolled out from ([0082](decisions/0082-a-changed-file-is-taken-up.md)).',
    '## The program',
    'Environment variables win over the file, so that secrets need not stand in it. A path counts from the folder of the file; in a variable, from where the command is run.',
    table(
      ['setting', 'is', 'default', 'variable', 'because'],
      [...PROGRAM].map(([name, setting]) => rowOf(name, setting)),
    ),
    '## Lists',
    'Files of addresses and domains, by what they are about:',
    table(
      ['category', 'holds'],
      Object.entries(LIST_MEANINGS).map(([category, meaning]) => [`\`${category}\``, meaning]),
    ),
    fence('lists:\n  tor-exit: [lists/exits.txt]\n  trusted: [lists/our-offices.csv]'),
    'Lists of others are not heard of services that everybody uses, unless `trustWellKnown` is `false`; your own `custom` ones are.',
    table(
      ['not heard of', 'because it is'],
      Object.entries(WELL_KNOWN).map(([because, services]) => [
        services.map((each) => `\`${each}\``).join(', '),
        because,
      ]),
    ),
    '## Sinks',
    'Findings are sent to every sink that can be used: Security Hub wherever a look is taken at AWS. What is set of one stands below its name.',
    fence('sinks:\n  security-hub: { enabled: false }'),
    'A sink that is switched off is ordered nothing, and what waits for it rests until it is on again. What was found meanwhile is then ordered with `vedette deliveries backfill NAME`.',
    table(
      ['sink', 'setting', 'default', 'is'],
      [...sinks.flatMap(sinkRows), ...COMMON_SETTINGS.map((setting) => sinkRow('every one', setting))],
    ),
    '## Detectors',
    `Each detector's page in [detectors/](detectors/README.md) says what can be set of it. Besides, each has \`enabled\`. ${ENABLED.because}`,
    'A setting may be given for the whole organization, for the accounts below an organizational unit, and for an account. The most particular wins: account, then the nearest unit, then the farther ones, then the organization. An account id is written in quotes, or YAML takes it for a number.',
    fence(EXAMPLE),
    'Each different set of values of a detector is one more question that is asked of records, so give many accounts the same values through their unit. Turns record the version of the settings that they ran with (`settingsVersion`): findings that were made before a change stay as they are.',
    '## Known accounts and principals',
    'One table says what accounts and principals are for, so that what they do every day is no finding: detectors ask it for a purpose. `who` is an account id in quotes, or the ARN of a user or a role with `*` for any text; `until` is the day from which the row no longer holds. An account in it is no stranger, whatever it is for.',
    fence(KNOWN_EXAMPLE),
    table(
      ['purpose', 'it'],
      Object.entries(PURPOSES).map(([purpose, does]) => [`\`${purpose}\``, does]),
    ),
    'Generated from the definitions by `npm run generate`.',
  );
}

const KNOWN_EXAMPLE = `known:
  - who: arn:aws:iam::*:role/deploy-*
    purposes: [pipeline]
    because: Terraform runs with these roles.
  - who: "444455556666"
    purposes: [vendor, scanner]
    because: Our posture scanner reads from its own account.
    until: 2027-01-01`;

const EXAMPLE = `settings:
  Recon:EC2/Portscan: { ports: 80 }
organizationalUnits:
  ou-ab12-cd34ef56:
    Recon:EC2/Portscan: { enabled: false }
accounts:
  "111122223333":
    Recon:EC2/Portscan: { enabled: true, ports: 200 }`;

function rowOf(name: string, { is, default: preset, environment, because }: ProgramSetting): readonly string[] {
  const variables = environment.map((variable) => `\`${variable}\``).join(', ');
  return [`\`${name}\``, is, preset === undefined ? '' : `\`${shown(preset)}\``, variables, because];
}

function sinkRows(sink: AnySink): readonly (readonly string[])[] {
  const own = settingsOf(sink).filter((setting) => !COMMON_SETTINGS.includes(setting));
  return own.map((setting) => sinkRow(`\`${sink.name}${sink.several ? ': NAME' : ''}\``, setting));
}

function sinkRow(sink: string, { name, default: preset, because }: SinkSetting): readonly string[] {
  return [sink, `\`${name}\``, preset === undefined ? '' : `\`${shown(preset)}\``, because];
}

function fence(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\``;
}
