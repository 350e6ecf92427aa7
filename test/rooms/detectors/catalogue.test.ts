import { describe, expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { guardDutyCoverage, guardDutyPage } from '../../../scripts/generate/guardduty-docs.ts';
import { GUARDDUTY_TYPES, RETIRED_BY_GUARDDUTY } from '../../../scripts/generate/guardduty-types.ts';
import { ownTypesPage } from '../../../scripts/generate/own-docs.ts';
import { LEFT_OUT } from '../../../scripts/generate/own-types.ts';

/** Compares the lists of GuardDuty's types and of our own with the detectors. */

const detectors = await loadDetectors();
const current = GUARDDUTY_TYPES.flatMap(({ types }) => types);
const has = new Set<string>(detectors.map(({ type }) => type));

test('GuardDuty has 229 types, each named once', () => {
  expect(new Set([...current, ...RETIRED_BY_GUARDDUTY]).size).toBe(229 + RETIRED_BY_GUARDDUTY.length);
  expect(current.filter((type) => !isFindingType(type))).toEqual([]);
});

test("a detector is either of a type of GuardDuty's, or says that it is our own", () => {
  const theirs = new Set([...current, ...RETIRED_BY_GUARDDUTY]);
  expect(detectors.filter(({ type, own = false }) => own === theirs.has(type)).map(({ type }) => type)).toEqual([]);
});

test('no detector is of a type that cannot be told yet', () => {
  const [fromLogs, ...others] = GUARDDUTY_TYPES;
  expect(fromLogs?.without).toBe('not built yet');
  expect(others.flatMap(({ types }) => types).filter((type) => has.has(type))).toEqual([]);
});

test('what GuardDuty has retired is listed for as long as it is asked', () => {
  expect(RETIRED_BY_GUARDDUTY.filter((type) => !has.has(type))).toEqual([]);
});

describe("the page of GuardDuty's types", () => {
  const { rows, detected } = guardDutyCoverage(detectors);
  const page = guardDutyPage(detectors);

  test('counts what it shows', () => {
    expect(page.match(/\| \[detected\]/g)).toHaveLength(detected);
    expect(page).toContain(`| detected | ${detected} |`);
    expect(page).toContain(`| all | ${rows.length} |`);
  });

  test('says of each type that it is detected, or why not', () => {
    for (const { type, detector, without } of rows)
      expect(page).toContain(`\n| ${type} | ${detector ? '[detected](' : `${without} |`}`);
  });
});

describe('the page of our own types', () => {
  const page = ownTypesPage(detectors);

  test('names each of them', () => {
    for (const { type } of detectors.filter(({ own }) => own)) expect(page).toContain(`| [${type}](detectors/`);
  });

  test('leaves out none that there is', () => {
    expect(Object.keys(LEFT_OUT).filter((type) => has.has(type))).toEqual([]);
  });

  test('points to detectors that there are', () => {
    const named = Object.values(LEFT_OUT).flatMap((reason) =>
      [...reason.matchAll(/`([^`]+)`/g)].map(([, type]) => type),
    );
    expect(named.filter((type) => !detectors.some((detector) => detector.type === type))).toEqual([]);
  });
});
