import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export const CLIENT = { clientId: 'vedette', clientSecret: 'a-secret-of-many-letters' } as const;

/** A real OpenID Connect provider on a port of its own; a login succeeds with any name. */
export async function startProvider(callback: string, groupsOf: (account: string) => readonly string[] | undefined) {
  let handle: ReturnType<Provider['callback']> | undefined;
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    void handle?.(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${Object(server.address()).port}`;

  /** A provider with new keys, and everything else unchanged. */
  const withNewKeys = (kid: string) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [callback],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }] },
      cookies: { keys: ['a-key-of-the-providers-own-cookies'] },
      claims: { openid: ['sub', 'groups'], profile: ['name'], email: ['email'] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: async () => ({
          sub: id,
          name: `${id} the person`,
          email: `${id}@people.example`,
          groups: groupsOf(id),
        }),
      }),
    });
    provider.on('server_error', () => undefined);
    handle = provider.callback();
  };
  withNewKeys('first');
  return {
    issuer,
    withNewKeys,
    asked: () => asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** A minimal browser: it keeps cookies by host, and follows redirections. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();
  readonly #fetch: Fetch;

  /** @param fetch fetches any address */
  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** Sends one request, whose answer may be a redirection. */
  async send(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const jar = this.cookies.get(url.host) ?? new Map<string, string>();
    this.cookies.set(url.host, jar);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await this.#fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Follows redirections until one is answered, or leads to an address that begins with `until`. */
  async follow(
    address: string | URL,
    until?: string,
    init: RequestInit = {},
  ): Promise<{ response: Response; url: URL }> {
    let url = new URL(address);
    let response = await this.send(url, init);
    for (
      let location = response.headers.get('location');
      location !== null;
      location = response.headers.get('location')
    ) {
      url = new URL(location, url);
      if (until !== undefined && url.href.startsWith(until)) break;
      response = await this.send(url);
    }
    return { response, url };
  }

  /** Logs in at the provider that `begin` redirects to. @returns the address to which the provider redirects */
  async logIn(begin: string, account: string, callback: string): Promise<URL> {
    let { url } = await this.follow(begin, callback);
    for (const prompt of ['login', 'consent']) {
      if (url.href.startsWith(callback)) break;
      const body = new URLSearchParams({ prompt, login: account, password: 'any' });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      ({ url } = await this.follow(url, callback, { method: 'POST', headers, body: body.toString() }));
    }
    return url;
  }
}
