import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
} from 'openid-client';
import { z } from 'zod';
import type { Oidc } from '#services/model/login.ts';

/** How the service is registered as a client of an identity provider. */
export interface ProviderSettings extends Oidc {
  readonly clientSecret?: string | undefined;
}

/** What a browser keeps in a cookie while its user is at the provider. */
export const UNDER_WAY = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string() });
type UnderWay = z.infer<typeof UNDER_WAY>;

/** A person's identity, as the provider states it. */
export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface Provider {
  /** The address to which the browser is sent, and what it must remember. */
  begin(): Promise<{ readonly address: URL; readonly underWay: UnderWay }>;
  /** @throws when the browser brings back something invalid, or when the provider fails */
  finish(returned: URL, underWay: UnderWay): Promise<Person>;
}

/** A slower answer of the provider is treated as a failure. */
const ANSWERS_WITHIN_SECONDS = 10;

/** OpenID Connect: the authorization code flow with PKCE, configured by the provider's discovery document. */
export function openProvider(settings: ProviderSettings, callback: URL): Provider {
  let known: Promise<Configuration> | undefined;
  /** Discovery is repeated after any error: addresses and keys change, and the next login should ask anew. */
  const asking = async <Answer>(ask: (configuration: Configuration) => Promise<Answer>): Promise<Answer> => {
    try {
      return await ask(await (known ??= discover(settings)));
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  return {
    begin: () =>
      asking(async (configuration) => {
        const underWay = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
        const address = buildAuthorizationUrl(configuration, {
          redirect_uri: callback.href,
          scope: ['openid', 'profile', 'email', ...(settings.scopes ?? [])].join(' '),
          state: underWay.state,
          nonce: underWay.nonce,
          code_challenge: await calculatePKCECodeChallenge(underWay.verifier),
          code_challenge_method: 'S256',
        });
        return { address, underWay };
      }),
    finish: (returned, { state, nonce, verifier }) =>
      asking(async (configuration) => {
        const tokens = await authorizationCodeGrant(configuration, new URL(returned.search, callback), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const said = tokens.claims();
        if (said === undefined) throw new Error('The provider sent no ID token.');
        const claim = settings.groupsClaim ?? 'groups';
        const complete = said[claim] !== undefined && said['name'] !== undefined;
        const more = configuration.serverMetadata().userinfo_endpoint !== undefined && !complete;
        const claims = more
          ? { ...(await fetchUserInfo(configuration, tokens.access_token, said.sub)), ...said }
          : said;
        return {
          subject: said.sub,
          name: nameIn([claims['name'], claims['preferred_username'], claims['email'], said.sub]),
          groups: GROUPS.parse(claims[claim] ?? []),
        };
      }),
  };
}

function nameIn(said: readonly unknown[]): string {
  const name = said.find((value) => typeof value === 'string' && value.trim() !== '');
  return String(name).toWellFormed().replaceAll('\0', '').slice(0, 200);
}

const GROUPS = z.union([z.array(z.string()), z.string().transform((group) => [group])]);

async function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<Configuration> {
  const execute = new URL(issuer).protocol === 'http:' ? [allowInsecureRequests] : [];
  const options = { timeout: ANSWERS_WITHIN_SECONDS, execute };
  const found = (await discovery(new URL(issuer), clientId, undefined, None(), options)).serverMetadata();
  const methods = found.token_endpoint_auth_methods_supported ?? [];
  const configuration = new Configuration(found, clientId, undefined, secretSent(clientSecret, methods));
  configuration.timeout = ANSWERS_WITHIN_SECONDS;
  // The ID token's signature is verified with the provider's keys, although it comes from the provider itself over TLS.
  for (const prepare of [...execute, enableNonRepudiationChecks]) prepare(configuration);
  return configuration;
}

/** How the provider accepts the client secret. Without a statement: in the header, which every provider must accept. */
function secretSent(clientSecret: string | undefined, methods: readonly string[]): ClientAuth {
  if (clientSecret === undefined) return None();
  return methods.includes('client_secret_post') ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
}
