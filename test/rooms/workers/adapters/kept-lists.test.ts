import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { days } from '#services/model/time.ts';
import { keepVersion, stateOf } from '#services/workers/adapters/kept-lists.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');

test('the last two versions stay, and whatever else there is for the day in which somebody may open it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-lists-'));
  const keep = (text: string, now: number) => keepVersion(folder, Buffer.from(text), { entries: 1, now }).sha256;
  const inFolder = () => new Set(readdirSync(folder).map((name) => name.replace(/\.list$/, '')));
  try {
    const first = keep('192.0.2.1', NOW);
    const second = keep('192.0.2.2', NOW + 1);
    writeFileSync(join(folder, 'new.draft'), '');
    utimesSync(join(folder, 'new.draft'), NOW / 1000, NOW / 1000);
    const third = keep('192.0.2.3', NOW + 2);
    expect(stateOf(folder)).toMatchObject({ current: { sha256: third }, previous: { sha256: second } });
    expect(inFolder()).toEqual(new Set([first, second, third, 'new.draft', 'state.json']));
    // The same content again is no other version.
    keep('192.0.2.3', NOW + days(1) + 2);
    expect(stateOf(folder)).toMatchObject({ current: { sha256: third }, previous: { sha256: second } });
    expect(inFolder()).toEqual(new Set([second, third, 'state.json']));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
