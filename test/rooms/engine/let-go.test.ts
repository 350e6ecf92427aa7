import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import lookListTake from '#services/detectors/credential-access/iam-user-session-chain-look-list-take.ts';
import permissionEnumeration from '#services/detectors/recon/iam-user-permission-enumeration.ts';
import rootUsed from '#services/detectors/policy/iam-user-root-credential-usage.ts';
import { createEngine, type Engine } from '#services/engine/engine.ts';
import { Grouping } from '#services/engine/grouping.ts';
import { intelViews } from '#services/engine/intel-views.ts';
import { ask } from '#services/engine/question.ts';
import { NO_OVERRIDES, variantsOf } from '#services/engine/settings.ts';
import type { Batch } from '#services/model/column.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { organizationView } from '#services/organization/view.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import cloudtrail from '#services/sources/cloudtrail/source.ts';
import { SOURCES } from '#services/sources/index.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { HOME, newDecoder, newReader, recordsOf, trail, UNNAMED } from '../sources/decoding.ts';

// A batch is small garbage that must die young, because V8 collects young objects at almost no cost. What an old object
// refers to stays until old objects are collected, and a scan of small files then takes a quarter more time and 100 MB
// more.

const intel = exampleIntel({ records: [] });
const organization = organizationView({ read: new Set() });

function engineOf(detectors: readonly AnyDetector[]): Engine {
  return createEngine({ detectors, sources: SOURCES, tallies: tallyBuilder, intel, organization });
}

let collectYoung: () => void;

beforeAll(() => {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc !== 'function') throw new Error('V8 exposes no collector.');
  collectYoung = () => void gc({ type: 'minor' });
});

/** How many are left after young objects were collected. */
async function left(refs: readonly WeakRef<object>[]): Promise<number> {
  // The target of a new weak reference stays until the current turn ends.
  await turn();
  collectYoung();
  collectYoung();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

test('what is made for a batch goes with it', async () => {
  const engine = engineOf([lookListTake, permissionEnumeration]);
  const decoder = createDecoder(newReader(), SOURCES, engine.fields);
  const work = engine.newWork({ isStored: () => false });
  const refs: WeakRef<object>[] = [];
  for (let i = 0; i < 40; i++) {
    const object = { ...UNNAMED, key: String(i) };
    decoder.decode(object, gzipSync(trail(assumedRole(i), refused(i))), HOME, (batch, source) => {
      refs.push(new WeakRef(batch.record(0)));
      engine.step(batch, object, source, work);
    });
    await turn();
  }
  expect(refs).toHaveLength(40);
  // Columns may still know the last batches, and V8 may have moved a few to the old generation. If something old
  // referred to batches, all of them would be left.
  expect(await left(refs)).toBeLessThan(10);
  expect(work.live().length).toBeGreaterThan(0);
});

/** A hop, whose caller is looked up in the owner's table. */
function assumedRole(i: number): object {
  return event({
    userIdentity: { ...iamUser('alice'), accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    responseElements: { credentials: { accessKeyId: `ASIA${i}` } },
  });
}

/** A refused call, which many questions ask about. */
function refused(i: number): object {
  return event({
    userIdentity: { ...iamUser('alice'), accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    eventSource: 'iam.amazonaws.com',
    eventName: `CreateUser`,
    errorCode: 'AccessDenied',
    requestParameters: { userName: `intern-${i}` },
  });
}

test('what a question knew of a batch goes with it', async () => {
  const [question] = ask(
    rootUsed,
    cloudtrail,
    { organization },
    intelViews(intel, organization),
    variantsOf(rootUsed, NO_OVERRIDES, organization),
    tallyBuilder,
  );
  if (question === undefined) throw new Error('The detector is on.');
  const grouping = new Grouping(question);
  const work = engineOf([rootUsed]).newWork({ isStored: () => false });
  const refs: WeakRef<object>[] = [];
  const batches: Batch[] = [];
  recordsOf(newDecoder(), trail(refused(0)), (each) => void batches.push(each));
  const [batch] = batches;
  if (batch === undefined) throw new Error('The trail has a record.');
  const [accounts, regions] = [batch.column('accountId'), batch.column('region')];
  for (let i = 0; i < 40; i++) {
    grouping.begin({ batch, object: String(i), work, accounts, regions });
    refs.push(new WeakRef(grouping.scopeOf(0, batch.time(0))));
    grouping.end();
    await turn();
    // By the third batch, the question's own objects are old.
    if (i < 3) collectYoung();
  }
  expect(refs).toHaveLength(40);
  expect(await left(refs.slice(3))).toBe(0);
});
