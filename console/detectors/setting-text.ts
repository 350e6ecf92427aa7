/** Values that somebody would like settings to have, by name. */
export type Wanted = Readonly<Record<string, unknown>>;

/** Whom settings are for: empty is the whole organization. */
export type SettingScope = '' | string;

const ACCOUNT = /^\d{12}$/;
const UNIT = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

export function isSettingScope(text: string): text is SettingScope {
  return text === '' || ACCOUNT.test(text) || UNIT.test(text);
}

/** What to write into vedette.yaml, so that a detector has other settings for somebody. JSON is YAML, too. */
export function fileText(type: string, wanted: Wanted, scope: SettingScope): string {
  const values = Object.entries(wanted).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const lines = [`${type}:`, ...values.map((line) => `  ${line}`)];
  if (scope === '') return ['settings:', ...lines.map(indent)].join('\n');
  const [section, key] = ACCOUNT.test(scope) ? ['accounts', `'${scope}'`] : ['organizationalUnits', scope];
  return [`${section}:`, `  ${key}:`, ...lines.map((line) => indent(indent(line)))].join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}
