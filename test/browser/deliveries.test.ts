import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { logObjectsPage } from '#db/queries/object-list.ts';
import { deliveries } from '#db/schema/deliveries.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { EVERYTHING, type Role } from '#services/model/viewer.ts';
import { openEmpty } from '../databases.ts';
import { BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { logObject, nothingMore, receiveObjects, report, turn } from '../rooms/db/turns.ts';
import { apiOptions, storeFindings, TOKEN } from '../rooms/graphql/open-api.ts';
import { CHROMIUM_FLAGS, findChromium } from './browser.ts';

const executablePath = findChromium();
const TROUBLE = { kind: 'unreadable-object', message: 'It is cut off.', position: undefined, records: 0 } as const;
const FAILED = [BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE];

describe.skipIf(executablePath === undefined)('the console, by role', () => {
  let database: Database;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    database = await openEmpty();
    await storeFindings(database, FAILED);
    const failed = { sink: 'webhook/pager', state: 'failed', lastError: 'Gone.', version: new Date(0) } as const;
    await database.db
      .insert(deliveries)
      .values(FAILED.map(({ id }) => ({ ...failed, findingId: id, partition: 'p', nextAttemptAt: new Date() })));
    const access = { kind: 'token', token: TOKEN } as const;
    server = await serveApi({ ...apiOptions(database, { access }), host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  async function signedIn(role: Role, path: string): Promise<Page> {
    const token = { name: role, granted: { role, scope: EVERYTHING }, days: 1 };
    const { secret } = await createToken(database.db, token, 'local', new Date());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(20_000);
    await page.goto(new URL(path, server.url).href);
    await page.getByLabel('Token').fill(secret);
    await page.getByRole('button', { name: 'Sign in with the token' }).click();
    return page;
  }

  async function states(): Promise<readonly string[]> {
    return (await database.db.select().from(deliveries)).map(({ state }) => state).toSorted();
  }

  test('an engineer sends one dead letter again, then all; a viewer sees them and is offered neither', async () => {
    const viewer = await signedIn('viewer', '/deliveries');
    await viewer.getByText('Gone.').first().waitFor();
    expect(await viewer.getByRole('button', { name: /again$/ }).count()).toBe(0);
    const engineer = await signedIn('engineer', '/deliveries');
    await engineer.getByRole('button', { name: `Send ${SSH_BRUTE_FORCE.type} to webhook/pager again` }).click();
    await engineer.getByText('To be sent again within a minute: 1.').waitFor();
    expect(await states()).toEqual(['failed', 'pending']);
    await engineer.getByRole('button', { name: 'Send all dead letters again' }).click();
    await expect.poll(states).toEqual(['pending', 'pending']);
  });

  test('an engineer has a log object read again that was given up, after a second question; a viewer is not asked', async () => {
    const ledger = async () =>
      (await logObjectsPage(database.db, EVERYTHING, {}, { limit: 9 })).map(({ state }) => state);
    const dead = report(logObject(2), { state: 'failed', records: 0, troubles: [TROUBLE] });
    await receiveObjects(database.db, [2]);
    await commitTurn(database.db, turn({ reports: [dead] }), nothingMore);
    const path = `/accounts/${logObject(2).accountId}`;
    const viewer = await signedIn('viewer', path);
    await viewer.getByText(TROUBLE.message).waitFor();
    expect(await viewer.getByRole('button', { name: /again$/ }).count()).toBe(0);
    const engineer = await signedIn('engineer', path);
    await engineer.getByRole('button', { name: 'Read all again' }).click();
    await engineer.getByRole('button', { name: 'Cancel' }).click();
    expect(await ledger()).toEqual(['failed']);
    await engineer.getByRole('button', { name: `Read s3://logs/${logObject(2).key} again` }).click();
    await engineer.getByRole('button', { name: 'Read again', exact: true }).last().click();
    await engineer.getByText('To be read again within a minute: 1 log object.').waitFor();
    expect(await ledger()).toEqual(['pending']);
    await expect.poll(() => engineer.getByText(TROUBLE.message).count()).toBe(0);
  });

  test('a viewer reads a case and is offered no change of it', async () => {
    const path = `/findings/${BUCKET_MADE_PUBLIC.id}`;
    const viewer = await signedIn('viewer', path);
    await viewer.getByRole('tab', { name: 'Case' }).click();
    await viewer.getByText('Nobody has worked on this finding yet.').waitFor();
    for (const name of ['Add comment', 'Archive'])
      expect(await viewer.getByRole('button', { name, exact: true }).count()).toBe(0);
    const analyst = await signedIn('analyst', path);
    await analyst.getByRole('tab', { name: 'Case' }).click();
    await analyst.getByRole('button', { name: 'Add comment', exact: true }).waitFor();
  });
});
