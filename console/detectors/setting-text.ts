/** Values that a person wants settings to have, by name. */
export type Wanted = Readonly<Record<string, unknown>>;

/** The account or unit that settings are for; empty means the whole organization. */
export type SettingScope = '' | string;

const ACCOUNT = /^\d{12}$/;
const UNIT = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

export function isSettingScope(text: string): text is SettingScope {
  return text === '' || isAccountScope(text) || UNIT.test(text);
}

export function isAccountScope(scope: string): boolean {
  return ACCOUNT.test(scope);
}

/** The text for vedette.yaml that gives a detector other settings in a scope. Values are JSON, which is also YAML. */
export function fileText(type: string, wanted: Wanted, scope: SettingScope): string {
  const values = Object.entries(wanted).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const lines = [`${type}:`, ...values.map((line) => `  ${line}`)];
  if (scope === '') return ['settings:', ...lines.map(indent)].join('\n');
  const [section, key] = isAccountScope(scope) ? ['accounts', `'${scope}'`] : ['organizationalUnits', scope];
  return [`${section}:`, `  ${key}:`, ...lines.map((line) => indent(indent(line)))].join('\n');
}

/**
 * The values to write. For the whole organization, a default becomes null, which takes the setting out of the file. For
 * a unit or an account, the default is written, because the organization may have another value.
 */
export function withoutPresets(wanted: Wanted, presets: Wanted, scope: SettingScope): Wanted {
  if (scope !== '') return wanted;
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [
      name,
      JSON.stringify(value) === JSON.stringify(presets[name]) ? null : value,
    ]),
  );
}

function indent(line: string): string {
  return `  ${line}`;
}
