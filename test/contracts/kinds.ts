import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ACTION_KINDS } from '#services/actions/index.ts';
import { kindOf } from '#services/model/action-kind.ts';
import type { Observation } from '#services/model/observation.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { DESCRIBED_FINDINGS } from '../formats/described-findings.ts';
import { FINDINGS } from '../formats/findings.ts';

/** Tests what every kind of resource and action promises, with the observations of all examples. */
export function keepsToKinds(observations: readonly Observation[]): void {
  const resources = [
    ...[...FINDINGS, ...DESCRIBED_FINDINGS].map(({ resource }) => resource),
    ...observations.map(({ subject }) => subject.resource),
  ];
  const actions = [...FINDINGS.map(({ service }) => service.action), ...observations.map(({ action }) => action)];

  describe.each(RESOURCE_KINDS)('$member', (kind) => {
    const schema = strict(kind.schema);
    const told = resources.filter((resource) => resource[kind.member] !== undefined);

    test('the examples tell of it, and of nothing that its fields do not describe', () => {
      expect(told.length).toBeGreaterThan(0);
      for (const resource of told) expect(schema.safeParse(resource[kind.member]).error).toBeUndefined();
    });

    test('each has an id, words and a resource of Security Hub', () => {
      for (const resource of told)
        for (const details of detailsOf(kind, resource)) {
          const place = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333', id: resource.id };
          expect(kind.words(details)).toMatch(/^\S.*[^.\s]$/);
          expect(kind.asff(details, place)).toMatchObject({ Type: expect.any(String), Id: expect.any(String) });
        }
    });
  });

  describe.each(ACTION_KINDS)('$type', (kind) => {
    const schema = strict(kind.schema);
    const told = actions.filter(({ actionType }) => actionType === kind.type);

    test('the examples tell of it, and of nothing that its fields do not describe', () => {
      expect(told.length).toBeGreaterThan(0);
      for (const action of told) expect(schema.safeParse(kindOf(ACTION_KINDS, action).details).error).toBeUndefined();
    });

    test('each has words and another end that they name', () => {
      for (const action of told) {
        const { details } = kindOf(ACTION_KINDS, action);
        const { address, domain } = kind.remote(details);
        expect(kind.words(details)).toContain(address ?? domain ?? '');
        expect(kind.words(details)).not.toMatch(/undefined|\n/);
      }
    });
  });
}

/** The schema with nothing allowed that it does not describe. */
function strict(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodObject)
    return z.strictObject(Object.fromEntries(Object.entries(schema.shape).map(([key, value]) => [key, strict(value)])));
  if (schema instanceof z.ZodArray) return z.array(strict(schema.element));
  if (schema instanceof z.ZodOptional) return strict(schema.unwrap()).optional();
  if (schema instanceof z.ZodType) return schema;
  throw new Error('no schema');
}
