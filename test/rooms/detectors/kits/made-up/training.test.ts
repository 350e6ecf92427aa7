import { expect, test } from 'vitest';
import { judge, RARE, rarityOf } from '#services/detectors/kits/made-up/model.ts';
import { readModel, writeModel } from '#services/detectors/kits/made-up/shipped-model.ts';
import { train } from '../../../../../scripts/train-dga/train.ts';

const STEMS =
  'garden market silver travel coffee planet studio bridge winter doctor music house river stone cloud light'.split(
    ' ',
  );
const CHOSEN = STEMS.flatMap((first) =>
  STEMS.map((second) => ({ label: first + second, suffix: 'com', isBare: true })),
);
const SMALL = { trees: 5, campaigns: [1, 1] } as const;

test('the same names and seed train the same model, which is read as it was written', () => {
  const model = train(CHOSEN, 7, () => undefined, SMALL);
  const again = train(CHOSEN, 7, () => undefined, SMALL);
  expect(writeModel(again)).toEqual(writeModel(model));
  expect(writeModel(readModel(writeModel(model)))).toEqual(writeModel(model));
  expect(writeModel(train(CHOSEN, 8, () => undefined, SMALL))).not.toEqual(writeModel(model));
});

test('what it was trained on is told from what nobody chose', () => {
  const model = train(CHOSEN, 7, () => undefined, SMALL);
  const odds = (label: string) => judge(model, { label, suffix: 'com', isBare: true }).characters;
  expect(odds('gardenbridge')).toBeLessThan(0);
  expect(odds('xkqjvhzwpdtq')).toBeGreaterThan(0);
});

test.each([
  ['com', 1],
  ['co.uk', 8],
  ['com.br', 8],
  ['duckdns.org', RARE],
  ['sch.ac.uk', RARE],
  ['x.uk', RARE],
  ['co.name', RARE],
  ['bazar', RARE],
])('the suffix %s counts %d bits', (suffix, bits) => {
  expect(rarityOf(suffix, new Map([['com', 1]]))).toBe(bits);
});
