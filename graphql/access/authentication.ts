import assert from 'node:assert/strict';
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Db } from '#db/client.ts';
import { useToken } from '#db/queries/access/tokens.ts';
import { isSecret } from '#db/secret.ts';
import type { AuditEntry } from '#services/model/audit.ts';
import { EVERYTHING, type Viewer } from '#services/model/viewer.ts';
import type { Access } from './access.ts';
import { guesserAt, type AddressOf } from './client-address.ts';
import type { Login } from './login.ts';
import { Refusal, refusalResponse } from './refusal.ts';
import { Lately, Throttle } from './throttle.ts';

export interface AccessWorld {
  readonly db: Db;
  readonly access: Access;
  readonly now: () => Date;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly addressOf: AddressOf;
}

/** What Node passes along with a request; empty when the API is called without a port. */
export interface Arrival {
  readonly req?: IncomingMessage;
}

/** Who sent a request, and from where. */
export interface Caller {
  readonly viewer: Viewer;
  readonly address: string | undefined;
  /** Whether the token or session still lets the caller in: for answers that go on for longer than a moment. */
  isLetIn(): Promise<boolean>;
}

/** The callers that the plugin identified before the rest of their requests was read. */
export interface Authentication {
  readonly plugin: Plugin<object, Arrival>;
  /** Only for requests that were let in. */
  callerOf(request: Request): Caller;
}

/**
 * Identifies the caller before the request's body is read and its query parsed, so that requests of strangers cost
 * little.
 */
export function authentication(world: AccessWorld, login: Login | undefined): Authentication {
  const callers = new WeakMap<Request, Caller>();
  const failures = new Throttle({ atOnce: 20, perMinute: 20 });
  const requests = new Throttle({ atOnce: 600, perMinute: 6000 });
  /**
   * Callers that authenticated lately. They are not locked out when somebody who guesses tokens shares their address,
   * as behind a proxy.
   */
  const good = new Lately();

  async function admit(request: Request, address: string | undefined): Promise<Viewer | Refusal> {
    const shown = shownBy(request);
    if (shown !== undefined) return admitToken(shown, address);
    const viewer = await withoutToken(request);
    if (viewer === undefined) return new Refusal(401, NEEDS_TOKEN, CHALLENGE);
    return viewer === LOCAL ? viewer : paced(viewer);
  }

  async function withoutToken(request: Request): Promise<Viewer | undefined> {
    return (await login?.viewerOf(request)) ?? (world.access.kind === 'loopback' ? LOCAL : undefined);
  }

  async function isLetIn(request: Request): Promise<boolean> {
    const shown = shownBy(request);
    return (await (shown === undefined ? withoutToken(request) : viewerOf(world, shown))) !== undefined;
  }

  async function admitToken(shown: string, address: string | undefined): Promise<Viewer | Refusal> {
    const nowMs = world.now().getTime();
    const key = hash('sha256', shown);
    const guesser = guesserAt(address);
    const wait = failures.waitOf(guesser, nowMs);
    if (wait > 0 && !good.has(key)) return tooMany('Too many wrong tokens from this address', wait);
    const viewer = await viewerOf(world, shown);
    if (viewer !== undefined) {
      good.add(key);
      return paced(viewer);
    }
    const first = failures.count(guesser, nowMs);
    if (first)
      await world.audit({ who: 'nobody', from: address, what: 'access.refused', about: { told: WRONG_TOKEN } });
    const challenge = `${CHALLENGE['www-authenticate']}, error="invalid_token"`;
    return new Refusal(401, WRONG_TOKEN, { 'www-authenticate': challenge });
  }

  function paced(viewer: Viewer): Viewer | Refusal {
    const nowMs = world.now().getTime();
    const wait = requests.waitOf(viewer.id, nowMs);
    if (wait > 0) return tooMany(`Too many requests from ${viewer.name}`, wait);
    requests.count(viewer.id, nowMs);
    return viewer;
  }

  return {
    plugin: {
      async onRequest({ request, url, fetchAPI, serverContext, endResponse }) {
        if (FOR_EVERYBODY.includes(url.pathname)) return;
        const address = world.addressOf(request, serverContext);
        const viewer = await admit(request, address);
        if (viewer instanceof Refusal) endResponse(refusalResponse(fetchAPI, viewer));
        else callers.set(request, { viewer, address, isLetIn: () => isLetIn(request) });
      },
    },
    callerOf(request) {
      const caller = callers.get(request);
      assert(caller !== undefined, 'A request is let in with its caller.');
      return caller;
    },
  };
}

/** Liveness and readiness of the process. */
const FOR_EVERYBODY = ['/healthz', '/readyz'];

const LOCAL: Viewer = { id: 'local', name: 'this machine', role: 'admin', scope: EVERYTHING };
const OF_SETTINGS: Viewer = {
  id: 'token:settings',
  name: 'the token in the settings',
  role: 'admin',
  scope: EVERYTHING,
};

const NEEDS_TOKEN = 'This requires a token: send the header "Authorization: Bearer TOKEN".';
const WRONG_TOKEN = 'This token is not valid: it is wrong, expired or revoked.';
const CHALLENGE = { 'www-authenticate': 'Bearer realm="vedette"' };

function tooMany(what: string, seconds: number): Refusal {
  return new Refusal(429, `${what}: wait ${seconds} seconds.`, { 'retry-after': String(seconds) });
}

/** The bearer token of a request; empty when its Authorization header is in another form. */
function shownBy(request: Request): string | undefined {
  const header = request.headers.get('authorization');
  if (header === null || header === '') return undefined;
  return /^bearer ([^ ]+)$/i.exec(header)?.[1] ?? '';
}

async function viewerOf({ db, access, now }: AccessWorld, shown: string): Promise<Viewer | undefined> {
  if (access.kind === 'token' && access.token !== undefined && same(shown, access.token)) return OF_SETTINGS;
  if (!isSecret('token', shown)) return undefined;
  const token = await useToken(db, shown, now());
  return token && { id: `token:${token.id}`, name: token.name, ...token.granted };
}

/** Compares in constant time, so that timing tells nothing about the right token. */
function same(given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'));
}
