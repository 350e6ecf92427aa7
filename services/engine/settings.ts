import type { AnyDetector, Setting, SettingException, SettingInForce } from '#services/model/detector.ts';
import type { OrganizationView } from '#services/model/look.ts';
import type { SettingValues } from './question.ts';

/** Values given to detectors' settings, by finding type. */
export type SettingOverrides = Readonly<Record<string, SettingValues>>;

/** Overrides by layer. The most particular layer wins: account, nearest unit, farther unit, organization. */
export interface SettingLayers {
  readonly organization: SettingOverrides;
  /** By id. */
  readonly organizationalUnits: Readonly<Record<string, SettingOverrides>>;
  /** By id. */
  readonly accounts: Readonly<Record<string, SettingOverrides>>;
}

export const NO_OVERRIDES: SettingLayers = { organization: {}, organizationalUnits: {}, accounts: {} };

/** The setting that every detector has in addition to those it declares. */
export const ENABLED: Setting<boolean> = {
  default: true,
  because: 'A detector that is switched off finds nothing. Switch off those whose findings are of no use to you.',
};

/** A detector's settings in force. @param layers from the most general to the most particular */
export function settingsOf(
  { type, settings = {} }: AnyDetector,
  ...layers: readonly SettingOverrides[]
): SettingValues {
  const declared = Object.entries({ enabled: ENABLED, ...settings });
  const presets: SettingValues = Object.fromEntries(declared.map(([name, setting]) => [name, setting.default]));
  return layers.reduce((values, layer) => ({ ...values, ...layer[type] }), presets);
}

/** Whether any layer switches a detector on, whether or not an account is below that layer. */
export function mayBeAsked(
  detector: AnyDetector,
  { organization, organizationalUnits, accounts }: SettingLayers,
): boolean {
  const layers = [organization, ...Object.values(organizationalUnits), ...Object.values(accounts)];
  return (
    settingsOf(detector, organization)['enabled'] === true ||
    layers.some((layer) => layer[detector.type]?.['enabled'] === true)
  );
}

/** The layers that an account is below, from the most general to the most particular, each with its name. */
export function layersOf(
  { organization, organizationalUnits, accounts }: SettingLayers,
  accountId: string | undefined,
  units: readonly string[],
): readonly { readonly name: string; readonly overrides: SettingOverrides }[] {
  return [
    { name: 'organization', overrides: organization },
    ...units.toReversed().map((unit) => ({ name: unit, overrides: organizationalUnits[unit] ?? {} })),
    ...(accountId === undefined ? [] : [{ name: accountId, overrides: accounts[accountId] ?? {} }]),
  ];
}

/** Every setting of a detector: its value where the most particular layer gives one, else its default. */
export function settingsInForce(
  { type, settings = {} }: AnyDetector,
  layers: SettingLayers,
  accountId: string | undefined,
  units: readonly string[],
): readonly SettingInForce[] {
  const above = layersOf(layers, accountId, units);
  return Object.entries({ enabled: ENABLED, ...settings }).map(([name, setting]) => {
    const layer = above.findLast(({ overrides }) => overrides[type]?.[name] !== undefined);
    return { name, ...setting, value: layer?.overrides[type]?.[name] ?? setting.default, setFor: layer?.name };
  });
}

/** The settings of a detector that are set for units and accounts: units first, by id. */
export function exceptionsOf(
  { type }: AnyDetector,
  { organizationalUnits, accounts }: SettingLayers,
): readonly SettingException[] {
  return [organizationalUnits, accounts].flatMap((layer) =>
    Object.entries(layer)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([setFor, overrides]) =>
        Object.entries(overrides[type] ?? {}).map(([name, value]) => ({ name, setFor, value })),
      ),
  );
}

/** A detector's common settings, and those of the accounts that have others. Equal settings are one object. */
export interface SettingVariants {
  readonly common: SettingValues;
  readonly byAccount: ReadonlyMap<string, SettingValues>;
}

/** The settings of a detector in all accounts. */
export function variantsOf(
  detector: AnyDetector,
  layers: SettingLayers,
  { organizationalUnits }: Pick<OrganizationView, 'organizationalUnits'>,
): SettingVariants {
  const common = settingsOf(detector, layers.organization);
  const known = new Map([[JSON.stringify(common), common]]);
  const byAccount = new Map<string, SettingValues>();
  for (const accountId of accountsNamed(detector.type, layers, organizationalUnits)) {
    const overrides = layersOf(layers, accountId, organizationalUnits.get(accountId) ?? []);
    const own = settingsOf(detector, ...overrides.map((layer) => layer.overrides));
    // Settings are always in the order of their declaration, so equal settings are equal as text.
    const name = JSON.stringify(own);
    const values = known.get(name) ?? own;
    known.set(name, values);
    if (values !== common) byAccount.set(accountId, values);
  }
  return { common, byAccount };
}

/** The accounts for which a layer below the organization sets something of a detector, sorted. */
function accountsNamed(
  type: string,
  { organizationalUnits, accounts }: SettingLayers,
  unitsOf: OrganizationView['organizationalUnits'],
): readonly string[] {
  const units = new Set(Object.keys(organizationalUnits).filter((unit) => organizationalUnits[unit]?.[type]));
  const below = [...unitsOf].filter(([, above]) => above.some((unit) => units.has(unit))).map(([id]) => id);
  const named = Object.keys(accounts).filter((id) => accounts[id]?.[type]);
  return [...new Set([...below, ...named])].toSorted();
}
