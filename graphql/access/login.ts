import type { FetchAPI, Plugin } from 'graphql-yoga';
import {
  createSession,
  endSession,
  findSession,
  SESSION_MS,
  spendLink,
  type NewSession,
} from '#db/queries/access/sessions.ts';
import { hashOf, isSecret, type Secret } from '#db/secret.ts';
import { grantOf } from '#services/model/login.ts';
import { EVERYTHING, type Viewer } from '#services/model/viewer.ts';
import type { AccessWorld, Arrival } from './authentication.ts';
import { guesserAt } from './client-address.ts';
import { cookiesOf } from './cookies.ts';
import { isCrossSite } from './cross-site.ts';
import { linkPage, page } from './login-pages.ts';
import { openProvider, UNDER_WAY, type ProviderSettings } from './provider.ts';
import { Throttle } from './throttle.ts';

/** How people log in. */
export interface LoginSettings {
  /** Where people reach the API. */
  readonly publicUrl: URL;
  /** Absent: people log in with a link only. */
  readonly provider?: ProviderSettings | undefined;
}

const [BEGIN, CALLBACK, LINK, LOGOUT] = ['/login', '/login/callback', '/login/link', '/logout'] as const;
const PATHS: readonly string[] = [BEGIN, CALLBACK, LINK, LOGOUT];

/** The address at which a login link is opened. */
export function linkAddress(publicUrl: URL, code: Secret): string {
  return new URL(`${LINK}?code=${code}`, publicUrl).href;
}

/** Names of cookies: the session, and what is remembered while the person is at the provider. */
const [SESSION, UNDER_WAY_COOKIE] = ['session', 'login'] as const;
const UNDER_WAY_SECONDS = 600;

/** Bounds a form that holds a link's code. */
const FORM_BYTES_MAX = 200;

const LINK_OVER =
  'This link was already used, has expired, or is not valid. "vedette login link" prints a new one; the demo prints one when it starts.';

/** A request that logs somebody in or out. */
interface Visit {
  readonly request: Request;
  readonly url: URL;
  readonly from: string | undefined;
  readonly api: FetchAPI;
}

/** Lets people log in at an identity provider or with a link, and recognizes them by a cookie. */
export class Login {
  readonly plugin: Plugin<object, Arrival>;
  readonly #world: AccessWorld;
  readonly #settings: LoginSettings;
  readonly #cookies: ReturnType<typeof cookiesOf>;
  readonly #provider: ReturnType<typeof openProvider> | undefined;
  readonly #failures = new Throttle({ atOnce: 20, perMinute: 20 });

  constructor(world: AccessWorld, settings: LoginSettings) {
    const { publicUrl, provider } = settings;
    this.#world = world;
    this.#settings = settings;
    this.#cookies = cookiesOf(publicUrl);
    this.#provider = provider && openProvider(provider, new URL(CALLBACK, publicUrl));
    this.plugin = {
      onRequest: async ({ request, url, fetchAPI: api, serverContext, endResponse }) => {
        if (!PATHS.includes(url.pathname)) return;
        endResponse(await this.#answer({ request, url, api, from: this.#world.addressOf(request, serverContext) }));
      },
    };
  }

  /** The viewer of a request's session; undefined when the request carries no valid session. */
  async viewerOf(request: Request): Promise<Viewer | undefined> {
    const secret = this.#secretOf(request);
    const origin = request.headers.get('origin');
    // A browser names the site that caused a request: cookies count only when that site is the API's own.
    if (secret === undefined || (origin !== null && origin !== this.#settings.publicUrl.origin)) return undefined;
    const session = await findSession(this.#world.db, secret, this.#world.now());
    const { provider } = this.#settings;
    const granted = session && (session.granted ?? (provider && grantOf(provider, session.groups)));
    return granted && { id: `user:${session.subject}`, name: session.name, ...granted };
  }

  #secretOf(request: Request): Secret | undefined {
    const shown = this.#cookies.read(request, SESSION) ?? '';
    return isSecret('session', shown) ? shown : undefined;
  }

  #answer(visit: Visit): Promise<Response> | Response {
    const { request, url, api, from } = visit;
    const seconds = this.#failures.waitOf(guesserAt(from), this.#world.now().getTime());
    if (seconds > 0)
      return page(api, 429, `Too many failed logins from this address: wait ${seconds} seconds.`, {
        'retry-after': String(seconds),
      });
    switch (`${request.method} ${url.pathname}`) {
      case `GET ${BEGIN}`:
        return this.#begin(visit);
      case `GET ${CALLBACK}`:
        return this.#finish(visit);
      case `GET ${LINK}`:
        return linkPage(api, url.searchParams.get('code') ?? '');
      case `POST ${LINK}`:
        return this.#openLink(visit);
      case `POST ${LOGOUT}`:
        return this.#logOut(visit);
      default:
        return page(api, 405, 'This is not a valid login or logout request.');
    }
  }

  async #begin({ api }: Visit): Promise<Response> {
    if (this.#provider === undefined)
      return page(
        api,
        404,
        'No identity provider is configured: log in with a link, which "vedette login link" prints.',
      );
    try {
      const { address, underWay } = await this.#provider.begin();
      const remembered = Buffer.from(JSON.stringify(underWay)).toString('base64url');
      const cookie = this.#cookies.write(UNDER_WAY_COOKIE, remembered, UNDER_WAY_SECONDS);
      return new api.Response(null, { status: 303, headers: { location: address.href, 'set-cookie': cookie } });
    } catch {
      return page(api, 503, 'The identity provider cannot be reached: try again, or check its address.');
    }
  }

  async #finish(visit: Visit): Promise<Response> {
    const { provider: settings } = this.#settings;
    const underWay = UNDER_WAY.safeParse(parsed(this.#cookies.read(visit.request, UNDER_WAY_COOKIE) ?? ''));
    if (this.#provider === undefined || settings === undefined || !underWay.success)
      return this.#refuse(visit, 400, 'This browser did not start a login within the last ten minutes: start again.');
    const person = await this.#provider.finish(visit.url, underWay.data).catch(() => undefined);
    if (person === undefined)
      return this.#refuse(visit, 401, 'The login was not completed at the identity provider: start again.');
    if (grantOf(settings, person.groups) === undefined)
      return this.#refuse(visit, 403, 'None of your groups has access: ask your Vedette administrator.', {
        who: `user:${person.subject}`,
      });
    return this.#letIn(visit, { ...person, granted: null });
  }

  async #openLink(visit: Visit): Promise<Response> {
    const { request } = visit;
    const length = Number(request.headers.get('content-length') ?? Number.NaN);
    const code = length <= FORM_BYTES_MAX ? (await request.text()).replace(/^code=/, '') : '';
    const { db, now } = this.#world;
    if (!isSecret('link', code) || !(await spendLink(db, code, now()))) return this.#refuse(visit, 403, LINK_OVER);
    const subject = `link-${hashOf(code).slice(0, 12)}`;
    const granted = { role: 'admin', scope: EVERYTHING } as const;
    return this.#letIn(visit, { subject, name: 'administrator by link', groups: [], granted });
  }

  async #logOut({ request, api, from }: Visit): Promise<Response> {
    if (isCrossSite(request)) return page(api, 403, 'Requests from other sites cannot log anybody out.');
    const secret = this.#secretOf(request);
    const viewer = await this.viewerOf(request);
    if (secret !== undefined) await endSession(this.#world.db, secret);
    if (viewer !== undefined) await this.#world.audit({ who: viewer.id, from, what: 'access.logged-out' });
    return new api.Response(null, { status: 204, headers: { 'set-cookie': this.#cookies.write(SESSION, '', 0) } });
  }

  async #letIn({ api, from }: Visit, session: NewSession): Promise<Response> {
    const { db, now, audit } = this.#world;
    const secret = await createSession(db, session, now());
    await audit({ who: `user:${session.subject}`, from, what: 'access.logged-in', about: { name: session.name } });
    const headers = new api.Headers({ location: '/', 'cache-control': 'no-store' });
    headers.append('set-cookie', this.#cookies.write(SESSION, secret, SESSION_MS / 1000));
    headers.append('set-cookie', this.#cookies.write(UNDER_WAY_COOKIE, '', 0));
    return new api.Response(null, { status: 303, headers });
  }

  async #refuse(
    { api, from }: Visit,
    status: number,
    told: string,
    { who = 'nobody' }: { readonly who?: Viewer['id'] | 'nobody' } = {},
  ): Promise<Response> {
    const first = this.#failures.count(guesserAt(from), this.#world.now().getTime());
    if (first || who !== 'nobody') await this.#world.audit({ who, from, what: 'access.refused', about: { told } });
    return page(api, status, told);
  }
}

function parsed(cookie: string): unknown {
  try {
    return JSON.parse(Buffer.from(cookie, 'base64url').toString());
  } catch {
    return undefined;
  }
}
