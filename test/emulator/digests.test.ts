import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { proofGapsOf } from '#db/queries/digests.ts';
import type { Aws } from '#services/aws/aws.ts';
import { cloudtrailDigests } from '#services/aws/cloudtrail-digests.ts';
import { s3ObjectStore } from '#services/aws/s3-object-store.ts';
import { openDetection } from '#services/detection.ts';
import passwordPolicy from '#services/detectors/stealth/iam-user-password-policy-change.ts';
import { createLog } from '#services/log.ts';
import type { Example } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { start, type Service } from '#services/start.ts';
import { rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { reconcile } from '#services/workers/reconcile.ts';
import { verifyDigests } from '#services/workers/verify-digests.ts';
import { createWorld, type World } from '#services/world.ts';
import { openEmpty } from '../databases.ts';
import { NO_INTEL } from '../replay/detectors.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { DigestSigner, writeDigest, type DigestToWrite, type WrittenDigest } from '../world/digests.ts';
import { cloudTrailFile, type LogFile } from '../world/log-files.ts';
import {
  createBucket,
  createOrganization,
  createOrganizationTrail,
  deployMemberRole,
  HOME_REGION,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../world/organization.ts';

const moto = inject('motoUrl');

/** An organization's trail with validation on. Somebody who may write to its bucket tampers with the objects in it. */
describe.skipIf(moto === undefined)("digests of an organization's trail", () => {
  const emulator = new AwsEmulator(moto);
  const signer = new DigestSigner();
  const startedAt = Math.floor(Date.now() / hours(1)) * hours(1) - hours(6);
  let aheadMs = 0;
  let organization: TestOrganization;
  let owner: string;
  let bucket: string;
  let aws: Aws;
  let database: Database;
  let world: World;
  let service: Service;
  let place: Omit<DigestToWrite, 'to'>;
  let files: readonly LogFile[];
  let digests: readonly WrittenDigest[];

  const put = ({ key, bytes, metadata }: LogFile & Partial<Pick<WrittenDigest, 'metadata'>>) =>
    putObject(emulator, owner, bucket, key, bytes, HOME_REGION, metadata);
  const verify = () => verifyDigests(world, cloudtrailDigests(aws), service.receive);
  const gaps = async () => {
    const all = { from: new Date(0), to: new Date(Date.now() + hours(99)), limit: 100 };
    return (await proofGapsOf(database.db, EVERYTHING, all)).map(({ kind, key }) => `${kind} ${key}`).toSorted();
  };
  /** The log file of hour n, and the digest that names it. */
  const fileOf = (n: number): LogFile =>
    cloudTrailFile(organization.id, {
      records: storyOf(),
      accountId: owner,
      region: HOME_REGION,
      deliveredAt: new Date(startedAt + hours(n) + 60_000),
    });

  beforeAll(async () => {
    await emulator.start();
    emulator.publicKeys.push({
      Fingerprint: signer.fingerprint,
      Value: Buffer.from(signer.publicKey).toString('base64'),
    });
    organization = await createOrganization(emulator, 2);
    owner = organization.administratorAccountId;
    for (const id of [organization.managementAccountId, owner]) await deployMemberRole(emulator, organization, id);
    bucket = `proved-${organization.suffix}`;
    await createBucket(emulator, owner, bucket);
    await createOrganizationTrail(emulator, organization, bucket);
    place = {
      signer,
      bucket,
      folder: `AWSLogs/${organization.id}/${owner}/CloudTrail-Digest/${HOME_REGION}/`,
      accountId: owner,
      region: HOME_REGION,
      trail: `organization_${HOME_REGION}`,
    };
    files = [0, 1, 2, 3, 4].map(fileOf);
    const written: WrittenDigest[] = [];
    for (const [n, { key, bytes }] of files.entries())
      written.push(
        writeDigest({
          ...place,
          to: startedAt + hours(n + 1),
          files: [{ key, text: gunzipSync(bytes) }],
          previous: written.at(-1),
        }),
      );
    digests = written;
    aws = openAsAdministrator(emulator, organization);
    database = await openEmpty();
    world = {
      ...createWorld({
        database,
        objects: s3ObjectStore(aws, (name) => rememberedReader(world, name)),
        sinks: [],
        log: createLog('silent'),
      }),
      now: () => new Date(Date.now() + aheadMs),
    };
    const detection = await openDetection({ detectors: [passwordPolicy], intel: NO_INTEL });
    service = await start(world, { turnsAtOnce: 1, objectsPerTurn: 100, retentionDays: 90 }, detection);
  });
  afterAll(async () => {
    await service?.[Symbol.asyncDispose]();
    await database?.close();
    await aws?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  test('prove what was read; an altered and a removed log file, a removed and a forged digest are each named', async () => {
    const [, altered, removed] = files;
    const [, , , gone, forged] = digests;
    if (!altered || !removed || !gone || !forged) throw new Error('There are five of each.');
    const other = gunzipSync(altered.bytes).toString().replace('"Records":[', '"Records":[ ');
    const signature = new DigestSigner().sign('anything');
    const standing = [
      ...files.map((file) => (file === altered ? { ...file, bytes: gzipSync(other) } : file)),
      ...digests.map((digest) =>
        digest === forged ? { ...digest, metadata: { ...digest.metadata, signature } } : digest,
      ),
    ].filter(({ key }) => key !== removed.key && key !== gone.key);
    await Promise.all(standing.map((object) => put(object)));
    await reconcile(world, aws, service.receive, { regions: [HOME_REGION] });
    await service.settle();

    // The first log file is proved, and so would be those that the removed and the forged digest name.
    expect(await verify()).toMatchObject({ digests: 4, proved: 1, refused: 0 });
    const named = [`digest-forged ${forged.key}`, `object-altered ${altered.key}`, `object-missing ${removed.key}`];
    expect(await gaps()).toEqual(named);

    const next = writeDigest({ ...place, to: startedAt + hours(6), previous: forged });
    const afterGone = writeDigest({ ...place, to: startedAt + hours(5.5), previous: gone });
    await Promise.all([put(next), put(afterGone)]);
    aheadMs = hours(3);
    await verify();
    expect(await gaps()).toEqual([named[0], `digest-removed ${gone.key}`, named[1], named[2]]);
    const fact = (await allCoverage(database.db, EVERYTHING)).find(
      ({ about, accountId }) => about === 'integrity' && accountId === owner,
    );
    expect(fact).toMatchObject({ state: 'gap', reason: 'object-missing', region: HOME_REGION });
    expect(fact?.detail).toContain(removed.key);
    expect([...emulator.unimplemented]).toEqual([]);
  });
});

function storyOf(): Example {
  const [story] = Object.values(passwordPolicy.examples.fires);
  if (story === undefined) throw new Error('It has an example.');
  return story();
}
