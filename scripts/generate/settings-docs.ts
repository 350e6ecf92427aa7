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
    'All configuration is in one file, `vedette.yaml`. A command reads the file given by `--config=FILE`, then by `VEDETTE_CONFIG`, then the one in the current folder. Everything in it is optional. Start from [infra/vedette.example.yaml](../infra/vedette.example.yaml).',
    '`vedette config check` reports every mistake with line and column. `vedette config show` prints the values in force, where each comes from, and the reason for each default; it never prints secrets. YAML editors complete and explain names with [vedette.schema.json](vedette.schema.json), if the file begins with `# yaml-language-server: $schema=…/docs/vedette.schema.json`.',
    'A running service watches its file. Changes to detector settings and to the table `known` apply within seconds; everything else needs a restart. A file with mistakes changes nothing, and is reported in the log and on the Settings page. If `settingsFromConsole` is on, engineers can change detector settings in the console, which writes them to the file and to the audit log. Each process watches the file it reads: share one file, or change it in the place it is deployed from ([0082](decisions/0082-reloaded-settings.md)).',
    '## The program',
    'Environment variables take precedence over the file, so that secrets need not be in it. Paths in the file are relative to its folder, paths in variables to the current folder.',
    table(
      ['setting', 'meaning', 'default', 'variable', 'reason'],
      [...PROGRAM].map(([name, setting]) => rowOf(name, setting)),
    ),
    '## Lists',
    'Files of addresses and domains, by category:',
    table(
      ['category', 'content'],
      Object.entries(LIST_MEANINGS).map(([category, meaning]) => [`\`${category}\``, meaning]),
    ),
    fence('lists:\n  tor-exit: [lists/exits.txt]\n  trusted: [lists/our-offices.csv]'),
    'Entries for services that everybody uses are ignored in public lists, unless `trustWellKnown` is `false`. Your own `custom` lists always apply. Ignored are:',
    table(
      ['entries', 'reason'],
      Object.entries(WELL_KNOWN).map(([because, services]) => [
        services.map((each) => `\`${each}\``).join(', '),
        because,
      ]),
    ),
    '## Sinks',
    'Findings are sent to every sink that is usable; Security Hub is usable whenever `memberRole` is set. The settings of a sink are below its name.',
    fence('sinks:\n  security-hub: { enabled: false }'),
    'While a sink is switched off, no deliveries are queued for it, and waiting ones pause. After you switch it on again, send the findings made in between with `vedette deliveries backfill NAME`.',
    table(
      ['sink', 'setting', 'default', 'meaning'],
      [...sinks.flatMap(sinkRows), ...COMMON_SETTINGS.map((setting) => sinkRow('every sink', setting))],
    ),
    '## Detectors',
    `Each detector's page in [detectors/](detectors/README.md) lists its settings. In addition, each has \`enabled\`. ${ENABLED.because}`,
    'A setting can be given for the whole organization, for the accounts below an organizational unit, and for a single account. The most specific one applies: account, then the nearest unit, then higher units, then the organization. Write account ids in quotes, or YAML reads them as numbers.',
    fence(EXAMPLE),
    'Every different set of values makes the detector one more question to evaluate, so give many accounts the same values through their unit. Turns record the version of the settings they used (`settingsVersion`); findings made before a change stay as they are.',
    '## Known accounts and principals',
    'This table says what accounts and principals are for, so that their routine work leads to no findings. Detectors look up purposes in it. `who` is an account id in quotes, or the ARN of a user or a role with `*` for any text; `until` is the first day on which the row no longer applies. An account in the table is never a stranger, whatever its purpose.',
    fence(KNOWN_EXAMPLE),
    table(
      ['purpose', 'an account or principal that'],
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
