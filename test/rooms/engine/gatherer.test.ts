import { setImmediate as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { openDetection } from '#services/detection.ts';
import persistence from '#services/detectors/persistence/iam-user-anomalous-behavior.ts';
import { sourceNamed } from '#services/sources/source-named.ts';

const OBJECT = { bucket: 'logs', key: 'a.json.gz', etag: '', accountId: undefined, region: undefined };

test('what an engine remembers of who acts keeps no day of work that is over', async () => {
  const { decoder, engine, home } = await openDetection({
    detectors: [persistence],
    intel: exampleIntel({ records: [] }),
  });
  const [story] = Object.values(persistence.examples.fires);
  const { source } = persistence.from;
  const bytes = gzipSync(sourceNamed(source).text(story?.() ?? { records: [] }));
  const object = { ...OBJECT, source, sizeBytes: bytes.length };
  /** The days that a work gathers; nothing else of it is held. */
  const gathered = (): WeakRef<object> => {
    const work = engine.newWork();
    decoder.decode(object, bytes, home, (batch, read) => engine.step(batch, object, read, work));
    const profile = persistence.learned?.profile.name;
    const days = profile && work.behaviours.get(profile, Date.parse('2026-03-02'));
    if (days === undefined) throw new Error('The story is of that day.');
    return new WeakRef(days);
  };
  const days = gathered();
  // A weak reference holds on until the job that asked it is over.
  await pause();
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  expect(days.deref()).toBeUndefined();
});
