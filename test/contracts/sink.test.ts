import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { renderersOf } from '#services/formats.ts';
import type { Document, Sink } from '#services/model/delivery.ts';
import { minutes } from '#services/model/time.ts';
import { loadSinks, openSinks, settingsOf } from '#services/sinks.ts';
import type { AnySink } from '#services/sinks/kits/define-sink.ts';
import { SSH_BRUTE_FORCE } from '../formats/findings.ts';
import type { OtherSide } from './other-side.ts';
import { openPostedTo } from './posted-to.ts';

const sinks = await loadSinks();
const renderers = renderersOf([]);

const fileOf = (name: string) => new URL(`sinks/${name}.ts`, import.meta.url);
const hasOwn = (name: string) => existsSync(fileURLToPath(fileOf(name)));

async function openOtherSide(definition: AnySink): Promise<OtherSide> {
  if (!hasOwn(definition.name)) return openPostedTo(definition);
  const { default: open }: { default: () => Promise<OtherSide> } = await import(fileOf(definition.name).href);
  return open();
}

test('each is in the file of its name', () => {
  const files = readdirSync(fileURLToPath(new URL('../../services/sinks', import.meta.url)));
  const named = sinks.map(({ name }) => `${name}.ts`);
  expect(files.filter((file) => file.endsWith('.ts') && file !== 'index.ts').toSorted()).toEqual(named.toSorted());
});

test('every sink has another side to be tried with: its own, or an address that it posts to', () => {
  const alone = sinks.filter(({ name, settings }) => !hasOwn(name) && !('url' in settings.shape));
  expect(alone.map(({ name }) => `test/contracts/sinks/${name}.ts is missing`)).toEqual([]);
});

describe.each(sinks)('$name', (definition) => {
  let other: OtherSide;
  let sink: Sink;
  beforeEach(async () => {
    other = await openOtherSide(definition);
    const [opened] = await openWith(other.settings);
    if (opened === undefined) throw new Error('With its settings and doors it is in use.');
    sink = opened;
  });
  afterEach(async () => {
    vi.useRealTimers();
    await other.close();
  });

  /** Opens the sink; if there may be several of its kind, as one of them. */
  const openWith = (settings: OtherSide['settings']) => {
    const section = definition.several ? { one: settings } : settings;
    return openSinks([definition], { [definition.name]: section }, other.doors, renderers);
  };
  const documentsOf = (count: number): readonly Document[] =>
    Array.from({ length: count }, (_, index) => {
      const finding = { ...SSH_BRUTE_FORCE, id: index.toString(16).padStart(32, '0') };
      return { ...finding, findingId: finding.id, version: finding.updatedAt, body: sink.render(finding) };
    });
  const outcomesOf = async (documents: readonly Document[]) =>
    (await sink.deliver(documents)).map(({ findingId, outcome }) => [findingId, outcome] as const);

  test('what it is given arrives, in order, and each has its receipt', async () => {
    const documents = documentsOf(3);
    expect(await outcomesOf(documents)).toEqual(documents.map(({ findingId }) => [findingId, 'delivered']));
    expect(other.taken()).toEqual(documents.map(({ findingId }) => findingId));
  });

  test('nothing to send is no request', async () => {
    expect(await sink.deliver([])).toEqual([]);
    expect(other.taken()).toEqual([]);
  });

  test('while the other side is away all of it waits, and is taken afterwards', async () => {
    const documents = documentsOf(3);
    const back = other.away();
    vi.useFakeTimers({ toFake: ['performance'] });
    expect(new Set((await outcomesOf(documents)).map(([, outcome]) => outcome))).toEqual(new Set(['retry']));
    back();
    // A sink may pause before it tries again.
    vi.advanceTimersByTime(minutes(5));
    expect(await outcomesOf(documents)).toEqual(documents.map(({ findingId }) => [findingId, 'delivered']));
  });

  test('one that is never taken fails, and its neighbours are delivered', async () => {
    const documents = documentsOf(3).map((each, index) =>
      index === 1 ? { ...each, body: other.refuse(each.body) } : each,
    );
    expect((await outcomesOf(documents)).map(([, outcome]) => outcome)).toEqual(['delivered', 'failed', 'delivered']);
  });

  test('no error tells a secret', async () => {
    other.away();
    const told = JSON.stringify(await sink.deliver(documentsOf(2)));
    expect(other.secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });

  test('each of its settings says what it is', () => {
    expect(settingsOf(definition).filter(({ because }) => !because.endsWith('.'))).toEqual([]);
  });

  test('one that is switched off is not opened', async () => {
    expect(await openWith({ ...other.settings, enabled: false })).toEqual([]);
  });

  test('settings that it does not have are refused', async () => {
    await expect(openWith({ ...other.settings, nonsense: 1 })).rejects.toThrow('nonsense');
  });

  test('it is told of what its owner wants told, as often as they want', async () => {
    const only = { severityMin: 7, types: ['UnauthorizedAccess:EC2/SSHBruteForce'] };
    const [opened] = await openWith({ ...other.settings, only, except: { accountIds: ['111122223333'] } });
    expect(opened?.terms).toMatchObject({ only, except: { accountIds: ['111122223333'] } });
    await expect(openWith({ ...other.settings, only: { severityMin: 'bad' } })).rejects.toThrow('severityMin');
  });
});
