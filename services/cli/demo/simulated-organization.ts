import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LogObject } from '#services/model/log-object.ts';
import { recognize } from '#services/sources/log-key.ts';
import type { AnySource } from '#services/sources/log-source.ts';
import { listFolder } from '#services/workers/adapters/folder-objects.ts';

const ORGANIZATION = z.object({
  id: z.string(),
  managementAccountId: z.string(),
  firstDay: z.iso.date(),
  units: z.array(z.object({ id: z.string(), name: z.string(), parentId: z.string().optional() })),
  accounts: z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), unitId: z.string().optional() })),
});

const EXPECTED = z.object({
  findings: z.array(
    z.object({
      type: z.string(),
      accountId: z.string(),
      region: z.string(),
      resource: z.string(),
      role: z.string(),
    }),
  ),
  lists: z.array(z.string()),
});

export type ExpectedFinding = z.infer<typeof EXPECTED>['findings'][number];

/** The contents of a folder that `vedette simulate` wrote. */
export interface SimulatedOrganization extends Readonly<z.infer<typeof ORGANIZATION>> {
  readonly expected: readonly ExpectedFinding[];
  /** In the form of the `--list` flag. */
  readonly lists: readonly string[];
}

/** @throws when the folder holds no simulation */
export async function readSimulation(folder: string): Promise<SimulatedOrganization> {
  const organization = ORGANIZATION.parse(await readJson(join(folder, 'organization.json')));
  const expected = EXPECTED.parse(await readJson(join(folder, 'expected.json')));
  return {
    ...organization,
    expected: expected.findings,
    lists: expected.lists.map((flag) => flag.replace('=', `=${folder}/`)),
  };
}

/** Every object in the folder's buckets, in the form of a bucket listing. */
export async function simulatedObjects(folder: string, sources: readonly AnySource[]): Promise<readonly LogObject[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const buckets = entries.filter((entry) => entry.isDirectory() && entry.name !== 'lists').map(({ name }) => name);
  const listed = await Promise.all(
    buckets.map((bucket) => listFolder(folder, bucket, (key) => recognize(key, sources))),
  );
  return listed.flat();
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
