import { afterAll, beforeAll, expect, test } from 'vitest';
import { putAccounts } from '#db/queries/accounts.ts';
import { putUnitsAbove } from '#db/queries/organizational-units.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { loadDetectors } from '#services/detectors.ts';
import { exceptionsOf, settingsInForce, type SettingLayers } from '#services/engine/settings.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { memberAccount } from '../../../member-account.ts';
import { finding } from '../../db/turns.ts';
import { INSTALLATION, openApi, storeFindings } from '../open-api.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
const UNIT = 'ou-ab12-cd34ef56';
const TYPE = 'Recon:EC2/Portscan';

const NOW = new Date();

const LAYERS: SettingLayers = {
  organization: { [TYPE]: { privilegedPorts: 6 } },
  organizationalUnits: { [UNIT]: { [TYPE]: { ports: 70 } } },
  accounts: { [OURS]: { [TYPE]: { enabled: false } }, [THEIRS]: { [TYPE]: { ports: 99 } } },
};

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([], {
    detectors: await loadDetectors(),
    now: () => NOW,
    settingsOf: (detector, accountId, units) => settingsInForce(detector, LAYERS, accountId, units),
    exceptionsOf: (detector) => exceptionsOf(detector, LAYERS),
    installation: {
      ...INSTALLATION,
      listState: (category) => (category === 'tor-relay' ? 'in-some-accounts' : 'missing'),
    },
  });
  await putAccounts(api.database.db, [memberAccount(OURS), memberAccount(THEIRS)], new Date());
  await putUnitsAbove(api.database.db, new Map([[OURS, [UNIT]]]));
});
afterAll(() => api.close());

const SETTINGS = `query Settings($type: FindingType!, $accountId: String) {
  detector(type: $type) { settings(accountId: $accountId) { name value setFor } } }`;

async function settingsFor(accountId: string | undefined, ask: typeof api.ask = api.ask) {
  const { data, errors } = await ask(SETTINGS, { type: TYPE, accountId });
  expect(errors).toBeUndefined();
  return data;
}

test('every detector says what it asks, why, and what it needs', async () => {
  const { data, errors } = await api.ask(
    '{ detectors { type title why asks severities source attack own needs { category meaning } } }',
  );
  expect(errors).toBeUndefined();
  const { detectors } = data;
  expect(detectors.map(({ type }) => type)).toEqual((await loadDetectors()).map(({ type }) => type).toSorted());
  expect(detectors.find(({ type }) => type === 'Recon:EC2/Portscan')).toMatchObject({
    asks: expect.stringMatching(/\?$/),
    severities: ['MEDIUM'],
    source: 'VPC_FLOW',
  });
});

const of = (name: string, value: unknown, setFor: string | null) => expect.objectContaining({ name, value, setFor });

function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * 86_400_000).toISOString();
}

test('a detector says how often it fires in what the viewer sees, and whether the lists that it needs are there', async () => {
  const type = 'UnauthorizedAccess:EC2/TorClient';
  const ask = `{ detector(type: "${type}") { alertsPerWeek needs { category state } } }`;
  const needs = [
    { category: 'tor-relay', state: 'IN_SOME_ACCOUNTS' },
    { category: 'tor-exit', state: 'MISSING' },
  ];
  const made = (accountId: string, days: number, each: FindingType = type) => ({
    ...finding(0, { accountId, type: each, createdAt: daysAgo(days) }),
    id: `${accountId} ${days} ${each}`,
  });
  await storeFindings(api.database, [
    made(OURS, 0),
    made(OURS, 27),
    made(OURS, 28),
    made(THEIRS, 1),
    made(THEIRS, 100),
    made(OURS, 1, 'Recon:EC2/Portscan'),
  ]);
  expect((await api.ask(ask)).data).toEqual({ detector: { alertsPerWeek: 0.75, needs } });
  const granted = { role: 'viewer', scope: { kind: 'some', accounts: [OURS], organizationalUnits: [] } } as const;
  const { secret } = await createToken(api.database.db, { name: 'ours', granted, days: 30 }, 'local', new Date());
  expect((await api.as(secret)(ask)).data).toEqual({ detector: { alertsPerWeek: 0.5, needs } });
  const other = '{ detector(type: "Impact:IAMUser/BackupsDeleted") { alertsPerWeek needs { state } } }';
  expect((await api.ask(other)).data).toEqual({ detector: { alertsPerWeek: 0, needs: [] } });
});

test('settings say who wanted them so, the most particular last', async () => {
  expect(await settingsFor(undefined)).toEqual({
    detector: {
      settings: [
        of('enabled', true, null),
        of('ports', expect.any(Number), null),
        of('privilegedPorts', 6, 'organization'),
      ],
    },
  });
  expect(await settingsFor(OURS)).toEqual({
    detector: {
      settings: [of('enabled', false, OURS), of('ports', 70, UNIT), of('privilegedPorts', 6, 'organization')],
    },
  });
});

test('who may not see an account is not told what is set for it', async () => {
  const granted = { role: 'viewer', scope: { kind: 'some', accounts: [OURS], organizationalUnits: [] } } as const;
  const { secret } = await createToken(api.database.db, { name: 'a machine', granted, days: 30 }, 'local', new Date());
  expect(await settingsFor(THEIRS, api.as(secret))).toEqual(await settingsFor(undefined));
  expect(await settingsFor(THEIRS)).not.toEqual(await settingsFor(undefined));
  const exceptions = async (ask: typeof api.ask) =>
    (await ask(`{ detector(type: "${TYPE}") { exceptions { setFor name value } } }`)).data;
  const ours = [
    { setFor: UNIT, name: 'ports', value: 70 },
    { setFor: OURS, name: 'enabled', value: false },
  ];
  expect(await exceptions(api.as(secret))).toEqual({ detector: { exceptions: ours } });
  expect(await exceptions(api.ask)).toEqual({
    detector: { exceptions: [...ours, { setFor: THEIRS, name: 'ports', value: 99 }] },
  });
});

test('there is no detector of a type that nobody asks for', async () => {
  const { data } = await api.ask(SETTINGS, { type: 'Recon:EC2/NothingOfTheKind' });
  expect(data).toEqual({ detector: null });
});
