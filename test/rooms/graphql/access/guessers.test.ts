import { expect, test } from 'vitest';
import { openApi } from '../open-api.ts';

test('who guesses tokens has to wait, and those behind the same address who showed a good one lately do not', async () => {
  await using api = await opened();
  const shown = async (authorization?: string) =>
    (await api.ask('{ viewer { name } }', {}, authorization === undefined ? {} : { authorization })).status;
  expect(await shown()).toBe(200);
  for (let guesses = 0; guesses < 20; guesses++) expect(await shown(`Bearer guess-${guesses}`)).toBe(401);
  expect(await shown('Bearer another')).toBe(429);
  expect(await shown()).toBe(200);
});

async function opened() {
  const api = await openApi([]);
  return { ...api, [Symbol.asyncDispose]: () => api.close() };
}
