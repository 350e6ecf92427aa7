/** A cookie that scripts do not see and that goes with no request of another site but a link that somebody follows. */
export interface Cookies {
  /** Of a request; undefined when it has none of that name. */
  read(request: Request, name: string): string | undefined;
  /** The value of a Set-Cookie header. @param seconds 0 forgets it */
  write(name: string, value: string, seconds: number): string;
}

/** @param publicUrl where people reach the API: over HTTPS, cookies are held to it and to this very host */
export function cookiesOf(publicUrl: URL): Cookies {
  const secure = publicUrl.protocol === 'https:';
  const full = (name: string) => (secure ? `__Host-vedette-${name}` : `vedette-${name}`);
  return {
    read(request, name) {
      const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
      const start = `${full(name)}=`;
      return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
    },
    write: (name, value, seconds) =>
      `${full(name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`,
  };
}
